"""Sound files are what their bytes say, with their length; attachments are what is in them."""

import pytest

from catalog import attachments, media, sounds
from tests.catalog.little_files import docx, m4a, mp3, odt, ogg, wav, xlsx, zipped


@pytest.mark.parametrize(
    ("content", "kind", "seconds"),
    [
        (m4a(83), "audio/mp4", 83),
        (wav(3), "audio/wav", 3),
        (ogg(5), "audio/ogg", 5),
        (mp3(4), "audio/mpeg", 4),
        (mp3(4, frames=383), "audio/mpeg", 10),
        (b"ID3\x04\0\0\0\0\0\x0a" + b"\0" * 10 + mp3(4), "audio/mpeg", 4),
    ],
)
def test_sound_tells_its_type_and_length(content, kind, seconds):
    assert sounds.facts(content) == sounds.SoundFacts(kind, seconds)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\0",
        b"%PDF-1.7\n%%EOF",
        b"OggS\0\x02" + b"\0" * 60,
        b"RIFF\x10\0\0\0WEBPVP8 ",
        b"RIFF\x10\0\0\0WAVEdata\0\0\0\0",
        b"\xff\xff\xff\xff",
        b"ID3",
        b"<html>",
        b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + mp3(),
    ],
)
def test_what_is_no_sound_is_refused(content):
    with pytest.raises(media.FileTypeMismatch):
        sounds.facts(content)


def test_video_is_no_sound():
    from tests.catalog import package_files

    with pytest.raises(media.FileTypeMismatch):
        sounds.facts(package_files.mp4())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\nx\n%%EOF\n", attachments.PDF),
        (docx(), attachments.DOCX),
        (xlsx(), attachments.XLSX),
        (odt(), attachments.ODT),
    ],
)
def test_document_is_what_is_in_it(content, kind):
    assert attachments.attachment(content).content_type == kind


def test_picture_to_take_home_is_drawn_anew():
    from tests.catalog import package_files

    made = attachments.attachment(package_files.webp("blue", (900, 90)))

    assert (made.content_type, made.width, made.height) == ("image/webp", 720, 72)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\0",
        b"%PDF-1.7 cut off",
        b"PK\x03\x04 no zip",
        zipped(**{"a.exe": "MZ"}),
        docx(**{"word/vbaProject.bin": "x"}),
        docx(**{"xl/workbook.xml": "x"}),
        zipped(**{"word/document.xml": "x"}),
        zipped(mimetype="application/zip", **{"content.xml": "x"}),
        zipped(**{f"{number}.txt": "" for number in range(attachments.ENTRIES_AT_MOST + 1)}),
        b"<svg onload='x'/>",
    ],
)
def test_what_is_no_document_is_refused(content):
    with pytest.raises(media.FileTypeMismatch):
        attachments.attachment(content)
