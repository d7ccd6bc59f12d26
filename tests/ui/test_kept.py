"""Kept parts of pages: drawn once for what they see, with holes for what they must not keep."""

import datetime
import uuid
from dataclasses import dataclass, replace

import pytest
from django.template import TemplateSyntaxError

from config.ui import kept
from enrollment.models import Unit
from tenants.context import Place, in_province
from tests.ui.pages import piece, render


class Counter:
    """Says how often it was asked."""

    def __init__(self):
        self.count = 0

    def __call__(self):
        self.count += 1
        return self.count


def drawn(source, **context):
    """A piece of a page of no place, as of a host that is nobody's."""
    return render("{% load kept %}" + source, place=None, **context)


def test_a_part_is_drawn_once_for_the_same_values():
    source = "{% for name in names %}{% kept name %}<i>{{ name }}</i>{% endkept %}{% endfor %}"

    html = drawn(source, names=["an", "ba", "an"])

    assert html == "<i>an</i><i>ba</i><i>an</i>"
    assert len(kept.parts) == 2


def test_a_part_is_drawn_again_for_each_language():
    source = (
        "{% load kept i18n %}{% for language in languages %}{% language language %}"
        "{% kept %}{% translate 'Đăng nhập' %};{% endkept %}{% endlanguage %}{% endfor %}"
    )

    assert drawn(source, languages=["vi", "en", "vi"]) == "Đăng nhập;Sign in;Đăng nhập;"


def test_values_that_are_equal_but_look_different_are_different():
    source = "{% for value in values %}{% kept value %}{{ value }};{% endkept %}{% endfor %}"

    assert drawn(source, values=[1, True, 1.5, "1"]) == "1;True;1,5;1;"


def test_a_part_sees_nothing_but_what_it_names():
    assert drawn("{% kept a %}{{ a }}{{ b }}{% endkept %}", a="An", b="Bí mật") == "An"


def test_holes_are_drawn_every_time_with_the_page_around():
    asked = Counter()
    source = (
        "{% for name in 'ab' %}{% kept %}[{% hole %}{{ name }}{{ asked }}{% endhole %}]"
        "{% endkept %}{% endfor %}"
    )

    assert drawn(source, asked=asked) == "[a1][b2]"
    assert len(kept.parts) == 1


def test_holes_reach_through_components_and_parts_inside_parts():
    source = (
        "{% for name in names %}{% kept %}<c-panel title='Một'>{% kept %}"
        "<b>{% hole %}{{ name }}{% endhole %}</b>{% endkept %}</c-panel>{% endkept %}{% endfor %}"
    )

    html = drawn(source, names=["<An>", "Ba"])

    assert html.count("<h2") == 2
    assert "<b>&lt;An&gt;</b>" in html
    assert "<b>Ba</b>" in html
    assert "hole-" not in html


def test_a_part_inside_a_part_sees_only_what_the_outer_one_sees():
    inner = "{% kept name %}{{ name }}{% endkept %}"

    assert drawn("{% kept name %}" + inner + "{% endkept %}", name="An") == "An"
    assert drawn("{% kept %}" + inner + "{% endkept %}", name="An") == "None"


@pytest.mark.parametrize(
    "inside",
    [
        "{% csrf_token %}",
        "{{ request.path }}",
        "{% if request.user.is_authenticated %}x{% endif %}",
        "{{ user }}",
        "{% for message in messages %}{{ message }}{% endfor %}",
    ],
)
def test_what_is_personal_is_refused_outside_a_hole(inside):
    with pytest.raises(kept.NotToBeKept):
        drawn("{% kept %}" + inside + "{% endkept %}", csrf_token="t")
    assert "hole" not in drawn("{% kept %}{% hole %}" + inside + "{% endhole %}{% endkept %}")


@dataclass
class Changing:
    """May be changed after it was kept, and yet has a hash."""

    name: str

    def __hash__(self):
        return hash(self.name)


@pytest.mark.parametrize(
    "value", [["a"], {"a": 1}, Changing("a"), Unit(pk=1), (Unit(pk=1),), object()]
)
def test_values_that_may_change_are_refused(value):
    with pytest.raises(kept.NotToBeKept):
        drawn("{% kept value %}{% endkept %}", value=value)
    assert len(kept.parts) == 0


def test_plain_values_are_taken():
    value = ("a", 1, None, uuid.uuid4(), datetime.date(2026, 1, 1), (True, 1.5))

    assert drawn("{% kept value %}x{% endkept %}", value=value) == "x"
    assert len(kept.parts) == 1


def test_a_block_stands_in_a_hole_or_not_at_all():
    with pytest.raises(TemplateSyntaxError):
        drawn("{% kept %}<p>{% block title %}{% endblock %}</p>{% endkept %}")
    assert drawn("{% kept %}{% hole %}{% block title %}x{% endblock %}{% endhole %}{% endkept %}")


def test_the_parts_used_longest_ago_go_first():
    size = kept.Part(("x" * 600,), ()).size
    parts = kept.Parts(2 * size)
    for name in ("a", "b"):
        parts.put(name, kept.Part(("x" * 600,), ()))
    parts.get("a")

    parts.put("c", kept.Part(("x" * 600,), ()))

    assert [parts.get(name) is not None for name in ("a", "b", "c")] == [True, False, True]
    assert len(parts) == 2


def test_putting_again_takes_no_more_room():
    parts = kept.Parts(1500)
    for _time in range(5):
        parts.put("a", kept.Part(("x" * 600,), ()))

    assert parts.get("a") is not None


PLACE = Place(
    kind="province",
    id="7",
    uuid=uuid.UUID(int=7),
    schema="quangnam",
    role="r",
    name="Quảng Nam",
    title="Tỉnh Quảng Nam",
    operator="Sở Khoa học và Công nghệ",
    hotline="0235 000 000",
    accent="#C8102E",
    issuer_number=7,
)


@pytest.mark.parametrize(
    "change",
    [
        {"uuid": uuid.UUID(int=8)},
        {"operator": "Sở mới"},
        {"hotline": "0236 111 111"},
        {"accent": "#000000"},
        {"title": "Thành phố"},
    ],
)
def test_another_place_and_another_word_of_the_same_place_are_other_parts(change):
    page = piece("{% load kept %}{% kept %}<c-brand /><c-site-footer />{% endkept %}")
    for place in (PLACE, replace(PLACE, **change), PLACE):
        with in_province(place, atomic=False):
            html = page(place=place)
        assert place.title in html
        assert place.operator in html
        assert place.hotline in html

    assert len(kept.parts) == 2


def test_a_page_of_another_place_than_the_one_we_stand_in_is_not_kept():
    page = piece("{% load kept %}{% kept %}<c-brand />{% endkept %}")
    with in_province(PLACE, atomic=False):
        html = page(place=replace(PLACE, title="Huế"))

    assert "Huế" in html
    assert len(kept.parts) == 0
