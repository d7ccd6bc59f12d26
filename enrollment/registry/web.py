"""The national site's check of certificates: from a code to the province that gave it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from enrollment.certificates import codes
from enrollment.registry import queries

TEMPLATE = "enrollment/certificates/national.html"


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Ask for a code."""
    typed = request.GET.get("code", "").strip()
    if not typed:
        return render(request, TEMPLATE, {"typed": ""})
    code = codes.tidy_code(typed)
    if code is not None:
        return HttpResponseRedirect(reverse("certificate", args=[code]))
    error = _(
        "Mã chứng nhận có dạng 101-7K4M-9QXD. Vui lòng xem lại từng chữ trên giấy chứng nhận."
    )
    return asked_again(request, typed, error, status=422)


@require_safe
def lead(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the index knows of a code and lead on to the issuer's own page."""
    tidied = codes.tidy_code(code)
    if tidied is not None and tidied != code:
        return HttpResponseRedirect(reverse("certificate", args=[tidied]))
    try:
        found = queries.lead_of(code)
    except queries.UnknownIssuer:
        error = _("Không có đơn vị nào cấp mã này. Vui lòng xem lại từng chữ trên giấy chứng nhận.")
        return asked_again(request, code, error, status=404)
    return render(request, "enrollment/certificates/lead.html", {"lead": found})


def asked_again(request: HttpRequest, typed: str, error: str, *, status: int) -> HttpResponse:
    """The form with what was typed and what is wrong with it."""
    context = {"typed": typed[:40], "errors": [{"text": error, "href": "#search-code"}]}
    return render(request, TEMPLATE, context, status=status)
