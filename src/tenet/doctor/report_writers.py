"""Which coverage reports the commands of a job write, and where.

Sources: the documentation of pytest-cov (`--cov-report=TYPE:DEST`) and of coverage.py (`coverage xml -o`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import isabs, join, normpath

from tenet.doctor.shell import Words
from tenet.doctor.step_effects import TESTS
from tenet.doctor.workflow import Job, Step, Workflow, is_static, mapping, word
from tenet.facts.sources import Sources
from tenet.policy.nodes import Node

DEFAULT_FILES = {"xml": "coverage.xml", "json": "coverage.json", "lcov": "coverage.lcov"}
DATA_FILE = ".coverage"
CONFIGURATIONS = ("pyproject.toml", "setup.cfg", "tox.ini", "pytest.ini", ".pytest.ini", ".coveragerc", "pytest.toml", ".coveragerc.toml")
HOST_FOLDERS = ("/", "~", "..", "$HOME", "${HOME}", "$RUNNER_TEMP", "${RUNNER_TEMP}", "${{ runner.temp }}")
WORKSPACE = re.compile(r"^(\$\{\{\s*github\.workspace\s*\}\}|\$\{?GITHUB_WORKSPACE\}?|/github/workspace)/")
RUNNERS_FOLDER = "/home/runner/work/"  # tenet: allow[hardcoded-config] a place of GitHub, which text is held against
"""Where GitHub's own runners have workspaces. A path there at the start of an input is led into the container by the runner
(`TranslateToContainerPath` in actions/runner)."""


@dataclass(frozen=True, slots=True)
class Written:
    """One report that a command writes; `path` is from the workspace, or absolute."""

    step: Step
    kind: str
    path: str


def reports_written(step: Step, folder: str) -> Iterator[Written]:
    """`folder` is the working directory of the step, from the workspace."""
    for words in step.commands:
        for kind, path in _of_command(words):
            named = in_workspace(path)
            yield Written(step, kind, named if named != path or _is_elsewhere(path) else normpath(join(folder, path)))


def _of_command(words: Words) -> Iterator[tuple[str, str]]:
    first = words[0].rsplit("/", 1)[-1]
    if first == "coverage" and words[1:2] and words[1] in DEFAULT_FILES:
        yield words[1], _value_of(words, ("-o",)) or DEFAULT_FILES[words[1]]
    elif first == "coverage" and words[1:2] in {("run",), ("combine",)}:
        yield "data", DATA_FILE
    elif TESTS.fullmatch(first) and any(each == "--cov" or each.startswith("--cov=") for each in words):
        yield "data", DATA_FILE
        for asked in _values_of(words, "--cov-report"):
            kind, _, path = asked.partition(":")
            if kind in DEFAULT_FILES:
                yield kind, path or DEFAULT_FILES[kind]


def _values_of(words: Words, option: str) -> Iterator[str]:
    for at, each in enumerate(words):
        if each.startswith(f"{option}="):
            yield each.partition("=")[2]
        elif each == option and at + 1 < len(words):
            yield words[at + 1]


def _value_of(words: Words, options: tuple[str, ...]) -> str:
    return next((value for option in options for value in _values_of(words, option)), "")


def _is_elsewhere(path: str) -> bool:
    return isabs(path) or path.startswith(("~", "$"))


def is_outside(path: str) -> bool:
    """Whether a path of the job is not visible inside the action's container, which has the workspace alone."""
    return path.startswith(HOST_FOLDERS) and not path.startswith((RUNNERS_FOLDER, "/github/workspace/"))


def in_workspace(path: str) -> str:
    """The path from the workspace, where it names the workspace itself."""
    return WORKSPACE.sub("", path)


def folder_of(step: Step, job: Job, workflow: Workflow) -> str | None:
    """The working directory of a step, from the workspace; None where it cannot be told."""
    defaults = [_default_folder(job.node.get("defaults")), _default_folder(workflow.root.get("defaults"))] if step.outer is None else []
    own = word(step.node.get("working-directory"))
    found = next(filter(None, (own, *defaults)), "")
    leaves = any(words[0] in {"cd", "pushd"} for words in step.commands)
    return None if leaves or not is_static(found) or _is_elsewhere(found) else found


def _default_folder(node: Node | None) -> str:
    defaults = mapping(node)
    run = mapping(defaults.get("run")) if defaults else None
    return word(run.get("working-directory")) if run else ""


def configured_elsewhere(sources: Sources) -> bool:
    """Whether a configuration file says what reports are written: the commands alone do not tell then."""
    paths = [path for path in sources.files if path.rsplit("/", 1)[-1] in CONFIGURATIONS]
    sources.load(paths)
    signs = ("--cov", "xml]", "json]", "data_file")
    return any(sign in text for sign in signs for text in (sources.text(path) or "" for path in paths))
