"""Long work with progress, and the outbox (BOTH)."""
