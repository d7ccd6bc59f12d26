"""What an editor should mend beside a lesson's text: weight of files, sound, the story."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from django.utils.translation import gettext as _

from catalog import media, scenarios
from catalog.documents import media_of_lesson
from catalog.findings import Finding

HEAVY_SOUND_BITS_PER_SECOND = 130_000

type Node = dict[str, Any]


def findings(
    lesson: Node, place: str, files: Mapping[str, Node], *, in_work: bool
) -> Iterator[Finding]:
    """Yield what is found beside the text of one lesson; files: the document's media by hash."""
    yield from _picture_findings(lesson, place, files)
    yield from _video_findings(lesson, place, in_work)
    yield from _sound_findings(lesson, place, files, in_work)
    if lesson.get("scenario"):
        yield from scenario_findings(lesson["scenario"], lesson["uid"], place)


def read_aloud_findings(lesson: Node, place: str) -> Iterator[Finding]:
    """Yield a hint where a lesson for everybody has no sound: many would rather listen."""
    if not lesson.get("audio") and lesson["body"].strip():
        text = _("Bài chưa có bản đọc thành tiếng.")
        advice = _("Nên ghi âm lời đọc để người lớn tuổi nghe được.")
        yield Finding("NO_READ_ALOUD", "hint", "audio", lesson["uid"], place, text, advice)


def scenario_findings(scenario: Node, uid: str, place: str) -> list[Finding]:
    """Return what is wrong with a story; learners would get lost or stuck in it."""
    steps = scenario["steps"]
    asked: list[tuple[str, Literal["error", "warning"], Sequence[Node], Callable[[int], str], str]]
    asked = [
        (
            *("SCENARIO_TEXT", "error", scenarios.without_words(steps)),
            lambda number: _("Bước %(number)s còn chỗ chưa viết.") % {"number": number},
            _("Hãy viết đủ tình huống, cách xử lý và điều xảy ra sau đó."),
        ),
        (
            *("SCENARIO_NO_CHOICE", "error", [one for one in steps if not one["choices"]]),
            lambda number: _("Bước %(number)s chưa có cách xử lý nào.") % {"number": number},
            _("Hãy thêm ít nhất một cách xử lý, nếu không người học dừng lại ở đây."),
        ),
        (
            *("SCENARIO_NEXT", "error", scenarios.into_nothing(steps)),
            lambda number: (
                _("Bước %(number)s dẫn đến một bước không còn nữa.") % {"number": number}
            ),
            _("Hãy chọn lại bước tiếp theo."),
        ),
        (
            *("SCENARIO_NO_END", "error", scenarios.without_end(steps)),
            lambda number: (
                _("Từ bước %(number)s, chọn cách nào cũng không đến hồi kết.") % {"number": number}
            ),
            _("Hãy để ít nhất một cách xử lý kết thúc câu chuyện."),
        ),
        (
            *("SCENARIO_UNREACHABLE", "warning", scenarios.unreachable(steps)),
            lambda number: _("Không cách xử lý nào dẫn đến bước %(number)s.") % {"number": number},
            _("Hãy dẫn đến bước này từ một cách xử lý, hoặc bỏ bước."),
        ),
    ]
    return [
        Finding(code, severity, "scenario", uid, place, words(steps.index(step) + 1), advice)
        for code, severity, found, words, advice in asked
        for step in found
    ]


def _picture_findings(lesson: Node, place: str, files: Mapping[str, Node]) -> Iterator[Finding]:
    pictures = [files[one] for one in sorted(media_of_lesson(lesson)) if one in files]
    taken_home = {one["sha256"] for one in lesson.get("files", ())}
    heavy = [
        one
        for one in pictures
        if one["content_type"].startswith("image/")
        and one["sha256"] not in taken_home
        and (
            one["size_bytes"] > media.DRAWN_BYTES_AT_MOST
            or (one["width"] or 0) > media.IMAGE_WIDTH_AT_MOST
        )
    ]
    for one in heavy:
        facts = {"size": round(one["size_bytes"] / 1024), "width": one["width"] or "?"}
        text = _("Có một hình nặng %(size)s KB, rộng %(width)s điểm ảnh.") % facts
        advice = _("Hãy tải hình lên lại; hệ thống tự thu xuống 720 điểm ảnh và 60 KB.")
        yield Finding("IMAGE_HEAVY", "warning", "lesson", lesson["uid"], place, text, advice)


def _video_findings(lesson: Node, place: str, in_work: bool) -> Iterator[Finding]:
    video = lesson["video"]
    if not video or video.get("audio_sha256") or video.get("renditions"):
        return
    if in_work:
        text = _("Các bản nhẹ của video đang được tạo.")
        advice = _("Nên chờ xong rồi mới xuất bản, để người có mạng chậm xem được.")
        yield Finding("VIDEO_IN_WORK", "warning", "video", lesson["uid"], place, text, advice)
        return
    text = _("Video chưa có bản nhẹ và bản chỉ nghe.")
    advice = _("Hãy mở trang video của bài và bấm “Tạo các bản nhẹ”.")
    yield Finding("VIDEO_NO_AUDIO", "hint", "video", lesson["uid"], place, text, advice)


def _sound_findings(
    lesson: Node, place: str, files: Mapping[str, Node], in_work: bool
) -> Iterator[Finding]:
    audio = lesson.get("audio")
    file = files.get(audio["sha256"]) if audio else None
    if not audio or file is None or in_work:
        return
    seconds = audio["duration_seconds"]
    if file["content_type"] in ("audio/ogg", "audio/wav"):
        text = _("Bản đọc thành tiếng là tệp nhiều điện thoại không mở được.")
        advice = _("Hãy tạo bản nhẹ ở trang bản đọc, hoặc tải lên tệp MP3 hay M4A.")
        yield Finding("AUDIO_TYPE", "warning", "audio", lesson["uid"], place, text, advice)
    elif file["size_bytes"] * 8 > HEAVY_SOUND_BITS_PER_SECOND * max(seconds, 1):
        size = f"{file['size_bytes'] / 1024 / 1024:.1f}".replace(".", ",")
        text = _("Bản đọc thành tiếng nặng %(size)s MB.") % {"size": size}
        advice = _("Hãy tạo bản nhẹ ở trang bản đọc.")
        yield Finding("AUDIO_HEAVY", "warning", "audio", lesson["uid"], place, text, advice)
