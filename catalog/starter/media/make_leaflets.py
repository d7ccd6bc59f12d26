"""Sets the leaflets of the starter courses: each .typ beside this script becomes a tagged PDF.

Run from the checkout: `.venv/bin/python catalog/starter/media/make_leaflets.py`.
"""

import sys
from pathlib import Path

import fontpkg_be_vietnam_pro
import typst

FOLDER = Path(__file__).parent
FONTS = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"


def main() -> None:
    """Set all of them."""
    for source in sorted(FOLDER.glob("*.typ")):
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
        )
        to = source.with_suffix(".pdf")
        typst.compile(source, output=to, font_paths=fonts, pdf_standards=["ua-1"], timestamp=0)
        sys.stdout.write(f"{to.name}: {to.stat().st_size / 1000:.0f} KB\n")


if __name__ == "__main__":
    main()
