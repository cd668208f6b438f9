"""Views of web frameworks whose routes Tenet does not follow: it reads the API contract from FastAPI and Starlette alone."""

import ast
import re
from collections.abc import Iterator

from tenet.domain.change import Side
from tenet.facts.errors.exception_classes import ancestry_of
from tenet.facts.facts import Facts
from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition

FRAMEWORKS = {
    "aiohttp": "aiohttp",
    "apiflask": "Flask",
    "bottle": "Bottle",
    "django": "Django",
    "flask": "Flask",
    "flask_openapi3": "Flask",
    "flask_restful": "Flask",
    "flask_restx": "Flask",
    "flask_smorest": "Flask",
    "litestar": "Litestar",
    "ninja": "Django Ninja",
    "quart": "Quart",
    "rest_framework": "Django REST framework",
    "sanic": "Sanic",
    "tornado": "Tornado",
}
"""By the package that a name comes from."""
ROUTING = frozenset({"route", "get", "post", "put", "patch", "delete", "head", "options", "websocket", "view", "api_view", "action"})
BASES = re.compile(
    r"aiohttp\.web\.View$|apiflask\.views\.|django\.views\.|django\.contrib\.auth\.views\.|flask\.views\.|flask_rest(ful|x)\."
    r"|litestar\.Controller$|quart\.views\.|rest_framework\.(views|viewsets|generics)\.|sanic\.views\.|tornado\.web\."
)
DECORATORS = "django.views.decorators."
REQUESTS = re.compile(r"aiohttp\.(web|web_request)\.Request\(\)$|django\.http\.(request\.)?HttpRequest\(\)$")
DJANGO_MODULES = ("django.http", "django.shortcuts")
LIKELY = re.compile(
    rb"[@.](?:route|get|post|put|patch|delete|head|options|websocket|view)\("
    rb"|\b(?:api_view|require_\w+)\b|View|Handler|Controller|\brequest\b|\bResource\b"
)
"""What the text of every view holds. The rest need not be parsed for this."""


def view_framework(facts: Facts, path: str) -> str:
    """The framework whose views a file of the head holds, the first one's; empty where it holds none."""
    if not LIKELY.search(facts.head.data(path) or b""):
        return ""
    module = facts.head_modules.parsed_at(path)
    return "" if module is None else next(_frameworks(facts.names(Side.HEAD), module), "")


def _frameworks(names: ExternalNames, module: Module) -> Iterator[str]:
    for node in module.definitions.values():
        if isinstance(node, ast.ClassDef):
            outside = sorted(ancestry_of(names.modules, Definition(module, node)).outside)
            yield from (_framework(name) for name in outside if BASES.match(name))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _of_function(node, Location(module), names)


def _of_function(node: ast.FunctionDef | ast.AsyncFunctionDef, at: Location, names: ExternalNames) -> Iterator[str]:
    for decorator in node.decorator_list:
        name = names.name(decorator.func if isinstance(decorator, ast.Call) else decorator, at) or ""
        if _framework(name) and (name.rpartition(".")[2] in ROUTING or name.startswith(DECORATORS)):
            yield _framework(name)
    first = next(iter((*node.args.posonlyargs, *node.args.args)), None)
    if first is None:
        return
    kind = names.type_name(first.annotation, at) or "" if first.annotation is not None else ""
    if REQUESTS.match(kind):
        yield _framework(kind)
    elif first.arg == "request" and first.annotation is None and _speaks_django(at.module):
        yield FRAMEWORKS["django"]


def _speaks_django(module: Module) -> bool:
    return any(one.module.startswith(DJANGO_MODULES) for one in module.imports.values())


def _framework(name: str) -> str:
    return FRAMEWORKS.get(name.partition(".")[0], "")
