"""Guests: learners without an account, tied to a session, kept for 30 days."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from enrollment.learning import merging, readers
from enrollment.models import Learner
from tenants.people.models import User

KEPT_FOR = timedelta(days=30)
MOST_DELETED = 2000
MAKE_GUEST = """
INSERT INTO enrollment_learner
    (uid, full_name, folded_name, email, job_title, citizen_id_digest, citizen_id_last3,
     guest_expires_at, active_since, created_at)
VALUES (%(uid)s, '', '', '', '', '', '', %(expires_at)s, %(at)s, %(at)s)
ON CONFLICT (uid) DO UPDATE SET uid = excluded.uid
RETURNING id, CASE WHEN user_id IS NULL THEN guest_expires_at END, active_since
"""


class GuestGone(LookupError):
    """The guest of this key was registered or deleted meanwhile."""

    code = "GUEST_GONE"


def make_guest(*, submission_key: uuid.UUID, at: datetime) -> Learner:
    """Return the guest whose first answer carries this key, made if new (one statement).

    Raises GuestGone if that guest has an account by now: a copied key opens nobody's results.
    """
    uid = readers.guest_uid_for(submission_key)
    with connection.cursor() as cursor:
        cursor.execute(MAKE_GUEST, {"uid": uid, "at": at, "expires_at": at + KEPT_FOR})
        learner_id, expires_at, active_since = cursor.fetchone()
    if expires_at is None or expires_at <= at:
        raise GuestGone
    return Learner(pk=learner_id, uid=uid, guest_expires_at=expires_at, active_since=active_since)


def remember(session: Any, guest: Learner) -> None:
    """Tie a guest to a session for as long as the guest is kept."""
    if session.get(readers.GUEST_KEY) != str(guest.uid):
        session[readers.GUEST_KEY] = str(guest.uid)
        session.set_expiry(int(KEPT_FOR.total_seconds()))


def keep_results(*, user: User, session: Any, at: datetime) -> Learner:
    """Give a newly registered person their learner: the roster's, the guest's, both merged, or new.

    The phone was proven by a code, so a learner of the roster with that phone is this person.
    """
    learner = learner_for(user=user, guest=_guest_of(session), at=at)
    if session.pop(readers.GUEST_KEY, None):
        session.set_expiry(None)
    return learner


def learner_for(*, user: User, guest: Learner | None = None, at: datetime) -> Learner:
    """Return the learner of a person whose phone was proven: the roster's, the guest's or new."""
    learner = _learner_of(user)
    if learner is None and guest is not None:
        learner = merging.become_learner(guest=guest, user=user)
    elif learner is None:
        learner = merging.new_learner(user=user)
    elif guest is not None:
        merging.merge_guest(guest=guest, into=learner)
    merging.settle(learner=learner, by=user, at=at)
    return learner


def _guest_of(session: Any) -> Learner | None:
    uid = readers.guest_uid_in(session)
    if uid is None:
        return None
    return (
        Learner.objects.select_for_update()
        .filter(uid=uid, user=None, phone=None)
        .exclude(guest_expires_at=None)
        .first()
    )


def _learner_of(user: User) -> Learner | None:
    learner = Learner.objects.select_for_update().filter(user=user).first()
    if learner is None and user.phone:
        learner = (
            Learner.objects.select_for_update()
            .filter(phone=user.phone, user=None, guest_expires_at=None)
            .first()
        )
        if learner is not None:
            learner.user = user
            learner.save(update_fields=["user"])
    return learner


def delete_expired_guests(*, at: datetime | None = None) -> int:
    """Delete guests whose 30 days are over, with all they did; return how many."""
    due = Learner.objects.filter(guest_expires_at__lte=at or timezone.now(), user=None)
    ids = list(due.order_by("guest_expires_at").values_list("pk", flat=True)[:MOST_DELETED])
    Learner.objects.filter(pk__in=ids).delete()
    return len(ids)
