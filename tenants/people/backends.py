"""Checks a password against what a person may sign in with: e-mail, phone or staff code."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Q
from django.http import HttpRequest

from tenants import statements
from tenants.people import names
from tenants.people.models import User


class PersonBackend(BaseBackend):
    """Finds people of the current place only; a person elsewhere is nobody here."""

    def authenticate(  # type: ignore[override]
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
    ) -> User | None:
        """Return the person, or None; takes as long for an unknown name as for a known one."""
        if not username or password is None:
            return None
        user = user_named(username)
        if user is None or not user.is_active or not user.has_usable_password():
            make_password(password)
            return None
        return user if check_password(password, user.password) else None

    def get_user(self, user_id: int) -> User | None:
        """Return the active person with this primary key, or None."""
        columns = statements.columns(User, "person")
        sql = f"SELECT {columns} FROM people_user person WHERE id = %s AND is_active"
        row = statements.first(sql, [user_id])
        return statements.instance(User, iter(row)) if row else None


def user_named(name: str) -> User | None:
    """Return who signs in with this e-mail, phone number or staff code, or None."""
    asked = Q(email__iexact=name.strip()) | Q(sign_in_name=name.strip().upper())
    phone = names.phone_number(name)
    if phone:
        asked |= Q(phone=phone)
    return User.objects.filter(asked).order_by("pk").first()
