"""What of a changed module is looked at."""

from collections.abc import Mapping

from tests.fakes.facts import facts_of

from tenet.domain.change import Side
from tenet.facts.flows.extent import Extent, extent_of

BASE = """
from shop.tools import run

LIMIT = 3


def convert(name):
    run(["convert", name])


def other(name):
    return name


class Mail:
    def send(self):
        return LIMIT
"""


def extent(head: str, base: str = BASE) -> Extent:
    facts = facts_of({"shop/a.py": base}, {"shop/a.py": head})
    return extent_of(facts.change.files[0], facts.base_modules.parsed_at("shop/a.py"), facts.head_modules.parsed_at("shop/a.py"))


def names(found: Extent) -> tuple[list[str], list[str]]:
    base, head = ([getattr(node, "name", "-") for node in side] for side in (found.base, found.head))
    return base, head


def test_a_function_that_changes_is_looked_at_on_both_sides():
    assert names(extent(BASE.replace("return name", "return name + name"))) == (["-", "-", "other"], ["-", "-", "other"])


def test_what_names_a_changed_import_is_looked_at_too():
    head = BASE.replace("from shop.tools import run", "from subprocess import run")
    assert names(extent(head)) == (["-", "-", "convert"], ["-", "-", "convert"])


def test_what_names_a_changed_constant_is_looked_at_too():
    assert names(extent(BASE.replace("LIMIT = 3", "LIMIT = 4")))[1] == ["-", "-", "Mail"]


def test_a_function_that_is_gone_or_new_is_looked_at_where_it_is():
    head = BASE.replace("def other(name):\n    return name\n", "def another(name):\n    return [name]\n")
    assert names(extent(head)) == (["-", "-", "other"], ["-", "-", "another"])


def test_a_file_without_a_counterpart_is_looked_at_whole():
    facts = facts_of({}, {"shop/a.py": BASE})
    found = extent_of(facts.change.files[0], None, facts.head_modules.parsed_at("shop/a.py"))
    assert (len(found.base), len(found.head)) == (0, 5)


def test_where_many_names_change_everything_is_looked_at():
    head = BASE + "".join(f"NAME_{number} = {number}\n" for number in range(300))
    assert len(extent(head).head) == 305


def calls(base: Mapping[str, str], head: Mapping[str, str]) -> list[str]:
    facts = facts_of(base, head)
    return [call.name for found in facts.flows.calls(Side.HEAD).values() for call in found]


def test_an_import_that_gives_an_untouched_function_another_meaning_is_seen():
    head = BASE.replace("from shop.tools import run", "from subprocess import run")
    assert calls({"shop/a.py": BASE}, {"shop/a.py": head}) == ["subprocess.run"]


def test_calls_of_untouched_functions_are_not_read():
    base = BASE.replace("from shop.tools import run", "from subprocess import run")
    assert calls({"shop/a.py": base}, {"shop/a.py": base.replace("return name", "return name + name")}) == []
