import ast
from collections.abc import Mapping
from textwrap import dedent

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.finding import Novelty, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.rules.api.blocking_call_in_async import RULE, Options

Files = Mapping[str, str]
SHOP: Files = {
    "shop/__init__.py": "",
    "shop/db.py": """
        import redis
        from redis import asyncio as aioredis
        from sqlalchemy import create_engine
        from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
        from sqlalchemy.orm import sessionmaker

        engine = create_engine("sqlite://")
        SessionLocal = sessionmaker(engine)
        AsyncSessionLocal = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))
        cache = redis.Redis()
        async_cache = aioredis.Redis()

        def get_session():
            with SessionLocal() as session:
                yield session
    """,
    "shop/work.py": """
        import time

        import requests

        def render(order): ...

        def fetch(currency):
            return requests.get(f"https://x/{currency}", timeout=3)

        def later(currency):
            return lambda: time.sleep(1)

        def stream():
            while True:
                time.sleep(1)
                yield 1

        def stored(path):
            return open(path)
    """,
}
IMPORTS = """
import asyncio
import os
import pathlib
import shutil
import sqlite3
import subprocess
import time
import urllib.request
from pathlib import Path

import aiofiles
import boto3
import httpx
import psycopg2
import pymongo
import requests
from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from shop.db import AsyncSessionLocal, SessionLocal, async_cache, cache, engine, get_session
from shop.work import fetch, later, render, stored, stream

router = APIRouter()
"""


def module(text: str) -> str:
    return f"{IMPORTS.lstrip()}\n\n{dedent(text).strip()}\n"


def outcomes(head: Files, base: Files = SHOP, **options: object) -> list[Outcome]:
    clean = [{path: dedent(text).lstrip("\n") for path, text in side.items()} for side in (base, {**base, **head})]
    return list(RULE.run(facts_of(clean[0], clean[1]), Options.model_validate(options)))


def violations(text: str, path: str = "shop/orders.py", **options: object) -> list[Violation]:
    return [found for found in outcomes({path: module(text)}, **options) if isinstance(found, Violation)]


def said(text: str, path: str = "shop/orders.py", **options: object) -> list[str]:
    return [found.message for found in violations(text, path, **options)]


def function(*body: str, signature: str = "show()") -> str:
    return "\n".join([f"async def {signature}:", *(f"    {line}" for line in body)])


WITH_SESSION = "show(session: Session = Depends(get_session))"
FLAGGED: dict[str, tuple[str, str, str]] = {
    "requests": (function("return requests.get('https://x', timeout=3)"), "requests.get", "`await client.get(...)`"),
    "a session of requests": (
        function("with requests.Session() as web:", "    web.post('https://x')"),
        "web.post",
        "`await client.post(...)`",
    ),
    "httpx without await": (function("return httpx.get('https://x')"), "httpx.get", "`httpx.AsyncClient`"),
    "a plain client of httpx": (
        function("client.get('https://x')", signature="show(client: httpx.Client)"),
        "client.get",
        "`httpx.AsyncClient`",
    ),
    "urllib": (function("urllib.request.urlopen('https://x')"), "urllib.request.urlopen", "`httpx.AsyncClient`"),
    "a sleep": (function("time.sleep(2)"), "time.sleep", "`await asyncio.sleep(2)`"),
    "a file that is opened": (function("with open(PATH) as file:", "    ..."), "open", "`async with await anyio.open_file(PATH) as file`"),
    "a path that is read": (
        function("Path('x').read_text()"),
        "Path('x').read_text",
        "`await asyncio.to_thread(Path('x').read_text, ...)`",
    ),
    "a path of a parameter": (function("path.write_text('x')", signature="show(path: Path)"), "path.write_text", "to_thread"),
    "a path that is opened": (
        function("path.open()", signature="show(path: Path)"),
        "path.open",
        "`async with await anyio.open_file(path)",
    ),
    "a program": (function("subprocess.run(['ls'])"), "subprocess.run", "`await asyncio.create_subprocess_exec(...)`"),
    "a program by the shell": (function("os.system('ls')"), "os.system", "`await asyncio.create_subprocess_exec(...)`"),
    "a program that is waited for": (function("child = subprocess.Popen('ls')", "child.wait()"), "child.wait", "`await process.wait()`"),
    "a folder that is copied": (
        function("shutil.copytree('a', 'b')"),
        "shutil.copytree",
        "`await asyncio.to_thread(shutil.copytree, ...)`",
    ),
    "input": (function("input('Name: ')"), "input", "`await asyncio.to_thread(input, ...)`"),
    "a session that is injected": (
        function("session.execute(Q)", signature=WITH_SESSION),
        "session.execute",
        "Take `session` as an `AsyncSession`",
    ),
    "a dependency without a type": (
        function("session.commit()", signature="show(session=Depends(get_session))"),
        "session.commit",
        "Take `session` as an `AsyncSession`",
    ),
    "a session of the factory": (function("with SessionLocal() as db:", "    db.commit()"), "db.commit", "Take `db` as an `AsyncSession`"),
    "a query": (
        function("return session.query(Order).filter(Order.paid).all()", signature=WITH_SESSION),
        "session.query(Order).filter(Order.paid).all",
        "Take `session`",
    ),
    "an engine": (function("connection = engine.connect()"), "engine.connect", "Take `engine`"),
    "psycopg2": (function("psycopg2.connect('x')"), "psycopg2.connect", "`psycopg.AsyncConnection` or `asyncpg`"),
    "sqlite3": (function("sqlite3.connect('x')"), "sqlite3.connect", "`aiosqlite`"),
    "pymongo": (
        function("client = pymongo.MongoClient()", "client.shop.orders.find_one({})"),
        "client.shop.orders.find_one",
        "AsyncMongoClient",
    ),
    "redis": (function("cache.set('a', 1)"), "cache.set", "`redis.asyncio.Redis`"),
    "boto3": (function("boto3.client('s3').put_object(Bucket='b')"), "boto3.client('s3').put_object", "`aioboto3`"),
    "the loop's own function within a plain one": (
        "def outer():\n    async def show():\n        time.sleep(n)\n    return show",
        "time.sleep",
        "`await asyncio.sleep(n)`",
    ),
}


