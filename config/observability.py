"""Logs as JSON lines and errors to Sentry: with the place, without any personal data."""

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

import sentry_sdk
import structlog
from django.http import HttpRequest, HttpResponse
from sentry_sdk.types import Event, Hint

from tenants.context import current_place_or_none

KEPT_OF_REQUEST = ("method", "url")


def configure_logging(config: dict[str, Any]) -> None:
    """Send every log record, ours and Django's, to standard error as one JSON line."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(config.get("level", "INFO"))
    logging.getLogger("django.server").propagate = True
    # Django writes the address of every 4xx; an address may hold a secret link.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


class RequestLogMiddleware:
    """One line a request: route, status, milliseconds, place. No address, no person, no IP."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.log = structlog.get_logger("request")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer and write the line."""
        request_id = str(uuid.uuid4())
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        response["X-Request-Id"] = request_id
        if not request.path.startswith(("/static/", "/healthz/")):
            match = request.resolver_match
            place = getattr(request, "place", None)
            self.log.info(
                "request",
                request_id=request_id,
                method=request.method,
                route=match.view_name if match else "",
                status=response.status_code,
                place=place.id if place else "",
                duration_ms=round((time.perf_counter() - started) * 1000, 1),
            )
        return response


def configure_sentry(*, dsn: str, release: str, transport: Any = None) -> None:
    """Report unexpected errors, each with its place's id and without personal data."""
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        transport=transport,
        send_default_pii=False,
        include_local_variables=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
        before_send=without_personal_data,
    )


def without_personal_data(event: Event, hint: Hint) -> Event | None:
    """Return the event reduced to what is never personal: where, what type, which place.

    Messages of exceptions go too: a database error quotes the row it stumbled over.
    """
    place = current_place_or_none()
    event["tags"] = {"place": place.id if place else "none"}
    for key in ("user", "extra", "breadcrumbs", "server_name", "contexts", "logentry"):
        event.pop(key, None)  # type: ignore[misc]
    request = event.get("request")
    if request:
        event["request"] = {"method": request.get("method", "")}
    event.pop("transaction", None)
    for exception in event.get("exception", {}).get("values", []):
        exception["value"] = ""
        for frame in exception.get("stacktrace", {}).get("frames", []):
            frame.pop("vars", None)
    return event
