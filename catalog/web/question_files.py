"""Questions of a file into a lesson: upload, preview by line, add."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from catalog import media, permissions, question_files
from catalog.actions import question_files as actions
from catalog.models import Lesson, Question
from catalog.question_files import Parsed, QuestionDraft
from catalog.web import file_words
from catalog.web.desk import desk_required
from catalog.web.file_forms import QuestionFileForm, sent_form
from catalog.web.kept_files import keep, kept
from tenants.people.permissions import person

KIND = "questions"


@dataclass(frozen=True)
class Row:
    """One question of a file as its preview shows it."""

    draft: QuestionDraft
    is_here: bool
    notes: list[str]

    @property
    def kind(self) -> str:
        """What people call the kind of question."""
        return str(Question.Kind(self.draft.kind).label)


@require_http_methods(["GET", "POST"])
@desk_required
def upload(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Upload a file of questions."""
    lesson = permissions.lesson_for(request.user, uid)
    form = sent_form(QuestionFileForm, request)
    sha256, status = keep(request, form, kind=KIND, read=parsed_upload)
    if sha256:
        return redirect("desk-question-import-preview", uid=uid, sha256=sha256)
    context = {"form": form, "lesson": lesson, "course": lesson.module.course}
    return render(request, "catalog/files/question_upload.html", context, status=status)


def parsed_upload(file: UploadedFile) -> Parsed:
    """Return the questions of an uploaded file; raises what file_words.REFUSALS names."""
    content = media.read_limited(file, question_files.FILE_BYTES_AT_MOST)
    return question_files.parse(content, file.name or "")


@require_http_methods(["GET", "POST"])
@desk_required
def preview(request: HttpRequest, uid: uuid.UUID, sha256: str) -> HttpResponse:
    """What is taken of an uploaded file and what is not; and adding it."""
    lesson = permissions.lesson_for(request.user, uid)
    with kept(request, KIND, sha256) as opened:
        parsed = question_files.parse(opened.read(), "")
    if request.method == "POST":
        return added(request, lesson, parsed)
    rows = rows_of(lesson, parsed)
    context = {
        "lesson": lesson,
        "course": lesson.module.course,
        "rows": rows,
        "new_count": sum(not row.is_here for row in rows),
        "left_out": [(one, file_words.left_out_words(one)) for one in parsed.left_out],
    }
    return render(request, "catalog/files/question_preview.html", context)


def rows_of(lesson: Lesson, parsed: Parsed) -> list[Row]:
    """Return the questions of a file, those marked that the lesson has already."""
    known = actions.sameness_of(lesson)
    return [
        Row(
            draft,
            actions.sameness(draft) in known,
            [str(file_words.NOTES[note]) for note in draft.notes],
        )
        for draft in parsed.questions
    ]


def added(request: HttpRequest, lesson: Lesson, parsed: Parsed) -> HttpResponse:
    """Add the questions and go back to the lesson."""
    made = actions.import_questions(lesson=lesson, drafts=parsed.questions, by=person(request))
    text = ngettext(
        "Đã thêm %(count)s câu hỏi vào cuối bài.",
        "Đã thêm %(count)s câu hỏi vào cuối bài.",
        len(made),
    )
    words = text % {"count": len(made)} if made else _("Bài đã có đủ các câu hỏi này.")
    messages.success(request, words)
    return redirect(f"{reverse('desk-lesson', args=[lesson.uid])}#questions")