@pytest.mark.parametrize(("text", "call", "remedy"), FLAGGED.values(), ids=FLAGGED.keys())
def test_what_blocks_is_flagged_with_its_counterpart(text: str, call: str, remedy: str):
    (found,) = violations(text)
    assert found.message == f"`show` is async, and `{call}()` blocks the event loop."
    assert remedy in found.remedy


def test_what_an_attribute_of_a_class_is_is_known():
    text = """
        class Rates:
            def __init__(self) -> None:
                self.web = requests.Session()
                self.cache = async_cache

            async def show(self) -> None:
                await self.cache.get("x")
                self.web.get("https://x")
    """
    assert said(text) == ["`show` is async, and `self.web.get()` blocks the event loop."]


SILENT: dict[str, str] = {
    "a plain function": "def show():\n    time.sleep(1)\n    requests.get('https://x')",
    "a thread pool": function("await run_in_threadpool(requests.get, 'https://x')"),
    "a thread": function("await asyncio.to_thread(time.sleep, 1)"),
    "a lambda for a thread": function("await asyncio.to_thread(lambda: open('x').read())"),
    "an executor": function("loop = asyncio.get_running_loop()", "await loop.run_in_executor(None, lambda: requests.get('https://x'))"),
    "a function within": function(
        "def work():", "    with open('x') as file:", "        return file.read()", "return await asyncio.to_thread(work)"
    ),
    "a sleep that is awaited": function("await asyncio.sleep(1)"),
    "an async client": function("async with httpx.AsyncClient() as client:", "    await client.get('https://x')"),
    "an async session": function("await session.execute(Q)", "session.add(1)", signature="show(session: AsyncSession)"),
    "an async session of the factory": function("async with AsyncSessionLocal() as session:", "    await session.commit()"),
    "a session that only remembers": function("session.add(order)", signature=WITH_SESSION),
    "async redis": function("await async_cache.set('a', 1)", "async_cache.pipeline()"),
    "async files": function("async with aiofiles.open('x') as file:", "    await file.read()"),
    "what asks the file system for a word": function("os.path.exists('x')", "Path('x').exists()", "Path('a').joinpath('b')"),
    "a presigned address": function("s3 = boto3.client('s3')", "s3.generate_presigned_url('get_object')"),
    "a lifespan": function("settings = open('x').read()", "yield", signature="lifespan(app)"),
    "a startup": "@router.on_event('startup')\n" + function("time.sleep(1)"),
    "a method of the repository's own": "class Door:\n    def open(self): ...\n\n\n"
    + function("door.open()", signature="show(door: Door)"),
    "results that are there already": function(
        "rows = await session.execute(Q)", "rows.scalars().all()", signature="show(session: AsyncSession)"
    ),
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_what_does_not_block_is_silent(text: str):
    assert said(text) == []


@pytest.mark.parametrize("path", ["tests/test_orders.py", "scripts/load.py", "shop/cli/load.py", "examples/shop.py"])
def test_tests_and_programs_are_silent(path: str):
    assert said(function("time.sleep(1)"), path) == []


def test_a_program_that_runs_itself_is_silent():
    assert said(function("time.sleep(1)") + "\n\n\nif __name__ == '__main__':\n    asyncio.run(show())") == []


CHECKS = """
    async def check_orders():
        with open("orders.json") as file:
            return file.read()
"""
START_UP = """
    from shop.checks import check_orders

    async def check_all():
        await check_orders()

    async def startup():
        await check_all()
"""


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({}, 0),
        ({"shop/commands.py": "import asyncio\nfrom shop.checks import check_orders\n\nasyncio.run(check_orders())\n"}, 0),
        ({"tests/test_checks.py": "from shop.checks import check_orders\n\nasync def test_it():\n    await check_orders()\n"}, 0),
        ({"shop/jobs.py": "from shop.checks import check_orders\n\nasync def hourly():\n    await check_orders()\n"}, 1),
        ({"shop/jobs.py": "from shop.checks import check_orders\n\nJOBS = [check_orders]\n"}, 1),
        ({"shop/start.py": START_UP.replace("await check_all()", "create_task(check_all())")}, 1),
        ({"shop/start.py": ""}, 1),
    ],
)
def test_what_nothing_but_the_start_awaits_is_silent(more: Files, count: int):
    head = {"shop/checks.py": CHECKS, "shop/start.py": START_UP, **more}
    assert sum(isinstance(one, Violation) for one in outcomes(head)) == count


