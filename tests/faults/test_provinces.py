"""Workers die while provinces are opened, take courses over and take new releases.

Blows fall when work has begun, after a while drawn by lot. Pauses after a death are shortened: what
waits until a moment is made due by moving that moment.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from tests.faults import likeness
from tests.faults.site import Site, wait_until

LONG_SECONDS = 300
BLOWS = 4
"""A job that was tried more than five times is given up, as it should be."""
CALM_SITE, STORMY_SITES = "langgio", ["baomot", "baohai", "baoba", "baobon", "baonam"]
CALM_TAKER, STORMY_TAKER = "layyen", "laygap"
CALM, STORMY = "nhanyen", "nhangap"
ADOPT, TAKE = "catalog.adopt", "catalog.take_clean"


@dataclass
class Storm:
    """Blows against one of the workers, and against the database it works in."""

    site: Site
    dice: random.Random
    worker: str
    longest_seconds: float
    """A blow falls within this while after work began."""

    def rage(
        self,
        begin: Callable[[], Any],
        *,
        moves: Callable[[], Any],
        is_over: Callable[[], bool],
        revive: Callable[[], Any],
    ) -> None:
        """Begin, and strike when something moves, until no blow is left; return when all is over.

        revive: lets what fell silent be taken up at once. Both run beside, so that a worker may die
        before they have done so; they need the database themselves.
        """
        last = moves()
        with ThreadPoolExecutor(max_workers=1) as beside:
            calls = [beside.submit(begin)]
            for _ in range(BLOWS):
                wait_until(lambda last=last: is_over() or moves() != last, "it moves", LONG_SECONDS)
                if is_over():
                    break
                self._strike(calls)
                assert likeness.schemas_half_built(self.site) == []
                last = moves()
                self.site.start_what_is_missing()
                calls.append(beside.submit(revive))
            for call in calls:
                call.result()
        wait_until(is_over, "all is done", LONG_SECONDS)

    def _strike(self, calls: list[Future[Any]]) -> None:
        """Kill the whole worker, only the processes it has for its tasks, or PostgreSQL."""
        time.sleep(self.dice.uniform(0, self.longest_seconds))
        kind = self.dice.choice(("worker", "pool", "database"))
        print(f"  killed: {kind}", flush=True)
        if kind == "worker":
            self.site.kill(self.worker)
        elif kind == "pool":
            self.site.kill_pool(self.worker)
        else:
            wait(calls)
            self.site.kill_database()
            self.site.start_database()


def test_provinces_opened_under_blows_are_open_once_and_whole(
    site: Site, dice: random.Random
) -> None:
    site.stage(f"approve({[CALM_SITE]})", of="ministry")
    wait_until(lambda: are_open(site, [CALM_SITE]), "a province is open", LONG_SECONDS)
    storm = Storm(site, dice, "provisioning", seconds_of_opening(site))

    storm.rage(
        lambda: site.stage(f"approve({STORMY_SITES})", of="ministry"),
        moves=lambda: steps(site),
        is_over=lambda: are_open(site, STORMY_SITES),
        revive=lambda: open_what_fell_silent(site),
    )

    built, filled = likeness.structure(site, CALM_SITE), likeness.row_counts(site, CALM_SITE)
    assert (filled["people_user"], filled["people_message"]) == (1, 1)
    for slug in STORMY_SITES:
        assert likeness.structure(site, slug) == built
        assert likeness.row_counts(site, slug) == filled
        assert at_the_ministry(site, slug) == [("active", "open", 1, 2)]
    assert likeness.roles_of_nobody(site) == likeness.schemas_half_built(site) == []


def test_courses_taken_over_under_blows_are_there_once(site: Site, dice: random.Random) -> None:
    pair = [CALM_TAKER, STORMY_TAKER]
    site.stage(f"open_provinces({pair}, take_all=False)", of="ministry")
    site.stage(f"start_adoption({CALM_TAKER!r})", of="ministry")
    spent = seconds_of_job(site, CALM_TAKER, ADOPT)

    rage_at_job(Storm(site, dice, "worker", spent / 2), "start_adoption", STORMY_TAKER, ADOPT)

    assert_same(site, CALM_TAKER, STORMY_TAKER)
    assert len(likeness.courses(site, STORMY_TAKER)) == 15


@pytest.fixture(scope="module")
def pair(site: Site) -> list[str]:
    """Two provinces with every course, the same lessons of each changed."""
    slugs = [CALM, STORMY]
    site.stage(f"open_provinces({slugs}, take_all=True)", of="ministry")
    site.stage(f"change_at_the_desk({slugs})", of="ministry")
    return slugs


def test_releases_taken_under_blows_are_applied_once(
    site: Site, dice: random.Random, pair: list[str]
) -> None:
    site.stage("release_anew()", of="ministry")
    site.stage(f"start_taking({CALM!r})", of="ministry")
    spent = seconds_of_job(site, CALM, TAKE)

    rage_at_job(Storm(site, dice, "worker", spent / 2), "start_taking", STORMY, TAKE)

    assert_same(site, *pair)
    [(checkpoint,)] = site.rows(f"SELECT checkpoint FROM {STORMY}.jobs_job WHERE kind = %s", TAKE)
    assert Counter(checkpoint["outcomes"].values()) == {"taken": 14, "CONFLICTS_UNDECIDED": 1}


def test_releases_that_come_by_themselves_come_once_and_are_told_once(
    site: Site, dice: random.Random, pair: list[str]
) -> None:
    count = site.stage("release_anew()", of="ministry")
    told = {slug: letters(site, slug) for slug in pair}
    site.stage(f"choose_automatic({CALM!r})", of="ministry")
    wait_until(lambda: followed(site, CALM) > 0, "a release came", LONG_SECONDS)
    began = time.monotonic()
    wait_until(lambda: followed(site, CALM) == count, "they all came", LONG_SECONDS)
    storm = Storm(site, dice, "worker", (time.monotonic() - began) / 2)

    storm.rage(
        lambda: site.stage(f"choose_automatic({STORMY!r})", of="ministry"),
        moves=lambda: followed(site, STORMY),
        is_over=lambda: followed(site, STORMY) == count,
        revive=lambda: site.stage("follow()", of="ministry"),
    )

    assert_same(site, *pair)
    assert {slug: letters(site, slug) - told[slug] for slug in pair} == dict.fromkeys(pair, count)


# --- opening ---------------------------------------------------------------------------------


def steps(site: Site) -> list[tuple[Any, ...]]:
    """Where every opening stands."""
    return site.rows("SELECT slug, status, steps FROM tenants_provinceapplication ORDER BY slug")


def are_open(site: Site, slugs: list[str]) -> bool:
    """Whether these provinces are on line and their offices invited."""
    done = [{"key": "activation", "state": "done"}]
    found = site.rows(
        "SELECT count(*) FROM tenants_provinceapplication"
        " WHERE slug = ANY(%s) AND status = 'open' AND steps @> %s::jsonb",
        slugs,
        json.dumps(done),
    )
    return found == [(len(slugs),)]


def seconds_of_opening(site: Site) -> float:
    """How long the undisturbed opening took."""
    [(told,)] = site.rows(
        "SELECT steps FROM tenants_provinceapplication WHERE slug = %s", CALM_SITE
    )
    moments = [datetime.fromisoformat(step["at"]) for step in told]
    return (max(moments) - min(moments)).total_seconds()


def open_what_fell_silent(site: Site) -> None:
    """Do what comes by itself two minutes after the decision, and once a minute from then on."""
    site.change("UPDATE tenants_provinceapplication SET decided_at = now() - interval '5 minutes'")
    site.change("UPDATE jobs_outboxevent SET due_at = now() WHERE done_at IS NULL")
    site.stage("reopen_silent()", of="ministry")


def at_the_ministry(site: Site, slug: str) -> list[tuple[Any, ...]]:
    """State of province and application, how many domains and how many letters it led to."""
    return site.rows(
        "SELECT province.status, application.status,"
        " (SELECT count(*) FROM tenants_domain WHERE tenant_id = province.id),"
        " (SELECT count(*) FROM people_message WHERE recipient = contact_email)"
        " FROM tenants_province province JOIN tenants_provinceapplication application"
        " ON application.province_id = province.id WHERE schema_name = %s",
        slug,
    )


# --- jobs ------------------------------------------------------------------------------------


def rage_at_job(storm: Storm, begin: str, slug: str, kind: str) -> None:
    """Strike while the province's job is at work; it ends as one that is done, and the only one."""
    site = storm.site
    storm.rage(
        lambda: site.stage(f"{begin}({slug!r})", of="ministry"),
        moves=lambda: job(site, slug, kind)[1:],
        is_over=lambda: job(site, slug, kind)[0] == "done",
        revive=lambda: take_up_again(site, slug),
    )
    assert job(site, slug, kind)[2] == 15


