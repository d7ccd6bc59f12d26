"""Django's description of this app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People of one place: users, roles, sign-in, messages, audit, page views (BOTH)."""

    name = "tenants.people"
    label = "people"
    verbose_name = "Con người"
