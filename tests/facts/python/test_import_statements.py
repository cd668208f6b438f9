"""Imports found without parsing, against imports that Python's own parser finds."""

import ast
import sysconfig
import warnings
from pathlib import Path

import pytest

from tenet.facts.python.import_statements import ImportStatement, parsed_imports, scan_imports
from tenet.facts.sources import decoded

STANDARD_LIBRARY = Path(sysconfig.get_paths()["stdlib"])


def shown(statements: tuple[ImportStatement, ...] | None) -> list[tuple[str, int, bool]] | None:
    return None if statements is None else [(ast.unparse(one.node), one.line, one.type_checking) for one in statements]


def parsed(text: str) -> list[tuple[str, int, bool]] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return shown(parsed_imports(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        '"""Orders.\n\nimport prose\nfrom nowhere import nothing\n"""\nimport os\n',
        "import os, sys as system\nfrom . import models\nfrom ..core.settings import (\n    Settings,  # the (only) one\n    load,\n)\n",
        "from a import b, \\\n    c\nimport d\n",
        "def f():\n    import lazily\n    return '''\nimport quoted\n'''\n",
        "x = 'it\\'s'  # import comment\nimport real\n",
        'q = "\\\nimport continued"\nimport real\n',
        "try:\n    import orjson as json\nexcept ImportError:\n    import json\n",
        "if TYPE_CHECKING:\n    from a import A\n\n    # why\n    from b import (\n        B,\n    )\nelse:\n    A = None\nimport c\n",
        "import typing as t\n\nif t.TYPE_CHECKING:\n    import a\nclass X:\n    import b\n",
        "from x import *\r\nimport y\r\n",
        "import first",
    ],
)
def test_imports_are_found_as_the_parser_finds_them(text: str) -> None:
    plain = decoded(text.encode())
    assert parsed(plain)
    assert shown(scan_imports(plain)) == parsed(plain)


@pytest.mark.parametrize("text", ["import a; import b\n", "if x: import a\n", "raise (E\nfrom e)\n"])
def test_what_shares_a_line_or_only_looks_like_an_import_is_left_to_the_parser(text: str) -> None:
    assert scan_imports(text) is None


@pytest.mark.parametrize("each", [5, pytest.param(1, marks=pytest.mark.nightly)])
def test_every_import_of_the_standard_library_is_found(each: int) -> None:
    wrong, scanned = [], 0
    paths = sorted(STANDARD_LIBRARY.glob("*.py")) + sorted(STANDARD_LIBRARY.glob("[a-km-z]*/*.py"))
    for path in [path for path in paths if "site-packages" not in path.parts][::each]:
        text = decoded(path.read_bytes())
        found = shown(scan_imports(text))
        scanned += found is not None
        if found is not None and found != parsed(text):
            wrong.append(path.name)
    assert wrong == []
    assert scanned > 500 / each
