"""Sound files: what they are and how long they play, read from their own bytes.

MP3, M4A (AAC in MP4), Ogg (Opus, Vorbis) and WAV. Nothing is decoded.
"""

import struct
from dataclasses import dataclass

from catalog import media

EXPECTED = "MP3, M4A, OGG, WAV"
BYTES_AT_MOST = 30 * 1024 * 1024
LIGHT_BITS_PER_SECOND = 72_000
"""AAC up to here is light enough for a slow network: nothing better would be made of it."""
MP3_BITRATES = {
    1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""kbit/s of layer III by MPEG version (2 stands for 2.5 too), from index 1."""
MP3_RATES = {0: (11025, 12000, 8000), 2: (22050, 24000, 16000), 3: (44100, 48000, 32000)}
"""Samples per second by the two version bits of a frame."""
OGG_OPUS, OGG_VORBIS = b"OpusHead", b"\x01vorbis"
OPUS_RATE = 48_000


@dataclass(frozen=True)
class SoundFacts:
    """What a sound file is."""

    content_type: str
    duration_seconds: int


def facts(content: bytes) -> SoundFacts:
    """Return type and length of a sound file; raises media.FileTypeMismatch."""
    if content[4:8] == b"ftyp":
        return _m4a(content)
    if content.startswith(b"OggS"):
        return SoundFacts("audio/ogg", _ogg_seconds(content))
    if content.startswith(b"RIFF") and content[8:12] == b"WAVE":
        return SoundFacts("audio/wav", _wav_seconds(content))
    return SoundFacts("audio/mpeg", _mp3_seconds(content))


def is_light(content_type: str, size_bytes: int, duration_seconds: int) -> bool:
    """Whether a file is AAC of few bits already: learners get it as it is."""
    bits = size_bytes * 8
    return content_type == "audio/mp4" and bits <= LIGHT_BITS_PER_SECOND * max(duration_seconds, 1)


def _m4a(content: bytes) -> SoundFacts:
    seen = media.video_facts(content)
    if seen.width or seen.height:
        raise media.FileTypeMismatch("MP4 (video)", EXPECTED)
    return SoundFacts("audio/mp4", seen.duration_seconds)


def _wav_seconds(content: bytes) -> int:
    """Return the length of a WAV: the bytes of its data by the bytes a second takes."""
    position, bytes_per_second = 12, 0
    while position + 8 <= len(content):
        kind, size = struct.unpack_from("<4sI", content, position)
        if kind == b"fmt " and size >= 16 and position + 20 <= len(content):
            bytes_per_second = struct.unpack_from("<I", content, position + 16)[0]
        if kind == b"data" and bytes_per_second:
            return round(min(size, len(content) - position - 8) / bytes_per_second)
        position += 8 + size + size % 2
    raise media.FileTypeMismatch("WAV (data?)", EXPECTED)


def _ogg_seconds(content: bytes) -> int:
    """Return the length of an Ogg: the sample its last page ends with, by the sampling rate."""
    head = content[:512]
    place = head.find(OGG_VORBIS)
    if OGG_OPUS in head:
        rate = OPUS_RATE
    elif place >= 0 and place + 16 <= len(head):
        rate = struct.unpack_from("<I", head, place + 12)[0]
    else:
        raise media.FileTypeMismatch("OGG (Opus? Vorbis?)", EXPECTED)
    last = content.rfind(b"OggS")
    if rate == 0 or last + 14 > len(content):
        raise media.FileTypeMismatch("OGG", EXPECTED)
    return round(max(struct.unpack_from("<q", content, last + 6)[0], 0) / rate)


def _mp3_seconds(content: bytes) -> int:
    """Return the length of an MP3: frames counted in its head, else bytes by the bit rate."""
    start = _after_tag(content)
    frame = content[start : start + 4]
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0:
        raise media.FileTypeMismatch(media.kind_of(content), EXPECTED)
    version, layer = frame[1] >> 3 & 3, frame[1] >> 1 & 3
    bits, rates = frame[2] >> 4, frame[2] >> 2 & 3
    if version not in MP3_RATES or layer != 1 or not 1 <= bits <= 14 or rates == 3:
        raise media.FileTypeMismatch(media.kind_of(content), EXPECTED)
    rate = MP3_RATES[version][rates]
    frames = _mp3_frames(content[start : start + 200])
    if frames:
        return round(frames * (1152 if version == 3 else 576) / rate)
    kilobits = MP3_BITRATES[1 if version == 3 else 2][bits - 1]
    return round((len(content) - start) * 8 / (kilobits * 1000))


def _after_tag(content: bytes) -> int:
    """Return where the sound begins, behind an ID3 tag."""
    if not content.startswith(b"ID3") or len(content) < 10:
        return 0
    a, b, c, d = content[6:10]
    return 10 + (a << 21 | b << 14 | c << 7 | d)


def _mp3_frames(frame: bytes) -> int:
    """Return how many frames the first one announces, 0 if it announces none."""
    for mark in (b"Xing", b"Info"):
        place = frame.find(mark)
        if place >= 0 and place + 12 <= len(frame) and frame[place + 7] & 1:
            return int(struct.unpack_from(">I", frame, place + 8)[0])
    return 0
