"""What a page costs on the wire."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page


class Meter:
    """Counts the encoded bytes of every answer by kind, and the hosts that were asked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.hosts: set[str] = set()
        self.kinds: dict[str, int] = {}
        """Bytes of the last visit: Document, Stylesheet, Script, Font, Image …"""
        self.plain_document = 0
        """Bytes of its HTML before compression."""
        self._asked: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._ask)
        session.on("Network.dataReceived", self._unpack)
        session.on("Network.loadingFinished", self._count)

    def weigh(self, visit: Callable[[], Any]) -> int:
        """The bytes that a visit costs, until nothing more is asked for."""
        self.kinds, self.plain_document = {}, 0
        visit()
        self.page.wait_for_load_state("networkidle")
        return sum(self.kinds.values())

    def _ask(self, event: dict[str, Any]) -> None:
        address = urlsplit(event["request"]["url"])
        self._asked[event["requestId"]] = event.get("type", "Other")
        if address.scheme in ("http", "https"):
            self.hosts.add(address.hostname or "")

    def _count(self, event: dict[str, Any]) -> None:
        kind = self._asked.get(event["requestId"], "Other")
        self.kinds[kind] = self.kinds.get(kind, 0) + int(event["encodedDataLength"])

    def _unpack(self, event: dict[str, Any]) -> None:
        if self._asked.get(event["requestId"]) == "Document":
            self.plain_document += int(event["dataLength"])
