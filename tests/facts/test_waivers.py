import pytest
from tests.fakes.tree import FakeTree

from tenet.facts.sources import Sources
from tenet.facts.waivers import LineWaivers, read_line_waivers

RULES = ("star-import", "raw-sql")


def read(path: str, text: str | bytes) -> LineWaivers:
    return read_line_waivers(Sources(FakeTree({path: text})), [path, "gone.py"], RULES)


def covered(path: str, text: str) -> list[tuple[int, int, int]]:
    """The line of each waiver, and the first and the last line that it covers."""
    return [(each.waiver.line, each.covers.start, each.covers.stop - 1) for each in read(path, text).waivers]


def test_a_waiver_names_its_rules_its_reason_and_its_place():
    (found,) = read("a.py", "from x import *  # tenet: allow[star-import, raw-sql] names of the package\n").waivers
    waiver = found.waiver
    assert (waiver.rules, waiver.reason) == ({"star-import", "raw-sql"}, "names of the package")
    assert (waiver.path, waiver.line, waiver.by, waiver.where, waiver.until) == ("a.py", 1, "a.py:1", "line", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1  # tenet: allow[raw-sql] why\ny = 2\n", (1, 1, 1)),
        ("x = (1,\n  2)  # tenet: allow[raw-sql] why\n", (2, 1, 2)),
        ("x = (1,  # tenet: allow[raw-sql] why\n  2)\n", (1, 1, 2)),
        ("x = (\n  # tenet: allow[raw-sql] why\n  2)\n", (2, 1, 3)),
        ("# tenet: allow[raw-sql] why\n\n# another\nx = 1\ny = 2\n", (1, 1, 4)),
        ("# tenet: allow[raw-sql] why\n@one\n@two(\n  1)\ndef f():\n    pass\n", (1, 1, 5)),
        ("@one  # tenet: allow[raw-sql] why\ndef f():\n    pass\n", (1, 1, 2)),
        ("def f():  # tenet: allow[raw-sql] why\n    pass\n", (1, 1, 1)),
        ("def f():\n    # tenet: allow[raw-sql] why\n    pass\n", (2, 2, 3)),
        ("x = (a\n  @ b)\n# tenet: allow[raw-sql] why\ny = 1\n", (3, 3, 4)),
        ("x = 1\n# tenet: allow[raw-sql] why\n", (2, 2, 2)),
        ("x = 1\n# tenet: allow[raw-sql] why\n# y = 1\n", (2, 2, 3)),
        ("x = 1 #tenet:allow[raw-sql] why\n", (1, 1, 1)),
        ("x = 1  # noqa: S608  # tenet: allow[raw-sql] why\n", (1, 1, 1)),
        ("# y = 1  # tenet: allow[raw-sql] why\nx = 1\n", (1, 1, 2)),
    ],
)
def test_in_python_a_waiver_covers_its_statement_or_the_next(text, expected):
    assert covered("a.py", text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        'x = "# tenet: allow[raw-sql] in a string"\n',
        '"""\n# tenet: allow[raw-sql] in a docstring\n"""\n',
        "x = 1  # prose about tenet: allow[raw-sql] why\n",
        "x = 1  # written as `# tenet: allow[raw-sql] why`\n",
        "x = 1  # tenet: forbid[raw-sql] why\n",
        "tenet: int = 1\n",
    ],
)
def test_what_is_no_comment_of_its_own_is_no_waiver(text):
    assert read("a.py", text) == LineWaivers()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = 1  # tenet: allow[raw-sql]\n", "it gives no reason"),
        ("x = 1  # tenet: allow[raw-sql]   \n", "it gives no reason"),
        ("x = 1  # tenet: allow[] why\n", "it names no rule"),
        ("x = 1  # tenet: allow[raw_sql, star-import] why\n", "there is no rule raw_sql"),
    ],
)
def test_a_waiver_that_cannot_waive_says_why(text, reason):
    found = read("a.py", text)
    assert found.waivers == ()
    assert [each.reason for each in found.broken] == [reason]
    assert found.broken[0].waiver.line == 1


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.sql", "SELECT 1; -- tenet: allow[raw-sql] why\n", (1, 1, 1)),
        ("a.sql", "/* tenet: allow[raw-sql] why */\n\n-- more\nSELECT 1;\n", (1, 4, 4)),
        ("a.md", "<!-- tenet: allow[raw-sql] why -->\n# Title\n", (1, 2, 2)),
        ("a.ts", "x() // tenet: allow[raw-sql] why\n", (1, 1, 1)),
        ("a.yml", "a: 1 # tenet: allow[raw-sql] why\n", (1, 1, 1)),
        ("Dockerfile", "# tenet: allow[raw-sql] why\nFROM x\n", (1, 2, 2)),
        ("a.yml", "a: 1\n# tenet: allow[raw-sql] why\n", (2, 2, 2)),
    ],
)
def test_other_files_waive_by_the_comment_of_their_kind(path, text, expected):
    assert covered(path, text) == [expected]
    assert read(path, text).waivers[0].waiver.reason == "why"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.md", "`x  # tenet: allow[raw-sql] why`\n"),
        ("a.md", "Write `<!-- tenet: allow[raw-sql] why -->` above it.\n"),
        ("a.json", '{"a": "# tenet: allow[raw-sql] why"}'),
        ("a.yml", "tenet: 1\n"),
    ],
)
def test_a_marker_of_another_kind_is_no_comment(path, text):
    assert read(path, text) == LineWaivers()


def test_python_that_cannot_be_read_waives_as_far_as_it_was_read():
    assert covered("a.py", "x = 1  # tenet: allow[raw-sql] why\ny = (\n") == [(1, 1, 1)]
    assert covered("a.py", "# tenet: allow[raw-sql] why\nx = '''\n") == [(1, 1, 1)]


def test_a_file_of_many_brackets_is_read_in_bounded_time():
    text = "x = 1\n" + "# tenet: allow[" * 50_000 + "\n" + "# " + "tenet:" * 100_000 + "\n"
    assert read("a.py", text) == LineWaivers()
    assert read("a.yml", text) == LineWaivers()


def test_files_without_a_waiver_are_not_tokenised_and_binary_ones_do_no_harm():
    assert read("a.py", b"\xff\xfe\x00 tenet: \x00") == LineWaivers()


def test_waivers_in_a_file_of_more_than_a_mebibyte_are_not_looked_for():
    text = "x = 1  # tenet: allow[raw-sql] why\n"
    assert len(read("a.py", text + "x = 1\n" * 1000).waivers) == 1
    assert read("a.py", text + "x = 1\n" * 200_000) == LineWaivers()
