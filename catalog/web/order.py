"""The order that was dragged: chapters and lessons of a course, questions of a lesson."""

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from pydantic import BaseModel, ConfigDict, ValidationError

from catalog import actions, permissions
from catalog.actions import ModuleOrder, OrderOutdated
from catalog.locks import NodeLocked
from catalog.web import problems
from catalog.web.desk import desk_required
from tenants.people.permissions import person

REFUSALS = (ValidationError, OrderOutdated, NodeLocked)


class WantedModule(BaseModel):
    """A chapter and its lessons, as the page sent them."""

    model_config = ConfigDict(extra="forbid")
    uid: uuid.UUID
    lessons: list[uuid.UUID]


class WantedCourse(BaseModel):
    """All chapters of a course in order."""

    model_config = ConfigDict(extra="forbid")
    modules: list[WantedModule]


class WantedQuestions(BaseModel):
    """All questions of a lesson in order."""

    model_config = ConfigDict(extra="forbid")
    questions: list[uuid.UUID]


@require_POST
@desk_required
def course_order(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Set the order of a course: the whole of it, as JSON in the field "order"."""
    course = permissions.course_for(request.user, uid)
    try:
        wanted = WantedCourse.model_validate_json(request.POST.get("order", ""))
        modules = [ModuleOrder(one.uid, tuple(one.lessons)) for one in wanted.modules]
        actions.order_nodes(course=course, modules=modules, by=person(request))
    except REFUSALS as error:
        return refusal(error)
    return JsonResponse({"code": "ORDERED"})


@require_POST
@desk_required
def question_order(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Set the order of a lesson's questions, as JSON in the field "order"."""
    lesson = permissions.lesson_for(request.user, uid)
    try:
        wanted = WantedQuestions.model_validate_json(request.POST.get("order", ""))
        actions.order_questions(lesson=lesson, question_uids=wanted.questions, by=person(request))
    except REFUSALS as error:
        return refusal(error)
    return JsonResponse({"code": "ORDERED"})


def refusal(error: Exception) -> HttpResponse:
    """Say why an order was not taken."""
    if isinstance(error, NodeLocked):
        return problems.json_conflict(error)
    if isinstance(error, OrderOutdated):
        text = _("Khóa học vừa được người khác thay đổi. Trang đã tải lại; vui lòng sắp xếp lại.")
        return problems.json_answer(409, error.code, text)
    return problems.json_answer(422, "ORDER_INVALID", _("Không đọc được thứ tự vừa gửi."))
