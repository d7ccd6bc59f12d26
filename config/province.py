"""Addresses of a province."""

from django.urls import include, path

from config import api
from config.ui.urls import urlpatterns as ui_patterns

urlpatterns = [
    path("", include("tenants.web.province")),
    path("", include("catalog.web.province")),
    path("", include("enrollment.web.province")),
    path("", include("analytics.web.province")),
    *api.province,
    *ui_patterns,
]
handler400 = "config.ui.errors.bad_request"
handler403 = "config.ui.errors.permission_denied"
handler404 = "config.ui.errors.not_found"
handler500 = "config.ui.errors.server_error"
