"""Contrast after WCAG 2.2, and the province's accent made readable on our grounds."""

import colorsys
import json
import re
from functools import lru_cache
from pathlib import Path

TOKENS_FILE = Path(__file__).parents[1] / "frontend" / "tokens.json"
HEX = re.compile(r"#[0-9a-fA-F]{6}")
GRAPHIC_CONTRAST = 3.0
TEXT_CONTRAST = 4.5


@lru_cache(maxsize=1)
def tokens() -> dict[str, dict[str, str]]:
    """Every colour by scheme ("light", "dark") and name, as #rrggbb."""
    found: dict[str, dict[str, str]] = json.loads(TOKENS_FILE.read_text("utf-8"))
    return {scheme: found[scheme] for scheme in ("light", "dark")}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two #rrggbb colours, 1.0 to 21.0."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, ground: str, at_least: float = TEXT_CONTRAST) -> str:
    """The colour, made darker (or lighter on a dark ground) until it stands out from the ground."""
    hue, light, saturation = colorsys.rgb_to_hls(*_channels(colour))
    step = 0.02 if _luminance(ground) < 0.2 else -0.02
    while contrast(colour, ground) < at_least and 0 < light < 1:
        light = min(1.0, max(0.0, light + step))
        channels = colorsys.hls_to_rgb(hue, light, saturation)
        colour = "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
    return colour


def theme_css(accent: str) -> str:
    """The province's accent as custom properties, checked in both schemes; empty for no colour."""
    if not HEX.fullmatch(accent):
        return ""
    rules = {
        scheme: "--accent:" + readable(accent, colours["surface"])
        for scheme, colours in tokens().items()
    }
    return (
        f":root{{{rules['light']}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{rules['dark']}}}}}"
    )


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
