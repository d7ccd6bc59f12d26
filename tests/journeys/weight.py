"""What a page costs on the wire."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page


class Meter:
    """Counts the encoded bytes of every answer and the hosts that were asked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.hosts: set[str] = set()
        self._bytes = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._ask)
        session.on("Network.loadingFinished", self._count)

    def weigh(self, visit: Callable[[], Any]) -> int:
        """The bytes that a visit costs, until nothing more is asked for."""
        self._bytes = 0
        visit()
        self.page.wait_for_load_state("networkidle")
        return self._bytes

    def _ask(self, event: dict[str, Any]) -> None:
        address = urlsplit(event["request"]["url"])
        if address.scheme in ("http", "https"):
            self.hosts.add(address.hostname or "")

    def _count(self, event: dict[str, Any]) -> None:
        self._bytes += int(event["encodedDataLength"])
