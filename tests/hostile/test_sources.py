"""Python sources that are made to keep the rules on code busy, or to break what they say. None ends in a traceback."""

import json
import os

import pytest
from tests.git_repository import GitRepository
from tests.hostile.measured import measured

from tenet.report.formats import Format

pytestmark = pytest.mark.untraced

RULES = (
    "blocking-call-in-async", "fat-route-handler", "handler-owned-resource", "inline-slow-work", "non-idempotent-write",
    "unauthenticated-route", "untyped-boundary", "writing-get", "generic-raise", "http-in-domain", "leaked-internals",
    "scattered-error-mapping", "swallowed-exception", "unmapped-exception", "unstructured-error", "lax-type-checking",
    "missing-type-hints", "primitive-obsession", "raw-dict", "unjustified-any", "commented-out-code", "hardcoded-config",
    "raw-sql", "star-import",
)  # fmt: skip
POLICY = "version: 1\ncomponents: {domain: {paths: ['**']}}\nrules:\n" + "".join(f"  {rule}: warning\n" for rule in RULES)
API = "import time\nfrom fastapi import APIRouter\nfrom sqlalchemy.orm import Session\nrouter = APIRouter()\n"
RETURN = "lone carriage\rdef save(x):\r    try:\r        send(x)\r    except Exception:\r        pass\r"
SWALLOWS = "def save(x):\n    try:\n        send(x)\n    except Exception:\n        pass\n"
LONG = 300_000
HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "5,000 try statements": (
        "".join(f"def f{n}():\n    try:\n        g{n}()\n    except Exception:\n        pass\n" for n in range(5_000)),
        "catches `Exception` and drops it",
    ),
    "5,000 excepts of one try": (
        "def f():\n    try:\n        g()\n" + "".join(f"    except E{n}:\n        pass\n" for n in range(5_000))
        + "    except Exception:\n        pass\n",
        "catches `Exception` and drops it",
    ),
    "2,000 handlers": (
        API + "".join(f"@router.get('/a{n}')\nasync def f{n}(x: dict):\n    time.sleep(1)\n    return {{'a': 1}}\n" for n in range(2_000)),
        "time.sleep",
    ),
    "2,000 handlers that answer with the exception": (
        API + "from fastapi import HTTPException\n" + "".join(
            f"@router.post('/a{n}')\ndef f{n}():\n    try:\n        g()\n    except Exception as e:\n"
            "        raise HTTPException(500, detail=str(e))\n" for n in range(2_000)
        ),
        "str(e)",
    ),
    "24,000 calls in a handler": (API + "@router.get('/a')\nasync def f():\n" + "    time.sleep(1)\n" * 24_000, "time.sleep"),
    "24,000 statements of a session": (
        API + "@router.get('/a')\ndef f(s: Session):\n" + "    s.add(x)\n    s.commit()\n" * 12_000, "fat-route-handler"
    ),
    "6,000 loops in a handler": (
        API + "@router.post('/a')\ndef f(s: Session):\n" + "    for x in y:\n        s.add(x)\n        x.b = x.c * 2\n" * 6_000,
        "fat-route-handler",
    ),
    "5,000 queries of f-strings": (
        "def f(db, x):\n" + "".join(f"    db.execute(f'SELECT * FROM t{n} WHERE a = {{x}}')\n" for n in range(5_000)), "raw-sql"
    ),
    "a query that grows": (
        "def f(db, x):\n    q = 'SELECT * FROM t WHERE 1=1'\n" + "".join(f"    q += ' AND a{n} = ' + x\n" for n in range(5_000))
        + "    db.execute(q)\n",
        "missing-type-hints",
    ),
    "queries that double": (
        "def f(db, x):\n    q0 = 'SELECT ' + x\n" + "".join(f"    q{n + 1} = q{n} + q{n}\n" for n in range(3_000))
        + "    db.execute(q3000)\n",
        "missing-type-hints",
    ),
    "dicts within dicts": ("def f() -> dict:\n    return " + "{'a': " * 85 + "1" + "}" * 85 + "\n" + SWALLOWS, "drops it"),
    "20,000 keys": (
        "def f() -> dict:\n    return {" + ", ".join(f"'k{n}': {{'a': {n}}}" for n in range(20_000)) + "}\n" + SWALLOWS, "drops it"
    ),
    "5,000 times Any in a Union": (
        "from typing import Any, Union\ndef f(a: Union[" + ", ".join(["Any"] * 5_000) + "]) -> int: ...\n", "unjustified-any"
    ),
    "900 times Any with bars": ("from typing import Any\nx: " + " | ".join(["Any"] * 900) + "\ndef f(a: Any) -> int: ...\n", "`a: Any`"),
    "types of types": (
        "from typing import Any\nA0 = Any\n" + "".join(f"A{n + 1} = dict[A{n}, A{n}]\n" for n in range(2_000))
        + "def f(x: A2000) -> A1999: ...\n",
        "unjustified-any",
    ),
    "5,000 parameters": ("def f(" + ", ".join(f"a{n}" for n in range(5_000)) + "): return a1\n", "missing-type-hints"),
    "10,000 star imports": ("from os import *\n" * 10_000, "hides which names"),
    "exceptions in a circle": (
        "".join(f"class E{n}(E{(n + 1) % 2_000}, E{(n + 7) % 2_000}): ...\n" for n in range(2_000))
        + "def f() -> None:\n    raise E0()\ndef g() -> None:\n    raise Exception('a')\n",
        "generic-raise",
    ),
    "100,000 comments that look like code": ("".join(f"# x{n} = foo({n})\n" for n in range(100_000)) + SWALLOWS, "drops it"),
    "20,000 comments between code": ("# def f():\n#     return 1\nx = 1\n" * 20_000, "commented-out-code"),
    "comments of brackets": ("# foo(\n" * 30_000 + "# x = " + "(" * LONG + "\n" + SWALLOWS, "drops it"),
    "spaces that may be noqa": ("x = 1  #" + " " * LONG + "x  # noqa" + " " * LONG + "\n" + SWALLOWS, "drops it"),
    "codes of noqa": ("x = 1  # noqa: " + "A1 " * 100_000 + "!\n" + SWALLOWS, "drops it"),
    "a coding of its own": (b"# coding: latin-1\n" + SWALLOWS.replace("save", "caf\xe9").encode("latin-1"), "drops it"),
    "an encoding that is no text": ("# coding: rot13\n" + SWALLOWS, ""),
    "UTF-16": (SWALLOWS.encode("utf-16"), ""),
    "carriage returns": ("# " + RETURN, "drops it"),
    "form feeds": (SWALLOWS.replace("\n    ", "\n\x0c    ") + "\x0c\x0b\n", ""),
    "a NUL byte": (SWALLOWS.encode() + b"\0\n", ""),
    "a BOM": (b"\xef\xbb\xbf" + SWALLOWS.encode(), "drops it"),
    "two BOMs": (b"\xef\xbb\xbf\xef\xbb\xbf" + SWALLOWS.encode(), ""),
    "separators of lines that Python knows not": (
        "def f(db, x):\n" + "    db.execute(f'SELECT a\x0b\x1c\x85\u2028 FROM t WHERE b = {x}')\n" * 1_000, "raw-sql"
    ),
}  # fmt: skip
HALVES = (
    "def save(db, x):\n    db.execute(f\"SELECT '\\ud800' FROM t WHERE a = {x}\")\n    raise Exception('\\udfff')\n"
    "def read(x: dict, key='\\ud800') -> dict:\n    x['\\ud800'] = '\\ud800'\n    return x\n"
    "TOKEN = '\\ud800kJ3vR8xQ2mZ7tN5w'\nURL = 'postgres://\\ud800:kJ3vR8xQ2@db.internal:5432/a'\n"
)


