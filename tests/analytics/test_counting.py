"""Provinces count themselves; the ministry pulls the counts and never looks inside."""

import datetime
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from analytics import actions, queries
from analytics.models import CohortDay, ProvinceDay, ProvincePull, ProvinceViewDay
from enrollment import people
from enrollment import queries as enrollment_queries
from enrollment.actions.cohorts import ensure_cohorts
from enrollment.models import Cohort
from tenants.context import in_ministry, in_province
from tenants.people import page_views
from tenants.people.models import PageView, PageViewDay
from tests.supervisor import academy

NOW = datetime.datetime(2026, 11, 22, 3, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 22)
COUNTS = ["target_count", "roster_count", "active_count", "completed_count",
          "course_completion_count", "certificate_count"]  # fmt: skip


@pytest.fixture
def school(quangnam):
    """Three officials, one of them done; one business person; nobody of the community."""
    with in_province(quangnam):
        ensure_cohorts()
        Cohort.objects.filter(key="officials").update(target_count=5700)
        unit = academy.unit("Sở Nội vụ")
        security = academy.course("An toàn thông tin")
        linh = academy.learner("Nguyễn Thị Linh", unit, active_since=NOW)
        academy.enroll(linh, security, completed_at=NOW, started_at=NOW)
        academy.certificate(linh, security, "101-ABCD-EFGH")
        dung = academy.learner("Đỗ Văn Dũng", unit, active_since=NOW)
        academy.enroll(dung, security, started_at=NOW)
        academy.enroll(academy.learner("Lê Thị Hạnh", unit), security)
        academy.learner("Người đã nghỉ", unit, archived_at=NOW)
        academy.learner("Hợp tác xã", None, cohort="businesses")


def test_province_counts_its_cohorts(school, quangnam):
    with in_province(quangnam):
        actions.count_province(date=TODAY, at=NOW)

        rows = CohortDay.objects.order_by("cohort_key").values_list("cohort_key", *COUNTS)
        assert list(rows) == [
            ("businesses", None, 1, 0, 0, 0, 0),
            ("community", None, 0, 0, 0, 0, 0),
            ("officials", 5700, 3, 2, 1, 1, 1),
        ]


def test_counting_twice_keeps_the_newest(school, quangnam):
    with in_province(quangnam):
        actions.count_province(date=TODAY, at=NOW)
        academy.learner("Người mới", academy.unit("Sở Y tế"))

        actions.count_province(date=TODAY, at=NOW + datetime.timedelta(hours=1))

        officials = CohortDay.objects.get(date=TODAY, cohort_key="officials")
        assert (officials.roster_count, officials.counted_at.hour) == (4, 4)
        assert CohortDay.objects.count() == 3


def test_counts_agree_with_the_office(school, quangnam):
    with in_province(quangnam):
        actions.count_province(date=TODAY, at=NOW)
        days = {day.cohort_key: day for day in CohortDay.objects.all()}
        live = enrollment_queries.cohort_figures()
        shown = queries.cohort_standings()

    for figure, standing in zip(live, shown, strict=True):
        day = days[figure.key]
        expected = (figure.target_count, figure.roster_count, figure.active_count)
        assert (day.target_count, day.roster_count, day.active_count) == expected
        assert (standing.target_count, standing.roster_count, standing.active_count) == expected


def test_every_figure_leads_to_as_many_people(school, quangnam):
    def count(**wanted):
        return people.people(people.PeopleFilter(**wanted)).count()

    with in_province(quangnam):
        for cohort in queries.cohort_standings():
            key = cohort.key
            assert count(cohort=key) == cohort.roster_count
            assert count(cohort=key, state="active") == cohort.active_count
            assert count(cohort=key, state="completed") == cohort.completed_count
            for course in cohort.courses:
                uid = str(course.course_uid)
                assert count(cohort=key, course=uid) == course.enrolled_count
                started = count(cohort=key, course=uid, progress="started")
                assert started == course.started_count
                completed = count(cohort=key, course=uid, progress="completed")
                assert completed == course.completed_count
        assert count(course="nonsense") == 0


