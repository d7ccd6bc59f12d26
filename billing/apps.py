"""Django's description of this app."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Plans, subscriptions, seats and invoices; owns no table yet (NATIONAL)."""

    name = "billing"
    label = "billing"
    verbose_name = "Thanh toán"
