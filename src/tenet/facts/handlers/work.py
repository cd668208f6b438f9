"""What a handler does by itself: the statements it runs, and what of them is the work of a domain or a repository.

Not counted: the docstring, imports, logging, `raise`, guard clauses (an `if` that only raises), and `try` and `with` themselves.
What answers an exception counts as statements alone.
"""

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.handlers.calculations import calculations
from tenet.facts.handlers.database_calls import DatabaseCalls
from tenet.facts.handlers.handler import Handler
from tenet.facts.handlers.loops import is_loop, loops_within
from tenet.facts.handlers.statements import executed, expressions_of, first_statement
from tenet.facts.python.bindings import Location
from tenet.facts.python.scope import source_of


class Kind(StrEnum):
    QUERY = "query"
    WRITE = "write"
    LOOP = "loop"
    BRANCH = "branch"
    CALCULATION = "calculation"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of work. `code` is its source."""

    kind: Kind
    line: int
    end_line: int
    code: str


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
    found: list[Evidence] = []
    lines: list[int] = []
    for step in executed(handler.function.body):
        if step.counts:
            lines.append(step.statement.lineno)
        if step.counts and not step.recovers:
            found.extend(_work(step.statement))
        found.extend(_database(step.statement, calls, handler.inside))
    if not any(one.kind in {Kind.QUERY, Kind.WRITE} for one in found):
        found.extend(_statements_built(handler, calls))
    return Work(tuple(lines), tuple(sorted(found, key=lambda one: one.line)))


def _work(statement: ast.stmt) -> Iterator[Evidence]:
    if isinstance(statement, ast.If):
        yield _evidence(Kind.BRANCH, statement.test)
    elif isinstance(statement, ast.Match):
        yield from (_evidence(Kind.BRANCH, case.pattern) for case in statement.cases[1:])
    elif is_loop(statement):
        yield _evidence(Kind.LOOP, statement)
    yield from (_evidence(Kind.LOOP, node) for node in loops_within(statement))
    yield from (_evidence(Kind.CALCULATION, node) for node in calculations(statement))


def _database(statement: ast.stmt, calls: DatabaseCalls, at: Location) -> Iterator[Evidence]:
    pending: list[ast.AST] = list(reversed(expressions_of(statement)))
    while pending:
        node = pending.pop()
        kind = calls.kind(node, at) if isinstance(node, ast.Call) else ""
        if kind and isinstance(node, ast.Call):
            yield _evidence(Kind.WRITE if kind == "write" else Kind.QUERY, node)
            pending.extend(reversed([*node.args, *(keyword.value for keyword in node.keywords)]))
        else:
            pending.extend(reversed(list(ast.iter_child_nodes(node))))


def _statements_built(handler: Handler, calls: DatabaseCalls) -> Iterator[Evidence]:
    """A query that the handler builds and hands on: `paginate(session, select(Order))`. One inside another is one."""
    for step in executed(handler.function.body):
        pending = expressions_of(step.statement)
        while pending:
            node = pending.pop()
            if isinstance(node, ast.Call) and calls.builds_statement(node, handler.inside):
                yield _evidence(Kind.QUERY, node)
                break
            pending.extend(ast.iter_child_nodes(node))


def _evidence(kind: Kind, node: ast.AST) -> Evidence:
    shown: Sequence[ast.AST] = [node.target, node.iter] if isinstance(node, ast.For | ast.AsyncFor) else [node]
    code = source_of(node.test) if isinstance(node, ast.While) else " in ".join(source_of(part) for part in shown)
    first = first_statement(node)
    line = getattr(node, "lineno", 0)
    end = max(line, first - 1) if first else getattr(node, "end_lineno", None) or line
    return Evidence(kind, line, end, code)
