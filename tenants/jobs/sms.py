"""The SMS gateway: one HTTP POST a message. Nothing personal is written to a log."""

import json
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

TIMEOUT_SECONDS = 10.0


class GatewayRefused(Exception):
    """The gateway did not take the message; `code` says why, without its words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would carry the token and the text to an address nobody chose."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def send(*, to: str, body: str, key: str) -> None:
    """POST {"to", "body", "key"} to the gateway; raises GatewayRefused unless it answers 2xx.

    `to` is an E.164 number; `key` stays the same when a message is tried again.
    """
    request = Request(
        settings.SMS_GATEWAY_URL,
        data=json.dumps({"to": to, "body": body, "key": key}, ensure_ascii=False).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}",
        },
    )
    if request.type not in ("http", "https"):
        raise GatewayRefused("GATEWAY_ADDRESS")
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT_SECONDS) as answer:
            status = answer.status
    except HTTPError as error:
        raise GatewayRefused(f"GATEWAY_{error.code}") from None
    except (URLError, TimeoutError, OSError):
        raise GatewayRefused("GATEWAY_UNREACHABLE") from None
    if not HTTPStatus(status).is_success:
        raise GatewayRefused(f"GATEWAY_{status}")
