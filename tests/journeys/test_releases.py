"""New releases in provinces that changed their courses, in a browser: merged, decided, undone."""

import pytest

from tests.journeys import syncing, updates
from tests.journeys.story import Story

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("position", "width", "scripts"), [(0, 360, True), (1, 1280, True), (2, 360, False)]
)
def test_a_province_decides_about_a_new_release_and_undoes_it(
    browser, running, position, width, scripts
):
    running.stage(f"change_on_both_sides({position})")

    updates.thai_decides_and_undoes(
        browser, running, position=position, width=width, scripts=scripts
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_a_release_merges_with_what_the_province_wrote(browser, running, width):
    story = Story(browser, running, width, "thainguyen", "Thái Nguyên", roster={})
    done_before = syncing.hoa_finishes_a_lesson(story)
    thai = syncing.office_at(story)
    syncing.takes_what_came_before(thai)

    syncing.thai_changes_two_lessons(story, thai)
    syncing.an_changes_the_same_lessons(story)
    syncing.ha_foresees_and_publishes(story)
    syncing.thai_decides(story, thai)
    syncing.learners_read_both(story, done_before)
    syncing.thai_undoes(story, thai)
