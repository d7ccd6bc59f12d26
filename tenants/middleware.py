"""From the host name to the place, and the transaction around the whole answer."""

from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.urls import get_resolver
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from tenants import registry
from tenants.context import ALIAS, Place, in_place, nowhere
from tenants.postgres.installation import ministry_place
from tenants.web import health

log = structlog.get_logger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]


class PlaceMiddleware:
    """Sets request.place, request.urlconf and the block; a failing answer rolls it back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.error_page = import_string(settings.ERROR_PAGE)
        with nowhere():  # views imported inside a province would build their queries there
            for urlconf in (settings.ROOT_URLCONF, settings.PROVINCE_URLCONF):
                get_resolver(urlconf).reverse_dict  # noqa: B018 (imports every view)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside the place of the request's host."""
        if request.path == "/healthz/live":
            return health.live(request)
        if request.path.startswith(settings.STATIC_URL):
            return HttpResponseNotFound(b"", content_type="text/plain")
        try:
            return self._at_its_place(request)
        except OperationalError:
            log.error("database_away")
            return self._away(request)

    def _at_its_place(self, request: HttpRequest) -> HttpResponse:
        try:
            place = registry.place_at(_host_name(request))
        except (
            registry.ProvinceUnknown,
            registry.ProvinceSuspended,
            registry.ProvinceBehind,
        ) as error:
            return self._closed(request, error)
        if place is not None:
            request.urlconf = settings.PROVINCE_URLCONF
        return self._answer(request, place or ministry_place())

    def _answer(self, request: HttpRequest, place: Place) -> HttpResponse:
        request.place = place  # type: ignore[attr-defined]
        with in_place(place):
            response = self.get_response(request)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                transaction.set_rollback(True, using=ALIAS)
        return response

    def _away(self, request: HttpRequest) -> HttpResponse:
        """No connection, or it was lost before COMMIT was confirmed: perhaps it is stored."""
        if request.path.startswith("/api/"):
            message = _("Vui lòng thử lại sau ít phút.")
            body = {"code": "UNAVAILABLE", "message": message, "details": {}}
            response: HttpResponse = JsonResponse(body, status=503)
        else:
            response = self.error_page(None, HTTPStatus.SERVICE_UNAVAILABLE)
        response["Retry-After"] = "10"
        response["Cache-Control"] = "no-store"
        return response

    def _closed(self, request: HttpRequest, error: "Closed") -> HttpResponse:
        title, message = _words(error)
        if request.path.startswith("/api/"):
            body = {"code": error.code, "message": f"{title}. {message}", "details": {}}
            response: HttpResponse = JsonResponse(body, status=error.status)
        else:
            home = "" if isinstance(error, registry.ProvinceBehind) else national_address()
            response = self.error_page(None, error.status, error.code, title, message, home=home)
        if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
            response["Retry-After"] = "60"
        response["Cache-Control"] = "no-store"
        return response


def national_address() -> str:
    """Return the address of the national site's first page."""
    return f"{settings.BASE_SCHEME}://{settings.BASE_HOST}{settings.BASE_PORT}/"


Closed = registry.ProvinceUnknown | registry.ProvinceSuspended | registry.ProvinceBehind


def _host_name(request: HttpRequest) -> str:
    try:
        host = request.get_host()
    except DisallowedHost as error:
        raise registry.ProvinceUnknown from error
    return host.rsplit(":", 1)[0] if not host.endswith("]") else host


def _words(error: Closed) -> tuple[str, str]:
    if isinstance(error, registry.ProvinceUnknown):
        return (
            _("Không có trang của tỉnh nào ở địa chỉ này"),
            _("Vui lòng kiểm tra lại địa chỉ, hoặc tìm tỉnh ở trang quốc gia."),
        )
    place = error.place
    if isinstance(error, registry.ProvinceBehind):
        return (
            _("Trang đang được nâng cấp"),
            _("Việc nâng cấp chỉ mất ít phút. Kết quả học tập đã lưu vẫn còn nguyên."),
        )
    contact = f"{place.operator}, {place.hotline}" if place.hotline else place.operator
    return (
        _("Trang của tỉnh đang tạm dừng"),
        _("Cần biết thêm, vui lòng liên hệ: %(contact)s.") % {"contact": contact},
    )
