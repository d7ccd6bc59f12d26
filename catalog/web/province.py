"""Addresses of the catalogue on a province's site."""

from django.urls import path

from catalog.rest.urls import province_patterns as api_patterns
from catalog.web import library, library_files
from catalog.web.urls import desk_patterns, media_patterns

urlpatterns = [
    *desk_patterns,
    *media_patterns,
    *api_patterns,
    path("office/library/", library.take_over, name="office-library"),
    path("office/library/results/", library.results, name="office-library-results"),
    path("office/library/file/", library_files.upload, name="office-library-file"),
    path(
        "office/library/file/<sha256:sha256>/",
        library_files.uploaded,
        name="office-library-file-preview",
    ),
    path(
        "office/library/<uuid:uid>/package/",
        library_files.office_package,
        name="office-library-package",
    ),
    path("office/library/<uuid:uid>/", library.release, name="office-library-release"),
]
