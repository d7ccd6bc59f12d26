"""Rules: every national course for an audience is taken over and assigned, once, by itself."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog import actions as catalog_actions
from catalog.models import Course
from enrollment import actions, queries, tasks
from enrollment.actions import RuleChoice
from enrollment.models import Assignment, AssignmentRule, Enrollment, SubGroup
from tenants.context import in_ministry, in_province
from tenants.jobs import actions as job_actions
from tenants.jobs.models import Job
from tenants.people.models import AuditEntry
from tests.catalog import library
from tests.enrollment.test_assignments import learners

SOON = datetime.date(2100, 12, 1)
LIST, NEW = "/office/assignments/rules/", "/office/assignments/rules/new/"


def release(title, audience="officials"):
    """Put a course on the national shelf."""
    with in_ministry():
        course = library.course_without_faults(title)
        Course.objects.filter(pk=course.pk).update(audience=audience)
        course.refresh_from_db()
        return catalog_actions.release_course(
            course=course, changelog="Lần đầu", is_minor=False, by=None
        )


@pytest.fixture
def shelf(ministry):
    """Two courses for officials, one for businesses."""
    return [release("Mật khẩu"), release("Thư điện tử"), release("Bán hàng", "businesses")]


def rule(cohorts, *, audience="officials", group=None, is_mandatory=True, due_date=SOON):
    choice = RuleChoice(audience, cohorts["officials"], group, is_mandatory, due_date)
    return actions.save_rule(choice=choice, by=None)


def assigned():
    """What is asked, by the course's title."""
    rows = Assignment.objects.order_by("course__title", "sub_group__key")
    return list(rows.values_list("course__title", "sub_group__key", "is_mandatory", "due_date"))


def test_saving_takes_over_what_is_missing_and_assigns_all(quangnam, cohorts, shelf, run_jobs):
    with in_province(quangnam):
        learners(cohorts["officials"], count=3)
        catalog_actions.adopt_releases(release_uids=[shelf[0].uid], by=None)

        saved = rule(cohorts)

        assert (saved.enrollment_count, saved.job.total_count) == (3, 1)
        assert assigned() == [("Mật khẩu", None, True, SOON)]
    run_jobs()

    with in_province(quangnam):
        assert assigned() == [("Mật khẩu", None, True, SOON), ("Thư điện tử", None, True, SOON)]
        assert Enrollment.objects.filter(is_mandatory=True, due_date=SOON).count() == 6
        assert {course.audience for course in Course.objects.all()} == {"officials"}


def test_saving_twice_is_one_rule_and_changes_what_it_asks(quangnam, cohorts, shelf, run_jobs):
    with in_province(quangnam):
        rule(cohorts)
    run_jobs()
    with in_province(quangnam):
        again = rule(cohorts, is_mandatory=False, due_date=None)

        assert again.job is None
        assert AssignmentRule.objects.count() == 1
        assert {(must, due) for _t, _g, must, due in assigned()} == {(False, None)}


def test_a_course_that_was_put_away_stays_away(quangnam, cohorts, shelf):
    with in_province(quangnam):
        [course] = catalog_actions.adopt_releases(release_uids=[shelf[0].uid], by=None)
        catalog_actions.archive_course(course=course, by=None)
        scope = queries.rule_scope("officials")

    assert (scope.present, [one.title for one in scope.missing]) == ((), ["Thư điện tử"])


def test_a_province_course_of_its_own_is_not_the_rules_business(quangnam, cohorts, shelf):
    with in_province(quangnam):
        own = library.course_without_faults("Của tỉnh")
        catalog_actions.publish_course(course=own, changelog="Lần đầu", by=None)

        saved = rule(cohorts)

        assert (saved.enrollment_count, saved.job.total_count) == (0, 2)
        assert assigned() == []


def test_a_new_national_course_follows_by_itself_once(quangnam, cohorts, shelf, run_jobs):
    with in_province(quangnam):
        rule(cohorts)
    run_jobs()
    release("Trí tuệ nhân tạo")
    release("Xuất khẩu", "businesses")
    now = timezone.now()

    with in_province(quangnam):
        first, second = (actions.follow_rules(at=now) for _time in range(2))
        assert first.pk == second.pk
    run_jobs()

    with in_province(quangnam):
        assert actions.follow_rules(at=now) is None
        assert [title for title, *_rest in assigned()] == [
            "Mật khẩu", "Thư điện tử", "Trí tuệ nhân tạo",
        ]  # fmt: skip


def test_what_the_office_took_back_is_not_assigned_again(quangnam, cohorts, shelf, run_jobs):
    with in_province(quangnam):
        rule(cohorts)
    run_jobs()
    with in_province(quangnam):
        taken_back = Assignment.objects.get(course__title="Mật khẩu")
        actions.remove_assignment(assignment=taken_back, by=None)
    release("Trí tuệ nhân tạo")

    with in_province(quangnam):
        actions.follow_rules(at=timezone.now())
    run_jobs()

    with in_province(quangnam):
        assert [title for title, *_rest in assigned()] == ["Thư điện tử", "Trí tuệ nhân tạo"]


