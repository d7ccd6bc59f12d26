"""Addresses of the office on a province's site."""

from django.urls import path

from enrollment.web.office import (
    assignments,
    extensions,
    front,
    invitations,
    people,
    questions,
    quiz_policies,
    roster,
    rules,
    supervisors,
    targets,
    units,
)

urlpatterns = [
    path("office/", front.office, name="office"),
    path("office/units/", units.units, name="office-units"),
    path("office/units/new/", units.new_unit, name="office-unit-new"),
    path("office/units/<uuid:uid>/", units.unit, name="office-unit"),
    path("office/supervisors/", supervisors.supervisors, name="office-supervisors"),
    path(
        "office/supervisors/<uuid:uid>/removal/",
        supervisors.removal,
        name="office-supervisor-removal",
    ),
    path("office/targets/", targets.targets, name="office-targets"),
    path("office/people/", people.people, name="office-people"),
    path("office/people.xlsx", people.people_sheet, name="office-people-sheet"),
    path("office/people/<uuid:uid>/", people.person, name="office-person"),
    path("office/people/<uuid:uid>/slip/", people.slip, name="office-person-slip"),
    path(
        "office/people/<uuid:uid>/courses/<uuid:course_uid>/extension/",
        extensions.extension,
        name="office-extension",
    ),
    path(
        "office/people/<uuid:uid>/courses/<uuid:course_uid>/extension/removal/",
        extensions.removal,
        name="office-extension-removal",
    ),
    path("office/assignments/extensions/", extensions.extensions, name="office-extensions"),
    path("office/roster/", roster.uploads, name="office-roster"),
    path("office/roster/template.xlsx", roster.template, name="office-roster-template"),
    path("office/roster/<uuid:uid>/", roster.upload, name="office-roster-upload"),
    path(
        "office/roster/<uuid:uid>/application/",
        roster.application,
        name="office-roster-application",
    ),
    path("office/roster/<uuid:uid>/removal/", roster.removal, name="office-roster-removal"),
    path(
        "office/roster/<uuid:uid>/wrong-rows.xlsx",
        roster.wrong_rows,
        name="office-roster-wrong-rows",
    ),
    path("office/assignments/", assignments.assignments, name="office-assignments"),
    path("office/assignments/new/", assignments.new_assignment, name="office-assignment-new"),
    path(
        "office/assignments/<uuid:uid>/removal/",
        assignments.removal,
        name="office-assignment-removal",
    ),
    path("office/assignments/rules/", rules.rules, name="office-rules"),
    path("office/assignments/rules/new/", rules.new_rule, name="office-rule-new"),
    path("office/assignments/rules/<uuid:uid>/removal/", rules.removal, name="office-rule-removal"),
    path("office/courses/<slug:slug>/questions/", questions.questions, name="office-questions"),
    path(
        "office/courses/<slug:slug>/questions.xlsx",
        questions.questions_sheet,
        name="office-questions-sheet",
    ),
    path("office/quiz-policies/", quiz_policies.policies, name="office-quiz-policies"),
    path("office/quiz-policies/<uuid:uid>/", quiz_policies.policy, name="office-quiz-policy"),
    path("office/late-answers/", quiz_policies.late_answers, name="office-late-answers"),
    path("office/late-answers/<uuid:uid>/", quiz_policies.late_answer, name="office-late-answer"),
    path("office/invitations/", invitations.invitations, name="office-invitations"),
    path("office/invitations/<uuid:uid>/", invitations.round_, name="office-invitation-round"),
    path(
        "office/invitations/<uuid:uid>/slips.xlsx",
        invitations.slips_sheet,
        name="office-slips-sheet",
    ),
    path(
        "office/invitations/<uuid:uid>/removal/", invitations.removal, name="office-slips-removal"
    ),
]
