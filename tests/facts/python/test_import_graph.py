"""The import graph of small repositories, and of this one against the library that import-linter reads it with."""

import time
from pathlib import Path

import grimp
import pytest
from tests.facts.python.reading import modules_of
from tests.fakes.tree import FakeTree

from tenet.facts.python.import_graph import ImportGraph, read_import_graph
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import ParsedFiles
from tenet.facts.sources import Sources

SOURCE = Path(__file__).parents[3] / "src"


def graph_of(files: dict[str, str]) -> ImportGraph:
    return read_import_graph(modules_of(files))


def edges(graph: ImportGraph, path: str) -> list[tuple[str, int, bool]]:
    return [(one.target, one.line, one.type_checking) for one in graph.modules[path].imports]


def test_an_import_leads_to_the_module_it_names_else_to_the_one_that_holds_the_name():
    graph = graph_of(
        {
            "shop/__init__.py": "",
            "shop/models.py": "",
            "shop/service.py": "from shop import models\nfrom shop.models import Order\nimport shop.models\nfrom shop import VERSION\n",
        }
    )
    assert edges(graph, "shop/service.py") == [
        ("shop/models.py", 1, False),
        ("shop/models.py", 2, False),
        ("shop/models.py", 3, False),
        ("shop/__init__.py", 4, False),
    ]


def test_relative_imports_are_read_from_a_module_and_from_a_package():
    graph = graph_of(
        {
            "src/shop/__init__.py": "from .api import app\n",
            "src/shop/api/__init__.py": "from .orders import router\nfrom .. import models\nfrom ..models import Order\n",
            "src/shop/api/orders.py": "from . import app\n",
            "src/shop/models.py": "",
        }
    )
    assert edges(graph, "src/shop/__init__.py") == [("src/shop/api/__init__.py", 1, False)]
    assert [target for target, _, _ in edges(graph, "src/shop/api/__init__.py")] == [
        "src/shop/api/orders.py",
        "src/shop/models.py",
        "src/shop/models.py",
    ]
    assert edges(graph, "src/shop/api/orders.py") == [("src/shop/api/__init__.py", 1, False)]


def test_imports_for_the_type_checker_are_marked_and_close_no_cycle():
    graph = graph_of(
        {
            "a.py": "import b\n",
            "b.py": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import a\n",
        }
    )
    assert edges(graph, "b.py") == [("a.py", 4, True)]
    assert graph.cycles == ()


def test_what_comes_from_outside_is_named_by_its_root():
    graph = graph_of({"a.py": "import google.cloud.storage\nfrom sqlalchemy.orm import Session\nimport os.path\n"})
    assert [(one.root, one.line, one.standard_library) for one in graph.modules["a.py"].externals] == [
        ("google", 1, False),
        ("sqlalchemy", 2, False),
        ("os", 3, True),
    ]


def test_a_cycle_is_told_as_its_shortest_way_around():
    graph = graph_of({"a.py": "import b\nimport c\n", "b.py": "import c\n", "c.py": "def f():\n    import a\n", "d.py": "import a\n"})
    assert graph.cycles == (("a.py", "c.py"),)


def test_a_long_chain_needs_no_deep_stack():
    files = {f"m{number}.py": f"import m{number + 1}\n" for number in range(3000)}
    assert graph_of({**files, "m3000.py": "import m0\n"}).cycles == (tuple(f"m{number}.py" for number in range(3001)),)


def test_a_file_that_shares_lines_is_read_by_the_parser_and_a_broken_one_is_told():
    graph = graph_of({"a.py": "import os; import b\n", "b.py": "", "c.py": "import a; def\n"})
    assert edges(graph, "a.py") == [("b.py", 1, False)]
    assert [(one.path, one.line) for one in graph.unread] == [("c.py", 1)]


def test_a_relative_import_that_climbs_out_of_the_repository_leads_nowhere():
    assert edges(graph_of({"a.py": "from .... import b\nfrom ...c import d\n"}), "a.py") == []


def own_tree() -> FakeTree:
    files = {f"src/{path.relative_to(SOURCE)}": path.read_bytes() for path in sorted((SOURCE / "tenet").rglob("*.py"))}
    return FakeTree(files)


def test_the_graph_of_this_repository_is_the_one_that_import_linter_sees():
    graph = read_import_graph(Modules(Sources(own_tree()), ParsedFiles()))
    names = {path: module.name for path, module in graph.modules.items()}
    ours = {(module.name, names[one.target]) for module in graph.modules.values() for one in module.imports}
    theirs = grimp.build_graph("tenet", cache_dir=None)
    expected = {(name, target) for name in theirs.modules for target in theirs.find_modules_directly_imported_by(name)}
    assert len(expected) > 500
    assert ours == expected


@pytest.mark.untraced
def test_a_thousand_modules_are_read_in_seconds():
    source = (SOURCE / "tenet/facts/python/modules.py").read_text()
    files = {f"shop/part{number % 40}/module{number}.py": f"from shop.part{(number + 1) % 40} import x\n{source}" for number in range(1000)}
    modules = modules_of(files)
    started = time.process_time()
    graph = read_import_graph(modules)
    assert time.process_time() - started < 5  # a tenth of it on a quiet machine that measures no coverage
    assert len(graph.modules) == 1000
