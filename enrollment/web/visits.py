"""One visit to a course: which course, who reads, where they stand, may they."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import queries as catalog_queries
from catalog.published import PublishedCourse, PublishedLesson
from enrollment.learning import readers
from enrollment.learning.readers import Reader
from enrollment.learning.standings import Standing, standing_in_course
from enrollment.models import Unit
from tenants.people import names
from tenants.people.permissions import sign_in_answer


@dataclass(frozen=True)
class Visit:
    """A reader at a published course."""

    request: HttpRequest
    course: PublishedCourse
    reader: Reader
    standing: Standing

    @property
    def is_enrolled(self) -> bool:
        """Whether the course is on the reader's list."""
        return self.standing.enrollment is not None

    @property
    def keeps_position(self) -> bool:
        """Whether the service remembers where the reader stands: it knows them as a learner."""
        return self.standing.learner is not None

    @property
    def waits_for_opening(self) -> bool:
        """Whether the reader's group opens on a later day."""
        opens = self.standing.opens_date
        return bool(opens and opens > timezone.localdate() and not self.course.is_open_to_guests)

    def lesson(self, uid: uuid.UUID) -> PublishedLesson:
        """Return a lesson of the course; raises Http404."""
        try:
            return self.course.lesson(uid)
        except catalog_queries.LessonNotFound as error:
            raise Http404 from error

    def refusal(self) -> HttpResponse | None:
        """Return the answer that keeps the reader out of the lessons, or None: come in."""
        if self.course.is_open_to_guests:
            return None
        if self.reader.user is None:
            return sign_in_answer(self.request)
        if self.waits_for_opening:
            return not_open(self.request, self.standing)
        if not self.is_enrolled:
            return HttpResponseRedirect(reverse("course", args=[self.course.slug]))
        return None


def visit(request: HttpRequest, slug: str) -> Visit:
    """Return the visit, two statements; raises Http404 for a course that is not published here."""
    try:
        course = catalog_queries.published_course(slug)
    except catalog_queries.CourseNotFound as error:
        raise Http404 from error
    reader = readers.reader_of(request)
    standing = standing_in_course(reader, course)
    if standing.learner is not None:
        offer_help(request, standing.learner.unit)
    return Visit(request, course, reader, standing)


def not_open(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Tell a learner whose group opens later."""
    date = standing.opens_date
    assert date is not None
    error = {
        "code": "COHORT_NOT_OPEN",
        "title": _("Nhóm của Ông/Bà chưa mở"),
        "message": _("Ông/Bà bắt đầu học được từ ngày %(date)s. Hãy quay lại vào ngày đó.")
        % {"date": date.strftime("%d/%m/%Y")},
    }
    return render(request, "errors/403.html", {"error": error}, status=403)


def offer_help(request: HttpRequest, unit: Unit | None) -> None:
    """Let the page's help box name the helper of the reader's own unit."""
    if unit is None or not unit.help_phone:
        return
    team = _("Tổ công nghệ số cộng đồng, %(unit)s") % {"unit": unit.name}
    request.help_contact = {  # type: ignore[attr-defined]
        "name": team if unit.kind == Unit.Kind.COMMUNE else unit.name,
        "person": unit.help_name,
        "phone": names.shown_phone(unit.help_phone),
        "hours": "",
    }


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render one of the learner's pages."""
    return render(request, f"enrollment/{template}.html", context, status=status)
