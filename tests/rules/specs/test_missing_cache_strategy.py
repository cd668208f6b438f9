from collections.abc import Mapping

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.component import Component
from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.rules.specs.missing_cache_strategy import RULE, Options

Files = Mapping[str, str | bytes]
ORDERS = Component("orders", ("orders/**",), ("specs/orders.md",))
SPEC = "# Orders\n\nA customer sees the latest.\n\n## Caching\n\nThe latest orders are cached in Redis.\n"
STATED = SPEC + "An entry is removed when an order of the customer changes; else it expires after a day.\n"
BASE: dict[str, str | bytes] = {
    "orders/__init__.py": "",
    "orders/models.py": """
    from dataclasses import dataclass
    from enum import Enum

    from pydantic import BaseModel


    class State(Enum):
        OPEN = "open"


    class Order(BaseModel):
        number: int


    @dataclass(frozen=True)
    class Money:
        amount: int


    @dataclass
    class Basket:
        total: int
    """,
    "orders/catalogue.py": """
    import httpx


    def load(product: str) -> dict:
        return httpx.get("https://catalogue.example.com/" + product).json()
    """,
    "orders/prices.py": "",
    "specs/orders.md": SPEC,
}


def outcomes(head: Files, base: Files = BASE, component: Component = ORDERS, **options: tuple[str, ...]) -> list[Outcome]:
    return list(RULE.run(facts_of(base, head, components=[component]), Options.model_validate(options)))


def added(text: str, path: str = "orders/latest.py") -> Files:
    return {**BASE, path: text}


FLAGGED: dict[str, tuple[str, str]] = {
    "redis without an expiry": (
        """
        from redis.asyncio import Redis

        async def remember(redis: Redis, customer: int, orders: bytes) -> None:
            await redis.set(f"latest:{customer}", orders)
        """,
        "`redis.set()` writes without an expiry (`ex`)",
    ),
    "redis with an expiry of none": (
        """
        import redis

        client = redis.Redis.from_url("redis://cache")

        def remember(key, orders):
            client.set(key, orders, ex=None)
        """,
        "`client.set()` writes without an expiry (`ex`)",
    ),
    "a client that a class keeps": (
        """
        from redis import Redis

        class Latest:
            def __init__(self, client: Redis) -> None:
                self._client = client

            def remember(self, entries):
                self._client.mset(entries)
        """,
        "`self._client.mset()` writes without an expiry (`ex`)",
    ),
    "a cache bounded by its size": (
        "from cachetools import LRUCache\n\nprices = LRUCache(maxsize=1000)\n",
        "`LRUCache()` keeps entries for as long as there is room",
    ),
    "a dictionary as a cache": (
        "from cachetools import cached\n\n@cached(cache={})\ndef price(product): ...\n",
        "`@cached` keeps entries for ever",
    ),
    "what a service says, remembered for ever": (
        """
        from functools import lru_cache

        import requests

        @lru_cache(maxsize=1000)
        def price(product: str) -> int:
            return requests.get(f"https://catalogue.example.com/{product}", timeout=3).json()["price"]
        """,
        "`@lru_cache` remembers for ever what was read from elsewhere",
    ),
    "a query, remembered for ever": (
        """
        from functools import cache

        from orders.database import session

        @cache
        def countries() -> tuple[str, ...]:
            return tuple(session.execute("select name from country").scalars())
        """,
        "`@cache` remembers for ever what was read from elsewhere",
    ),
    "what is read one call down": (
        """
        import functools

        from orders.catalogue import load

        @functools.lru_cache
        def price(product: str) -> int:
            return load(product)["price"]
        """,
        "`@functools.lru_cache` remembers for ever what was read from elsewhere",
    ),
    "a method": (
        """
        from functools import lru_cache

        class Prices:
            @lru_cache(maxsize=None)
            def total(self, number: int) -> int:
                return number * self.rate
        """,
        "`@lru_cache` remembers a method, and with it every object that it was called on",
    ),
    "an argument that can change": (
        """
        from functools import lru_cache

        from orders.models import Order

        @lru_cache
        def total(order: Order) -> int:
            return order.number
        """,
        "`@lru_cache` remembers results by `order`",
    ),
    "a dataclass that can change": (
        """
            from functools import cache

            from orders.models import Basket

            @cache
            def total(basket: Basket | None) -> int:
                return 1
            """,
        "`@cache` remembers results by `basket`",
    ),
    "a session as an argument": (
        """
        from functools import lru_cache

        from sqlalchemy.orm import Session

        @lru_cache
        def total(session: Session, number: int) -> int:
            return number
        """,
        "`@lru_cache` remembers results by `session`",
    ),
    "a coroutine": (
        "from functools import lru_cache\n\n@lru_cache\nasync def total(number: int) -> int:\n    return number\n",
        "`@lru_cache` remembers a coroutine",
    ),
    "django without a timeout": (
        "from django.core.cache import cache\n\ndef remember(key, orders):\n    cache.set(key, orders, None)\n",
        "`cache.set()` writes with `timeout=None`",
    ),
    "another of django's caches": (
        "from django.core.cache import caches\n\ndef remember(key):\n    return caches['prices'].get_or_set(key, load, timeout=None)\n",
        "`caches['prices'].get_or_set()` writes with `timeout=None`",
    ),
    "fastapi-cache": (
        "from fastapi_cache.decorator import cache\n\n@cache(namespace='orders')\nasync def latest(): ...\n",
        "`@cache` caches without `expire`",
    ),
    "aiocache's decorator": (
        "from aiocache import cached\n\n@cached(key='latest')\nasync def latest(): ...\n",
        "`@cached` caches without a `ttl`",
    ),
    "aiocache": (
        "from aiocache import SimpleMemoryCache\n\nprices = SimpleMemoryCache()\n\nasync def remember(k, v):\n    await prices.set(k, v)\n",
        "`prices.set()` writes without a `ttl`",
    ),
    "diskcache": (
        "from diskcache import Cache\n\nstore = Cache('/var/cache/orders')\n\ndef remember(k, v):\n    store.set(k, v)\n",
        "`store.set()` writes without `expire`",
    ),
    "memcached": (
        "from pymemcache.client.base import Client\n\nclient = Client('cache')\n\ndef remember(k, v):\n    client.set(k, v)\n",
        "`client.set()` writes without an expiry (`expire`)",
    ),
    "flask-caching": (
        "from flask_caching import Cache\n\ncache = Cache()\n\n@cache.cached(timeout=0)\ndef latest(): ...\n",
        "`@cache.cached` caches with `timeout=0`",
    ),
    "a region of dogpile": (
        "from dogpile.cache import make_region\n\nregion = make_region().configure('dogpile.cache.redis')\n",
        "`make_region().configure()` is made without an `expiration_time`",
    ),
}