def test_a_handler_that_awaits_nothing_is_flagged_once():
    text = """
        @router.get("/stored")
        async def show_stored(session: Session = Depends(get_session)):
            orders = session.execute("SELECT 1").all()
            with open("orders.json", "w") as file:
                file.write(str(orders))
    """
    (one,) = violations(text)
    assert "and 2 calls block the event loop: `session.execute()` (line" in one.message
    assert one.remedy == "It awaits nothing: write `def show_stored`, and FastAPI runs it in a thread."
    assert len(violations(text.replace("orders = session", "await later(1)\n            orders = session"))) == 2


def test_different_calls_move_together():
    text = """
        async def stored(path):
            shutil.copy(path, "a")
            shutil.rmtree(path)
    """
    (one,) = violations(text)
    assert one.remedy == "Move them into a plain function for `asyncio.to_thread`."


def test_a_function_is_flagged_once_for_a_kind():
    text = function("session.execute(A)", "session.execute(B)", "session.commit()", "time.sleep(1)", signature=WITH_SESSION)
    start = IMPORTS.lstrip().count("\n") + 4
    assert said(text) == [
        "`show` is async, and 3 calls that use a synchronous database session block the event loop: "
        f"`session.execute()` (lines {start}, {start + 1}), `session.commit()` (line {start + 2}).",
        "`show` is async, and `time.sleep()` blocks the event loop.",
    ]


def test_it_stands_on_the_call_that_the_change_adds():
    base = {**SHOP, "shop/orders.py": module(function("requests.get('a')", "x = 1"))}
    (found,) = outcomes({"shop/orders.py": module(function("requests.get('a')", "x = 1", "requests.get('b')"))}, base)
    assert isinstance(found, Violation)
    assert found.line == IMPORTS.lstrip().count("\n") + 6
    assert found.novelty is Novelty.BY_LINE


def test_a_function_that_becomes_async_blocks_from_now_on():
    base = {**SHOP, "shop/orders.py": module("def show():\n    requests.get('a')")}
    (found,) = outcomes({"shop/orders.py": module(function("requests.get('a')"))}, base)
    assert isinstance(found, Violation)
    assert found.novelty is Novelty.NEW


