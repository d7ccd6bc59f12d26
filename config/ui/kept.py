"""Parts of pages that are drawn once and kept in this process, with holes for what is personal.

A kept part sees the values it names, the place, the language and the product's name, and nothing
else: not the request, not the person, no token. What it sees is its key, so what was drawn for one
province, language or person cannot turn up at another's (decision 0050).
"""

import dataclasses
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from contextvars import ContextVar
from datetime import date, time
from decimal import Decimal
from threading import Lock
from typing import Any
from uuid import UUID

from django.template import Context
from django.template.base import NodeList
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tenants.context import Place, current_place_or_none

KEPT_CHARACTERS = 8_000_000
"""About 16 MB of Vietnamese text in each process; the part used longest ago goes first."""
KEY_CHARACTERS = 400
AMBIENT = ("place", "product", "language")
PERSONAL = ("request", "user", "csrf_token", "messages")
PLAIN = (str, int, float, Decimal, date, time, UUID, type(None))


class NotToBeKept(Exception):
    """A kept part names a value that may change, or uses what is personal outside a hole."""


class _Personal:
    """Stands in a kept part for what only a hole may use."""

    def __init__(self, name: str) -> None:
        self.name = name

    def _refuse(self, *_args: Any) -> Any:
        raise NotToBeKept(f"{self.name} stands in a kept part: put it in {{% hole %}}.")

    __bool__ = __str__ = __getitem__ = _refuse


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A drawn part: its texts, and between them what is drawn anew every time."""

    texts: tuple[str, ...]
    holes: tuple[NodeList, ...]

    def fill(self, context: Context) -> SafeString:
        """Return the whole, its holes drawn for this page."""
        return mark_safe(self.filled_with(hole.render(context) for hole in self.holes))

    def filled_with(self, contents: Iterable[str]) -> str:
        """Return the texts with these contents in the holes."""
        pieces = [self.texts[0]]
        for content, text in zip(contents, self.texts[1:], strict=True):
            pieces += (content, text)
        return "".join(pieces)

    @property
    def size(self) -> int:
        """Characters kept, its key and place in the order among them."""
        return sum(map(len, self.texts)) + KEY_CHARACTERS


class Parts:
    """The parts of this process by key; bounded by their size."""

    def __init__(self, most_characters: int) -> None:
        self._most = most_characters
        self._size = 0
        self._lock = Lock()
        self._parts: OrderedDict[Hashable, Part] = OrderedDict()

    def get(self, key: Hashable) -> Part | None:
        """Return a part drawn before, or None."""
        with self._lock:
            part = self._parts.get(key)
            if part is not None:
                self._parts.move_to_end(key)
            return part

    def put(self, key: Hashable, part: Part) -> None:
        """Keep a part; forget those used longest ago."""
        with self._lock:
            known = self._parts.pop(key, None)
            self._size += part.size - (known.size if known else 0)
            self._parts[key] = part
            while self._size > self._most:
                _key, gone = self._parts.popitem(last=False)
                self._size -= gone.size

    def clear(self) -> None:
        """Forget everything (tests)."""
        with self._lock:
            self._parts.clear()
            self._size = 0

    def __len__(self) -> int:
        return len(self._parts)


parts = Parts(KEPT_CHARACTERS)
drawing: ContextVar[list[NodeList] | None] = ContextVar("drawing", default=None)
"""The holes of the part that is being drawn; None outside."""


def key_of(owner: Hashable, context: Context, values: dict[str, Any]) -> Hashable:
    """Return the key of a part: everything it sees, with the types (1 and True look alike)."""
    seen = (*(context.get(name) for name in AMBIENT), *values.values())
    key = (owner, get_language(), seen, tuple(map(type, seen)))
    try:
        hash(key)
    except TypeError:
        check(values)
        raise
    return key


def may_be_kept(context: Context) -> bool:
    """Whether the page is drawn for the place we stand in (or for none, in none)."""
    place = context.get("place")
    return place is current_place_or_none() and isinstance(place, Place | None)


def sight_of(context: Context, values: dict[str, Any]) -> Context:
    """Return the context a kept part is drawn in."""
    ambient = {name: context.get(name) for name in AMBIENT}
    personal = {name: _Personal(name) for name in PERSONAL}
    return context.new({**ambient, **personal, **values})


def check(values: dict[str, Any]) -> None:
    """Raise NotToBeKept unless each value is plain: equal ones look equal, and none can change."""
    for name, value in values.items():
        if not _is_plain(value):
            raise NotToBeKept(f"{name} is a {type(value).__name__}, which may change while kept.")


def _is_plain(value: Any) -> bool:
    if isinstance(value, PLAIN):
        return True
    if isinstance(value, tuple | frozenset):
        return _are_plain(value)
    if dataclasses.is_dataclass(value) and getattr(type(value), "__dataclass_params__").frozen:  # noqa: B009
        fields = dataclasses.fields(value)
        return _are_plain(getattr(value, one.name) for one in fields if one.compare)
    return False


def _are_plain(values: Iterable[Any]) -> bool:
    return all(map(_is_plain, values))
