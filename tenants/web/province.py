"""Addresses of this app on a province's site."""

from django.urls import path

from tenants.jobs.web.urls import urlpatterns as jobs_patterns
from tenants.people.web.urls import province_patterns as people_patterns
from tenants.web import health

urlpatterns = [
    path("healthz/live", health.live, name="health-live"),
    path("healthz/ready", health.ready, name="health-ready"),
    *people_patterns,
    *jobs_patterns,
]
