"""Reports on disk: found, read within bounds, and refused with a reason that names the file."""

import sqlite3
from pathlib import Path

import pytest
from coverage import CoverageData
from tests.fakes.tree import FakeTree

from tenet.core.errors import InputFault
from tenet.infrastructure.coverage_reports import demand, find_in, find_named, read_reports

XML = '<?xml version="1.0" ?><coverage><packages><package><classes><class filename="a.py"><lines>{}</lines></class></classes></package>'
XML += "</packages></coverage>"
BOMB = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><coverage>&b;</coverage>'
HOSTILE = {
    "empty.xml": b"",
    "blank.json": b"  \n",
    "truncated.xml": XML.format('<line number="1" hits="1"/>').encode()[:-60],
    "truncated.json": b'{"meta": {"format": 3}, "files": {"a.py": {"executed_lines": [1',
    "truncated.info": b"TN:\nSF:a.py\nDA:1,1\n",
    "bomb.xml": BOMB.encode(),
    "external.xml": b'<!DOCTYPE c SYSTEM "file:///etc/passwd" [<!ENTITY x SYSTEM "file:///etc/passwd">]><coverage>&x;</coverage>',
    "negative.xml": XML.format('<line number="-3" hits="1"/>').encode(),
    "absurd.xml": XML.format('<line number="99999999999" hits="1"/>').encode(),
    "word.xml": XML.format('<line number="one" hits="1"/>').encode(),
    "hits.xml": XML.format('<line number="1" hits="-1"/>').encode(),
    "other.xml": b"<testsuite/>",
    "negative.json": b'{"meta": {}, "files": {"a.py": {"executed_lines": [-1]}}}',
    "list.json": b"{}",
    "deep.json": b'{"meta": ' * 5000,
    "negative.info": b"SF:a.py\nDA:-1,1\nend_of_record\n",
    "broken.info": b"SF:a.py\nBRDA:1\nend_of_record\n",
    "latin.info": b"SF:caf\xe9.py\nDA:1,1\nend_of_record\n",
    "none.txt": b"hello",
    "not.coverage": b"SQLite format 3\0" + b"\xff" * 4096,
    "short.coverage": b"SQLite format 3\0",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_says_why_and_names_the_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name])
    found = read_reports([str(tmp_path / name)], lambda: FakeTree({"a.py": "x = 1\n"}))
    assert found.reports == ()
    (unusable,) = found.unusable
    assert name in unusable.name
    assert unusable.reason


def test_a_sqlite_file_that_is_no_coverage_data_is_named(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("create table file (id integer)")
    connection.close()
    before = (tmp_path / "other.db").read_bytes()
    (unusable,) = read_reports([str(tmp_path / "other.db")], lambda: FakeTree({})).unusable
    assert "other.db" in unusable.name
    assert (tmp_path / "other.db").read_bytes() == before


def test_line_numbers_that_no_file_has_are_refused_before_they_cost_anything(tmp_path: Path) -> None:
    data = CoverageData(basename=str(tmp_path / ".coverage"))
    data.add_lines({"a.py": [1, 2]})
    data.write()
    with sqlite3.connect(tmp_path / ".coverage") as connection:
        connection.execute("update line_bits set numbits = ?", (b"\xff" * 20_000_000,))
    connection.close()
    (unusable,) = read_reports([str(tmp_path / ".coverage")], lambda: FakeTree({"a.py": "x = 1\n"})).unusable
    assert "beyond 10,000,000" in unusable.reason


def test_a_bad_report_loses_no_good_one(tmp_path: Path) -> None:
    (tmp_path / "bad.xml").write_bytes(HOSTILE["bomb.xml"])
    (tmp_path / "good.xml").write_text(XML.format('<line number="1" hits="1"/>'))
    found = read_reports([str(tmp_path / "bad.xml"), str(tmp_path / "good.xml")], lambda: FakeTree({}))
    assert len(found.reports) == len(found.unusable) == 1


def test_a_class_that_is_written_twice_is_put_together(tmp_path: Path) -> None:
    twice = XML.format(
        '<line number="1" hits="0"/><line number="2" hits="1"/></lines></class><class filename="a.py"><lines><line number="1" hits="2"/>'
    )
    (tmp_path / "twice.xml").write_text(twice)
    (report,) = read_reports([str(tmp_path / "twice.xml")], lambda: FakeTree({})).reports
    assert (report.files["a.py"].statements, report.files["a.py"].missing) == ({1, 2}, frozenset())


def test_a_named_report_that_does_not_exist_is_the_users_to_mend(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="does not exist"):
        demand([str(tmp_path / "none.xml")])
    demand([str(tmp_path / "*.xml")])
    found, missing = find_named([str(tmp_path / "*.xml")])
    assert found == []
    assert "there is no such file" in missing[0].reason


def test_a_policys_globs_stay_in_the_repository(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    (root / "reports").mkdir(parents=True)
    (tmp_path / "outside.xml").write_text("<coverage/>")
    (root / "reports" / "a.xml").write_text("<coverage/>")
    (root / "link.xml").symlink_to(tmp_path / "outside.xml")
    assert find_in(str(root), ["reports/*.xml"]) == ([str(root / "reports" / "a.xml")], [])
    found, unusable = find_in(str(root), ["../outside.xml", "link.xml"])
    assert found == []
    assert [each.reason for each in unusable] == ["it is outside the repository"] * 2


@pytest.mark.parametrize("content", ["", "<a", "SQLite format 3\0"])
def test_what_cannot_be_used_has_the_same_name_on_every_machine(tmp_path: Path, content: str) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.xml").write_text(content)
    paths, _ = find_in(str(tmp_path), ["reports/*.xml"])
    (unusable,) = read_reports(paths, lambda: FakeTree({}), str(tmp_path)).unusable
    assert unusable.name == "`reports/a.xml`"


def test_a_report_is_called_by_its_path_from_the_repository(tmp_path: Path) -> None:
    (tmp_path / "a.info").write_text("TN:\nSF:a.py\nDA:1,1\nend_of_record\n")
    (report,) = read_reports([str(tmp_path / "a.info")], lambda: FakeTree({}), str(tmp_path)).reports
    assert report.name == "`a.info`"


def test_hidden_files_and_folders_below_are_found(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / ".coverage").write_text("x")
    assert find_in(str(tmp_path), ["**/.coverage"])[0] == [str(tmp_path / "a" / "b" / ".coverage")]
