"""A pattern of syntax and where a text holds it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenet.domain.finding import Json
from tenet.domain.language import Language

if TYPE_CHECKING:
    from ast_grep_py import SgNode

BRACKETS = re.compile(r"[][(){}]")
OPENING = "([{"
MAX_DEPTH = 200
"""So deep do brackets nest in what people write. ast-grep takes time in proportion to depth times size."""
MAX_TEXT = 1024 * 1024
METAVARIABLE = re.compile(r"\$(?:\$\$)?([A-Z_][A-Z0-9_]*)")
LONGEST = 80


class WrongPattern(ValueError):
    """ast-grep does not take the rule; the message says why."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern matches: lines from 1, the text, and what each metavariable of the message stands for."""

    line: int
    end_line: int
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """`configuration` is a rule object of ast-grep with its `constraints` and `utils` (its documentation, "Rule Object Reference")."""

    language: Language
    configuration: Mapping[str, Json] = field(hash=False)

    def validate(self) -> None:
        """Raises WrongPattern for what ast-grep does not take."""
        list(self.matches("", ""))

    def matches(self, text: str, message: str) -> Iterator[Match]:
        """Every place in a text that matches, with the message's metavariables filled in, in the order of the text."""
        from ast_grep_py import SgRoot

        root = SgRoot(text, self.language.value).root()
        try:
            found = root.find_all(dict(self.configuration))  # type: ignore[call-overload]  # its keys are those of `Config`
        except (RuntimeError, TypeError) as error:
            raise WrongPattern(_reason(error)) from error
        for node in found:
            place = node.range()
            last = place.end.line if place.end.column or place.end.line == place.start.line else place.end.line - 1
            yield Match(place.start.line + 1, last + 1, node.text(), _filled(message, node, text))


def too_much_for_a_pattern(text: str) -> str:
    """Why a text is not searched, or nothing."""
    if len(text) > MAX_TEXT:
        return "it is larger than a person reads"
    depth = 0
    for bracket in BRACKETS.finditer(text):
        depth += 1 if bracket[0] in OPENING else -1
        if depth > MAX_DEPTH:
            return "its brackets are nested too deeply to search it"
    return ""


def _filled(message: str, node: "SgNode", text: str) -> str:
    def stands_for(found: re.Match[str]) -> str:
        name = found[1]
        parts = node.get_multiple_matches(name) if found[0].startswith("$$$") else [one] if (one := node.get_match(name)) else []
        if not parts:
            return found[0]
        line = " ".join(text[parts[0].range().start.index : parts[-1].range().end.index].split())
        return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"

    return METAVARIABLE.sub(stands_for, message)


def _reason(error: RuntimeError | TypeError) -> str:
    """The innermost cause of ast-grep's report, without its numbers and its trace of the stack."""
    lines = [line.strip() for line in str(error).partition("Stack backtrace")[0].splitlines()]
    causes = [re.sub(r"^\d+: |^error: ", "", line) for line in lines if re.match(r"\d+: |error: ", line)]
    return (causes or [line for line in lines if line] or ["it is not a rule of ast-grep"])[-1].rstrip(".")
