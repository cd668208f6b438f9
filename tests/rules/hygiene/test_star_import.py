"""`star-import`, beside the examples of its manual page."""

import ast

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.finding import Novelty, Unknown, Violation
from tenet.rules.hygiene.star_import import RULE, Options


def outcomes(source: str | bytes) -> list[Unknown | Violation]:
    text = source if isinstance(source, str) else source.decode("latin-1")
    return list(RULE.run(facts_of({}, {"app.py": text}), Options()))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "source",
    [
        "from a import *\n",
        "from a import*\n",
        "from a import \\\n  *\n",
        "from a import\t\x0c *  # all\n",
        "if x:\n    from .a import *\n",
        "try:\n    pass\nexcept E:\n    from .. import *\n",
        "match x:\n    case 1:\n        from a import *\n",
        "# -*- coding: utf-7 -*-\nfrom a import +ACo-\n",
    ],
)
def test_a_star_import_is_found_however_it_is_written(source: str) -> None:
    (found,) = outcomes(source)
    assert isinstance(found, Violation)


@pytest.mark.parametrize("source", ["x = 'from a import *'\n", "from a import (b)\nc = d * e\n", "# import *\n", "important = 2 * 3\n", ""])
def test_text_that_reads_like_one_is_none(source: str) -> None:
    assert outcomes(source) == []


def test_a_file_that_may_hold_one_and_cannot_be_parsed_is_unknown() -> None:
    (found,) = outcomes("from a import *\ndef (:\n")
    assert isinstance(found, Unknown)
    assert outcomes("def (:\n") == []


MODELS = """\
import os
from decimal import Decimal
class Order: ...
class Line(Order): ...
def load(path): return os.path.join(path, _root)
_root = "/"
LIMIT = Decimal(10)
"""


def suggested(source: str, **others: str) -> str | None:
    """What is suggested for the star import of `shop/service.py`, applied: the file as it would be."""
    head = {"shop/__init__.py": "", "shop/models.py": MODELS, "shop/service.py": source, **{f"shop/{n}.py": t for n, t in others.items()}}
    (found,) = [
        one for one in RULE.run(facts_of({}, head), Options()) if isinstance(one, Violation) and one.path == "shop/service.py"
    ]  # fmt: skip
    if found.suggestion is None or found.line is None:
        return None
    lines = source.split("\n")
    lines[found.line - 1 : found.end_line] = found.suggestion.split("\n")
    after = "\n".join(lines)
    ast.parse(after)
    head["shop/service.py"] = after
    assert [one for one in RULE.run(facts_of({}, head), Options()) if isinstance(one, Violation) and one.path == "shop/service.py"] == []
    return after


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("from shop.models import *\ndef pay(order):\n    return Order(LIMIT)\n", "from shop.models import LIMIT, Order"),
        ("from .models import *\nx = load('a')\n", "from .models import load"),
        ("from shop.models import *  # all of it\nx = Line()\n", "from shop.models import Line  # all of it"),
        ("if True:\n    from shop.models import *\nx = Line()\n", "    from shop.models import Line"),
        ("from shop.models import \\\n    *\nx = Line()\n", "from shop.models import Line"),
        ("from shop.models import *\ndef pay(order: 'Order | None') -> None: ...\n", "from shop.models import Order"),
        (
            "from __future__ import annotations\nfrom shop.models import *\ndef pay(o: Order) -> None: ...\n",
            "from shop.models import Order",
        ),
        ("from shop.models import *\nclass A:\n    x = 1\n    y = x\n    z = Order\n", "from shop.models import Order"),
        ("import os\nfrom shop.models import *\nx = [Order for load in os.environ if load]\n", "from shop.models import Order"),
        ("from shop.models import *\nx = Decimal(print(1))\n", "from shop.models import Decimal"),
    ],
)
def test_the_suggestion_names_what_is_used(source: str, line: str):
    after = suggested(source)
    assert after is not None
    assert line in after.split("\n")


def test_a_long_list_stands_line_by_line():
    names = [f"quite_a_long_name_{number}" for number in range(6)]
    after = suggested(f"from shop.names import *\nx = [{', '.join(names)}]\n", names="".join(f"{name} = 1\n" for name in names))
    assert after is not None
    assert after.startswith("from shop.names import (\n    quite_a_long_name_0,\n")
    assert "\n    quite_a_long_name_5,\n)\n" in after


def test_a_list_of_public_names_says_what_a_star_brings():
    source = "from shop.kinds import *\nx = _Order, Line\n"
    assert suggested(source, kinds="__all__ = ['_Order', 'Line']\n_Order = Line = Other = 1\n") is not None
    assert suggested(source, kinds="__all__ = ['Line']\n_Order = Line = 1\n") is None
    assert suggested(source, kinds="__all__ = ['_Order', 'Line']\n__all__ += more()\n_Order = Line = 1\n") is None
    assert suggested(source, kinds="__all__ = names()\n_Order = Line = 1\n") is None


