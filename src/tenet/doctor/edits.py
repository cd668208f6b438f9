"""Changes to the text of a workflow, for fixes that need no thought.

Each returns no edits where the text is not written in the block style that it knows how to change: a fix is then words and YAML.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from tenet.doctor.diagnosis import Edit
from tenet.policy.nodes import ListNode, MapNode, Place, ScalarNode

Lines = Sequence[str]
PLAIN_SCALAR = re.compile(r"(?P<value>\"[^\"\\]*\"|'[^']*'|[^\s\"'|>&*!{\[#][^#]*?)(?P<rest>\s+#.*|\s*)")
ONE_LINE_FLOW = re.compile(r"[\[{][^#]*[\]}]\s*(#.*)?")
INDENT = "  "


def _line(lines: Lines, number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _is_block(lines: Lines, place: Place) -> bool:
    """Whether a mapping starts here as `key: value`, after blanks and dashes alone."""
    line = _line(lines, place.line)
    return not line[: place.column - 1].strip(" -") and line[place.column - 1 : place.column] not in {"", "{", "[", "&", "*"}


def _ends(lines: Lines, last: int, key: Place) -> bool:
    """Whether the value of a key ends on a line: what goes on is indented deeper than its key."""
    rest = islice(lines, last, None)
    following = next((line for line in rest if line.strip() and not line.lstrip().startswith("#")), "")
    return len(following) - len(following.lstrip(" ")) < key.column


def _repeats(node: MapNode, added: Sequence[str]) -> bool:
    """Whether a key would be there twice: it may be there without a value."""
    return any(text.partition(":")[0] in node.entries for text in added)


def first_in(lines: Lines, node: MapNode, added: Sequence[str]) -> tuple[Edit, ...]:
    """New lines at the start of a block mapping, which may be an item of a list."""
    place = node.place
    if not node.entries or not _is_block(lines, place) or _repeats(node, added):
        return ()
    line, at = _line(lines, place.line), place.column - 1
    blank = " " * at
    if not line[:at].strip():
        return (Edit(place.file, place.line, 0, tuple(blank + text for text in added)),)
    new = (line[:at] + added[0], *(blank + text for text in added[1:]), blank + line[at:])
    return (Edit(place.file, place.line, 1, new),)


def before_item(lines: Lines, node: MapNode, added: Sequence[str]) -> tuple[Edit, ...]:
    """A new item before one of a block list, above the comments that stand over it."""
    place = node.place
    before = _line(lines, place.line)[: place.column - 1]
    if not _is_block(lines, place) or before.count("-") != 1:
        return ()
    at = place.line
    while _line(lines, at - 1).lstrip().startswith("#"):
        at -= 1
    blank = " " * before.index("-")
    return (Edit(place.file, at, 0, tuple(f"{blank}{text}".rstrip() for text in added)),)


def before_key(lines: Lines, node: MapNode, key: str, added: Sequence[str]) -> tuple[Edit, ...]:
    """New lines before one key of a block mapping."""
    place = node.keys.get(key)
    if place is None or not _is_block(lines, place) or _repeats(node, added):
        return ()
    blank = " " * (place.column - 1)
    return (Edit(place.file, place.line, 0, tuple(f"{blank}{text}".rstrip() for text in added)),)


def after_key(lines: Lines, node: MapNode, key: str, added: Sequence[str]) -> tuple[Edit, ...]:
    """New lines after a key of a block mapping whose value is on the key's own line."""
    place, value = node.keys.get(key), node.get(key)
    if place is None or value is None or value.place.line != place.line or not _is_block(lines, place) or _repeats(node, added):
        return ()
    if not _ends(lines, place.line, place):
        return ()
    if not isinstance(value, ScalarNode) or not PLAIN_SCALAR.fullmatch(_line(lines, place.line)[value.place.column - 1 :]):
        return ()
    blank = " " * (place.column - 1)
    return (Edit(place.file, place.line + 1, 0, tuple(blank + text for text in added)),)


def replaced_value(lines: Lines, node: MapNode, key: str, value: str) -> tuple[Edit, ...]:
    """Another value for a key whose value is a scalar or a flow collection on one line."""
    place, old = node.keys.get(key), node.get(key)
    if place is None or old is None or place.line != old.place.line or not _ends(lines, place.line, place):
        return ()
    line, at = _line(lines, old.place.line), old.place.column - 1
    if isinstance(old, ScalarNode):
        match = PLAIN_SCALAR.fullmatch(line[at:])
        return (Edit(place.file, place.line, 1, (line[:at] + value + match["rest"].rstrip(),)),) if match else ()
    return (Edit(place.file, place.line, 1, (line[:at] + value,)),) if ONE_LINE_FLOW.fullmatch(line[at:]) else ()


def replaced_entry(lines: Lines, node: MapNode, key: str, new: Sequence[str]) -> tuple[Edit, ...]:
    """Other lines in the place of a key and its value, which has to end on the key's line or be a block collection."""
    place, old = node.keys.get(key), node.get(key)
    if place is None or old is None or not _is_block(lines, place):
        return ()
    last, at = last_line(old), old.place.column - 1
    if last == place.line and not isinstance(old, ScalarNode) and not ONE_LINE_FLOW.fullmatch(_line(lines, last)[at:]):
        return ()
    if not _ends(lines, last, place) or any(line.lstrip().startswith("#") for line in lines[place.line - 1 : last]):
        return ()
    blank = " " * (place.column - 1)
    return (Edit(place.file, place.line, last - place.line + 1, tuple(blank + text for text in new)),)


def last_line(node: MapNode | ListNode | ScalarNode) -> int:
    """The line on which the last value in it starts."""
    if isinstance(node, ScalarNode):
        return node.place.line
    inner = node.items if isinstance(node, ListNode) else tuple(node.entries.values())
    return max((node.place.line, *map(last_line, inner)))


def with_input(lines: Lines, node: MapNode, name: str, value: str) -> tuple[Edit, ...]:
    """An input for a step that uses an action: replaced, or added to `with`, or `with` added."""
    given = node.get("with")
    if not isinstance(given, MapNode):
        return after_key(lines, node, "uses", ("with:", f"{INDENT}{name}: {value}"))
    if name in given.entries:
        return replaced_value(lines, given, name, value)
    return first_in(lines, given, (f"{name}: {value}",))


def entry(name: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """A key with a mapping of plain values, as lines."""
    return (f"{name}:", *(f"{INDENT}{key}: {value}" for key, value in values.items()))


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text after these edits of it: their lines are counted in the text as it was."""
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda each: (each.line, each.removed), reverse=True):
        lines[edit.line - 1 : edit.line - 1 + edit.removed] = edit.lines
    return "\n".join(lines)
