"""Two provinces and the ministry, each with one of everything an address can name."""

import datetime
import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from catalog import actions as catalog_actions
from catalog import documents, media
from catalog import queries as catalog_queries
from catalog.actions import offers, sync
from catalog.library import queries as library_queries
from catalog.library.models import Contribution
from catalog.models import Course, Lesson, MediaFile, Module, Question
from enrollment import actions as enrollment_actions
from enrollment.actions.cohorts import ensure_cohorts
from enrollment.certificates import actions as certificate_actions
from enrollment.learning import actions as learning_actions
from enrollment.models import Assignment, AssignmentRule, Cohort, Learner, RosterUpload
from tenants import applications
from tenants.context import Place, in_place
from tenants.jobs.models import Job
from tenants.models import AdministrativeUnit, Province
from tenants.people import actions as people
from tenants.people import tokens
from tenants.people.models import Role, User
from tests.catalog import library, package_files
from tests.learning import rich, school
from tests.merging import courses

NOW = school.NOW
ABSENT_UID = uuid.UUID("00000000-0000-4000-8000-000000000000")


@dataclass
class Site:
    """One site: its host, what stands in it by name, its people by role."""

    host: str
    place: Place
    things: dict[str, Any] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def client(self, persona: str) -> Client:
        """Return a browser at this site; "anonymous" has no cookie."""
        client = Client(HTTP_HOST=self.host)
        if persona in self.people:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookie(persona)
        return client

    def cookie(self, persona: str) -> str:
        """Return the session cookie of a person, signed in once."""
        if persona not in self.cookies:
            client = Client(HTTP_HOST=self.host)
            with in_place(self.place):
                client.force_login(self.people[persona])
            self.cookies[persona] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self.cookies[persona]


def stranger(site: Site, home: Site) -> Client:
    """Return a browser at `site` that holds a session of the mightiest person of `home`."""
    persona = "administrator" if home.place.is_ministry else "office"
    client = Client(HTTP_HOST=site.host)
    client.cookies[settings.SESSION_COOKIE_NAME] = home.cookie(persona)
    return client


def build_province(place: Place) -> Site:
    """Fill a province with one of everything."""
    site = Site(f"{place.schema}.localhost", place)
    with in_place(place):
        _people(site)
        _catalogue(site)
        _learning(site)
        _office(site)
        _files(site, [site.people["office"]])
    return site


def build_ministry(place: Place) -> Site:
    """Fill the ministry with its people, a course, its release and an application."""
    site = Site("localhost", place)
    with in_place(place):
        for persona, role in (
            ("editor", Role.MINISTRY_EDITOR),
            ("administrator", Role.MINISTRY_ADMINISTRATOR),
            ("analyst", Role.MINISTRY_ANALYST),
        ):
            site.people[persona] = _user(site, persona, role)
        _catalogue(site)
        application, secret = applications.apply(
            slug="hagiangbo",
            unit=AdministrativeUnit.objects.order_by("pk").first(),
            office_name="Sở Khoa học và Công nghệ",
            contact_name="Lò Thị Mai",
            contact_email="mai@hagiang.example",
            contact_phone="+84905000999",
        )
        site.things |= {"application": application.uuid, "secret": secret}
        site.things["job"] = _job(site.people["administrator"])
        site.things["token"] = _token(site.people["administrator"], "adoptions:read")
        _files(site, [site.people["editor"], site.people["administrator"]])
    return site


def _user(site: Site, name: str, role: str | None, scope: uuid.UUID | None = None) -> User:
    made = people.create_user(
        full_name=f"{name} {site.place.schema}", email=f"{name}@{site.place.schema}.example"
    )
    if role:
        people.grant_role(user=made, role=role, scope_uid=scope, by=None)
    return made


