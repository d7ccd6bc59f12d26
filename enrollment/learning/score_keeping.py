"""Whether the scores of who checks themself are kept."""

from enrollment.models import Learner
from tenants.people import actions as people_actions
from tenants.people.models import User


def keep_scores(*, learner: Learner, keeps: bool, by: User) -> Learner:
    """From now on keep, or keep no, answers and scores of a learner's self-checks.

    What must be passed is always kept (decision 0061). What was kept before stays.
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
