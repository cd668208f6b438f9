"""What was found of files is kept from run to run, and its loss is no fault."""

from pathlib import Path

import pytest

from tenet.infrastructure import coverage_analysis
from tenet.infrastructure.analysis_store import AnalysisStore, user_store
from tenet.infrastructure.coverage_analysis import Patterns, Recorded, analysed

PATTERNS = Patterns("# pragma: no cover", "# pragma: no branch")
SOURCE = "def f(a):\n    if a:\n        return 1\n    return 2\n"


def recorded(text: str = SOURCE, lines: tuple[int, ...] = (1, 2)) -> Recorded:
    return Recorded("a.py", text, lines, None)


def test_values_are_kept_and_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenet.infrastructure.analysis_store.MOST", 3)
    store = AnalysisStore(tmp_path / "new" / "kept.sqlite")
    assert store.get(["a"]) == {}
    store.put({"a": "1", "b": "2"})
    store.put({"c": "3", "d": "4"})
    assert AnalysisStore(store.path).get(["a", "b", "c", "d", "e"]) == {"b": "2", "c": "3", "d": "4"}


def test_many_keys_are_asked_for_in_parts(tmp_path: Path) -> None:
    store = AnalysisStore(tmp_path / "kept.sqlite")
    values = {str(number): str(number) for number in range(1_203)}
    store.put(values)
    assert store.get(list(values)) == values


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"\xff" * 200])
def test_a_file_that_is_no_store_keeps_nothing(tmp_path: Path, content: bytes) -> None:
    store = AnalysisStore(tmp_path / "kept.sqlite")
    store.path.write_bytes(content)
    store.put({"a": "1"})
    assert store.get(["a"]) == {}


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = AnalysisStore(tmp_path / "file" / "kept.sqlite")
    store.put({"a": "1"})
    assert store.get(["a"]) == {}


def test_the_store_is_in_the_folder_for_caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert user_store().path == tmp_path / "tenet" / "coverage.sqlite"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert user_store().path == tmp_path / "home" / ".cache" / "tenet" / "coverage.sqlite"


def test_a_file_is_parsed_again_only_if_its_text_what_ran_or_the_patterns_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = AnalysisStore(tmp_path / "kept.sqlite")
    parsed: list[str] = []
    genuine = coverage_analysis._figures
    monkeypatch.setattr(coverage_analysis, "_figures", lambda file, patterns: parsed.append(file.text) or genuine(file, patterns))
    (first,) = analysed([recorded()], PATTERNS, store)
    (again,) = analysed([recorded()], PATTERNS, store)
    assert (first.whole(), len(parsed)) == (again.whole(), 1)
    for other, patterns in (
        (recorded(SOURCE + "f(1)\n"), PATTERNS),
        (recorded(lines=(1, 2, 3)), PATTERNS),
        (recorded(), Patterns("return 2", "# pragma: no branch")),
        (Recorded("a.py", SOURCE, (), ((-1, 1), (1, 2))), PATTERNS),
    ):
        before = len(parsed)
        list(analysed([other], patterns, store))
        assert len(parsed) == before + 1


def test_many_sources_are_shared_out_and_come_back_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage_analysis, "ALONE", 100)
    files = [recorded(SOURCE + f"x = {number}\n" * number, lines=(number,)) for number in range(1, 21)]
    alone = [next(iter(analysed([file], PATTERNS, AnalysisStore(tmp_path / "alone.sqlite")))).whole() for file in files]
    shared = [file.whole() for file in analysed(files, PATTERNS, AnalysisStore(tmp_path / "shared.sqlite"))]
    assert shared == alone
    assert [file.covered for file in analysed(files, PATTERNS, AnalysisStore(tmp_path / "shared.sqlite"))] == [one.covered for one in alone]
