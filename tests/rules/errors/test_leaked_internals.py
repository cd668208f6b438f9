"""`leaked-internals`, beside the examples of its manual page."""

from collections.abc import Mapping

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.finding import Novelty, Unknown, Violation
from tenet.rules.errors.leaked_internals import RULE, Options

API = "shop/api/orders.py"
START = (
    "import logging\n\nfrom fastapi import APIRouter, HTTPException\nfrom fastapi.responses import JSONResponse\n\nrouter = APIRouter()\n"
)


def violations(head: str | Mapping[str, str], base: str | None = None, **options: object) -> list[Violation]:
    files = {API: head} if isinstance(head, str) else head
    facts = facts_of({} if base is None else {API: base}, files)
    return [found for found in RULE.run(facts, Options.model_validate(options)) if isinstance(found, Violation)]


def route(body: str, caught: str = "Exception as error", before: str = "") -> str:
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    return (
        f'{START}{before}\n\n@router.post("/orders")\nasync def create_order(order):\n'
        f"    try:\n        return await save(order)\n    except {caught}:\n{lines}"
    )


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("raise HTTPException(500, str(error))", "str(error)"),
        ("raise HTTPException(status_code=500, detail=str(error)) from error", "detail=str(error)"),
        ('raise HTTPException(status_code=500, detail=f"Could not save: {error}")', "detail=f'Could not save: {error}'"),
        ('raise HTTPException(status_code=500, detail={"message": repr(error)})', "detail=repr(error)"),
        ("raise HTTPException(status_code=500, detail=error)", "detail=error"),
        ("raise HTTPException(status_code=500, detail=error.args[0])", "detail=error.args[0]"),
        ('raise HTTPException(status_code=500, detail="Failed: %s" % error)', "detail='Failed: %s' % error"),
        ('raise HTTPException(status_code=500, detail="Failed: {}".format(error))', "detail='Failed: {}'.format(error)"),
        ('raise HTTPException(status_code=500, detail="Failed: " + str(error))', "detail='Failed: ' + str(error)"),
        ("raise HTTPException(status_code=500, detail=traceback.format_exc())", "detail=traceback.format_exc()"),
        ('message = f"Failed: {error}"\nlogger.error(message)\nraise HTTPException(500, message)', "message"),
        ('return JSONResponse({"error": str(error)}, status_code=500)', "str(error)"),
        ('return JSONResponse(status_code=500, content={"error": str(error)})', "content=str(error)"),
        ('return {"ok": False, "error": str(error)}', "str(error)"),
        ("return SaveResult(ok=False, message=str(error))", "message=str(error)"),
        ('answer = {"ok": False}\nanswer["error"] = str(error)\nreturn answer', "answer"),
        ("if order.paid:\n    return str(error).splitlines()[0]", "str(error).splitlines()[0]"),
    ],
)
def test_the_text_of_an_exception_in_a_response_is_flagged(body: str, shown: str) -> None:
    (found,) = violations(route(body))
    assert found.message == f"`create_order` shows the consumer what `Exception` says: `{shown}`."
    assert found.novelty is Novelty.NEW


@pytest.mark.parametrize(
    ("caught", "before", "said"),
    [
        ("KeyError as error", "", "KeyError"),
        ("(OSError, ValueError) as error", "", "OSError"),
        ("SQLAlchemyError as error", "from sqlalchemy.exc import SQLAlchemyError\n", "sqlalchemy.exc.SQLAlchemyError"),
        ("httpx.HTTPError as error", "import httpx\n", "httpx.HTTPError"),
        ("FAILURES as error", "FAILURES = (TimeoutError, ValueError)\n", "TimeoutError"),
    ],
)
def test_built_in_exceptions_and_those_of_libraries_are_flagged(caught: str, before: str, said: str) -> None:
    (found,) = violations(route("raise HTTPException(400, detail=str(error))", caught, before))
    assert f"what `{said}` says" in found.message


def test_a_condition_about_products_is_no_guard() -> None:
    assert len(violations(route("if order.product:\n    raise HTTPException(500, detail=str(error))\nraise"))) == 1


def test_a_bare_except_may_leak_the_traceback() -> None:
    source = route("raise HTTPException(500, detail=traceback.format_exc())", before="import traceback\n").replace(
        " Exception as error:", ":"
    )
    (found,) = violations(source)
    assert "what `BaseException` says" in found.message


@pytest.mark.parametrize("attribute", ["orig", "statement", "params", "args"])
def test_what_a_database_error_was_run_with_is_flagged(attribute: str) -> None:
    before = "from sqlalchemy.exc import IntegrityError\n"
    (found,) = violations(route(f'raise HTTPException(409, f"Duplicate: {{error.{attribute}}}")', "IntegrityError as error", before))
    assert f"error.{attribute}" in found.message


