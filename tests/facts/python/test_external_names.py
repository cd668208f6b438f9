"""What a call is outside the repository, however the code comes by what it calls."""

import pytest
from tests.facts.python.reading import modules_of

from tenet.facts.flows.external_calls import ExternalCall, external_calls
from tenet.facts.python.external_names import ExternalNames

SHARED = """
import redis.asyncio as redis
from celery import Celery, shared_task
from fastapi import Depends
from typing import Annotated

client = redis.from_url("redis://cache")
queue = Celery("shop")


async def get_redis():
    yield redis.Redis()


def make_redis() -> "redis.Redis | None":
    return build()


Cache = Annotated[redis.Redis, Depends(get_redis)]
Untyped = Annotated["Port", Depends(get_redis)]


@queue.task(bind=True)
def send_invoice(self, order): ...


@shared_task
def tidy(): ...


class Port: ...
"""


def calls_of(source: str) -> list[ExternalCall]:
    modules = modules_of({"app/__init__.py": "", "app/shared.py": SHARED, "app/main.py": source})
    module = modules.parsed_at("app/main.py")
    assert module is not None
    return list(external_calls(ExternalNames(modules), module))


def last_name(source: str) -> str:
    """The name of the call on the last line, the outermost of several."""
    found = calls_of(source)
    return next(call for call in found if call.line == found[-1].line).name


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import subprocess as sp\nsp.run('ls')", "subprocess.run"),
        ("from subprocess import run\nrun('ls')", "subprocess.run"),
        ("from redis import Redis\nRedis(host='x').set('a', 1)", "redis.Redis().set"),
        ("from app.shared import client\nclient.set('a', 1)", "redis.asyncio.from_url('redis://cache').set"),
        ("from app import shared\nshared.client.set('a', 1)", "redis.asyncio.from_url('redis://cache').set"),
        ("import app.shared\napp.shared.client.set('a', 1)", "redis.asyncio.from_url('redis://cache').set"),
        ("from app.shared import Cache\nasync def f(cache: Cache):\n    await cache.get('a')", "redis.asyncio.Redis().get"),
        ("from app.shared import Untyped\ndef f(cache: Untyped):\n    cache.get('a')", "redis.asyncio.Redis().get"),
        ("""
            from fastapi import Depends as D
            from app.shared import get_redis
            def f(c=D(get_redis)):
                c.x()
            """, "redis.asyncio.Redis().x"),
        ("""
            from fastapi import Depends
            from app.shared import get_redis
            def f(c=Depends(get_redis)):
                c.get()
            """, "redis.asyncio.Redis().get"),
        ("from app.shared import make_redis\ndef f():\n    c = make_redis()\n    c.get()", "redis.asyncio.Redis().get"),
        ("from redis import Redis\ndef f(c: 'Redis[str] | None' = None):\n    c.get('a')", "redis.Redis().get"),
        ("from typing import Optional\nfrom redis import Redis\ndef f(c: Optional[Redis]):\n    c.get('a')", "redis.Redis().get"),
        ("import boto3\ndef f():\n    q = boto3.client('sqs')\n    q.send_message(QueueUrl='u')", "boto3.client('sqs').send_message"),
        ("""
            import aio_pika
            async def f():
                async with await aio_pika.connect('u') as c:
                    await c.channel()
            """, "aio_pika.connect('u').channel"),
        ("""
            import httpx
            if (c := httpx.Client()):
                pass
            def f():
                c = httpx.Client()
                def g():
                    c.get('u')
            """, "httpx.Client().get"),
        ("""
            import redis
            class S:
                def __init__(self, r: redis.Redis):
                    self._r = r
                def f(self):
                    self._r.set('a', 1)
            """, "redis.Redis().set"),
        ("import redis\nclass S:\n    r: redis.Redis\n    def f(self):\n        self.r.set('a', 1)", "redis.Redis().set"),
        ("""
            import redis
            class S:
                def __init__(self):
                    self.r = redis.Redis()
                async def f(self):
                    await self.r.set('a', 1)
            """, "redis.Redis().set"),
        ("from app.shared import send_invoice\nsend_invoice.delay(3)", "celery.Celery('shop').task().delay"),
        ("from app import shared\nshared.tidy.apply_async()", "celery.shared_task().apply_async"),
        ("from django.core.cache import caches\ncaches['a'].set('k', 1)", "django.core.cache.caches[].set"),
        ("try:\n    import orjson as json\nexcept ImportError:\n    import json\njson.loads('1')", "json.loads"),
    ],
)  # fmt: skip
def test_a_call_is_followed_to_what_it_is_outside(source: str, name: str):
    assert last_name(source) == name


@pytest.mark.parametrize(
    "source",
    [
        "from app.shared import Port\nPort().send('a')",
        "def f(producer):\n    producer.send('a')",
        "from app.shared import Port\ndef f(port: Port):\n    port.send('a')",
        "class S:\n    def f(self):\n        self.client.set('a', 1)",
        "def run(x): ...\nrun('ls')",
        "def f():\n    a = b\n    b = a\n    a.run()",
        "x = y\ny = x\nx.run()",
        "def f():\n    return g()\ndef g():\n    return f()\nf().run()",
    ],
)
def test_what_leads_to_the_repository_or_nowhere_has_no_name(source: str):
    assert calls_of(source) == []


def test_decorators_count_whether_they_are_called_or_not():
    found = calls_of("import dramatiq\n\n@dramatiq.actor\ndef a(): ...\n\n@dramatiq.actor(queue_name='q')\ndef b(): ...\n")
    assert [(call.name, call.decorates and call.decorates.name, call.subject) for call in found] == [
        ("dramatiq.actor", "a", "a"),
        ("dramatiq.actor", "b", "b"),
    ]


def test_functions_that_return_one_another_in_every_way_are_read_once():
    functions = "".join(
        f"def f{number}():\n" + "".join(f"    if x: return f{other}()\n" for other in range(40)) + "\n" for number in range(40)
    )
    assert calls_of(f"import redis\n{functions}f0().set('a', 1)\n") == []
