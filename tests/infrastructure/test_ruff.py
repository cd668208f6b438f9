"""The real ruff, as the rules get it."""

from tenet.domain.diagnostic import Diagnostic, TextEdit, Unlinted
from tenet.infrastructure.ruff import Ruff

HOSTILE = "../../etc/-rf \n.py"


def test_says_where_a_fault_stands_and_what_would_mend_it():
    (found,) = Ruff().lint({HOSTILE: b"def total():\n    print(1)\n"}, ["ANN201"])
    assert found == Diagnostic(
        "ANN201",
        HOSTILE,
        1,
        5,
        1,
        10,
        "Missing return type annotation for public function `total`",
        1,
        (TextEdit(1, 12, 1, 12, " -> None"),),
    )


def test_neither_noqa_nor_a_configuration_of_the_repository_counts():
    files = {"pyproject.toml": b'[tool.ruff.lint]\nignore = ["F403"]\n', "a.py": b"# ruff: noqa\nfrom b import *  # noqa: F403\n"}
    assert [one.path for one in Ruff().lint(files, ["F403"])] == ["a.py"]


def test_nothing_is_run_where_nothing_is_asked():
    assert Ruff(seconds=0).lint({"a.py": b"x = 1\n"}, []) == ()
    assert Ruff(seconds=0).lint({}, ["F403"]) == ()


def test_wrong_syntax_is_told_once_and_hides_no_other_file():
    wrong, found = Ruff().lint({"a.py": b"def f(:\ndef g(:\n", "b.py": b"from x import *\n"}, ["F403"])
    assert wrong == Unlinted("a.py", "ruff cannot parse it", wrong_syntax=True)
    assert isinstance(found, Diagnostic)
    assert found.path == "b.py"


def test_a_file_that_breaks_ruff_off_is_told_alone():
    """With no time at all every run breaks off: the halves are parted until each file is known."""
    found = Ruff(seconds=0).lint({"a.py": b"x = 1\n", "b.py": b"x = 1\n", "c.py": b"x = 1\n"}, ["F403"])
    assert [(type(one), one.path) for one in found] == [(Unlinted, "a.py"), (Unlinted, "b.py"), (Unlinted, "c.py")]
