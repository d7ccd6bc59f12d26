"""Who calls the API: a machine with a key (Authorization: Bearer …), else a person's session."""

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from tenants.people import tokens
from tenants.people.models import ApiToken, User
from tenants.rest.errors import TokenRefused

KEYWORD = "bearer"


class TokenAuthentication(BaseAuthentication):
    """A key of this place; request.auth is its row. A bad key is never helped by a session."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the key's owner and the key, None if the request carries none."""
        keyword, _, key = request.headers.get("Authorization", "").partition(" ")
        if keyword.lower() != KEYWORD:
            return None
        now = timezone.now()
        try:
            token = tokens.token_with(key.strip(), at=now)
        except tokens.TokenUnusable as error:
            raise TokenRefused from error
        tokens.note_use(token, at=now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a refused caller is told to send."""
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema names it."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return OpenAPI's words for a bearer key."""
        return {"type": "http", "scheme": "bearer", "description": "Khóa truy cập: hvs_…"}
