"""The domain knows HTTP: it imports the web framework or raises its errors.

What it flags
    In files of the domain (the component `domain`; `**/domain/**` in the presets): an import of FastAPI, Starlette, Flask, Django's
    or REST framework's HTTP modules, aiohttp.web, Sanic, Litestar and the like that brings in something new, and a new `raise` of
    their errors, also of `HTTPException` under another name or of an own class that derives from it. Raises are told once for a
    file, and not where an import of the same change already says it. Imports under `if TYPE_CHECKING` count, too: what takes a
    `Request` still cannot be called without one.

    Silent are tests, the API and entry points, also within the domain's folder (`domain/orders/router.py`), and `allowed` modules.

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

    def check_order(orders: dict[int, str], number: int) -> None:
        if number not in orders:
            raise HTTPException(404)
    ```

Good
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {domain: {paths: ["**/domain/**"]}}
    # head: src/shop/domain/orders.py
    class OrderNotFound(Exception):
        \"\"\"No order has this number.\"\"\"

    def check_order(orders: dict[int, str], number: int) -> None:
        if number not in orders:
            raise OrderNotFound(number)
    ```

How to fix
    Raise an error of the domain, and give it its status in the API's exception handler. Hand the domain the values it needs
    in place of a `Request`, and let the API build the `Response`.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import NotApplicable, Outcome, Violation
from tenet.domain.policy import Scope
from tenet.domain.severity import Severity
from tenet.facts.errors.frameworks import FRAMEWORKS, WITHOUT_HTTP
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from ast import Raise

    from tenet.facts.errors.framework_uses import FrameworkImport
    from tenet.facts.python.module import Module


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
    from tenet.facts.errors.domain_files import components_named, domain_paths

    domain = components_named(facts.surroundings.components, options.components)
    if not domain:
        yield NotApplicable(f"the policy has no component called {' or '.join(options.components)}")
        return
    api = components_named(facts.surroundings.components, ("api",))
    for path in domain_paths(facts.source_paths(options.scope), domain, api):
        told = [_imported(found, path) for found in _imports(facts, options, path)]
        yield from told or _raises(facts, options, path)


def _imports(facts: Facts, options: Options, path: str) -> "list[FrameworkImport]":
    from tenet.facts.errors.framework_uses import FrameworkUses

    uses = FrameworkUses(options.frameworks, options.allowed, for_types=options.type_checking)
    if options.scope is Scope.ALL:
        return list(uses.imports(facts.head_modules, path))
    return uses.new_imports(facts.change, facts.base_modules, facts.head_modules, path)


def _imported(found: "FrameworkImport", path: str) -> Violation:
    return Violation(
        message=f"The domain imports the web framework: `{found.text}`.",
        remedy=found.instead,
        path=path,
        line=found.node.lineno,
        end_line=found.node.end_lineno,
        key=found.text,
    )


def _raises(facts: Facts, options: Options, path: str) -> Iterator[Violation]:
    from tenet.facts.errors.framework_uses import framework_raises, new_raises

    module = facts.head_modules.parsed_at(path) if b"raise" in (facts.head.data(path) or b"") else None
    if module is None:
        return
    names = facts.names(Side.HEAD)
    if options.scope is Scope.ALL:
        found = framework_raises(names, module, options.frameworks)
    else:
        found = new_raises(facts.change, facts.base_modules, names, module, options.frameworks)
    if found:
        yield _raised(module, found)


def _raised(module: "Module", found: "Sequence[tuple[Raise, str]]") -> Violation:
    """One violation for all raises of a file that count."""
    node, name = found[0]
    more = f" (and {len(found) - 1} more in this file)" if len(found) > 1 else ""
    return Violation(
        message=f"`{module.symbol_at(node.lineno) or module.path}` raises `{name}`, an error of HTTP, in the domain{more}.",
        remedy="Raise an error of the domain's own there, and give it its status in the API's exception handler.",
        path=module.path,
        line=node.lineno,
        end_line=node.end_lineno,
        key=name,
        data={"raises": [{"line": one.lineno, "error": text} for one, text in found]},
    )


RULE = define(__name__, severity=Severity.ERROR, principle="errors of the domain map to HTTP", options=Options, check=check)
