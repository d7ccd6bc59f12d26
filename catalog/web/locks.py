"""The page on which the ministry says what provinces may not change."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog import actions, documents, permissions, reviews
from catalog.web.forms import LockForm
from catalog.web.reviews import editors_required
from tenants.people.permissions import person


@require_http_methods(["GET", "POST"])
@editors_required
def locks(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """All locks of a course, and a form for one more."""
    course = permissions.course_for(request.user, uid)
    content = documents.from_course(course)
    titles = reviews.titles_of(content)
    sent = request.POST if request.method == "POST" else None
    form = LockForm(sent, titles=titles, course_uid=str(uid))
    if form.is_valid():
        try:
            actions.lock_node(course=course, by=person(request), **form.cleaned_data)
        except actions.NotLockable:
            form.add_error("field", _("Phần này không có ở chỗ đã chọn. Hãy chọn phần khác."))
        else:
            messages.success(request, _("Đã khóa. Các tỉnh thấy từ bản phát hành tới."))
            return redirect("desk-locks", uid=uid)
    context = {
        "course": course,
        "form": form,
        "rows": reviews.desk_locks(course, titles),
    }
    return render(request, "catalog/desk/locks.html", context, status=422 if form.is_bound else 200)


@require_POST
@editors_required
def removal(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a lock away."""
    lock = permissions.lock_for(request.user, uid)
    actions.unlock_node(lock=lock, by=person(request))
    messages.success(request, _("Đã bỏ khóa. Các tỉnh thấy từ bản phát hành tới."))
    return redirect("desk-locks", uid=lock.course.uid)
