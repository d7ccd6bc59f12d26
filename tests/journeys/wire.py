"""Asking the product without a browser: one request with somebody's cookies, nothing followed."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


def ask(home: str, path: str, cookies: dict[str, str]) -> Answer:
    """GET a path of a site; the name of the host needs no resolving."""
    site = urlsplit(home)
    connection = http.client.HTTPConnection("127.0.0.1", site.port or 80, timeout=60)
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    try:
        connection.request("GET", path, headers={"Host": site.netloc, "Cookie": cookie})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        return Answer(answer.status, answer.getheader("Location", ""), text)
    finally:
        connection.close()


def cookies_of(page: Page) -> dict[str, str]:
    """The cookies of a person's browser."""
    return {one["name"]: one["value"] for one in page.context.cookies()}