WORDS = ("eyJ", "<", "[-", "key", "-----BEGIN PRIVATE KEY-----\\n", "( SELECT ", "{} ")
MORE_WORDS = (
    "SELECT ", "%s ", " ", "a", "1.", ":", "@", "-", "/", "a://", "user:", "user@", "eyJhbGciOi.", "AKIA", "pass", "password=",
    "host=a password=", "SG.", "sk-", "xoxb-", "prod-", "https://a", "\\ud800", "\\0", ", ", "WHERE ", "--", "/*", "key = ",
)  # fmt: skip


LONG_RUNS = frozenset(
    name
    for name in HOSTILE
    if name.startswith(("2,000", "24,000", "6,000", "5,000 q", "5,000 e", "5,000 p", "queries", "20,000", "10,000", "100,000"))
)
"""These take seconds each, and a multiple of that under coverage."""


def judged(repository: GitRepository, files: dict[str, str | bytes], form: Format = Format.JSON) -> str:
    """What is said of a change that adds these files and one with an ordinary fault."""
    repository.commit({".github/tenet.yml": POLICY})
    repository.git("tag", "before")
    repository.commit({**files, "shop/plain.py": SWALLOWS})
    ended = measured(repository.path, "check", "--base", "before", "--head", "HEAD", "--format", form, timeout=300)
    assert ended.status in {0, 1}, ended.out[-2000:]
    assert "shop/plain.py" in ended.out
    assert ended.seconds < 60
    assert ended.peak < 700
    return ended.out


@pytest.mark.parametrize(
    ("source", "said"),
    [pytest.param(*case, id=name, marks=pytest.mark.nightly if name in LONG_RUNS else ()) for name, case in HOSTILE.items()],
)
def test_what_is_made_to_keep_the_rules_on_code_busy_is_judged_in_time(repository: GitRepository, source: str | bytes, said: str) -> None:
    assert said in judged(repository, {"shop/busy.py": source})


@pytest.mark.parametrize("word", [*WORDS[:3], *(pytest.param(word, marks=pytest.mark.nightly) for word in (*WORDS[3:], *MORE_WORDS))])
def test_no_pattern_goes_back_and_forth_over_a_long_text(repository: GitRepository, word: str) -> None:
    text = word * (LONG // len(word))
    said = judged(repository, {"shop/busy.py": f"SECRET_KEY = '{text}'\ndb.execute('SELECT {text}' + x)\n{SWALLOWS}"})
    assert "shop/busy.py" in said


@pytest.mark.parametrize(("form", "name"), [*((form, b"shop/caf\xe9.py") for form in Format), (Format.JSON, b"shop/a.py")])
def test_half_a_pair_of_surrogates_may_stand_in_what_is_quoted(repository: GitRepository, form: Format, name: bytes) -> None:
    said = judged(repository, {os.fsdecode(name): HALVES}, form)
    assert "SELECT" in said
    if form is Format.JSON:
        assert {"raw-sql", "generic-raise"} <= {finding["rule"] for finding in json.loads(said)["findings"]}