def _people(site: Site) -> None:
    ensure_cohorts()
    unit = enrollment_actions.create_unit(code="SNV", name="Sở Nội vụ", kind="department", by=None)
    other = enrollment_actions.create_unit(code="NP", name="Nam Phước", kind="commune", by=None)
    site.people = {
        "learner": _user(site, "learner", None),
        "other": _user(site, "other", None),
        "office": _user(site, "office", Role.PROVINCE_OFFICE),
        "supervisor": _user(site, "supervisor", Role.SUPERVISOR, unit.uid),
    }
    site.things["supervisor"] = site.people["supervisor"].uid
    mine = school.learner(site.people["learner"], "Nguyễn Thị Linh", unit=unit)
    theirs = school.learner(site.people["other"], "Trần Văn Bảy", unit=other)
    site.things |= {"unit": unit.uid, "learner": mine.uid, "outside": theirs.uid}


def _catalogue(site: Site) -> None:
    schema = site.place.schema
    if site.place.is_ministry:
        course = library.course_without_faults("Mật khẩu của Bộ")
        release = catalog_actions.release_course(
            course=course, changelog="Lần đầu", is_minor=False, by=site.people["editor"]
        )
        site.things |= {"release": release.uid, "national_slug": release.slug}
        _on_its_way(site, course)
        _contribution(site)
    else:
        school.add_course(f"mo-{schema}", "Mở cho mọi người", is_open_to_guests=True)
        school.add_course(f"khoa-{schema}", "An toàn thông tin")
        read_only = school.add_lesson_without_quiz(f"khoa-{schema}").lessons[-1]
        site.things["reading_lesson"] = read_only.uid
        practice = rich.add_rich_lesson(Course.objects.get(slug=f"khoa-{schema}"))
        rich.publish(practice.module.course)
        site.things["practice_lesson"] = practice.uid
        _follow(site)
        _offer(site, Course.objects.get(slug=f"mo-{schema}"))
        course = Course.objects.get(slug=f"khoa-{schema}")
    module = Module.objects.filter(course=course).first()
    lesson = Lesson.objects.filter(module=module).first()
    question = Question.objects.filter(lesson=lesson).first()
    site.things |= {
        "course": course.uid,
        "slug": course.slug,
        "open_slug": f"mo-{schema}",
        "module": module.uid,
        "lesson": lesson.uid,
        "question": question.uid,
        "media": _picture(site),
        "attached": _parts(lesson),
    }
    if not site.place.is_ministry:
        rich.publish(Course.objects.get(pk=course.pk))


def _on_its_way(site: Site, course: Course) -> None:
    """A second release, a lock, and a review that waits."""
    by = site.people["editor"]
    for changelog in ("Lần hai", "Lần ba"):
        lesson = Lesson.objects.filter(module__course=course).first()
        catalog_actions.change_lesson(lesson=lesson, body=changelog, by=by)
        if changelog == "Lần hai":
            catalog_actions.release_course(course=course, changelog=changelog, by=by)
    lock = catalog_actions.lock_node(course=course, node_uid=course.uid, reason="Thử", by=by)
    review = catalog_actions.request_review(course=course, changelog="Lần ba", by=by)
    site.things |= {"review": review.uid, "lock": lock.uid, "version": 1}


def _contribution(site: Site) -> None:
    """What a province offered to the ministry."""
    document = courses.course()
    offered = Contribution.objects.create(
        province=Province.objects.order_by("pk").first(), event_uid=uuid.uuid4(),
        offer_uid=uuid.uuid4(), course_uid=document["uid"], title=document["title"],
        document=document, sha256=documents.sha256_of(document), note="Hay", offered_at=NOW,
    )  # fmt: skip
    site.things |= {
        "contribution": offered.uid,
        "offered_lesson": courses.lessons_of(document)[0]["uid"],
    }


def _offer(site: Site, course: Course) -> None:
    """A course that the province offered."""
    offer = offers.offer_course(course=course, note="Hay", by=site.people["office"])
    site.things["offer"] = offer.uid


def _follow(site: Site) -> None:
    """Take the national course over as it was first, then bring the second release in."""
    newest = library_queries.latest_releases()[0]
    first = library_queries.releases_of(newest.course_uid)[-1]
    (course,) = catalog_actions.adopt_releases(release_uids=[first.uid], by=None)
    done = sync.apply_sync(
        course=course, release_uid=newest.uid, decisions={}, publish=True, by=None
    )
    site.things |= {
        "followed": course.uid,
        "followed_slug": course.slug,
        "sync": done.uid,
        "taking": _job(site.people["office"], kind="catalog.take_clean"),
    }


