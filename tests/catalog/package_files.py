"""Documents of every shape, real little files for them, and zips good and bad."""

import datetime
import hashlib
import io
import struct
import uuid
import zipfile
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st
from PIL import Image

from catalog import attachments, documents, optional, uploads
from catalog.library.models import Release
from catalog.models import Question
from catalog.packages import media_files, reading, release_files, safety, writing
from tests.catalog import little_files

TEXTS = (
    st.text(max_size=40)
    .map(lambda text: documents.unicodedata.normalize("NFC", text))
    .filter(lambda text: "\x00" not in text)
)
LINES = st.sampled_from(
    ["---", "# Bài", "a: b", "- x", "\r\n", "\u2028", "  thụt", "| a | b |", "😀", "\t"]
)
BODIES = st.lists(TEXTS | LINES, max_size=5).map(
    lambda parts: documents.unicodedata.normalize("NFC", "\n".join(parts))
)
SELDOM_WORDS = st.just("") | BODIES.filter(lambda text: len(text) <= 200)
TAGS = st.lists(st.from_regex(r"[a-z0-9-]{1,10}/[0-9A-Za-z.]{1,5}", fullmatch=True), max_size=2)
DRAWS = st.just({}) | st.fixed_dictionaries({"draws": st.lists(st.fixed_dictionaries({
    "source": st.sampled_from(["lesson", "course"]),
    "tag": st.sampled_from(["", "nls-2025/4.2", "x/1"]), "count": st.integers(1, 100),
}), min_size=1, max_size=2)})  # fmt: skip
SLUGS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)


def titles(size=200):
    return BODIES.filter(lambda text: 0 < len(text) <= size)


def webp(colour="red", size=(8, 6)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "WEBP")
    return out.getvalue()


def mp4(seconds=83):
    """Return the least an MP4 can be: a head, a length, a track of 640 × 360."""
    movie = struct.pack(">I4sIIIII", 108, b"mvhd", 0, 0, 0, 1000, seconds * 1000) + b"\0" * 80
    track = struct.pack(">I4s", 92, b"tkhd") + b"\0" * 76 + struct.pack(">II", 640 << 16, 360 << 16)
    trak = struct.pack(">I4s", 8 + len(track), b"trak") + track
    moov = struct.pack(">I4s", 8 + len(movie) + len(trak), b"moov") + movie + trak
    return struct.pack(">I4s", 16, b"ftyp") + b"mp42\0\0\0\0" + moov


@cache
def pool():
    """Return bytes and node of a few files, by hash."""
    files = [
        ("image/webp", webp()),
        ("image/webp", webp("blue", (720, 10))),
        ("video/mp4", mp4()),
        ("audio/mp4", little_files.m4a()),
        (attachments.DOCX, little_files.docx()),
        ("text/vtt", "WEBVTT\n\n00:00.000 --> 00:02.000\nXin chào\n".encode()),
    ]
    nodes = [media_files.examine(content, kind, "x").node for kind, content in files]
    contents = [content for _kind, content in files]
    return {one["sha256"]: (content, one) for one, content in zip(nodes, contents, strict=True)}


@st.composite
def videos(draw):
    hashes = st.sampled_from(sorted(pool()))
    sizes = st.fixed_dictionaries({"sha256": hashes, "height": st.integers(1, 9_999)})
    more = {
        "renditions": draw(st.lists(sizes, max_size=2)),
        "audio_sha256": draw(st.none() | hashes),
    }
    return optional.compact("video", more) | {
        "sha256": draw(hashes),
        "captions_sha256": draw(st.none() | hashes),
        "poster_sha256": draw(st.none() | hashes),
        "duration_seconds": draw(st.integers(0, 10_000)),
        "transcript": draw(BODIES),
    }


