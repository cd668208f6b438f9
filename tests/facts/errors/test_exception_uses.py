"""Who handles and who raises a class."""

import pytest
from tests.fakes.facts import facts_of

from tenet.facts.errors import exception_uses
from tenet.facts.errors.exception_uses import Uses, find_uses


def uses(*texts: str, tests: str = "") -> Uses:
    files = {f"shop/part{number}.py": text for number, text in enumerate(texts)}
    return find_uses(facts_of({}, {**files, "tests/test_shop.py": tests}).head_modules, {"Lost"})


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    pass\nexcept Lost:\n    pass\n",
        "try:\n    pass\nexcept (errors.Lost, KeyError):\n    pass\n",
        "TABLE = {Lost: 404}\n",
        "TABLE = {'Lost': 404}\n",
        "from errors import Lost as Gone\nTABLE = {Gone: 404}\n",
        "from errors import (\n    Lost as Gone,\n)\nknown = isinstance(error, Gone)\n",
        "match error:\n    case Lost():\n        pass\n",
        "code = Lost.code\n",
        "def f(kind=Lost):\n    pass\n",
    ],
)
def test_a_class_that_is_named_as_a_value_is_handled(text: str) -> None:
    assert uses(text).handled == {"Lost"}


@pytest.mark.parametrize(
    "text",
    [
        "raise Lost\n",
        "raise Lost('key')\n",
        "raise errors.Lost() from error\n",
        "from errors import Lost as Gone\nraise Gone\n",
        "error = Lost()\n",
    ],
)
def test_a_class_that_is_raised_or_made_is_not_handled_by_that(text: str) -> None:
    found = uses(text)
    assert found.handled == set()
    assert found.raised == {"Lost": {"shop/part0.py"}}


@pytest.mark.parametrize(
    "text",
    [
        "class Lost(Exception):\n    pass\n",
        "class Found(Lost):\n    '''Not Lost.'''\n",
        "class Found(\n    Lost,\n):\n    pass\n",
        "from errors import (\n    Lost,\n)\n",
        "__all__ = ['Lost']\n",
        "def f(error: Lost) -> Lost: ...\n",
        "error: 'Lost | None' = None\n",
        "# except Lost\n",
        "LostAndFound = 1\n",
    ],
)
def test_a_class_that_is_only_named_is_neither(text: str) -> None:
    found = uses(text)
    assert (found.handled, found.raised) == (set(), {})


def test_tests_do_not_count() -> None:
    assert uses("x = 1\n", tests="TABLE = {Lost: 404}\n").handled == set()


def test_a_name_that_is_everywhere_is_taken_for_handled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exception_uses, "MAX_FILES", 2)
    assert uses(*["raise Lost\n"] * 3).handled == {"Lost"}
    assert uses(*["raise Lost\n"] * 2).handled == set()
