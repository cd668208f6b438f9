"""Models that nobody writes, except to make a reader run out of time or stack."""

import time

import pytest
from tests.facts.python.reading import modules_of

from tenet.facts.json_schema import Generation, Mode, SchemaBook, TypeReader
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.scope import Scope

HEADER = """
import enum
from typing import *
from pydantic import BaseModel, ConfigDict, Field, create_model
T = TypeVar("T")
"""
DOUBLING = "\n".join(["A0 = tuple[int, str]", *(f"A{n} = tuple[A{n - 1}, A{n - 1}]" for n in range(1, 60))])
CASES = {
    "an alias that doubles sixty times": f"{DOUBLING}\nclass M(BaseModel):\n    x: A59\n",
    "a generic class that grows as it recurs": (
        "class M(BaseModel, Generic[T]):\n    child: 'Optional[M[list[T]]]' = None\n    pair: 'Optional[M[tuple[T, T]]]' = None\n"
    ),
    "aliases in a circle": "A = 'B'\nB = Optional[A]\nclass M(BaseModel):\n    x: A\n    y: 'B'\n",
    "a class that inherits from itself": "class M(M, BaseModel):\n    x: int\n",
    "classes that inherit from one another": "class A(B):\n    x: int\nclass B(A, BaseModel):\n    y: int\nclass M(B):\n    z: int\n",
    "an annotation that is nested deep": (
        f"class M(BaseModel):\n    x: {'list[' * 90}int{']' * 90}\n    y: '{'list[' * 3000}int{']' * 3000}'\n"
    ),
    "many bases": "\n".join(
        [
            "class B0(BaseModel):\n    f0: int",
            *(f"class B{n}(B{n - 1}):\n    f{n}: int" for n in range(1, 120)),
            "class M(B119):\n    x: int",
        ]
    ),
    "bases that double": "\n".join(
        [
            "class B0(BaseModel):\n    f0: int\nclass C0(B0):\n    g0: int",
            *(f"class B{n}(B{n - 1}, C{n - 1}):\n    f{n}: int\nclass C{n}(C{n - 1}, B{n - 1}):\n    g{n}: int" for n in range(1, 30)),
            "class M(B29, C29):\n    x: int",
        ]
    ),
    "settings in a circle": "class M(BaseModel):\n    class Config(Config):\n        pass\n    x: int\n",
    "a literal in a circle": "L = Literal['a', 'L']\nK = Literal[K]\nclass M(BaseModel):\n    x: L\n    y: K\n",
    "an enumeration whose values call one another": "class E(enum.Enum):\n    A = E.B\n    B = E.A\nclass M(BaseModel):\n    x: E\n",
    "a made model of itself": "M = create_model('M', __base__=M, x=('M', ...))\n",
    "an alias generator that calls itself": (
        "def f(n):\n    return f(n)\nclass M(BaseModel):\n    model_config = ConfigDict(alias_generator=f)\n    x: int\n"
    ),
}


@pytest.mark.untraced
@pytest.mark.parametrize("generation", Generation)
@pytest.mark.parametrize("case", CASES)
def test_every_model_is_read_in_time(case, generation):
    modules = modules_of({"app/models.py": HEADER + CASES[case]})
    module = modules.find("app.models")
    assert module is not None
    reader = TypeReader(Interpreter(modules))
    book = SchemaBook(reader, generation)
    start = time.monotonic()
    schemas = [book.schema(reader.of_text(text, Scope(module)), mode) for text in ("M", "M[int]") for mode in Mode]
    book.settled(list(schemas))
    assert len(book.components()) < 1500
    assert time.monotonic() - start < 30
