"""Sessions that belong to one place: a row copied into another province opens nothing there."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from tenants import statements
from tenants.context import current_place
from tenants.people.models import Session

OPEN_SESSION = """
    SELECT session_data FROM people_session
    WHERE session_key = %s AND place_uuid = %s AND expire_date > %s
"""


class SessionStore(DatabaseStore):
    """Django's database sessions with the place's uuid in every row and every look-up."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the model whose rows are the sessions."""
        return Session

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing if it is over, unknown or another place's."""
        facts = [self.session_key, current_place().uuid, timezone.now()]
        row = statements.first(OPEN_SESSION, facts)
        if row is None:
            self._session_key = None
            return {}
        data: dict[str, Any] = self.decode(row[0])
        return data

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return an unsaved row for this data, bound to the place and its signed-in user."""
        session = super().create_model_instance(data)
        assert isinstance(session, Session)
        session.place_uuid = current_place().uuid
        user_key = data.get(SESSION_KEY)
        session.user_id = user_id_of(user_key) if user_key else None
        return session


def user_id_of(user_key: str) -> int | None:
    """Return the id Django keeps in a session as text (a primary key), or None if it is none."""
    try:
        return int(user_key)
    except ValueError:
        return None
