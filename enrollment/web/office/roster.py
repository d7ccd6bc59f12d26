"""Roster files: template, upload, preview with errors, wrong rows to correct, applying."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment import actions, queries
from enrollment.actions.rosters import RosterNotReady
from enrollment.models import RosterRow, RosterUpload
from enrollment.roster import files, parsing, reading, workbooks
from enrollment.roster.columns import PERSON_FIELDS, UNIT_FIELDS, Field, letters
from enrollment.web.office import roster_words
from tenants import spreadsheets
from tenants.jobs import queries as job_queries
from tenants.jobs.models import Job
from tenants.people import actions as people_actions
from tenants.people.models import Role
from tenants.people.permissions import person, role_required

PAGE_SIZE = 50
TABS = {
    "wrong": gettext_lazy("Sai"),
    "new": gettext_lazy("Mới"),
    "changed": gettext_lazy("Thay đổi"),
    "unchanged": gettext_lazy("Không đổi"),
    "units": gettext_lazy("Đơn vị"),
}


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("Tệp danh sách (.xlsx hoặc .csv)"),
        help_text=gettext_lazy("Nhiều nhất 20 MB. Chưa có gì thay đổi cho đến khi xác nhận."),
        error_messages={
            "required": gettext_lazy("Vui lòng chọn một tệp."),
            "empty": gettext_lazy("Tệp này trống."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class ApplyForm(forms.Form):
    """What to do with people met twice."""

    known = forms.ChoiceField(
        label=gettext_lazy("Người đã có trong danh sách"),
        choices=[
            ("update", gettext_lazy("Cập nhật theo tệp này")),
            ("skip", gettext_lazy("Giữ nguyên thông tin đang có")),
        ],
        widget=forms.RadioSelect,
        initial="update",
    )
    duplicates = forms.ChoiceField(
        label=gettext_lazy("Người có hai dòng trong tệp"),
        choices=[
            ("first", gettext_lazy("Lấy dòng đầu, bỏ dòng sau")),
            ("last", gettext_lazy("Lấy dòng sau")),
        ],
        widget=forms.RadioSelect,
        initial="first",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PROVINCE_OFFICE)
def uploads(request: HttpRequest) -> HttpResponse:
    """The template, the form, and the files uploaded before."""
    if request.method != "POST":
        return _uploads_page(request, UploadForm(), 200)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _uploads_page(request, form, 422)
    file = form.cleaned_data["file"]
    try:
        if file.size > files.LARGEST_FILE_BYTES:
            raise files.FileTooLarge(size_bytes=file.size, limit_bytes=files.LARGEST_FILE_BYTES)
        made = actions.upload_roster(content=file.read(), file_name=file.name, by=person(request))
    except files.FileRefused as error:
        form.add_error("file", roster_words.file_error(error.code, error.facts))
        return _uploads_page(request, form, error.status)
    return HttpResponseRedirect(reverse("office-roster-upload", args=[made.uid]))


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    return spreadsheets.download(workbooks.template(), file_name="mau-danh-sach-hoc-vien.xlsx")


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def upload(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One file: being read, waiting with its preview, applied, or refused."""
    found = _upload(uid)
    job = Job.objects.filter(subject_uid=str(uid)).order_by("-created_at").first()
    context: dict[str, Any] = {
        "upload": found,
        "job": job_queries.standing_of(job) if job else None,
        "is_working": found.state in (RosterUpload.State.READING, RosterUpload.State.APPLYING),
    }
    if found.state == RosterUpload.State.REFUSED:
        code = found.error.get("code", "")
        context["refusal"] = roster_words.file_error(code, found.error)
    if found.state in (RosterUpload.State.PREVIEW, RosterUpload.State.APPLIED):
        context |= _preview(request, found)
    return render(request, "enrollment/office/roster_upload.html", context)


