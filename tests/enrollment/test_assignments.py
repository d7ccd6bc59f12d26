"""Enrolling: one statement for everybody, mandatory before offered, the earliest date."""

import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrollment import actions, queries
from enrollment.actions import AssignmentChoice
from enrollment.models import Assignment, Enrollment, Learner, SubGroup
from tenants.context import in_province
from tests.enrollment.test_office_pages import make_course

SOON, LATER = datetime.date(2026, 12, 1), datetime.date(2027, 3, 1)


def learners(cohort, group=None, count=1, start=0):
    return Learner.objects.bulk_create(
        Learner(
            full_name=f"Người {n}",
            folded_name=f"nguoi {n}",
            staff_code=f"C{start + n}",
            cohort=cohort,
            sub_group=group,
        )
        for n in range(count)
    )


def standing(course):
    return sorted(
        Enrollment.objects.filter(course=course).values_list(
            "learner__staff_code", "is_mandatory", "due_date"
        )
    )


def test_mandatory_wins_and_the_earliest_date_counts(quangnam, cohorts):
    course = make_course(quangnam, "to", "Tổ công nghệ số", "community")
    with in_province(quangnam):
        team = SubGroup.objects.get(key="team_members")
        learners(cohorts["community"], team, start=1)
        learners(cohorts["community"], start=2)
        learners(cohorts["officials"], start=3)
        actions.save_assignments(
            choices=[
                AssignmentChoice(course.pk, cohorts["community"], None, False, SOON),
                AssignmentChoice(course.pk, cohorts["community"], team, True, LATER),
            ],
            by=None,
        )

        assert standing(course) == [("C1", True, LATER), ("C2", False, SOON)]


def test_saving_again_changes_nothing(quangnam, cohorts):
    course = make_course(quangnam, "a", "A", "officials")
    with in_province(quangnam):
        learners(cohorts["officials"], count=3)
        choice = AssignmentChoice(course.pk, cohorts["officials"], None, True, SOON)

        assert actions.save_assignments(choices=[choice], by=None) == 3
        assert actions.save_assignments(choices=[choice], by=None) == 0
        assert Assignment.objects.count() == 1


def test_enrolling_takes_one_statement_however_many(quangnam, cohorts):
    course = make_course(quangnam, "a", "A", "officials")
    with in_province(quangnam):
        learners(cohorts["officials"], count=50)
        Assignment.objects.create(course=course, cohort=cohorts["officials"])
        with CaptureQueriesContext(connection) as asked:
            assert actions.enroll_assigned() == 50

        assert len(asked) == 1


def test_guests_and_the_archived_are_not_enrolled(quangnam, cohorts):
    course = make_course(quangnam, "a", "A", "community")
    with in_province(quangnam):
        now = timezone.now()
        Learner.objects.create(cohort=cohorts["community"], guest_expires_at=now)
        Learner.objects.create(cohort=cohorts["community"], archived_at=now)
        Assignment.objects.create(course=course, cohort=cohorts["community"])

        assert actions.enroll_assigned() == 0


def test_taking_back_ends_what_nobody_began(quangnam, cohorts):
    course = make_course(quangnam, "a", "A", "officials")
    with in_province(quangnam):
        learners(cohorts["officials"], count=2)
        free = Learner.objects.create(full_name="Tự chọn", staff_code="FREE")
        Enrollment.objects.create(learner=free, course=course, enrolled_at=timezone.now())
        choice = AssignmentChoice(course.pk, cohorts["officials"], None, True, SOON)
        actions.save_assignments(choices=[choice], by=None)
        Enrollment.objects.filter(learner__staff_code="C0").update(started_at=timezone.now())

        ended = actions.remove_assignment(assignment=Assignment.objects.get(), by=None)

        assert ended == 1
        assert standing(course) == [("C0", False, None), ("FREE", False, None)]


def test_figures_tell_target_roster_active_and_completed_apart(quangnam, cohorts):
    course = make_course(quangnam, "a", "A", "officials")
    with in_province(quangnam):
        people = learners(cohorts["officials"], count=3)
        choice = AssignmentChoice(course.pk, cohorts["officials"], None, True, SOON)
        actions.save_assignments(choices=[choice], by=None)
        cohorts["officials"].target_count = 5
        cohorts["officials"].save()
        Learner.objects.filter(pk=people[0].pk).update(active_since=timezone.now())
        Enrollment.objects.filter(learner=people[0]).update(completed_at=timezone.now())

        figures = {
            one.key: (one.target_count, one.roster_count, one.active_count, one.completed_count)
            for one in queries.cohort_figures()
        }

        assert figures == {
            "officials": (5, 3, 1, 1),
            "businesses": (None, 0, 0, 0),
            "community": (None, 0, 0, 0),
        }


def test_invited_accounts_never_share_a_name(quangnam, cohorts):
    from tenants.people.actions import create_user
    from tenants.people.models import User

    with in_province(quangnam):
        create_user(full_name="Minh", email="chung@quangnam.example")
        own = create_user(full_name="Bà Tư", phone="+84905000333")
        made = [
            Learner.objects.create(full_name="A", staff_code="a-1", email="Chung@quangnam.example"),
            Learner.objects.create(full_name="B", staff_code="B-1", email="hai@quangnam.example"),
            Learner.objects.create(full_name="C", staff_code="C-1", email="hai@quangnam.example"),
            Learner.objects.create(full_name="Bà Tư", phone="+84905000333"),
            Learner.objects.create(full_name="Không gì cả"),
        ]
        invited = actions.invite_learners(learner_ids=[one.pk for one in made], by=None)

        names = dict(Learner.objects.exclude(user=None).values_list("full_name", "user__email"))
        assert names == {"A": None, "B": "hai@quangnam.example", "C": None, "Bà Tư": None}
        assert Learner.objects.get(full_name="Bà Tư").user_id == own.pk
        assert (invited.account_count, invited.mailed_count) == (3, 1)
        assert {slip.full_name for slip in invited.slips} == {"A", "Bà Tư", "C"}
        assert User.objects.get(sign_in_name="A-1").has_usable_password() is False
