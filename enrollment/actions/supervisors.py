"""Who follows and evaluates the people of which units."""

from collections.abc import Sequence

from enrollment.models import Unit
from tenants.people import actions as people_actions
from tenants.people import letters, links
from tenants.people.models import OneTimeCode, Role, User


def appoint_supervisor(
    *, full_name: str, email: str, units: Sequence[Unit], by: User | None
) -> User:
    """Let a person follow these units and all below them; return the person.

    Someone without an account gets one and the link that opens it. Twice is once.
    """
    user = User.objects.select_for_update().filter(email__iexact=email.strip()).first()
    if user is None:
        user = people_actions.create_user(full_name=full_name, email=email)
    for unit in units:
        people_actions.grant_role(user=user, role=Role.SUPERVISOR, scope_uid=unit.uid, by=by)
    if user.activated_at is None:
        token = links.issue(
            purpose=OneTimeCode.Purpose.ACTIVATE,
            user=user,
            sent_to=user.email or "",
            lifetime=links.ACTIVATION_LIFETIME,
        )
        letters.send_activation(user=user, token=token)
    return user


def dismiss_supervisor(*, user: User, unit: Unit, by: User | None) -> None:
    """Take one unit from a person's supervision; the account stays. Again does nothing."""
    people_actions.revoke_role(user=user, role=Role.SUPERVISOR, scope_uid=unit.uid, by=by)
