"""Files of a place stand below its uuid: media/<place uuid>/…; outside a place there are none."""

from pathlib import Path

from django.core.files.storage import FileSystemStorage

from tenants.context import current_place


class PlaceStorage(FileSystemStorage):
    """Django's file storage, rooted anew in every place."""

    @property
    def location(self) -> str:
        """Absolute path of this place's folder; raises NoProvince outside."""
        return str(Path(self.base_location).absolute() / str(current_place().uuid))
