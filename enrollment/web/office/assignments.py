"""What is asked of whom: the bulk form with its suggestion, and single assignments."""

import datetime
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from catalog import queries as catalog_queries
from catalog.queries import CourseCard
from enrollment import actions, figures, queries
from enrollment.actions import AssignmentChoice
from enrollment.models import Assignment, Cohort, SubGroup
from tenants.people import names
from tenants.people.models import Role
from tenants.people.permissions import person, role_required

NONE, OFFERED, MANDATORY = "none", "offered", "mandatory"
TEAM, TEAM_ONLY = "team", "team_only"
TEAM_GROUP = "team_members"
TEAM_COURSE = "to cong nghe so"
CHOICE_WORDS = {
    NONE: gettext_lazy("Không giao"),
    OFFERED: gettext_lazy("Tự chọn"),
    MANDATORY: gettext_lazy("Bắt buộc"),
    TEAM: gettext_lazy("Tự chọn; bắt buộc với Tổ công nghệ số"),
    TEAM_ONLY: gettext_lazy("Chỉ giao cho Tổ công nghệ số, bắt buộc"),
}
WITH_DATE = frozenset({MANDATORY, TEAM, TEAM_ONLY})


class BulkForm(forms.Form):
    """For every course one choice for the cohort it was written for; one date a cohort.

    Saving touches only what was changed here: what other forms assigned stays as it is.
    """

    def __init__(
        self,
        *args: Any,
        courses: list[CourseCard],
        present: list[Assignment],
        cohorts: list[Cohort],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.courses, self.present, self.cohorts = courses, present, cohorts
        for cohort in cohorts:
            for course in self.courses_of(cohort):
                self.fields[f"course-{course.uid}"] = forms.ChoiceField(
                    label=course.title,
                    choices=self._choices(cohort),
                    initial=self._initial(course, cohort),
                    help_text=self._also(course, cohort),
                )
            self.fields[f"due-{cohort.key}"] = forms.DateField(
                label=_("%(cohort)s: hạn hoàn thành các khóa bắt buộc")
                % {"cohort": cohort.get_key_display()},
                required=False,
                initial=self._due_date(cohort),
                widget=forms.DateInput(format="%Y-%m-%d"),
            )

    def courses_of(self, cohort: Cohort) -> list[CourseCard]:
        """Return the courses written for a cohort."""
        return [course for course in self.courses if course.audience == cohort.key]

    def clean(self) -> dict[str, Any]:
        """Ask for a date wherever something is mandatory; a new one must not be over."""
        data: dict[str, Any] = super().clean() or {}
        for cohort in self.cohorts:
            name = f"due-{cohort.key}"
            chosen = [(one, data.get(f"course-{one.uid}")) for one in self.courses_of(cohort)]
            if name in self.errors or not {choice for _one, choice in chosen} & WITH_DATE:
                continue
            is_new = self._is_new_date(cohort) or any(
                choice in WITH_DATE and choice != self._standing(course, cohort)
                for course, choice in chosen
            )
            if not data.get(name):
                self.add_error(name, _("Khóa bắt buộc cần có hạn hoàn thành."))
            elif is_new and data[name] < timezone.localdate():
                self.add_error(name, _("Hạn này đã qua. Chọn một ngày từ hôm nay trở đi."))
        return data

    def wanted(self, groups: list[SubGroup]) -> tuple[list[AssignmentChoice], list[Assignment]]:
        """Return what to write and which present assignments to take back."""
        team = next((group for group in groups if group.key == TEAM_GROUP), None)
        choices: list[AssignmentChoice] = []
        gone: list[Assignment] = []
        for cohort in self.cohorts:
            due = self.cleaned_data[f"due-{cohort.key}"]
            for course in self.courses_of(cohort):
                choice = self.cleaned_data[f"course-{course.uid}"]
                is_changed = choice != self._standing(course, cohort)
                asked = _asked(choice, course, cohort, team, due)
                if is_changed:
                    choices += asked
                    gone += self._taken_back(choice, course, cohort)
                elif self._is_new_date(cohort):
                    choices += [one for one in asked if one.is_mandatory]
        return choices, gone

    def blocks(self) -> list[dict[str, Any]]:
        """Return per cohort its name and its bound fields."""
        return [
            {
                "name": cohort.get_key_display(),
                "fields": [self[f"course-{course.uid}"] for course in self.courses_of(cohort)],
                "due": self[f"due-{cohort.key}"],
            }
            for cohort in self.cohorts
            if self.courses_of(cohort)
        ]

    def _choices(self, cohort: Cohort) -> list[tuple[str, Any]]:
        keys = [NONE, OFFERED, MANDATORY]
        if cohort.key == Cohort.Key.COMMUNITY:
            keys += [TEAM, TEAM_ONLY]
        return [(key, CHOICE_WORDS[key]) for key in keys]

    def _initial(self, course: CourseCard, cohort: Cohort) -> str:
        return self._standing(course, cohort) if self.present else suggestion(course)

    def _standing(self, course: CourseCard, cohort: Cohort) -> str:
        """Return the choice that says what is assigned now."""
        whole, team = self._shown(course, cohort)
        if whole is None:
            return TEAM_ONLY if team else NONE
        if whole.is_mandatory:
            return MANDATORY
        return TEAM if team else OFFERED

    def _shown(
        self, course: CourseCard, cohort: Cohort
    ) -> tuple[Assignment | None, Assignment | None]:
        """Return the two assignments a choice speaks of: everybody's, and the teams' duty."""
        own = [
            one for one in self.present if one.course_id == course.id and one.cohort_id == cohort.pk
        ]
        whole = next((one for one in own if one.sub_group is None), None)
        team = next(
            (
                one
                for one in own
                if one.sub_group and one.sub_group.key == TEAM_GROUP and one.is_mandatory
            ),
            None,
        )
        return whole, team

    def _also(self, course: CourseCard, cohort: Cohort) -> str:
        """Name the sub-groups that have the course by an assignment no choice here speaks of."""
        shown = self._shown(course, cohort)
        groups = [
            one.sub_group.name
            for one in self.present
            if one.course_id == course.id and one.cohort_id == cohort.pk
            if one.sub_group and one not in shown
        ]
        if not groups:
            return ""
        return _("Đang giao riêng cho: %(groups)s. Lưu trang này không đổi các phân công đó.") % {
            "groups": ", ".join(groups)
        }

    def _taken_back(self, choice: str, course: CourseCard, cohort: Cohort) -> list[Assignment]:
        whole, team = self._shown(course, cohort)
        gone = [whole if choice in {NONE, TEAM_ONLY} else None]
        gone.append(team if choice not in {TEAM, TEAM_ONLY} else None)
        return [one for one in gone if one is not None]

    def _is_new_date(self, cohort: Cohort) -> bool:
        date = self.cleaned_data.get(f"due-{cohort.key}")
        return date != min(self._dates(cohort), default=None)

    def _due_date(self, cohort: Cohort) -> datetime.date:
        today = timezone.localdate()
        end_of_year = datetime.date(today.year, 12, 31)
        later = end_of_year if (end_of_year - today).days >= 60 else today + datetime.timedelta(90)
        return min(self._dates(cohort), default=later)

    def _dates(self, cohort: Cohort) -> list[datetime.date]:
        shown = [one for course in self.courses_of(cohort) for one in self._shown(course, cohort)]
        return [one.due_date for one in shown if one and one.is_mandatory and one.due_date]


def _asked(
    choice: str,
    course: CourseCard,
    cohort: Cohort,
    team: SubGroup | None,
    due: datetime.date | None,
) -> list[AssignmentChoice]:
    """Return the assignments that a choice stands for."""
    asked = []
    if choice in {OFFERED, TEAM}:
        asked.append(AssignmentChoice(course.id, cohort, None, False, None))
    if choice == MANDATORY:
        asked.append(AssignmentChoice(course.id, cohort, None, True, due))
    if choice in {TEAM, TEAM_ONLY} and team is not None:
        asked.append(AssignmentChoice(course.id, cohort, team, True, due))
    return asked


def suggestion(course: CourseCard) -> str:
    """Return the usual split: officials must, businesses may, community may, teams must."""
    if course.audience == Cohort.Key.OFFICIALS:
        return MANDATORY
    if course.audience == Cohort.Key.COMMUNITY and names.folded(course.title).startswith(
        TEAM_COURSE
    ):
        return TEAM
    return OFFERED


class WhomForm(forms.Form):
    """For whom, mandatory or not, and by when."""

    whom = forms.ChoiceField(
        label=gettext_lazy("Giao cho"),
        error_messages={"required": gettext_lazy("Vui lòng chọn khối hoặc nhóm.")},
    )
    is_mandatory = forms.BooleanField(label=gettext_lazy("Bắt buộc"), required=False)
    due_date = forms.DateField(
        label=gettext_lazy("Hạn hoàn thành"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d"),
        help_text=gettext_lazy("Khóa bắt buộc cần có hạn."),
    )

    def __init__(self, *args: Any, groups: list[SubGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whoms: dict[str, tuple[Cohort, SubGroup | None]] = {}
        for group in groups:
            self.whoms.setdefault(group.cohort.key, (group.cohort, None))
            self.whoms[group.key] = (group.cohort, group)
        whom = self.fields["whom"]
        assert isinstance(whom, forms.ChoiceField)
        whom.choices = [
            ("", _("Chọn khối hoặc nhóm")),
            *(
                (
                    key,
                    group.name
                    if group
                    else _("Cả khối: %(name)s") % {"name": cohort.get_key_display()},
                )
                for key, (cohort, group) in self.whoms.items()
            ),
        ]

    def clean(self) -> dict[str, Any]:
        """A mandatory course needs a date that is not over."""
        data: dict[str, Any] = super().clean() or {}
        due = data.get("due_date")
        if data.get("is_mandatory") and not due and "due_date" not in self.errors:
            self.add_error("due_date", _("Khóa bắt buộc cần có hạn hoàn thành."))
        if due and due < timezone.localdate():
            self.add_error("due_date", _("Hạn này đã qua. Chọn một ngày từ hôm nay trở đi."))
        return data


class SingleForm(WhomForm):
    """One course for one cohort or sub-group, whomever it was written for."""

    course = forms.ChoiceField(
        label=gettext_lazy("Khóa học"),
        error_messages={"required": gettext_lazy("Vui lòng chọn khóa học.")},
    )
    field_order = ("course", "whom", "is_mandatory", "due_date")

    def __init__(self, *args: Any, courses: list[CourseCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_uid = {str(course.uid): course for course in courses}
        course = self.fields["course"]
        assert isinstance(course, forms.ChoiceField)
        titles = [(uid, card.title) for uid, card in self.by_uid.items()]
        course.choices = [("", _("Chọn khóa học")), *titles]

    def choice(self) -> AssignmentChoice:
        """Return what was filled in."""
        cohort, group = self.whoms[self.cleaned_data["whom"]]
        return AssignmentChoice(
            course_id=self.by_uid[self.cleaned_data["course"]].id,
            cohort=cohort,
            sub_group=group,
            is_mandatory=self.cleaned_data["is_mandatory"],
            due_date=self.cleaned_data["due_date"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PROVINCE_OFFICE)
def assignments(request: HttpRequest) -> HttpResponse:
    """All courses at once, suggested as usual while nothing is assigned yet."""
    cohorts = actions.ensure_cohorts()
    present = queries.assignments()
    form = BulkForm(
        request.POST or None,
        courses=catalog_queries.published_courses(),
        present=present,
        cohorts=cohorts,
    )
    if request.method == "POST" and form.is_valid():
        choices, gone = form.wanted(queries.sub_groups())
        for assignment in gone:
            actions.remove_assignment(assignment=assignment, by=person(request))
        count = actions.save_assignments(choices=choices, by=person(request))
        messages.success(
            request,
            _("Đã lưu phân công. %(count)s lượt ghi danh được cập nhật.")
            % {"count": figures.grouped(count)},
        )
        return HttpResponseRedirect(reverse("office-assignments"))
    context = {"form": form, "blocks": form.blocks(), "assignments": present}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/office/assignments.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PROVINCE_OFFICE)
def new_assignment(request: HttpRequest) -> HttpResponse:
    """One course for one cohort or sub-group."""
    actions.ensure_cohorts()
    form = SingleForm(
        request.POST or None,
        courses=catalog_queries.published_courses(),
        groups=queries.sub_groups(),
    )
    if request.method == "POST" and form.is_valid():
        count = actions.save_assignments(choices=[form.choice()], by=person(request))
        messages.success(
            request,
            _("Đã giao khóa học. %(count)s lượt ghi danh được cập nhật.")
            % {"count": figures.grouped(count)},
        )
        return HttpResponseRedirect(reverse("office-assignments"))
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/office/assignment.html", {"form": form}, status=status)


@require_POST
@role_required(Role.PROVINCE_OFFICE)
def removal(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take one assignment back; who has begun keeps the course."""
    found = Assignment.objects.filter(uid=uid).first()
    if found is None:
        raise Http404
    ended = actions.remove_assignment(assignment=found, by=person(request))
    messages.success(
        request,
        _(
            "Đã rút phân công. %(count)s người chưa bắt đầu không còn khóa này; "
            "ai đang học vẫn học tiếp."
        )
        % {"count": figures.grouped(ended)},
    )
    return HttpResponseRedirect(reverse("office-assignments"))
