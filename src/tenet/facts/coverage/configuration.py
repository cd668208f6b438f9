"""The repository's own coverage configuration, read as data: no plugin is loaded, no variable of the environment put in.

Source: coverage.py's "Configuration reference": the files and their order, and which options are lists of what.
"""

import configparser
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from tenet.facts.coverage.measured import ReportUnreadable
from tenet.facts.sources import Sources

FILES = (".coveragerc", ".coveragerc.toml", "setup.cfg", "tox.ini", "pyproject.toml")
OWN = frozenset({".coveragerc", ".coveragerc.toml"})
Option = str | int | float | bool | list[str]
Section = Mapping[str, Option]


@dataclass(frozen=True, slots=True)
class CoverageConfiguration:
    """`path` is empty where there is none. The patterns of lines are regular expressions; None stands for the default."""

    path: str = ""
    exclude_lines: tuple[str, ...] | None = None
    exclude_also: tuple[str, ...] = ()
    partial_branches: tuple[str, ...] | None = None
    partial_branches_always: tuple[str, ...] | None = None
    partial_also: tuple[str, ...] = ()
    omit: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    run_omit: tuple[str, ...] = ()
    fail_under: float | None = None


def read_configuration(sources: Sources) -> CoverageConfiguration:
    """Of the first file that is coverage.py's own or says anything of coverage. Raises ReportUnreadable."""
    for path in FILES:
        text = sources.text(path)
        if text is None:
            continue
        try:
            run, report = _toml(text, path in OWN) if path.endswith(".toml") else _ini(text, path in OWN)
        except (configparser.Error, tomllib.TOMLDecodeError) as error:
            raise ReportUnreadable(f"the coverage configuration `{path}` cannot be read: {error}") from error
        if path in OWN or run or report:
            return _configuration(path, run, report)
    return CoverageConfiguration()


def _ini(text: str, own: bool) -> tuple[Section, Section]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    run, report = (next((dict(parser[one]) for one in _names(name, own) if parser.has_section(one)), {}) for name in ("run", "report"))
    return run, report


def _names(section: str, own: bool) -> tuple[str, ...]:
    return (f"coverage:{section}", section) if own else (f"coverage:{section}",)


def _toml(text: str, own: bool) -> tuple[Section, Section]:
    document = tomllib.loads(text)
    found = document.get("tool", {}).get("coverage", document if own else {})
    run, report = (found.get(name, {}) for name in ("run", "report"))
    return run, report


def _configuration(path: str, run: Section, report: Section) -> CoverageConfiguration:
    return CoverageConfiguration(
        path=path,
        exclude_lines=_lines(report, "exclude_lines"),
        exclude_also=_lines(report, "exclude_also") or (),
        partial_branches=_lines(report, "partial_branches"),
        partial_branches_always=_lines(report, "partial_branches_always"),
        partial_also=_lines(report, "partial_also") or (),
        omit=_list(report, "omit"),
        include=_list(report, "include"),
        run_omit=_list(run, "omit"),
        fail_under=_number(report.get("fail_under")),
    )


def _lines(section: Section, option: str) -> tuple[str, ...] | None:
    value = section.get(option)
    if isinstance(value, list):
        return tuple(str(each) for each in value)
    return tuple(line.strip() for line in value.split("\n") if line.strip()) if isinstance(value, str) else None


def _list(section: Section, option: str) -> tuple[str, ...]:
    """Separated by commas or line ends."""
    value = section.get(option)
    if isinstance(value, list):
        return tuple(str(each) for each in value)
    parts = value.replace("\n", ",").split(",") if isinstance(value, str) else []
    return tuple(part.strip() for part in parts if part.strip())


def _number(value: Option | None) -> float | None:
    try:
        return float(value) if isinstance(value, str | int | float) else None
    except ValueError:
        return None
