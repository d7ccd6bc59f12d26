"""The editor of questions; rows are added, moved and removed with plain buttons."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog import actions, locks, markdown, permissions, queries
from catalog.models import Lesson, Question
from catalog.question_kinds import Kind
from catalog.web import question_forms, question_rows
from catalog.web.desk import desk_required, direction
from catalog.web.question_forms import KindForm, QuestionForm
from catalog.web.question_words import WORDS, WRONG_ROW
from tenants.people.permissions import person


@require_http_methods(["GET", "POST"])
@desk_required
def questions(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Write a new question of a lesson: choose its kind first, then write it."""
    lesson = permissions.lesson_for(request.user, uid)
    if request.method == "GET" and request.GET.get("kind") not in Kind.values:
        return kinds_page(request, lesson)
    return Editing(request, lesson, None).answer()


@require_http_methods(["GET", "POST"])
@desk_required
def question(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change a question."""
    question = permissions.question_for(request.user, uid)
    return Editing(request, question.lesson, question).answer()


def kinds_page(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Return the page that asks which kind of question to write."""
    context = {
        "lesson": lesson,
        "course": lesson.module.course,
        "lock": locks.lock_of(lesson.module.course, lesson.uid, "questions"),
        "kinds": [(kind, kind.label, WORDS[kind]) for kind in Kind],
    }
    return render(request, "catalog/desk/question_kinds.html", context)


@dataclass(frozen=True)
class Editing:
    """One question being written: shows its form, changes its rows, or saves it."""

    request: HttpRequest
    lesson: Lesson
    question: Question | None

    def answer(self) -> HttpResponse:
        """Do what the button says."""
        do, sent = self.request.POST.get("do", ""), self.request.POST
        if self.request.method != "POST":
            rows = question_rows.saved_rows(self.question) if self.question else []
            return self.again(self._kind, question_forms.saved(self.question), rows)
        if do == "save":
            return self.save()
        rows, words = question_rows.typed_rows(sent), question_forms.typed(sent)
        if do == "kind" and sent.get("new_kind") in Kind.values:
            return self.again(sent["new_kind"], words, rows, is_new_kind=True)
        return self.again(self._kind, words, question_rows.changed(rows, do))

    @property
    def _kind(self) -> str:
        """The kind that is being written."""
        known = self.question.kind if self.question else self.request.GET.get("kind", "")
        wanted = self.request.POST.get("kind", known)
        return wanted if wanted in Kind.values else Kind.SINGLE.value

    def again(
        self,
        kind: str,
        words: dict[str, Any],
        rows: list[question_rows.Row],
        *,
        is_new_kind: bool = False,
    ) -> HttpResponse:
        """Show the form with these words and rows, unchecked."""
        is_new = is_new_kind or (self.question is None and not rows)
        fitted = question_rows.fitted(kind, rows, is_new_kind=is_new)
        options = question_rows.form_set(kind)(initial=fitted, prefix="options")
        return self.page(self._form(kind, words), options)

    def _form(self, kind: str, words: dict[str, Any], *, is_sent: bool = False) -> QuestionForm:
        return QuestionForm(
            self.request.POST if is_sent else None,
            kind=kind,
            lesson=self.lesson,
            initial=words,
            saved_tags=self.question.tags if self.question else (),
        )

    def save(self) -> HttpResponse:
        """Save the question, or show what is missing."""
        kind, sent = self._kind, self.request.POST
        words = question_forms.saved(self.question) | {"situation": sent.get("situation", "")}
        form = self._form(kind, words, is_sent=True)
        options = question_rows.form_set(kind)(sent, prefix="options")
        if not (form.is_valid() and options.is_valid()):
            return self.page(form, options, status=422)
        actions.save_question(
            lesson=self.lesson,
            question=self.question,
            **form.values,
            options=form.options(options.drafts()),
            by=person(self.request),
        )
        messages.success(self.request, _("Đã lưu câu hỏi."))
        return redirect(f"{reverse('desk-lesson', args=[self.lesson.uid])}#questions")

    def page(self, form: QuestionForm, options: Any, status: int = 200) -> HttpResponse:
        """Return the question's page."""
        kind, lesson = form.shown_kind, self.lesson
        situation = form["situation"].value() or "" if "situation" in form.fields else ""
        context = {
            "form": form,
            "kind_form": KindForm(initial={"new_kind": kind}),
            "kind": kind,
            "kind_label": Kind(kind).label,
            "words": WORDS[kind],
            "options": options,
            "rows": rows_with_names(kind, options),
            "row_errors": row_errors(options),
            "question": self.question,
            "lesson": lesson,
            "course": lesson.module.course,
            "lock": locks.lock_of(lesson.module.course, lesson.uid, "questions"),
            "is_full": len(options.forms) >= question_rows.MOST_ROWS,
            "html": markdown.render(situation, queries.image_sizes(situation)),
        }
        return render(self.request, "catalog/desk/question.html", context, status=status)


def rows_with_names(kind: str, options: Any) -> list[tuple[Any, str, str]]:
    """Return each row with what it is called and what its button to remove says."""
    words, found = WORDS[kind], []
    for number, form in enumerate(options.forms, 1):
        facts = {"number": number, "text": form["text"].value()}
        is_wrong = kind == Kind.SHORT_ANSWER and not form.is_accepted
        name = WRONG_ROW if is_wrong else words.row
        found.append((form, str(name) % facts, str(words.remove) % facts))
    return found


def row_errors(options: Any) -> list[dict[str, str]]:
    """Return what is wrong with the rows, each with a link to where."""
    if not options.is_bound:
        return []
    found = [{"text": str(error), "href": ""} for error in options.non_form_errors()]
    for form in options.forms:
        found += [
            {"text": f"{form[name].label}: {error}", "href": f"#{form[name].id_for_label}"}
            for name, errors in form.errors.items()
            for error in errors
        ]
    return found


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
