"""A member of a community team, or the office, opens an account for somebody who cannot alone.

The helper proves nothing but who they are; the phone is proven by the code its owner reads out.
What the owner does afterwards is theirs: helping gives no right to see it (decision 0069).
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from enrollment import queries
from enrollment.learning import guests, policies
from enrollment.models import Learner, Unit
from tenants.people import actions as people_actions
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
    Raises PhoneTaken where there is an account already: then nothing has changed.
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
    return learner
