"""The API's own description on each site: the schema, and pages to read it."""

from django.conf import settings
from django.urls import URLPattern, path
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

DOCS_POLICY: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
"""Swagger UI writes style attributes; scripts stay our own files only."""

docs = SpectacularSwaggerSplitView.as_view(
    url_name="api-schema", permission_classes=[AllowAny], authentication_classes=[]
)


def description(urlconf: str) -> list[URLPattern]:
    """Return the addresses of the schema of one site and of its pages."""
    schema = SpectacularAPIView.as_view(
        urlconf=urlconf, permission_classes=[AllowAny], authentication_classes=[]
    )
    return [
        path("api/v1/schema/", schema, name="api-schema"),
        path("api/v1/docs/", csp_override(DOCS_POLICY)(docs), name="api-docs"),
    ]


national = description(settings.ROOT_URLCONF)
province = description(settings.PROVINCE_URLCONF)
