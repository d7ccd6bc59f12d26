"""Pages and probes of the tenants app."""
