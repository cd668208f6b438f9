# ruff: noqa: E501 (one case a line)
import ast

from tests.facts.python.reading import modules_of

from tenet.facts.python.modules import Definition, External
from tenet.facts.python.parsed_files import Unparsable

FILES = {
    "src/shop/__init__.py": "from .models import Order as Purchase\nfrom shop.models import *\n",
    "src/shop/models/__init__.py": "from .order import Order, Line\n",
    "src/shop/models/order.py": "import datetime\nfrom ..limits import MAX as LIMIT\nclass Order:\n    pass\nclass Line:\n    pass\nAlias = Order\n",
    "src/shop/limits.py": "MAX = 5\nif MAX:\n    OTHER = 1\ntry:\n    from fast import thing\nexcept ImportError:\n    thing = None\n",
    "src/shop/kit/__init__.py": "",
    "src/shop/kit/sqlalchemy.py": "class String:\n    pass\n",
    "src/shop/uses.py": "import shop.limits\nimport shop.models as m\nfrom sqlalchemy import String\nfrom shop import Purchase, limits\nfrom unknown import *\n",
    "scripts/run.py": "from shop.models.order import Order\n",
    "broken.py": "def (:\n",
}


def origin(path, name):
    modules = modules_of(FILES)
    module = modules.parsed_at(path)
    assert module is not None
    found = modules.origin(module, name)
    if isinstance(found, Definition):
        return found.module.path, getattr(found.node, "name", type(found.node).__name__)
    return found


def test_names_are_followed_through_imports_aliases_and_re_exports():
    order = "src/shop/models/order.py", "Order"
    assert origin("src/shop/uses.py", "Purchase") == order
    assert origin("src/shop/uses.py", "m.Order") == order
    assert origin("src/shop/models/order.py", "Alias") == order
    assert origin("src/shop/__init__.py", "Line") == ("src/shop/models/order.py", "Line")
    assert origin("scripts/run.py", "Order") == order


def test_relative_imports_and_modules_are_followed():
    assert origin("src/shop/models/order.py", "LIMIT") == ("src/shop/limits.py", "Assign")
    assert origin("src/shop/uses.py", "shop.limits.MAX") == ("src/shop/limits.py", "Assign")
    assert origin("src/shop/uses.py", "limits") == ("src/shop/limits.py", "NoneType")
    assert origin("src/shop/uses.py", "limits.OTHER") == ("src/shop/limits.py", "Assign")


def test_what_leads_out_of_the_repository_keeps_its_absolute_name():
    assert origin("src/shop/models/order.py", "datetime.date") == External("datetime.date")
    assert origin("src/shop/uses.py", "anything") == External("unknown.anything")


def test_a_module_inside_a_package_is_not_taken_for_a_library_of_its_name():
    assert origin("src/shop/uses.py", "String") == External("sqlalchemy.String")


def test_what_nothing_binds_is_nothing():
    assert origin("src/shop/limits.py", "NOTHING") is None
    assert modules_of(FILES).resolve(modules_of(FILES).parsed_at("src/shop/limits.py"), "NOTHING") is None


def test_a_file_that_does_not_parse_is_named_with_its_line():
    modules = modules_of(FILES)
    found = modules.at("broken.py")
    assert isinstance(found, Unparsable)
    assert (found.path, found.line) == ("broken.py", 1)
    assert modules.parsed_at("broken.py") is None
    assert modules.unparsable == (found,)
    assert modules.at("none.py") is None


def test_bytes_that_are_no_source_are_named():
    assert isinstance(modules_of({"a.py": "x = 1\0"}).at("a.py"), Unparsable)


def test_a_module_knows_its_names_lines_and_symbols():
    modules = modules_of(
        {
            "a/__init__.py": "",
            "a/b.py": "class C:\n    @property\n    def m(self):\n        return 1\n\nx = 1\nfor i in []:\n    y: int = 2\n",
        }
    )
    module = modules.parsed_at("a/b.py")
    assert (module.name, module.package, module.is_package) == ("a.b", "a", False)
    assert (module.symbol_at(2), module.symbol_at(4), module.symbol_at(6)) == ("C.m", "C.m", "")
    assert (module.line(6), module.line(99)) == ("x = 1", "")
    assert isinstance(module.definitions["C"], ast.ClassDef)
    assert modules.parsed_at("a/__init__.py").package == "a"


def test_imports_in_every_kind_of_block_are_found():
    source = "if a:\n    import b\nelse:\n    import c\ntry:\n    import d\nexcept E:\n    import e\nfinally:\n    import f\nmatch a:\n    case 1:\n        import g\ndef h():\n    import i.j as k\n"
    assert set(modules_of({"x.py": source}).parsed_at("x.py").imports) == set("bcdefgk")


def test_a_name_from_a_file_that_does_not_parse_is_nothing_that_can_be_told():
    modules = modules_of({"a.py": "from kinds import TaxType\nfrom sqlalchemy import JSON\n", "kinds.py": "class TaxType(: ...\n"})
    module = modules.parsed_at("a.py")
    assert modules.origin(module, "TaxType") is None
    assert modules.origin(module, "JSON") == External("sqlalchemy.JSON")
