"""Addresses of the catalogue on the national site."""

from django.urls import path

from catalog.rest.urls import national_patterns as api_patterns
from catalog.web import (
    adoption_sheet,
    adoptions,
    contribution_adoption,
    contributions,
    library,
    library_files,
    locks,
    releases,
    reviews,
)
from catalog.web.urls import desk_patterns, media_patterns

urlpatterns = [
    *desk_patterns,
    *media_patterns,
    *api_patterns,
    path("desk/reviews/", reviews.queue, name="desk-reviews"),
    path("desk/reviews/<uuid:uid>/", reviews.review, name="desk-review"),
    path("desk/reviews/<uuid:uid>/decision/", reviews.decision, name="desk-review-decision"),
    path("desk/reviews/<uuid:uid>/release/", reviews.release, name="desk-review-release"),
    path("desk/reviews/<uuid:uid>/withdrawal/", reviews.withdrawal, name="desk-review-withdrawal"),
    path("desk/reviews/<uuid:uid>/preview/", reviews.preview, name="desk-review-preview"),
    path(
        "desk/reviews/<uuid:uid>/lessons/<uuid:lesson_uid>/",
        reviews.lesson_preview,
        name="desk-review-lesson",
    ),
    path("desk/courses/<uuid:uid>/releases/", releases.releases, name="desk-releases"),
    path(
        "desk/courses/<uuid:uid>/releases/comparison/",
        releases.comparison,
        name="desk-release-comparison",
    ),
    path(
        "desk/courses/<uuid:uid>/releases/<int:version>/restoration/",
        releases.restoration,
        name="desk-release-restoration",
    ),
    path(
        "desk/courses/<uuid:uid>/releases/<int:version>/retirement/",
        releases.retirement,
        name="desk-release-retirement",
    ),
    path("desk/courses/<uuid:uid>/locks/", locks.locks, name="desk-locks"),
    path("desk/locks/<uuid:uid>/removal/", locks.removal, name="desk-lock-removal"),
    path("desk/contributions/", contributions.queue, name="desk-contributions"),
    path(
        "desk/contributions/<uuid:uid>/",
        contributions.contribution,
        name="desk-contribution",
    ),
    path(
        "desk/contributions/<uuid:uid>/adoption/",
        contribution_adoption.adoption,
        name="desk-contribution-adoption",
    ),
    path(
        "desk/contributions/<uuid:uid>/reply/",
        contributions.reply,
        name="desk-contribution-reply",
    ),
    path(
        "desk/contributions/<uuid:uid>/preview/",
        contributions.preview,
        name="desk-contribution-preview",
    ),
    path(
        "desk/contributions/<uuid:uid>/lessons/<uuid:lesson_uid>/",
        contributions.lesson_preview,
        name="desk-contribution-lesson",
    ),
    path("library/", library.shelf, name="library"),
    path("library/adoptions/", adoptions.matrix_page, name="library-adoptions"),
    path("library/adoptions.xlsx", adoption_sheet.matrix_sheet, name="library-adoptions-sheet"),
    path(
        "library/adoptions/<slug:province_slug>/<slug:course_slug>/",
        adoptions.adoption,
        name="library-adoption",
    ),
    path("library/<slug:slug>/", library.course, name="library-course"),
    path("library/<slug:slug>/package/", library_files.course_package, name="library-package"),
    path(
        "library/<slug:slug>/releases/<int:version>/file/",
        library_files.release_file,
        name="library-release-file",
    ),
]
