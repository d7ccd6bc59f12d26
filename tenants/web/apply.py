"""A province applies on the national site and follows its application by a secret link."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tenants import applications, queries, slugs
from tenants.forms import ApplicationForm, slug_words
from tenants.models import AdministrativeUnit, ProvinceApplication
from tenants.web import steps


@never_cache
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The application form; sent, it leads to the progress page by its secret link."""
    form = ApplicationForm(request.POST or None)
    if request.method == "GET":
        return form_page(request, form)
    if not form.is_valid():
        return form_page(request, form, status=422)
    try:
        _application, secret = applications.apply(**form.cleaned_data)
    except slugs.SlugInvalid as error:
        form.slug_error = error
        form.add_error("slug", slug_words(error, knows_unit=True))
        return form_page(request, form, status=422)
    messages.success(
        request, _("Đã nhận hồ sơ. Hãy giữ địa chỉ của trang này; chúng tôi cũng đã gửi qua thư.")
    )
    return HttpResponseRedirect(reverse("application", args=[secret]))


@never_cache
@require_GET
def sub_domain(request: HttpRequest) -> HttpResponse:
    """Whether a sub-domain is free, as a few words for the form."""
    slug = request.GET.get("slug", "").strip().lower()
    near = unit_name(request.GET.get("unit", ""))
    try:
        applications.check_free(slug, near=near)
        words, is_free = _("Địa chỉ này còn trống."), True
    except slugs.SlugInvalid as error:
        words, is_free = slug_words(error, knows_unit=bool(near)), False
    context = {"slug": slug, "words": words, "is_free": is_free, "base_host": host()}
    return render(request, "tenants/_sub_domain.html", context)


def unit_name(number: str) -> str:
    """Return the name of the unit chosen so far, "" for none."""
    unit = (
        AdministrativeUnit.objects.filter(pk=number).first()
        if number.isascii() and number.isdigit()
        else None
    )
    return unit.name if unit else ""


@never_cache
@require_GET
def application(request: HttpRequest, secret: str) -> HttpResponse:
    """How far an application is; htmx asks for the changing part only."""
    found = applications.with_secret(secret)
    if found is None:
        raise Http404
    partial = bool(request.headers.get("HX-Request"))
    template = "tenants/_progress.html" if partial else "tenants/application.html"
    return render(request, template, progress_context(request, found))


def progress_context(request: HttpRequest, found: ProvinceApplication) -> dict[str, object]:
    """What the progress page shows."""
    return {
        "application": found,
        "steps": steps.worded(queries.opening_steps(found)),
        "is_settled": queries.is_settled(found),
        "is_open": found.status == ProvinceApplication.Status.OPEN,
        "address": request.build_absolute_uri(request.path),
        "path": request.path,
        "site": applications.province_address(found.slug),
        "is_development": settings.HVS_DEVELOPMENT,
    }


def form_page(
    request: HttpRequest, form: ApplicationForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """The page of the form."""
    context = {"form": form, "base_host": host(), "slug_error": form.slug_error}
    return render(request, "tenants/apply.html", context, status=status)


def host() -> str:
    """Return the national host as people type it."""
    return f"{settings.BASE_HOST}{settings.BASE_PORT}"
