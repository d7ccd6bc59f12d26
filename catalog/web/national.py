"""Addresses of the catalogue on the national site."""

from django.urls import path

from catalog.rest.urls import national_patterns as api_patterns
from catalog.web import library
from catalog.web.urls import desk_patterns, media_patterns

urlpatterns = [
    *desk_patterns,
    *media_patterns,
    *api_patterns,
    path("library/", library.shelf, name="library"),
    path("library/<slug:slug>/", library.course, name="library-course"),
]
