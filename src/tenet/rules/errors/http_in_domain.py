"""The domain knows HTTP: it imports the web framework or raises its errors.

What it flags
    In files of the domain (the component `domain`; `**/domain/**` in the presets): an import of FastAPI, Starlette, Flask, Django's
    or REST framework's HTTP modules, aiohttp.web, Sanic, Litestar and the like, each statement once; and a `raise` of their
    errors, also of `HTTPException` under another name or of an own class that derives from it. Raises are told once for a file,
    and not where an import of the same change already says it.

    Imports under `if TYPE_CHECKING` count: what takes a `Request` still cannot be called without one. Silent are tests, the API
    and entry points, also where they stand in the folder of the domain (`domain/orders/router.py`), and the few modules of a
    framework that have nothing to do with HTTP (`allowed`).

Why
    Logic that answers in HTTP can be called from nowhere else: not from a job, a command, a consumer or a plain test. Which status
    an error gets is a decision of the API, and it changes with the API's version.

Bad
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {domain: {paths: ["**/domain/**"]}}
    # head: src/shop/domain/orders.py
    from fastapi import HTTPException

    def find_order(orders: dict[int, str], number: int) -> str:
        if number not in orders:
            raise HTTPException(status_code=404, detail="No such order")
        return orders[number]
    ```

Good
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {domain: {paths: ["**/domain/**"]}}
    # head: src/shop/domain/orders.py
    class OrderNotFound(Exception):
        \"\"\"No order has this number.\"\"\"

    def find_order(orders: dict[int, str], number: int) -> str:
        if number not in orders:
            raise OrderNotFound(number)
        return orders[number]
    ```

How to fix
    Raise an error of the domain, and give it its status in the API's exception handler. Hand the domain the values it needs
    in place of a `Request`, and let the API build the `Response`.
"""

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import NotApplicable, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.errors.frameworks import FRAMEWORKS, WITHOUT_HTTP
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.errors.framework_uses import FrameworkImport


class Options(RuleOptions):
    components: tuple[str, ...] = Field(default=("domain",), description="The components that hold the domain.")
    frameworks: tuple[str, ...] = Field(
        default=FRAMEWORKS,
        description="The modules that are a web framework, and all below.",
        json_schema_extra={"weaker": "fewer"},
    )
    allowed: tuple[str, ...] = Field(
        default=WITHOUT_HTTP,
        description="Modules of a framework, and all below, that know no HTTP.",
        json_schema_extra={"weaker": "more"},
    )
    type_checking: bool = Field(default=True, description="Imports under `if TYPE_CHECKING` count, too.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    from tenet.facts.errors.changed_lines import counts
    from tenet.facts.errors.domain_files import components_named, domain_paths
    from tenet.facts.errors.framework_uses import framework_imports

    domain = components_named(facts.surroundings.components, options.components)
    if not domain:
        yield NotApplicable(f"the policy has no component called {' or '.join(options.components)}")
        return
    api = components_named(facts.surroundings.components, ("api",))
    for path in domain_paths(facts.source_paths(options.scope), domain, api):
        imports = framework_imports(facts.head_modules, path, options.frameworks, options.allowed)
        told = [found for found in imports if options.type_checking or not found.for_types]
        yield from (_imported(found, path) for found in told)
        if not any(counts(facts.change, options.scope, path, found.node) for found in told):
            yield from _raises(facts, options, path)


def _imported(found: "FrameworkImport", path: str) -> Violation:
    return Violation(
        message=f"The domain imports the web framework: `{found.text}`.",
        remedy=_remedy(found.names),
        path=path,
        line=found.node.lineno,
        end_line=found.node.end_lineno,
        key=found.text,
        data={"modules": list(found.modules)},
    )


def _remedy(names: Sequence[str]) -> str:
    if any("Exception" in name or "Error" in name or name in {"Http404", "abort", "status"} for name in names):
        return "Raise an error of the domain's own, and give it its status in the API's exception handler."
    if names[0] in {"Depends", "Security"}:
        return f"Take what `{names[0]}` injects as a plain parameter, and leave the wiring to the API."
    return f"Take the values that this needs as plain parameters, and leave `{names[0]}` to the API."


def _raises(facts: Facts, options: Options, path: str) -> Iterator[Violation]:
    """One violation for all raises of a file that count."""
    from tenet.facts.errors.changed_lines import counts
    from tenet.facts.errors.framework_uses import framework_raises

    module = facts.head_modules.parsed_at(path) if b"raise" in (facts.head.data(path) or b"") else None
    if module is None:
        return
    written = [node for node in module.statements if isinstance(node, ast.Raise) and counts(facts.change, options.scope, path, node)]
    found = list(framework_raises(facts.names(Side.HEAD), path, written, options.frameworks))
    if not found:
        return
    node, name = found[0]
    more = f" (and {len(found) - 1} more in this file)" if len(found) > 1 else ""
    yield Violation(
        message=f"`{module.symbol_at(node.lineno) or path}` raises `{name}`, an error of HTTP, in the domain{more}.",
        remedy="Raise an error of the domain's own there, and give it its status in the API's exception handler.",
        path=path,
        line=node.lineno,
        end_line=node.end_lineno,
        key=name,
        data={"raises": [{"line": one.lineno, "error": text} for one, text in found]},
    )


RULE = define(__name__, severity=Severity.ERROR, principle="errors of the domain map to HTTP", options=Options, check=check)
