"""Addresses of the API on a province's site."""

from django.urls import URLPattern, path

from enrollment.rest import goals, places, views

COURSE = "api/v1/courses/<slug:slug>/"

province_api_patterns: list[URLPattern] = [
    path("api/v1/courses/", views.CourseList.as_view(), name="api-courses"),
    path(COURSE, views.CourseDetail.as_view(), name="api-course"),
    path(f"{COURSE}enrollment/", views.CourseEnrollment.as_view(), name="api-enrollment"),
    path(f"{COURSE}progress/", views.MyProgress.as_view(), name="api-progress"),
    path(f"{COURSE}lessons/<uuid:uid>/", views.LessonDetail.as_view(), name="api-lesson"),
    path(f"{COURSE}lessons/<uuid:uid>/attempts/", views.Attempts.as_view(), name="api-attempts"),
    path(
        f"{COURSE}lessons/<uuid:uid>/open-attempt/",
        views.OpenAttempts.as_view(),
        name="api-open-attempt",
    ),
    path(f"{COURSE}lessons/<uuid:uid>/position/", places.MyPosition.as_view(), name="api-position"),
    path(f"{COURSE}lessons/<uuid:uid>/practice/", places.MyPractice.as_view(), name="api-practice"),
    path("api/v1/me/enrollments/", views.MyEnrollments.as_view(), name="api-my-enrollments"),
    path("api/v1/me/goal/", goals.MyGoal.as_view(), name="api-my-goal"),
    path("api/v1/me/certificates/", views.MyCertificates.as_view(), name="api-my-certificates"),
]
urlpatterns = province_api_patterns
