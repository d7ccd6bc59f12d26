"""How far the lighter files of a lesson's video and sound are, and the button for a new try."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog import actions, locks, permissions
from catalog.actions.transcoding import Part
from catalog.transcoding import standing
from catalog.web.desk import desk_required
from tenants.people.permissions import person


@never_cache
@require_http_methods(["GET", "POST"])
@desk_required
def transcoding(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The state as a fragment of the page it stands on; POST makes the lighter files again."""
    lesson = permissions.lesson_for(request.user, uid)
    part: Part = "audio" if "audio" in request.GET else "video"
    if request.method == "POST":
        locks.require_free(lesson.module.course, lesson.uid, part)
        if actions.start_transcoding(lesson=lesson, part=part, by=person(request)):
            messages.success(request, _("Đã xếp việc tạo bản nhẹ vào hàng chờ."))
        return redirect(f"desk-{part}", uid=uid)
    if not request.headers.get("HX-Request"):
        return redirect(f"desk-{part}", uid=uid)
    found = standing.standing_of(lesson, part)
    context = {"lesson": lesson, "standing": found, "part": part}
    return render(request, "catalog/desk/transcoding.html", context)
