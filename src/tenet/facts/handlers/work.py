"""What a handler does by itself: the statements it runs, and what of them is the work of a domain or a repository.

Not counted: the docstring, imports, logging, `raise`, `assert`, guard clauses (an `if` that only raises), markup, and `try` and
`with` themselves.
What answers an exception counts as statements alone.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.handlers.calculations import calculations
from tenet.facts.handlers.contents import Contents, contents_of
from tenet.facts.handlers.database_calls import BUILDERS, METHODS, DatabaseCalls
from tenet.facts.handlers.handler import Handler
from tenet.facts.handlers.loops import is_loop, loops_within
from tenet.facts.handlers.statements import executed, expressions_of, markup_names
from tenet.facts.python.bindings import Location
from tenet.facts.python.scope import source_of
from tenet.facts.python.walking import children


class Kind(StrEnum):
    QUERY = "query"
    WRITE = "write"
    LOOP = "loop"
    BRANCH = "branch"
    CALCULATION = "calculation"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of work: an expression, or a loop."""

    kind: Kind
    node: ast.expr | ast.stmt

    @property
    def line(self) -> int:
        return self.node.lineno

    @property
    def code(self) -> str:
        """Its source; of a loop, that of its head."""
        match self.node:
            case ast.For() | ast.AsyncFor():
                return f"{source_of(self.node.target)} in {source_of(self.node.iter)}"
            case ast.While():
                return source_of(self.node.test)
            case _:
                return source_of(self.node)


@dataclass(frozen=True, slots=True)
class Work:
    """`lines` are those on which the statements begin."""

    lines: tuple[int, ...]
    evidence: tuple[Evidence, ...]

    @property
    def statements(self) -> int:
        return len(self.lines)

    def of(self, *kinds: Kind) -> tuple[Evidence, ...]:
        return tuple(one for one in self.evidence if one.kind in kinds)

    def beyond(self, before: "Work") -> tuple[Evidence, ...]:
        """What there is more of than before, kind by kind; of what is more, that whose code is new."""
        counts = Counter(one.kind for one in self.evidence)
        counts.subtract(one.kind for one in before.evidence)
        known = Counter((one.kind, one.code) for one in before.evidence)
        found = []
        for one in self.evidence:
            if known[one.kind, one.code] > 0:
                known[one.kind, one.code] -= 1
            elif counts[one.kind] > 0:
                found.append(one)
        return tuple(found)


def work_of(handler: Handler, calls: DatabaseCalls) -> Work:
    steps = [(step, contents_of(step.statement)) for step in executed(handler.function.body, markup_names(handler.at.module))]
    found: list[Evidence] = []
    for step, contents in steps:
        if step.counts and not step.recovers:
            found.extend(_work(step.statement, contents))
        if contents.words & METHODS:
            found.extend(_database(step.statement, calls, handler.inside))
    if not any(one.kind in {Kind.QUERY, Kind.WRITE} for one in found):
        built = [step.statement for step, contents in steps if contents.words & BUILDERS]
        found.extend(evidence for statement in built for evidence in _statements_built(statement, calls, handler.inside))
    lines = tuple(step.statement.lineno for step, _ in steps if step.counts)
    return Work(lines, tuple(sorted(found, key=lambda one: one.line)))


def _work(statement: ast.stmt, contents: Contents) -> Iterator[Evidence]:
    if isinstance(statement, ast.If):
        yield Evidence(Kind.BRANCH, statement.test)
    elif isinstance(statement, ast.Match):
        yield from (Evidence(Kind.BRANCH, case.body[0]) for case in statement.cases[1:])
    elif is_loop(statement):
        yield Evidence(Kind.LOOP, statement)
    if contents.loops:
        yield from (Evidence(Kind.LOOP, node) for node in loops_within(statement))
    if contents.calculates:
        yield from (Evidence(Kind.CALCULATION, node) for node in calculations(statement))


def _database(statement: ast.stmt, calls: DatabaseCalls, at: Location) -> Iterator[Evidence]:
    pending: list[ast.AST] = list(reversed(expressions_of(statement)))
    while pending:
        node = pending.pop()
        kind = calls.kind(node, at) if isinstance(node, ast.Call) else ""
        if kind and isinstance(node, ast.Call):
            yield Evidence(Kind.WRITE if kind == "write" else Kind.QUERY, node)
            pending.extend(reversed([*node.args, *(keyword.value for keyword in node.keywords)]))
        else:
            pending += reversed(children(node))


def _statements_built(statement: ast.stmt, calls: DatabaseCalls, at: Location) -> Iterator[Evidence]:
    """A query that the handler builds and hands on: `paginate(session, select(Order))`. One inside another is one."""
    pending = expressions_of(statement)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Call) and calls.builds_statement(node, at):
            yield Evidence(Kind.QUERY, node)
            return
        pending += children(node)
