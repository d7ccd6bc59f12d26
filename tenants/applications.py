"""A province applies, the ministry decides, the site opens. Every verb stands in the ministry."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.db.models import Q
from django.utils import timezone

from tenants import application_letters, events, provisioning, registry, slugs
from tenants.context import Place, in_ministry, in_province
from tenants.jobs import actions as jobs
from tenants.jobs import queries as job_queries
from tenants.jobs.work import effect_kind
from tenants.models import AdministrativeUnit, Province, ProvinceApplication, RetiredSlug
from tenants.people import actions as people
from tenants.people import letters, links
from tenants.people.models import OneTimeCode, Role, User
from tenants.router import MIGRATOR

log = structlog.get_logger(__name__)
OPEN = "tenants.open_province"
ACTIVATION = "activation"
SILENT_AFTER = timedelta(minutes=2)
Status = ProvinceApplication.Status
HOLDING = (Status.SUBMITTED, Status.APPROVED, Status.OPEN, Status.FAILED)
"""States in which an application keeps its sub-domain from others."""


class AlreadyDecided(Exception):
    """Somebody decided this application before."""

    code = "ALREADY_DECIDED"


class NothingToOpen(Exception):
    """The application is not one whose opening can be tried again."""

    code = "NOTHING_TO_OPEN"


def apply(
    *,
    slug: str,
    unit: AdministrativeUnit,
    office_name: str,
    contact_name: str,
    contact_email: str,
    contact_phone: str,
) -> tuple[ProvinceApplication, str]:
    """Keep one application and mail its progress link; return it and the link's secret.

    Raises SlugInvalid for a sub-domain that cannot be had. The secret is nowhere kept.
    """
    check_free(slug)
    secret = secrets.token_urlsafe(24)
    try:
        with transaction.atomic():
            application = ProvinceApplication.objects.create(
                slug=slug,
                unit=unit,
                office_name=office_name,
                contact_name=contact_name,
                contact_email=contact_email,
                contact_phone=contact_phone,
                secret_digest=digest_of(secret),
            )
    except IntegrityError:  # somebody else was faster
        slugs.check_slug(slug, taken={slug})
        raise
    application_letters.send_received(application, secret)
    _audit("tenants.apply", application, by=None)
    return application, secret


def check_free(slug: str, *, near: str = "") -> str:
    """Return the sub-domain if it may be had; raises SlugInvalid with a suggestion.

    near: the unit's name, which makes a better suggestion than what cannot be had.
    """
    return slugs.check_slug(slug, taken=taken_slugs(), near=near)


def taken_slugs() -> set[str]:
    """Return every sub-domain that belongs, or once belonged, to somebody."""
    provinces = Province.objects.order_by().values_list("schema_name")
    retired = RetiredSlug.objects.order_by().values_list("slug")
    asked = ProvinceApplication.objects.filter(status__in=HOLDING).order_by().values_list("slug")
    return {slug for (slug,) in provinces.union(retired, asked)}


def with_secret(secret: str) -> ProvinceApplication | None:
    """Return the application a progress link leads to, or None."""
    rows = ProvinceApplication.objects.select_related("unit", "province")
    return rows.filter(secret_digest=digest_of(secret)).first()


def digest_of(secret: str) -> str:
    """Return the sha256 that is kept instead of the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def approve(*, application_uuid: uuid.UUID, by: User, at: datetime) -> ProvinceApplication:
    """Say yes; the opening is queued in this transaction. Raises AlreadyDecided."""
    application = _undecided(application_uuid)
    application.status = Status.APPROVED
    _decide(application, by=by, at=at)
    jobs.emit(kind=OPEN, payload={"application": str(application.uuid)})
    application_letters.send_approved(application)
    _audit("tenants.approve_application", application, by=by)
    return application


def refuse(
    *, application_uuid: uuid.UUID, reason: str, by: User, at: datetime
) -> ProvinceApplication:
    """Say no and mail the reason; the sub-domain is free again. Raises AlreadyDecided."""
    application = _undecided(application_uuid)
    application.status = Status.REFUSED
    application.refusal_reason = reason
    _decide(application, by=by, at=at)
    application_letters.send_refused(application)
    _audit("tenants.refuse_application", application, by=by)
    return application


def open_again(*, application_uuid: uuid.UUID, by: User) -> ProvinceApplication:
    """Queue the opening once more after it failed. Raises NothingToOpen."""
    application = _locked(application_uuid)
    if application.status not in (Status.FAILED, Status.APPROVED):
        raise NothingToOpen
    jobs.emit(kind=OPEN, payload={"application": str(application.uuid)})
    _audit("tenants.open_again", application, by=by)
    return application