def test_taking_over_by_hand_follows_the_rules_too(quangnam, cohorts, shelf):
    with in_province(quangnam):
        leaders = SubGroup.objects.get(key="leaders")
        AssignmentRule.objects.create(audience="officials", cohort=cohorts["officials"])
        AssignmentRule.objects.create(
            audience="officials", cohort=cohorts["officials"], sub_group=leaders,
            is_mandatory=True, due_date=SOON,
        )  # fmt: skip

        catalog_actions.adopt_releases(release_uids=[one.uid for one in shelf], by=None)
        catalog_actions.adopt_releases(release_uids=[one.uid for one in shelf], by=None)

        assert assigned() == [
            ("Mật khẩu", "leaders", True, SOON),
            ("Mật khẩu", None, False, None),
            ("Thư điện tử", "leaders", True, SOON),
            ("Thư điện tử", None, False, None),
        ]


def test_nobody_is_late_on_the_day_a_course_arrives(quangnam, cohorts, shelf):
    with in_province(quangnam):
        AssignmentRule.objects.create(
            audience="officials", cohort=cohorts["officials"], is_mandatory=True,
            due_date=datetime.date(2020, 1, 1),
        )  # fmt: skip

        catalog_actions.adopt_releases(release_uids=[shelf[0].uid], by=None)

        assert assigned() == [("Mật khẩu", None, False, None)]


@pytest.mark.parametrize("state", [Job.State.FAILED, Job.State.CANCELLED])
def test_a_take_over_that_stopped_rests_an_hour(quangnam, cohorts, shelf, state):
    now = timezone.now()
    with in_province(quangnam):
        rule(cohorts)
        Job.objects.update(state=state, finished_at=now)

        assert actions.follow_rules(at=now + datetime.timedelta(minutes=59)) is None
        assert actions.follow_rules(at=now + datetime.timedelta(minutes=61)) is not None


def test_removing_a_rule_keeps_what_it_assigned(quangnam, cohorts, shelf, run_jobs):
    with in_province(quangnam):
        saved = rule(cohorts)
    run_jobs()

    with in_province(quangnam):
        actions.remove_rule(rule=saved.rule, by=None)
        assert actions.follow_rules(at=timezone.now()) is None
        assert len(assigned()) == 2
        actions_seen = AuditEntry.objects.filter(subject="assignment_rule").values_list("action")
        assert {one for (one,) in actions_seen} == {
            "enrollment.save_rule", "enrollment.remove_rule",
        }  # fmt: skip


def test_the_clock_follows_rules_of_every_province_and_of_no_other(
    quangnam, thainguyen, cohorts, shelf
):
    with in_province(quangnam):
        AssignmentRule.objects.create(audience="officials", cohort=cohorts["officials"])

    tasks.follow_rules()
    tasks.follow_rules()

    with in_province(quangnam):
        assert Job.objects.get().total_count == 2
    with in_province(thainguyen):
        assert not Job.objects.exists()


def test_a_province_that_fails_does_not_stop_the_others(
    quangnam, thainguyen, cohorts, shelf, monkeypatch
):
    from tenants.context import current_place

    with in_province(thainguyen):
        cohort = actions.ensure_cohorts()[0]
        AssignmentRule.objects.create(audience="officials", cohort=cohort)
    follow = actions.follow_rules

    def fails_first(*, at):
        if current_place().schema == "quangnam":
            raise RuntimeError
        return follow(at=at)

    monkeypatch.setattr(actions, "follow_rules", fails_first)
    tasks.follow_rules()

    with in_province(thainguyen):
        assert Job.objects.count() == 1


def test_following_takes_few_statements_and_one_without_rules(quangnam, cohorts, shelf):
    with in_province(quangnam):
        with CaptureQueriesContext(connection) as idle:
            actions.follow_rules(at=timezone.now())
        rule(cohorts)
        with CaptureQueriesContext(connection) as busy:
            actions.follow_rules(at=timezone.now())

    assert (len(idle), len(busy)) == (1, 5)


def test_assigning_takes_the_same_statements_for_one_course_and_three(quangnam, cohorts, shelf):
    three = [release(f"Thêm {number}") for number in range(3)]
    with in_province(quangnam):
        AssignmentRule.objects.create(audience="officials", cohort=cohorts["officials"])
        one = catalog_actions.adopt_releases(release_uids=[shelf[0].uid], by=None)
        more = catalog_actions.adopt_releases(release_uids=[x.uid for x in three], by=None)
        counts = []
        for courses in (one, more):
            with CaptureQueriesContext(connection) as seen:
                actions.assign_adopted(courses=courses, today=timezone.localdate())
            counts.append(len(seen))

    assert counts[0] == counts[1] <= 4


def fields(**changed):
    return {
        "audience": "officials", "whom": "officials", "is_mandatory": "on",
        "due_date": "2100-12-01",
    } | changed  # fmt: skip


