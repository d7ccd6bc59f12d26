"""Open Badges: what verifiers fetch, without an account, and the file the holder takes along."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enrollment.certificates import badges
from enrollment.web.certificates import certificate_or_404, file_of
from enrollment.web.learner import personal
from tenants.people.permissions import signed_in_required

SVG = "image/svg+xml"


@never_cache
@require_safe
def issuer(request: HttpRequest) -> HttpResponse:
    """Who issues badges here."""
    return told(badges.issuer())


@never_cache
@require_safe
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a badge counts: the assertion; 410 once it is revoked, as the standard asks."""
    found = certificate_or_404(code)
    return told(badges.assertion(found), status=410 if found.revoked_at else 200)


@never_cache
@require_safe
def badge_class(request: HttpRequest, code: str) -> HttpResponse:
    """What a badge is given for."""
    return told(badges.badge_class(certificate_or_404(code)))


@never_cache
@require_safe
def image(request: HttpRequest, code: str) -> HttpResponse:
    """The picture of a badge."""
    return HttpResponse(badges.picture(certificate_or_404(code)), content_type=SVG)


@personal
@require_safe
@signed_in_required
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The badge with its assertion inside, for the holder and the office."""
    return file_of(request, code, badges.baked, name="huy-hieu", kind=SVG)


def told(facts: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """JSON that verifiers in anyone's browser may read: it names nobody."""
    return JsonResponse(
        facts,
        status=status,
        json_dumps_params={"ensure_ascii": False},
        headers={"Access-Control-Allow-Origin": "*"},
        content_type="application/ld+json",
    )