def test_a_sleep_is_mended_by_its_suggestion():
    text = module(function("for one in range(3):", "    time.sleep(one * 2)  # be patient"))
    (found,) = outcomes({"shop/orders.py": text.replace("  # be patient", "")})
    assert isinstance(found, Violation)
    assert found.suggestion == "        await asyncio.sleep(one * 2)"
    lines = text.replace("  # be patient", "").split("\n")
    lines[(found.line or 0) - 1] = found.suggestion
    ast.parse("\n".join(lines))
    assert outcomes({"shop/orders.py": "\n".join(lines)}) == []
    (commented,) = violations(function("x = time.sleep(1)"))
    assert commented.suggestion is None


HANDLER = """
@router.get("/report")
async def report(rows: int) -> int:
    total = 0
    for row in range(rows):
        total += row
    return total
"""
STREAM = """
@router.get("/report")
async def report():
    def rows():
        for row in range(3):
            yield row
    return rows()
"""


def test_an_async_handler_that_only_computes_is_a_notice():
    (found,) = violations(HANDLER)
    assert found.message == "`report` is async, loops and awaits nothing: all its work is done on the event loop."
    assert found.remedy == "Write `def report`: FastAPI then runs it in a thread."
    assert (found.severity, found.novelty) == (Severity.NOTICE, Novelty.NEW)


def routed(*body: str) -> str:
    return '@router.get("/x")\n' + function(*body)


def test_a_function_that_a_handler_calls_and_that_blocks_is_flagged():
    (found,) = violations(routed("return fetch('EUR')"))
    assert found.message == ("`show` is async, and `fetch()` blocks the event loop: it calls `requests.get()` in line 8 of `shop/work.py`.")
    assert found.remedy == "It awaits nothing: write `def show`, and FastAPI runs it in a thread."
    (found,) = violations(routed("await asyncio.sleep(1)", "return fetch('EUR')"))
    assert found.remedy == "Write `await asyncio.to_thread(fetch, ...)`, or make `fetch` async and await it."


@pytest.mark.parametrize(
    "text",
    [
        routed("await asyncio.to_thread(fetch, 'EUR')"),
        routed("await run_in_threadpool(lambda: fetch('EUR'))"),
        routed("return later('EUR')"),
        routed("return stored('EUR')"),
        routed("return stream()"),
        function("return fetch('EUR')"),
    ],
)
def test_a_function_that_blocks_in_a_thread_or_not_for_long_is_silent(text: str):
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        HANDLER.replace("async def", "def"),
        HANDLER.replace("range(rows)", "FIELDS.items()"),
        HANDLER.replace("range(rows)", "(1, 2, 3)"),
        HANDLER.replace("total += row", "total += await count(row)"),
        HANDLER.replace("for row in range(rows):", "async for row in stream():"),
        HANDLER.replace('@router.get("/report")\n', ""),
        '@router.get("/report")\nasync def report() -> int:\n    return 1',
        STREAM,
    ],
)
def test_a_handler_that_waits_or_has_no_work_is_silent(text: str):
    assert said(text) == []


def test_a_handler_that_computed_before_is_not_new():
    base = {**SHOP, "shop/orders.py": module(HANDLER)}
    (found,) = outcomes({"shop/orders.py": module(HANDLER.replace("total = 0", "total = 1"))}, base)
    assert isinstance(found, Violation)
    assert found.novelty is Novelty.BASELINE


def test_option_blocking_calls_names_what_takes_long():
    text = function("render(1)")
    assert said(text) == []
    assert said(text, blocking_calls=["shop.work.render"]) == ["`show` is async, and `render()` blocks the event loop."]
    hashed = "import bcrypt\n\n\n" + function("bcrypt.hashpw(b'', b'')")
    assert said(hashed, blocking_calls=["bcrypt.hashpw"]) == ["`show` is async, and `bcrypt.hashpw()` blocks the event loop."]


@pytest.mark.parametrize(
    "line", ["time.sleep(1)  # noqa: ASYNC251", "open('x')  # noqa: ASYNC230", "cache.get('x')  # noqa", "requests.get('x')  # noqa: ASYNC"]
)
def test_option_noqa_may_be_overruled(line: str):
    assert said(function(line)) == []
    assert len(said(function(line), noqa=False)) == 1


def test_odd_code_is_survived():
    nested = "async def show():\n    " + "(" * 80 + "open('x')" + ")" * 80 + "\n    " + "f" + "(1)" * 300
    assert len(said(nested)) == 1
    assert said("async def show():\n    ñ = 'ñ'; open('x')") == ["`show` is async, and `open()` blocks the event loop."]
