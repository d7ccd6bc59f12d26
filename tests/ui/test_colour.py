"""Every pair of colours that meets on a page, computed from the tokens."""

import pytest

from config.ui import colour

SCHEMES = ("light", "dark")
GROUNDS = ("paper", "surface")
READING = [("ink", ground) for ground in GROUNDS]
TEXT = [
    *[(text, ground) for ground in (*GROUNDS, "hover") for text in ("ink", "ink-soft", "lake")],
    *[(text, ground) for ground in GROUNDS for text in ("lake-deep", "lotus", "honey", "red")],
    ("on-lake", "lake"),
    ("on-lake", "lake-deep"),
    ("on-hero", "hero"),
    ("on-hero", "hero-deep"),
    ("on-red", "red"),
    ("on-red", "red-deep"),
    ("lotus-deep", "lotus-tint"),
    ("honey-deep", "honey-tint"),
    ("honey-deep", "surface"),
    ("lake", "lake-tint"),
    ("red", "red-tint"),
    ("ink", "lake-tint"),
    ("ink", "red-tint"),
    ("ink", "honey-tint"),
    ("ink-soft", "track"),
    ("focus-ink", "focus"),
]
GRAPHICS = [
    ("lotus", "track"),
    ("lake", "track"),
    ("edge", "paper"),
    ("edge", "surface"),
    ("lotus", "surface"),
    ("honey", "honey-tint"),
]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_stands_out_from_its_ground(scheme, text, ground):
    colours = colour.tokens()[scheme]

    assert colour.contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), READING)
def test_reading_column_has_the_higher_contrast(scheme, text, ground):
    colours = colour.tokens()[scheme]

    assert colour.contrast(colours[text], colours[ground]) >= 7


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("shape", "ground"), GRAPHICS)
def test_bars_and_edges_can_be_seen(scheme, shape, ground):
    colours = colour.tokens()[scheme]

    assert colour.contrast(colours[shape], colours[ground]) >= 3


def test_both_schemes_have_the_same_tokens():
    light, dark = (colour.tokens()[scheme] for scheme in SCHEMES)

    assert list(light) == list(dark)


def test_contrast_is_wcag_s():
    assert colour.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colour.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("accent", ["#FFDD00", "#C8102E", "#0A5C5A", "#101010", "#fefefe"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_any_accent_is_made_readable(accent, scheme):
    ground = colour.tokens()[scheme]["surface"]

    made = colour.readable(accent, ground)

    assert colour.contrast(made, ground) >= 4.5


def test_a_readable_accent_is_left_alone():
    assert "--accent:#C8102E" in colour.theme_css("#C8102E")


@pytest.mark.parametrize("accent", ["", "red", "#12", "#123456;}body{display:none", "url(x)"])
def test_what_is_no_colour_gives_no_css(accent):
    assert colour.theme_css(accent) == ""
