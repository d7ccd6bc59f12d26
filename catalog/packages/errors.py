"""Why a package is refused. The doors word it (catalog.web.file_words)."""

from typing import Any


class PackageUnsafe(ValueError):
    """A package breaks a rule of safety. Facts: rule, limit, measure."""

    code = "PACKAGE_UNSAFE"

    def __init__(self, rule: str, limit: int | str, measure: int | str) -> None:
        super().__init__(f"{rule}: {measure} ({limit})")
        self.rule = rule
        self.limit = limit
        self.measure = measure


class PackageInvalid(ValueError):
    """A package cannot be read. Facts: file, line (None for a whole file), reason and its facts."""

    code = "PACKAGE_INVALID"

    def __init__(self, reason: str, *, file: str, line: int | None = None, **facts: Any) -> None:
        super().__init__(f"{file}:{line or ''} {reason} {facts or ''}".rstrip())
        self.reason = reason
        self.file = file
        self.line = line
        self.facts = facts
