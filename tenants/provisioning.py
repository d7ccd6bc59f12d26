"""Brings a province on line (being written)."""


def open_application(application_uuid: str) -> None:
    """Open the site an approved application asks for."""
    raise NotImplementedError
