"""What a caller may: the person's roles at this moment, and for a key its scope as well."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tenants.people.models import ApiToken
from tenants.people.permissions import has_role
from tenants.rest.errors import ScopeMissing


class ScopeAndRole(BasePermission):
    """The API's own rule, for every view that sets no other.

    A view says `required_roles` (empty: any signed-in person) and `required_scopes`, by method.
    A key is refused where no scope is named: such addresses are for people.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the caller may pass; raises ScopeMissing to say which scope a key lacks."""
        if not request.user or not request.user.is_authenticated:
            return False
        roles = getattr(view, "required_roles", ())
        if roles and not has_role(request.user, *roles):
            return False
        if isinstance(request.auth, ApiToken):
            scope = getattr(view, "required_scopes", {}).get(request.method or "", "")
            if scope not in request.auth.scopes:
                raise ScopeMissing(scope)
        return True