SILENT = {
    "redis with an expiry": """
        from redis import Redis

        def remember(redis: Redis, key, orders):
            redis.set(key, orders, ex=300)
            redis.set(key, orders, 300)
            redis.set(key, orders, px=300_000, nx=True)
            redis.setex(key, 300, orders)
        """,
    "an expiry set by a call of its own": """
        from redis.asyncio import Redis

        async def remember(redis: Redis, key, orders):
            await redis.set(key, orders)
            await redis.expire(key, 300)
        """,
    "arguments that only a run knows": """
        from redis import Redis

        def remember(redis: Redis, key, orders, **options):
            redis.set(key, orders, **options)
        """,
    "a pure function of immutable arguments": """
        from decimal import Decimal
        from functools import cache, lru_cache

        from orders.models import Money, State

        @cache
        def fibonacci(n: int) -> int:
            return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

        @lru_cache(maxsize=512)
        def label(state: State, money: Money, rate: Decimal | None, names: tuple[str, ...]) -> str:
            return f"{state} {money} {rate} {names}"
        """,
    "a settings singleton": """
        from functools import lru_cache

        from pydantic_settings import BaseSettings

        class Settings(BaseSettings):
            database_url: str = "sqlite://"

        @lru_cache
        def get_settings() -> Settings:
            return Settings()
        """,
    "the one client or engine of a process": """
        from functools import cache

        import httpx
        from redis import Redis
        from sqlalchemy import create_engine

        @cache
        def client() -> httpx.Client:
            return httpx.Client(timeout=3)

        @cache
        def redis() -> Redis:
            return Redis.from_url("redis://cache")

        @cache
        def engine():
            return create_engine("sqlite://")
        """,
    "a file that ships with the code": """
        from functools import lru_cache
        from pathlib import Path

        @lru_cache
        def template(name: str) -> str:
            return (Path(__file__).parent / name).read_text()
        """,
    "a regular expression": """
        import re
        from functools import lru_cache

        @lru_cache(maxsize=100)
        def pattern(text: str) -> re.Pattern[str]:
            return re.compile(text)
        """,
    "cachetools with a lifetime": "from cachetools import TTLCache, cached\n\n@cached(TTLCache(maxsize=10, ttl=60))\ndef price(p): ...\n",
    "django's default": """
        from django.core.cache import cache

        def f(k, v):
            cache.set(k, v)
            cache.set(k, v, 60)
            cache.set(k, v, timeout=60)
        """,
    "fastapi-cache with an expiry": "from fastapi_cache.decorator import cache\n\n@cache(expire=60)\nasync def latest(): ...\n",
    "fastapi-cache with an expiry for all": """
        from fastapi_cache import FastAPICache
        from fastapi_cache.decorator import cache

        def start(backend):
            FastAPICache.init(backend, expire=60)

        @cache()
        async def latest(): ...
        """,
    "aiocache with a lifetime": """
        from aiocache import Cache, cached

        c = Cache(ttl=60)

        @cached(ttl=60)
        async def f():
            await c.set('a', 1)
        """,
    "diskcache with an expiry": "from diskcache import Cache\n\nc = Cache('d')\n\ndef f(k, v):\n    c.set(k, v, expire=60)\n",
    "a set of the repository's own": "class Store:\n    def set(self, k, v): ...\n\ndef f(k, v):\n    Store().set(k, v)\n",
    "a static method": """
        from functools import lru_cache

        class Prices:
            @staticmethod
            @lru_cache
            def total(number: int) -> int:
                return number
        """,
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), FLAGGED.values(), ids=FLAGGED.keys())
def test_a_cache_without_expiry_is_flagged(text: str, said: str):
    (found,) = outcomes(added(text))
    assert isinstance(found, Violation)
    assert found.message.startswith(said)
    assert found.message.endswith("and the spec of orders does not say what makes an entry invalid.")


