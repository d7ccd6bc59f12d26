"""Whether one's own scores are kept, where one checks oneself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enrollment.learning import actions
from enrollment.web.learner import personal
from tenants.people.permissions import person, signed_in_required

CHOICES = {"yes": True, "no": False}


@personal
@require_POST
@signed_in_required
def score_keeping(request: HttpRequest) -> HttpResponse:
    """Keep one's scores, or not, from now on; back to the page one came from."""
    keeps = CHOICES.get(request.POST.get("keeps", ""))
    if keeps is None:
        words = {
            "code": "CHOICE_MISSING",
            "title": _("Chưa lưu được lựa chọn"),
            "message": _("Vui lòng quay lại và chọn lưu điểm hoặc không lưu điểm."),
        }
        return render(request, "errors/422.html", {"error": words}, status=422)
    user = person(request)
    actions.keep_scores(learner=actions.ensure_learner(user=user), keeps=keeps, by=user)
    said = _("Từ bây giờ điểm được lưu.") if keeps else _("Từ bây giờ điểm không được lưu.")
    messages.success(request, said)
    return HttpResponseRedirect(_page_before(request))


def _page_before(request: HttpRequest) -> str:
    address = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return address
    return reverse("home")
