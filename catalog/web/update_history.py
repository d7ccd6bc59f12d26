"""What was merged into a course and by whom; taking the last merge back."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from catalog import documents, permissions
from catalog.actions import sync as sync_actions
from catalog.models import Course, Document, Sync
from catalog.updates.places import KINDS, label_of, nodes_of
from catalog.web.library import office_required
from catalog.web.update import standing_for
from tenants.people.models import User
from tenants.people.permissions import person

PAGE_SIZE = 10
CHOICES = {
    "national": gettext_lazy("lấy bản của Bộ"),
    "ours": gettext_lazy("giữ bản của tỉnh"),
    "text": gettext_lazy("tự viết"),
}
REASONS = {
    "changed_since": gettext_lazy(
        "Không hoàn tác được: khóa học đã được sửa tiếp sau lần nhận này. "
        "Hoàn tác sẽ làm mất phần sửa đó."
    ),
    "later_sync": gettext_lazy(
        "Không hoàn tác được: sau lần này tỉnh đã nhận một bản mới hơn. "
        "Hãy hoàn tác lần nhận sau cùng trước."
    ),
}


@dataclass(frozen=True)
class DecisionShown:
    """One decision in words: which place, which choice."""

    where: str
    label: Any
    choice: Any
    text: str


@dataclass(frozen=True)
class NoteShown:
    """Words of the province that a lock moved beside a lesson."""

    lesson_uid: str
    title: str
    text: str


@dataclass(frozen=True)
class SyncShown:
    """One merge as the history shows it."""

    sync: Sync
    by: str
    undone_by: str
    decisions: list[DecisionShown]
    notes: list[NoteShown]
    refusal: str
    """Why it cannot be taken back; empty if it can."""


@require_GET
@office_required
def history(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Every merge of a course, newest first."""
    return history_page(request, permissions.course_for(request.user, uid))


@require_POST
@office_required
def undo(request: HttpRequest, uid: uuid.UUID, sync_uid: uuid.UUID) -> HttpResponse:
    """Take one merge back: the desk and the learners' course as they were before."""
    course = permissions.course_for(request.user, uid)
    sync = course.syncs.filter(uid=sync_uid).first()
    if sync is None:
        raise Http404
    try:
        sync_actions.undo_sync(sync=sync, by=person(request))
    except sync_actions.SyncNotUndoable as error:
        return history_page(request, course, str(REASONS[error.reason]))
    text = _("Đã hoàn tác: khóa học trở lại đúng như trước khi nhận bản %(version)s.")
    messages.success(request, text % {"version": sync.to_version})
    return redirect("office-update-history", uid=uid)


def history_page(request: HttpRequest, course: Course, refusal: str = "") -> HttpResponse:
    """Return the history; 409 where something could not be taken back."""
    standing = standing_for(course)
    every = course.syncs.select_related("edition_after").order_by("-applied_at", "-pk")
    page = Paginator(every, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "course": course,
        "standing": standing,
        "page": page,
        "syncs": shown(course, list(page.object_list)),
        "refusal": refusal,
    }
    status = 409 if refusal else 200
    return render(request, "catalog/updates/history.html", context, status=status)


def shown(course: Course, syncs: list[Sync]) -> list[SyncShown]:
    """Return these merges in words (three statements, more for the one that can be undone)."""
    contents = contents_of(syncs)
    uids = {uid for one in syncs for uid in (one.applied_by_uid, one.undone_by_uid) if uid}
    names = dict(User.objects.filter(uid__in=uids).values_list("uid", "full_name"))
    newest = course.syncs.filter(undone_at=None).order_by("-applied_at").first()
    return [
        SyncShown(
            sync=one,
            by=names.get(one.applied_by_uid, "") if one.applied_by_uid else "",
            undone_by=names.get(one.undone_by_uid, "") if one.undone_by_uid else "",
            decisions=list(decisions_of(one, contents)),
            notes=list(notes_of(one, contents)),
            refusal=refusal_of(course, one, newest),
        )
        for one in syncs
    ]


def refusal_of(course: Course, sync: Sync, newest: Sync | None) -> str:
    """Return why a merge cannot be taken back, as far as can be told now."""
    if newest is None or sync.undone_at is not None:
        return ""
    if sync.pk != newest.pk:
        return str(REASONS["later_sync"])
    here = documents.sha256_of(documents.from_course(course))
    stood = Document.objects.filter(pk=sync.result_id).values_list("sha256", flat=True).get()
    return "" if here == stood else str(REASONS["changed_since"])


def contents_of(syncs: Iterable[Sync]) -> dict[int, dict[str, Any]]:
    """Return the documents needed to word decisions and notes (one statement)."""
    ids: set[int] = set()
    for one in syncs:
        if one.decisions:
            ids |= {one.theirs_id, one.mine_id}
        if one.counts.get("locked") or one.is_automatic:
            ids |= {one.mine_id, one.result_id}
    return dict(Document.objects.filter(pk__in=ids).values_list("pk", "content"))


def decisions_of(sync: Sync, contents: Mapping[int, dict[str, Any]]) -> Iterable[DecisionShown]:
    """Yield the decisions of a merge in words."""
    if not sync.decisions:
        return
    known = {**titles_of(contents[sync.mine_id]), **titles_of(contents[sync.theirs_id])}
    for place, decision in sync.decisions.items():
        uid, _dot, name = place.split("#")[0].partition(".")
        kind, title = known.get(uid, ("lesson", ""))
        label = label_of(kind, name) if name else KINDS[kind]
        yield DecisionShown(title, label, CHOICES[decision["choice"]], decision.get("text", ""))


def titles_of(document: dict[str, Any]) -> dict[str, tuple[Any, str]]:
    """Return the kind of every node and where it stands, in words."""
    found: dict[str, tuple[Any, str]] = {document["uid"]: ("course", document["title"])}
    for module in document["modules"]:
        found[module["uid"]] = ("module", module["title"])
        for lesson in module["lessons"]:
            found[lesson["uid"]] = ("lesson", lesson["title"])
            for question in lesson["questions"]:
                where = f"{lesson['title']} › {question['text']}"
                found[question["uid"]] = ("question", where)
                for option in question["options"]:
                    found[option["uid"]] = ("option", f"{where} › {option['text']}")
    return found


def notes_of(sync: Sync, contents: Mapping[int, dict[str, Any]]) -> Iterable[NoteShown]:
    """Yield the words of the province that a merge moved into notes."""
    if sync.result_id not in contents:
        return
    before = dict(nodes_of(contents[sync.mine_id]))
    for module in contents[sync.result_id]["modules"]:
        for lesson in module["lessons"]:
            old = before.get(lesson["uid"], {}).get("note", "")
            if lesson["note"] != old:
                text = lesson["note"].removeprefix(old).strip()
                yield NoteShown(lesson["uid"], lesson["title"], text)
