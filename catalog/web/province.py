"""Addresses of the catalogue on a province's site."""

from django.urls import path

from catalog.rest.urls import province_patterns as api_patterns
from catalog.web import library
from catalog.web.urls import desk_patterns, media_patterns

urlpatterns = [
    *desk_patterns,
    *media_patterns,
    *api_patterns,
    path("office/library/", library.take_over, name="office-library"),
    path("office/library/results/", library.results, name="office-library-results"),
    path("office/library/<uuid:uid>/", library.release, name="office-library-release"),
]
