"""How often one key may call. People at their browsers are not counted."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from tenants.people.models import ApiToken


class TokenThrottle(SimpleRateThrottle):
    """The measure of what only reads; cache keys carry the place (tenants.cache)."""

    scope = "token"
    counts_reads = True

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """Return what is counted together, None for what is not counted here."""
        is_read = request.method in SAFE_METHODS
        if not isinstance(request.auth, ApiToken) or is_read != self.counts_reads:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.auth.uid}


class TokenWriteThrottle(TokenThrottle):
    """The measure of what changes something."""

    scope = "token-write"
    counts_reads = False
