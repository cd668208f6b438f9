"""A dict with known keys takes the place of a class.

What it flags
    A dict literal of four or more (`min_keys`) literal keys that a function returns, passes on to a function of the repository, or
    annotates as `dict[str, Any]`: what reads it knows neither its keys nor their types. One finding for each function.

    Not flagged: tables (all values are constants), dicts whose keys are not names of fields (`"Content-Type"`, `"userId"`:
    somebody else's format), what libraries are called with (HTTP bodies, logging extras, templates, query parameters),
    `f(**{...})`, what a `TypedDict` or another type receives, functions, parameters and variables that are named for a format
    (`to_dict`, `headers`, `payload`, `context`), decorated functions (what a route returns is judged by `untyped-boundary`),
    module level, tests, and code beside the service (`beside`).

Why
    A misspelt key is found when it is read in production. With a class the type checker finds it, the editor completes it,
    and a new field tells which code must fill it.

Bad
    ```python
    # head: shop/orders.py
    from typing import Any

    def summary(order: Order) -> dict[str, Any]:
        return {"id": order.id, "total": order.total(), "lines": len(order.lines), "paid": order.is_paid()}
    ```

Good
    ```python
    # head: shop/orders.py
    from dataclasses import dataclass

    @dataclass(frozen=True)
    class Summary:
        id: int
        total: int
        lines: int
        paid: bool

    def summary(order: Order) -> Summary:
        return Summary(id=order.id, total=order.total(), lines=len(order.lines), paid=order.is_paid())
    ```

How to fix
    Make it a frozen dataclass or a Pydantic model. Where it has to be a dict, write a `TypedDict` and name it as the type of
    what is returned or taken.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Outcome, Violation
from tenet.domain.glob import PathFilter
from tenet.domain.policy import Scope
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.python.functions import LocatedFunction
    from tenet.facts.python.module import Module
    from tenet.facts.typing.new_dicts import NewDicts
    from tenet.facts.typing.raw_dicts import RawDict

BESIDE = ("**/scripts/**", "**/tools/**", "**/dev/**", "**/seed/**", "**/seeds/**", "**/demo/**", "**/evals/**", "**/benchmarks/**")
SHOWN = 5


class Options(RuleOptions):
    beside: tuple[str, ...] = Field(default=BESIDE, description="Folders (path patterns) whose code is not the service's own.")
    min_keys: int = Field(default=4, ge=2, description="From how many keys on a dict is one that a class should be.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    beside = PathFilter.of(options.beside)
    served = (path for path in facts.source_paths(options.scope) if not (options.beside and beside.accepts(path)))
    paths = [path for path in served if _key_ends(facts.head.data(path) or b"") >= options.min_keys]
    if paths:
        from tenet.facts.typing.new_dicts import NewDicts

        added = NewDicts(facts.change, facts.modules(Side.BASE), facts.modules(Side.HEAD), options.min_keys)
        for path in paths:
            yield from _in_file(facts, options, path, added)


def _key_ends(data: bytes) -> int:
    return data.count(b'":') + data.count(b"':")


def _in_file(facts: Facts, options: Options, path: str, added: "NewDicts") -> Iterator[Violation]:
    from tenet.facts.python.functions import functions_of
    from tenet.facts.typing.raw_dicts import lines_of_keys, raw_dicts

    module, file = facts.head_modules.parsed_at(path), facts.change.by_path.get(path)
    if module is None:
        return
    keys = lines_of_keys(module)
    for function in functions_of(module):
        first, last = function.node.lineno, function.node.end_lineno or function.node.lineno
        asked = options.scope is Scope.ALL or (file is not None and file.touches(first, last))
        if not asked or bisect_right(keys, last) - bisect_left(keys, first) < options.min_keys:
            continue
        found = list(raw_dicts(function, module, facts.names(Side.HEAD), options.min_keys))
        new = [one for one in found if added.holds(one, path)]
        if found:
            yield _violation(module, function, new or found, Novelty.NEW if new else Novelty.BASELINE)


def _violation(module: "Module", function: "LocatedFunction", found: "Sequence[RawDict]", novelty: Novelty) -> Violation:
    from tenet.facts.typing.record_names import of_result, of_taken

    first = found[0]
    named = of_taken(first.receiver, module) if first.receiver else of_result(function.node.name, module)
    keys = ", ".join(f"`{key}`" for key in first.keys[:SHOWN]) + (", ..." if len(first.keys) > SHOWN else "")
    more = f", and {len(found) - 1} more of the kind" if len(found) > 1 else ""
    goal = f" to `{first.receiver}`" if first.receiver else ""
    return Violation(
        message=f"`{function.node.name}` {first.use.value} a raw dict of {len(first.keys)} keys ({keys}){goal}{more}.",
        remedy=f"Make it a dataclass or a `TypedDict`, such as `{named}`, and name it "
        f"as the type that `{first.receiver or function.node.name}` {'takes' if first.receiver else 'returns'}.",
        path=module.path,
        line=first.node.lineno,
        end_line=first.node.end_lineno,
        key=function.name,
        novelty=novelty,
        data={"function": function.name, "keys": list(first.keys), "use": first.use.name.lower()},
    )


RULE = define(
    __name__,
    severity=Severity.WARNING,
    principle="classes instead of raw dicts",
    options=Options,
    check=check,
)
