"""A province offers its courses to the ministry, answers its questions, takes offers back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog import offering, permissions
from catalog.actions import offers as actions
from catalog.models import Course, Offer
from catalog.web import offer_problems
from catalog.web.library import office_required
from catalog.web.offer_forms import AnswerForm, OfferForm
from tenants.people.permissions import person


@require_GET
@office_required
def offer_list(request: HttpRequest) -> HttpResponse:
    """Everything this province offered, and what the ministry said."""
    return render(request, "catalog/offers/offers.html", {"offers": offering.offers()})


@require_http_methods(["GET", "POST"])
@office_required
def offer(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What would be offered of a course, or the offer that is open; offer it, or answer."""
    course = permissions.course_for(request.user, uid)
    offers = offering.offers_of(course)
    now_open = next((one for one in offers if one.state in offering.OPEN), None)
    form = form_of(request, now_open)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            return sent(request, course, now_open, form.cleaned_data["note"])
        except offer_problems.CLOSED_OFFERS as error:
            return offer_problems.refusal(request, error)
        except offer_problems.OFFER_REFUSALS as error:
            status = offer_problems.add_to_form(form, error)
    context = {
        "course": course,
        "form": form,
        "offering": offering.offering(course),
        "open": now_open,
        "offers": offers,
    }
    return render(request, "catalog/offers/offer.html", context, status=status)


def form_of(request: HttpRequest, now_open: Offer | None) -> OfferForm:
    """Return the form to offer, or to answer, with what was sent."""
    data = request.POST if request.method == "POST" else None
    if now_open is not None and now_open.state == Offer.State.ASKED_BACK:
        return AnswerForm(data, initial={"note": now_open.note})
    return OfferForm(data)


def sent(request: HttpRequest, course: Course, now_open: Offer | None, note: str) -> HttpResponse:
    """Offer the course, or answer the question that is open."""
    by = person(request)
    if now_open is not None and now_open.state == Offer.State.ASKED_BACK:
        actions.answer_question(offer=now_open, note=note, by=by)
        messages.success(request, _("Đã gửi câu trả lời và nội dung mới nhất lên Bộ."))
    else:
        actions.offer_course(course=course, note=note, by=by)
        messages.success(request, _("Đã gửi lên Bộ. Khi có trả lời, Ông/Bà nhận được thư."))
    return redirect("desk-offer", uid=course.uid)


@require_POST
@office_required
def withdrawal(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take an offer back."""
    found = permissions.offer_for(request.user, uid)
    try:
        actions.withdraw_offer(offer=found, by=person(request))
    except offer_problems.CLOSED_OFFERS as error:
        return offer_problems.refusal(request, error)
    messages.success(request, _("Đã rút lại. Bộ không giữ nội dung đã gửi nữa."))
    return redirect("desk-offer", uid=found.course.uid)
