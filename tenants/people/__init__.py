"""People of one place: users, roles, sign-in, messages, audit, page views (BOTH)."""
