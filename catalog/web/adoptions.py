"""Provinces × national courses, for the ministry: the whole, one row, one column, one cell."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.library import adoptions
from catalog.library.matrix import STATES, Matrix, Row, State, adoption_matrix
from catalog.library.queries import ReleaseCard
from catalog.permissions import MINISTRY
from catalog.web.adoption_words import (
    STATE_WORDS,
    TAGS,
    Wanted,
    example_of,
    mark_of,
    version_words,
)
from tenants.people.permissions import role_required

COURSES_A_PAGE = 20
"""Columns at once: 63 provinces make 1,260 cells, about 200 KB."""

ministry_required = role_required(*MINISTRY)


@require_safe
@ministry_required
def matrix_page(request: HttpRequest) -> HttpResponse:
    """The grid, by pages of courses; on a phone a list of the courses."""
    wanted = Wanted.of(request)
    whole = adoption_matrix(today=timezone.localdate())
    part = wanted.part_of(whole)
    if wanted.province or wanted.course:
        return _listing(request, wanted, part)
    all_courses = whole.only(audience=wanted.audience).courses
    page = Paginator(part.courses, COURSES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "wanted": wanted,
        "is_empty": not whole.rows or not whole.courses,
        "page": page,
        "columns": [_column(whole, course) for course in page],
        "rows": [_row(row, page, all_courses, wanted.state) for row in part.rows],
        "province_count": len(whole.rows),
        "legend": [(state, STATE_WORDS[state], example_of(state)) for state in STATES],
    }
    return render(request, "catalog/library/adoptions.html", context)


def _listing(request: HttpRequest, wanted: Wanted, part: Matrix) -> HttpResponse:
    """One province's courses, or one course's provinces, in full words."""
    rows = [row for row in part.rows if wanted.province in ("", row.slug)]
    courses = [one for one in part.courses if wanted.course in ("", one.slug)]
    entries = [
        {
            "row": row,
            "course": course,
            "cell": cell,
            "words": STATE_WORDS[cell.state],
            "tag": TAGS[cell.state],
        }
        for row in rows
        for course in courses
        if wanted.state in ("", (cell := row.cell(course.course_uid)).state)
    ]
    context = {
        "wanted": wanted,
        "entries": entries,
        "province": rows[0] if wanted.province and rows else None,
        "course": courses[0] if wanted.course and courses else None,
    }
    return render(request, "catalog/library/adoptions_listing.html", context)


def _column(whole: Matrix, course: ReleaseCard) -> dict[str, Any]:
    counts = whole.counts(course)
    return {
        "course": course,
        "taken_count": len(whole.rows) - counts["absent"],
        "counts": [
            (TAGS[state], STATE_WORDS[state], count) for state, count in counts.items() if count
        ],
    }


def _row(
    row: Row, shown: Iterable[ReleaseCard], all_courses: list[ReleaseCard], state: str
) -> dict[str, Any]:
    return {
        "row": row,
        "cells": [_shown(row, course, state) for course in shown],
        "taken_count": row.taken_count(all_courses),
        "course_count": len(all_courses),
    }


def _shown(row: Row, course: ReleaseCard, state: str) -> tuple[State | str, str, str, str]:
    """Return how a cell looks: its state, version, mark, address; all empty if filtered out."""
    cell = row.cell(course.course_uid)
    if state and cell.state != state:
        return "", "", "", ""
    if cell.state == "absent":
        return "absent", "", "", ""
    return cell.state, version_words(cell), mark_of(cell), f"{row.slug}/{course.slug}/"


@require_safe
@ministry_required
def adoption(request: HttpRequest, province_slug: str, course_slug: str) -> HttpResponse:
    """One province and one course: version, changes, what is foreseen, what happened so far."""
    try:
        found = adoptions.adoption_detail(
            province_slug=province_slug, course_slug=course_slug, today=timezone.localdate()
        )
    except adoptions.AdoptionNotFound as error:
        raise Http404 from error
    context = {
        "found": found,
        "words": STATE_WORDS[found.cell.state],
        "tag": TAGS[found.cell.state],
        "matrix_url": reverse("library-adoptions"),
    }
    return render(request, "catalog/library/adoption.html", context)
