"""The API of learning, version 1: the same actions and questions as the pages."""

import uuid

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import queries as catalog_queries
from catalog.published import PublishedCourse, PublishedLesson
from enrollment.certificates import queries as certificate_queries
from enrollment.learning import actions, grading, lists, opened, queries
from enrollment.learning.quizzes import Quiz, quiz_as_seen
from enrollment.learning.readers import Reader
from enrollment.learning.standings import Standing, standing_in_course
from enrollment.rest import serializers
from tenants.people.permissions import person
from tenants.rest.views import ERRORS, ErrorSerializer, PersonalView


def reader_of(request: Request) -> Reader:
    """Return who asks; the API knows no guests."""
    return Reader(user=request.user if request.user.is_authenticated else None)


def course_or_404(slug: str) -> PublishedCourse:
    """Return a published course; raises Http404."""
    try:
        return catalog_queries.published_course(slug)
    except catalog_queries.CourseNotFound as error:
        raise Http404 from error


def lesson_or_404(course: PublishedCourse, uid: uuid.UUID) -> PublishedLesson:
    """Return a lesson of a course; raises Http404."""
    try:
        return course.lesson(uid)
    except catalog_queries.LessonNotFound as error:
        raise Http404 from error


def standing_at_lessons(request: Request, course: PublishedCourse) -> Standing:
    """Return where the person stands; raises PermissionDenied unless enrolled and opened."""
    standing = standing_in_course(reader_of(request), course)
    opens = standing.opens_date
    waits = bool(opens and opens > timezone.localdate())
    if not course.is_open_to_guests and (standing.enrollment is None or waits):
        raise PermissionDenied
    return standing


class CourseList(PersonalView):
    """Every published course of the province."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=serializers.CourseSerializer(many=True), operation_id="list_courses")
    def get(self, request: Request) -> Response:
        """List the published courses, in the catalogue's order."""
        courses = catalog_queries.published_courses()
        return Response(serializers.CourseSerializer(courses, many=True).data)


