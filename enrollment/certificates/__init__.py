"""Certificates: issued at the last lesson, printed on request, checked by anyone, revocable."""
