"""Files of a place stand below its uuid: media/<place uuid>/…; outside a place there are none."""

from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.utils._os import safe_join

from tenants.context import current_place


class PlaceStorage(FileSystemStorage):
    """Django's file storage, rooted anew in every place."""

    def path(self, name: str) -> str:
        """Absolute path of a file of this place; raises NoProvince outside."""
        root = Path(self.location) / str(current_place().uuid)
        return str(safe_join(str(root), name))
