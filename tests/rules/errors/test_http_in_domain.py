"""`http-in-domain`, beside the examples of its manual page."""

from collections.abc import Mapping
from textwrap import dedent

import pytest
from tests.fakes.facts import facts_of
from tests.rules.examples import judged

from tenet.domain.component import Component
from tenet.domain.finding import Finding, NotApplicable
from tenet.domain.policy import Scope
from tenet.rules.errors.http_in_domain import RULE, Options

PATH = "src/shop/domain/orders.py"
POLICY = """
version: 1
components:
  api: {paths: ["**/api/**"]}
  domain: {paths: ["**/domain/**"]}
rules:
  http-in-domain: %s
"""
REFUSAL = """
def cancel(order: dict[str, str]) -> None:
    if order["state"] == "shipped":
        raise HTTPException(409, "Shipped orders stay")
"""


def found(head: Mapping[str, str], base: Mapping[str, str] | None = None, options: str = "error") -> list[Finding]:
    policy = {".github/tenet.yml": POLICY % options}
    both = [{**policy, **{path: dedent(text) for path, text in side.items()}} for side in (base or {}, head)]
    return judged(both[0], both[1], "http-in-domain").findings


def in_domain(text: str, base: str | None = None, options: str = "error") -> list[Finding]:
    return found({PATH: text}, None if base is None else {PATH: base}, options)


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("from fastapi import HTTPException", "exception handler"),
        ("from fastapi import Depends", "`Depends` injects"),
        ("from fastapi import Request, UploadFile", "leave `Request` to the API"),
        ("import starlette.requests", "starlette.requests"),
        ("from starlette.status import HTTP_404_NOT_FOUND", "leave `HTTP_404_NOT_FOUND`"),
        ("import flask", "leave `flask`"),
        ("from django.http import Http404", "exception handler"),
        ("from django import http", "leave `http`"),
        ("from rest_framework.exceptions import NotFound", "leave `NotFound`"),
        ("from aiohttp import web", "leave `web`"),
        ("from litestar.exceptions import NotFoundException", "exception handler"),
    ],
)
def test_an_import_of_a_web_framework_is_found(statement: str, word: str) -> None:
    (finding,) = in_domain(f"{statement}\n\ndef total() -> int:\n    return 0\n")
    assert finding.line == 1
    assert f"`{statement}`" in finding.message
    assert word in finding.remedy


def test_an_import_within_a_function_is_found() -> None:
    (finding,) = in_domain("def refuse() -> None:\n    from fastapi import HTTPException\n    raise HTTPException(409)\n")
    assert finding.line == 2


def test_numbers_alone_come_from_the_standard_library() -> None:
    (finding,) = in_domain("from fastapi import status\n\n\ndef is_there(answer):\n    return answer.code == status.HTTP_200_OK\n")
    assert finding.remedy == "Take the numbers from `http.HTTPStatus` of the standard library."


def test_two_statements_are_two_findings_and_their_raises_none() -> None:
    head = "from fastapi import HTTPException\nfrom starlette.requests import Request\n" + REFUSAL
    assert [finding.line for finding in in_domain(head)] == [1, 2]


def test_new_raises_below_an_old_import_are_told_once() -> None:
    base = "from fastapi import HTTPException\n"
    (finding,) = in_domain(base + REFUSAL + REFUSAL.replace("cancel", "change"), base)
    assert (finding.line, finding.message) == (
        5,
        "`cancel` raises `HTTPException`, an error of HTTP, in the domain (and 1 more in this file).",
    )


def test_a_raise_through_what_the_repository_exports_again_is_found() -> None:
    head = {"src/shop/web.py": "from fastapi import HTTPException\n", PATH: "from shop.web import HTTPException\n" + REFUSAL}
    (finding,) = found(head)
    assert (finding.path, finding.line) == (PATH, 5)


def test_a_raise_of_an_own_class_that_derives_from_it_is_found() -> None:
    errors = """
        from fastapi import HTTPException
        class Refused(HTTPException):
            pass
        class Shipped(Refused):
            def __init__(self) -> None:
                super().__init__(409, "Shipped orders stay")
    """
    head = "from shop.errors import Shipped\n\ndef cancel() -> None:\n    raise Shipped\n"
    (finding,) = found({"src/shop/errors.py": errors, PATH: head})
    assert "`cancel` raises `Shipped`" in finding.message


def test_an_import_for_types_alone_still_couples() -> None:
    head = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from fastapi import Request\n"
    assert [finding.line for finding in in_domain(head)] == [4]


def test_the_option_type_checking_accepts_imports_for_types_alone() -> None:
    head = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from fastapi import Request\n"
    assert in_domain(head, options="{type_checking: false}") == []


