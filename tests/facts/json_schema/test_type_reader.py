import pytest
from tests.facts.python.reading import modules_of

from tenet.facts.json_schema import Type, TypeReader
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Generic, Symbol

FILES = {
    "app/__init__.py": "from app.base import Order as PublicOrder\n",
    "app/base.py": """
        from __future__ import annotations
        import typing as t
        from typing import TYPE_CHECKING, Annotated, List, NewType, Optional, TypeVar, Union
        if TYPE_CHECKING:
            from app.late import Late
        T = TypeVar("T")
        OrderId = NewType("OrderId", int)
        Many = List[T]
        Nested = Many[Optional["Order"]]
        class Order:
            class Line:
                pass
    """,
    "app/late.py": "class Late:\n    pass\n",
    "app/main.py": """
        import datetime
        import typing
        from typing_extensions import Literal as L
        import app
        from app import PublicOrder, base
        from app.base import *
        from fastapi import UploadFile
        KIND = "a"
    """,
}
ORDER = Type("app.base.Order")


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("typing.Optional[int]", Type("Union", (Type("int"), Type("None")))),
        ("'int | None'", Type("Union", (Type("int"), Type("None")))),
        ("typing.Union[int, typing.Union[str, None], int]", Type("Union", (Type("int"), Type("str"), Type("None")))),
        ("typing.List['Order']", Type("list", (ORDER,))),
        ("PublicOrder", ORDER),
        ("base.Order", ORDER),
        ("app.base.Order.Line", Type("app.base.Order.Line")),
        ("Nested", Type("list", (Type("Union", (ORDER, Type("None"))),))),
        ("Many[int]", Type("list", (Type("int"),))),
        ("base.OrderId", Type("int")),
        ("L['a', KIND, 'b']", Type("Literal", literals=("a", "b"))),
        ("datetime.datetime", Type("datetime.datetime")),
        ("UploadFile", Type("fastapi.UploadFile")),
        ("typing.Callable[[int], str]", Type("Callable")),
        ("typing.Annotated[typing.Annotated[int, 1], 2]", Type("int", metadata=(1, 2))),
        ("nowhere.Thing", Type("?")),
        ("1 +", Type("?")),
    ],
)
def test_an_annotation_has_one_meaning_in_every_spelling(annotation, expected):
    modules = modules_of(FILES)
    module = modules.find("app.main")
    assert module is not None
    assert TypeReader(Interpreter(modules)).of_text(annotation, Scope(module)) == expected


def test_names_that_only_type_checkers_import_are_read():
    modules = modules_of(FILES)
    module = modules.find("app.base")
    assert module is not None
    assert TypeReader(Interpreter(modules)).of_text("Late", Scope(module)) == Type("app.late.Late")


def test_a_value_is_the_type_that_it_stands_for():
    modules = modules_of(FILES)
    module = modules.find("app.main")
    assert module is not None
    reader = TypeReader(Interpreter(modules))
    value = Generic(Symbol("typing.Dict"), (Symbol("str"), Generic(Symbol("typing.Union"), (Symbol("int"), None))))
    assert reader.of_value(value, module) == Type("dict", (Type("str"), Type("Union", (Type("int"), Type("None")))))
    assert reader.of_value("PublicOrder", module) == ORDER


def test_what_a_function_was_given_comes_before_the_names_of_its_module():
    modules = modules_of(FILES)
    module = modules.find("app.main")
    assert module is not None
    reader = TypeReader(Interpreter(modules))
    assert reader.of_text("list[model]", Scope(module, {"model": Symbol("int")})) == Type("list", (Type("int"),))
