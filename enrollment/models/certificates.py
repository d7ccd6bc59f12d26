"""Certificates: what was reached, by whom, checkable by anyone who holds the code."""

import uuid
from typing import ClassVar

from django.db import models

from enrollment.models.learners import Learner


class Certificate(models.Model):
    """One certificate. Name and course are copied at issue: a later change does not alter it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=24, unique=True)
    """<issuer number>-<8 letters>; not guessable, no personal data in it."""
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="certificates")
    course_uid = models.UUIDField()
    course_title = models.CharField(max_length=200)
    holder_name = models.CharField(max_length=120)
    unit_name = models.CharField(max_length=200, blank=True)
    score_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    edition_number = models.PositiveIntegerField(null=True, blank=True)
    release_version = models.PositiveIntegerField(null=True, blank=True)
    """The national release the course stood on when it was completed, if on one."""
    document_sha256 = models.CharField(max_length=64, blank=True, db_default="")
    """The document that was learnt, so that what the certificate says can be looked up."""
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["learner", "course_uid"],
                condition=models.Q(revoked_at=None),
                name="enrollment_one_valid_certificate",
            )
        ]
