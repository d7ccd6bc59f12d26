"""Addresses of supervisors on a province's site."""

from django.urls import path

from enrollment.web import supervisor

urlpatterns = [
    path("supervisor/", supervisor.people, name="supervisor"),
    path("supervisor/people.xlsx", supervisor.people_sheet, name="supervisor-people-sheet"),
    path("supervisor/people/<uuid:uid>/", supervisor.person_record, name="supervisor-person"),
]
province_patterns = urlpatterns
national_patterns: list[object] = []
