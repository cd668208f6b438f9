"""What an exception class derives from."""

import ast
from textwrap import dedent

import pytest
from tests.fakes.facts import facts_of

from tenet.facts.errors.exception_classes import Ancestry, ancestry_of
from tenet.facts.python.modules import Definition


def ancestry(text: str, name: str, **more: str) -> Ancestry:
    files = {f"shop/{path}.py": dedent(source) for path, source in more.items()}
    modules = facts_of({}, {**files, "shop/orders.py": dedent(text)}).head_modules
    module = modules.parsed_at("shop/orders.py")
    assert module is not None
    return ancestry_of(modules, Definition(module, module.definitions[name]))


def test_bases_are_followed_through_the_repository() -> None:
    found = ancestry("from shop.errors import ShopError\nclass Lost(ShopError): ...\n", "Lost", errors="class ShopError(KeyError): ...\n")
    assert found.names == ("Lost", "ShopError")
    assert found.outside == {"KeyError"}
    assert found.known
    assert found.is_exception
    assert not found.is_http


@pytest.mark.parametrize(
    "text",
    [
        "from fastapi import HTTPException\nclass Lost(HTTPException): ...\n",
        "import fastapi\nclass Lost(fastapi.HTTPException): ...\n",
        "from werkzeug.exceptions import NotFound\nclass Lost(NotFound): ...\n",
        "from starlette.exceptions import HTTPException as Plain\nclass Shop(Plain): ...\nclass Lost(Shop): ...\n",
    ],
)
def test_what_derives_from_an_error_of_http_is_one(text: str) -> None:
    assert ancestry(text, "Lost").is_http


@pytest.mark.parametrize("base", ["made()", "Missing", "bases[0]()"])
def test_a_base_that_cannot_be_followed_is_not_known(base: str) -> None:
    assert not ancestry(f"class Lost({base}): ...\n", "Lost").known


def test_circles_and_long_chains_end() -> None:
    assert ancestry("class Lost(Found): ...\nclass Found(Lost): ...\n", "Lost").names == ("Lost", "Found")
    chain = "class C0(Exception): ...\n" + "".join(f"class C{number}(C{number - 1}): ...\n" for number in range(1, 200))
    assert not ancestry(chain, "C199").known


def test_a_generic_base_is_its_class() -> None:
    text = "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass Lost(Exception, Generic[T]): ...\n"
    assert ancestry(text, "Lost").outside == {"Exception", "typing.Generic"}
    assert isinstance(ancestry(text, "Lost").own[0].node, ast.ClassDef)
