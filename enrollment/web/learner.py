"""The learner's pages: home, courses, lessons, quizzes. They only translate."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from catalog.published import PublishedCourse, PublishedLesson
from enrollment.learning import actions, guests, lists, opened, placing, queries, readers, rows
from enrollment.models import LessonProgress
from enrollment.web import visits
from enrollment.web.visits import Visit, page, visit
from tenants.people.models import Role
from tenants.people.permissions import has_role, person, signed_in_required

personal = cache_control(private=True, no_cache=True)


@personal
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A learner's own page, or the province's welcome."""
    reader = readers.reader_of(request)
    shown = lists.home(reader, today=timezone.localdate())
    if shown.learner is not None:
        visits.offer_help(request, shown.learner.unit)
    context: dict[str, Any] = {"home": shown, "today": timezone.localdate()}
    if reader.user is None:
        return page(request, "learner/welcome", context)
    context |= {
        "is_office": has_role(reader.user, Role.PROVINCE_OFFICE),
        "is_supervisor": has_role(reader.user, Role.SUPERVISOR),
        "has_guest_results": readers.guest_uid_in(request.session) is not None,
    }
    return page(request, "learner/home", context)


@personal
@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """Every published course."""
    shown = lists.home(readers.reader_of(request), today=timezone.localdate())
    if shown.learner is not None:
        visits.offer_help(request, shown.learner.unit)
    return page(request, "learner/courses", {"items": shown.items})


@personal
@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """A course as a task list of its lessons."""
    here = visit(request, slug)
    standing = here.standing
    progress: dict[uuid.UUID, LessonProgress] = {}
    if standing.learner is not None:
        progress = queries.progress_in_course(standing.learner, here.course)
    done = queries.done_uids(progress)
    enrollment = standing.enrollment
    may_read = here.is_enrolled or here.course.is_open_to_guests
    last_uid = enrollment.last_lesson_uid if enrollment else None
    next_lesson = queries.next_lesson(here.course, done, last_uid)
    context = {
        "visit": here,
        "course": here.course,
        "standing": standing,
        "today": timezone.localdate(),
        "modules": rows.lesson_rows(
            here.course,
            renewed=queries.renewed_uids(here.course, progress),
            done=done,
            opened=progress,
            practiced={uid for uid, row in progress.items() if row.practiced_at},
            may_read=may_read,
        ),
        "done_count": len(done & set(here.course.content.lessons_by_uid)),
        "unpassed": [one.label for one in here.course.lessons if _is_unpassed(progress, one.uid)],
        "gone_count": len(queries.gone_uids(here.course, progress)),
        "next_lesson": next_lesson,
        "place_there": next_lesson and placing.place_in(next_lesson, progress.get(next_lesson.uid)),
        "may_read": may_read,
        "saved_bytes": here.course.content.saved_bytes if may_read else 0,
    }
    return page(request, "learner/course", context)


def _is_unpassed(progress: Mapping[uuid.UUID, LessonProgress], uid: uuid.UUID) -> bool:
    """Whether a lesson is done without its quiz being passed, as self-checks may be."""
    row = progress.get(uid)
    return bool(row and row.done_at and not row.passed_at)


