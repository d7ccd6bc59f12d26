"""What a release would meet in the provinces, foreseen from what they reported: hashes only.

No province's schema is read. The comparison is the one the province itself will make, so the
answer is the same as long as nobody changes anything meanwhile.
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.library import queries as library_queries
from catalog.library.models import Holding
from catalog.library.queries import ReleaseCard
from catalog.merging import plans, states
from catalog.merging.locks import Locks
from catalog.merging.plans import Plan
from catalog.merging.states import State


@dataclass(frozen=True)
class Foreseen:
    """What one province would meet."""

    province_id: int
    province_name: str
    version: int
    """The release it stands on now."""
    conflict_count: int
    conflict_lessons: tuple[str, ...]
    """National titles of the lessons somebody there must decide in."""
    displaced_count: int
    """Parts whose local words a lock would move into a note."""
    reported_at: datetime


@dataclass(frozen=True)
class Foresight:
    """What a release would meet everywhere."""

    provinces: tuple[Foreseen, ...]
    """Provinces that follow the course: those with conflicts first, then by name."""
    detached_count: int

    @property
    def clean_count(self) -> int:
        """Provinces that take it without anybody deciding anything."""
        return sum(not one.conflict_count for one in self.provinces)

    @property
    def with_conflicts(self) -> list[Foreseen]:
        """Provinces in which somebody must decide."""
        return [one for one in self.provinces if one.conflict_count]

    @property
    def displacing(self) -> list[Foreseen]:
        """Provinces whose own words a lock would move into notes."""
        return [one for one in self.provinces if one.displaced_count]


def foresee(
    course_uid: uuid.UUID, document: dict[str, Any], locks: Sequence[dict[str, Any]] = ()
) -> Foresight:
    """Return what this document would meet as the next release (two statements)."""
    holdings = list(
        Holding.objects.filter(course_uid=course_uid, province__status="active")
        .select_related("province")
        .order_by("province__name")
    )
    followers = [one for one in holdings if not one.is_detached]
    versions = {one.version for one in followers}
    comparing = _Comparing(course_uid, document, Locks.of(locks), versions)
    found = [comparing.foreseen(holding) for holding in followers]
    found.sort(key=lambda one: (not one.conflict_count, one.province_name))
    return Foresight(tuple(found), len(holdings) - len(followers))


def refresh_stale() -> int:
    """Compute anew what has not been foreseen for the newest release; return how many holdings.

    Called in the ministry's block, by beat. A new report or a new release makes a holding stale.
    """
    newest = {card.course_uid: card for card in library_queries.latest_releases()}
    stale = Holding.objects.filter(course_uid__in=list(newest)).exclude(is_detached=True)
    behind = {
        course_uid
        for course_uid, version in stale.values_list("course_uid", "foreseen_version")
        if version != newest[course_uid].version
    }
    return sum(_refresh(newest[course_uid]) for course_uid in sorted(behind))


def _refresh(card: ReleaseCard) -> int:
    found = foresee(card.course_uid, library_queries.document_of(card.uid), card.locks)
    for one in found.provinces:
        Holding.objects.filter(
            course_uid=card.course_uid, province_id=one.province_id, reported_at=one.reported_at
        ).update(
            foreseen_version=card.version,
            conflict_count=one.conflict_count,
            conflict_lessons=list(one.conflict_lessons),
        )
    return len(found.provinces)


class _Comparing:
    """Compares one document with many holdings; equal holdings are compared once."""

    def __init__(
        self,
        course_uid: uuid.UUID,
        document: dict[str, Any],
        locks: Locks,
        versions: Iterable[int],
    ) -> None:
        self._theirs = states.hashed(states.of_document(document))
        self._locks = locks
        self._bases = {
            version: states.hashed(states.of_document(content))
            for version, content in library_queries.documents_of(course_uid, versions).items()
        }
        self._plans: dict[tuple[int, str], Plan] = {}

    def foreseen(self, holding: Holding) -> Foreseen:
        """Return what one province would meet."""
        plan = self._plan(holding)
        return Foreseen(
            province_id=holding.province_id,
            province_name=holding.province.name,
            version=holding.version,
            conflict_count=len(plan.conflicts),
            conflict_lessons=tuple(_lessons(plan)),
            displaced_count=sum(
                node.outcome == "locked" and node.uid in plan.mine.nodes
                for node in plan.nodes.values()
            ),
            reported_at=holding.reported_at,
        )

    def _plan(self, holding: Holding) -> Plan:
        base: State = self._bases.get(holding.version, self._theirs)
        key = (holding.version, json.dumps(holding.fingerprint, sort_keys=True))
        if key not in self._plans:
            mine = states.of_fingerprint(holding.fingerprint, base)
            self._plans[key] = plans.compare(
                base, self._theirs, mine, self._locks, with_moves=False
            )
        return self._plans[key]


def _lessons(plan: Plan) -> Iterable[str]:
    titles = {
        plan.nodes[lesson].title or plan.nodes[one.uid].title
        for one in plan.conflicts
        if (lesson := plan.nodes[one.uid].lesson_uid or one.uid) in plan.nodes
    }
    return sorted(title for title in titles if title)
