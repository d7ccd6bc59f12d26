"""Issuing and revoking. Every action runs inside the caller's block, which is its transaction."""

import uuid
from datetime import datetime

from catalog.published import PublishedCourse
from enrollment.certificates import codes
from enrollment.models import Certificate, Learner
from enrollment.registry.effects import INDEX_CERTIFICATE
from enrollment.registry.models import CertificateEntry
from tenants.context import current_place
from tenants.jobs import actions as job_actions
from tenants.people import actions as people_actions
from tenants.people.models import User

ISSUE_ONCE = """
INSERT INTO enrollment_certificate
    (uid, code, learner_id, course_uid, course_title, holder_name, unit_name, score_percent,
     edition_number, release_version, document_sha256, issued_at, revocation_reason)
SELECT %(uid)s, %(code)s, %(learner)s, %(course)s, %(title)s, %(holder)s, %(unit)s, %(score)s,
       %(edition)s, %(release)s, %(document)s, %(at)s, ''
WHERE NOT EXISTS (
    SELECT 1 FROM enrollment_certificate WHERE learner_id = %(learner)s AND course_uid = %(course)s
)
ON CONFLICT (learner_id, course_uid) WHERE revoked_at IS NULL DO NOTHING
RETURNING *
"""


class AlreadyRevoked(Exception):
    """The certificate was revoked before. Facts: the certificate."""

    code = "CERTIFICATE_ALREADY_REVOKED"

    def __init__(self, certificate: Certificate) -> None:
        super().__init__(certificate.code)
        self.certificate = certificate


class ReasonMissing(ValueError):
    """Revoking needs a reason."""

    code = "REASON_MISSING"


def issue_certificate(
    *,
    learner: Learner,
    course: PublishedCourse,
    score_percent: int | None,
    by: User | None,
    at: datetime,
) -> Certificate | None:
    """Issue a certificate and tell the public index; None if this learner had one before.

    One that was revoked is not given again by taking the quiz again. The caller writes the audit.
    """
    facts = {
        "uid": uuid.uuid4(),
        "code": codes.new_code(current_place().issuer_number),
        "learner": learner.pk,
        "course": course.uid,
        "title": course.title,
        "holder": learner.full_name,
        "unit": learner.unit.name if learner.unit else "",
        "score": score_percent,
        "edition": course.edition_number,
        "release": course.release_version,
        "document": course.document_sha256,
        "at": at,
    }
    issued = list(Certificate.objects.raw(ISSUE_ONCE, facts))
    if not issued:
        return None
    _tell_index(issued[0], CertificateEntry.State.VALID, at)
    return issued[0]


def revoke_certificate(*, code: str, reason: str, by: User, at: datetime) -> Certificate:
    """Take a certificate back. Raises ReasonMissing, AlreadyRevoked, Certificate.DoesNotExist."""
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise ReasonMissing
    certificate = Certificate.objects.select_for_update().get(code=code)
    if certificate.revoked_at is not None:
        raise AlreadyRevoked(certificate)
    certificate.revoked_at = at
    certificate.revocation_reason = reason
    certificate.save(update_fields=["revoked_at", "revocation_reason"])
    people_actions.write_audit(
        action="enrollment.revoke_certificate",
        by=by,
        subject="certificate",
        subject_uid=str(certificate.uid),
        facts={"code": code},
    )
    _tell_index(certificate, CertificateEntry.State.REVOKED, at)
    return certificate


def _tell_index(certificate: Certificate, state: str, at: datetime) -> None:
    payload = {"code": certificate.code, "state": str(state), "at": at.isoformat()}
    job_actions.emit(kind=INDEX_CERTIFICATE, payload=payload)