@effect_kind(OPEN)
def queue_opening(place: Place, event_uid: uuid.UUID, payload: dict[str, Any]) -> None:
    """Hand the opening to the worker that holds the migrator's address, or do it if we do."""
    if MIGRATOR in connections.settings:
        open_site(payload["application"])
        return
    from tenants.tasks import open_province_site

    open_province_site.apply_async([payload["application"]], headers={"place": "ministry"})


def open_site(application_uuid: str) -> None:
    """Open the province's site, then invite its owner. May be killed anywhere and run again."""
    provisioning.open_application(application_uuid)
    invite_owner(application_uuid)


def invite_owner(application_uuid: str) -> None:
    """Make the applicant the office of the new province and write the activation mail there."""
    with in_ministry():
        application = ProvinceApplication.objects.select_related("province").get(
            uuid=application_uuid
        )
        if application.province is None:
            raise NothingToOpen
        place = application.province.place
    registry.forget()
    with in_province(place):
        owner = _owner(application)
        people.grant_role(user=owner, role=Role.PROVINCE_OFFICE, by=None)
        events.province_opened.send(sender=Province, place=place, owner=owner)
        _invite_once(owner)
    with in_ministry():
        _note_step(application.pk, ACTIVATION, "done")


def reopen_silent(*, at: datetime) -> int:
    """Queue again what was approved and then forgotten: a broker or worker that died.

    Finding nothing to do is cheap for an opening that is already done.
    """
    done = [{"key": ACTIVATION, "state": "done"}]
    silent = (
        ProvinceApplication.objects.filter(status__in=[Status.APPROVED, Status.OPEN])
        .filter(decided_at__lt=at - SILENT_AFTER)
        .exclude(steps__contains=done)
    )
    waiting = {
        event.payload.get("application")
        for event in job_queries.waiting_events(kind=OPEN)
        if event.payload
    }
    late = [application for application in silent if str(application.uuid) not in waiting]
    for application in late:
        jobs.emit(kind=OPEN, payload={"application": str(application.uuid)})
    return len(late)


def _owner(application: ProvinceApplication) -> User:
    email = application.contact_email.strip().lower()
    known = User.objects.filter(email__iexact=email).first()
    return known or people.create_user(full_name=application.contact_name, email=email)


def _invite_once(owner: User) -> None:
    """Write the mail unless a link of the same kind is already out, or the account is open."""
    asked = Q(user=owner, purpose=OneTimeCode.Purpose.ACTIVATE)
    if owner.activated_at or OneTimeCode.objects.filter(asked).exists():
        return
    token = links.issue(
        purpose=OneTimeCode.Purpose.ACTIVATE,
        user=owner,
        sent_to=owner.email or "",
        lifetime=links.ACTIVATION_LIFETIME,
    )
    letters.send_activation(user=owner, token=token)


def _note_step(application_id: int, key: str, state: str) -> None:
    application = ProvinceApplication.objects.select_for_update(of=("self",)).get(pk=application_id)
    others = [step for step in application.steps if step["key"] != key]
    entry = {"key": key, "state": state, "at": timezone.now().isoformat(), "error": ""}
    application.steps = [*others, entry]
    application.save(update_fields=["steps"])


def _undecided(application_uuid: uuid.UUID) -> ProvinceApplication:
    application = _locked(application_uuid)
    if application.status != Status.SUBMITTED:
        raise AlreadyDecided
    return application


def _locked(application_uuid: uuid.UUID) -> ProvinceApplication:
    rows = ProvinceApplication.objects.select_related("unit").select_for_update(of=("self",))
    return rows.get(uuid=application_uuid)


def _decide(application: ProvinceApplication, *, by: User, at: datetime) -> None:
    application.decided_by = by.uid
    application.decided_at = at
    application.save(update_fields=["status", "decided_by", "decided_at", "refusal_reason"])


def _audit(action: str, application: ProvinceApplication, *, by: User | None) -> None:
    people.write_audit(
        action=action,
        by=by,
        subject="application",
        subject_uid=str(application.uuid),
        facts={"slug": application.slug},
    )


def province_address(slug: str) -> str:
    """Return the absolute address of a province's site."""
    return f"{settings.BASE_SCHEME}://{slug}.{settings.BASE_HOST}{settings.BASE_PORT}/"