def test_the_preview_says_what_would_happen_and_changes_nothing(office, quangnam, cohorts, shelf):
    with in_province(quangnam):
        learners(cohorts["officials"], count=4)
        catalog_actions.adopt_releases(release_uids=[shelf[0].uid], by=None)

    answer = office.post(NEW, fields())

    page = answer.content.decode()
    stats = [part.split("<")[0] for part in page.split('class="hv-stat__value">')[1:]]
    assert (answer.status_code, stats) == (200, ["2", "1", "4"])
    assert "Bắt buộc, hạn 01/12/2100" in page
    assert "Bán hàng" not in page
    with in_province(quangnam):
        assert not AssignmentRule.objects.exists()
        assert not Job.objects.exists()


def test_confirming_saves_and_leads_to_the_job(office, quangnam, shelf, run_jobs):
    answer = office.post(NEW, fields(confirmed="1", whom="leaders"))

    with in_province(quangnam):
        saved = AssignmentRule.objects.get()
        job = Job.objects.get()
        assert answer["Location"] == f"/jobs/{job.uid}/"
        assert (saved.sub_group.key, saved.due_date) == ("leaders", SOON)
    run_jobs()
    page = office.get(LIST).content.decode()
    assert "Lãnh đạo, quản lý" in page
    assert "01/12/2100" in page
    again = office.post(NEW, fields(confirmed="1", whom="leaders"))
    assert again["Location"] == LIST


def test_the_preview_carries_the_answers_to_the_last_step(office, quangnam, shelf):
    page = office.post(NEW, fields(is_mandatory="", due_date="")).content.decode()
    sent = {
        part.split('name="')[1].split('"')[0]: part.split('value="')[1].split('"')[0]
        for part in page.split("<input ")[1:]
        if 'type="hidden"' in part and 'value="' in part
    }

    office.post(NEW, {key: sent.get(key, "") for key in (*fields(), "confirmed")})

    with in_province(quangnam):
        saved = AssignmentRule.objects.get()
    assert (saved.audience, saved.is_mandatory, saved.due_date) == ("officials", False, None)


def test_going_back_from_the_preview_keeps_what_was_chosen(office, quangnam, shelf):
    answer = office.post(NEW, fields(confirmed="1", change="1"))

    form = answer.context["form"]
    assert answer.status_code == 200
    assert {name: form[name].value() for name in fields()} == fields(is_mandatory=True)
    assert "Xem trước" in answer.content.decode()
    with in_province(quangnam):
        assert not AssignmentRule.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"due_date": ""},
        {"due_date": "2020-01-01"},
        {"due_date": "hôm nay"},
        {"audience": "everybody"},
        {"whom": "nobody"},
        {"whom": ""},
    ],
)
def test_bad_input_is_told_and_nothing_saved(office, quangnam, shelf, changed):
    answer = office.post(NEW, fields(confirmed="1", **changed))

    assert answer.status_code == 422
    with in_province(quangnam):
        assert not AssignmentRule.objects.exists()


def test_a_rule_is_removed_once_and_only_here(office, hoa_office, linh_client, quangnam, cohorts):
    with in_province(quangnam):
        made = AssignmentRule.objects.create(audience="officials", cohort=cohorts["officials"])
    path = f"{LIST}{made.uid}/removal/"
    assert linh_client.post(path).status_code == 403
    assert hoa_office.post(path).status_code == 404
    assert hoa_office.post(f"{LIST}{uuid.uuid4()}/removal/").status_code == 404

    assert office.post(path)["Location"] == LIST

    assert office.post(path).status_code == 404
    assert "Chưa có quy tắc nào" in office.get(LIST).content.decode()


def test_a_rule_whose_day_is_over_says_what_that_means(office, quangnam, cohorts):
    with in_province(quangnam):
        AssignmentRule.objects.create(
            audience="officials", cohort=cohorts["officials"], is_mandatory=True,
            due_date=datetime.date(2020, 1, 1),
        )  # fmt: skip

    assert "khóa mới từ nay được giao tự chọn" in office.get(LIST).content.decode()


def test_the_list_takes_as_many_statements_for_three(office, quangnam, cohorts):
    def count():
        office.get(LIST)
        with CaptureQueriesContext(connection) as seen:
            office.get(LIST)
        return len(seen)

    with in_province(quangnam):
        AssignmentRule.objects.create(audience="officials", cohort=cohorts["officials"])
    one = count()
    with in_province(quangnam):
        for group in SubGroup.objects.filter(cohort=cohorts["officials"])[:2]:
            AssignmentRule.objects.create(
                audience="officials", cohort=cohorts["officials"], sub_group=group
            )

    assert count() == one <= 8


@pytest.mark.committed
def test_from_the_ministrys_shelf_to_the_learner_by_the_clock(quangnam, thainguyen):
    with in_province(quangnam):
        cohort = actions.ensure_cohorts()[0]
        learners(cohort, count=2)
        AssignmentRule.objects.create(audience="officials", cohort=cohort)
    release("Mật khẩu")

    tasks.follow_rules()
    job_actions.dispatch_due()
    tasks.follow_rules()
    job_actions.dispatch_due()

    with in_province(quangnam):
        assert Enrollment.objects.count() == 2
        assert Job.objects.count() == 1
    with in_province(thainguyen):
        assert not Course.objects.exists()
