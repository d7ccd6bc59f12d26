"""Sound files are what their bytes say, with their length; attachments are what is in them."""

import io
import struct
import zipfile

import pytest

from catalog import attachments, media, sounds


def m4a(seconds=83):
    """Return the least an M4A can be: an MP4 whose only track has no picture."""
    movie = struct.pack(">I4sIIIII", 108, b"mvhd", 0, 0, 0, 1000, seconds * 1000) + b"\0" * 80
    track = struct.pack(">I4s", 92, b"tkhd") + b"\0" * 84
    trak = struct.pack(">I4s", 8 + len(track), b"trak") + track
    moov = struct.pack(">I4s", 8 + len(movie) + len(trak), b"moov") + movie + trak
    return struct.pack(">I4s", 16, b"ftyp") + b"M4A \0\0\0\0" + moov


def wav(seconds=3, bytes_per_second=8000):
    form = struct.pack("<HHIIHH", 1, 1, bytes_per_second, bytes_per_second, 1, 8)
    data = b"\x80" * (seconds * bytes_per_second)
    body = (
        b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def ogg(seconds=5):
    head = b"OggS\0\x02" + struct.pack("<q", 0) + b"\0" * 14 + b"OpusHead\x01\x01" + b"\0" * 10
    return head + b"OggS\0\x04" + struct.pack("<q", seconds * 48_000) + b"\0" * 14


def mp3(seconds=4, frames=None):
    """Return frames of 64 kbit/s at 44.1 kHz; frames: as many as a head announces."""
    head = b"\xff\xfb\x50\xc0" + b"\0" * 17
    if frames is not None:
        head += b"Xing" + struct.pack(">II", 1, frames)
    return head + b"\0" * (seconds * 8000 - len(head))


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


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def docx(**more):
    return zipped(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"} | more)


def xlsx():
    return zipped(**{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"})


def odt():
    return zipped(mimetype=attachments.ODT, **{"content.xml": "<o/>"})


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
