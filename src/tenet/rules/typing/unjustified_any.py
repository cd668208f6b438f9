"""A type is `Any`, and nothing says why.

What it flags
    `Any` in an annotation that the change writes: of a parameter, a result, a variable, an attribute, an alias, also within
    another type (`dict[str, Any]`) or a string. Once for each signature or statement.

    A comment justifies it that names `Any` and gives a reason, as `# Any: the vendor's events have no schema`. It stands on the line of the
    `Any` or on the lines right above, or at the first line of the signature. A `TODO` is no reason, nor is a pragma alone.

    Not flagged: `*args` and `**kwargs` of a function that passes both on, and what the wrapper of a decorator returns (option
    `allow_wrappers`); what `Annotated` adds; tests (option `tests`), code that a tool wrote, and what was `Any` before the change.

Why
    `Any` switches the checker off for all that touches the value, without a trace. Where it has to be, the next reader must know
    whether there was a reason or no time.

Bad
    ```python
    from typing import Any

    def record(event: dict[str, Any]) -> None: ...
    ```

Good
    ```python
    from typing import Any

    def record(event: PaymentEvent) -> None: ...

    # Any: the vendor sends whatever its merchant typed into the form.
    def keep(form: dict[str, Any]) -> None: ...
    ```

How to fix
    Name the type: a model or TypedDict for a dictionary, a Protocol for what only needs a method, a type variable for what
    goes in and comes out, `object` for what is only handed on. Where no type is true, say why: `# Any: <reason>`.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Outcome, Unknown, Violation
from tenet.domain.policy import Scope
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.python.parsed_files import Unparsable
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.typing.any_types import AnyPlace, AnyType

RECORD = re.compile(r"(?:dict|mapping)\[str, Any\b", re.IGNORECASE)
NAMED = 3
QUOTED = 60


class Options(RuleOptions):
    allow_wrappers: bool = Field(
        default=True,
        description="`*args: Any, **kwargs: Any` of a function that passes them on need no reason, nor does a wrapper's result.",
    )
    tests: bool = Field(default=False, description="Tests are held to it, too.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    from tenet.facts.typing.any_before import AnyBefore
    from tenet.facts.typing.any_types import AnyTypes

    before = AnyBefore(facts.change, facts.base_modules, facts.head)
    for path in facts.paths.python(options.scope) if options.tests else facts.source_paths(options.scope):
        if b"Any" not in (facts.head.data(path) or b"") or (options.scope is Scope.NEW and not before.written(path)):
            continue
        module = facts.modules(Side.HEAD).at(path)
        if isinstance(module, Unparsable):
            yield Unknown("annotations", module.reason, path, module.line)
        elif module is not None:
            found = AnyTypes(module)
            for place in found.places:
                allowed = found.passed_on(place) if options.allow_wrappers else frozenset()
                bare = [one for one in place.types if one.name not in allowed and not found.is_justified(place, one)]
                new = [one for one in bare if not before.has(path, place, one)]
                shown = bare if options.scope is Scope.ALL else new or bare
                if shown:
                    yield _violation(path, place, shown, Novelty.NEW if new else Novelty.BASELINE)


def _violation(path: str, place: "AnyPlace", types: "list[AnyType]", novelty: Novelty) -> Violation:
    quoted = [f"`{text if len(text := one.text) <= QUOTED else f'{text[:QUOTED]}...'}`" for one in types]
    more = [f"{len(quoted) - NAMED} more"] if len(quoted) > NAMED else []
    listed = " and ".join(filter(None, (", ".join([*quoted[:NAMED], *more][:-1]), [*quoted[:NAMED], *more][-1])))
    where = f" of `{place.name}`" if place.name else ""
    return Violation(
        message=f"{listed}{where} {'gives' if len(quoted) == 1 else 'give'} no reason for `Any`.",
        remedy=f"{_instead(types[0])}, or say why no type is true: `# Any: <reason>`.",
        path=path,
        line=min(line for one in types for line in one.lines),
        end_line=max(line for one in types for line in one.lines),
        key=" ".join(one.name for one in types),
        novelty=novelty,
        data={"place": place.name, "annotations": [one.text for one in types]},
    )


def _instead(one: "AnyType") -> str:
    what = "what it returns" if one.name == "return" else f"`{one.name}`"
    if RECORD.search(one.text):
        return f"Give {what} a model or a TypedDict"
    if one.name.startswith("*"):
        return f"Name the type of {what} (`object` if it is only passed on)"
    if one.name != "return" and one.text.endswith(": Any"):
        return f"Name the type of {what} (`object` if it may be anything)"
    return f"Name the type of {what}"


RULE = define(__name__, severity=Severity.ERROR, principle="no `Any` without justification", options=Options, check=check)
