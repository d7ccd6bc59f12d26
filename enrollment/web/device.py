"""What a device keeps: the service worker, the app's manifest, saved lessons, answers to send."""

import gzip
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from enrollment.web.copies import NOBODY, forget_helper
from enrollment.web.learner import personal
from enrollment.web.visits import page
from tenants.context import Place

PRODUCT = "Học Vụ Số"
INK_GROUND = {"theme_color": "#0a5c5a", "background_color": "#fbfaf6"}
FONTS = [
    f"built/fonts/be-vietnam-pro-{subset}-{weight}-normal.woff2"
    for weight in (400, 700)
    for subset in ("latin", "vietnamese")
]
LOOK = ["built/learner.css", "built/learner.js", "img/mark.svg", *FONTS]
"""What every page of a learner needs to look right off line."""
ICONS = [
    ("img/icon-192.png", "192x192", "any"),
    ("img/icon-512.png", "512x512", "any"),
    ("img/icon-maskable-512.png", "512x512", "maskable"),
]


@personal
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """The lessons kept on this device; the list is the device's own, the server knows nothing."""
    return page(request, "learner/saved", {})


@never_cache
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that stands in where there is no network; it names nobody, every device keeps it."""
    forget_helper(request)
    return page(request, "learner/offline", NOBODY)


@never_cache
@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Who is signed in here, and a fresh token for forms: for answers that are sent later."""
    user = request.user
    person = str(user.uid) if user.is_authenticated else ""
    return JsonResponse({"person": person, "token": get_token(request)})


@cache_control(private=True, max_age=3600)
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the addresses of today's look in front: a new look, new bytes."""
    place: Place = request.place  # type: ignore[attr-defined]
    look = [static(name) for name in LOOK]
    if place.accent:
        look.append(f"/theme.css?v={place.accent.removeprefix('#')}")
    files: list[dict[str, Any]] = [{"url": url, "revision": None} for url in look]
    files.append({"url": "/offline/", "revision": offline_revision(request)})
    script = f"self.LOOK={json.dumps(files)};\n{worker_script()}"
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    return gzipped(request, response)


def gzipped(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the answer as small as the browser takes it."""
    response["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = compressed(response.content)
        response["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=64)
def compressed(content: bytes) -> bytes:
    """Return the bytes packed as well as gzip can; the same few scripts are asked for again."""
    return gzip.compress(content, 9)


def offline_revision(request: HttpRequest) -> str:
    """Return a hash that changes with the page for no network (its words, language, look)."""
    forget_helper(request)
    text = render_to_string("enrollment/learner/offline.html", NOBODY, request)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def worker_script() -> str:
    """Return the built script (config/frontend/js/sw.js)."""
    path = finders.find("built/sw.js")
    if not path:
        raise FileNotFoundError("built/sw.js: build the assets first")
    return Path(str(path)).read_text("utf-8")


@cache_control(public=True, max_age=86400)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The province's site as an app to install."""
    place: Place = request.place  # type: ignore[attr-defined]
    facts = {
        "id": "/",
        "name": f"{PRODUCT} – {place.title}",
        "short_name": PRODUCT,
        "lang": "vi",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        **INK_GROUND,
        "icons": [
            {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
    }
    text = json.dumps(facts, ensure_ascii=False)
    return HttpResponse(text, content_type="application/manifest+json; charset=utf-8")
