"""Questions out of files that other systems write: GIFT and Moodle XML."""

from catalog import media
from catalog.packages.errors import PackageUnsafe
from catalog.question_files import gift, moodle_xml
from catalog.question_files.drafts import LeftOut, Parsed, QuestionDraft

FILE_BYTES_AT_MOST = 5 * 1024 * 1024
QUESTIONS_AT_MOST = 500

__all__ = ["EncodingUnknown", "LeftOut", "Parsed", "QuestionDraft", "parse"]


class EncodingUnknown(ValueError):
    """The letters are not UTF-8. Facts: the first line that shows it."""

    code = "ENCODING_UNKNOWN"

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def parse(content: bytes, file: str) -> Parsed:
    """Return the questions of a file and what cannot be taken, both by line.

    Raises media.FileTypeMismatch, EncodingUnknown, PackageInvalid (no XML), PackageUnsafe.
    """
    text = _decoded(content)
    is_xml = text.lstrip().startswith("<")
    parsed = moodle_xml.parse(text, file) if is_xml else gift.parse(text)
    count = len(parsed.questions) + len(parsed.left_out)
    if count > QUESTIONS_AT_MOST:
        raise PackageUnsafe("questions", QUESTIONS_AT_MOST, count)
    return parsed


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise EncodingUnknown(1)
    if b"\x00" in content[:4096] or media.kind_of(content) not in (media.KIND_UNKNOWN, "HTML/XML"):
        raise media.FileTypeMismatch(media.kind_of(content), "GIFT, Moodle XML")
    try:
        return content.decode("utf-8-sig").replace("\x00", "")
    except UnicodeDecodeError as error:
        raise EncodingUnknown(content.count(b"\n", 0, error.start) + 1) from error
