"""Addresses of the API on a province's site."""

from django.conf import settings
from django.urls import URLPattern, path
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from enrollment.rest import views

DOCS_POLICY: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
"""Swagger UI writes style attributes; scripts stay our own files only."""

schema = SpectacularAPIView.as_view(
    urlconf=settings.PROVINCE_URLCONF, permission_classes=[AllowAny], authentication_classes=[]
)
docs = SpectacularSwaggerSplitView.as_view(
    url_name="api-schema", permission_classes=[AllowAny], authentication_classes=[]
)
COURSE = "api/v1/courses/<slug:slug>/"

province_api_patterns: list[URLPattern] = [
    path("api/v1/schema/", schema, name="api-schema"),
    path("api/v1/docs/", csp_override(DOCS_POLICY)(docs), name="api-docs"),
    path("api/v1/courses/", views.CourseList.as_view(), name="api-courses"),
    path(COURSE, views.CourseDetail.as_view(), name="api-course"),
    path(f"{COURSE}enrollment/", views.CourseEnrollment.as_view(), name="api-enrollment"),
    path(f"{COURSE}progress/", views.MyProgress.as_view(), name="api-progress"),
    path(f"{COURSE}lessons/<uuid:uid>/", views.LessonDetail.as_view(), name="api-lesson"),
    path(f"{COURSE}lessons/<uuid:uid>/attempts/", views.Attempts.as_view(), name="api-attempts"),
    path("api/v1/me/enrollments/", views.MyEnrollments.as_view(), name="api-my-enrollments"),
    path("api/v1/me/certificates/", views.MyCertificates.as_view(), name="api-my-certificates"),
]
urlpatterns = province_api_patterns
