"""Whether one's own scores are kept, where one checks oneself; erasing those that were."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from enrollment.learning import actions
from enrollment.queries import learner_of
from enrollment.web.learner import personal
from enrollment.web.visits import offer_help, page
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


class ErasureForm(forms.Form):
    """The wish to erase, confirmed."""

    is_confirmed = forms.BooleanField(
        label=gettext_lazy("Tôi hiểu rằng câu trả lời và điểm đã xóa không lấy lại được"),
        error_messages={"required": gettext_lazy("Vui lòng đánh dấu ô này nếu muốn xóa.")},
    )


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_required
def erasure(request: HttpRequest) -> HttpResponse:
    """What goes and what stays, and the button that erases."""
    user = person(request)
    learner = learner_of(user)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    try:
        count = actions.kept_attempt_count(learner) if learner else 0
        if form.is_valid():
            erased = actions.erase_scores(learner=learner, by=user) if learner else 0
            return _erased(request, erased)
    except actions.ScoresMustStay as error:
        return _must_stay(request, error)
    if learner is not None:
        offer_help(request, learner.unit)
    status = 422 if request.method == "POST" else 200
    return page(request, "learner/score_erasure", {"form": form, "count": count}, status=status)


def _erased(request: HttpRequest, count: int) -> HttpResponse:
    words = ngettext(
        "Đã xóa câu trả lời và điểm của %(count)s lượt làm bài. Từ bây giờ điểm không được lưu.",
        "Đã xóa câu trả lời và điểm của %(count)s lượt làm bài. Từ bây giờ điểm không được lưu.",
        count,
    )
    messages.success(request, words % {"count": count})
    return HttpResponseRedirect(reverse("home"))


def _must_stay(request: HttpRequest, error: actions.ScoresMustStay) -> HttpResponse:
    words = {
        "code": error.code,
        "title": _("Điểm của Ông/Bà cần được giữ"),
        "message": _(
            "Nhóm của Ông/Bà cần đạt phần câu hỏi của mỗi bài, nên kết quả được giữ để xác nhận"
            " việc học. Nếu có thắc mắc, vui lòng hỏi người hỗ trợ của đơn vị."
        ),
    }
    return render(request, "errors/403.html", {"error": words}, status=error.status)


def _page_before(request: HttpRequest) -> str:
    address = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return address
    return reverse("home")
