"""Taking a province's contribution into the ministry's desk, with decisions where both wrote."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog import contribution_places, contributions, documents, permissions
from catalog.actions import contributions as actions
from catalog.contribution_places import Deciding
from catalog.contributions import Merging
from catalog.library.models import Contribution
from catalog.models import Course
from catalog.updates.filled import NOTHING_FILLED, Filled
from catalog.web import offer_problems
from catalog.web.offer_forms import AdoptionForm
from catalog.web.reviews import editors_required
from tenants.people.permissions import person

CHANGED, UNDECIDED, INVALID = "CONTRIBUTION_CHANGED", "CONFLICTS_UNDECIDED", "DOCUMENT_INVALID"


@require_http_methods(["GET", "POST"])
@editors_required
def adoption(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What taking a contribution in would do; decide where both wrote; do it."""
    found = permissions.contribution_for(request.user, uid)
    try:
        return decided(request, found)
    except offer_problems.DECISION_REFUSALS as error:
        return offer_problems.refusal(request, error)


def decided(request: HttpRequest, found: Contribution) -> HttpResponse:
    """Show the page, or do what was decided.

    Raises ContributionClosed, CourseThere, and DocumentInvalid for what cannot stand here at all.
    """
    if found.state not in contributions.OPEN:
        raise actions.ContributionClosed(found)
    merging = contributions.merging(found)
    if request.method != "POST":
        form = AdoptionForm(initial=seen(found, merging))
        return adoption_page(request, found, merging, form)
    form = AdoptionForm(request.POST)
    filled = Filled.of(request.POST.dict())
    deciding = contribution_places.deciding(merging, filled)
    if not form.is_valid():
        return adoption_page(request, found, merging, form, deciding, status=422)
    if not form.was_made_of(seen(found, merging)):
        return again(request, found, merging, filled)
    if deciding is not None and deciding.undecided:
        return adoption_page(request, found, merging, form, deciding, UNDECIDED, 422)
    try:
        course = adopted(request, found, form, deciding)
    except actions.ContributionChanged:
        return again(request, found, contributions.merging(found), filled)
    except documents.DocumentInvalid:
        if deciding is None or not deciding.filled.texts:
            raise
        return adoption_page(request, found, merging, form, deciding, INVALID, 422)
    text = _("Đã đưa vào bàn biên soạn và báo cho %(province)s. Còn bước duyệt và phát hành.")
    messages.success(request, text % {"province": found.province.name})
    return redirect("desk-course", uid=course.uid)


def seen(found: Contribution, merging: Merging) -> dict[str, str]:
    """Return the names of what a page is made of."""
    return {"seen": found.sha256, "seen_desk": merging.desk_sha256}


def adopted(
    request: HttpRequest, found: Contribution, form: AdoptionForm, deciding: Deciding | None
) -> Course:
    """Adopt as decided; whatever is raised, nothing has changed."""
    with transaction.atomic():
        return actions.adopt_contribution(
            contribution=found,
            decisions=deciding.decisions if deciding else {},
            seen_sha256=form.cleaned_data["seen"],
            seen_desk_sha256=form.cleaned_data["seen_desk"],
            reply=form.cleaned_data["reply"],
            by=person(request),
        )


def again(
    request: HttpRequest, found: Contribution, merging: Merging, filled: Filled
) -> HttpResponse:
    """Return the page made anew of what stands there now, with the decisions that still fit."""
    found.refresh_from_db()
    initial = seen(found, merging) | {"reply": request.POST.get("reply", "")}
    deciding = contribution_places.deciding(merging, filled)
    return adoption_page(
        request, found, merging, AdoptionForm(initial=initial), deciding, CHANGED, 409
    )


def adoption_page(
    request: HttpRequest,
    found: Contribution,
    merging: Merging,
    form: AdoptionForm,
    deciding: Deciding | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page with what was filled in and what went wrong."""
    deciding = deciding or contribution_places.deciding(merging, NOTHING_FILLED)
    context = {
        "contribution": found,
        "course": merging.course,
        "form": form,
        "deciding": deciding,
        "problem": problem,
        "errors": errors_of(deciding) if deciding and problem == UNDECIDED else [],
    }
    return render(request, "catalog/contributions/adoption.html", context, status=status)


def errors_of(deciding: Deciding) -> list[dict[str, str]]:
    """Return a line with a link for every place that is still open."""
    return [
        {
            "text": f"{place.where} – {place.label}: {place.error}",
            "href": f"#choice-{place.mark}-{place.options[0][0]}",
        }
        for place in deciding.undecided
    ]
