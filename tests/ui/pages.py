"""Renders components and pages for the tests, without a database."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.test import RequestFactory, override_settings
from django_cotton.compiler_regex import CottonCompiler

from config.ui import views

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "config" / "templates"
BUILT = ROOT / "config" / "static" / "built"
FRONTEND = ROOT / "config" / "frontend"
PLACE = SimpleNamespace(
    kind="province",
    is_ministry=False,
    name="Quảng Nam",
    title="Tỉnh Quảng Nam",
    operator="Sở Khoa học và Công nghệ Quảng Nam",
    hotline="0235 000 000",
    accent="#C8102E",
)
NOBODY = SimpleNamespace(is_authenticated=False, pk=None)
LINH = SimpleNamespace(is_authenticated=True, pk=7, uid="linh", full_name="Nguyễn Thị Linh")


def request(path: str = "/", *, user: Any = NOBODY, **cookies: str) -> HttpRequest:
    """A GET for a page of Quảng Nam."""
    made = RequestFactory().get(path)
    made.COOKIES.update(cookies)
    made.place, made.user, made.session = PLACE, user, {}
    made._messages = FallbackStorage(made)
    return made


def post(path: str, **data: str) -> HttpRequest:
    """A POST to a view of Quảng Nam."""
    made = RequestFactory().post(path, data)
    made.place, made.user = PLACE, NOBODY
    return made


def render(source: str, **context: Any) -> str:
    """The HTML of a piece of a page, components and all."""
    return piece(source)(**context)


def piece(source: str) -> Callable[..., str]:
    """A piece of a page, to be drawn more than once."""
    template = Template(CottonCompiler().process(source))

    def draw(**context: Any) -> str:
        whole = RequestContext(request())
        whole.push(context)
        return template.render(whole)

    return draw


def styleguide(shell: str = "learner", **cookies: str) -> HttpResponse:
    """The page that shows every component."""
    with override_settings(HVS_DEVELOPMENT=True):
        return views.styleguide(request(f"/styleguide/?shell={shell}", user=LINH, **cookies))


def all_templates() -> list[Path]:
    """Every template of every room."""
    rooms = ("config", "tenants", "catalog", "enrollment", "analytics", "billing")
    return [path for room in rooms for path in ROOT.glob(f"{room}/**/templates/**/*.html")]
