"""Let a machine read the starter lessons aloud: one small M4A per lesson that names one.

A tool for the day somebody changes a word in such a lesson; nothing imports it at run time. It
needs espeak-ng (its Vietnamese voice) and ffmpeg on the PATH, and writes beside itself:

    .venv/bin/python catalog/starter/media/make_speech.py [NAME …]

A lesson asks for a reading with `audio: {file: media/NAME.m4a, voice: machine}`; what is read is
its text, step by step. It is a machine's voice and says so first: a recording by a person is
better any day.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

HERE = Path(__file__).parent
LESSONS = HERE.parent

VOICE, WORDS_PER_MINUTE, WORD_GAP = "vi", "150", "2"
SAMPLES_PER_SECOND, BITRATE = "16000", "18k"  # ffmpeg makes about 23 kbit/s of it
WARNING = (
    "Đây là giọng đọc của máy. Có chữ máy đọc chưa chuẩn, mong bà con thông cảm. "
    "Chữ trên trang mới là bản đúng."
)

SPOKEN = (
    (r" \(đọc là “ô tê pê”\)", ""),
    (r"Muốn nghe thì bấm nút nghe ở đầu bài\.", ""),
    (r"Nghị quyết số 57-NQ/TW", "Nghị quyết số năm mươi bảy"),
    (r"dichvucong-gov\.example", "dịch vụ công, gạch nối, gốp, chấm, ếch xem pồ"),
    (r"dichvucong\.gov\.vn", "dịch vụ công, chấm gốp, chấm vê en nờ"),
    (r"canhbao\.khonggianmang\.vn", "cảnh báo, chấm không gian mạng, chấm vê en nờ"),
    (r"chinhphu\.vn", "chính phủ, chấm vê en nờ"),
    (r"\.?gov\.vn", "chấm gốp, chấm vê en nờ"),
    (r"\bgov\b", "gốp"),
    (r"\bVNeID\b", "vi en i đi"),
    (r"\bOTP\b", "ô tê pê"),
    (r"\bSIM\b", "xim"),
    (r"\bQR\b", "quy rờ"),
    (r"\bZalo\b", "da lô"),
    (r"\bFacebook\b", "phây búc"),
    (r"\bChrome\b", "crôm"),
    (r"\bSafari\b", "xa pha ri"),
    (r"\bmicro\b", "mi cờ rô"),
    (r"\bvideo\b", "vi đi ô"),
    (r"\bA\+", "a cộng"),
    (r"\b113\b", "một một ba"),
    (r"\b156\b", "một năm sáu"),
    (r"\b5656\b", "năm sáu năm sáu"),
    (r"\b1 tháng 7\b", "mùng một tháng bảy"),
)
"""How a Vietnamese says what is written otherwise, tried in this order."""

ORDINALS = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười")


def asked_for() -> dict[str, str]:
    """Return the text of each lesson that names a reading, by that name."""
    found = {}
    for path in sorted(LESSONS.glob("*/lessons/*.md")):
        text = path.read_text(encoding="utf-8")
        if text.startswith("---\n"):  # not the practice beside a lesson
            _, front, body = text.split("---\n", 2)
            facts = yaml.safe_load(front)
            if facts.get("audio", {}).get("voice") == "machine":
                found[Path(facts["audio"]["file"]).stem] = f"# {facts['title']}\n\n{body}"
    return found


def spoken(words: str) -> str:
    """Return one paragraph as it is said, with a pause at its end."""
    for written, said in SPOKEN:
        words = re.sub(written, said, words)
    words = re.sub(r"[“”*_`]", "", words).replace(" –", ",")
    words = re.sub(r"\s*\(([^)]*)\)", r", \1", words)
    words = " ".join(words.split()).rstrip(";:,")
    return words if not words or words.endswith((".", "?", "!")) else f"{words}."


def paragraphs(body: str) -> Iterator[str]:
    """Yield what is said, paragraph by paragraph; a table row by row, under its headings."""
    yield WARNING
    yield from _said(SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(body)))


def _said(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type == "table":
        yield from _rows(node)
    elif node.type == "ordered_list":
        for ordinal, item in zip(ORDINALS, node.children, strict=False):
            first, *rest = _of_children(item)
            yield f"{ordinal}. {first}"
            yield from rest
    elif node.type == "inline":
        if words := spoken(_words(node)):
            yield words
    else:
        yield from _of_children(node)


def _of_children(node: SyntaxTreeNode) -> Iterator[str]:
    for child in node.children:
        yield from _said(child)


def _rows(table: SyntaxTreeNode) -> Iterator[str]:
    head, body = table.children
    names = [_words(cell) for cell in head.children[0].children]
    for row in body.children:
        cells = zip(names, (_words(cell) for cell in row.children), strict=True)
        yield " ".join(spoken(f"{name}: {words}") for name, words in cells)


def _words(node: SyntaxTreeNode) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return " "
    if not node.children:
        return node.content
    return "".join(_words(child) for child in node.children)


def write_reading(name: str, body: str) -> None:
    """Speak a text and pack it small: mono AAC, its index at the front."""
    text = "\n\n".join(paragraphs(body))
    speak = ["espeak-ng", "-v", VOICE, "-s", WORDS_PER_MINUTE, "-g", WORD_GAP, "--stdout"]
    pack = [
        *("ffmpeg", "-y", "-loglevel", "error", "-i", "-", "-ac", "1"),
        *("-af", "highpass=f=90,volume=-1dB,alimiter=limit=0.6:level=0", "-ar", SAMPLES_PER_SECOND),
        *("-c:a", "aac", "-b:a", BITRATE, "-movflags", "+faststart", "-map_metadata", "-1"),
        *("-metadata", "comment=Giọng đọc máy (espeak-ng)", "-fflags", "+bitexact"),
        str(HERE / f"{name}.m4a"),
    ]
    sound = subprocess.run(speak, input=text.encode(), capture_output=True, check=True).stdout
    subprocess.run(pack, input=sound, check=True)


def main(names: list[str]) -> None:
    """Write the named readings, or every one."""
    for name, body in asked_for().items():
        if not names or name in names:
            write_reading(name, body)


if __name__ == "__main__":
    main(sys.argv[1:])
