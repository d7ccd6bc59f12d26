"""Addresses of background work, on every site."""

from django.urls import path

from tenants.jobs.web import progress

urlpatterns = [
    path("jobs/<uuid:uid>/", progress.job, name="job"),
    path("jobs/<uuid:uid>/cancellation/", progress.cancellation, name="job-cancellation"),
]
