"""Text that stands where something has still to be written."""

import re
from collections.abc import Iterable, Iterator, Sequence

from tenet.facts.spec.document import TextLine
from tenet.facts.spec.inline import without_code, words_of

OPEN = re.compile(
    r"(?:todo|tbd|tbc|tba|fixme|xxx|wip)\b|(?:is |are )?(?:still )?(?:to be|needs to be|has to be) "
    r"(?:written|defined|decided|determined|done|added|completed|confirmed|specified|documented|discussed|filled)\b"
    r"|coming soon\b|work in progress\b|placeholder\b|lorem ipsum\b|fill (?:me |this )?in\b|write me\b|your text here\b"
    r"|not (?:yet )?(?:written|defined|decided|documented)(?: yet)?[.!]?$",
    re.IGNORECASE,
)
ENDING = re.compile(
    r"(?:^|\s)(?:is|are|=|:|-)?\s*(?:todo|tbd|tbc|fixme|to be (?:written|defined|decided|determined|specified))[.!]*$", re.IGNORECASE
)
INVITATION = re.compile(
    r"(?:please )?(?:describe|list|explain|add|insert|write|fill in|provide|document|summari[sz]e|specify|enter|replace|state)\b"
    r"[^.]{0,200}(?:\b(?:here|below|this section|this text)\b[^.]{0,40}[.!]?$|\.\.\.$|…$)",
    re.IGNORECASE,
)
CLARIFY = re.compile(r"\[needs clarification", re.IGNORECASE)
PAIRS = {"[": "]", "{": "}", "<": ">"}
REFERENCE = re.compile(r"[A-Z]+[ -]?\d[\d.]*")
LABEL = re.compile(r"[\w /.-]{1,40}:\s*")
CHECKBOX = re.compile(r"\[[ xX]?\]\s*")
SHORT = 6
"""Words of a line that ends in `TBD` and says no more than that."""


def is_open(text: str, words: Iterable[str] = ()) -> bool:
    """Whether a line only says that something is missing. `words` are the policy's own for it."""
    bare = words_of(text).strip(" -*+>.:|_")
    said = CHECKBOX.sub("", bare, count=1).strip()
    rest = LABEL.sub("", said, count=1) if LABEL.match(said) else said
    own = tuple(word.lower() for word in words if word.strip())
    if any(OPEN.match(part) or INVITATION.match(part) or (own and part.lower().startswith(own)) for part in (said, rest)):
        return True
    if CLARIFY.search(said) or (ENDING.search(said) and len(said.split()) <= SHORT):
        return True
    return _is_template(words_of(without_code(text)))


def says_something(text: str) -> bool:
    """Whether a line holds a word at all, and is no mere lead to what follows it."""
    bare = CHECKBOX.sub("", words_of(text), count=1).strip()
    return re.search(r"\w", bare) is not None and not bare.endswith(":")


def written(lines: Sequence[TextLine], words: Iterable[str] = ()) -> list[TextLine]:
    """The lines that say something of their own."""
    return [line for line in lines if says_something(line.text) and not is_open(line.text, words)]


def _is_template(text: str) -> bool:
    """Whether at least a third of a line is slots to be filled: `[FEATURE NAME]`, `What happens when [boundary condition]?`."""
    slots = [slot for slot in _slots(text) if (" " in slot or slot.strip("_-").isupper()) and not REFERENCE.fullmatch(slot)]
    return bool(slots) and sum(len(slot.split()) for slot in slots) * 3 >= len(text.split())


def _slots(text: str) -> Iterator[str]:
    """What stands in outermost brackets or braces that belong to no link."""
    closing, start, depth = "", 0, 0
    for at, sign in enumerate(text):
        if depth == 0 and sign in PAIRS and not text[max(at - 1, 0) : at].isalnum():
            closing, start, depth = PAIRS[sign], at, 1
        elif depth and sign == closing:
            depth -= 1
            if depth == 0 and text[at + 1 : at + 2] not in {"(", "["}:
                yield text[start + 1 : at].strip()
        elif depth and PAIRS.get(sign) == closing:
            depth += 1
