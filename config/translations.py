"""Compile the catalogues in locale/: `python -m config.translations` (gettext is not needed)."""

from pathlib import Path

from babel.messages import mofile, pofile

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_catalogues() -> list[Path]:
    """Write every django.mo that is missing or older than its django.po; return those written."""
    written = []
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = pofile.read_po(file)
        with target.open("wb") as file:
            mofile.write_mo(file, catalogue)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_catalogues()
