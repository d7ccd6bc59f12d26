"""The editor of questions; rows of options are added and removed with plain buttons."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog import actions, locks, permissions
from catalog.models import Lesson, Question
from catalog.web import forms
from catalog.web.desk import desk_required, direction
from catalog.web.forms import OptionFormSet, QuestionForm
from tenants.people.permissions import person


@require_http_methods(["GET", "POST"])
@desk_required
def questions(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Write a new question of a lesson."""
    return edit(request, permissions.lesson_for(request.user, uid), None)


@require_http_methods(["GET", "POST"])
@desk_required
def question(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change a question."""
    question = permissions.question_for(request.user, uid)
    return edit(request, question.lesson, question)


def edit(request: HttpRequest, lesson: Lesson, question: Question | None) -> HttpResponse:
    """Show a question's form, change its rows, or save it."""
    do = request.POST.get("do", "")
    if request.method == "POST" and do != "save":
        rows = changed_rows(forms.typed_rows(request.POST), do)
        form = QuestionForm(initial={key: request.POST.get(key, "") for key in ("text", "kind")})
        return page(request, lesson, question, form, option_rows(rows))
    if request.method == "POST":
        return save(request, lesson, question)
    initial = {"text": question.text, "kind": question.kind} if question else {"kind": "single"}
    form = QuestionForm(initial=initial)
    return page(request, lesson, question, form, option_rows(forms.option_rows(question)))


def option_rows(rows: list[dict[str, Any]]) -> Any:
    """Return the rows of options as a form set."""
    return OptionFormSet(initial=rows, prefix="options")


def changed_rows(rows: list[dict[str, Any]], do: str) -> list[dict[str, Any]]:
    """Return the typed rows with one more, or without the one whose button was pressed."""
    if do == "add":
        return [*rows, {}][: forms.MOST_OPTION_ROWS]
    number = do.removeprefix("remove-")
    return [row for index, row in enumerate(rows) if str(index) != number]


def save(request: HttpRequest, lesson: Lesson, question: Question | None) -> HttpResponse:
    """Save a question, or show what is missing."""
    form = QuestionForm(request.POST)
    options: Any = OptionFormSet(request.POST, prefix="options")
    if not (form.is_valid() and options.is_valid()):
        return page(request, lesson, question, form, options, status=422)
    actions.save_question(
        lesson=lesson,
        question=question,
        **form.cleaned_data,
        options=options.drafts(),
        by=person(request),
    )
    messages.success(request, _("Đã lưu câu hỏi."))
    return redirect(f"{reverse('desk-lesson', args=[lesson.uid])}#questions")


def page(
    request: HttpRequest,
    lesson: Lesson,
    question: Question | None,
    form: QuestionForm,
    options: Any,
    status: int = 200,
) -> HttpResponse:
    """Return the question's page."""
    context = {
        "form": form,
        "options": options,
        "question": question,
        "lesson": lesson,
        "course": lesson.module.course,
        "lock": locks.lock_of(lesson.module.course, lesson.uid, "questions"),
        "is_full": len(options.forms) >= forms.MOST_OPTION_ROWS,
    }
    return render(request, "catalog/desk/question.html", context, status=status)


@require_POST
@desk_required
def delete_question(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Delete a question from the desk."""
    question = permissions.question_for(request.user, uid)
    lesson_uid = question.lesson.uid
    actions.delete_question(question=question, by=person(request))
    messages.success(request, _("Đã xóa câu hỏi."))
    return redirect(f"{reverse('desk-lesson', args=[lesson_uid])}#questions")


@require_POST
@desk_required
def move_question(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Move a question up or down."""
    question = permissions.question_for(request.user, uid)
    actions.move_question(question=question, direction=direction(request), by=person(request))
    return redirect(f"{reverse('desk-lesson', args=[question.lesson.uid])}#q-{uid}")
