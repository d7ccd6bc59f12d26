"""The ministry's place: read once a process, over a connection of its own.

The ministry's role is named on the Installation row, which must be known before any role can be
taken; so the web login itself may read that one table, and nothing else (decision 0002).
"""

import psycopg
from django.db import connections

from tenants.context import ALIAS, Place

_places: dict[str, Place] = {}
SQL = "SELECT prefix, uuid, name, title, operator, hotline, accent FROM public.tenants_installation"


class NotInstalled(RuntimeError):
    """The database holds no installation: `manage.py deploy_schemas` has not run."""


def ministry_place() -> Place:
    """The ministry as a place; raises NotInstalled before the first deploy."""
    connection = connections[ALIAS]
    name = str(connection.settings_dict["NAME"])
    if name not in _places:
        parameters = connection.get_connection_params()
        with psycopg.connect(**parameters, autocommit=True) as own:
            _places[name] = _read(own)
    return _places[name]


def forget() -> None:
    """Read the installation again next time."""
    _places.clear()


def _read(own: psycopg.Connection) -> Place:
    try:
        row = own.execute(SQL).fetchone()
    except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege) as error:
        raise NotInstalled("Run `manage.py deploy_schemas` first.") from error
    if row is None:
        raise NotInstalled("Run `manage.py deploy_schemas` first.")
    prefix, uuid, name, title, operator, hotline, accent = row
    return Place(
        kind="ministry",
        id="ministry",
        uuid=uuid,
        schema="public",
        role=f"{prefix}_ministry",
        name=name,
        title=title,
        operator=operator,
        hotline=hotline,
        accent=accent,
        issuer_number=0,
    )
