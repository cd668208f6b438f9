"""Code that is made to cost much ends soon, with a named result."""

import time

import pytest
from tests.facts.python.reading import modules_of

from tenet.facts.routing.applications import Applications

HEAD = "from fastapi import FastAPI\nfrom vendor import unknown\napp = FastAPI()\n"
TAIL = "\n@app.get('/x')\ndef handler(): ...\n"

HOSTILE = {
    "a text that doubles": """
x = 'ab'
for _ in range(400):
    x = x + x
    x = f'{x}{x}'
    x = ''.join([x, x])
    x = '%s%s' % (x, x)
""",
    "a tuple that doubles": "x = (1,)\nfor _ in range(400):\n    x = (x, x)\nif x == (x, x):\n    pass\ny = {x: x}\n",
    "a list that doubles": "x = [1]\nfor _ in range(400):\n    x.extend(x)\n    x += x\n    x = x + x\n",
    "a call that doubles": "x = unknown(1)\nfor _ in range(400):\n    x = unknown(x, x, a=x)\ny = {x: 1}\n",
    "a list that holds itself": "x = []\nx.append(x)\napp.add_api_route('/y', unknown, tags=x, responses={1: x})\n",
    "functions that call themselves": "def f(n):\n    f(n)\n    f(n)\n    return f(n)\nf(1)\n",
    "loops within loops": "for a in range(500):\n    for b in range(500):\n        for c in range(500):\n            pass\n",
    "comprehensions within comprehensions": "x = [[[a for a in range(2000)] for b in range(2000)] for c in range(2000)]\n",
    "a class above itself": "class A(A):\n    pass\nclass B(C): ...\nclass C(B): ...\nC().x\nB.y\n",
    "names in a circle": "from main import q\na = b\nb = a\na.x()\n",
    "deep brackets": "x = " + "[" * 80 + "]" * 80 + "\n",
    "a long chain of calls": "x = unknown" + ".a()" * 150 + "\n",
    "a deep conditional": "x = " + "(1 if unknown else " * 60 + "2" + ")" * 60 + "\n",
    "branches that only a run can decide": "".join(f"if unknown({n}):\n    a{n} = {n}\nelse:\n    a{n} = -{n}\n" for n in range(300)),
    "nested branches": "".join("    " * n + f"if unknown({n}):\n" for n in range(60)) + "    " * 60 + "x = 1\n",
}


@pytest.mark.untraced
@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_code_ends_soon(source: str) -> None:
    start = time.process_time()
    found = Applications(modules_of({"main.py": HEAD + source + TAIL})).read("main:app")
    assert time.process_time() - start < 30  # unbounded, it would take hours; the tracer of coverage and a busy machine take their part
    assert found.name == "main:app"
    paths = [route.path for route in getattr(found, "routes", ())]
    assert "/x" in paths or getattr(found, "unread", ()) or getattr(found, "reason", "")


def test_modules_that_import_one_another_in_a_long_chain_are_all_followed() -> None:
    files = {f"m{n}.py": f"import m{n + 1}\nfrom fastapi import APIRouter\nrouter = APIRouter()\n" for n in range(150)}
    files["m150.py"] = "from main import app\n@app.get('/deep')\ndef deep(): ...\n"
    files["main.py"] = "from fastapi import FastAPI\napp = FastAPI()\nimport m0\n"
    found = Applications(modules_of(files)).read("main:app")
    assert [route.path for route in getattr(found, "routes", ())] == ["/deep"]
