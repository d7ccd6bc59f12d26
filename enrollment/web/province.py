"""Addresses of this app on a province's site."""

from django.urls import include, path

urlpatterns = [
    path("", include("enrollment.web.learner_urls")),
    path("", include("enrollment.rest.urls")),
    path("", include("enrollment.web.office_urls")),
    path("", include("enrollment.web.supervisor_urls")),
]
