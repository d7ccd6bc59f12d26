"""Plans, subscriptions, seats and invoices; owns no table yet (NATIONAL)."""
