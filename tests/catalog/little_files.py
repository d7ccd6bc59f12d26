"""The least that sound files and office documents can be."""

import io
import struct
import zipfile

from catalog import attachments


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
