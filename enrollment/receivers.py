"""What enrollment does when something happens in the rooms below."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import events as catalog_events
from catalog.models import Course
from enrollment import actions, queries
from enrollment.learning import assisting
from tenants import events
from tenants.context import current_place
from tenants.people import events as people_events
from tenants.people import names
from tenants.people.models import User


@receiver(events.province_opened, dispatch_uid="enrollment.cohorts")
def make_cohorts(**_news: Any) -> None:
    """A new province has its three cohorts from the first moment."""
    actions.ensure_cohorts()


@receiver(catalog_events.courses_adopted, dispatch_uid="enrollment.assign_adopted")
def assign_adopted(courses: Sequence[Course], **_news: Any) -> None:
    """A course that was taken over is assigned to whom the office's rules name, in one go."""
    actions.assign_adopted(courses=courses, today=timezone.localdate())


@receiver(people_events.name_asked, dispatch_uid="enrollment.keep_name")
def keep_name(user: User, **_news: Any) -> str | None:
    """The name of who is on the roster is the roster's: certificates carry it."""
    learner = None if current_place().is_ministry else queries.learner_of(user)
    if learner is None or not actions.is_name_kept(learner):
        return None
    unit = learner.unit
    if unit is None or not unit.help_phone:
        return _(
            "Tên lấy từ danh sách của cơ quan. Nếu chưa đúng, vui lòng báo cơ quan đã cấp "
            "tài khoản cho Ông/Bà."
        )
    return _(
        "Tên lấy từ danh sách của cơ quan. Nếu chưa đúng, vui lòng báo %(who)s, số %(phone)s."
    ) % {"who": unit.help_name or unit.name, "phone": names.shown_phone(unit.help_phone)}


@receiver(people_events.doors_asked, dispatch_uid="enrollment.offer_assisting")
def offer_assisting(user: User, **_news: Any) -> people_events.Door | None:
    """Members of community teams and the office register who cannot do it alone."""
    if current_place().is_ministry:
        return None
    try:
        assisting.helper_of(user)
    except assisting.NotAHelper:
        return None
    return people_events.Door(
        _("Giúp bà con"),
        _("Bà con chưa có tài khoản? Ông/Bà đăng ký giúp được, ngay trên máy này."),
        _("Đăng ký giúp bà con"),
        reverse("assisted-registration"),
    )


@receiver(people_events.name_changed, dispatch_uid="enrollment.follow_name")
def follow_name(user: User, **_news: Any) -> None:
    """Who registered by themselves is called on certificates as they now call themselves."""
    if not current_place().is_ministry:
        actions.follow_account_name(user=user)