@require_POST
@role_required(Role.PROVINCE_OFFICE)
def application(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Start applying the good rows."""
    found = _upload(uid)
    form = ApplyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Vui lòng chọn cách xử lý người trùng rồi áp dụng lại."))
        return HttpResponseRedirect(reverse("office-roster-upload", args=[uid]))
    try:
        actions.apply_roster(
            upload=found,
            update_known=form.cleaned_data["known"] == "update",
            take_last=form.cleaned_data["duplicates"] == "last",
            by=person(request),
        )
    except RosterNotReady:
        messages.info(request, _("Tệp này không chờ xác nhận nữa."))
    return HttpResponseRedirect(reverse("office-roster-upload", args=[uid]))


@require_POST
@role_required(Role.PROVINCE_OFFICE)
def removal(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Throw a file away that was not applied."""
    try:
        actions.discard_roster(upload=_upload(uid), by=person(request))
    except RosterNotReady:
        messages.info(request, _("Tệp này không bỏ được nữa."))
    else:
        messages.success(request, _("Đã bỏ tệp. Danh sách học viên không thay đổi."))
    return HttpResponseRedirect(reverse("office-roster"))


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def wrong_rows(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The wrong rows to correct and upload again, each with its errors in the last column."""
    found = _upload(uid)
    rows = list(found.rows.filter(outcome=RosterRow.Outcome.WRONG).order_by("pk"))
    originals = _originals(found)
    people_actions.write_audit(
        action="enrollment.export_wrong_rows",
        by=person(request),
        subject="roster",
        subject_uid=str(found.uid),
        facts={"row_count": len(rows)},
    )
    sheets: dict[str, tuple[list[Field], list[list[Any]]]] = {}
    for row in rows:
        fields, lines = sheets.setdefault(row.sheet_name, (_fields(found, row.sheet_name), []))
        cells = originals.get((row.sheet_name, row.row_number), row.cells)
        lines.append([*(cells.get(field.key, "") for field in fields[:-1]), _error_line(row)])
    return spreadsheets.download(workbooks.wrong_rows(sheets), file_name="dong-can-sua.xlsx")


def _uploads_page(request: HttpRequest, form: UploadForm, status: int) -> HttpResponse:
    context = {"form": form, "uploads": queries.newest_uploads()}
    return render(request, "enrollment/office/roster.html", context, status=status)


def _upload(uid: uuid.UUID) -> RosterUpload:
    found = RosterUpload.objects.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _preview(request: HttpRequest, found: RosterUpload) -> dict[str, Any]:
    unit_counts: dict[str, int] = found.mapping.get("unit_counts", {})
    counts = {
        "wrong": found.wrong_count,
        "new": found.new_count,
        "changed": found.changed_count,
        "unchanged": found.unchanged_count,
        "units": sum(unit_counts.values()),
    }
    default = next((tab for tab in TABS if counts[tab]), "new")
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else default
    rows = found.rows.order_by("pk")
    if tab == "units":
        rows = rows.filter(values__row=reading.UNIT_ROW)
    else:
        rows = rows.filter(outcome=tab)
        rows = rows if tab == "wrong" else rows.exclude(values__has_key="row")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    page.paginator.__dict__["count"] = counts[tab]
    return {
        "tabs": [{"key": key, "label": TABS[key], "count": counts[key]} for key in TABS],
        "tab": tab,
        "page": page,
        "lines": [_line(row) for row in page],
        "columns": _column_words(found),
        "form": ApplyForm(initial={"known": "update", "duplicates": "first"}),
        "good_count": found.new_count + found.changed_count,
        "unit_good_count": unit_counts.get("new", 0) + unit_counts.get("changed", 0),
    }


def _line(row: RosterRow) -> dict[str, Any]:
    return {
        "sheet": row.sheet_name,
        "row": row.row_number,
        "name": row.cells.get("full_name") or row.cells.get("name", ""),
        "code": row.cells.get("staff_code") or row.cells.get("code", ""),
        "phone": row.cells.get("phone", ""),
        "unit": row.cells.get("unit") or row.cells.get("parent", ""),
        "group": row.cells.get("sub_group") or row.cells.get("kind", ""),
        "outcome": row.get_outcome_display(),
        "errors": [roster_words.row_error(error) for error in row.errors],
        "changes": [
            roster_words.field_words(CHANGED_FIELDS.get(name, name))
            for name in row.values.get("changes", [])
            if name not in ("folded_name", "citizen_id_last3")
        ],
    }


CHANGED_FIELDS = {"unit_code": "unit", "citizen_id_digest": "citizen_id"}


def _column_words(found: RosterUpload) -> list[dict[str, str]]:
    """Which column was taken for what, sheet by sheet."""
    return [
        {
            "sheet": sheet,
            "words": "; ".join(
                f"{letters(column)}: {roster_words.field_words(name)}"
                for name, column in sorted(mapping.items(), key=lambda item: item[1])
            ),
        }
        for sheet, mapping in found.mapping.get("columns", {}).items()
    ]


def _fields(found: RosterUpload, sheet_name: str) -> list[Field]:
    """The sheet's own columns in their order, then one for the errors."""
    by_key = {field.key: field for field in (*UNIT_FIELDS, *PERSON_FIELDS)}
    mapping = found.mapping.get("columns", {}).get(sheet_name, {})
    ordered = sorted(mapping, key=mapping.__getitem__)
    return [*(by_key[key] for key in ordered), Field("errors", _("Lỗi cần sửa"), (), 70)]


def _originals(found: RosterUpload) -> dict[tuple[str, int], dict[str, str]]:
    """The rows as they stand in the file while it is kept; afterwards citizen ids stay masked."""
    if not found.file_path or not default_storage.exists(found.file_path):
        return {}
    mapping = found.mapping.get("columns", {})
    return {
        (sheet.name, number): {
            key: parsing.text_of(row[column])
            for key, column in mapping[sheet.name].items()
            if column < len(row)
        }
        for sheet in files.sheets(default_storage.path(found.file_path))
        if sheet.name in mapping
        for number, row in enumerate(sheet.rows, start=1)
    }


def _error_line(row: RosterRow) -> str:
    errors = [roster_words.row_error(error) for error in row.errors]
    return " | ".join(f"{error['field']}: {error['what']} {error['fix']}" for error in errors)
