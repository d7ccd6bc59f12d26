"""Shapes of the API. Ids go out as text; numbers of rows never leave the server."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.models import Question
from enrollment.learning import answers as answering
from enrollment.learning import draws, places, queries, receipts
from enrollment.learning.placing import place_in


class CourseSerializer(serializers.Serializer[Any]):
    """A published course in a list."""

    uid = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    audience = serializers.CharField()
    is_drafting = serializers.BooleanField()
    is_open_to_guests = serializers.BooleanField()
    lesson_count = serializers.IntegerField()
    duration_minutes = serializers.IntegerField()


class LessonSerializer(serializers.Serializer[Any]):
    """A lesson in a course's list."""

    uid = serializers.UUIDField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    summary = serializers.CharField()
    duration_minutes = serializers.IntegerField()
    question_count = serializers.SerializerMethodField()

    def get_question_count(self, lesson: Any) -> int:
        """How many questions the lesson's quiz has."""
        return int(lesson.question_count)


class ModuleSerializer(serializers.Serializer[Any]):
    """A chapter with its lessons."""

    uid = serializers.UUIDField()
    title = serializers.CharField()
    lessons = LessonSerializer(many=True)


class CourseDetailSerializer(CourseSerializer):
    """A published course with its chapters."""

    pass_mark_percent = serializers.IntegerField()
    document_sha256 = serializers.CharField()
    modules = ModuleSerializer(many=True)


class OptionSerializer(serializers.Serializer[Any]):
    """An option; whether it is right is said after submitting only."""

    uid = serializers.UUIDField()
    text = serializers.CharField()


class PartnerSerializer(serializers.Serializer[Any]):
    """A right side of a matching question, named by the option it is chosen with."""

    uid = serializers.UUIDField()
    text = serializers.CharField()


class QuestionSerializer(serializers.Serializer[Any]):
    """A question as one attempt asks it: options and right sides in the attempt's order.

    A short answer has no options; what is accepted never leaves the server.
    """

    uid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Question.Kind.choices)
    text = serializers.CharField()
    situation_html = serializers.SerializerMethodField()
    options = serializers.SerializerMethodField()
    matches = serializers.SerializerMethodField()

    def get_situation_html(self, question: Any) -> str:
        """What is seen before deciding, as safe HTML; empty without a situation."""
        return question.situation_html if question.situation else ""

    @extend_schema_field(OptionSerializer(many=True))
    def get_options(self, question: Any) -> Any:
        """The options in the attempt's order."""
        if question.kind == answering.SHORT_ANSWER:
            return []
        shown = draws.shown_options(question, self.context["key"])
        return OptionSerializer(shown, many=True).data

    @extend_schema_field(PartnerSerializer(many=True))
    def get_matches(self, question: Any) -> Any:
        """The right sides of a matching question in the attempt's order; else empty."""
        if question.kind != answering.MATCHING:
            return []
        shown = draws.shown_matches(question, self.context["key"])
        return [{"uid": str(one.uid), "text": one.match} for one in shown]


class StepSerializer(serializers.Serializer[Any]):
    """One screen of a lesson's text."""

    number = serializers.IntegerField()
    html = serializers.CharField()


class PlaceSerializer(serializers.Serializer[Any]):
    """Where I go on in a lesson; one that is done begins at its beginning."""

    step = serializers.IntegerField(help_text="The screen to open, from 1.")
    step_count = serializers.IntegerField(
        help_text="Screens of the text, and one more where the lesson has a story."
    )
    seconds = serializers.IntegerField(
        help_text="Where the video goes on, or without one the read-aloud sound."
    )


class PracticeSerializer(serializers.Serializer[Any]):
    """What is to be done elsewhere, and when I said that I did it."""

    text = serializers.CharField()
    url = serializers.CharField()
    practiced_at = serializers.SerializerMethodField()

    def get_practiced_at(self, practice: Any) -> datetime | None:
        """When I ticked it off; null: not yet."""
        progress = self.context["progress"]
        return progress.practiced_at if progress else None


class SoundSerializer(serializers.Serializer[Any]):
    """A lesson's text read aloud."""

    url = serializers.CharField(help_text="Address in this place.")
    content_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    duration_seconds = serializers.IntegerField()
    voice = serializers.ChoiceField(
        choices=["", "machine"], help_text="Who reads; empty: a person."
    )


class LessonDetailSerializer(LessonSerializer):
    """A lesson with its text; its questions stand in its open attempt."""

    html = serializers.CharField()
    steps = StepSerializer(many=True)
    has_quiz = serializers.BooleanField()
    place = serializers.SerializerMethodField()
    practice = PracticeSerializer(allow_null=True)
    audio = SoundSerializer(allow_null=True)

    @extend_schema_field(PlaceSerializer)
    def get_place(self, lesson: Any) -> Any:
        """Where I go on."""
        return PlaceSerializer(place_in(lesson, self.context["progress"])).data


