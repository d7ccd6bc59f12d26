"""The demo's people learn: each answer goes through the same action as on the page.

Who learns what is drawn from the person's code as a seed, keys of submissions are made from what
they name, so that a run that was killed goes on and nothing is counted twice.
"""

import datetime
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics import actions as analytics_actions
from catalog import queries as catalog_queries
from catalog.published import PublishedCourse, PublishedLesson, PublishedQuestion
from enrollment import actions as enrollment_actions
from enrollment.learning import actions as learning
from enrollment.learning import answers as answering
from enrollment.learning import draws
from enrollment.learning.answers import Raw
from enrollment.models import Enrollment, Learner
from tenants.jobs import actions as jobs
from tenants.jobs.models import Job
from tenants.jobs.work import JobRun, job_kind
from tenants.people.models import User

KIND = "demo.progress"
BATCH = 25
FIRST_DAYS = 45
"""People began to learn within so many days."""
NAMESPACE = uuid.UUID("7c8bd7e5-63bb-4ac8-9d7c-2b3f3a5d2d11")


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person at one lesson: the quiz is handed in once or twice."""

    course: PublishedCourse
    lesson: PublishedLesson
    at: datetime.datetime
    scores: tuple[bool, ...]
    """Whether each attempt is all right; the last one always is."""


def start(active: dict[str, int], *, by: User) -> Job:
    """Choose who learns, open their accounts, and queue the learning; call it in the province."""
    learner_ids = list(_chosen(active))
    enrollment_actions.invite_learners(learner_ids=learner_ids, by=by, only_slips=True)
    opened = {
        "activated_at": timezone.now() - datetime.timedelta(days=FIRST_DAYS),
        "password": make_password(settings.DEMO_PASSWORD),
    }
    User.objects.filter(learner__in=learner_ids, activated_at=None).update(**opened)
    return jobs.start_job(
        kind=KIND,
        params={"learner_ids": learner_ids},
        subject_uid="demo",
        total_count=len(learner_ids),
        by=by,
    )


@job_kind(KIND, title=_("Học thử của người trong danh sách mẫu"), unit=_("người"))
def let_people_learn(run: JobRun) -> None:
    """Let everybody chosen learn, some people a block; then the ministry pulls the figures."""
    learner_ids = run.params["learner_ids"]
    done_count = 0
    while done_count < len(learner_ids):
        with run.block() as job:
            done_count = job.checkpoint.get("done_count", 0)
            batch = learner_ids[done_count : done_count + BATCH]
            _learn(batch, at=job.created_at)
            done_count += len(batch)
            run.progress(job, done_count=done_count, checkpoint={"done_count": done_count})
    analytics_actions.pull_province(run.place, at=timezone.now())
    with run.block() as job:
        text = gettext("%(count)s học viên của bản trình diễn đã học.") % {
            "count": len(learner_ids)
        }
        run.finish(job, result={"url": "/office/figures/", "text": text})


def learn_as_named(learner: Learner, *, at: datetime.datetime) -> None:
    """Give the named person a beginning: one course done, one half way, the next lesson open."""
    if learner.active_since is not None:
        return
    courses = [
        catalog_queries.published_course_by_uid(uid)
        for uid in learner.enrollments.filter(is_mandatory=True)
        .order_by("course__position")
        .values_list("course__uid", flat=True)
    ]
    whole = next(course for course in courses if len(course.lessons) >= 6)
    short = next(course for course in courses if course != whole)
    day = timezone.localtime(at).replace(hour=11, minute=20) - datetime.timedelta(days=6)
    for course, count in [(short, len(short.lessons)), (whole, 3)]:
        for lesson in course.lessons[:count]:
            day += datetime.timedelta(days=1)
            learning.open_lesson(learner=learner, course=course, lesson=lesson, at=day)
            scores = (False, True) if lesson.number == 2 else (True,)
            _sit(learner, Sitting(course, lesson, day, scores))
    following = whole.lessons[3]
    learning.open_lesson(learner=learner, course=whole, lesson=following, at=at)


def set_goal_as_named(learner: Learner, *, rests: bool, today: datetime.date) -> None:
    """Let the named person have set themselves a lesson a week, some weeks ago; it may rest now."""
    if learner.goals.exists():
        return
    before = today - datetime.timedelta(weeks=2)
    learning.set_goal(learner=learner, lessons_per_week=1, today=before)
    if rests:
        learning.pause_goal(learner=learner, today=today)


def _chosen(active: dict[str, int]) -> Iterator[int]:
    """People spread over the units, the same ones every time; the named person not among them."""
    for key, count in active.items():
        people = list(
            Learner.objects.filter(cohort__key=key, archived_at=None, guest_expires_at=None)
            .order_by("pk")
            .values_list("pk", "active_since")
        )
        waiting = [pk for pk, active_since in people if active_since is None]
        missing = count - (len(people) - len(waiting))
        luck = random.Random(key)
        yield from sorted(luck.sample(waiting, max(0, min(missing, len(waiting)))))


def _learn(learner_ids: list[int], *, at: datetime.datetime) -> None:
    courses: dict[uuid.UUID, PublishedCourse] = {}
    people = Learner.objects.select_related("unit", "user").in_bulk(learner_ids)
    asked = Enrollment.objects.filter(learner_id__in=learner_ids).order_by("course__position")
    wanted: dict[int, list[uuid.UUID]] = {}
    for learner_id, course_uid in asked.values_list("learner_id", "course__uid"):
        wanted.setdefault(learner_id, []).append(course_uid)
    for learner_id in learner_ids:
        for uid in wanted.get(learner_id, []):
            if uid not in courses:
                courses[uid] = catalog_queries.published_course_by_uid(uid)
        mine = [courses[uid] for uid in wanted.get(learner_id, [])]
        for sitting in _plan(people[learner_id], mine, at):
            _sit(people[learner_id], sitting)


def _plan(
    learner: Learner, courses: list[PublishedCourse], at: datetime.datetime
) -> Iterator[Sitting]:
    """What this person does: most a lesson or three, one in six a course, a few everything."""
    luck = random.Random(learner.staff_code or learner.phone)
    if not courses:
        return
    if luck.random() < 0.02:
        lessons = [(course, lesson) for course in courses for lesson in course.lessons]
    else:
        lessons = _some_lessons(courses, luck)
    moment = at - datetime.timedelta(days=luck.uniform(0.5, FIRST_DAYS))
    pace = (at - moment) / (len(lessons) + 1)
    for course, lesson in lessons:
        moment += pace * luck.uniform(0.3, 1)
        scores = (False, True) if luck.random() < 0.15 else (True,)
        yield Sitting(course, lesson, _at_work(moment, luck), scores)


def _some_lessons(
    courses: list[PublishedCourse], luck: random.Random
) -> list[tuple[PublishedCourse, PublishedLesson]]:
    whole = [course for course in courses if not course.is_drafting] or courses
    course = luck.choice(whole) if luck.random() < 0.6 else luck.choice(courses)
    count = len(course.lessons) if luck.random() < 0.17 else luck.choice((1, 1, 2, 2, 3, 4))
    lessons = [(course, lesson) for lesson in course.lessons[:count]]
    if luck.random() < 0.35:
        other = luck.choice(courses)
        lessons += [(other, lesson) for lesson in other.lessons[:1] if other != course]
    return lessons


def _at_work(moment: datetime.datetime, luck: random.Random) -> datetime.datetime:
    """The same day at an hour at which people learn, never later than the moment itself."""
    local = timezone.localtime(moment)
    return min(moment, local.replace(hour=luck.choice((8, 9, 11, 12, 14, 16, 20, 21))))


def _sit(learner: Learner, sitting: Sitting) -> None:
    """Answer one lesson's quiz as often as the sitting says; a lesson without one is read."""
    if not sitting.lesson.has_quiz:
        learning.mark_lesson_read(
            learner=learner, course=sitting.course, lesson=sitting.lesson, by=None, at=sitting.at
        )
        return
    for number, is_right in enumerate(sitting.scores):
        name = f"{learner.uid}/{sitting.lesson.uid}/{number}"
        key = uuid.uuid5(NAMESPACE, name)
        asked = draws.asked(sitting.course.content, sitting.lesson, key)
        learning.submit_attempt(
            learner=learner,
            course=sitting.course,
            lesson_uid=sitting.lesson.uid,
            submission_key=key,
            answers=_answers(asked, is_right=is_right, luck=random.Random(name)),
            by=None,
            at=sitting.at + datetime.timedelta(minutes=7 * number),
        )


def _answers(questions: Sequence[PublishedQuestion], *, is_right: bool, luck: random.Random) -> Raw:
    """All right or one slip; when it is not to pass, three questions are answered wrongly."""
    slips = luck.sample(range(len(questions)), k=min(3, len(questions)))
    wrong = set(slips[: luck.choice((0, 0, 1))] if is_right else slips)
    given: answering.Answers = {}
    for number, question in enumerate(questions):
        slip = answering.wrong_answer(question) if number in wrong else None
        given[question.uid] = slip or answering.right_answer(question)
    return answering.raw(answering.canonical(given))