@pytest.mark.parametrize(
    "source",
    [
        "from shop.models import *\nx = 1\n",
        "from shop.models import *\nx = Order(Missing)\n",
        "from shop.models import *\nfrom shop.models import *\nx = Order\n",
        "from shop.models import *\nfrom elsewhere import *\nx = Order\n",
        "from elsewhere import *\nx = Order\n",
        "from shop.models import *\n__all__ = ['Order']\nx = Order\n",
        "from shop.models import *\nx = globals()[Order]\n",
        "from shop.models import *\ndef __getattr__(name): return Order\n",
        "from shop.models import *\nOrder = wrap(Order)\nx = Line\n",
        "from shop.models import *\nclass A:\n    Order = Order\n    x = Line\n",
        "from shop.models import *; x = Order\n",
        "import shop.os as os\nfrom shop.models import *\nx = Order(os)\n",
        "from shop.models import *\nx = _root\n",
    ],
)
def test_there_is_no_suggestion_where_not_all_can_be_known(source: str):
    if source.count("*") == 1:
        assert suggested(source) is None
    else:
        found = list(RULE.run(facts_of({}, {"shop/models.py": MODELS, "shop/a.py": source}), Options()))
        assert [one.suggestion for one in found if isinstance(one, Violation)] == [None, None]


def test_a_module_that_others_read_its_own_names_from_has_a_suggestion():
    source = "from shop.models import *\ndef pay(): return Order()\n"
    assert (
        suggested(source, user="from shop import service\nservice.pay()\n") == "from shop.models import Order\ndef pay(): return Order()\n"
    )
    assert suggested(source, user="from shop import service\nservice.pay()\nprint(service.Line)\n") is None


@pytest.mark.parametrize(
    "user",
    [
        "from shop.service import Line\n",
        "from shop.service import *\n",
        "from shop import service\n",
        "import shop.service as s\n",
        "import shop.service\nshop.service.Line()\n",
        "def (:  # service import\n",
    ],
)
def test_there_is_no_suggestion_where_another_module_may_take_a_name_from_here(user: str):
    source = "from shop.models import *\ndef pay(): return Order()\n"
    assert suggested(source, user=user) is None
    assert suggested(source, user="from shop.service import pay\n") is not None


def test_a_package_passes_names_on_and_gets_no_suggestion():
    head = {"shop/__init__.py": "from .models import *\nx = Order\n", "shop/models.py": MODELS}
    (found,) = [one for one in RULE.run(facts_of({}, head), Options()) if isinstance(one, Violation)]
    assert found.suggestion is None


BEFORE = "import os\nfrom shop.fixtures import *  # noqa: F403\nfrom shop.models import *\n"


@pytest.mark.parametrize(
    ("source", "novelty"),
    [
        ("import os\nfrom shop.fixtures import *\nfrom shop.models import *\n", [Novelty.BASELINE, Novelty.BASELINE]),
        ("from shop.models import *\nimport os\nfrom shop.fixtures import *\n", [Novelty.BASELINE, Novelty.BASELINE]),
        (f"{BEFORE}from shop.tables import *\n", [Novelty.BASELINE, Novelty.BASELINE, Novelty.BY_LINE]),
        ("import os\nfrom shop.fixtures import *\nfrom .models import *\n", [Novelty.BASELINE, Novelty.BY_LINE]),
    ],
)
def test_a_star_import_that_stood_there_before_is_not_new(source: str, novelty: list[Novelty]):
    found = RULE.run(facts_of({"shop/service.py": BEFORE}, {"shop/service.py": source}), Options())
    assert [one.novelty for one in found if isinstance(one, Violation)] == novelty


def test_a_file_that_moves_keeps_its_star_imports():
    found = RULE.run(facts_of({"shop/service.py": BEFORE}, {"shop/pay/service.py": BEFORE.replace("  # noqa: F403", "")}), Options())
    assert [one.novelty for one in found if isinstance(one, Violation)] == [Novelty.BASELINE, Novelty.BASELINE]


def test_the_remedy_names_the_import_for_the_effect_alone():
    (found,) = outcomes("from shop.tables import *\ntarget = Base.metadata\n")
    assert isinstance(found, Violation)
    assert "`import shop.tables`" in found.remedy


def test_the_remedy_of_a_package_speaks_of_what_it_passes_on():
    found = RULE.run(facts_of({}, {"shop/models/__init__.py": "from .order import *\n"}), Options())
    assert [one.remedy for one in found if isinstance(one, Violation)] == ["Import by name what the package passes on."]