def test_ministry_pulls_counts_and_views(school, quangnam):
    with in_province(quangnam):
        PageView.objects.create(route="lesson")

    at = timezone.now()
    actions.pull_province(quangnam, at=at)
    actions.pull_province(quangnam, at=at)

    with in_ministry():
        officials = ProvinceDay.objects.get(province_uuid=quangnam.uuid, cohort_key="officials")
        assert [getattr(officials, name) for name in COUNTS] == [5700, 3, 2, 1, 1, 1]
        assert ProvinceDay.objects.count() == 3
        views = ProvinceViewDay.objects.values_list("province_uuid", "view_count")
        assert list(views) == [(quangnam.uuid, 1)]
        assert ProvincePull.objects.get().pulled_at == at


def test_one_failing_province_does_not_stop_the_others(school, quangnam, thainguyen, monkeypatch):
    original = actions._counts_of_this_province

    def failing(at):
        from tenants.context import current_place

        if current_place() == quangnam:
            raise RuntimeError("the disk is full")
        return original(at)

    monkeypatch.setattr(actions, "_counts_of_this_province", failing)
    failed = actions.pull_all_provinces(at=NOW)

    assert failed == [quangnam]
    with in_ministry():
        errors = dict(ProvincePull.objects.values_list("province_uuid", "error_code"))
        statuses = {one.slug: one.status for one in queries.province_standings(today=TODAY)}
    assert errors == {quangnam.uuid: "RuntimeError", thainguyen.uuid: ""}
    assert statuses == {"quangnam": "pull_failed", "thainguyen": "open"}


def test_views_fold_into_days_in_vietnam(in_quangnam):
    night = datetime.datetime(2026, 11, 21, 18, 30, tzinfo=datetime.UTC)  # 01:30 on the 22nd
    for route, at in [("lesson", night), ("lesson", night), ("home", night), ("lesson", NOW)]:
        view = PageView.objects.create(route=route)
        PageView.objects.filter(pk=view.pk).update(at=at)

    assert page_views.fold() == 4
    assert page_views.fold() == 0

    days = PageViewDay.objects.order_by("date", "route").values_list("date", "route", "view_count")
    assert list(days) == [(TODAY, "home", 1), (TODAY, "lesson", 3)]
    assert page_views.unfolded_count() == 0


def test_folding_adds_to_a_day_that_was_folded(in_quangnam):
    today = timezone.localdate()
    PageView.objects.create(route="home")
    page_views.fold()
    PageView.objects.create(route="home")
    page_views.fold()

    assert page_views.views_by_day(since=today) == {today: 2}


def test_sums_are_those_of_the_newest_day(quangnam, thainguyen):
    with in_ministry():
        for place, date, roster in [
            (quangnam, TODAY - datetime.timedelta(days=1), 100),
            (quangnam, TODAY, 120),
            (thainguyen, TODAY - datetime.timedelta(days=3), 7),
        ]:
            ProvinceDay.objects.create(
                province_uuid=place.uuid, date=date, cohort_key="officials", target_count=200,
                roster_count=roster, active_count=5, completed_count=2, certificate_count=1,
                counted_at=NOW,
            )  # fmt: skip

        sums = queries.national_sums()

    assert (sums.figures.roster_count, sums.figures.active_count) == (127, 10)
    assert sums.figures.certificate_count == 2


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["quangnam", "thainguyen"]),
        ("-name", ["thainguyen", "quangnam"]),
        ("-roster", ["thainguyen", "quangnam"]),
        ("roster", ["quangnam", "thainguyen"]),
        ("nonsense", ["quangnam", "thainguyen"]),
    ],
)
def test_provinces_sort_by_any_column(quangnam, thainguyen, sort, expected):
    with in_ministry():
        for place, roster in [(quangnam, 5), (thainguyen, 7)]:
            ProvinceDay.objects.create(
                province_uuid=place.uuid, date=TODAY, cohort_key="officials", roster_count=roster,
                active_count=1, completed_count=1, counted_at=NOW,
            )  # fmt: skip
        standings = queries.province_standings(today=TODAY, sort=sort)

    assert [one.slug for one in standings] == expected


def test_ministry_cannot_count_a_province_itself(in_the_ministry):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM quangnam.enrollment_learner")


def test_names_never_leave_the_province(school, quangnam):
    actions.pull_province(quangnam, at=NOW)

    with in_ministry():
        rows = [*ProvinceDay.objects.values(), *ProvincePull.objects.values()]
    kinds = {type(value) for row in rows for value in row.values()}
    assert kinds <= {int, str, uuid.UUID, datetime.date, datetime.datetime, type(None)}
    assert {row["cohort_key"] for row in rows if "cohort_key" in row} == set(Cohort.Key.values)
