"""Files by hash: type, parts, caching, and nobody else's."""

import hashlib

import pytest

from catalog import actions, media, starter
from catalog.models import MediaFile
from tenants.context import in_ministry, in_province
from tests.catalog import library

MP4_HEAD = b"\x00\x00\x00\x18ftypmp42"
CONTENT = bytes(range(256)) * 40


@pytest.fixture
def file(quangnam):
    """A file only signed-in people of Quảng Nam may see."""
    with in_province(quangnam):
        return media.store(CONTENT, content_type="video/mp4", file_name="a.mp4")


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_file_is_named_by_its_bytes(file):
    assert file.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (file.store, file.size_bytes, file.is_public) == ("own", len(CONTENT), False)


def test_file_opens_for_a_signed_in_person(linh, file):
    answer = linh.get(f"/media/{file.sha256}")

    assert (answer.status_code, body(answer)) == (200, CONTENT)
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_file_of_an_account_course_asks_a_stranger_to_sign_in(quangnam_client, file):
    assert quangnam_client.get(f"/media/{file.sha256}").url.startswith("/sign-in/")


def test_public_file_opens_for_everyone_in_few_statements(
    quangnam, quangnam_client, file, django_assert_max_num_queries
):
    with in_province(quangnam):
        MediaFile.objects.update(is_public=True)

    with django_assert_max_num_queries(3):
        answer = quangnam_client.get(f"/media/{file.sha256}")

    assert answer["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, 10239),
        ("bytes=-10", 10230, 10239),
        ("bytes=5-99999", 5, 10239),
    ],
)
def test_part_of_a_file(linh, file, asked, first, last):
    answer = linh.get(f"/media/{file.sha256}", headers={"Range": asked})

    assert (answer.status_code, body(answer)) == (206, CONTENT[first : last + 1])
    assert answer["Content-Range"] == f"bytes {first}-{last}/10240"
    assert answer["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=20000-", "bytes=9-5"])
def test_part_that_is_not_there(linh, file, asked):
    answer = linh.get(f"/media/{file.sha256}", headers={"Range": asked})

    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */10240")


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "lines=1-2", "bytes=-"])
def test_part_asked_in_a_way_we_do_not_speak_is_the_whole(linh, file, asked):
    assert body(linh.get(f"/media/{file.sha256}", headers={"Range": asked})) == CONTENT


def test_file_the_browser_has_is_not_sent_again(linh, file):
    answer = linh.get(f"/media/{file.sha256}", headers={"If-None-Match": f'"{file.sha256}"'})

    assert (answer.status_code, answer.content) == (304, b"")


def test_file_of_another_province_looks_like_none(hoa, file):
    foreign, absent = hoa.get(f"/media/{file.sha256}"), hoa.get(f"/media/{'0' * 64}")

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.content == absent.content


def test_same_hash_in_another_province_does_not_open_the_first_ones_bytes(hoa, thainguyen, file):
    with in_province(thainguyen):
        MediaFile.objects.create(
            sha256=file.sha256, content_type="video/mp4", size_bytes=10240, is_public=True
        )

    assert hoa.get(f"/media/{file.sha256}").status_code == 404


def test_national_file_is_shown_where_its_course_was_taken_over(
    quangnam, quangnam_client, thainguyen_client, national_client, ministry
):
    releases = library.release_starter_courses()
    shown = next(one for one in releases if one.document["media"])
    captions = next(one for one in shown.document["media"] if one["content_type"] == "text/vtt")
    with in_province(quangnam):
        actions.adopt_releases(release_uids=[shown.uid], by=None)

    answer = quangnam_client.get(f"/media/{captions['sha256']}")

    assert body(answer).startswith(b"WEBVTT")
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert body(national_client.get(f"/media/{captions['sha256']}")).startswith(b"WEBVTT")
    assert thainguyen_client.get(f"/media/{captions['sha256']}").status_code == 404


def test_pictures_lose_their_hidden_facts():
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CNRY camera"
    Image.new("RGB", (100, 50)).save(out, "JPEG", exif=exif)

    drawn = media.picture(out.getvalue())

    assert (drawn.width, drawn.height) == (100, 50)
    assert b"CNRY" in out.getvalue()
    assert b"CNRY" not in drawn.content


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG broken", b"<svg/>", b"%PDF-1.7", MP4_HEAD + b"\x00" * 40],
)
def test_broken_pictures_are_refused(content):
    with pytest.raises(media.FileTypeMismatch):
        media.picture(content)


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ....", MP4_HEAD, b"\x00\x00\x00\x08ftyp" + b"\x00" * 100],
)
def test_broken_videos_are_refused(content):
    with pytest.raises(media.FileTypeMismatch):
        media.video_facts(content)


def test_video_facts_of_the_starter_videos():
    folder = starter.FOLDER / "media"

    facts = [media.video_facts(path.read_bytes()) for path in sorted(folder.glob("*.mp4"))]

    assert sorted(one.height for one in facts) == [240, 240, 360, 360]
    assert all(10 < one.duration_seconds < 180 for one in facts)


def test_ministry_uploads_go_to_the_national_store(ministry):
    with in_ministry():
        assert media.store(b"WEBVTT\n", content_type="text/vtt").store == "national"
