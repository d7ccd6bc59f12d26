"""The demo country: made by real actions, twice is once, and it goes on after being killed."""

import dataclasses
import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from config.demo import cast, progress
from enrollment import queries as enrollment_queries
from enrollment.learning import assisting, goals
from enrollment.models import Attempt, Certificate, Enrollment, Learner, RosterUpload
from tenants.context import in_ministry, in_province
from tenants.jobs import actions as jobs
from tenants.jobs.models import Job
from tenants.people.models import RoleGrant, User

SMALL = {"officials": 24, "businesses": 4, "community": 12, "faults": 3, "seed": 49}
ACTIVE = {"officials": 12, "businesses": 2, "community": 4}


@pytest.fixture
def small_country(settings, monkeypatch, quangnam, thainguyen):
    """Two provinces that are open already, with short rosters."""
    settings.HVS_DEVELOPMENT = True
    provinces = tuple(
        dataclasses.replace(demo, roster=SMALL, active=ACTIVE)
        for demo in (cast.QUANGNAM, cast.THAINGUYEN)
    )
    monkeypatch.setattr(cast, "PROVINCES", provinces)
    monkeypatch.setattr(progress, "BATCH", 5)


def counted(place):
    with in_province(place):
        return {
            "figures": enrollment_queries.cohort_figures(),
            "attempts": Attempt.objects.count(),
            "enrollments": Enrollment.objects.count(),
            "certificates": Certificate.objects.count(),
            "users": User.objects.count(),
            "grants": RoleGrant.objects.count(),
            "jobs": Job.objects.count(),
            "uploads": RosterUpload.objects.count(),
        }


def assigned():
    return Counter(
        (one.cohort.key, one.sub_group and one.sub_group.key, one.is_mandatory)
        for one in enrollment_queries.assignments()
    )


@pytest.mark.parametrize("command", ["make_demo_country", "make_empty_country", "demo_sign_ins"])
def test_nothing_runs_in_production(settings, command):
    settings.HVS_DEVELOPMENT = False

    with pytest.raises(CommandError, match="development"):
        call_command(command)


@pytest.mark.committed
def test_country_is_made_once_and_its_people_learn(small_country, quangnam, thainguyen):
    call_command("make_demo_country", stdout=io.StringIO())
    jobs.dispatch_due()
    first = counted(quangnam)
    call_command("make_demo_country", stdout=io.StringIO())
    jobs.dispatch_due()

    assert counted(quangnam) == first
    figures = {figure.key: figure for figure in first["figures"]}
    shown = {
        key: (one.target_count, one.roster_count, one.active_count) for key, one in figures.items()
    }
    assert shown == {
        "officials": (5700, 24, 12),
        "businesses": (2000, 4, 2),
        "community": (7000, 12, 4),
    }
    with in_province(quangnam):
        assert RosterUpload.objects.get().wrong_count == 3
        assert assigned() == {
            ("officials", None, True): 9,
            ("businesses", None, False): 2,
            ("community", None, False): 4,
            ("community", "team_members", True): 1,
        }
        assert Attempt.objects.filter(submitted_at=None).count() == 0
        linh = Learner.objects.get(email="linh@quangnam.example")
        assert linh.user.check_password("hoc-vu-so")
        assert linh.enrollments.filter(is_mandatory=True).count() == 9
        assert linh.enrollments.exclude(completed_at=None).count() == 1
        assert goals.goal_of(linh, today=timezone.localdate()).week_count >= 1
        assert goals.goal_of(linh, today=timezone.localdate()).is_paused is False
        thuan = Learner.objects.get(email="thuan@quangnam.example")
        assert assisting.helper_of(thuan.user).unit.name == "Xã Nam Phước"
        assert thuan.user.check_password("hoc-vu-so")
        son = RoleGrant.objects.filter(user__email="son@quangnam.example")
        assert son.count() == 2
    with in_province(thainguyen):
        hoa = Learner.objects.get(email="hoa@thainguyen.example")
        assert goals.goal_of(hoa, today=timezone.localdate()).is_paused is True
    with in_ministry():
        assert User.objects.count() == 3


@pytest.mark.committed
def test_learning_that_was_killed_goes_on(small_country, quangnam, monkeypatch):
    call_command("make_demo_country", stdout=io.StringIO())
    learn, calls = progress._learn, []

    def dying(learner_ids, *, at):
        calls.append(learner_ids)
        learn(learner_ids, at=at)
        if len(calls) == 2:
            raise KeyboardInterrupt  # after the work, before its block is committed

    monkeypatch.setattr(progress, "_learn", dying)
    with pytest.raises(KeyboardInterrupt):
        jobs.dispatch_due()
    monkeypatch.setattr(progress, "_learn", learn)
    with in_province(quangnam):
        Job.objects.filter(kind=progress.KIND).update(heartbeat_at="2026-01-01T00:00:00Z")

    jobs.dispatch_due()

    with in_province(quangnam):
        job = Job.objects.get(kind=progress.KIND)
        assert (job.state, job.done_count) == ("done", job.total_count)
        keys = Attempt.objects.values_list("learner_id", "submission_key")
        assert len(set(keys)) == len(keys)
        active = {one.key: one.active_count for one in enrollment_queries.cohort_figures()}
    assert active == ACTIVE


@pytest.mark.committed
def test_sign_ins_tell_addresses_and_accounts(small_country):
    call_command("make_demo_country", stdout=io.StringIO())
    said = io.StringIO()

    call_command("demo_sign_ins", stdout=said)

    for words in [
        "an@bo.example",
        "linh@quangnam.example",
        "son@quangnam.example",
        "Võ Thuận, thành viên tổ công nghệ số cộng đồng, Xã Nam Phước",
        "hoc-vu-so",
    ]:
        assert words in said.getvalue()


@pytest.mark.committed
def test_empty_country_holds_the_ministry_and_its_courses(settings, ministry, quangnam):
    from catalog.library.models import Release

    settings.HVS_DEVELOPMENT = True

    call_command("make_empty_country", stdout=io.StringIO())
    call_command("make_empty_country", stdout=io.StringIO())

    with in_ministry():
        assert (User.objects.count(), Release.objects.count()) == (3, 15)
    with in_province(quangnam):
        assert User.objects.count() == 0
