"""Whether the scores of who checks themself are kept; erasing those that were (decision 0072)."""

from django.db.models import Q

from enrollment.learning import policies
from enrollment.models import Attempt, Enrollment, Learner, LessonProgress
from tenants.people import actions as people_actions
from tenants.people.models import User

KEPT = Q(score_percent__isnull=False) | ~Q(answers={})
"""Attempts that still tell answers or a score."""


class ScoresMustStay(Exception):
    """Who must pass is evaluated by their results: nothing is erased."""

    code = "SCORES_MUST_STAY"
    status = 403


def keep_scores(*, learner: Learner, keeps: bool, by: User) -> Learner:
    """From now on keep, or keep no, answers and scores of a learner's self-checks.

    What must be passed is always kept (decision 0061). What was kept before stays: erase_scores().
    """
    if learner.keeps_scores != keeps:
        Learner.objects.filter(pk=learner.pk).update(keeps_scores=keeps)
        learner.keeps_scores = keeps
        people_actions.write_audit(
            action="enrollment.keep_scores",
            by=by,
            subject="learner",
            subject_uid=str(learner.uid),
            facts={"keeps": keeps},
        )
    return learner


def kept_attempt_count(learner: Learner) -> int:
    """Return how many attempts still tell answers or a score (one statement).

    Raises ScoresMustStay for who must pass.
    """
    if policies.policy_of(learner).must_pass:
        raise ScoresMustStay
    return Attempt.objects.filter(KEPT, learner_id=learner.pk).count()


def erase_scores(*, learner: Learner, by: User) -> int:
    """Erase every answer and score of a learner's self-checks and keep none from now on.

    Lessons and courses stay done and passed, certificates stay as issued, attempts keep when they
    were handed in. Returns how many attempts told something; twice is once. Raises ScoresMustStay.
    """
    if policies.policy_of(learner).must_pass:
        raise ScoresMustStay
    own = {"learner_id": learner.pk}
    # First: handing in locks it too, so what is being handed in just now is erased with the rest.
    Enrollment.objects.filter(**own).update(score_percent=None)
    LessonProgress.objects.filter(**own).update(best_score_percent=None)
    erased = Attempt.objects.filter(KEPT, **own).update(
        answers={}, answers_sha256="", correct_count=None, score_percent=None, is_passed=False
    )
    keep_scores(learner=learner, keeps=False, by=by)
    people_actions.write_audit(
        action="enrollment.erase_scores",
        by=by,
        subject="learner",
        subject_uid=str(learner.uid),
        facts={"attempt_count": erased},
    )
    return erased