def test_outside_a_route_handler_too_where_the_response_is_made() -> None:
    source = START + "\n\ndef get_user(token):\n    try:\n        return decode(token)\n    except Exception as e:\n"
    (found,) = violations(source + "        raise HTTPException(401, detail=str(e))\n")
    assert found.message.startswith("`get_user` shows")
    assert violations(source + '        return {"error": str(e)}\n') == []


def test_an_own_class_below_http_exception_is_a_response() -> None:
    errors = "from fastapi import HTTPException\n\n\nclass Refused(HTTPException):\n    pass\n"
    head = {"shop/errors.py": errors, API: route("raise Refused(400, str(error))", before="from shop.errors import Refused\n")}
    assert [found.path for found in violations(head)] == [API]


@pytest.mark.parametrize(
    "source",
    [
        '@app.exception_handler(Exception)\nasync def on_error(request, exc):\n    return JSONResponse({"error": str(exc)}, 500)\n',
        '@app.exception_handler(500)\ndef on_error(request, exc):\n    return PlainTextResponse(f"failed: {exc}", 500)\n',
        '@app.errorhandler(KeyError)\ndef on_error(error):\n    return {"error": repr(error)}, 400\n',
        "def on_error(request, exc):\n    return JSONResponse(str(exc), 500)\n\n\napp.add_exception_handler(OSError, on_error)\n",
        "def on_error(request, exc):\n    return JSONResponse(str(exc))\n\n\napp = FastAPI(exception_handlers={KeyError: on_error})\n",
    ],
)
def test_a_registered_exception_handler_is_looked_at(source: str) -> None:
    start = "from fastapi import FastAPI\nfrom fastapi.responses import JSONResponse, PlainTextResponse\n\napp = FastAPI()\n\n\n"
    (found,) = violations(start + source)
    assert found.message.startswith("`on_error` shows the consumer")


@pytest.mark.parametrize(
    ("framework", "body"),
    [
        ("from django.http import JsonResponse", 'JsonResponse({"error": str(error)}, status=500)'),
        ("from django.http import HttpResponseServerError", "HttpResponseServerError(str(error))"),
        ("from rest_framework.response import Response", 'Response({"detail": f"{error}"}, status=500)'),
        ("from flask import jsonify", "jsonify(error=str(error))"),
    ],
)
def test_responses_of_other_frameworks_are_looked_at(framework: str, body: str) -> None:
    source = f"{framework}\n\n\ndef view(request):\n    try:\n        return save(request)\n    except Exception as error:\n"
    assert len(violations(f"{source}        return {body}\n")) == 1


@pytest.mark.parametrize(
    "body",
    [
        'raise HTTPException(503, detail="SELECT id FROM orders failed")',
        "query = 'SELECT id FROM orders WHERE id = 1'\nraise HTTPException(503, detail=f'failed: {query}')",
        "query = text('DELETE FROM orders')\nreturn JSONResponse({'failed': str(query)}, 503)",
    ],
)
def test_sql_in_a_response_is_flagged(body: str) -> None:
    (found,) = violations(route(body, "TimeoutError"))
    assert found.message.startswith("`create_order` shows the consumer a SQL statement: ")


@pytest.mark.parametrize(
    ("caught", "before"),
    [
        ("OrderError as error", "from shop.errors import OrderError\n"),
        ("errors.OrderError as error", "from shop import errors\n"),
        ("(OrderError, ValueError) as error", "from shop.errors import OrderError\n"),
        ("EXPECTED as error", "from shop.errors import OrderError\nEXPECTED = (OrderError,)\n"),
        ("Refused as error", "class Refused(Exception): ...\n"),
        ("ValueError as error", ""),
        ("PermissionError as error", ""),
        ("AssertionError as error", ""),
        ("HTTPException as error", ""),
        ("ValidationError as error", "from pydantic import ValidationError\n"),
        ("RequestValidationError as error", "from fastapi.exceptions import RequestValidationError\n"),
        ("json.JSONDecodeError as error", "import json\n"),
    ],
)
def test_a_message_that_is_written_for_the_consumer_is_not_flagged(caught: str, before: str) -> None:
    head = {
        API: route("raise HTTPException(400, detail=str(error))", caught, before),
        "shop/errors.py": "class OrderError(Exception):\n    pass\n",
        "shop/__init__.py": "",
    }
    assert violations(head) == []


