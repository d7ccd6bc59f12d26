"""The router gives out aliases that carry a schema; Django keeps them in every row's _state.db."""

from typing import Any

from django.db import connections

from tenants import guards, scopes
from tenants.context import ALIAS, current_place_or_none, is_migrating

MIGRATOR = "migrator"


class PlaceAlias(str):
    """Equal to "default" for Django, and knows which schema its rows come from."""

    schema: str | None

    def __new__(cls, name: str, schema: str | None) -> "PlaceAlias":
        """An alias for rows of this schema; None where no place was chosen."""
        alias = super().__new__(cls, name)
        alias.schema = schema
        return alias

    def __reduce__(self) -> tuple[Any, ...]:
        return (PlaceAlias, (str(self), self.schema))


NATIONAL = PlaceAlias(ALIAS, "public")
NOWHERE = PlaceAlias(ALIAS, None)


class PlaceRouter:
    """Labels every row with its schema and refuses rows of another."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """The alias of the thread's place; raises WrongProvince for a foreign row's relations."""
        if is_migrating():
            return MIGRATOR
        guards.check_instance(hints.get("instance"))
        if scopes.is_national(model):
            return NATIONAL
        place = current_place_or_none()
        return PlaceAlias(ALIAS, place.schema) if place else NOWHERE

    db_for_write = db_for_read

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        """Rows of one place may be related; raises WrongProvince for a foreign one."""
        guards.check_instance(obj1)
        guards.check_instance(obj2)
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Whether the app's tables stand in the connection's schema."""
        schema = getattr(connections[db], "schema_name", None)
        return schema is not None and scopes.belongs_in(app_label, schema)
