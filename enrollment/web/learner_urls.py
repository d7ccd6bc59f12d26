"""Addresses of learners and of certificates, on a province's site and on the national one."""

from django.urls import URLPattern, path

from enrollment.registry import web as registry
from enrollment.web import (
    assisted,
    badges,
    certificates,
    copies,
    device,
    goals,
    learner,
    places,
    quizzes,
    results,
    score_keeping,
)

LESSON = "courses/<slug:slug>/lessons/<uuid:uid>/"

province_patterns: list[URLPattern] = [
    path("", learner.home, name="home"),
    path("guest-results/", learner.keep_guest_results, name="guest-results"),
    path("score-keeping/", score_keeping.score_keeping, name="score-keeping"),
    path("score-keeping/erasure/", score_keeping.erasure, name="score-erasure"),
    path("weekly-goal/", goals.weekly_goal, name="weekly-goal"),
    path("assisted-registration/", assisted.registration, name="assisted-registration"),
    path("assisted-registration/slip/", assisted.slip, name="assisted-registration-slip"),
    path("courses/", learner.courses, name="courses"),
    path("courses/<slug:slug>/", learner.course, name="course"),
    path("courses/<slug:slug>/enrollment/", learner.enroll, name="course-enrollment"),
    path("courses/<slug:slug>/resume/", learner.resume, name="course-resume"),
    path("courses/<slug:slug>/gone/", learner.gone_lessons, name="course-gone"),
    path(LESSON, learner.lesson, name="lesson"),
    path(f"{LESSON}copy/", copies.lesson, name="lesson-copy"),
    path(f"{LESSON}reading/", learner.reading, name="lesson-reading"),
    path(f"{LESSON}position/", places.position, name="lesson-position"),
    path(f"{LESSON}practice/", places.practice, name="lesson-practice"),
    path(f"{LESSON}quiz/", quizzes.quiz, name="quiz"),
    path(f"{LESSON}quiz/copy/", copies.quiz, name="quiz-copy"),
    path(f"{LESSON}quiz/saved-answers/", quizzes.saved, name="quiz-saved"),
    path(f"{LESSON}quiz/<uuid:attempt_uid>/", results.result, name="quiz-result"),
    path("saved/", device.saved, name="saved"),
    path("offline/", device.offline, name="offline"),
    path("device/session/", device.session, name="device-session"),
    path("sw.js", device.service_worker, name="service-worker"),
    path("manifest.webmanifest", device.manifest, name="manifest"),
    path("certificates/", certificates.mine, name="certificates"),
    path("certificates/<str:code>/", certificates.certificate, name="certificate"),
    path("certificates/<str:code>/download/", certificates.download, name="certificate-download"),
    path(
        "certificates/<str:code>/revocation/",
        certificates.revocation,
        name="certificate-revocation",
    ),
    path("badges/issuer/", badges.issuer, name="badge-issuer"),
    path("badges/<str:code>/", badges.badge, name="badge"),
    path("badges/<str:code>/class/", badges.badge_class, name="badge-class"),
    path("badges/<str:code>/image/", badges.image, name="badge-image"),
    path("badges/<str:code>/file/", badges.download, name="badge-download"),
]
national_patterns: list[URLPattern] = [
    path("certificates/", registry.search, name="certificates"),
    path("certificates/<str:code>/", registry.lead, name="certificate"),
]
urlpatterns = province_patterns
