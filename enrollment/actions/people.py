"""Changing what the office knows of one person."""

from enrollment.actions.assignments import enroll_assigned
from enrollment.models import Learner, SubGroup, Unit
from tenants.people import actions as people_actions
from tenants.people import names
from tenants.people.models import User


class ContactTaken(Exception):
    """Another person here has this phone or address; `field` says which."""

    code = "CONTACT_TAKEN"

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def change_learner(
    *,
    learner: Learner,
    full_name: str,
    phone: str | None,
    email: str,
    job_title: str,
    unit: Unit | None,
    sub_group: SubGroup | None,
    by: User | None,
) -> Learner:
    """Write what the office changed, in the account too. Raises ContactTaken."""
    _check_contacts(learner, phone, email)
    before = {field: getattr(learner, field) for field in CHANGEABLE}
    learner.full_name = names.tidy_name(full_name)
    learner.folded_name = names.folded(full_name)
    learner.phone, learner.email, learner.job_title = phone, email.lower(), job_title
    learner.unit, learner.sub_group = unit, sub_group
    learner.save(update_fields=[*CHANGEABLE, "folded_name"])
    _change_user(learner)
    enroll_assigned(learner_ids=[learner.pk])
    changed = [field for field in CHANGEABLE if getattr(learner, field) != before[field]]
    people_actions.write_audit(
        action="enrollment.change_learner",
        by=by,
        subject="learner",
        subject_uid=str(learner.uid),
        facts={"fields": sorted(field.removesuffix("_id") for field in changed)},
    )
    return learner


CHANGEABLE = ("full_name", "phone", "email", "job_title", "unit_id", "sub_group_id")


def _check_contacts(learner: Learner, phone: str | None, email: str) -> None:
    if phone:
        others = Learner.objects.filter(phone=phone).exclude(pk=learner.pk)
        accounts = User.objects.filter(phone=phone).exclude(learner=learner)
        if others.exists() or accounts.exists():
            raise ContactTaken("phone")
    if not email or not learner.user_id:
        return
    if User.objects.filter(email__iexact=email).exclude(learner=learner).exists():
        raise ContactTaken("email")


def _change_user(learner: Learner) -> None:
    """The account keeps up: people sign in with what the office wrote."""
    if learner.user_id is None:
        return
    User.objects.filter(pk=learner.user_id).update(
        full_name=learner.full_name, phone=learner.phone, email=learner.email or None
    )


def is_name_kept(learner: Learner) -> bool:
    """Whether a learner's name is the office's: it knows more of them than they gave themselves."""
    is_citizen = learner.sub_group is None or learner.sub_group.key == CITIZENS
    return bool(
        learner.staff_code
        or learner.unit_id
        or learner.birth_date
        or learner.job_title
        or learner.citizen_id_digest
        or not is_citizen
    )


CITIZENS = "citizens"


def follow_account_name(*, user: User) -> None:
    """Call a learner as the account is called now, unless the office keeps the name."""
    learner = (
        Learner.objects.select_for_update(of=["self"])
        .select_related("sub_group")
        .filter(user=user)
        .first()
    )
    if learner is None or is_name_kept(learner):
        return
    learner.full_name, learner.folded_name = user.full_name, names.folded(user.full_name)
    learner.save(update_fields=["full_name", "folded_name"])
