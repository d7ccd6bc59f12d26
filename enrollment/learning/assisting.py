"""A member of a community team, or the office, opens an account for somebody who cannot alone.

The helper proves nothing but who they are; the phone is proven by the code its owner reads out.
What the owner does afterwards is theirs: helping gives no right to see it (decision 0069).
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from enrollment import queries
from enrollment.learning import guests, policies
from enrollment.models import Learner, Unit
from tenants.context import current_place
from tenants.people import actions as people_actions
from tenants.people import letters
from tenants.people.models import Role, User
from tenants.people.permissions import has_role

CONSENT_VERSION = "2026-11-assisted"
"""The text that is read out; it says more than the one of /register/: the unit is kept too."""


class NotAHelper(PermissionError):
    """Only members of community teams and the office register others."""

    code = "NOT_A_HELPER"


@dataclass(frozen=True)
class Helper:
    """Who may register others, and for which unit."""

    user: User
    unit: Unit | None
    """A team member's own; None for the office, which says where the person lives."""


def helper_of(user: User) -> Helper:
    """Return the helper a person is (two statements at most). Raises NotAHelper."""
    learner = queries.learner_of(user)
    group = learner.sub_group if learner is not None else None
    if learner is not None and policies.is_team_member(learner, group.key if group else None):
        return Helper(user, learner.unit)
    if has_role(user, Role.PROVINCE_OFFICE):
        return Helper(user, None)
    raise NotAHelper


def communes() -> list[Unit]:
    """Return the communes somebody can live in, by name."""
    return list(Unit.objects.filter(kind=Unit.Kind.COMMUNE).order_by("folded_name", "pk"))


@dataclass(frozen=True)
class Agreed:
    """What was typed for somebody who agreed when the text was read out."""

    full_name: str
    phone: str
    unit_uid: uuid.UUID | None
    consented_at: datetime


def register_elder(*, agreed: Agreed, by: User, at: datetime) -> Learner:
    """Open the account of a proved phone number for its owner, in the owner's unit and community.

    Who stands on the roster with this phone is that person and keeps their own unit and group.
    The owner is told on that phone who did it. Raises PhoneTaken where there is an account already:
    then nothing has changed, and nobody is told.
    """
    user = people_actions.register_for(
        full_name=agreed.full_name,
        phone=agreed.phone,
        consent_version=CONSENT_VERSION,
        consented_at=agreed.consented_at,
        by=by,
        at=at,
    )
    learner = guests.learner_for(user=user, at=at)
    if learner.unit_id is None and agreed.unit_uid is not None:
        learner.unit = Unit.objects.filter(uid=agreed.unit_uid).first()
        learner.save(update_fields=["unit"])
    people_actions.write_audit(
        action="enrollment.register_elder",
        by=by,
        subject="learner",
        subject_uid=str(learner.uid),
        facts={"unit_uid": str(learner.unit.uid) if learner.unit else ""},
    )
    _tell(user, by)
    return learner


def _tell(user: User, by: User) -> None:
    """Write one message to the phone: who registered its owner, where, and how to undo it.

    In Vietnamese, whatever the helper reads; to be undone at the province, not at the helper's.
    """
    place, helper = current_place(), queries.learner_of(by)
    unit = helper.unit if helper is not None else None
    facts = {
        "name": by.full_name,
        "unit": unit.name if unit else place.operator,
        "address": letters.site_address("/").removesuffix("/").partition("://")[2],
        "phone": place.hotline,
    }
    with override(settings.LANGUAGE_CODE):
        text = _(
            "Học Vụ Số: %(name)s (%(unit)s) vừa đăng ký giúp Ông/Bà tại %(address)s. "
            "Nếu Ông/Bà không đồng ý, xin gọi %(phone)s để hủy."
        )
        if not facts["phone"]:
            text = _(
                "Học Vụ Số: %(name)s (%(unit)s) vừa đăng ký giúp Ông/Bà tại %(address)s. "
                "Nếu Ông/Bà không đồng ý, xin báo Ủy ban nhân dân nơi Ông/Bà ở để hủy."
            )
        people_actions.send_sms(to=user.phone or "", body=text % facts)
