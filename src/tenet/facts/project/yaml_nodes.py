"""YAML documents of a repository (compose files, environments) as nodes with their lines.

Read from events, so that a deep document needs no deep stack; an alias stands for the node it names, once, and nothing that a
tag asks for is made.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

MAX_CHARACTERS = 512 * 1024
MAX_EVENTS = 50_000
MAX_DEPTH = 50
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class YamlText:
    """A scalar, as it is written."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class YamlList:
    items: "tuple[YamlNode, ...]"
    line: int


@dataclass(frozen=True, slots=True)
class YamlMap:
    """Keys with the lines on which they stand; keys that are no plain words are left out."""

    entries: "dict[str, YamlNode]"
    lines: dict[str, int]
    line: int

    def get(self, key: str) -> "YamlNode | None":
        return self.entries.get(key)


YamlNode = YamlText | YamlList | YamlMap


class UnreadableYaml(Exception):
    """The text is not YAML, or larger or deeper than anybody writes; the argument says which."""


@dataclass(slots=True)
class _Frame:
    """A collection that is not closed yet."""

    event: yaml.CollectionStartEvent
    items: list[YamlNode] = field(default_factory=list)


def read_yaml_nodes(text: str) -> YamlNode | None:
    """The first document; None for an empty one. Raises UnreadableYaml."""
    if len(text) > MAX_CHARACTERS:
        raise UnreadableYaml(f"it is longer than {MAX_CHARACTERS // 1024} KiB")
    frames: list[_Frame] = []
    anchors: dict[str, YamlNode] = {}
    try:
        for count, event in enumerate(_events(text)):
            if count > MAX_EVENTS or len(frames) > MAX_DEPTH:
                raise UnreadableYaml("it holds more than anybody writes")
            if isinstance(event, yaml.CollectionStartEvent):
                frames.append(_Frame(event))
                continue
            node = _closed(event, frames, anchors)
            if node is None:
                continue
            anchor = event.anchor if isinstance(event, yaml.ScalarEvent) else None
            if anchor:
                anchors[anchor] = node
            if not frames:
                return node
            frames[-1].items.append(node)
    except yaml.YAMLError as error:
        raise UnreadableYaml(f"it is not YAML: {str(error).splitlines()[0]}") from error
    return None


def _events(text: str) -> Iterator[yaml.Event]:
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=LOADER)
    return events


def _closed(event: yaml.Event, frames: list[_Frame], anchors: dict[str, YamlNode]) -> YamlNode | None:
    """The node that an event completes."""
    line = event.start_mark.line + 1 if event.start_mark else 1
    if isinstance(event, yaml.ScalarEvent):
        return YamlText(event.value, line)
    if isinstance(event, yaml.AliasEvent):
        return anchors.get(event.anchor or "", YamlText("", line))
    if not isinstance(event, yaml.CollectionEndEvent):
        return None
    frame = frames.pop()
    start = frame.event.start_mark.line + 1 if frame.event.start_mark else line
    node = _map(frame.items, start) if isinstance(frame.event, yaml.MappingStartEvent) else YamlList(tuple(frame.items), start)
    if frame.event.anchor:
        anchors[frame.event.anchor] = node
    return node


def _map(items: list[YamlNode], line: int) -> YamlMap:
    pairs = [(key, value) for key, value in zip(items[::2], items[1::2], strict=False) if isinstance(key, YamlText)]
    entries: dict[str, YamlNode] = {}
    for key, value in pairs:
        if key.text == "<<" and isinstance(value, YamlMap):
            entries = {**value.entries, **entries}
        else:
            entries[key.text] = value
    return YamlMap(entries, {key.text: key.line for key, _ in pairs}, line)
