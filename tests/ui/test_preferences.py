"""Text size and language: kept in a cookie, by a form, back to the same page."""

import re

import pytest
from django.http import Http404
from django.test import RequestFactory

from config.ui import views
from config.ui.middleware import LanguageMiddleware
from tests.ui.pages import post, render, request, styleguide


def test_text_size_is_kept_and_leads_back():
    response = views.text_size(post("/", size="125", next="/courses/?q=an"))

    assert response.status_code == 302
    assert response["Location"] == "/courses/?q=an"
    assert response.cookies["text_size"].value == "125"
    assert response.cookies["text_size"]["httponly"]


@pytest.mark.parametrize("size", ["", "200", "100%", "x"])
def test_other_text_sizes_are_not_kept(size):
    assert "text_size" not in views.text_size(post("/", size=size)).cookies


@pytest.mark.parametrize(
    "target", ["", "https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"]
)
def test_the_way_back_never_leaves_the_site(target):
    assert views.text_size(post("/", size="125", next=target))["Location"] == "/"


def test_language_is_kept():
    response = views.language(post("/", language="en", next="/"))

    assert response.cookies["language"].value == "en"
    assert "language" not in views.language(post("/", language="fr")).cookies


def test_preferences_are_only_posted():
    assert views.text_size(RequestFactory().get("/")).status_code == 405
    assert views.language(RequestFactory().get("/")).status_code == 405


@pytest.mark.parametrize(("cookies", "language"), [({}, "vi"), ({"language": "en"}, "en")])
def test_language_follows_the_cookie_and_not_the_browser(cookies, language):
    made = request(**cookies)
    made.META["HTTP_ACCEPT_LANGUAGE"] = "en-GB"
    answer = LanguageMiddleware(lambda each: styleguide())

    response = answer(made)

    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()


def test_text_size_buttons_are_named_by_what_they_show():
    html = render("<c-text-size />", text_size="100")

    for shown in ("A−", "A+"):
        assert f">{shown}<span" in html


@pytest.mark.parametrize(
    ("size", "pressed"), [("100", ["A"]), ("125", ["A+"]), ("150", ["A+"]), ("", ["A"])]
)
def test_one_text_size_button_is_pressed_at_every_size(size, pressed):
    html = styleguide(text_size=size).content.decode()

    assert re.findall(r'<button name="size"[^>]*aria-pressed="true"[^>]*>([^<]+)', html) == pressed


def test_page_carries_the_chosen_size():
    html = styleguide(text_size="150").content.decode()

    assert 'data-text-size="150"' in html


def test_theme_is_the_places_own_colour():
    response = views.theme(request("/theme.css"))

    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "--accent:#C8102E" in response.content.decode()


def test_styleguide_is_not_there_in_production(settings):
    settings.HVS_DEVELOPMENT = False

    with pytest.raises(Http404):
        views.styleguide(request("/styleguide/"))
