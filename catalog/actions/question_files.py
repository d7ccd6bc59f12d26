"""Questions of a file into a lesson."""

from collections.abc import Sequence

from catalog.actions import desk
from catalog.actions.questions import OptionDraft, save_question
from catalog.models import Lesson, Question
from catalog.question_files import QuestionDraft
from tenants.people.models import User

type Sameness = tuple[str, frozenset[tuple[str, str]]]


def import_questions(
    *, lesson: Lesson, drafts: Sequence[QuestionDraft], by: User | None
) -> list[Question]:
    """Add questions at the end of a lesson; those it has already are left out, so twice is once."""
    desk.lock(lesson.module.course_id)
    known = sameness_of(lesson)
    made = []
    for draft in drafts:
        if sameness(draft) in known:
            continue
        known.add(sameness(draft))
        made.append(
            save_question(
                lesson=lesson,
                question=None,
                kind=draft.kind,
                text=draft.text,
                explanation=draft.explanation,
                options=[
                    OptionDraft(None, one.text, one.is_correct, one.explanation, one.match)
                    for one in draft.choices
                ],
                by=by,
            )
        )
    return made


def sameness(draft: QuestionDraft) -> Sameness:
    """Return what makes two questions the same: their words and those of their options."""
    return draft.text, frozenset((one.text, one.match) for one in draft.choices)


def sameness_of(lesson: Lesson) -> set[Sameness]:
    """Return this of the questions of a lesson (two statements)."""
    questions = Question.objects.filter(lesson=lesson).prefetch_related("options")
    return {
        (question.text, frozenset((one.text, one.match) for one in question.options.all()))
        for question in questions
    }