class CourseDetail(PersonalView):
    """One published course."""

    permission_classes = (AllowAny,)

    @extend_schema(
        responses={200: serializers.CourseDetailSerializer, 404: ErrorSerializer},
        operation_id="read_course",
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read a course with its chapters and lessons."""
        return Response(serializers.CourseDetailSerializer(course_or_404(slug)).data)


class LessonDetail(PersonalView):
    """One lesson."""

    @extend_schema(
        responses={200: serializers.LessonDetailSerializer, **ERRORS}, operation_id="read_lesson"
    )
    def get(self, request: Request, slug: str, uid: uuid.UUID) -> Response:
        """Read a lesson; its questions stand in its open attempt."""
        course = course_or_404(slug)
        standing = standing_at_lessons(request, course)
        lesson, progress = lesson_or_404(course, uid), None
        if standing.learner is not None and standing.enrollment is not None:
            progress = queries.progress_in_lesson(standing.learner, course, uid)
            actions.open_lesson(
                learner=standing.learner, course=course, lesson=lesson, at=timezone.now()
            )
        context = {"progress": progress}
        return Response(serializers.LessonDetailSerializer(lesson, context=context).data)


class CourseEnrollment(PersonalView):
    """My place in one course."""

    @extend_schema(
        request=None,
        responses={204: None, **ERRORS},
        operation_id="enroll",
    )
    def post(self, request: Request, slug: str) -> Response:
        """Put a course on my list; twice is once."""
        course, at = course_or_404(slug), timezone.now()
        standing = standing_in_course(reader_of(request), course)
        opens = standing.opens_date
        if opens and opens > timezone.localdate() and not course.is_open_to_guests:
            raise PermissionDenied
        learner = standing.learner or actions.ensure_learner(user=person(request._request))
        actions.enroll_learner(
            learner=learner, course_id=course.id, at=at, by=person(request._request)
        )
        return Response(status=204)


class Attempts(PersonalView):
    """Submitted quizzes of one lesson."""

    @extend_schema(
        request=serializers.SubmissionSerializer,
        responses={
            200: serializers.AttemptSerializer,
            201: serializers.AttemptSerializer,
            409: ErrorSerializer,
            422: ErrorSerializer,
            **ERRORS,
        },
        operation_id="submit_attempt",
    )
    def post(self, request: Request, slug: str, uid: uuid.UUID) -> Response:
        """Submit a quiz: 201 the first time, 200 with the first result when it arrives again."""
        course = course_or_404(slug)
        standing = standing_at_lessons(request, course)
        body = serializers.SubmissionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        try:
            done = actions.submit_attempt(
                learner=standing.learner,
                course=course,
                lesson_uid=uid,
                submission_key=body.validated_data["submission_key"],
                answers=body.validated_data["answers"],
                document_sha256=body.validated_data.get("document_sha256", ""),
                policy=standing.policy,
                answered_at=body.validated_data.get("answered_at"),
                by=person(request._request),
                at=timezone.now(),
            )
        except catalog_queries.LessonNotFound as error:
            raise Http404 from error
        status = 201 if done.is_new else 200
        return Response(serializers.AttemptSerializer(done.attempt).data, status=status)


class OpenAttempts(PersonalView):
    """The attempt I am at in one lesson."""

    @extend_schema(
        responses={200: serializers.OpenAttemptSerializer, **ERRORS},
        operation_id="read_open_attempt",
    )
    def get(self, request: Request, slug: str, uid: uuid.UUID) -> Response:
        """Read what the next attempt asks, its key, and what I saved of it."""
        course = course_or_404(slug)
        standing = standing_at_lessons(request, course)
        found = opened.quiz_standing(standing.learner, uid)
        quiz = quiz_or_404(course, uid, found.document_sha256, found.key)
        due_date = standing.due_date
        chances = found.chances(standing.policy, due_date=due_date, at=timezone.now())
        mark = standing.policy.pass_mark(quiz.content.pass_mark_percent)
        shown = {
            "submission_key": found.key,
            "document_sha256": quiz.document_sha256,
            "questions": quiz.questions,
            "answers": found.answers,
            "saved_at": found.saved_at,
            "needed_count": grading.needed_count(mark, len(quiz.questions)),
            "must_pass": standing.policy.must_pass,
            "attempts_left": chances.attempts_left,
            "waits_until": chances.waits_until,
            "closes_at": chances.closes_at,
            "is_open": chances.is_open,
        }
        return Response(serializers.OpenAttemptSerializer(shown).data)

    @extend_schema(
        request=serializers.SavingSerializer,
        responses={
            200: serializers.SavedSerializer,
            409: ErrorSerializer,
            422: ErrorSerializer,
            **ERRORS,
        },
        operation_id="save_open_attempt",
    )
    def patch(self, request: Request, slug: str, uid: uuid.UUID) -> Response:
        """Save some answers; answer by answer the latest wins, the others stay."""
        course = course_or_404(slug)
        standing = standing_at_lessons(request, course)
        body = serializers.SavingSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        learner = standing.learner or actions.ensure_learner(user=person(request._request))
        try:
            saved_at = actions.save_attempt(
                learner=learner,
                course=course,
                lesson_uid=uid,
                submission_key=body.validated_data["submission_key"],
                answers=body.validated_data["answers"],
                document_sha256=body.validated_data.get("document_sha256", ""),
                policy=standing.policy,
                due_date=standing.due_date,
                at=timezone.now(),
            )
        except catalog_queries.LessonNotFound as error:
            raise Http404 from error
        return Response(serializers.SavedSerializer({"saved_at": saved_at}).data)


def quiz_or_404(
    course: PublishedCourse, uid: uuid.UUID, document_sha256: str, key: uuid.UUID
) -> Quiz:
    """Return the quiz of a lesson; raises Http404 if it has none."""
    try:
        quiz = quiz_as_seen(course, uid, document_sha256, key)
    except catalog_queries.LessonNotFound as error:
        raise Http404 from error
    if not quiz.questions:
        raise Http404
    return quiz


class MyEnrollments(PersonalView):
    """My courses."""

    @extend_schema(
        responses={200: serializers.EnrollmentSerializer(many=True), 401: ERRORS[401]},
        operation_id="list_my_enrollments",
    )
    def get(self, request: Request) -> Response:
        """List the courses asked of me or chosen by me, and how far I am."""
        items = lists.course_items(reader_of(request), today=timezone.localdate())
        mine = [item for item in items if item.enrollment is not None]
        return Response(serializers.EnrollmentSerializer(mine, many=True).data)


class MyProgress(PersonalView):
    """My progress, lesson by lesson."""

    @extend_schema(
        responses={200: serializers.ProgressSerializer(many=True), **ERRORS},
        operation_id="list_my_progress",
    )
    def get(self, request: Request, slug: str) -> Response:
        """List my progress in the lessons of one course."""
        course = course_or_404(slug)
        standing = standing_in_course(reader_of(request), course)
        rows = queries.progress_in_course(standing.learner, course) if standing.learner else {}
        shown = [rows[one.uid] for one in course.lessons if one.uid in rows]
        context = {"course": course}
        return Response(serializers.ProgressSerializer(shown, many=True, context=context).data)


class MyCertificates(PersonalView):
    """My certificates."""

    @extend_schema(
        responses={200: serializers.CertificateSerializer(many=True), 401: ERRORS[401]},
        operation_id="list_my_certificates",
    )
    def get(self, request: Request) -> Response:
        """List my certificates, newest first; revoked ones too."""
        found = certificate_queries.certificates_of(person(request._request))
        return Response(serializers.CertificateSerializer(found, many=True).data)
