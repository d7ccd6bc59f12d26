"""What can be done to the catalogue. Every action runs inside the caller's block."""

from catalog.actions.adoption import adopt_releases, start_adoption
from catalog.actions.courses import (
    CourseHasEditions,
    archive_course,
    change_course,
    create_course,
    delete_course,
    restore_course,
)
from catalog.actions.lessons import (
    LessonChangedMeanwhile,
    add_lesson,
    add_module,
    change_lesson,
    delete_lesson,
    delete_module,
    move_lesson,
    move_module,
    rename_module,
)
from catalog.actions.media import attach_image, remove_video, set_video
from catalog.actions.publishing import (
    ChangelogMissing,
    CourseHasErrors,
    NothingChanged,
    publish_course,
    release_course,
)
from catalog.actions.questions import OptionDraft, delete_question, move_question, save_question
from catalog.actions.reporting import report_holding

__all__ = [
    "ChangelogMissing",
    "CourseHasEditions",
    "CourseHasErrors",
    "LessonChangedMeanwhile",
    "NothingChanged",
    "OptionDraft",
    "add_lesson",
    "add_module",
    "adopt_releases",
    "archive_course",
    "attach_image",
    "change_course",
    "change_lesson",
    "create_course",
    "delete_course",
    "delete_lesson",
    "delete_module",
    "delete_question",
    "move_lesson",
    "move_module",
    "move_question",
    "publish_course",
    "release_course",
    "remove_video",
    "rename_module",
    "report_holding",
    "restore_course",
    "save_question",
    "set_video",
    "start_adoption",
]
