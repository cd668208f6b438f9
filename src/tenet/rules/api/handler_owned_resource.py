"""A route handler makes a session, client or settings of its own instead of being given them.

What it flags
    A handler, or a module that serves routes, which makes what the service shares: a database session, an engine, a connection,
    an HTTP client, a client of Redis, AWS or a search engine, the settings. Once for each handler.

    Not flagged: dependencies, the module that makes the application, its lifespan, the components `core` and `infrastructure`,
    functions within a handler (a stream outlives what a dependency closes), WebSocket handlers, tests, what a handler makes with a
    factory that it is given, settings made of given values or to tell the defaults (`default_settings = Settings()`). Routes of
    Flask are left alone: it has no dependencies.

Why
    A handler that makes its own session opens connections past the pool, commits where nobody else does, and cannot be tested
    without the real thing. A dependency is made and closed in one place, and a test replaces it.

Bad
    ```python
    # head: orders/api.py
    import httpx
    from fastapi import APIRouter

    router = APIRouter()

    @router.get("/rates")
    async def get_rates() -> dict[str, float]:
        async with httpx.AsyncClient() as client:
            answer = await client.get("https://rates.example.com/latest")
        return answer.json()
    ```

Good
    ```python
    # head: orders/api.py
    from typing import Annotated

    import httpx
    from fastapi import APIRouter, Depends

    from orders.core.clients import get_client

    router = APIRouter()

    @router.get("/rates")
    async def get_rates(client: Annotated[httpx.AsyncClient, Depends(get_client)]) -> dict[str, float]:
        answer = await client.get("https://rates.example.com/latest")
        return answer.json()
    # head: orders/core/clients.py
    import httpx
    from fastapi import Request

    def get_client(request: Request) -> httpx.AsyncClient:
        return request.app.state.client
    ```

How to fix
    Make it in the lifespan of the application or in a dependency, and take it as a parameter: `Annotated[..., Depends(...)]`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.flows.resources import Resource

SHARED = frozenset({"core", "infrastructure"})


class Options(RuleOptions):
    factories: tuple[str, ...] = Field(
        default=(),
        description="Further functions and classes that make a resource, by their full names (`stripe.StripeClient`, `shop.db.connect`).",
        json_schema_extra={"weaker": "fewer"},
    )
    allowed: tuple[str, ...] = Field(
        default=(), description="What a handler may make itself, by the full names (`httpx.AsyncClient`, `shop.config.Settings`)."
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    from tenet.domain.change import Side
    from tenet.facts.flows.resources import WORDS, Resources, makes_application, resources_of_handler, resources_of_module

    resources = Resources(facts.names(Side.HEAD), options.factories, options.allowed)
    shared = [one for one in facts.surroundings.components if one.name in SHARED]
    for path in facts.source_paths(options.scope):
        data = facts.head.data(path) or b""
        if not (options.factories or WORDS.search(data)) or any(one.holds(path) for one in shared):
            continue
        handlers, module = list(facts.handlers.of([path])), facts.head_modules.parsed_at(path)
        if not handlers or module is None or any(one.module.startswith("flask") for one in module.imports.values()):
            continue
        owned = list(resources_of_module(module, resources))
        if owned and not makes_application(module):
            yield from (_violation(facts, path, "The module", [resource]) for resource in owned)
        for handler in {id(one.function): one for one in handlers if "WEBSOCKET" not in one.methods}.values():
            found = list(resources_of_handler(handler, resources))
            if found:
                yield _violation(facts, path, f"`{handler.function.name}`", found)


def _violation(facts: Facts, path: str, who: str, found: "list[Resource]") -> Violation:
    """One for all that a handler makes, at the first that the change touches."""
    from tenet.facts.python.scope import source_of

    file = facts.change.by_path.get(path)
    ends = {id(one): one.node.func.end_lineno or one.node.lineno for one in found}
    touched = (one for one in found if file is not None and file.touches(one.node.lineno, ends[id(one)]))
    first = next(touched, found[0])
    listed = list(dict.fromkeys(f"{one.kind} (`{source_of(one.node.func)[:60]}()`)" for one in found))
    made = " and ".join(listed[:3]) + (" and more" if len(listed) > 3 else "")
    return Violation(
        message=f"{who} makes its own {made}.",
        remedy=first.remedy,
        path=path,
        line=first.node.lineno,
        end_line=ends[id(first)],
        key=f"{who} {first.name}",
        data={"makes": [one.name for one in found]},
    )


RULE = define(
    __name__,
    severity=Severity.WARNING,
    principle="dependency injection for shared resources",
    options=Options,
    check=check,
    reads_whole_files=True,
)
