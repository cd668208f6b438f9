"""A YAML document as plain values and the lines of its parts, read from hostile text in bounded time and memory.

Scalars follow YAML 1.2's core schema, as OpenAPI asks for. The parser hands out events, so that a deep document needs no
deep stack; an alias shares what it stands for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison.access import step

MAX_CHARACTERS = 8 * 1024 * 1024
MAX_NODES = 1_000_000
MAX_DEPTH = 100
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
FLOAT = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,3})?")
WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

Scalar = None | bool | int | float | str
Value = Scalar | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True)
class YamlValues:
    """`lines` is by JSON pointer, of each value that has a key or a position; aliases lead to no line of their own."""

    root: Json
    lines: Mapping[str, int]


@dataclass(slots=True)
class _Frame:
    """A collection that is not closed yet. `key` is the one that waits for its value; None where a key comes next."""

    value: "list[Value] | dict[str, Value]"
    pointer: str
    key: str | None = None
    line: int = 0
    anchor: str | None = None
    nodes: int = 0


@dataclass(slots=True)
class _Builder:
    """`nodes` counts what the document stands for, aliases expanded."""

    root: "Value" = None
    lines: dict[str, int] = field(default_factory=dict)
    anchors: "dict[str, tuple[Value, int]]" = field(default_factory=dict)
    frames: list[_Frame] = field(default_factory=list)
    nodes: int = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            frame = self.frames.pop()
            if frame.anchor:
                self.anchors[frame.anchor] = frame.value, self.nodes - frame.nodes
        elif isinstance(event, yaml.NodeEvent):
            self._take_node(event, event.start_mark.line + 1 if event.start_mark else 1)
        if self.nodes > MAX_NODES or len(self.frames) > MAX_DEPTH:
            raise ValueError("it nests too deep, or holds too much")

    def _take_node(self, event: yaml.NodeEvent, line: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            shared, nodes = self.anchors.get(event.anchor or "", (None, 1))
            self.nodes += nodes
            self._place(shared, line)
            return
        value: Value = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event.value, plain=not event.style)
        pointer = self._place(value, line)
        if isinstance(value, (list, dict)):
            self.frames.append(_Frame(value, pointer, anchor=event.anchor, nodes=self.nodes))
        elif event.anchor:
            self.anchors[event.anchor] = value, 1
        self.nodes += 1

    def _place(self, value: "Value", line: int) -> str:
        """Puts a value into what is open, and says where it is."""
        if not self.frames:
            self.root = value
            return ""
        frame = self.frames[-1]
        if isinstance(frame.value, list):
            frame.value.append(value)
            pointer = frame.pointer + step(len(frame.value) - 1)
            self.lines[pointer] = line
            return pointer
        if frame.key is None:
            frame.key, frame.line = _key(value), line
            return ""
        key, frame.key = frame.key, None
        frame.value[key] = value
        pointer = frame.pointer + step(key)
        self.lines[pointer] = frame.line
        return pointer


def _key(value: "Value") -> str:
    """A key as JSON writes it: a status may stand as a number."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: ""}[value]
    return "" if isinstance(value, (list, dict)) else str(value)


def _scalar(text: str, *, plain: bool) -> Scalar:
    if not plain:
        return text
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if FLOAT.fullmatch(text) else text


def read_yaml_values(text: str) -> YamlValues:
    """Raises ValueError where it is no YAML, or too much of it."""
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"it is longer than {MAX_CHARACTERS // 1024 // 1024} MiB")
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        raise ValueError(f"it is no YAML{f' (line {mark.line + 1})' if mark else ''}") from error
    return YamlValues(builder.root, builder.lines)
