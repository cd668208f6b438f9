"""The repository's coverage configuration, as coverage.py itself reads it; and what of it is at odds with the policy."""

from pathlib import Path

import pytest
from coverage.config import DEFAULT_EXCLUDE, DEFAULT_PARTIAL, DEFAULT_PARTIAL_ALWAYS, read_coverage_config
from tests.facts.coverage.real_runs import CONFIGURATIONS, PLACES
from tests.fakes.tree import FakeTree

from tenet.domain.component import Component
from tenet.domain.policy import CoverageSettings, Surroundings
from tenet.facts.coverage.configuration import CoverageConfiguration, read_configuration
from tenet.facts.coverage.disagreements import disagreements
from tenet.facts.coverage.measured import MeasuredFile, Report, ReportUnreadable
from tenet.facts.coverage.together import together
from tenet.facts.sources import Sources

EVERYTHING = """
[report]
exclude_lines =
    raise
    pragma: no cover
exclude_also = if DEBUG
partial_branches = never
partial_branches_always = while True
partial_also =
    for _
omit = a/*, b.py
    c/**/d.py
include =
    src/*
fail_under = 87.5
[run]
omit = tests/*
"""
TOML = '[tool.coverage.report]\nfail_under = 90\nomit = ["a/*"]\nexclude_also = ["if x", "if y"]\n[tool.coverage.run]\nomit = ["t/*"]\n'
CASES = [
    {},
    {".coveragerc": EVERYTHING},
    {".coveragerc": EVERYTHING.replace("[report]", "[coverage:report]")},
    {"setup.cfg": EVERYTHING.replace("[", "[coverage:")},
    {"tox.ini": EVERYTHING.replace("[", "[coverage:")},
    {"setup.cfg": EVERYTHING},
    {"pyproject.toml": TOML},
    {".coveragerc.toml": TOML.replace("tool.coverage.", "")},
    {".coveragerc": "[run]\nbranch = true\n", "pyproject.toml": TOML},
    {"setup.cfg": "[metadata]\nname = x\n", "tox.ini": "[coverage:report]\nfail_under = 3\n", "pyproject.toml": TOML},
    {"pyproject.toml": "[tool.black]\n"},
    *({".coveragerc": text} for text in CONFIGURATIONS.values()),
    *({name: text} for name, text in PLACES.items()),
]

ALL = ("domain/a.py", "domain/b.py", "domain/c.py", "domain/d.py", "domain/e.py")


@pytest.mark.parametrize("files", CASES)
def test_it_says_what_coverage_reads(files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    theirs = read_coverage_config(config_file=True, warn=lambda *_, **__: None)
    ours = read_configuration(Sources(FakeTree(files)))
    exclude = DEFAULT_EXCLUDE if ours.exclude_lines is None else ours.exclude_lines
    assert [*exclude, *ours.exclude_also] == theirs.exclude_list
    branches = DEFAULT_PARTIAL if ours.partial_branches is None else ours.partial_branches
    assert [*branches, *ours.partial_also] == theirs.partial_list
    always = DEFAULT_PARTIAL_ALWAYS if ours.partial_branches_always is None else ours.partial_branches_always
    assert list(always) == theirs.partial_always_list
    assert (list(ours.omit), list(ours.include)) == (theirs.report_omit or [], theirs.report_include or [])
    assert list(ours.run_omit) == (theirs.run_omit or [])
    assert (ours.fail_under or 0) == theirs.fail_under
    assert ours.path == (Path(theirs.config_file).name if theirs.config_file else "")


@pytest.mark.parametrize("files", [{".coveragerc": "omit = a\n"}, {"pyproject.toml": "[tool.coverage\n"}, {"setup.cfg": "[a]\n[a]\n"}])
def test_a_configuration_that_is_none_is_named(files: dict[str, str]) -> None:
    with pytest.raises(ReportUnreadable, match=next(iter(files))):
        read_configuration(Sources(FakeTree(files)))


def test_a_number_that_is_none_is_no_target() -> None:
    assert read_configuration(Sources(FakeTree({".coveragerc": "[report]\nfail_under = many\n"}))) == CoverageConfiguration(
        path=".coveragerc"
    )


def notes(files: dict[str, str], *measured: str, overall: float | None = 60) -> list[str]:
    tree = {
        **dict.fromkeys(("domain/a.py", "domain/b.py", "domain/c.py", "domain/d.py", "domain/e.py", "domain/__init__.py"), "x = 1\n"),
        **files,
    }
    file = MeasuredFile(frozenset({1}), frozenset())
    reports = [Report("r", dict.fromkeys(measured, file))]
    components = (Component("domain", ("domain/**",), coverage=80), Component("other", ("domain/**",)))
    surroundings = Surroundings(components=components, coverage=CoverageSettings(overall=overall))
    return list(disagreements(together(reports, frozenset(tree)), Sources(FakeTree(tree)), surroundings))


def test_a_target_that_differs_from_the_policys_is_told() -> None:
    setting = {"pyproject.toml": "[tool.coverage.report]\nfail_under = 90\n"}
    assert notes(setting, *ALL) == ["`pyproject.toml` fails under 90 % (`fail_under`), the policy asks for 60 %."]
    assert notes(setting, *ALL, overall=90) == []
    assert "no overall coverage" in notes(setting, *ALL, overall=None)[0]
    assert notes({}, *ALL) == []


def test_files_of_a_component_that_no_report_has_are_told() -> None:
    assert notes({}, *ALL[:4]) == [
        "Of component `domain`, 1 of 6 files are in no report (no test imports them and `source` is not set?): `domain/e.py`."
    ]
    (note,) = notes({".coveragerc": "[report]\nomit = domain/*\n"}, "domain/a.py")
    assert "4 of 6" in note
    assert "`omit` of `.coveragerc`" in note
    assert note.endswith("`domain/b.py`, `domain/c.py`, `domain/d.py` and 1 more.")


def test_a_configuration_that_cannot_be_read_is_told_and_no_fault() -> None:
    (note,) = notes({"setup.cfg": "[a]\n[a]\n"}, *ALL)
    assert note.startswith("The coverage configuration `setup.cfg` cannot be read")
