"""Shapes of the API. Ids go out as text; numbers of rows never leave the server."""

from typing import Any

from rest_framework import serializers

from enrollment.learning import grading, queries, receipts


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
        return len(lesson.questions)


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


class QuestionSerializer(serializers.Serializer[Any]):
    """A question with its options."""

    uid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=["single", "multiple"])
    text = serializers.CharField()
    options = OptionSerializer(many=True)


class LessonDetailSerializer(LessonSerializer):
    """A lesson with its text and questions."""

    html = serializers.CharField()
    questions = QuestionSerializer(many=True)


class EnrollmentSerializer(serializers.Serializer[Any]):
    """One of my courses and how far I am."""

    course = CourseSerializer(source="card")
    is_mandatory = serializers.BooleanField()
    due_date = serializers.DateField(source="enrollment.due_date", allow_null=True)
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


class SubmissionSerializer(serializers.Serializer[Any]):
    """Answers to one quiz. The same key and answers may be sent again without harm."""

    submission_key = serializers.UUIDField()
    document_sha256 = serializers.CharField(required=False, allow_blank=True, max_length=64)
    answers = serializers.DictField(
        child=serializers.ListField(child=serializers.UUIDField(), max_length=50)
    )

    def validate_answers(self, value: dict[str, Any]) -> grading.Answers:
        """Return answers by question uid."""
        try:
            return grading.parse(value)
        except grading.AnswersRefused as error:
            raise serializers.ValidationError("Question ids must be UUIDs.") from error


class AttemptSerializer(serializers.Serializer[Any]):
    """A graded quiz."""

    uid = serializers.UUIDField()
    submission_key = serializers.UUIDField()
    correct_count = serializers.IntegerField()
    question_count = serializers.IntegerField()
    score_percent = serializers.IntegerField()
    is_passed = serializers.BooleanField()
    submitted_at = serializers.DateTimeField()
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
