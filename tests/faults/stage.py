"""What fault tests need and no page offers quickly. Runs inside the product, in one go each."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.test import Client

from catalog.published import PublishedCourse, PublishedLesson
from enrollment import actions
from enrollment.actions.cohorts import ensure_cohorts
from enrollment.demo.roster import make_roster
from enrollment.learning import policies, receipts
from enrollment.models import Cohort, Learner, QuizPolicy, RosterUpload
from tenants import provisioning
from tenants.context import Place, in_ministry, in_province
from tenants.models import Province
from tenants.people import audit
from tenants.people.models import User
from tests.faults import oracle
from tests.faults.site import wait_until
from tests.learning import school

TITLE = "An toàn thông tin"


def tell(answer: Any) -> None:
    """The last line of what the product prints is the answer."""
    sys.stdout.write(f"\n{json.dumps(answer, ensure_ascii=False)}\n")


def open_school(
    slug: str, *, learners: int, devices: int = 1, closes_at_deadline: bool = False
) -> dict[str, Any]:
    """Open a province with one course of two quizzes, and learners with open sessions."""
    provisioning.open_province(
        slug=slug, name=slug, title=f"Tỉnh {slug}", operator=f"Sở của {slug}"
    )
    place = place_of(slug)
    with in_province(place):
        course = school.add_course("an-toan", TITLE)
        people = [enrolled(course, number) for number in range(learners)]
        if closes_at_deadline:
            policy = policies.values_of(policies.Policy(closes_at_deadline=True))
            QuizPolicy.objects.create(cohort=Cohort.objects.get(key="officials"), **policy)
        return {
            "slug": slug,
            "course": course.slug,
            "course_uid": str(course.uid),
            "document": course.document_sha256,
            "lessons": [told(lesson) for lesson in course.lessons],
            "learners": [
                {"uid": str(one.uid), "sessions": [sign_in(user) for _ in range(devices)]}
                for one, user in people
            ],
        }


def place_of(slug: str) -> Place:
    with in_ministry():
        return Province.objects.get(schema_name=slug).place


def enrolled(course: PublishedCourse, number: int) -> tuple[Learner, User]:
    user = school.person(f"Học viên {number}", email=f"nguoi-{number}@faults.example")
    learner = school.learner(user, user.full_name)
    school.enroll(learner, course)
    return learner, user


def sign_in(user: User) -> str:
    """Open a session as a sign-in does; its key."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def told(lesson: PublishedLesson) -> dict[str, Any]:
    return {
        "uid": str(lesson.uid),
        "questions": [
            {
                "uid": str(one.uid),
                "options": [str(option.uid) for option in one.options],
                "right": sorted(map(str, one.correct_uids)),
            }
            for one in lesson.questions
        ],
    }


def read_receipt(slug: str, token: str) -> dict[str, Any]:
    """What a receipt says; a forged one raises."""
    with in_province(place_of(slug)):
        return receipts.read_receipt(token)


def upload_roster(slug: str) -> None:
    """Put the demo's roster of 14,140 people into the office's hands, to be read by a job."""
    with in_province(place_of(slug)):
        ensure_cohorts()
        actions.upload_roster(content=make_roster(), file_name="danh-sach.xlsx", by=None)


def apply_roster(slug: str) -> None:
    """Let what was read be applied, by another job."""
    with in_province(place_of(slug)):
        actions.apply_roster(upload=RosterUpload.objects.get(), by=None)


def judge(slug: str, ledger: str) -> dict[str, Any]:
    """What the database holds against what the client wrote down."""
    place = place_of(slug)
    wait_until(lambda: seals(place), "the audit is sealed")
    with in_province(place):
        return oracle.judge(json.loads(Path(ledger).read_text()))


def seals(place: Place) -> bool:
    """Seal what is left of the audit; False when the minute's own job was at it just then."""
    try:
        with in_province(place):
            audit.seal()
    except IntegrityError:
        return False
    return True
