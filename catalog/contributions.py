"""Questions about what provinces offered; asked in the ministry."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from catalog import diffs, documents, published
from catalog.diffs import DocumentDiff
from catalog.documents import Examined
from catalog.library import queries as library_queries
from catalog.library.models import Contribution
from catalog.merging import plans, states
from catalog.merging.plans import Plan
from catalog.models import Course
from catalog.published import PublishedCourse
from tenants.people.models import User

OPEN = (Contribution.State.WAITING, Contribution.State.ASKED_BACK)
LISTED_AT_MOST = 200


class CourseThere(Exception):
    """The ministry has a course of this uid, and what was offered does not say what it changes."""

    code = "COURSE_THERE"


def listed(*, state: str = "", province_id: int | None = None) -> list[Contribution]:
    """Return contributions without their documents: open ones first, then the newest (1 statement).

    state "open" is everything that waits for somebody; empty is everything.
    """
    found = _light().order_by("-offered_at", "-pk")
    if state == "open":
        found = found.filter(state__in=OPEN)
    elif state:
        found = found.filter(state=state)
    if province_id is not None:
        found = found.filter(province_id=province_id)
    rows = list(found[:LISTED_AT_MOST])
    order = {Contribution.State.WAITING: 0, Contribution.State.ASKED_BACK: 1}
    return sorted(rows, key=lambda one: order.get(Contribution.State(one.state), 2))


def _light() -> QuerySet[Contribution]:
    return Contribution.objects.select_related("province").defer("document")


def provinces() -> list[tuple[int, str]]:
    """Return number and name of the provinces that ever offered something, by name."""
    found = Contribution.objects.values_list("province_id", "province__name").distinct()
    return sorted(found.order_by(), key=lambda pair: pair[1])


def waiting_count(user: User) -> int:
    """Return how many contributions wait for an editor."""
    return Contribution.objects.filter(state=Contribution.State.WAITING).count()


@dataclass(frozen=True)
class Proposal:
    """A contribution beside what it changes."""

    contribution: Contribution
    base: dict[str, Any] | None = field(repr=False)
    """What the province began with; None for a course of its own."""
    newest: dict[str, Any] | None = field(repr=False)
    """The ministry's newest release; None where there is none."""
    newest_version: int

    @property
    def diff(self) -> DocumentDiff:
        """What the province made of it."""
        return diffs.compare(self.base, self.contribution.document)

    @property
    def national_diff(self) -> DocumentDiff | None:
        """What the ministry changed since; None where that is nothing."""
        if self.base is None or self.newest is None:
            return None
        found = diffs.compare(self.base, self.newest)
        return None if found.is_empty else found


def proposal(contribution: Contribution) -> Proposal:
    """Return a contribution with its base and what changed nationally since (three statements)."""
    newest = library_queries.newest_of(contribution.course_uid)
    return Proposal(
        contribution=contribution,
        base=base_of(contribution),
        newest=library_queries.document_of(newest.uid) if newest else None,
        newest_version=newest.version if newest else 0,
    )


def base_of(contribution: Contribution) -> dict[str, Any] | None:
    """Return the document a contribution changes; None for a course of the province's own.

    Version 0 is what the ministry adopted of this province before.
    """
    version = contribution.base_version
    if version is None:
        return None
    if version:
        found = library_queries.documents_of(contribution.course_uid, [version])
        return found.get(version)
    before = Contribution.objects.filter(
        province_id=contribution.province_id,
        course_uid=contribution.course_uid,
        state=Contribution.State.ADOPTED,
    )
    document: Any = before.order_by("-replied_at").values_list("document", flat=True).first()
    return dict(document) if document is not None else None


@dataclass(frozen=True)
class Merging:
    """What taking a contribution into the ministry's desk would do."""

    course: Course | None
    """The ministry's course; None where a new one is made."""
    theirs: Examined = field(repr=False)
    base: dict[str, Any] = field(default_factory=dict, repr=False)
    mine: Examined | None = field(default=None, repr=False)
    plan: Plan | None = field(default=None, repr=False)

    @property
    def desk_sha256(self) -> str:
        """Name of what stands at the desk, empty before there is anything."""
        return self.mine.sha256 if self.mine else ""


def merging(contribution: Contribution) -> Merging:
    """Return the merge of a contribution into the desk as it stands.

    No lock stops the ministry itself. Raises CourseThere.
    """
    theirs = documents.examine(contribution.document, contribution.sha256)
    course = Course.objects.filter(uid=contribution.course_uid).first()
    if course is None:
        return Merging(None, theirs)
    base = base_of(contribution)
    if base is None:
        raise CourseThere
    mine = documents.examine(documents.from_course(course))
    plan = plans.compare(
        states.of_document(base),
        states.of_document(theirs.content),
        states.of_document(mine.content),
    )
    return Merging(course, theirs, base, mine, plan)


def shown(contribution: Contribution) -> PublishedCourse:
    """Return what was offered in the form learners read."""
    document = contribution.document
    return PublishedCourse(
        id=0,
        uid=uuid.UUID(document["uid"]),
        slug=document["slug"],
        position=0,
        edition_number=0,
        release_version=None,
        lesson_editions={},
        document_sha256=contribution.sha256,
        content=published.parse(document),
    )
