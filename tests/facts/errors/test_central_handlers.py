"""Where a repository maps exceptions for all its routes."""

from textwrap import dedent

import pytest
from tests.fakes.facts import facts_of

from tenet.facts.errors.central_handlers import CentralHandlers

ERRORS = "class OrderNotFound(Exception):\n    pass\n\nclass OrderLocked(Exception):\n    pass\n"


def central(text: str, path: str = "shop/app.py") -> CentralHandlers:
    return facts_of(
        {}, {"shop/errors.py": ERRORS, path: "from shop.errors import OrderLocked, OrderNotFound\n" + dedent(text)}
    ).central_handlers


@pytest.mark.parametrize(
    "text",
    [
        "@app.exception_handler(OrderNotFound)\n@app.exception_handler(OrderLocked)\ndef h(request, error): ...\n",
        "app.add_exception_handler(OrderNotFound, h)\napp.add_exception_handler(exc_class_or_status_code=OrderLocked, handler=h)\n",
        "app = FastAPI(exception_handlers={OrderNotFound: h, OrderLocked: h})\n",
        "exception_handlers = {OrderNotFound: h, OrderLocked: h}\n",
        "TABLE = {OrderNotFound: h, OrderLocked: h}\napp = FastAPI(exception_handlers=TABLE)\n",
        "TABLE = {OrderNotFound: 404, OrderLocked: 409}\nfor error, status in TABLE.items():\n    app.add_exception_handler(error, h)\n",
        "for error in (OrderNotFound, OrderLocked):\n    app.register_error_handler(error, h)\n",
        "@app.errorhandler(OrderNotFound)\n@app.app_errorhandler(OrderLocked)\ndef h(error): ...\n",
    ],
)
def test_each_way_to_register_a_handler_is_read(text: str) -> None:
    found = central(text)
    assert sorted(one.text for one in found.registrations) == ["OrderLocked", "OrderNotFound"]
    assert all(one.own is not None and one.outside is None for one in found.registrations)
    assert found.place == "shop/app.py"
    assert not found.reshapes_http


@pytest.mark.parametrize(
    ("text", "reshapes"),
    [
        ("from fastapi import HTTPException\n@app.exception_handler(HTTPException)\ndef h(request, error): ...\n", True),
        ("from starlette.exceptions import HTTPException as Plain\napp.add_exception_handler(Plain, h)\n", True),
        ("import fastapi\napp.add_exception_handler(fastapi.HTTPException, h)\n", True),
        ("app.add_exception_handler(Exception, exception_handler)\n", False),
        ("@app.errorhandler(Exception)\ndef h(error): ...\n", True),
        ("@app.errorhandler(ValueError)\ndef h(error): ...\n", False),
        ("def api_handler(exc, context):\n    return exception_handler(HTTPException, context)\n", False),
        ("note = 'exception_handler(HTTPException)'\n", False),
    ],
)
def test_who_handles_the_errors_of_the_framework_reshapes_them(text: str, reshapes: bool) -> None:
    assert central(text).reshapes_http is reshapes


def test_statuses_have_handlers_of_their_own() -> None:
    assert central("app = FastAPI(exception_handlers={404: h})\n@app.exception_handler(409)\ndef g(): ...\n").reshaped_statuses == {
        404,
        409,
    }


def test_a_handler_for_everything_is_no_place_for_others() -> None:
    found = central("app.add_exception_handler(Exception, h)\n")
    assert [one.is_catch_all for one in found.registrations] == [True]
    assert found.place == ""


def test_tests_and_files_that_name_no_handler_are_not_read() -> None:
    assert central("app.add_exception_handler(OrderLocked, h)\n", "tests/test_app.py").registrations == ()
    assert central("app = FastAPI()\n").registrations == ()


def test_what_cannot_be_parsed_registers_nothing() -> None:
    assert central("app.add_exception_handler(OrderLocked\n").registrations == ()
