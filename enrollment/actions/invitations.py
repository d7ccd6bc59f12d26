"""Accounts for people of the roster: made when needed, opened by mailed link or printed slip."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from enrollment.models import Learner
from tenants.people import actions as people_actions
from tenants.people import codes, letters, links
from tenants.people.models import OneTimeCode, User

SLIP_LIFETIME = timedelta(days=90)

LINK_ACCOUNTS_BY_PHONE = """
    UPDATE enrollment_learner learner SET user_id = account.id
    FROM people_user account
    WHERE learner.id = ANY(%s) AND learner.user_id IS NULL AND learner.guest_expires_at IS NULL
      AND account.phone = learner.phone
      AND NOT EXISTS (SELECT 1 FROM enrollment_learner other WHERE other.user_id = account.id)
"""
MAKE_ACCOUNTS = """
    WITH fresh AS MATERIALIZED (
        SELECT id, full_name, staff_code, phone, lower(email) AS email,
               row_number() OVER (PARTITION BY lower(email) ORDER BY id) AS same_email,
               gen_random_uuid() AS uid
        FROM enrollment_learner
        WHERE id = ANY(%(learners)s) AND user_id IS NULL AND guest_expires_at IS NULL
          AND archived_at IS NULL
          AND (staff_code IS NOT NULL OR phone IS NOT NULL OR email <> '')
    ), made AS (
        INSERT INTO people_user (uid, full_name, email, phone, sign_in_name, password, language,
                                 text_size_percent, is_active, created_at)
        SELECT fresh.uid, fresh.full_name,
               CASE WHEN fresh.email <> '' AND fresh.same_email = 1 AND NOT EXISTS (
                    SELECT 1 FROM people_user known WHERE lower(known.email) = fresh.email)
                    THEN fresh.email END,
               CASE WHEN NOT EXISTS (
                    SELECT 1 FROM people_user known WHERE known.phone = fresh.phone)
                    THEN fresh.phone END,
               CASE WHEN NOT EXISTS (
                    SELECT 1 FROM people_user known
                    WHERE known.sign_in_name = upper(fresh.staff_code))
                    THEN upper(fresh.staff_code) END,
               '!' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
               'vi', 100, true, %(at)s
        FROM fresh RETURNING id, uid
    )
    UPDATE enrollment_learner SET user_id = made.id
    FROM fresh JOIN made ON made.uid = fresh.uid WHERE fresh.id = enrollment_learner.id
"""
"""The password is Django's mark of an unusable one; a name somebody else has is left empty."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one person. Holds the code in the clear: show it once, keep it never."""

    full_name: str
    unit_name: str
    staff_code: str
    phone: str
    code: str


@dataclass(frozen=True, slots=True)
class Invited:
    """What became of one round of invitations."""

    account_count: int
    mailed_count: int
    slips: tuple[Slip, ...]


def invite_learners(
    *, learner_ids: Collection[int], by: User | None, only_slips: bool = False
) -> Invited:
    """Make the accounts these people lack; mail the link where an address is known.

    Everybody else who has not opened the account gets a slip. Who has, gets nothing.
    """
    made = _make_accounts(learner_ids)
    waiting = list(
        Learner.objects.filter(pk__in=learner_ids, user__activated_at=None, user__is_active=True)
        .select_related("user", "unit")
        .order_by("unit__path", "folded_name", "pk")
    )
    by_mail = [] if only_slips else [one for one in waiting if one.user and one.user.email]
    _mail_links([one.user for one in by_mail if one.user])
    mailed = {one.pk for one in by_mail}
    slips = _slips([one for one in waiting if one.pk not in mailed])
    people_actions.write_audit(
        action="enrollment.invite_learners",
        by=by,
        subject="learners",
        facts={"account_count": made, "mailed_count": len(mailed), "slip_count": len(slips)},
    )
    return Invited(made, len(mailed), slips)


def issue_slip(*, learner: Learner, by: User | None) -> Slip:
    """Return a new code for one person, with an account made if there was none.

    The code also replaces a forgotten password; codes given before stop working.
    """
    _make_accounts([learner.pk])
    learner.refresh_from_db()
    people_actions.write_audit(
        action="enrollment.issue_slip",
        by=by,
        subject="learner",
        subject_uid=str(learner.uid),
    )
    return _slips([learner])[0]


def _make_accounts(learner_ids: Collection[int]) -> int:
    ids = list(learner_ids)
    with connection.cursor() as cursor:
        cursor.execute(LINK_ACCOUNTS_BY_PHONE, [ids])
        cursor.execute(MAKE_ACCOUNTS, {"learners": ids, "at": timezone.now()})
        return int(cursor.rowcount)


def _mail_links(users: list[User]) -> None:
    """Write one link and one mail for each; older links of theirs end."""
    now, purpose = timezone.now(), OneTimeCode.Purpose.ACTIVATE
    OneTimeCode.objects.filter(purpose=purpose, user__in=users, used_at=None).update(expires_at=now)
    rows = [
        OneTimeCode(
            purpose=purpose,
            user=user,
            sent_to=user.email or "",
            digest=codes.digest_of(purpose, user.email or "", secrets.token_urlsafe(32)),
            expires_at=now + links.ACTIVATION_LIFETIME,
        )
        for user in users
    ]
    OneTimeCode.objects.bulk_create(rows, batch_size=1000)
    for user, row in zip(users, rows, strict=True):
        letters.send_activation(user=user, token=links.token_of(row))


def _slips(learners: list[Learner]) -> tuple[Slip, ...]:
    users = [learner.user for learner in learners if learner.user]
    printed = codes.issue_many(users=users, lifetime=SLIP_LIFETIME) if users else {}
    return tuple(
        Slip(
            full_name=learner.full_name,
            unit_name=learner.unit.name if learner.unit else "",
            staff_code=learner.staff_code or "",
            phone=learner.phone or "",
            code=printed[learner.user_id],
        )
        for learner in learners
        if learner.user_id
    )
