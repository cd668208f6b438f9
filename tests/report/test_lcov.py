"""Coverage written as LCOV, and read again by both readers."""

from hypothesis import given
from hypothesis import strategies as st

from tenet.facts.coverage.lcov import parsed, read_lcov
from tenet.facts.coverage.measured import UNPLACED, Branches, MeasuredFile
from tenet.report.lcov import render_lcov

COMMIT = "c" * 40
LINES = st.integers(1, 9_999)
BRANCHES = st.tuples(st.integers(0, 9), st.integers(1, 9)).map(lambda pair: Branches(min(pair), pair[1]))


@st.composite
def measured_files(draw: st.DrawFn) -> MeasuredFile:
    statements = draw(st.frozensets(LINES, max_size=30))
    missing = draw(st.frozensets(st.sampled_from(sorted(statements)))) if statements else frozenset()
    return MeasuredFile(statements, missing, draw(st.dictionaries(LINES | st.just(UNPLACED), BRANCHES, max_size=10)))


@given(st.dictionaries(st.from_regex(r"[a-zé][\w /.-]{0,20}\.py", fullmatch=True), measured_files(), min_size=1, max_size=5))
def test_what_is_written_is_read_again_to_the_digit(files: dict[str, MeasuredFile]) -> None:
    written = render_lcov(files, COMMIT)
    for read in (read_lcov, parsed):
        assert {path: file.whole() for path, file in read("it", written.encode()).files.items()} == files


@given(st.dictionaries(st.sampled_from(["a.py", "b.py", "c.py"]), measured_files(), min_size=1))
def test_the_text_does_not_depend_on_the_order_of_the_files(files: dict[str, MeasuredFile]) -> None:
    assert render_lcov(files, COMMIT) == render_lcov(dict(reversed(files.items())), COMMIT)


def test_contexts_are_left_out_and_the_commit_comes_first() -> None:
    file = MeasuredFile(frozenset({1, 2}), frozenset({2}), contexts={1: frozenset({"test_secret"})})
    assert render_lcov({"a.py": file}, COMMIT) == f"TN:{COMMIT}\nSF:a.py\nDA:1,1\nDA:2,0\nLF:2\nLH:1\nend_of_record\n"


def test_a_name_with_a_line_break_begins_no_record_of_its_own() -> None:
    file = MeasuredFile(frozenset({1}), frozenset())
    assert read_lcov("it", render_lcov({"a.py": file, "b\nSF:c.py": file}, COMMIT).encode()).files.keys() == {"a.py"}