@pytest.mark.parametrize(
    "body",
    [
        'logger.exception("create_order failed")\nraise HTTPException(500, detail="The order could not be saved.") from error',
        'logger.error(f"failed: {error}")\nreturn {"ok": False}',
        "raise HTTPException(500, detail=public_message(error))",
        "return failure(str(error))",
        "return failure(reason=error)",
        "raise HTTPException(500, detail=sanitize(str(error)))",
        "raise HTTPException(500, detail=type(error).__name__)",
        "raise HTTPException(error.status_code, detail=error.detail)",
        "raise HTTPException(422, detail=error.errors())",
        "raise OrderError(str(error)) from error",
        'if settings.debug:\n    raise HTTPException(500, detail=str(error))\nraise HTTPException(500, detail="Failed.")',
        'raise HTTPException(500, detail=str(error) if settings.DEBUG else "Failed.")',
        "if isinstance(error, OrderError):\n    raise HTTPException(400, detail=str(error))\nraise",
        'message = str(error)\nlogger.error(message)\nmessage = "Failed."\nraise HTTPException(500, detail=message)',
        'audit.record(reason=str(error))\nraise HTTPException(500, headers={"x-error": str(order)})',
        'raise HTTPException(404, detail=f"Select an order from the list: {order}")',
    ],
)
def test_what_shows_nothing_of_the_exception_is_not_flagged(body: str) -> None:
    assert violations(route(body)) == []


def test_the_handler_of_an_own_error_may_show_its_message() -> None:
    source = "@app.exception_handler(OrderError)\nasync def on_error(request, exc):\n    return JSONResponse({'error': str(exc)}, 400)\n"
    start = (
        "from fastapi import FastAPI\nfrom fastapi.responses import JSONResponse\n\napp = FastAPI()\n\n\nclass OrderError(Exception): ...\n"
    )
    assert violations(f"{start}\n\n{source}") == []


def test_the_key_that_is_missing_is_not_flagged() -> None:
    assert violations(route("raise HTTPException(400, detail=f'Missing: {error.args[0]}')", "KeyError as error")) == []


def test_tests_are_not_looked_at() -> None:
    assert violations({"tests/api/test_orders.py": route("raise HTTPException(500, str(error))")}) == []


def test_a_file_that_cannot_be_parsed_is_unknown() -> None:
    (found,) = RULE.run(facts_of({}, {API: f"{START}\nexcept:\n"}), Options())
    assert isinstance(found, Unknown)


def test_another_class_is_public_where_public_exceptions_names_it() -> None:
    source = route("raise HTTPException(402, detail=str(error))", "CardError as error", "from stripe import CardError\n")
    assert len(violations(source)) == 1
    assert violations(source, public_exceptions=("CardError",)) == []
    assert len(violations(route("raise HTTPException(400, str(error))", "ValueError as error"), public_exceptions=())) == 1


LEAK = route("raise HTTPException(500, detail=str(error))")


@pytest.mark.parametrize(
    "after",
    [
        f"# {'-' * 20}\n{LEAK}",
        LEAK.replace("detail=str(error)", "\n            detail=str(error),\n        "),
        LEAK.replace("str(error)", "f'{error!s}'"),
    ],
)
def test_what_leaked_before_is_no_news(after: str) -> None:
    (found,) = violations(after, LEAK)
    assert found.novelty is Novelty.BASELINE


def test_several_in_one_function_are_one_finding() -> None:
    (found,) = violations(f"{LEAK}    except OSError as error:\n        raise HTTPException(503, f'no disk: {{error}}')\n")
    assert found.message.endswith("what `Exception` says: `detail=str(error)`, and in 1 more place.")


@pytest.mark.parametrize(
    ("body", "remedy"),
    [
        ("raise HTTPException(500, detail=str(error))", '`detail="Create order failed"`, and keep the rest with `logger.exception(...)`.'),
        (
            "raise HTTPException(500, detail=f'Could not save: {error}')",
            '`detail="Could not save"`, and keep the rest with `logger.exception(...)`.',
        ),
        ("raise HTTPException(500, detail='Not saved (' + str(error))", '`detail="Not saved"`, and keep the rest with `logger.'),
        ("logger.exception('lost')\nraise HTTPException(500, detail=str(error))", '`detail="Create order failed"`: the log has the rest'),
    ],
)
def test_the_remedy_shows_the_argument_with_a_fixed_message(body: str, remedy: str) -> None:
    (found,) = violations(route(body))
    assert found.remedy.startswith(f"Answer with a fixed message, such as {remedy}")


def test_a_finding_stands_on_the_lines_of_what_leaks() -> None:
    (found,) = violations(route('raise HTTPException(\n    status_code=500,\n    detail=f"failed: "\n    f"{error}",\n)'))
    assert found.line is not None
    assert found.end_line == found.line + 1


def test_long_chains_of_calls_take_little_time() -> None:
    chain = "str(error)" + ".strip()" * 500
    (found,) = violations(route(f"note = {chain}\nraise HTTPException(500, detail=note)"))
    assert "detail=note" in found.message