def _parts(lesson: Lesson) -> str:
    """Give the lesson at the desk a file to take home and a story; return the file's hash."""
    upload = SimpleUploadedFile("to-roi.pdf", b"%PDF-1.7 " + str(lesson.uid).encode() + b"\n%%EOF")
    lesson = catalog_actions.add_file(lesson=lesson, upload=upload, title="Tờ rơi", by=None)
    choice = catalog_actions.ChoiceDraft(uuid.uuid4(), "Gọi lại", "Đúng số của ngân hàng.", None)
    step = catalog_actions.StepDraft(uuid.uuid4(), "Có người gọi đến.", (choice,))
    catalog_actions.set_scenario(lesson=lesson, steps=[step], by=None)
    return str(lesson.files[0]["sha256"])


def _picture(site: Site) -> str:
    content = f"not really a picture of {site.place.schema}".encode()
    sha256 = hashlib.sha256(content).hexdigest()
    media.put(sha256, MediaFile.Store.OWN, content)
    MediaFile.objects.create(sha256=sha256, content_type="image/webp", size_bytes=len(content))
    return sha256


def _learning(site: Site) -> None:
    course = catalog_queries.published_course(f"khoa-{site.place.schema}")
    first = course.lessons[0]
    answers = {one.uid: [str(uid) for uid in one.correct_uids] for one in first.questions}
    for persona, key in (("learner", "attempt"), ("other", "other_attempt")):
        user = site.people[persona]
        learner = Learner.objects.get(user=user)
        submitted = learning_actions.submit_attempt(
            learner=learner, course=course, lesson_uid=first.uid,
            submission_key=uuid.uuid4(), answers=answers, by=user, at=NOW,
        )  # fmt: skip
        certificate = certificate_actions.issue_certificate(
            learner=learner, course=course, score_percent=90, by=user, at=NOW
        )
        site.things |= {key: submitted.attempt.uid, f"{persona}_code": certificate.code}


def _office(site: Site) -> None:
    cohort = Cohort.objects.get(key="officials")
    assignment = Assignment.objects.create(
        course=Course.objects.get(uid=site.things["course"]), cohort=cohort, is_mandatory=True,
        due_date=datetime.date(2100, 6, 30),
    )  # fmt: skip
    enrollment_actions.extend_enrollment(
        learner_uid=site.things["learner"],
        course_uid=site.things["course"],
        choice=enrollment_actions.ExtensionChoice(None, 1, "Đi công tác"),
        by=site.people["office"],
    )
    rule = AssignmentRule.objects.create(audience="officials", cohort=cohort)
    kept = default_storage.save("roster.xlsx", ContentFile(b"bytes"))
    upload = RosterUpload.objects.create(
        file_name="ds.xlsx", file_path=kept, sha256="0" * 64, state=RosterUpload.State.PREVIEW
    )
    site.things |= {
        "assignment": assignment.uid,
        "cohort": cohort.uid,
        "rule": rule.uid,
        "upload": upload.uid,
        "job": _job(site.people["office"]),
        "round": _job(site.people["office"], kind="enrollment.invite"),
        "token": _token(site.people["office"], "sync:write"),
    }


def _token(owner: User, scope: str) -> uuid.UUID:
    now = timezone.now()
    token, _key = tokens.create_token(
        user=owner,
        name="Cổng dữ liệu",
        scopes=[scope],
        expires_at=now + datetime.timedelta(days=30),
        by=owner,
        at=now,
    )
    return token.uid


def _files(site: Site, desk: list[User]) -> None:
    """Keep a package, a release file and questions, as if each of these people uploaded them."""
    package = package_files.own(f"{site.place.uuid}"[:8], f"Gói {site.place.schema}")
    kept = {
        "package": ("packages", package),
        "release_file": ("releases", package_files.release_of(package)),
        "question_file": ("questions", f"Câu của {site.place.schema}?{{T}}".encode()),
    }
    for user in desk:
        for name, (kind, content) in kept.items():
            site.things[name] = package_files.keep(user, kind, content)


def _job(by: User, kind: str = "catalog.adopt") -> uuid.UUID:
    return Job.objects.create(kind=kind, created_by_uid=by.uid).uid
