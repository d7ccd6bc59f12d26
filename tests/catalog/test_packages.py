"""Packages: what is written reads back the same, and what people write is understood."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image

from catalog import documents, starter
from catalog.packages.errors import PackageInvalid
from tests.catalog import little_files
from tests.catalog import package_files as files

COURSE, LESSON, QUIZ = "course.yaml", "lessons/0101-bai-mot.md", "lessons/0101-bai-mot.quiz.yaml"
SCENARIO = "lessons/0101-bai-mot.scenario.yaml"


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(files.courses())
def test_any_document_comes_back_from_its_package_with_its_hash(document):
    documents.check(document)

    package = files.read(files.packed(document))

    assert package.document == document
    assert package.sha256 == documents.sha256_of(document)
    assert {sha: package.media_content(sha) for sha in package.shown.nodes} == {
        node["sha256"]: files.pool()[node["sha256"]][0] for node in document["media"]
    }


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(files.courses())
def test_the_same_document_gives_the_same_bytes(document):
    assert files.packed(document) == files.packed(document)


def test_starter_courses_come_back_from_their_packages():
    courses = starter.packages()

    again = [files.read(files.packed_files(course.content)) for course in courses]

    assert [one.document for one in again] == [course.document for course in courses]


def test_a_package_written_by_hand_is_tidied_and_its_files_looked_up():
    lesson = files.by_hand()["lessons/0101-bai-mot.md"].replace("\n", "\r\n").replace("chữ", "chữ")

    package = files.read(files.zipped(files.by_hand(**{"lessons/0101-bai-mot.md": lesson})))

    sha256 = files.sha256(files.webp())
    [lesson] = package.document["modules"][0]["lessons"]
    assert lesson["body"] == f"## Nội dung\n\n![Ổ khóa](media:{sha256})"
    assert [one["text"] for one in lesson["questions"][0]["options"]] == ["123456", "Câu dài"]
    assert (package.document["pass_mark_percent"], package.document["is_open_to_guests"]) == (
        80,
        False,
    )
    assert package.document["media"] == [
        {
            "sha256": sha256,
            "content_type": "image/webp",
            "size_bytes": len(files.webp()),
            "width": 8,
            "height": 6,
        }
    ]


STORY = """steps:
  - uid: 00000000-0000-4000-8000-0000000000a1
    text: |
      Có người gọi.
    choices:
      - {uid: 00000000-0000-4000-8000-0000000000a2, text: Nghe, consequence: Hỏi mã.,
         next: 00000000-0000-4000-8000-0000000000a3}
  - uid: 00000000-0000-4000-8000-0000000000a3
    text: Họ hỏi mã.
    choices:
      - {uid: 00000000-0000-4000-8000-0000000000a4, text: Tắt máy, consequence: Không mất gì.}
"""


def with_parts(**more):
    """Return a package by hand whose lesson has everything beside its text."""
    front = """minutes: 12
audio: doc
video: goi
files:
  - {file: media/to-roi.docx, title: Tờ rơi}
