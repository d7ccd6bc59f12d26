"""The three cohorts, their sub-groups, targets and opening dates."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from enrollment.models import Cohort, SubGroup
from tenants.people import actions as people_actions
from tenants.people.models import User

SUB_GROUPS: dict[str, tuple[tuple[str, str], ...]] = {
    Cohort.Key.OFFICIALS: (
        ("leaders", "Lãnh đạo, quản lý"),
        ("civil_servants", "Công chức"),
        ("public_employees", "Viên chức"),
        ("it_advisers", "Chuyên trách CNTT, tham mưu chuyển đổi số"),
    ),
    Cohort.Key.BUSINESSES: (
        ("enterprises", "Doanh nghiệp"),
        ("cooperatives", "Hợp tác xã, hộ kinh doanh"),
    ),
    Cohort.Key.COMMUNITY: (
        ("team_members", "Thành viên Tổ công nghệ số cộng đồng"),
        ("citizens", "Người dân"),
    ),
}
"""What every province starts with; names are data and may be changed afterwards."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the office plans for one cohort."""

    target_count: int | None
    opens_date: datetime.date | None
    sub_group_dates: Mapping[str, datetime.date | None]
    """Opening dates by the sub-group's key."""


def ensure_cohorts() -> list[Cohort]:
    """Return the three cohorts in order, made with their sub-groups where missing."""
    found = list(Cohort.objects.order_by("position"))
    if len(found) == len(Cohort.Key):
        return found
    Cohort.objects.bulk_create(
        [Cohort(key=key, position=number) for number, key in enumerate(SUB_GROUPS)],
        ignore_conflicts=True,
    )
    cohorts = list(Cohort.objects.order_by("position"))
    SubGroup.objects.bulk_create(
        [
            SubGroup(cohort=cohort, key=key, name=name, position=number)
            for cohort in cohorts
            for number, (key, name) in enumerate(SUB_GROUPS[cohort.key])
        ],
        ignore_conflicts=True,
    )
    return cohorts


def save_targets(*, targets: Mapping[str, Target], by: User | None) -> list[Cohort]:
    """Write targets and opening dates by cohort key; return the cohorts."""
    ensure_cohorts()
    cohorts = list(Cohort.objects.select_for_update().filter(key__in=targets).order_by("position"))
    for cohort in cohorts:
        target = targets[cohort.key]
        cohort.target_count = target.target_count
        cohort.opens_date = target.opens_date
    Cohort.objects.bulk_update(cohorts, ["target_count", "opens_date"])
    dates = {key: day for target in targets.values() for key, day in target.sub_group_dates.items()}
    groups = list(SubGroup.objects.filter(key__in=dates))
    for group in groups:
        group.opens_date = dates[group.key]
    SubGroup.objects.bulk_update(groups, ["opens_date"])
    people_actions.write_audit(
        action="enrollment.save_targets",
        by=by,
        subject="cohorts",
        facts={cohort.key: cohort.target_count for cohort in cohorts},
    )
    return cohorts
