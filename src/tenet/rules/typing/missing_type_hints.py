"""A function's signature has a part without a type.

What it flags
    Functions and methods that the change adds, or whose signature it changes, with a parameter that has no annotation or without
    a returned type: once for each function.

    Not flagged: `self` and `cls`, lambdas, the body of an overloaded function, parameters whose name begins with `_`, the returned type of
    an `__init__` with typed parameters, `@no_type_check`, tests (option `tests`), code that a tool wrote, and functions of which only the
    body changes, the layout, or the file they stand in.

Why
    The types of a signature are what its callers can rely on. Without them a checker checks neither the calls nor the body, and
    every reader has to find out again what goes in and what comes out.

Bad
    ```python
    def total(order, discount=0):
        return sum(line.price for line in order.lines) - discount
    ```

Good
    ```python
    def total(order: Order, discount: int = 0) -> int:
        return sum(line.price for line in order.lines) - discount
    ```

How to fix
    Annotate every parameter and what is returned; `-> None` where nothing is. Where the type is not known, find out: ask the checker with
    `reveal_type`, or look at the callers.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.diagnostic import Diagnostic
from tenet.domain.finding import Novelty, Outcome, Unknown, Violation
from tenet.domain.policy import Scope
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.python.parsed_files import Unparsable
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.typing.missing_hints import MissingHints
    from tenet.facts.typing.signatures import Signature, SignaturesBefore

CODES = ("ANN001", "ANN002", "ANN003", "ANN201", "ANN202", "ANN204", "ANN205", "ANN206")
NAMED = 4
MAX_SUGGESTED_LINES = 12


class Options(RuleOptions):
    tests: bool = Field(default=False, description="Tests are held to it, too.")
    private: bool = Field(default=True, description="Functions whose name or class begins with `_` are held to it, too.")
    noqa: bool = Field(default=True, description="A `# noqa` comment for the linter's own code silences it, too.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    yield from _unread(facts)
    found: dict[str, list[Diagnostic]] = {}
    for one in facts.lint.of(*CODES, noqa=options.noqa):
        found.setdefault(one.path, []).append(one)
    if not found:
        return
    from tenet.facts.typing.missing_hints import missing_hints
    from tenet.facts.typing.signatures import SignaturesBefore

    before = SignaturesBefore(facts.change, facts.base_modules)
    for path in facts.paths.python(options.scope) if options.tests else facts.source_paths(options.scope):
        module = facts.modules(Side.HEAD).parsed_at(path) if path in found else None
        if module is not None:
            for missing in missing_hints(module, found[path], private=options.private):
                if options.scope is Scope.ALL or _may_be_new(facts, path, missing.signature):
                    yield _violation(missing, path, module.lines, before)


def _unread(facts: Facts) -> Iterator[Unknown]:
    """What the linter failed on, and Python with it: every other rule may pass over a file that lacks the words it looks for."""
    people_write = set(facts.source_paths(Scope.NEW))
    for one in facts.lint.failed:
        if one.path in people_write:
            module = facts.modules(Side.HEAD).at(one.path)
            if isinstance(module, Unparsable):
                yield Unknown("signatures", module.reason, one.path, module.line)
            elif not one.wrong_syntax:
                yield Unknown("signatures", one.reason, one.path)


def _may_be_new(facts: Facts, path: str, signature: "Signature") -> bool:
    file = facts.change.by_path.get(path)
    if file is None or not file.lines_known or file.base_path is None:
        return file is not None
    return file.touches(signature.node.lineno, signature.end_line) or facts.head.has_lone_returns(path)


def _violation(missing: "MissingHints", path: str, lines: tuple[str, ...], before: "SignaturesBefore") -> Violation:
    name, hints = missing.signature.name, list(missing.hints)
    mended = missing.mended(lines)
    first, last = missing.signature.node.lineno, missing.signature.end_line
    if mended is not None and mended.end_line - first < MAX_SUGGESTED_LINES:
        last = max(last, mended.end_line)
    else:
        mended = None
    return Violation(
        message=f"`{name}` has no type for {_named(missing)}.",
        remedy=f"Annotate {', '.join(f'`{hint}`' for hint in hints[:NAMED])}{' and the others' if len(hints) > NAMED else ''}.",
        path=path,
        line=first,
        end_line=last,
        key=name,
        suggestion=mended.text if mended is not None else None,
        novelty=Novelty.BASELINE if _stood_before(missing, path, before) else Novelty.BY_LINE,
        data={"function": name, "missing": sorted(missing.parts)},
    )


def _named(missing: "MissingHints") -> str:
    names = [f"`{one.arg}`" for one in missing.parameters]
    shown = names[:NAMED] + ([f"{len(names) - NAMED} more"] if len(names) > NAMED else [])
    shown += ["what it returns"] if missing.returns is not None else []
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _stood_before(missing: "MissingHints", path: str, before: "SignaturesBefore") -> bool:
    """Whether the base has the same signature, or the same with even fewer types."""
    own = missing.signature
    parts = [one.arg for one in own.parameters]
    for old in before.of(own, path):
        lacking = {one.arg for one in old.parameters if one.annotation is None} | ({"return"} if old.node.returns is None else set())
        if old.form == own.form or ([one.arg for one in old.parameters] == parts and missing.parts < lacking):
            return True
    return False


RULE = define(__name__, severity=Severity.ERROR, principle="type hints on all signatures", options=Options, check=check, lint_codes=CODES)
