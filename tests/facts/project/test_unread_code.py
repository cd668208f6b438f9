"""What a change holds that no rule reads."""

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.unread import UnreadLanguage, UnreadViews
from tenet.facts.project.unread_code import unread_languages, unread_views


def languages(*paths: str, searched: tuple[str, ...] = ()) -> list[tuple[str, int]]:
    change = facts_of({}, dict.fromkeys(paths, "x\n")).change
    return [(each.name, each.files) for each in unread_languages(change, searched)]


def views(files: dict[str, str]) -> tuple[UnreadViews, ...]:
    return unread_views(facts_of({}, files))


def test_code_in_other_languages_is_counted_by_language_the_most_frequent_first() -> None:
    found = languages("a.ts", "b.tsx", "cmd/main.go", "cmd/x_test.go", "cmd/y.go", "A.JAVA", "app.py")
    assert found == [("Go", 3), ("TypeScript", 2), ("Java", 1)]


@pytest.mark.parametrize(
    "path",
    ["README.md", "docs/a.rst", "config.yml", "x.toml", "x.json", "Dockerfile", "Makefile", "a.css", "a.html", "logo.svg", ".sh", "go"],
)
def test_documents_configuration_and_assets_are_no_code_that_is_left_unread(path: str) -> None:
    assert languages(path) == []


def test_a_language_that_a_rule_of_the_repository_searches_is_read() -> None:
    assert languages("a.go", "b.rs", searched=(".go",)) == [("Rust", 1)]


def test_a_removed_file_of_another_language_counts_as_its_removal_is_not_judged() -> None:
    assert unread_languages(facts_of({"a.go": "x\n"}, {}).change) == (UnreadLanguage("Go", 1),)


FLASK = "from flask import Blueprint\nbp = Blueprint('orders', __name__)\n"
VIEWS = {
    "Flask": FLASK + "@bp.route('/orders')\ndef orders():\n    return []\n",
    "Django": "from django.views import View\nclass Orders(View):\n    def get(self, request):\n        return None\n",
    "Django REST framework": "from rest_framework import viewsets\nclass Orders(viewsets.ModelViewSet):\n    pass\n",
    "aiohttp": "from aiohttp import web\nasync def orders(request: web.Request):\n    return web.json_response([])\n",
    "Sanic": "from sanic import Sanic\napp = Sanic('x')\n@app.get('/orders')\nasync def orders(request):\n    return None\n",
    "Tornado": "import tornado.web\nclass Orders(tornado.web.RequestHandler):\n    def get(self):\n        self.write('x')\n",
    "Litestar": "from litestar import get\n@get('/orders')\nasync def orders() -> list[str]:\n    return []\n",
}


@pytest.mark.parametrize("framework", VIEWS)
def test_views_of_a_framework_whose_routes_are_not_followed_are_named(framework: str) -> None:
    assert views({"app/views.py": VIEWS[framework]}) == (UnreadViews(framework, ("app/views.py",)),)


def test_functions_that_take_djangos_request_are_views() -> None:
    assert views({"v.py": "from django.shortcuts import render\ndef home(request):\n    return render(request, 'a.html')\n"})
    assert views({"v.py": "from rest_framework.decorators import api_view\n@api_view(['GET'])\ndef home(request):\n    return None\n"}) == (
        UnreadViews("Django REST framework", ("v.py",)),
    )


def test_a_blueprint_of_another_module_makes_views_too() -> None:
    found = views(
        {"app/__init__.py": "", "app/bp.py": FLASK, "app/v.py": "from app.bp import bp\n@bp.get('/x')\ndef x():\n    return ''\n"}
    )
    assert found == (UnreadViews("Flask", ("app/v.py",)),)


@pytest.mark.parametrize(
    "text",
    [
        "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/x')\ndef x() -> None: ...\n",
        "from flask import current_app\ndef limit(request):\n    return current_app.config['LIMIT']\n",
        "from django.db import models\nclass View(models.Model):\n    pass\n",
        "def get(request):\n    return request\n",
        "def broken(request:\n",
    ],
)
def test_code_that_is_no_view_of_another_framework_is_not_named(text: str) -> None:
    assert views({"a.py": text}) == ()


def test_views_in_tests_are_not_named() -> None:
    assert views({"tests/test_app.py": VIEWS["Flask"]}) == ()
