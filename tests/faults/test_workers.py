"""The worker is killed in the middle of jobs and of the outbox; the broker is away for a while.

The broker's half hour and the pauses after a failed try are shortened: what waits until a moment
is made due by moving that moment, while no worker runs.
"""

from collections import Counter

import pytest

from tests.faults.handing_in import Device, School, right
from tests.faults.site import Site, wait_until

LEARNERS = 120
AWAY = 20
"""Learners who finish while the broker is away; the others finish before a worker runs."""
LONG_SECONDS = 600
SLUG, UNDISTURBED, KILLED = "hopthu", "yenon", "gapchuyen"

WAITING = "kind = 'registry.index_certificate' AND done_at IS NULL"


@pytest.fixture(scope="module")
def school(site: Site) -> School:
    """A province whose learners have not begun."""
    return School(site.stage(f"open_school({SLUG!r}, learners={LEARNERS})"), site.port)


def test_each_effect_comes_about_once_though_its_worker_is_killed(
    site: Site, school: School
) -> None:
    site.kill("worker")
    finish_course(school, range(LEARNERS - AWAY))
    assert waiting(site) == LEARNERS - AWAY

    while (left := waiting(site)) > 0:
        site.start_what_is_missing()
        aim = max(0, left - LEARNERS // 4)
        wait_until(lambda aim=aim: waiting(site) <= aim, "the outbox is worked on", LONG_SECONDS)
        site.kill("worker")
        site.change(f"UPDATE {SLUG}.jobs_outboxevent SET due_at = now() WHERE {WAITING}")
    site.start_what_is_missing()

    assert indexed(site) == dict.fromkeys(certificates(site), 1)
    assert len(certificates(site)) == LEARNERS - AWAY


def test_learners_go_on_while_the_broker_is_away_and_everything_is_done_afterwards(
    site: Site, school: School
) -> None:
    processes = dict(site.instance.state.processes)
    site.kill("broker")

    finish_course(school, range(LEARNERS - AWAY, LEARNERS))
    site.start_what_is_missing()
    wait_until(lambda: not waiting(site), "the outbox is empty", LONG_SECONDS)

    assert indexed(site) == dict.fromkeys(certificates(site), 1)
    assert len(certificates(site)) == LEARNERS
    now = site.instance.state.processes
    assert {name for name in processes if now[name] != processes[name]} == {"broker"}


def test_a_roster_import_killed_twice_ends_as_an_undisturbed_one(site: Site) -> None:
    for slug in (UNDISTURBED, KILLED):
        site.stage(f"open_school({slug!r}, learners=0)")
    site.stage(f"upload_roster({UNDISTURBED!r})")
    wait_until(lambda: roster(site, UNDISTURBED) == "preview", "the file is read", LONG_SECONDS)
    site.stage(f"apply_roster({UNDISTURBED!r})")
    wait_until(lambda: roster(site, UNDISTURBED) == "applied", "the file is applied", LONG_SECONDS)

    site.stage(f"upload_roster({KILLED!r})")
    wait_until(lambda: begun(site, "enrollment.read_roster"), "reading has begun", LONG_SECONDS)
    die_and_come_back(site)
    wait_until(lambda: roster(site, KILLED) == "preview", "the file is read", LONG_SECONDS)
    site.stage(f"apply_roster({KILLED!r})")
    wait_until(lambda: begun(site, "enrollment.apply_roster"), "it is applied", LONG_SECONDS)
    die_and_come_back(site)
    wait_until(lambda: roster(site, KILLED) == "applied", "the file is applied", LONG_SECONDS)

    people = learners(site, KILLED)
    assert people == learners(site, UNDISTURBED)
    assert len(people) > 14_000
    assert set(Counter(code for code, *_ in people if code).values()) == {1}


def finish_course(school: School, learners: range) -> None:
    """Let learners pass both quizzes: each earns a certificate, and each of these an effect."""
    device = Device(school)
    for learner in learners:
        for lesson in (0, 1):
            assert device.hand_in(right(school, learner, lesson)).status == 201


def waiting(site: Site) -> int:
    """How many effects are not done yet."""
    return site.rows(f"SELECT count(*) FROM {SLUG}.jobs_outboxevent WHERE {WAITING}")[0][0]


def certificates(site: Site) -> set[str]:
    """The codes of the province's certificates."""
    return {code for (code,) in site.rows(f"SELECT code FROM {SLUG}.enrollment_certificate")}


def indexed(site: Site) -> dict[str, int]:
    """How often each of the province's codes stands in the nation's index."""
    found = site.rows(
        "SELECT code FROM registry_certificateentry entry"
        " JOIN tenants_province province ON province.id = province_id WHERE schema_name = %s",
        SLUG,
    )
    return dict(Counter(code for (code,) in found))


def roster(site: Site, slug: str) -> str:
    """Where the province's upload stands."""
    return site.rows(f"SELECT state FROM {slug}.enrollment_rosterupload")[0][0]


def begun(site: Site, kind: str) -> bool:
    """Whether a job is at work, or over already where the machine is quick."""
    query = f"SELECT 1 FROM {KILLED}.jobs_job WHERE kind = %s AND state <> 'queued'"
    return bool(site.rows(query, kind))


def die_and_come_back(site: Site) -> None:
    """Kill the worker; the ninety seconds until its job counts as silent have passed."""
    site.kill("worker")
    site.change(
        f"UPDATE {KILLED}.jobs_job SET heartbeat_at = heartbeat_at - interval '5 minutes'"
        " WHERE state = 'running'"
    )
    site.start_what_is_missing()


def learners(site: Site, slug: str) -> list[tuple[str, ...]]:
    """Everybody on the list, without what differs from province to province."""
    return sorted(
        site.rows(
            "SELECT coalesce(staff_code, ''), full_name, coalesce(phone, ''), coalesce(email, ''),"
            " coalesce(job_title, ''), coalesce(unit.code, ''), coalesce(cohort.key, '')"
            f" FROM {slug}.enrollment_learner learner"
            f" LEFT JOIN {slug}.enrollment_unit unit ON unit.id = unit_id"
            f" LEFT JOIN {slug}.enrollment_cohort cohort ON cohort.id = cohort_id"
        )
    )