@st.composite
def courses(draw):
    """Any document the format allows."""
    counter = iter(range(10_000))

    def uid():
        return f"{draw(st.integers(0, 2**32 - 1)):08x}-0000-4000-8000-{next(counter):012x}"

    def option():
        node = {
            "uid": uid(), "text": draw(TEXTS), "is_correct": draw(st.booleans()),
            "explanation": draw(BODIES), "match": draw(SELDOM_WORDS),
        }  # fmt: skip
        return optional.compact("option", node)

    def question():
        node = {
            "uid": uid(), "kind": draw(st.sampled_from(Question.Kind.values)),
            "text": draw(BODIES), "options": [option() for _ in range(draw(st.integers(0, 3)))],
            "situation": draw(SELDOM_WORDS), "explanation": draw(SELDOM_WORDS),
            "passage": draw(SELDOM_WORDS), "tags": draw(TAGS), "keeps_order": draw(st.booleans()),
        }  # fmt: skip
        return optional.compact("question", node)

    def lesson():
        body = draw(BODIES)
        if draw(st.booleans()):
            body += f"\n\n![hình](media:{draw(st.sampled_from(sorted(pool())))})"
        return {
            "uid": uid(), "title": draw(titles()), "summary": draw(BODIES.filter(short)),
            "duration_minutes": draw(st.integers(0, 600)), "body": body, "note": draw(BODIES),
            "video": draw(st.none() | videos()),
            "questions": [question() for _ in range(draw(st.integers(0, 2)))],
        } | draw(DRAWS) | parts()  # fmt: skip

    def parts():
        hashes, words = st.sampled_from(sorted(pool())), BODIES.filter(bool)
        steps = [uid() for _ in range(draw(st.integers(0, 3)))]
        scenario = {"steps": [
            {"uid": step, "text": draw(words), "choices": [
                {"uid": uid(), "text": draw(words), "consequence": draw(BODIES),
                 "next": draw(st.sampled_from([None, *steps]))}
                for _ in range(draw(st.integers(0, 2)))
            ]}
            for step in steps
        ]}  # fmt: skip
        sound = {"sha256": hashes, "duration_seconds": st.integers(0, 9_999)}
        voice = {"voice": st.just("machine")}
        practice = {"text": words, "url": st.sampled_from(["", "https://dichvucong.gov.vn"])}
        return optional.compact("lesson", {
            "audio": draw(st.none() | st.fixed_dictionaries(sound, optional=voice)),
            "files": draw(st.lists(
                st.fixed_dictionaries({"sha256": hashes, "title": titles()}), max_size=2)),
            "practice": draw(st.none() | st.fixed_dictionaries(practice)),
            "scenario": scenario if steps else None,
        })  # fmt: skip

    document = {
        "format": "hoc-vu-so.course", "format_version": 1, "uid": uid(), "slug": draw(SLUGS),
        "title": draw(titles()), "summary": draw(BODIES.filter(short)),
        "audience": draw(st.sampled_from(["officials", "businesses", "community"])),
        "is_drafting": draw(st.booleans()), "is_open_to_guests": draw(st.booleans()),
        "pass_mark_percent": draw(st.integers(1, 100)),
        "outline": draw(st.lists(st.fixed_dictionaries(
            {"title": titles(), "lessons": st.lists(BODIES, max_size=2)}), max_size=2)),
        "modules": [
            {"uid": uid(), "title": draw(titles()),
             "lessons": [lesson() for _ in range(draw(st.integers(0, 2)))]}
            for _ in range(draw(st.integers(0, 2)))
        ],
    }  # fmt: skip
    hashes = documents.media_hashes(document) | draw(st.sets(st.sampled_from(sorted(pool()))))
    return documents.with_media(document, [pool()[sha256][1] for sha256 in hashes])


def short(text):
    return len(text) <= 300


def packed(document):
    """Return the package of a document whose files are of the pool."""
    out = io.BytesIO()
    writing.write(document, out, lambda node: io.BytesIO(pool()[node["sha256"]][0]))
    return out.getvalue()


def packed_files(package):
    """Return a package that was read, as the product writes it."""
    out = io.BytesIO()
    writing.write(
        package.document, out, lambda node: io.BytesIO(package.media_content(node["sha256"]))
    )
    return out.getvalue()


def read(content):
    """Return the package in these bytes."""
    return reading.read(safety.ZipSource(io.BytesIO(content), "course.yaml"))


def zipped(files, **facts):
    """Return a zip of files by name; a list of pairs may hold a name twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items() if isinstance(files, dict) else files:
            package.writestr(name, content)
    return out.getvalue()


def unzipped(content):
    """Return the files of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


COURSE_UID = "11111111-0000-4000-8000-000000000001"


def by_hand(**changes):
    """Return the files of a small package as a person writes it."""
    files = {
        "course.yaml": f"""uid: {COURSE_UID}
slug: mat-khau
title: Mật khẩu
audience: officials
summary: Giữ tài khoản an toàn.
state: complete
modules:
  - uid: 11111111-0000-4000-8000-000000000002
    title: Chương một
    lessons: [lessons/0101-bai-mot.md]
""",
        "lessons/0101-bai-mot.md": """---
uid: 11111111-0000-4000-8000-000000000003
title: Bài một
summary: Tóm tắt.
minutes: 12
---
## Nội dung

![Ổ khóa](media/o-khoa.webp)
""",
        "lessons/0101-bai-mot.quiz.yaml": """questions:
  - uid: 11111111-0000-4000-8000-000000000004
    kind: single
    text: Mật khẩu nào tốt?
    options:
      - uid: 11111111-0000-4000-8000-000000000005
        text: 123456
        correct: false
        explanation: Dễ đoán.
      - uid: 11111111-0000-4000-8000-000000000006
        text: Câu dài
        correct: true
        explanation: Khó đoán.
""",
        "media/o-khoa.webp": webp(),
    }
    return {name: content for name, content in (files | changes).items() if content is not None}


def own(prefix, title="Mật khẩu"):
    """Return the package of another course: other uids, another name."""
    made = {
        name: content.replace("11111111-", f"{prefix}-").replace(
            "title: Mật khẩu", f"title: {title}"
        )
        if isinstance(content, str)
        else content
        for name, content in by_hand().items()
    }
    return zipped(made)


def release_of(package, *, version=1, **changes):
    """Return the release file of the course in a package."""
    document = read(package).document
    facts = {
        "uid": uuid.uuid5(uuid.NAMESPACE_URL, document["uid"]),
        "course_uid": uuid.UUID(document["uid"]),
        "title": document["title"],
        "version": version,
        "document": document,
        "sha256": documents.sha256_of(document),
        "changelog": "Bản đầu tiên.",
        "published_by": "Lê Thị An",
        "locks": [],
        "credits": [],
        "reviewed_by": "",
        "published_at": datetime.datetime(2026, 11, 1, 8, tzinfo=datetime.UTC),
    }
    out = io.BytesIO()
    release_files.write(Release(**facts | changes), out, lambda node: io.BytesIO(webp()))
    return out.getvalue()


def keep(person, kind, content):
    """Keep a file as this person's upload; return its hash."""
    upload = SimpleUploadedFile("tep", content)
    return uploads.keep(upload, kind=kind, person_uid=person.uid)


def sha256(content):
    return hashlib.sha256(content).hexdigest()
