"""Addresses of the library's API."""

from django.urls import URLPattern, path

from catalog.rest import adoptions, library, standings, syncs

COURSE = "api/v1/library/courses/<slug:slug>/"
MY_COURSE = "api/v1/courses/<slug:slug>/"
RELEASE = "api/v1/library/releases/<uuid:uid>/"

both_patterns: list[URLPattern] = [
    path("api/v1/library/courses/", library.LibraryCourses.as_view(), name="api-library"),
    path(f"{COURSE}releases/", library.CourseReleases.as_view(), name="api-releases"),
    path(f"{COURSE}diff/", library.CourseDiff.as_view(), name="api-diff"),
    path(RELEASE, library.ReleaseDetail.as_view(), name="api-release"),
    path(f"{RELEASE}document/", library.ReleaseDocument.as_view(), name="api-document"),
]
national_patterns: list[URLPattern] = [
    *both_patterns,
    path("api/v1/adoptions/", adoptions.Adoptions.as_view(), name="api-adoptions"),
]
province_patterns: list[URLPattern] = [
    *both_patterns,
    path("api/v1/library/standings/", standings.LibraryStandings.as_view(), name="api-standings"),
    path(f"{MY_COURSE}sync/", syncs.CourseSyncPlan.as_view(), name="api-sync-plan"),
    path(f"{MY_COURSE}syncs/", syncs.CourseSyncs.as_view(), name="api-syncs"),
    path(f"{MY_COURSE}syncs/<uuid:uid>/undo/", syncs.SyncUndo.as_view(), name="api-sync-undo"),
]
