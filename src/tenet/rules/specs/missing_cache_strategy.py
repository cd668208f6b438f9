"""A cache came in whose entries never expire, and the spec does not say what makes them invalid.

What it flags
    In a component with a spec: a write to Redis, Memcached or another cache without a lifetime, a cache that is bounded by its
    size alone, `lru_cache` on a method, on a function that reads from elsewhere or that takes what can change. The component's
    spec has no section on caching that says when an entry is invalid.

    `functools.cache` on a pure function of immutable arguments, on what makes the one settings object or client of a process,
    and on what reads a file that ships with the code, is silent, and so is a cache that only moves.

Why
    A cached value is wrong from the moment that its source changes. Without an expiry and without a rule for invalidation it
    stays wrong until somebody restarts the process.

Bad
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {orders: {paths: ["orders/**"], spec: [specs/orders.md]}}
    # both: specs/orders.md
    # Orders

    A customer sees the latest orders.
    # head: orders/latest.py
    from redis import Redis

    def remember(redis: Redis, customer: int, orders: bytes) -> None:
        redis.set(f"latest:{customer}", orders)
    ```

    ```python
    # both: .github/tenet.yml
    version: 1
    components: {orders: {paths: ["orders/**"], spec: [specs/orders.md]}}
    # both: specs/orders.md
    Prices come from the catalogue service.
    # head: orders/prices.py
    from functools import lru_cache
    import httpx

    @lru_cache(maxsize=1000)
    def price_of(product: str) -> int:
        return httpx.get(f"https://catalogue.example.com/{product}").json()["price"]
    ```

Good
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {orders: {paths: ["orders/**"], spec: [specs/orders.md]}}
    # both: specs/orders.md
    # Orders

    A customer sees the latest orders.
    # head: orders/latest.py
    from functools import cache

    from redis.asyncio import Redis

    @cache
    def key_of(customer: int) -> str:
        return f"latest:{customer}"

    async def remember(redis: Redis, customer: int, orders: bytes) -> None:
        await redis.set(key_of(customer), orders, ex=300)
    ```

How to fix
    Give the entries a lifetime. Where they may live for ever, say in the spec, under *Caching*, what makes an entry invalid and
    who removes it then.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.flows.caches import LastingCache
    from tenet.facts.spec.spec_facts import SpecCoverage

STRATEGIES = (
    "invalid",
    "expir",
    "ttl",
    "time to live",
    "lifetime",
    "evict",
    "purge",
    "refresh",
    "never change",
    "immutable",
    "removed when",
)


class Options(RuleOptions):
    strategies: tuple[str, ...] = Field(
        default=STRATEGIES,
        description="Words of which the spec's section on caching has to hold one, by their beginnings.",
        json_schema_extra={"weaker": "more"},
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    from tenet.facts.spec.stated import answers_to

    covered = [coverage for coverage in facts.specs.components if coverage.specified]
    if not covered:
        yield NotApplicable("no component of the policy has a spec document")
        return
    for coverage in covered:
        for module in facts.flows.unread:
            if answers_to(coverage, module.path):
                yield Unknown(f"caches of {coverage.name}", module.reason, module.path, module.line)
        caches = [cache for cache in facts.flows.new_lasting_caches if answers_to(coverage, cache.path)]
        if caches and not _states(facts, coverage, options):
            yield from (_violation(coverage, cache) for cache in caches)


def _states(facts: Facts, coverage: "SpecCoverage", options: Options) -> bool:
    from tenet.facts.spec.consistency import words_of
    from tenet.facts.spec.roles import Role
    from tenet.facts.spec.stated import said_by, stated

    words = words_of(tuple(word.lower() for word in options.strategies))
    said = (stated(document, Role.CACHING).lower() for document in said_by(coverage, facts.specs))
    return any(words.search(text) for text in said) if options.strategies else any(said)


def _violation(coverage: "SpecCoverage", cache: "LastingCache") -> Violation:
    specs = " or ".join(f"`{spec}`" for spec in coverage.names)
    return Violation(
        message=f"`{cache.code}` {cache.fault}, and the spec of {coverage.name} does not say what makes an entry invalid.",
        remedy=f"Give the entries a lifetime, or write into {specs}, under 'Caching', what makes an entry invalid and who removes it then.",
        path=cache.path,
        line=cache.line,
        end_line=cache.end_line,
        key=f"{cache.code} {cache.subject}",
        novelty=Novelty.NEW,
        data={"component": coverage.component.name, "specs": list(coverage.names), "cache": cache.code, "subject": cache.subject},
    )


RULE = define(__name__, severity=Severity.WARNING, principle="every cache has an expiry or an invalidation", options=Options, check=check)
