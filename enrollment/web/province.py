"""Addresses of this app on a province's site."""

from django.urls import include, path

urlpatterns = [
    path("", include("enrollment.web.supervisor_urls")),
]
