"""Are both catalogues complete? `python -m tests.translations` checks, `--write` updates locale/.

Source strings are Vietnamese: locale/en must translate every one of them, locale/vi every sentence
of Django's that our forms can show (its own Vietnamese reads like a machine's) and whatever else
its Vietnamese catalogue lacks there.
"""

import ast
import datetime
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import django
from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("config", "tenants", "catalog", "enrollment", "analytics", "billing")
FUNCTIONS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "_noop": 1}
PLURALS = {"ngettext", "ngettext_lazy"}
DJANGO_PLACES = ("forms/", "core/validators.py", "contrib/auth/password_validation.py")
PLACE = re.compile(r"%(?:\(\w+\))?[sd]|\{\w+\}")
FIRST_DAY = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
"""In the head of every catalogue, so that two branches never differ there."""
CALL = re.compile(r"\b(gettext|ngettext|_)\((?=u?['\"])")

type Message = str | tuple[str, str]


def messages_of_code(path: Path) -> Iterator[Message]:
    """Yield the literals given to gettext functions in a Python file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        literals = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        texts = [value for value in literals if isinstance(value, str)]
        if name in FUNCTIONS and texts:
            yield texts[0]
        elif name in PLURALS and len(texts) >= 2:
            yield texts[0], texts[1]


def messages_of_template(path: Path) -> Iterator[Message]:
    """Yield what a template translates, read as Django's own extraction reads it."""
    source = templatize(path.read_text(), origin=str(path))
    for match in CALL.finditer(source):
        texts = literals_at(source, match.end())
        if match[1] == "ngettext" and len(texts) >= 2:
            yield texts[0], texts[1]
        elif texts:
            yield texts[0]


def literals_at(source: str, position: int) -> list[str]:
    """Return the string literals that stand one after another from this position."""
    texts = []
    literal = re.compile(r"\s*,?\s*u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", re.S)
    while match := literal.match(source, position):
        texts.append(ast.literal_eval(match[1].replace("\n", "\\n")))
        position = match.end()
    return texts


def our_messages() -> dict[str, tuple[Message, list[str]]]:
    """Return every message of ours with the files it stands in, by its (singular) text."""
    found: dict[str, tuple[Message, list[str]]] = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            relative = path.relative_to(ROOT)
            if "node_modules" in relative.parts or "migrations" in relative.parts:
                continue
            if path.suffix == ".py":
                messages = list(messages_of_code(path))
            elif "templates" in relative.parts and path.suffix in (".html", ".txt"):
                messages = list(messages_of_template(path))
            else:
                continue
            for message in messages:
                key = message if isinstance(message, str) else message[0]
                if key:
                    found.setdefault(key, (message, []))[1].append(str(relative))
    return found


def messages_of_django() -> dict[str, Message]:
    """Return what Django's forms may say and we must word, by its (singular) text."""
    home = Path(django.__file__).parent
    found: dict[str, Message] = {}
    for folder in (home / "conf" / "locale", home / "contrib" / "auth" / "locale"):
        vietnamese = read(folder / "vi" / "LC_MESSAGES" / "django.po")
        for message in read(folder / "en" / "LC_MESSAGES" / "django.po"):
            places = [place for place, _line in message.locations]
            if not message.id or not any(place.startswith(DJANGO_PLACES) for place in places):
                continue
            key = singular(message.id)
            if key.endswith(".") or not is_translated(vietnamese.get(message.id)):
                found[key] = message.id
    return found


def singular(message: Message) -> str:
    """Return the text by which a message is found."""
    return message if isinstance(message, str) else message[0]


def is_translated(entry: Entry | None) -> bool:
    """Whether a catalogue's entry has all its words, and nobody has still to look at them."""
    return entry is not None and bool(entry.string) and all(entry.string) and not entry.fuzzy


def read(path: Path) -> Catalog:
    """Return a catalogue, empty if the file does not exist."""
    if not path.exists():
        return Catalog(locale=path.parent.parent.name)
    with path.open("rb") as file:
        return pofile.read_po(file, locale=path.parent.parent.name)


def untranslated(catalogue: Catalog, messages: Iterable[Message]) -> list[str]:
    """Return the texts without a translation; one that counts needs one that counts."""
    known = {singular(entry.id): entry for entry in catalogue if entry.id}
    return [
        key
        for message in messages
        if not is_translated(entry := known.get(key := singular(message)))
        or isinstance(message, str) != isinstance(entry.id, str)
    ]


def update(language: str, messages: dict[str, Message]) -> None:
    """Write the catalogue anew: kept translations, new messages empty, gone ones dropped."""
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    old = read(path)
    known = {singular(entry.id): entry.string for entry in old if entry.id}
    fresh = Catalog(locale=language, project="Học Vụ Số", charset="utf-8", fuzzy=False)
    fresh.creation_date = FIRST_DAY
    for key, message in sorted(messages.items()):
        string = known.get(key, "")
        if isinstance(message, tuple):
            count = 2 if language == "en" else 1
            string = string if isinstance(string, tuple) else (string,) * count
        elif isinstance(string, tuple):
            string = string[0]
        fresh.add(message, string, flags=flags_of(message))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        pofile.write_po(file, fresh, width=100, sort_output=True, omit_header=False)


def flags_of(message: Message) -> set[str]:
    """Return python-format where the text holds named places."""
    text = message if isinstance(message, str) else message[0]
    return {"python-format"} if re.search(r"%\(\w+\)[sd]", text) else set()


def broken_places(catalogue: Catalog) -> list[str]:
    """Return messages whose translation names other %(places)s than the source."""
    wrong = []
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if not message.id or not all(strings):
            continue
        asked = {place for text in ids for place in PLACE.findall(text)}
        given = {place for text in strings for place in PLACE.findall(text)}
        if not given <= asked or (len(ids) == 1 and asked != given):
            wrong.append(ids[0])
    return wrong


def main(arguments: list[str]) -> int:
    """Check (or write) and return the exit code."""
    found, djangos = our_messages(), messages_of_django()
    ours = {key: message for key, (message, _files) in found.items()}
    if "--write" in arguments:
        update("en", ours)
        update("vi", djangos)
    english = read(ROOT / "locale/en/LC_MESSAGES/django.po")
    vietnamese = read(ROOT / "locale/vi/LC_MESSAGES/django.po")
    faults = [f"en: {key!r} in {found[key][1][0]}" for key in untranslated(english, ours.values())]
    faults += [f"vi: {key!r} of Django" for key in untranslated(vietnamese, djangos.values())]
    faults += [f"places: {key!r}" for one in (english, vietnamese) for key in broken_places(one)]
    for fault in faults:
        print(fault)
    print(f"{len(ours)} messages of ours, {len(djangos)} of Django, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
