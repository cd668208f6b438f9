"""A new route does not ask who calls it.

What it flags
    A route that this change adds, where neither a dependency of the handler, its router, what includes the router, nor the
    application names a check of who calls; and a route that asked before and no longer does. Only in a repository in which some
    other route does ask: one that asks nowhere leaves it to something in front of it.

    Not flagged: the same route moved or renamed, what `public_paths` names (login, health, documentation and the like), webhooks
    (they verify a signature), handlers that check by hand, files that are called public or no-auth, or in which or beside which
    several routes stood before and none asked, or one of eight, the root page of an application, an application in whose folder no
    route asks, routes that no application is seen to serve, tests, examples.

Why
    A route that forgets to ask works in every test and every demo, and for everybody who finds it. Nobody notices until then.

Bad
    ```python
    # head: orders/api.py
    from fastapi import Depends, FastAPI
    from fastapi.security import OAuth2PasswordBearer

    app = FastAPI()
    current_user = OAuth2PasswordBearer(tokenUrl="login")

    @app.get("/orders", dependencies=[Depends(current_user)])
    async def list_orders() -> list[int]:
        return [1]

    @app.post("/orders/{order_id}/refund")
    async def refund(order_id: int) -> int:
        return order_id
    ```

Good
    ```python
    # head: orders/api.py
    from fastapi import Depends, FastAPI
    from fastapi.security import OAuth2PasswordBearer

    app = FastAPI()
    current_user = OAuth2PasswordBearer(tokenUrl="login")

    @app.get("/orders", dependencies=[Depends(current_user)])
    async def list_orders() -> list[int]:
        return [1]

    @app.post("/orders/{order_id}/refund", dependencies=[Depends(current_user)])
    async def refund(order_id: int) -> int:
        return order_id
    ```

How to fix
    Give the router the dependency that the other routes have, so that the next route has it, too. A route that anybody may call
    is named in `public_paths`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import NotApplicable, Novelty, Outcome, Violation
from tenet.domain.glob import Glob
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.flows.open_routes import OpenRoute

PUBLIC = (
    *("/health*/**", "/live*/**", "/ready*/**", "/startup", "/ping", "/status", "/up", "/heartbeat", "/metrics", "/version", "/about/**"),
    *("/docs/**", "/redoc", "/swagger*/**", "/openapi*", "/schema*", "/static/**", "/assets/**", "/favicon*", "/robots.txt"),
    *(
        "/login*/**",
        "/logout",
        "/signin/**",
        "/sign-in/**",
        "/register/**",
        "/signup/**",
        "/sign-up/**",
        "/first?install/**",
        "/token",
        "/refresh*",
        "/auth/**",
    ),
    *("/*password*/**", "/forgot*/**", "/reset*/**", "/*verif*/**", "/activat*/**", "/confirm*/**", "/unsubscribe/**", "/invit*/**"),
    *("/oauth*/**", "/oidc/**", "/saml/**", "/sso/**", "/authorize", "/callback/**", "/*_callback", "/*-callback"),
    *("/.well-known/**", "/jwks*", "/public/**"),
)


class Options(RuleOptions):
    public_paths: tuple[str, ...] = Field(
        default=PUBLIC, description="Paths (patterns) that anybody may call, whatever stands in front of them."
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    paths = [path for path in facts.source_paths(options.scope) if b"@" in (facts.head.data(path) or b"")]
    if next(facts.handlers.of(paths), None) is None:
        return
    from tenet.facts.flows.open_routes import OpenRoutes

    public = [Glob(f"**/{pattern.strip('/')}") for pattern in options.public_paths]

    def is_public(path: str) -> bool:
        return any(glob.matches(path.strip("/")) for glob in public)

    for found in OpenRoutes(facts, is_public).of(paths):
        yield NotApplicable("no route of the repository asks who calls it") if found is None else _violation(found)


def _violation(found: "OpenRoute") -> Violation:
    handler, asking = found.handler, found.asking
    line = handler.decorator.lineno
    place = "" if asking.path == handler.path else f" (`{asking.path}`)"
    change = "asked who calls, and no longer does" if found.asked else "is new, and nothing asks who calls it"
    return Violation(
        message=f"`{found.name}` (`{handler.function.name}`) {change}: no dependency of it, its router or the application.",
        remedy=f"Give it or its router a dependency that checks who calls, as `{asking.function.name}`{place} has; "
        "if anybody may call it, name its path in `public_paths`.",
        path=handler.path,
        line=line,
        end_line=handler.decorator.end_lineno or line,
        key=found.name,
        novelty=Novelty.NEW,
        data={"route": found.name, "asking": asking.route},
    )


RULE = define(__name__, severity=Severity.WARNING, principle="security built in from the start", options=Options, check=check)
