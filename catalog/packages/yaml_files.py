"""YAML from strangers: small, flat, without aliases, and every complaint names its line."""

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from catalog.packages.errors import PackageInvalid, PackageUnsafe
from catalog.packages.safety import limit, shown

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEPTH_AT_MOST = 20
EVENTS_AT_MOST = 200_000
TRUE, FALSE = "true", "false"
REQUIRED: Final = object()
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Part:
    """One mapping of a file; asked for a key it answers with a value of the kind asked for."""

    def __init__(self, file: str, node: yaml.Node, first_line: int = 1) -> None:
        self.file = file
        self.line = node.start_mark.line + first_line
        self._first_line = first_line
        if not isinstance(node, yaml.MappingNode):
            raise PackageInvalid("NOT_A_MAPPING", file=file, line=self.line)
        self._values: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            if name in self._values:
                line = key.start_mark.line + first_line
                raise PackageInvalid("KEY_TWICE", file=file, line=line, key=shown(name))
            self._values[name] = value

    def only(self, *known: str) -> None:
        """Refuse keys that mean nothing here: mostly misspelt ones."""
        for name in self._values:
            if name not in known:
                raise self._invalid("KEY_UNKNOWN", name)

    def has(self, key: str) -> bool:
        """Whether there is such a key with something behind it."""
        node = self._values.get(key)
        return node is not None and node.tag != "tag:yaml.org,2002:null"

    def is_text(self, key: str) -> bool:
        """Whether a plain value stands there, not a mapping or a list."""
        return isinstance(self._values.get(key), yaml.ScalarNode)

    def text(self, key: str, default: Any = REQUIRED) -> str:
        """Return the words as they are written, numbers and dates too."""
        if key not in self._values:
            return str(self._missing(key, default))
        node = self._values[key]
        if not isinstance(node, yaml.ScalarNode):
            raise self._invalid("NOT_TEXT", key)
        return str(node.value)

    def number(self, key: str, default: Any = REQUIRED) -> int:
        """Return a whole number."""
        if key not in self._values:
            return int(self._missing(key, default))
        text = self.text(key)
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            raise self._invalid("NOT_A_NUMBER", key)
        return int(text)

    def flag(self, key: str, default: Any = REQUIRED) -> bool:
        """Return true or false."""
        if key not in self._values:
            return bool(self._missing(key, default))
        text = self.text(key).lower()
        if text not in (TRUE, FALSE):
            raise self._invalid("NOT_A_FLAG", key)
        return text == TRUE

    def part(self, key: str) -> "Part":
        """Return a mapping."""
        if key not in self._values:
            self._missing(key, REQUIRED)
        return Part(self.file, self._values[key], self._first_line)

    def parts(self, key: str, default: Any = REQUIRED) -> "list[Part]":
        """Return a list of mappings."""
        return [Part(self.file, node, self._first_line) for node in self._items(key, default)]

    def texts(self, key: str, default: Any = REQUIRED) -> list[str]:
        """Return a list of words."""
        found = []
        for node in self._items(key, default):
            if not isinstance(node, yaml.ScalarNode):
                raise self._invalid("NOT_TEXT", key)
            found.append(str(node.value))
        return found

    def _items(self, key: str, default: Any) -> list[yaml.Node]:
        if key not in self._values:
            self._missing(key, default)
            return []
        node = self._values[key]
        if not isinstance(node, yaml.SequenceNode):
            raise self._invalid("NOT_A_LIST", key)
        return list(node.value)

    def _missing(self, key: str, default: Any) -> Any:
        if default is REQUIRED:
            raise PackageInvalid("KEY_MISSING", file=self.file, line=self.line, key=key)
        return default

    def _invalid(self, reason: str, key: str) -> PackageInvalid:
        line = self._values[key].start_mark.line + self._first_line
        return PackageInvalid(reason, file=self.file, line=line, key=shown(key))


def load(text: str, file: str, first_line: int = 1) -> Part:
    """Return the mapping a file holds; raises PackageInvalid, PackageUnsafe."""
    control = CONTROL.search(text)
    if control:
        before = text.count("\n", 0, control.start())
        raise PackageInvalid("CONTROL_CHARACTER", file=file, line=before + first_line)
    try:
        _check_events(yaml.parse(text, Loader=LOADER), file)
        node = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line: int | None = mark.line + first_line if mark else None
        raise PackageInvalid("YAML", file=file, line=line) from error
    if node is None:
        raise PackageInvalid("NOT_A_MAPPING", file=file, line=first_line)
    return Part(file, node, first_line)


def _check_events(events: Iterator[Any], file: str) -> None:
    """Refuse what grows: aliases, deep nests, endless lists. Nothing is built yet."""
    depth = 0
    for count, event in enumerate(events, 1):
        limit("yaml_nodes", EVENTS_AT_MOST, count)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise PackageUnsafe("yaml_alias", 0, f"{file}:{event.start_mark.line + 1}")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            limit("yaml_depth", DEPTH_AT_MOST, depth)
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class Dumper(yaml.SafeDumper):
    """Writes words on one line each, in quotes where they hold anything special."""


def _written(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = text.isprintable() and text == text.strip()
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


Dumper.add_representer(str, _written)


def dump(value: Any) -> str:
    """Return YAML that load() reads back the same."""
    text: str = yaml.dump(
        value, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=1_000_000_000
    )
    return text
