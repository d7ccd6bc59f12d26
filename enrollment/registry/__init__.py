"""The public index of certificates: code, issuer, state, no name (NATIONAL)."""