@personal
@require_safe
def gone_lessons(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own results in lessons that the course no longer has."""
    here = visit(request, slug)
    learner = here.standing.learner
    found = queries.gone_lessons(learner, here.course) if learner else []
    return page(request, "learner/gone_lessons", {"course": here.course, "lessons": found})


@personal
@require_POST
@signed_in_required
def enroll(request: HttpRequest, slug: str) -> HttpResponse:
    """Put an offered course on one's own list and begin."""
    here = visit(request, slug)
    if here.waits_for_opening:
        return visits.not_open(request, here.standing)
    user, at = person(request), timezone.now()
    learner = here.standing.learner or actions.ensure_learner(user=user)
    actions.enroll_learner(learner=learner, course_id=here.course.id, at=at, by=user)
    messages.success(request, _("Đã ghi danh khóa học."))
    return HttpResponseRedirect(reverse("course-resume", args=[slug]))


@personal
@require_safe
def resume(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the lesson where the reader stopped."""
    here = visit(request, slug)
    standing, progress, last_uid = here.standing, {}, None
    if standing.learner is not None:
        progress = queries.progress_in_course(standing.learner, here.course)
    if standing.enrollment is not None:
        last_uid = standing.enrollment.last_lesson_uid
    lesson = queries.next_lesson(here.course, queries.done_uids(progress), last_uid)
    if lesson is None:
        return HttpResponseRedirect(reverse("course", args=[slug]))
    anchor = placing.place_in(lesson, progress.get(lesson.uid)).anchor
    return HttpResponseRedirect(lesson_url(here.course, lesson) + anchor)


@personal
@require_safe
def lesson(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """The reading page of one lesson."""
    here = visit(request, slug)
    shown = here.lesson(uid)
    if (refusal := here.refusal()) is not None:
        return refusal
    context = lesson_context(here, shown, progress=remember_opening(here, shown))
    return page(request, "learner/lesson", context)


def lesson_context(here: Visit, shown: PublishedLesson, *, progress: Any) -> dict[str, Any]:
    """Return what the reading page shows."""
    before, after = here.course.neighbours(shown.uid)
    policy, due_date = here.standing.policy, here.standing.due_date
    return {
        "course": here.course,
        "lesson": shown,
        "standing": here.standing,
        "progress": progress,
        "place_here": placing.place_in(shown, progress),
        "keeps_position": here.keeps_position,
        "is_done": bool(progress and progress.done_at),
        "is_renewed": queries.is_renewed(here.course, progress),
        "is_passed": bool(progress and progress.passed_at),
        "is_self_check": not policy.must_pass,
        "is_limited": policy.is_limited,
        "counts_attempts": policy.max_attempts is not None,
        "chances": opened.chances_by(progress, policy, due_date=due_date, at=timezone.now()),
        "may_tick": here.standing.learner is not None or here.reader.user is not None,
        "previous": before,
        "next": after,
        "saved_size": shown.saved_size,
    }


def remember_opening(here: Visit, shown: PublishedLesson) -> Any:
    """Write where an enrolled learner stands, unless it is known; return the lesson's progress."""
    learner, enrollment = here.standing.learner, here.standing.enrollment
    if learner is None:
        return None
    progress = queries.progress_in_lesson(learner, here.course, shown.uid)
    known = progress is not None and enrollment and enrollment.last_lesson_uid == shown.uid
    if enrollment is not None and not known:
        actions.open_lesson(learner=learner, course=here.course, lesson=shown, at=timezone.now())
    return progress


@personal
@require_POST
def reading(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Mark a lesson without a quiz as read and go on."""
    here = visit(request, slug)
    shown = here.lesson(uid)
    if (refusal := here.refusal()) is not None:
        return refusal
    if shown.has_quiz:
        raise Http404
    learner, user = here.standing.learner, here.reader.user
    if learner is None and user is not None:
        learner = actions.ensure_learner(user=user)
    if learner is not None:
        actions.mark_lesson_read(
            learner=learner, course=here.course, lesson=shown, by=user, at=timezone.now()
        )
    _before, after = here.course.neighbours(uid)
    if after is None:
        return HttpResponseRedirect(reverse("course", args=[slug]))
    return HttpResponseRedirect(lesson_url(here.course, after))


@personal
@require_POST
@signed_in_required
def keep_guest_results(request: HttpRequest) -> HttpResponse:
    """Take what was done on this device without an account into one's own account."""
    guests.keep_results(user=person(request), session=request.session, at=timezone.now())
    messages.success(request, _("Đã lưu kết quả học thử vào tài khoản."))
    return HttpResponseRedirect(reverse("home"))


def lesson_url(at: PublishedCourse, shown: PublishedLesson) -> str:
    """Return the address of a lesson."""
    return reverse("lesson", args=[at.slug, shown.uid])
