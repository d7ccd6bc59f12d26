"""What a release would meet, foreseen from hashes, is what the provinces then meet."""

import copy
import uuid

from django.utils import timezone

from catalog import documents, foresight, syncing
from catalog.library.models import Holding
from catalog.merging import states
from tenants.context import in_ministry, in_province
from tests.catalog.library import statement_count
from tests.merging import courses
from tests.syncing.national import replace, write


def report(story, **more):
    """Write the province's holding as its report would."""
    with in_province(story.province):
        mine = story.mine()
        version, base = syncing.base_of(story.course())
    with in_ministry():
        return Holding.objects.update_or_create(
            province_id=int(story.province.id),
            course_uid=story.document["uid"],
            defaults={
                "version": version,
                "sha256": documents.sha256_of(mine),
                "fingerprint": states.fingerprint(
                    states.of_document(mine), states.of_document(base)
                ),
                "reported_at": timezone.now(),
                **more,
            },
        )[0]


def draft(story, *changes):
    changed = copy.deepcopy(story.document)
    for change in changes:
        change(changed)
    return changed


def foresee(story, document, locks=()):
    with in_ministry():
        return foresight.foresee(uuid.UUID(document["uid"]), document, locks)


def test_a_province_that_changed_something_else_takes_it_clean(story):
    with in_province(story.province):
        write("2.1", "Đoạn 1 của bài 2.1.", "Của tỉnh.")
    report(story)

    found = foresee(story, draft(story, replace("1.1", "Đoạn 2 của bài 1.1.", "Của Bộ.")))

    assert (found.clean_count, found.with_conflicts, found.detached_count) == (1, [], 0)


def test_a_conflict_is_foreseen_with_its_lesson(story):
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", "Của tỉnh.")
    report(story)

    found = foresee(story, draft(story, replace("1.1", "Đoạn 2 của bài 1.1.", "Của Bộ.")))

    [one] = found.with_conflicts
    assert (one.conflict_count, one.conflict_lessons) == (1, ("Bài 1.1",))


def test_a_lock_is_foreseen_to_move_words_into_notes(story):
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", "Của tỉnh.")
    report(story)
    uid = courses.uid("lesson", "1.1")

    found = foresee(story, story.document, [{"node_uid": uid, "field": "", "reason": "An toàn"}])

    assert [one.displaced_count for one in found.displacing] == [1]


def test_a_locked_field_the_province_never_touched_moves_nothing(story):
    report(story)
    uid = courses.uid("lesson", "1.1")
    changed = draft(story, replace("1.1", "Đoạn 2 của bài 1.1.", "Của Bộ."))

    found = foresee(story, changed, [{"node_uid": uid, "field": "", "reason": "An toàn"}])

    assert (found.displacing, found.clean_count) == ([], 1)


def test_detached_provinces_are_counted_apart(story):
    report(story, is_detached=True)

    found = foresee(story, story.document)

    assert (found.provinces, found.detached_count) == ((), 1)


def test_fingerprints_hold_no_words(story):
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", "Chữ chỉ của tỉnh.")

    holding = report(story)

    assert "Chữ" not in str(holding.fingerprint)
    assert list(holding.fingerprint["nodes"]) == [courses.uid("lesson", "1.1")]


def test_stale_holdings_are_computed_once(story):
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", "Của tỉnh.")
    report(story)
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", "Của Bộ."))
    with in_ministry():
        assert foresight.refresh_stale() == 1
        assert foresight.refresh_stale() == 0

        row = Holding.objects.get()
        assert (row.foreseen_version, row.conflict_count) == (2, 1)
        assert row.conflict_lessons == ["Bài 1.1"]


def test_foreseeing_needs_the_same_statements_for_one_and_two(story, thainguyen):
    def foreseen():
        return foresight.foresee(uuid.UUID(story.document["uid"]), story.document)

    holding = report(story)
    with in_ministry():
        assert statement_count(foreseen) == 2
        holding.pk, holding.province_id = None, int(thainguyen.id)
        holding.save()

        assert statement_count(foreseen) == 2
        assert [one.version for one in foreseen().provinces] == [1, 1]
