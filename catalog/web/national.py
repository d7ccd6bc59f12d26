"""Addresses of the catalogue on the national site."""

from django.urls import path

from catalog.web import library
from catalog.web.urls import desk_patterns, media_patterns

urlpatterns = [
    *desk_patterns,
    *media_patterns,
    path("library/", library.shelf, name="library"),
    path("library/<slug:slug>/", library.course, name="library-course"),
]
