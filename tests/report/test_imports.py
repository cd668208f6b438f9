"""The import graph, for people."""

from tests.fakes.tree import FakeTree

from tenet.facts.python.imports_document import imports_document
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import ParsedFiles
from tenet.facts.sources import Sources
from tenet.report.imports import imports_text

SHOP = {
    "shop/__init__.py": "",
    "shop/api.py": "import os\nimport fastapi\n\nfrom shop import models\n",
    "shop/models.py": "from typing import TYPE_CHECKING\n\nfrom shop import tasks\n\nif TYPE_CHECKING:\n    import shop.api\n",
    "shop/tasks.py": "import celery\n\nimport shop.models\n",
}


def text(files: dict[str, str]) -> str:
    return imports_text(imports_document(Modules(Sources(FakeTree(files)), ParsedFiles())))


def test_modules_externals_and_cycles_are_shown() -> None:
    assert text(SHOP).split("\n") == [
        "shop  shop/__init__.py",
        "",
        "shop.api  shop/api.py",
        "     4  shop.models",
        "",
        "shop.models  shop/models.py",
        "     3  shop.tasks",
        "     6  shop.api  for type checking",
        "",
        "shop.tasks  shop/tasks.py",
        "     3  shop.models",
        "",
        "externals",
        "  celery  in 1 module",
        "  fastapi  in 1 module",
        "",
        "cycles",
        "  shop.models -> shop.tasks -> shop.models",
        "",
    ]


def test_code_without_modules_has_no_graph() -> None:
    assert text({"README.md": "# Shop\n"}) == "no modules\n"