class PositionSerializer(serializers.Serializer[Any]):
    """Where I stand in a lesson. What is left out stays; of two moments the later one wins."""

    step = serializers.IntegerField(required=False, min_value=1, max_value=places.MOST_STEPS)
    seconds = serializers.IntegerField(
        required=False, min_value=0, max_value=places.LONGEST_SECONDS
    )
    taken_at = serializers.DateTimeField(
        required=False, help_text="By the device's clock, if it was kept there for a while."
    )
    sent_at = serializers.DateTimeField(
        required=False, help_text="By the same clock; only the difference counts."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what says neither screen nor second."""
        if "step" not in attrs and "seconds" not in attrs:
            raise serializers.ValidationError(_("Cần có số bước hoặc số giây."))
        return attrs


class PracticeTickSerializer(serializers.Serializer[Any]):
    """My word on the practice of a lesson."""

    is_done = serializers.BooleanField()


class OpenAttemptSerializer(serializers.Serializer[Any]):
    """The attempt I am at, begun or not: the same on every device until it is handed in."""

    submission_key = serializers.UUIDField()
    document_sha256 = serializers.CharField()
    questions = serializers.SerializerMethodField()
    answers = serializers.DictField(help_text="As saved, by question uid.")
    saved_at = serializers.DateTimeField(allow_null=True)
    needed_count = serializers.IntegerField(help_text="Right answers that pass.")
    must_pass = serializers.BooleanField()
    attempts_left = serializers.IntegerField(allow_null=True)
    waits_until = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    is_open = serializers.BooleanField(help_text="Whether an attempt is taken now.")

    @extend_schema_field(QuestionSerializer(many=True))
    def get_questions(self, attempt: Any) -> Any:
        """What is asked, in order."""
        context = {"key": attempt["submission_key"]}
        return QuestionSerializer(attempt["questions"], many=True, context=context).data


class EnrollmentSerializer(serializers.Serializer[Any]):
    """One of my courses and how far I am."""

    course = CourseSerializer(source="card")
    is_mandatory = serializers.BooleanField()
    due_date = serializers.DateField(source="enrollment.due_date", allow_null=True)
    has_own_due_date = serializers.BooleanField(
        help_text="Whether the last day is my own: the office extended it for me."
    )
    done_lesson_count = serializers.IntegerField(source="done_count")
    started_at = serializers.DateTimeField(source="enrollment.started_at", allow_null=True)
    completed_at = serializers.DateTimeField(source="enrollment.completed_at", allow_null=True)
    score_percent = serializers.IntegerField(source="enrollment.score_percent", allow_null=True)
    last_lesson_uid = serializers.UUIDField(source="enrollment.last_lesson_uid", allow_null=True)
    has_new_lessons = serializers.BooleanField()
    certificate_code = serializers.CharField(allow_null=True)


class ProgressSerializer(serializers.Serializer[Any]):
    """My progress in one lesson."""

    lesson_uid = serializers.UUIDField()
    opened_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)
    done_edition_number = serializers.IntegerField(allow_null=True)
    is_renewed = serializers.SerializerMethodField()
    best_score_percent = serializers.IntegerField(allow_null=True)
    attempt_count = serializers.IntegerField()

    def get_is_renewed(self, row: Any) -> bool:
        """Whether the lesson was changed in substance after I had done it."""
        return queries.is_renewed(self.context["course"], row)


class AnswersField(serializers.DictField):
    """Answers by question uid.

    A list of option uids (ordering: all of them in order), {left uid: right uid} for a matching
    question, {"text": …} for a short answer.
    """

    def to_internal_value(self, data: Any) -> Any:
        """Return answers by question uid, shapes checked."""
        try:
            return answering.raw(super().to_internal_value(data))
        except answering.AnswersRefused as error:
            raise serializers.ValidationError("Not answers by question uid.") from error


class SavingSerializer(serializers.Serializer[Any]):
    """Some answers of an attempt that is not handed in yet."""

    submission_key = serializers.UUIDField()
    document_sha256 = serializers.CharField(required=False, allow_blank=True, max_length=64)
    answers = AnswersField()


class SavedSerializer(serializers.Serializer[Any]):
    """When answers were saved."""

    saved_at = serializers.DateTimeField()


class SubmissionSerializer(SavingSerializer):
    """Answers to one quiz. The same key and answers may be sent again without harm."""

    answered_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="By the device's clock, if answered off line."
    )


class AttemptSerializer(serializers.Serializer[Any]):
    """A graded quiz."""

    uid = serializers.UUIDField()
    submission_key = serializers.UUIDField()
    correct_count = serializers.IntegerField(
        allow_null=True, help_text="Null where I keep no scores."
    )
    question_count = serializers.IntegerField()
    score_percent = serializers.IntegerField(allow_null=True)
    is_passed = serializers.BooleanField()
    submitted_at = serializers.DateTimeField()
    lateness = serializers.ChoiceField(
        choices=["", "waiting", "accepted", "declined"],
        help_text="Of answers given off line that arrived after the deadline.",
    )
    receipt = serializers.SerializerMethodField()

    def get_receipt(self, attempt: Any) -> str:
        """Signed proof of what was stored."""
        return receipts.receipt_of(attempt)


class CertificateSerializer(serializers.Serializer[Any]):
    """One of my certificates."""

    code = serializers.CharField()
    course_uid = serializers.UUIDField()
    course_title = serializers.CharField()
    holder_name = serializers.CharField()
    score_percent = serializers.IntegerField(allow_null=True)
    issued_at = serializers.DateTimeField()
    edition_number = serializers.IntegerField(allow_null=True)
    release_version = serializers.IntegerField(allow_null=True)
    document_sha256 = serializers.CharField()
    revoked_at = serializers.DateTimeField(allow_null=True)
