"""Addresses of this app on the national site."""

from django.urls import path

from tenants.jobs.web.urls import urlpatterns as jobs_patterns
from tenants.people.web.urls import national_patterns as people_patterns
from tenants.web import apply, health, ministry

application = "ministry/applications/<uuid:uid>/"
urlpatterns = [
    path("healthz/live", health.live, name="health-live"),
    path("healthz/ready", health.ready, name="health-ready"),
    *people_patterns,
    *jobs_patterns,
    path("apply/", apply.apply, name="apply"),
    path("apply/sub-domain/", apply.sub_domain, name="apply-sub-domain"),
    path("applications/<str:secret>/", apply.application, name="application"),
    path("ministry/applications/", ministry.application_list, name="ministry-applications"),
    path(application, ministry.application_detail, name="ministry-application"),
    path(f"{application}approval/", ministry.approval, name="ministry-application-approval"),
    path(f"{application}refusal/", ministry.refusal, name="ministry-application-refusal"),
    path(f"{application}reopening/", ministry.reopening, name="ministry-application-reopening"),
]