def test_the_option_components_names_what_the_domain_is() -> None:
    head = {"src/shop/services/orders.py": "from fastapi import Request\n"}
    components = [Component("services", ("src/shop/services/**",)), Component("domain", ("**/domain/**",))]
    outcomes = [list(RULE.run(facts_of({}, head, components=components), Options(components=(name,)))) for name in ("services", "domain")]
    assert [len(found) for found in outcomes] == [1, 0]


def test_the_option_frameworks_names_a_framework_of_your_own() -> None:
    head = "from houseframework.web import Request\n"
    assert in_domain(head) == []
    assert len(in_domain(head, options="{frameworks: [houseframework]}")) == 1


def test_the_option_allowed_takes_modules_out() -> None:
    head = "from fastapi.encoders import jsonable_encoder\n"
    assert in_domain(head) == []
    assert len(in_domain(head, options="{allowed: []}")) == 1


@pytest.mark.parametrize(
    "path",
    [
        "src/shop/api/orders.py",
        "src/shop/main.py",
        "src/shop/domain/api/orders.py",
        "src/shop/domain/orders/router.py",
        "src/shop/domain/orders/dependencies.py",
        "src/shop/domain/routes/orders.py",
        "src/shop/domain/size_middleware.py",
        "src/shop/domain/orders/order_routes.py",
        "tests/domain/test_orders.py",
        "src/shop/infrastructure/web.py",
    ],
)
def test_the_api_entry_points_tests_and_other_layers_are_silent(path: str) -> None:
    assert found({path: "from fastapi import APIRouter, HTTPException\n" + REFUSAL}) == []


def test_a_service_that_is_called_api_still_has_a_domain() -> None:
    assert len(found({"src/api/domain/orders.py": "from fastapi import Request\n"})) == 1


@pytest.mark.parametrize(
    "head",
    [
        "class OrderNotFound(Exception):\n    pass\n\ndef find() -> None:\n    raise OrderNotFound\n",
        "import fastapi_users_db\nfrom flask_sqlalchemy import SQLAlchemy\n",
        "from django.core.exceptions import ValidationError\n\ndef check() -> None:\n    raise ValidationError('no')\n",
        "from aiohttp import ClientSession\nimport httpx\n",
        "import tornado.ioloop\n",
        "def read(text: str) -> int:\n    raise ValueError(text)\n",
        "NOTE = 'from fastapi import HTTPException'\n",
        "def raiser(error: Exception) -> None:\n    raise error\n",
        "def again() -> None:\n    try:\n        pass\n    except OSError:\n        raise\n",
    ],
)
def test_a_domain_that_speaks_no_http_is_silent(head: str) -> None:
    assert in_domain(head) == []


def test_a_module_of_the_repository_with_the_name_of_a_framework_is_its_own() -> None:
    assert found({"bottle.py": "Size = int\n", PATH: "from bottle import Size\n"}) == []


def test_what_was_there_before_is_silent_unless_all_counts() -> None:
    base = "from fastapi import HTTPException\n" + REFUSAL
    assert in_domain(base + "\nLIMIT = 3\n", base) == []
    assert len(in_domain(base + "\nLIMIT = 3\n", base, "{scope: all}")) == 1


def test_an_import_that_only_loses_a_name_or_is_laid_out_anew_is_not_new() -> None:
    base = "from fastapi import BackgroundTasks, Depends, Request\n"
    assert in_domain("from fastapi import (\n    Depends,\n    Request,\n)\n", base) == []
    assert len(in_domain("from fastapi import Depends, HTTPException\n", base)) == 1


def test_a_raise_whose_text_is_edited_is_not_new() -> None:
    base = "from fastapi import HTTPException\n" + REFUSAL
    assert in_domain(base.replace("Shipped orders stay", "Too late"), base) == []


def test_a_raise_whose_function_is_renamed_or_that_moves_to_a_helper_is_not_new() -> None:
    base = "from fastapi import HTTPException\n" + REFUSAL
    renamed = base.replace("def cancel", "def withdraw").replace("    if order", "    if order and order")
    assert in_domain(renamed, base) == []
    assert len(in_domain(f"{base}\n\n{REFUSAL.replace('cancel', 'withdraw')}", base)) == 1


def test_a_file_that_only_moves_into_the_domain_is_not_new() -> None:
    text = "from fastapi import HTTPException\n" + REFUSAL
    assert found({PATH: text}, {"src/shop/services/orders.py": text}) == []


def test_without_such_a_component_it_does_not_apply() -> None:
    (outcome,) = RULE.run(facts_of({}, {PATH: "import fastapi\n"}), Options(scope=Scope.NEW))
    assert isinstance(outcome, NotApplicable)


@pytest.mark.parametrize("head", ["from fastapi import (\n", "import fastapi\n" + "x = " + "(" * 300 + ")" * 300, "raise fastapi[0]().x\n"])
def test_odd_code_does_not_stop_it(head: str) -> None:
    assert in_domain(head) in ([], in_domain(head))