@pytest.mark.parametrize("text", [text for text, _ in FLAGGED.values()], ids=FLAGGED.keys())
def test_a_cache_whose_invalidation_the_spec_states_is_silent(text: str):
    assert outcomes({**added(text), "specs/orders.md": STATED}) == []


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_what_expires_or_never_changes_is_silent(text: str):
    assert outcomes(added(text)) == []


def test_the_finding_stands_on_the_write_and_names_it():
    (found,) = outcomes(added(FLAGGED["redis without an expiry"][0]))
    assert found == Violation(
        message="`redis.set()` writes without an expiry (`ex`), and the spec of orders does not say what makes an entry invalid.",
        remedy="Give the entries a lifetime, or write into `specs/orders.md`, under 'Caching', "
        "what makes an entry invalid and who removes it then.",
        path="orders/latest.py",
        line=4,
        end_line=4,
        key="redis.set() f'latest:{customer}'",
        novelty=Novelty.NEW,
        data={"component": "orders", "specs": ["specs/orders.md"], "cache": "redis.set()", "subject": "f'latest:{customer}'"},
    )


def test_an_expiry_for_all_counts_wherever_it_is_given():
    start = "from fastapi_cache import FastAPICache\n\n\ndef start(b):\n    FastAPICache.init(Backend(b), prefix='x', expire=60)\n"
    base = {**BASE, "orders/main.py": start}
    assert outcomes({**base, "orders/latest.py": FLAGGED["fastapi-cache"][0]}, base) == []


WRITES = "from redis import Redis\n\nr = Redis()\n\n\ndef f(k, v):\n    r.set(k, v)\n"


def test_a_cache_that_was_there_or_moves_is_silent():
    base = {**BASE, "orders/old.py": WRITES}
    moved = {**BASE, "orders/new.py": WRITES.replace("def f(", "def g(")}
    assert outcomes({**base, "orders/old.py": WRITES + "\n\ndef h(): ...\n"}, base) == []
    assert outcomes(moved, base) == []


def test_a_second_write_that_is_alike_is_flagged_where_it_is_new():
    base = {**BASE, "orders/old.py": WRITES}
    (found,) = outcomes({**base, "orders/old.py": WRITES.replace("def f", "def e(k, v):\n    r.set(k, v)\n\n\ndef f")}, base)
    assert isinstance(found, Violation)
    assert found.line == 7


def test_an_expiry_that_is_taken_away_is_flagged():
    base = {**BASE, "orders/old.py": WRITES.replace("r.set(k, v)", "r.set(k, v, ex=60)")}
    assert len(outcomes({**base, "orders/old.py": WRITES}, base)) == 1


def test_caches_of_tests_are_silent():
    assert outcomes(added(WRITES, "orders/tests/test_latest.py")) == []


@pytest.mark.parametrize(
    "spec",
    [
        "# Orders\n\nEntries expire.\n",
        "# Orders\n\n## Caching\n\nTBD\n",
        """
    # Orders

    ```
    ## Caching
    ttl 60
    ```
    """,
    ],
)
def test_what_the_spec_says_elsewhere_or_leaves_open_is_not_enough(spec: str):
    assert len(outcomes({**added(WRITES), "specs/orders.md": spec})) == 1


@pytest.mark.parametrize("heading", ["### 4.2 Cache invalidation", "Caching strategy\n---", "## Caches (Redis)"])
def test_the_section_may_be_called_what_it_usually_is(heading: str):
    assert outcomes({**added(WRITES), "specs/orders.md": f"# Orders\n\n{heading}\n\nTTL 60 s.\n"}) == []


def test_option_strategies_says_which_words_the_section_has_to_hold():
    head = {**added(WRITES), "specs/orders.md": "# Orders\n\n## Caching\n\nVerworfen bei Änderung.\n"}
    assert len(outcomes(head)) == 1
    assert outcomes(head, strategies=("verworfen",)) == []
    assert outcomes(head, strategies=()) == []


def test_without_a_spec_the_rule_does_not_apply():
    (found,) = outcomes(added(WRITES), component=Component("orders", ("orders/**",), None))
    assert isinstance(found, NotApplicable)


def test_code_that_cannot_be_read_is_unknown():
    (found,) = outcomes(added("def broken(:\n"))
    assert isinstance(found, Unknown)
    assert (found.subject, found.path) == ("caches of orders", "orders/latest.py")
