"""Units, cohorts and the people in them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Unit(models.Model):
    """A department, commune or other body of the province; a tree by `parent` and `path`."""

    class Kind(models.TextChoices):
        """What sort of body it is."""

        DEPARTMENT = "department", _("Sở, ban, ngành")
        COMMUNE = "commune", _("Xã, phường, đặc khu")
        SUBUNIT = "subunit", _("Phòng, đơn vị trực thuộc")
        OTHER = "other", _("Khác")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("Mã đơn vị"), max_length=32, unique=True)
    name = models.CharField(_("Tên đơn vị"), max_length=200)
    folded_name = models.CharField(max_length=200, db_index=True)
    """Name without diacritics, lower case: search and the roster's unit column."""
    kind = models.CharField(_("Loại"), max_length=16, choices=Kind)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=255, db_index=True)
    """Ids from the root, each closed by a slash ("12/45/"): a subtree is one prefix."""
    help_name = models.CharField(_("Người hỗ trợ"), max_length=120, blank=True)
    help_phone = models.CharField(_("Số điện thoại hỗ trợ"), max_length=20, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            # subtree by prefix (LIKE '12/45/%') under any locale
            models.Index(
                fields=["path"], name="enrollment_unit_subtree", opclasses=["varchar_pattern_ops"]
            )
        ]

    def __str__(self) -> str:
        return self.name


class Cohort(models.Model):
    """One of the three blocks of learners, with its target and the day it opens."""

    class Key(models.TextChoices):
        """The blocks every province has (officials, businesses, community)."""

        OFFICIALS = "officials", _("Cán bộ, công chức, viên chức")
        BUSINESSES = "businesses", _("Doanh nghiệp, hợp tác xã")
        COMMUNITY = "community", _("Cộng đồng")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=16, choices=Key, unique=True)
    target_count = models.PositiveIntegerField(_("Chỉ tiêu (người)"), null=True, blank=True)
    opens_date = models.DateField(_("Ngày mở"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]


class SubGroup(models.Model):
    """A part of a cohort: leaders, civil servants, team members, citizens and the like."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sub_groups")
    key = models.CharField(max_length=32, unique=True)
    """leaders, civil_servants, public_employees, it_advisers, enterprises, cooperatives,
    team_members, citizens."""
    name = models.CharField(max_length=120)
    opens_date = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]


class Learner(models.Model):
    """One person of the roster, or one guest. Never holds a citizen id in the clear."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        "people.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="learner"
    )
    """Made at activation or registration; most of a roster has none yet."""
    full_name = models.CharField(_("Họ và tên"), max_length=120, blank=True)
    folded_name = models.CharField(max_length=120, blank=True)
    staff_code = models.CharField(_("Mã cán bộ"), max_length=32, null=True, blank=True)  # noqa: DJ001
    phone = models.CharField(_("Số điện thoại"), max_length=16, null=True, blank=True)  # noqa: DJ001
    email = models.EmailField(_("Thư điện tử"), blank=True)
    birth_date = models.DateField(_("Ngày sinh"), null=True, blank=True)
    job_title = models.CharField(_("Chức vụ"), max_length=120, blank=True)
    citizen_id_digest = models.CharField(max_length=64, blank=True)
    """Keyed hash; see enrollment.roster for the key's place."""
    citizen_id_last3 = models.CharField(max_length=3, blank=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="learners"
    )
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="learners"
    )
    sub_group = models.ForeignKey(
        SubGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="learners"
    )
    guest_expires_at = models.DateTimeField(null=True, blank=True)
    """Set for a guest (tied to a session): the day the row is deleted unless registered."""
    active_since = models.DateTimeField(null=True, blank=True)
    """First lesson opened or answer given: the third of target, roster, active."""
    archived_at = models.DateTimeField(null=True, blank=True)
    keeps_scores = models.BooleanField(default=True, db_default=True)
    """False: who checks themself wants no scores and answers kept."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["staff_code"], name="enrollment_learner_staff_code"),
            models.UniqueConstraint(fields=["phone"], name="enrollment_learner_phone"),
            models.CheckConstraint(
                condition=Q(guest_expires_at=None) | Q(user=None),
                name="enrollment_guest_has_no_user",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # pages of people by unit and cohort, in name order
            models.Index(fields=["unit", "folded_name"], name="enrollment_learner_unit"),
            models.Index(fields=["cohort", "sub_group"], name="enrollment_learner_cohort"),
            models.Index(
                fields=["guest_expires_at"],
                condition=~Q(guest_expires_at=None),
                name="enrollment_guest_due",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name
