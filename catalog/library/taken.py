"""What is known of a release wherever it comes from: the shelf, or a file."""

import uuid
from typing import Any, Protocol


class TakenRelease(Protocol):
    """A release as it is taken over: a row of the shelf, or what a release file holds."""

    @property
    def uid(self) -> uuid.UUID:
        """The release itself."""

    @property
    def course_uid(self) -> uuid.UUID:
        """The course it is a state of."""

    @property
    def version(self) -> int:
        """Its number."""

    @property
    def sha256(self) -> str:
        """The hash its document must have."""

    @property
    def document(self) -> Any:
        """The course document."""

    @property
    def changelog(self) -> str:
        """What changed."""

    @property
    def is_minor(self) -> bool:
        """Whether only words were mended."""

    @property
    def locks(self) -> Any:
        """What provinces may not change."""
