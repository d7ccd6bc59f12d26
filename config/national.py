"""Addresses of the national site."""

from django.urls import include, path

from config import api
from config.ui.urls import urlpatterns as ui_patterns

urlpatterns = [
    path("", include("tenants.web.national")),
    path("", include("catalog.web.national")),
    path("", include("enrollment.web.national")),
    path("", include("analytics.web.national")),
    *api.national,
    *ui_patterns,
]
handler400 = "config.ui.errors.bad_request"
handler403 = "config.ui.errors.permission_denied"
handler404 = "config.ui.errors.not_found"
handler500 = "config.ui.errors.server_error"
