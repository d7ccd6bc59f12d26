"""Making the demo country step by step; every step finds what is there and goes on."""

import datetime
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils import timezone

from analytics import actions as analytics_actions
from catalog import actions as catalog_actions
from catalog import starter
from catalog.library import queries as library_queries
from catalog.models import Course
from config.demo import cast, progress
from config.demo.cast import DemoProvince
from enrollment import actions as enrollment_actions
from enrollment.actions.assignments import AssignmentChoice
from enrollment.actions.cohorts import Target
from enrollment.demo.roster import make_roster
from enrollment.models import Assignment, Cohort, RosterUpload, SubGroup, Unit
from tenants import applications
from tenants.context import Place, in_ministry, in_province
from tenants.jobs import actions as jobs
from tenants.jobs.models import Job
from tenants.models import AdministrativeUnit, Province, ProvinceApplication
from tenants.people.models import User

type Say = Callable[[str], None]

TEAM_COURSE = "to-cong-nghe-so-cong-dong"
PATIENCE_SECONDS = 120


class DemoStuck(RuntimeError):
    """A step of the demo did not come to its end."""


def make_ministry(say: Say) -> None:
    """The ministry's accounts and the fifteen courses on the shelf."""
    with _step(say, "ministry: accounts of An, Hà and Phúc"), in_ministry():
        for who in cast.MINISTRY:
            cast.ensure_account(who)
        cast.name_ministry_contact()
    with _step(say, "ministry: fifteen courses released"), in_ministry():
        starter.load_packages()


def make_country(say: Say) -> None:
    """The ministry and three provinces, ready to be used; learning goes on as a job."""
    make_ministry(say)
    for demo in cast.PROVINCES:
        make_province(demo, say)
    with _step(say, "figures of every province"):
        analytics_actions.pull_all_provinces(at=timezone.now())


def make_province(demo: DemoProvince, say: Say) -> None:
    """One province from its application to its first learners."""
    with _step(say, f"{demo.slug}: application, approval, opening"):
        place = ensure_open(demo)
    with in_province(place):
        minh = cast.ensure_account(demo.office)
    with _step(say, f"{demo.slug}: fifteen courses taken over"), in_province(place):
        releases = library_queries.latest_releases()
        catalog_actions.adopt_releases(release_uids=[one.uid for one in releases], by=minh)
    with _step(say, f"{demo.slug}: roster imported"):
        import_roster(demo, place, minh)
    with _step(say, f"{demo.slug}: targets and assignments"), in_province(place):
        set_targets(demo, minh)
        assign_courses(minh)
    with _step(say, f"{demo.slug}: named people, and everybody's learning queued"):
        introduce(demo, place, minh)


def ensure_open(demo: DemoProvince) -> Place:
    """Return the place of a province, applied for, approved and opened where it is not."""
    with in_ministry():
        province = Province.objects.filter(schema_name=demo.slug, status="active").first()
        if province is not None:
            return province.place
        application = ProvinceApplication.objects.filter(slug=demo.slug).first()
        if application is None:
            application, _secret = applications.apply(
                slug=demo.slug,
                unit=_administrative_unit(demo),
                office_name=demo.operator,
                contact_name=demo.office.full_name,
                contact_email=demo.office.email,
                contact_phone=demo.hotline,
            )
        if application.status == ProvinceApplication.Status.SUBMITTED:
            ha = User.objects.get(email=cast.HA.email)
            applications.approve(application_uuid=application.uuid, by=ha, at=timezone.now())
    applications.open_site(str(application.uuid))
    with in_ministry():
        return Province.objects.get(schema_name=demo.slug).place


def import_roster(demo: DemoProvince, place: Place, minh: User) -> None:
    """Bring the roster in by the road of the page: upload, read, preview, apply."""
    with in_province(place):
        enrollment_actions.ensure_cohorts()
        upload = RosterUpload.objects.exclude(state__in=["refused", "discarded"]).first()
        if upload is None:
            content = make_roster(province=demo.slug, **demo.roster)
            upload = enrollment_actions.upload_roster(
                content=content, file_name=f"danh-sach-{demo.slug}.xlsx", by=minh
            )
    if _after_work(place, upload, "preview", "applied").state == "preview":
        with in_province(place):
            enrollment_actions.apply_roster(upload=upload, by=minh)
        _after_work(place, upload, "applied")


def set_targets(demo: DemoProvince, minh: User) -> None:
    """Write the three targets, unless somebody has set them."""
    if not Cohort.objects.filter(target_count=None).exists():
        return
    enrollment_actions.save_targets(
        targets={
            key: Target(target_count=count, opens_date=None, sub_group_dates={})
            for key, count in demo.targets.items()
        },
        by=minh,
    )


def assign_courses(minh: User) -> None:
    """Officials must by the end of the year; others may, and of one course the teams must."""
    if Assignment.objects.exists():
        return
    cohorts = {cohort.key: cohort for cohort in Cohort.objects.all()}
    teams = SubGroup.objects.get(key="team_members")
    due = due_date(timezone.localdate())
    choices = []
    for course in Course.objects.filter(archived_at=None).order_by("position"):
        cohort = cohorts[course.audience]
        must = course.audience == Cohort.Key.OFFICIALS
        choices.append(AssignmentChoice(course.pk, cohort, None, must, due if must else None))
        if course.slug.startswith(TEAM_COURSE):
            choices.append(AssignmentChoice(course.pk, cohort, teams, True, due))
    enrollment_actions.save_assignments(choices=choices, by=minh)


def due_date(today: datetime.date) -> datetime.date:
    """Return the end of the year, or a day six weeks ahead where that is too near."""
    end = datetime.date(today.year, 12, 31)
    return end if (end - today).days >= 21 else today + datetime.timedelta(days=42)


def introduce(demo: DemoProvince, place: Place, minh: User) -> None:
    """Open the accounts of the named people, let the named learner learn, queue the others."""
    with in_province(place):
        if demo.learner_email:
            learner = cast.ensure_learner_account(demo.learner_email, by=minh)
            progress.learn_as_named(learner, at=timezone.now())
            progress.set_goal_as_named(learner, rests=demo.goal_rests, today=timezone.localdate())
        if demo.team_member_email:
            cast.ensure_learner_account(demo.team_member_email, by=minh)
        if demo.supervisor:
            units = Unit.objects.filter(name__in=demo.supervised_units).order_by("pk")
            cast.ensure_account(demo.supervisor, scopes=tuple(unit.uid for unit in units))
        if not Job.objects.filter(kind=progress.KIND).exists():
            progress.start(demo.active, by=minh)


def _administrative_unit(demo: DemoProvince) -> AdministrativeUnit:
    units = AdministrativeUnit.objects.filter(code=demo.unit_code, level="province")
    return units.get(valid_to__isnull=not demo.unit_is_former)


def _after_work(place: Place, upload: RosterUpload, *states: str) -> RosterUpload:
    """Do what is due until the upload stands in one of these states; raises DemoStuck.

    A job whose process was killed is taken up again once its heartbeat is old.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with in_province(place):
            now = RosterUpload.objects.get(pk=upload.pk)
        if now.state in states:
            return now
        if now.state in ("refused", "discarded") or time.monotonic() > deadline:
            raise DemoStuck(f"{place.schema}: the roster is {now.state!r}: {now.error}")
        if not jobs.run_due(place):
            time.sleep(1)


@contextmanager
def _step(say: Say, words: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    say(f"  {words} ({time.monotonic() - started:.1f} s)")
