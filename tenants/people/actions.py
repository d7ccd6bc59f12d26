"""What can be done to the people of a place. Every action runs inside the caller's block."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from tenants.people import names
from tenants.people.models import AuditEntry, Message, Role, RoleGrant, Session, User


def create_user(
    *,
    full_name: str,
    email: str | None = None,
    phone: str | None = None,
    sign_in_name: str | None = None,
    password: str | None = None,
) -> User:
    """Make a person who can sign in with any of the three names given.

    Without a password the account waits for activation. Raises IntegrityError if a name is taken.
    """
    user = User(
        full_name=names.tidy_name(full_name),
        email=email.strip().lower() if email else None,
        phone=phone or None,
        sign_in_name=sign_in_name.strip().upper() if sign_in_name else None,
        activated_at=timezone.now() if password else None,
    )
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    return user


def activate(*, user: User, password: str) -> None:
    """Give a person a password and open the account."""
    user.set_password(password)
    user.activated_at = user.activated_at or timezone.now()
    user.save(update_fields=["password", "activated_at"])
    write_audit(action="people.activate", by=user, subject="user", subject_uid=str(user.uid))


def open_account(*, user: User, at: datetime) -> None:
    """Note the first time somebody proved to be this person; later times change nothing."""
    if user.activated_at is None:
        user.activated_at = at
        user.save(update_fields=["activated_at"])
        write_audit(action="people.activate", by=user, subject="user", subject_uid=str(user.uid))


def change_password(*, user: User, password: str, by: User) -> None:
    """Set a new password; every session but the caller's own ends with it."""
    user.set_password(password)
    user.activated_at = user.activated_at or timezone.now()
    user.save(update_fields=["password", "activated_at"])
    write_audit(action="people.change_password", by=by, subject="user", subject_uid=str(user.uid))


def keep_preferences(
    *, user: User, language: str | None = None, text_size_percent: int | None = None
) -> None:
    """Keep what a person set on a page, for their other devices; None leaves it as it is."""
    changed = {"language": language, "text_size_percent": text_size_percent}
    User.objects.filter(pk=user.pk).update(
        **{name: value for name, value in changed.items() if value is not None}
    )


def end_sessions(*, user: User, by: User, except_key: str | None = None) -> int:
    """Sign a person out everywhere, but for one session; return how many ended."""
    sessions = Session.objects.filter(user_id=user.pk).exclude(session_key=except_key or "")
    ended = sessions.delete()[0]
    write_audit(
        action="people.end_sessions",
        by=by,
        subject="user",
        subject_uid=str(user.uid),
        facts={"count": ended},
    )
    return ended


def register(*, full_name: str, phone: str, consent_version: str, at: datetime) -> User:
    """Return the person of a proved phone number, made if nobody has it; their consent is kept."""
    user = User.objects.select_for_update().filter(phone=phone).first()
    if user is None:
        user = create_user(full_name=full_name, phone=phone)
        write_audit(action="people.register", by=user, subject="user", subject_uid=str(user.uid))
    open_account(user=user, at=at)
    write_audit(
        action="people.consent",
        by=user,
        subject="user",
        subject_uid=str(user.uid),
        facts={"version": consent_version},
    )
    return user


class PhoneTaken(Exception):
    """Somebody here has an account with this phone."""

    code = "PHONE_TAKEN"


def register_for(
    *,
    full_name: str,
    phone: str,
    consent_version: str,
    consented_at: datetime,
    by: User,
    at: datetime,
) -> User:
    """Make the account of a proved phone number whose owner agreed when `by` read the text out.

    Raises PhoneTaken where there is an account already: then nothing has changed.
    """
    try:
        with transaction.atomic():
            user = create_user(full_name=full_name, phone=phone)
    except IntegrityError as error:
        raise PhoneTaken from error
    user.activated_at = at
    user.save(update_fields=["activated_at"])
    helper = {"assisted_by": str(by.uid)}
    consent = {"version": consent_version, "consented_at": consented_at.isoformat()}
    for action, facts in (("people.register", helper), ("people.consent", consent | helper)):
        write_audit(action=action, by=by, subject="user", subject_uid=str(user.uid), facts=facts)
    return user


def grant_role(
    *, user: User, role: str, scope_uid: uuid.UUID | None = None, by: User | None
) -> RoleGrant:
    """Give a role, for the whole place or for one unit and all below it; twice is once."""
    grant, made = RoleGrant.objects.get_or_create(
        user=user,
        role=Role(role),
        scope_uid=scope_uid,
        defaults={"granted_by_uid": by.uid if by else None},
    )
    if made:
        write_audit(
            action="people.grant_role",
            by=by,
            subject="user",
            subject_uid=str(user.uid),
            facts={"role": str(role), "scope_uid": str(scope_uid or "")},
        )
    return grant


def revoke_role(
    *, user: User, role: str, scope_uid: uuid.UUID | None = None, by: User | None
) -> None:
    """Take a role of one scope from a person; again does nothing."""
    gone, _rows = RoleGrant.objects.filter(user=user, role=role, scope_uid=scope_uid).delete()
    if gone:
        write_audit(
            action="people.revoke_role",
            by=by,
            subject="user",
            subject_uid=str(user.uid),
            facts={"role": str(role), "scope_uid": str(scope_uid or "")},
        )


def sign_in(request: HttpRequest, user: User) -> None:
    """Open a session for this person; the session's key changes."""
    login(request, user, backend="tenants.people.backends.PersonBackend")


def send_mail(*, to: str, subject: str, body: str) -> Message:
    """Write a mail to be sent once this transaction is committed."""
    return Message.objects.create(
        channel=Message.Channel.MAIL, recipient=to, subject=subject, body=body
    )


def send_sms(*, to: str, body: str) -> Message:
    """Write a text message (E.164 number) to be sent once this transaction is committed."""
    return Message.objects.create(channel=Message.Channel.SMS, recipient=to, body=body)


def write_audit(
    *,
    action: str,
    by: User | None,
    subject: str = "",
    subject_uid: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Write who did what, in this transaction; sealed into the chain within a minute."""
    AuditEntry.objects.create(
        at=timezone.now(),
        actor_uid=by.uid if by else None,
        action=action,
        subject=subject,
        subject_uid=subject_uid,
        facts=facts or {},
    )
