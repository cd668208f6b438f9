"""A GET handler writes to the database.

What it flags
    A handler of GET or HEAD that adds, changes or deletes rows or commits, itself or in a function of the repository that it
    calls: `add`, `delete`, `merge` of a session, `commit` after a change, INSERT, UPDATE and DELETE statements, Django's `save()`,
    `create()`, `update()` and `delete()`, the writes of a document store. One comment for a handler, at the first of them.
    Silent: caches, logs and metrics, what runs in the background, the session's own dependency, and what the policy names.

Why
    Everybody takes a GET for safe (RFC 9110, 9.2.1): browsers prefetch it, proxies and clients repeat it, crawlers follow it, and
    protection against forged requests lets it through. Each of these writes then, and a replica or a cache cannot answer it.

Bad
    ```python
    # head: shop/api.py
    from fastapi import APIRouter, Depends
    from sqlalchemy.orm import Session

    from shop.database import get_session
    from shop.models import Order

    router = APIRouter()

    @router.get("/orders/{order_id}/export")
    def export_order(order_id: int, session: Session = Depends(get_session)) -> str:
        order = session.get_one(Order, order_id)
        order.exported = True
        session.commit()
        return order.as_csv()
    ```

Good
    ```python
    # head: shop/api.py
    from fastapi import APIRouter, Depends
    from sqlalchemy.orm import Session

    from shop.database import get_session
    from shop.models import Order

    router = APIRouter()

    @router.get("/orders/{order_id}/export")
    def export_order(order_id: int, session: Session = Depends(get_session)) -> str:
        return session.get_one(Order, order_id).as_csv()

    @router.post("/orders/{order_id}/exports")
    def mark_exported(order_id: int, session: Session = Depends(get_session)) -> None:
        session.get_one(Order, order_id).exported = True
        session.commit()
    ```

How to fix
    Serve what changes something under POST, PUT, PATCH or DELETE. What may happen on every read, as the time of the last visit,
    is a function of its own that the policy names: `writing-get: {allowed_calls: [touch_last_seen]}`.
"""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Outcome, Violation
from tenet.domain.glob import PathFilter
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.handlers.effects import Effect
    from tenet.facts.handlers.handler import Handler

READS = frozenset({"GET", "HEAD", "OPTIONS", "ROUTE", "API_ROUTE"})
"""`ROUTE` stands for `@app.route` without methods, which serves GET."""
ROUTES = re.compile(rb"@[\w.]+\.(?:get|head|route|api_route)\s*\(")
LOGINS = ("**/callback", "**/callback/**", "**/*callback", "**/cb", "**/cb/**", "**/oauth/**", "**/oauth2/**", "**/sso/**", "**/saml/**")


class Options(RuleOptions):
    allowed_calls: tuple[str, ...] = Field(
        default=(), description="Functions (names or patterns) that a GET may call although they write, as a last-seen touch."
    )
    exempt: tuple[str, ...] = Field(
        default=LOGINS, description="Paths of routes (patterns) that may write: a protocol serves them by GET, as a login's way back."
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    exempt = PathFilter.of(exclude=[path.removeprefix("/") for path in options.exempt])
    paths = [path for path in facts.source_paths(options.scope) if ROUTES.search(facts.head.data(path) or b"")]
    judged: set[object] = set()
    for handler in facts.handlers.of(paths):
        if handler.methods <= READS and handler.function not in judged and exempt.accepts(_served(handler)):
            judged.add(handler.function)
            yield from _violations(facts, handler, options)


def _served(handler: "Handler") -> str:
    return handler.route.partition(" ")[2].strip("/")


def _violations(facts: Facts, handler: "Handler", options: Options) -> Iterator[Violation]:
    found = facts.handlers.effects(Side.HEAD).written(handler.inside)
    written = [effect for effect in found if not _is_allowed(effect, options.allowed_calls)]
    if not written:
        return
    before = facts.handlers.before(handler)
    known = facts.handlers.effects(Side.BASE).written(before.inside) if before is not None and before.methods <= READS else ()
    keys = {effect.key for effect in known}
    new = [effect for effect in written if effect.key not in keys]
    yield _violation(handler, new or written, Novelty.NEW if new else Novelty.BASELINE)


def _is_allowed(effect: "Effect", allowed: Iterable[str]) -> bool:
    names = [effect.key] if effect.callee is None else [effect.key, f"{effect.callee.module.name}.{effect.key}"]
    return any(fnmatchcase(name, pattern) for name in names for pattern in allowed)


def _violation(handler: "Handler", written: "list[Effect]", novelty: Novelty) -> Violation:
    from tenet.facts.handlers.effects import shown_route

    first, name = written[0], handler.function.name
    direct = [write.code for effect in written if effect.callee is None for write in effect.writes]
    codes = list(dict.fromkeys(direct if first.callee is None else (write.code for write in first.writes)))
    code = " and ".join(f"`{one}`" for one in codes[:2])
    what, subject, kept = f"`{name}` runs {code}", f"`{name}`", "move it into a function that `allowed_calls` names"
    if first.callee is not None:
        place = f"{first.callee.module.path}:{first.writes[0].node.lineno}"
        what, subject = f"`{name}` calls `{first.key}`, which runs {code} ({place})", f"what calls `{first.key}`"
        kept = f"name `{first.key}` in `allowed_calls`"
    return Violation(
        message=f"`{shown_route(handler)}` is read-only to its callers, but {what}.",
        remedy=f"Serve {subject} under POST, PUT, PATCH or DELETE. If it may happen on every read, {kept}.",
        path=handler.path,
        line=first.node.lineno,
        end_line=first.node.end_lineno,
        key=name,
        novelty=novelty,
        data={"route": shown_route(handler), "writes": codes},
    )


RULE = define(__name__, severity=Severity.ERROR, principle="a GET changes nothing", options=Options, check=check)
