"""Reads lessons of the starter courses aloud by machine: writes the .m4a files beside this script.

Needs espeak-ng and ffmpeg (neither is needed to use the courses). Run from the checkout with its
Python: `.venv/bin/python catalog/starter/media/make_speech.py`. Run it again after a lesson's text
has changed. A recording by a person is better and simply takes the file's place.
"""

import html
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt

FOLDER = Path(__file__).parent
LESSONS = {
    "dung-lai-hoi-lai": "14-*/lessons/0101-dung-lai-hoi-lai.md",
    "tim-tin-dung-noi": "12-*/lessons/0101-tim-tin-dung-noi.md",
    "tim-thu-tuc": "13-*/lessons/0101-tim-thu-tuc-va-chuan-bi.md",
}
MARKDOWN = MarkdownIt().enable("table")
WORDS_PER_MINUTE = "145"
SAID = {
    "OTP": "ô tê pê",
    "VNeID": "vê nờ i đi",
    "SIM": "xim",
    "Zalo": "da lô",
    "Facebook": "phây búc",
    "Google": "gu gồ",
    "Wi-Fi": "oai phai",
    "A+": "a cộng",
    "QR": "quy rờ",
    "dichvucong.gov.vn": "dịch vụ công chấm gốp chấm vê nờ",
    ".gov.vn": "chấm gốp chấm vê nờ",
    "113": "một một ba",
    "156": "một năm sáu",
    "5656": "năm sáu năm sáu",
}
"""What the machine would say wrongly; whole words only."""
PAUSES = re.compile(r"</(?:p|li|h[1-6]|td|th|tr|blockquote)>")
TAG = re.compile(r"<[^>]+>")
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def spoken(text: str) -> str:
    """Return a lesson's Markdown as a voice should say it, a paragraph a line."""
    plain = TAG.sub("", PAUSES.sub(".\n", MARKDOWN.render(text)))
    for written, said in sorted(SAID.items(), key=lambda one: -len(one[0])):
        plain = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", said, plain)
    lines = (re.sub(r"\s+", " ", html.unescape(line)).strip() for line in plain.splitlines())
    return "\n\n".join(
        re.sub(r"([.?!:;,…”])\.$", r"\1", line) for line in lines if line.strip(" .")
    )


def make(name: str, lesson: Path) -> Path:
    """Write one lesson's sound: AAC, one channel, 16 kHz."""
    text = FRONT_MATTER.sub("", lesson.read_text("utf-8"))
    to = FOLDER / f"{name}.m4a"
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "spoken.wav"
        say = ["espeak-ng", "-v", "vi", "-s", WORDS_PER_MINUTE, "-g", "4", "-w", str(wave)]
        subprocess.run(say, input=spoken(text), text=True, check=True)
        sound = ["-ac", "1", "-ar", "16000", "-c:a", "aac", "-b:a", "16k", "-bitexact"]
        pack = ["ffmpeg", "-v", "error", "-y", "-i", str(wave), *sound, "-movflags", "+faststart"]
        subprocess.run([*pack, str(to)], check=True)
    return to


def main() -> None:
    """Make all of them, or those named."""
    for name in sys.argv[1:] or LESSONS:
        found = next(FOLDER.parent.glob(LESSONS[name]))
        made = make(name, found)
        sys.stdout.write(f"{made.name}: {made.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
