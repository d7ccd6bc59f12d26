"""PostgreSQL's operations with compilers that check where a query was built."""

from django.db.backends.postgresql import operations


class DatabaseOperations(operations.DatabaseOperations):
    """Points Django at our compilers."""

    compiler_module = "tenants.postgres.compiler"
