"""A province's certificates: one's own, the public page of each, the PDF, taking one back."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.certificates import actions, printing, queries
from enrollment.models import Certificate
from enrollment.queries import learner_of
from enrollment.web.learner import personal
from enrollment.web.visits import offer_help, page
from tenants.context import current_place
from tenants.people import names
from tenants.people.models import Role
from tenants.people.permissions import has_role, person, role_required, signed_in_required

EXTENSIONS = {"application/pdf": "pdf", "image/svg+xml": "svg"}


class RevocationForm(forms.Form):
    """Why a certificate is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do thu hồi"),
        help_text=gettext_lazy("Chỉ văn phòng tỉnh đọc được lý do này."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )


@personal
@require_safe
@signed_in_required
def mine(request: HttpRequest) -> HttpResponse:
    """One's own certificates."""
    found = queries.certificates_of(person(request))
    learner = learner_of(person(request))
    if learner is not None:
        offer_help(request, learner.unit)
    return page(request, "certificates/mine", {"certificates": found})


@personal
@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """What a certificate says and whether it counts, for anyone who holds the code."""
    found = queries.certificate_with_code(code)
    if found is None:
        return no_such_certificate(request)
    context = {
        "certificate": found,
        "masked_name": names.masked_name(found.holder_name),
        "is_own": is_holder(request, found),
        "is_office": has_role(request.user, Role.PROVINCE_OFFICE),
    }
    return page(request, "certificates/certificate", context)


@personal
@require_safe
@signed_in_required
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The PDF, for the holder and the office; for others it does not exist."""
    return file_of(request, code, printing.pdf_of, name="chung-nhan", kind="application/pdf")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PROVINCE_OFFICE)
def revocation(request: HttpRequest, code: str) -> HttpResponse:
    """Take a certificate back, with a reason (the office)."""
    found = certificate_or_404(code)
    form = RevocationForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"certificate": found, "form": form}
        return render(request, "enrollment/certificates/revocation.html", context, status=status)
    try:
        actions.revoke_certificate(
            code=found.code,
            reason=form.cleaned_data["reason"],
            by=person(request),
            at=timezone.now(),
        )
    except actions.AlreadyRevoked:
        messages.info(request, _("Chứng nhận này đã được thu hồi từ trước."))
    else:
        messages.success(request, _("Đã thu hồi chứng nhận %(code)s.") % {"code": found.code})
    return HttpResponseRedirect(reverse("certificate", args=[found.code]))


def no_such_certificate(request: HttpRequest) -> HttpResponse:
    """Tell plainly that a paper is not ours: the same words whatever the code."""
    place = current_place()
    error = {
        "code": "CERTIFICATE_UNKNOWN",
        "title": _("Không có chứng nhận nào mang mã này"),
        "message": _(
            "%(issuer)s chưa từng cấp chứng nhận có mã như vậy. Vui lòng xem lại từng chữ trên "
            "giấy; nếu mã đúng như trên giấy thì đó không phải chứng nhận do %(issuer)s cấp."
        )
        % {"issuer": place.title},
    }
    return render(request, "errors/404.html", {"error": error}, status=404)


def file_of(
    request: HttpRequest,
    code: str,
    make: Callable[[Certificate], str | bytes],
    *,
    name: str,
    kind: str,
) -> HttpResponse:
    """A file of a certificate, for the holder and the office; for others it does not exist."""
    found = certificate_or_404(code)
    if not (is_holder(request, found) or has_role(request.user, Role.PROVINCE_OFFICE)):
        raise Http404
    if found.revoked_at is not None:
        error = {
            "code": "CERTIFICATE_REVOKED",
            "title": _("Chứng nhận đã được thu hồi"),
            "message": _("Chứng nhận này không còn hiệu lực nên không tải về được."),
        }
        return render(request, "errors/409.html", {"error": error}, status=409)
    extension = EXTENSIONS[kind]
    headers = {"Content-Disposition": f'attachment; filename="{name}-{found.code}.{extension}"'}
    return HttpResponse(make(found), content_type=kind, headers=headers)


def certificate_or_404(code: str) -> Certificate:
    """Return the certificate of a code as typed; raises Http404."""
    found = queries.certificate_with_code(code)
    if found is None:
        raise Http404
    return found


def is_holder(request: HttpRequest, found: Certificate) -> bool:
    """Whether the signed-in person earned this certificate."""
    user = request.user
    return user.is_authenticated and found.learner.user_id == user.pk
