"""Cache keys carry the place; `shared` is for the few values that belong to no place."""

from typing import Any

from django.core.cache import cache

from tenants.context import current_place


class SharedKey(str):
    """A key that is the same in every place; made by `shared` only."""

    __slots__ = ()


def place_key(key: Any, prefix: str, version: int) -> str:
    """The stored key of Django's caches, by the place's uuid; raises NoProvince outside."""
    owner = "shared" if isinstance(key, SharedKey) else current_place().uuid
    return f"{owner}:{prefix}:{version}:{key}"


class _Shared:
    """The same cache for values that belong to no place, such as the registry's."""

    def get(self, key: str, default: Any = None) -> Any:
        """The value, or the default."""
        return cache.get(SharedKey(key), default)

    def set(self, key: str, value: Any, timeout_seconds: float | None = 60) -> None:
        """Keep a value that holds nothing of any province's people."""
        cache.set(SharedKey(key), value, timeout_seconds)

    def delete(self, key: str) -> None:
        """Forget a value."""
        cache.delete(SharedKey(key))


shared = _Shared()