def job(site: Site, slug: str, kind: str) -> tuple[Any, ...]:
    """State, tries and progress of the province's only job of a kind, if there is one."""
    found = site.rows(
        f"SELECT state, attempt_count, done_count FROM {slug}.jobs_job WHERE kind = %s", kind
    )
    assert len(found) <= 1
    return found[0] if found else ("", 0, 0)


def seconds_of_job(site: Site, slug: str, kind: str) -> float:
    """Wait for an undisturbed job; how long it took."""
    wait_until(lambda: job(site, slug, kind)[0] == "done", f"{kind} is done", LONG_SECONDS)
    [(spent,)] = site.rows(
        f"SELECT finished_at - started_at FROM {slug}.jobs_job WHERE kind = %s", kind
    )
    return spent.total_seconds()


def take_up_again(site: Site, slug: str) -> None:
    """The ninety seconds until a job counts as silent have passed, and what an effect waits."""
    site.change(
        f"UPDATE {slug}.jobs_job SET heartbeat_at = heartbeat_at - interval '5 minutes'"
        " WHERE state = 'running'"
    )
    site.change(f"UPDATE {slug}.jobs_outboxevent SET due_at = now() WHERE done_at IS NULL")


# --- courses ---------------------------------------------------------------------------------


def followed(site: Site, slug: str) -> int:
    """How many courses have the newest release, or wait for people because of it."""
    [(count,)] = site.rows(
        f"SELECT count(*) FROM {slug}.catalog_course course"
        f" JOIN {slug}.catalog_following following ON following.course_id = course.id"
        " WHERE (SELECT max(version) FROM library_release WHERE course_uid = course.uid) IN"
        f" (failed_version, (SELECT max(version) FROM {slug}.catalog_adoptedrelease adopted"
        " WHERE adopted.course_id = course.id))"
    )
    return count


def letters(site: Site, slug: str) -> int:
    """How many letters the province wrote."""
    return site.rows(f"SELECT count(*) FROM {slug}.people_message")[0][0]


def assert_same(site: Site, calm: str, stormy: str) -> None:
    """Both have the same courses, the same rows, and told the ministry the same, once."""
    for slug in (calm, stormy):
        take_up_again(site, slug)
        wait_until(lambda slug=slug: not undone(site, slug), "the outbox is empty", LONG_SECONDS)
    desks = site.stage(f"desks({[calm, stormy]})", of="ministry")
    assert desks[1] == desks[0]
    assert likeness.courses(site, stormy) == likeness.courses(site, calm)
    assert likeness.reported(site, stormy) == likeness.reported(site, calm)
    assert likeness.row_counts(site, stormy) == likeness.row_counts(site, calm)


def undone(site: Site, slug: str) -> int:
    """How many effects are still to come."""
    return site.rows(f"SELECT count(*) FROM {slug}.jobs_outboxevent WHERE done_at IS NULL")[0][0]
