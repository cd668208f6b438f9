"""The domain raises an exception whose class says nothing.

What it flags
    `raise Exception(...)`, `raise BaseException(...)` and `raise RuntimeError(...)` in the component `domain`, called or not. Several
    new ones in one function are one finding, on the first of them.

    Not flagged: other built-in classes (`ValueError` of a value object, `NotImplementedError` of an abstract method), a re-raise,
    a guard whose message says that it is never reached, a `RuntimeError` that says that the code around was called or set up
    wrongly ("not initialized", "must be called first"), what the same function catches again, what only a type checker reads,
    and tests.

Why
    A caller who wants to handle this one case has to catch every case, and the one place that maps errors to HTTP statuses
    has nothing to go by but the text.

Bad
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {domain: {paths: ["shop/domain/**"]}}
    # head: shop/domain/orders.py
    def cancel(order: "Order") -> None:
        if order.shipped:
            raise RuntimeError(f"Order {order.id} was shipped")
        order.cancelled = True
    ```

Good
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {domain: {paths: ["shop/domain/**"]}}
    # head: shop/domain/orders.py
    class OrderAlreadyShipped(Exception):
        pass


    def cancel(order: "Order") -> None:
        if order.shipped:
            raise OrderAlreadyShipped(order.id)
        order.cancelled = True
    ```

How to fix
    Give the case a class of its own, below the base class of the domain's errors, and map it to a status where the application
    maps errors.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import NotApplicable, Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.python.parsed_files import Unparsable
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.exceptions.generic_raises import GenericRaise
    from tenet.facts.exceptions.per_function import Together
    from tenet.facts.python.module import Module

MAX_QUOTE = 80


class Options(RuleOptions):
    exceptions: tuple[str, ...] = Field(
        default=("Exception", "BaseException", "RuntimeError"),
        description="The built-in classes that say nothing; `ValueError` may be one.",
        json_schema_extra={"weaker": "fewer"},
    )
    components: tuple[str, ...] = Field(
        default=("domain",),
        description="The components of the policy that hold domain code.",
        json_schema_extra={"weaker": "fewer"},
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    domain = [component for component in facts.surroundings.components if component.name in options.components]
    if not domain:
        yield NotApplicable(f"the policy has no component {' or '.join(options.components)}")
        return
    names = [name.encode() for name in options.exceptions]
    for path in facts.source_paths(options.scope):
        data = facts.head.data(path) or b""
        if b"raise" not in data or not any(name in data for name in names) or not any(part.holds(path) for part in domain):
            continue
        module = facts.head_modules.at(path)
        if isinstance(module, Unparsable):
            yield Unknown("what it raises", module.reason, path, module.line)
        elif module is not None:
            yield from _violations(facts, module, options)


def _violations(facts: Facts, module: "Module", options: Options) -> Iterator[Violation]:
    from tenet.facts.exceptions.custom_names import base_class_of
    from tenet.facts.exceptions.generic_raises import generic_raises
    from tenet.facts.exceptions.per_function import per_function
    from tenet.facts.exceptions.recurrence import base_module, code_of, novelties, place_of, same, touches

    found = list(generic_raises(module, options.exceptions))
    if not found:
        return
    before = base_module(facts.change, facts.base_modules, module.path)
    old = [] if before is None else [one.key for one in generic_raises(before, options.exceptions)]
    judged = [(one, one.key, touches(facts.change, module.path, one.node.lineno, one.node.end_lineno or one.node.lineno)) for one in found]
    base = base_class_of(facts.head_modules, module)
    for together in per_function(novelties(judged, old, (same, code_of, place_of))):
        yield _violation(module, together, base)


def _violation(module: "Module", together: "Together[GenericRaise]", base: tuple[str, str] | None) -> Violation:
    from tenet.facts.exceptions.custom_names import custom_name

    found = together.first
    code = found.code if len(found.code) <= MAX_QUOTE else f"{found.code[:MAX_QUOTE]}..."
    name = custom_name(found)
    where = f"`{base[0]}` (`{base[1]}`)" if base is not None else "`Exception`"
    return Violation(
        message=f"`{found.symbol or module.name}` raises a generic `{found.exception}`: `{code}`{together.places}.",
        remedy=f"Raise a class of the domain for this case, such as `{name}` below {where}, so that a caller can catch it alone.",
        path=module.path,
        line=found.node.lineno,
        end_line=found.node.end_lineno,
        key=found.code,
        novelty=together.novelty,
        data={"exception": found.exception, "custom": name, "places": 1 + len(together.others)},
    )


RULE = define(
    __name__,
    severity=Severity.WARNING,
    principle="custom exceptions",
    options=Options,
    check=check,
    reads_whole_files=True,
)
