"""Addresses that both sites share: the desk and files."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from catalog.web import (
    desk,
    draws,
    editor,
    lesson_parts,
    media,
    order,
    packages,
    publishing,
    question_files,
    questions,
    scenarios,
    transcoding,
)


class Sha256Converter(StringConverter):
    """A hash in an address."""

    regex = "[0-9a-f]{64}"


register_converter(Sha256Converter, "sha256")

file_patterns = [
    path("desk/packages/", packages.packages, name="desk-packages"),
    path("desk/packages/<sha256:sha256>/", packages.package, name="desk-package"),
    path("desk/courses/<uuid:uid>/package/", packages.course_package, name="desk-course-package"),
    path(
        "desk/lessons/<uuid:uid>/question-import/",
        question_files.upload,
        name="desk-question-import",
    ),
    path(
        "desk/lessons/<uuid:uid>/question-import/<sha256:sha256>/",
        question_files.preview,
        name="desk-question-import-preview",
    ),
]
part_patterns = [
    path("desk/lessons/<uuid:uid>/transcoding/", transcoding.transcoding, name="desk-transcoding"),
    path("desk/lessons/<uuid:uid>/audio/", lesson_parts.audio, name="desk-audio"),
    path(
        "desk/lessons/<uuid:uid>/audio/deletion/",
        lesson_parts.remove_audio,
        name="desk-remove-audio",
    ),
    path("desk/lessons/<uuid:uid>/files/", lesson_parts.files, name="desk-files"),
    path("desk/lessons/<uuid:uid>/files/<sha256:sha256>/", lesson_parts.file, name="desk-file"),
    path("desk/lessons/<uuid:uid>/practice/", lesson_parts.practice, name="desk-practice"),
    path(
        "desk/lessons/<uuid:uid>/practice/deletion/",
        lesson_parts.remove_practice,
        name="desk-remove-practice",
    ),
    path("desk/lessons/<uuid:uid>/scenario/", scenarios.scenario, name="desk-scenario"),
    path("desk/lessons/<uuid:uid>/scenario/play/", scenarios.play, name="desk-scenario-play"),
    path(
        "desk/lessons/<uuid:uid>/scenario/deletion/",
        scenarios.remove_scenario,
        name="desk-remove-scenario",
    ),
]
desk_patterns = [
    path("desk/", desk.courses, name="desk-courses"),
    path("desk/text-preview/", editor.text_preview, name="desk-text-preview"),
    path("desk/pasted-text/", editor.pasted_text, name="desk-pasted-text"),
    path("desk/courses/new/", desk.new_course, name="desk-new-course"),
    path("desk/courses/<uuid:uid>/", desk.course, name="desk-course"),
    path("desk/courses/<uuid:uid>/settings/", desk.settings, name="desk-settings"),
    path("desk/courses/<uuid:uid>/archive/", desk.archive, name="desk-archive"),
    path("desk/courses/<uuid:uid>/deletion/", desk.delete_course, name="desk-delete-course"),
    path("desk/courses/<uuid:uid>/order/", order.course_order, name="desk-course-order"),
    path("desk/courses/<uuid:uid>/modules/", desk.modules, name="desk-modules"),
    path("desk/courses/<uuid:uid>/preview/", publishing.course_preview, name="desk-course-preview"),
    path("desk/courses/<uuid:uid>/publication/", publishing.publication, name="desk-publication"),
    path("desk/modules/<uuid:uid>/", desk.module, name="desk-module"),
    path("desk/modules/<uuid:uid>/position/", desk.move_module, name="desk-move-module"),
    path("desk/modules/<uuid:uid>/deletion/", desk.delete_module, name="desk-delete-module"),
    path("desk/modules/<uuid:uid>/restoration/", desk.restore_module, name="desk-restore-module"),
    path("desk/modules/<uuid:uid>/lessons/", desk.lessons, name="desk-lessons"),
    path("desk/lessons/<uuid:uid>/", editor.lesson, name="desk-lesson"),
    path("desk/lessons/<uuid:uid>/autosave/", editor.autosave, name="desk-autosave"),
    path("desk/lessons/<uuid:uid>/lock/", editor.lock, name="desk-lesson-lock"),
    path("desk/lessons/<uuid:uid>/images/", editor.images, name="desk-lesson-images"),
    path("desk/lessons/<uuid:uid>/order/", order.question_order, name="desk-question-order"),
    path("desk/lessons/<uuid:uid>/restoration/", desk.restore_lesson, name="desk-restore-lesson"),
    path("desk/lessons/<uuid:uid>/preview/", publishing.lesson_preview, name="desk-lesson-preview"),
    path("desk/lessons/<uuid:uid>/position/", desk.move_lesson, name="desk-move-lesson"),
    path("desk/lessons/<uuid:uid>/deletion/", desk.delete_lesson, name="desk-delete-lesson"),
    path("desk/lessons/<uuid:uid>/video/", desk.video, name="desk-video"),
    path("desk/lessons/<uuid:uid>/video/deletion/", desk.remove_video, name="desk-remove-video"),
    path("desk/lessons/<uuid:uid>/questions/", questions.questions, name="desk-questions"),
    path("desk/lessons/<uuid:uid>/draws/", draws.draws, name="desk-draws"),
    path("desk/questions/<uuid:uid>/", questions.question, name="desk-question"),
    path("desk/questions/<uuid:uid>/position/", questions.move_question, name="desk-move-question"),
    path(
        "desk/questions/<uuid:uid>/deletion/",
        questions.delete_question,
        name="desk-delete-question",
    ),
    *file_patterns,
    *part_patterns,
]
media_patterns = [re_path(r"^media/(?P<sha256>[0-9a-f]{64})$", media.file, name="media")]