practice_url: https://dichvucong.gov.vn
"""
    beside = "lessons/0101-bai-mot"
    return files.by_hand(
        **{
            LESSON: files.by_hand()[LESSON].replace("minutes: 12\n", front),
            f"{beside}.practice.md": "Mở trang và xem.\n",
            f"{beside}.scenario.yaml": STORY,
            "media/doc.m4a": little_files.m4a(41),
            "media/to-roi.docx": little_files.docx(),
            "media/goi.mp4": files.mp4(),
            "media/goi.240.mp4": files.mp4(82),
            "media/goi.m4a": little_files.m4a(83),
            "media/goi.vtt": b"WEBVTT",
            "media/goi.webp": files.webp(),
        }
        | more
    )


@pytest.mark.parametrize("voice", ["machine", "robot"])
def test_a_package_written_by_hand_says_who_reads(voice):
    named = with_parts()
    named[LESSON] = named[LESSON].replace(
        "audio: doc\n", f"audio: {{file: media/doc.m4a, voice: {voice}}}\n"
    )

    if voice == "robot":
        with pytest.raises(PackageInvalid) as refused:
            files.read(files.zipped(named))
        assert refused.value.reason == "VALUE"
    else:
        [lesson] = files.read(files.zipped(named)).document["modules"][0]["lessons"]
        assert lesson["audio"] == {
            "sha256": files.sha256(little_files.m4a(41)),
            "duration_seconds": 41,
            "voice": "machine",
        }


def test_a_package_written_by_hand_may_name_every_part_of_a_lesson():
    package = files.read(files.zipped(with_parts()))

    [lesson] = package.document["modules"][0]["lessons"]
    sha256 = files.sha256
    assert lesson["audio"] == {"sha256": sha256(little_files.m4a(41)), "duration_seconds": 41}
    assert lesson["files"] == [{"sha256": sha256(little_files.docx()), "title": "Tờ rơi"}]
    assert lesson["practice"] == {"text": "Mở trang và xem.", "url": "https://dichvucong.gov.vn"}
    assert [one["choices"][0]["next"] for one in lesson["scenario"]["steps"]] == [
        "00000000-0000-4000-8000-0000000000a3",
        None,
    ]
    assert lesson["video"]["renditions"] == [{"sha256": sha256(files.mp4(82)), "height": 240}]
    assert lesson["video"]["audio_sha256"] == sha256(little_files.m4a(83))
    assert files.read(files.packed_files(package)).document == package.document


@pytest.mark.parametrize(
    ("change", "reason", "file"),
    [
        ({"media/doc.m4a": little_files.wav()}, "MEDIA_MISMATCH", "media/doc.m4a"),
        ({"media/to-roi.docx": b"%PDF-1.7"}, "MEDIA_MISMATCH", "media/to-roi.docx"),
        ({"media/to-roi.docx": None}, "FILE_MISSING", "media/to-roi.docx"),
        ({SCENARIO: STORY.replace("text: Họ hỏi mã.", "text: ''")}, "VALUE", SCENARIO),
        ({SCENARIO: STORY.replace("choices", "choise")}, "KEY_UNKNOWN", SCENARIO),
        ({SCENARIO: "steps: []"}, "VALUE", SCENARIO),
    ],
)
def test_parts_that_are_not_what_they_say_are_refused(change, reason, file):
    with pytest.raises(PackageInvalid) as caught:
        files.read(files.zipped(with_parts(**change)))

    assert (caught.value.reason, caught.value.file) == (reason, file)


def test_a_picture_of_another_kind_becomes_what_an_upload_would_make_of_it():
    out = io.BytesIO()
    Image.new("RGB", (1440, 20)).save(out, "PNG")
    lesson = files.by_hand()["lessons/0101-bai-mot.md"].replace("o-khoa.webp", "o-khoa.png")
    changes = {"lessons/0101-bai-mot.md": lesson, "media/o-khoa.png": out.getvalue()}

    package = files.read(files.zipped(files.by_hand(**changes)))

    [node] = package.document["media"]
    assert (node["content_type"], node["width"]) == ("image/webp", 720)
    assert package.media_content(node["sha256"]).startswith(b"RIFF")


def test_a_folder_packed_with_everything_in_it_is_read_too():
    inside = {f"mat-khau/{name}": content for name, content in files.by_hand().items()}
    junk = {"__MACOSX/mat-khau/._course.yaml": b"\0", "mat-khau/.DS_Store": b"\0"}

    package = files.read(files.zipped(inside | junk))

    assert package.document["slug"] == "mat-khau"


def changed(name, old, new):
    """Return a hand-written package with one thing changed."""
    content = files.by_hand()[name]
    assert old in content
    return files.by_hand(**{name: content.replace(old, new)})


@pytest.mark.parametrize(
    ("package", "reason", "file", "line"),
    [
        (files.by_hand(**{COURSE: None}), "FILE_MISSING", COURSE, None),
        (files.by_hand(**{LESSON: None}), "FILE_MISSING", LESSON, None),
        (files.by_hand(**{"media/o-khoa.webp": None}), "FILE_MISSING", "media/o-khoa.webp", None),
        (changed(COURSE, "title: Mật", "titel: Mật"), "KEY_UNKNOWN", COURSE, 3),
        (changed(COURSE, "slug: mat-khau\n", ""), "KEY_MISSING", COURSE, 1),
        (changed(COURSE, "slug: mat-khau", "slug: Mật khẩu"), "VALUE", COURSE, 1),
        (changed(COURSE, "state: complete", "state: xong"), "VALUE", COURSE, 1),
        (changed(COURSE, "state: complete", "state: complete\nstate: x"), "KEY_TWICE", COURSE, 7),
        (changed(COURSE, "title: Mật khẩu", "title: [a, b]"), "NOT_TEXT", COURSE, 3),
        (changed(COURSE, "summary: G", "summary: 'G"), "YAML", COURSE, 11),
        (changed(LESSON, "minutes: 12", "minutes: nhiều"), "NOT_A_NUMBER", LESSON, 5),
        (changed(LESSON, "minutes: 12", "minutes: 900"), "VALUE", LESSON, 2),
        (changed(LESSON, "---\nuid", "uid"), "FRONT_MATTER", LESSON, 1),
        (changed(QUIZ, "correct: true", "correct: đúng"), "NOT_A_FLAG", QUIZ, 12),
        (changed(QUIZ, "kind: single", "kind: essay"), "VALUE", QUIZ, 2),
        (changed(QUIZ, "000000000006", "000000000005"), "DOCUMENT_UID", COURSE, None),
        (changed(QUIZ, "questions:", "questions: x\n#"), "YAML", QUIZ, 3),
        (files.by_hand(**{QUIZ: "- questions"}), "NOT_A_MAPPING", QUIZ, 1),
        (files.by_hand(**{QUIZ: "questions: x"}), "NOT_A_LIST", QUIZ, 1),
        (files.by_hand(**{QUIZ: ""}), "NOT_A_MAPPING", QUIZ, 1),
        (
            files.by_hand(**{QUIZ: files.by_hand()[QUIZ].encode("utf-16")}),
            "ENCODING",
            QUIZ,
            1,
        ),
        (
            files.by_hand(**{LESSON: files.by_hand()[LESSON].encode() + b"\n\nd\xf2ng"}),
            "ENCODING",
            LESSON,
            12,
        ),
        (files.by_hand(**{"media/o-khoa.webp": b"RIFF1234WEBP"}), "MEDIA_MISMATCH",
         "media/o-khoa.webp", None),
        (files.by_hand(**{"media/o-khoa.webp": files.mp4()}), "MEDIA_MISMATCH",
         "media/o-khoa.webp", None),
        (changed(LESSON, "o-khoa.webp", "o-khoa.svg") | {"media/o-khoa.svg": b"<svg/>"},
         "MEDIA_TYPE", "media/o-khoa.svg", None),
        (changed(LESSON, "media/o-khoa.webp", f"media:{'0' * 64}"), "MEDIA_UNKNOWN", LESSON, None),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_file_and_line(package, reason, file, line):
    with pytest.raises(PackageInvalid) as caught:
        files.read(files.zipped(package))

    assert (caught.value.reason, caught.value.file, caught.value.line) == (reason, file, line)


def written():
    """Return the files of a package that the product wrote."""
    document = files.read(files.zipped(files.by_hand())).document
    return files.unzipped(files.packed(document))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda made: {COURSE: made[COURSE].replace("Mật khẩu".encode(), b"Khac")}, "HASH"),
        (lambda made: {"them.md": b"x"}, "FILE_UNKNOWN"),
        (lambda made: {"manifest.json": b"{"}, "JSON"),
        (lambda made: {"manifest.json": b"[" * 100_000}, "JSON"),
        (lambda made: {"manifest.json": b"{}"}, "VALUE"),
        (
            lambda made: {
                "manifest.json": made["manifest.json"].replace(
                    b'"format_version": 1', b'"format_version": 2'
                )
            },
            "VALUE",
        ),
        (lambda made: {f"media/{files.sha256(files.webp())}.webp": files.webp("blue")},
         "MEDIA_HASH"),
        (lambda made: {"manifest.json": made["manifest.json"].replace(b'"width": 8',
                                                                       b'"width": 9')},
         "MEDIA_SIZE"),
    ],
)  # fmt: skip
def test_a_written_package_that_was_changed_is_refused(change, reason):
    made = written()
    assert files.read(files.zipped(made)).document["slug"] == "mat-khau"

    with pytest.raises(PackageInvalid) as caught:
        files.read(files.zipped(made | change(made)))

    assert caught.value.reason == reason
