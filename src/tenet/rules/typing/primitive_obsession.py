"""A function of the domain takes raw text and numbers for things that the domain has names for.

What it flags
    In the components of `components` (`domain`), a new function, or new parameters of one, that takes `str`, `int` or `float`
    for two or more of the `concepts` (email, money, phone, url, country...) or identifiers, or four or more primitives in a row.
    Identifiers alone are flagged from three on: a single `order_id: int` is how services talk to their storage.

    Not flagged: files that are also of `api` or `infrastructure`, constructors, class methods, properties, private functions,
    parameters that are given by keyword alone (for a row), and functions under a decorator that hands them to a framework
    (tasks, validators, commands). A function that took the same before, in this file or in one that it moved from, is not told.

Why
    `send(str, str, str)` accepts its arguments in any order, and checks none of them. A type of its own is checked once, where
    the value comes in, and the type checker then tells an email from a country everywhere else.

Bad
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {domain: {paths: ["shop/domain/**"]}}
    # head: shop/domain/payments.py
    def charge(customer_id: str, amount: int, currency: str) -> None:
        ...
    ```

Good
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {domain: {paths: ["shop/domain/**"]}}
    # head: shop/domain/payments.py
    from shop.domain.values import CustomerId, Money

    def charge(customer: CustomerId, price: Money) -> None:
        ...
    ```

How to fix
    Make a frozen dataclass that checks itself (`Money`, `EmailAddress`), or at least a `NewType` for an identifier, and take it
    as the parameter. A long row of settings becomes one object, or parameters that are given by keyword (after `*`).
"""

from collections.abc import Iterator, Sequence

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import NotApplicable, Novelty, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.python.functions import LocatedFunction, functions_of
from tenet.facts.typing.new_primitives import NewPrimitives
from tenet.facts.typing.occurrences import Occurrences
from tenet.facts.typing.primitives import RawParameter, is_called_by_code, longest_row, may_take, raw_parameters, value_types
from tenet.rules.rule import RuleOptions, define

CONCEPTS = (
    *("email", "email_address", "money", "amount", "price", "currency", "currency_code"),
    *("phone", "phone_number", "url", "country", "country_code"),
)
OUTSIDE = frozenset({"api", "infrastructure"})
"""Where primitives come in and go out."""
SHOWN = 4


class Options(RuleOptions):
    components: tuple[str, ...] = Field(default=("domain",), description="The components whose functions speak of the domain.")
    concepts: tuple[str, ...] = Field(
        default=CONCEPTS, description="Names of parameters, or their last words, that a type of the domain belongs to."
    )
    min_concepts: int = Field(default=2, ge=1, description="From how many raw concepts on, identifiers among them, a function is told.")
    min_identifiers: int = Field(default=3, ge=1, description="From how many raw identifiers on they are told without another concept.")
    max_primitives: int = Field(default=3, ge=1, description="How many primitives may follow one another.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    components = [one for one in facts.surroundings.components if one.name in options.components]
    if not components:
        yield NotApplicable(f"the policy has no component {' or '.join(f'`{name}`' for name in options.components)}")
        return
    outside = [one for one in facts.surroundings.components if one.name in OUTSIDE and one not in components]
    added = NewPrimitives(Occurrences(facts.change, facts.modules(Side.BASE), facts.modules(Side.HEAD)))
    for path in facts.source_paths(options.scope):
        speaks = any(one.holds(path) for one in components) and not any(one.holds(path) for one in outside)
        module = facts.head_modules.parsed_at(path) if speaks and _may_be_told(facts.head.data(path) or b"", options) else None
        for function in functions_of(module) if module is not None else ():
            if is_called_by_code(function):
                yield from _judged(facts, options, path, function, added)


def _may_be_told(data: bytes, options: Options) -> bool:
    enough = min(options.min_concepts, options.min_identifiers)
    return may_take(data, (*options.concepts, "_id"), named=enough, in_all=options.max_primitives + 1)


def _judged(facts: Facts, options: Options, path: str, function: LocatedFunction, added: NewPrimitives) -> Iterator[Violation]:
    row = longest_row(function.node)
    concepts = _concepts(raw_parameters(function.node), options)
    found = concepts or (row if len(row) > options.max_primitives else ())
    if found:
        listed = ", ".join(f"`{one}`" for one in found[:SHOWN]) + (f" and {len(found) - SHOWN} more" if len(found) > SHOWN else "")
        yield Violation(
            message=f"`{function.node.name}` takes {'raw primitives' if concepts else f'{len(row)} primitives in a row'}: {listed}.",
            remedy=_types_for(found) if concepts else _object_for(function, row),
            path=path,
            line=function.node.lineno,
            key=function.name,
            novelty=_novelty(facts, path, function, found, added),
            data={"function": function.name, "parameters": [str(one) for one in found]},
        )


def _concepts(raw: Sequence[RawParameter], options: Options) -> tuple[RawParameter, ...]:
    """The parameters that stand for concepts, where they are enough to be told."""
    identifiers = [one for one in raw if one.name.endswith("_id")]
    named = [one for one in raw if one.name.endswith(tuple(f"_{name}" for name in options.concepts)) or one.name in options.concepts]
    enough = (named and len(named) + len(identifiers) >= options.min_concepts) or len(identifiers) >= options.min_identifiers
    return tuple(one for one in raw if one in identifiers or one in named) if enough else ()


def _novelty(facts: Facts, path: str, function: LocatedFunction, found: Sequence[RawParameter], added: NewPrimitives) -> Novelty:
    """New where a function took less of it before; a function that moved within the change is the one it was."""
    file = facts.change.by_path.get(path)
    if file is None or not file.touches(function.node.lineno, max(function.node.lineno, function.node.body[0].lineno - 1)):
        return Novelty.BASELINE
    return Novelty.NEW if added.takes_more(function.node, found) else Novelty.BASELINE


def _types_for(found: Sequence[RawParameter]) -> str:
    return f"Take types of the domain that check themselves where they are made, as {value_types(found[:SHOWN])}."


def _object_for(function: LocatedFunction, row: Sequence[RawParameter]) -> str:
    return (
        f"Put what belongs together into one frozen dataclass that `{function.node.name}` takes, or have `{row[0].name}` and what "
        "follows given by keyword (after `*`)."
    )


RULE = define(__name__, severity=Severity.NOTICE, principle="create value objects", options=Options, check=check)
