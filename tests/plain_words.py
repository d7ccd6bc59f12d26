"""How plain are pages and starter lessons? `python -m tests.plain_words` lists what to look at.

A list for a writer, no gate: a long sentence may be the right one. Vietnamese is written in
syllables, about 1.4 a word: 28 are 20 words. Pages, read in passing, keep to 20 syllables.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.translations import ROOT, messages_of_code, messages_of_template

ON_PAGES, IN_LESSONS = 20, 28
"""Syllables of a sentence, at most."""
TEMPLATES = (
    "enrollment/templates/enrollment/learner/*.html",
    "enrollment/templates/enrollment/certificates/*.html",
    "tenants/people/templates/people/*.html",
    "config/templates/errors/*.html",
    "config/templates/cotton/*.html",
)
CODE = (
    "enrollment/web/*.py",
    "enrollment/learning/*.py",
    "tenants/people/*.py",
    "tenants/people/web/*.py",
)
NOT_LEARNERS = ("supervisor.py", "tokens.py", "tokens.html", "revocation.html", "mailbox.html")
SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+")
FOREIGN = re.compile(
    r"\b(online|offline|email|link|click|upload|download|login|logout|password|server|browser"
    r"|token|cache|session|app|web|website|menu|file|folder|video|PDF|OTP|QR)\b",
    re.IGNORECASE,
)
USUAL = {"video", "pdf", "otp", "qr", "web"}
"""Foreign words that everybody reads on signs and in bank messages."""


def messages() -> Iterator[tuple[Path, str]]:
    """Yield every text a learner's page can show, with where it stands."""
    for patterns, read in ((TEMPLATES, messages_of_template), (CODE, messages_of_code)):
        for path in sorted(path for pattern in patterns for path in ROOT.glob(pattern)):
            if path.name not in NOT_LEARNERS:
                for found in read(path):
                    yield path.relative_to(ROOT), found if isinstance(found, str) else found[0]


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text; a value that is filled in counts as one syllable."""
    plain = re.sub(r"%\(\w+\)[sd]|\{\w+\}", "N", " ".join(text.split()))
    yield from (one for one in SENTENCE_END.split(plain) if one)


def lesson_texts() -> Iterator[tuple[Path, str]]:
    """Yield the paragraphs of the starter lessons, without front matter, code and table rules."""
    for path in sorted(ROOT.glob("catalog/starter/*/lessons/*.md")):
        body = path.read_text().split("---", 2)[-1]
        for line in body.splitlines():
            words = re.sub(r"[*_`>#|\[\]]|\(\S+\)|^\s*(?:[-+]|\d+\.)\s", " ", line).strip()
            if words and not set(words) <= set("-: "):
                yield path.relative_to(ROOT), words


def report(name: str, texts: Iterator[tuple[Path, str]], most: int) -> None:
    """Print the foreign words and the long sentences of these texts, longest first."""
    places = {one: path for path, text in texts for one in sentences(text)}
    for one, path in places.items():
        for word in sorted({found.lower() for found in FOREIGN.findall(one)} - USUAL):
            print(f"foreign  {word}: {one} ({path})")
    long = sorted((one for one in places if len(one.split()) > most), key=lambda one: -len(one))
    for one in long:
        print(f"{len(one.split())} syllables: {one} ({places[one]})")
    print(f"{name}: {len(places)} sentences, {len(long)} longer than {most} syllables.")


def main() -> int:
    """Print both reports; always content."""
    report("pages", messages(), ON_PAGES)
    report("lessons", lesson_texts(), IN_LESSONS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
