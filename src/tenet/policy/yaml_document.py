"""Reads one YAML document from hostile text into nodes, in bounded time and memory.

Scalars are read by YAML 1.2's core schema, where `on`, `off`, `yes` and `no` are words: `raw-sql: off` turns a rule off.
Dates stay words too, for the field that wants one. The parser hands out events, which are built into nodes here: a deep
document needs no deep stack, and an alias costs what it stands for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from tenet.core.errors import PolicyFault, PolicyProblem
from tenet.policy.nodes import ListNode, MapNode, Node, Place, ScalarNode, YamlScalar
from tenet.policy.wording import problem

MAX_CHARACTERS = 256 * 1024
MAX_NODES = 20_000
MAX_DEPTH = 50
MAX_KEY = 200

NOT_PRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What YAML's `c-printable` leaves out; named from this side because it compiles ten times as fast."""
INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
FLOAT = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,3})?")
WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str, file: str, *, in_repository: bool = True) -> Node:
    """The document as nodes. Raises PolicyFault with every problem of the form; what it means is judged elsewhere."""
    text = text.removeprefix("\ufeff")
    _refuse_early(text, file)
    builder = _Builder(file, in_repository)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        builder.problems.append(problem(Place(file, line, column), f"this is not YAML: {error.problem or error.context}"))
    except _Stopped:
        pass
    if builder.problems:
        raise PolicyFault(tuple(sorted(builder.problems)))
    return builder.root or MapNode(Place(file, 1, 1, in_repository))


def _events(text: str) -> Iterator[yaml.Event]:
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=LOADER)
    return events


def _refuse_early(text: str, file: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise PolicyFault((PolicyProblem(file, 1, 1, f"the file is longer than {MAX_CHARACTERS // 1024} KiB"),))
    strange = NOT_PRINTABLE.search(text)
    if strange:
        before = text[: strange.start()]
        line, column = before.count("\n") + 1, strange.start() - before.rfind("\n")
        message = f"the character U+{ord(strange.group()):04X} is not allowed in YAML"
        raise PolicyFault((PolicyProblem(file, line, column, message, "save the file as UTF-8 text"),))


class _Stopped(Exception):
    """The rest of the document is not worth reading."""


@dataclass(slots=True)
class _Frame:
    """A collection that is not closed yet. `size` is how many nodes it stands for, aliases expanded."""

    place: Place
    anchor: str | None
    is_map: bool
    size: int = 1
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    key: str | None = None
    key_place: Place | None = None

    def node(self) -> Node:
        return MapNode(self.place, self.entries, self.keys) if self.is_map else ListNode(self.place, tuple(self.items))


class _Builder:
    def __init__(self, file: str, in_repository: bool) -> None:
        self.root: Node | None = None
        self.problems: list[PolicyProblem] = []
        self._file = file
        self._in_repository = in_repository
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        place = self._place(event)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._stop(place, "the file holds several documents", "keep the first and remove the `---` between them")
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event, place)
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event.tag, place)
            if self._awaits_key():
                self._open_entry(event.value, place)
            else:
                self._add(ScalarNode(place, _scalar(event)), 1, event.anchor)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_tag(event.tag, place)
            self._open(event, place)
        elif isinstance(event, yaml.CollectionEndEvent):
            frame = self._frames.pop()
            self._add(frame.node(), frame.size, frame.anchor)

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Place(self._file, line, column, self._in_repository)

    def _problem(self, place: Place, message: str, hint: str = "") -> None:
        self.problems.append(problem(place, message, hint))

    def _stop(self, place: Place, message: str, hint: str = "") -> None:
        self._problem(place, message, hint)
        raise _Stopped

    def _refuse_tag(self, tag: str | None, place: Place) -> None:
        if tag is not None:
            self._problem(place, "tags (`!name`) are not read", "write the plain value")

    def _awaits_key(self) -> bool:
        return bool(self._frames) and self._frames[-1].is_map and self._frames[-1].key is None

    def _open(self, event: yaml.CollectionStartEvent, place: Place) -> None:
        if self._awaits_key():
            self._stop(place, "a key has to be a word, not a list or a mapping")
        if len(self._frames) >= MAX_DEPTH:
            self._stop(place, f"the document is nested deeper than {MAX_DEPTH} levels")
        self._frames.append(_Frame(place, event.anchor, isinstance(event, yaml.MappingStartEvent)))

    def _open_entry(self, key: str, place: Place) -> None:
        frame = self._frames[-1]
        if len(key) > MAX_KEY:
            self._stop(place, f"a key is longer than {MAX_KEY} characters")
        if key in frame.keys:
            first = frame.keys[key]
            self._problem(place, f"`{key}` is given twice", f"the first is on line {first.line}")
        frame.key, frame.key_place = key, place

    def _alias(self, event: yaml.AliasEvent, place: Place) -> None:
        name = event.anchor or ""
        found = self._anchors.get(name)
        if self._awaits_key():
            self._stop(place, "a key has to be a word, not an alias")
        elif found is None:
            self._stop(place, f"the alias `*{name[:MAX_KEY]}` stands for nothing that is complete before it")
        else:
            self._add(found[0], found[1], None)

    def _add(self, node: Node, size: int, anchor: str | None) -> None:
        """Puts a complete value where it belongs."""
        if anchor is not None:
            self._anchors[anchor] = (node, size)
        if not self._frames:
            self.root = node
            return
        frame = self._frames[-1]
        frame.size += size
        if frame.size > MAX_NODES:
            self._stop(node.place, f"the document holds more than {MAX_NODES} values, aliases expanded")
        if not frame.is_map:
            frame.items.append(node)
        elif frame.key is not None and frame.key_place is not None:
            frame.entries[frame.key] = node
            frame.keys[frame.key] = frame.key_place
            frame.key = None


def _scalar(event: yaml.ScalarEvent) -> YamlScalar:
    text: str = event.value
    if event.style:
        return text
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if FLOAT.fullmatch(text) else text
