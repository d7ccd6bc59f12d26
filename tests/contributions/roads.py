"""The road an offer takes: from a province's desk to the ministry and back."""

from django.utils import timezone

from catalog import actions, media, rewriting
from catalog.actions import contributions as decisions
from catalog.actions import offers
from catalog.library.models import Contribution
from catalog.models import Course, Lesson, Offer
from tenants.context import in_ministry, in_place, in_province
from tenants.jobs import work
from tenants.jobs.models import OutboxEvent
from tests.catalog.library import course_without_faults

PICTURE = b"a picture of Hoi An"
NOTE = "Bài này giúp cán bộ xã, đã dùng ở ba huyện."


def own_course(place):
    """Return a course of a province's own with an image in its first lesson."""
    with in_province(place):
        course = course_without_faults("Chợ số ở Hội An")
        file = media.store(PICTURE, content_type="image/webp", file_name="chi Lan.webp")
        lesson = Lesson.objects.filter(module__course=course).order_by("position").first()
        body = f"{lesson.body}\n\n![Chợ Hội An](media:{file.sha256})"
        actions.change_lesson(lesson=lesson, body=body, by=None)
        return Course.objects.get(pk=course.pk)


def deliver(place, *, times=1):
    """Do the effects that wait in a place, oldest first, each so many times."""
    with in_place(place):
        events = list(OutboxEvent.objects.filter(done_at=None).order_by("pk"))
        OutboxEvent.objects.filter(pk__in=[one.pk for one in events]).update(done_at=timezone.now())
    for event in events:
        for _time in range(times):
            work.EFFECT_KINDS[event.kind](place, event.uid, event.payload)


def offer(place, course, *, note=NOTE, by=None):
    """Offer a course and let the ministry hear of it; return the offer."""
    with in_province(place):
        made = offers.offer_course(course=course, note=note, by=by)
    deliver(place)
    return made


def contribution():
    """Return the newest contribution; in the ministry's block."""
    return Contribution.objects.select_related("province").order_by("-pk").first()


def adopt(ministry, **more):
    """Adopt the newest contribution and let the province hear of it; return the course."""
    with in_ministry():
        course = decisions.adopt_contribution(
            contribution=contribution(), **{"decisions": {}, "by": None} | more
        )
    deliver(ministry)
    return course


def offer_as_it_is(place, made):
    """Return an offer as the province has it now."""
    with in_province(place):
        return Offer.objects.select_related("document", "course").get(pk=made.pk)


def bring_desk_up_to(document):
    """Let the ministry's desk read as a document; in the ministry's block."""
    rewriting.rewrite_course(Course.objects.get(uid=document["uid"]), document)
