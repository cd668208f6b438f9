"""Small repositories for tests of what names and expressions stand for."""

import ast
from collections.abc import Mapping

from tests.fakes.tree import FakeTree

from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import ParsedFiles
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Value
from tenet.facts.sources import Sources


def modules_of(files: Mapping[str, str]) -> Modules:
    return Modules(Sources(FakeTree(files)), ParsedFiles())


def value_of(expression: str, source: str = "", more: Mapping[str, str] | None = None) -> Value:
    """What an expression in `app/main.py` stands for."""
    modules = modules_of({"app/__init__.py": "", "app/main.py": source, **(more or {})})
    module = modules.parsed_at("app/main.py")
    assert module is not None
    return Interpreter(modules).evaluate(ast.parse(expression, mode="eval").body, Scope(module))
