"""What a step may do that matters here, as far as it can be told. What is not known is never taken for harmless."""

import re

from tenet.doctor.shell import Words
from tenet.doctor.workflow import Step

DOWNLOAD_ARTIFACT, UPLOAD_ARTIFACT = "actions/download-artifact", "actions/upload-artifact"
UPLOAD_SARIF = "github/codeql-action/upload-sarif"
READING_ACTIONS = frozenset(
    {
        "actions/checkout",
        DOWNLOAD_ARTIFACT,
        UPLOAD_ARTIFACT,
        "actions/cache",
        "actions/cache/restore",
        "actions/cache/save",
        "astral-sh/setup-uv",
        "snok/install-poetry",
        "abatilo/actions-poetry",
        "pdm-project/setup-pdm",
        "step-security/harden-runner",
        "docker/setup-buildx-action",
        "docker/setup-qemu-action",
        UPLOAD_SARIF,
        "codecov/codecov-action",
    }
)
"""Actions that write nothing to the repository with the job's token."""
BRINGING = re.compile(r"(actions/(download-artifact|cache|cache/restore)|[^/]+/[^/]*(download|artifact|cache|restore)[^/]*)(/.*)?")
SETUP = re.compile(r"actions/setup-[a-z]+")
WRITING_WORDS = re.compile(
    r"\b(git\s+(push|tag|commit)|gh\s|hub\s|semantic-release|cz\s+bump|GITHUB_TOKEN|GH_TOKEN|curl|wget)\b", re.IGNORECASE
)
INSTALLERS = frozenset({"pip", "pip3", "pipx", "apt-get", "apt", "apk", "brew", "npm", "conda", "mamba", "corepack"})
MANAGERS = frozenset({"uv", "poetry", "pdm", "pipenv", "rye", "hatch", "python", "python3"})
MANAGER_TASKS = frozenset(
    {
        "install",
        "sync",
        "add",
        "lock",
        "pip",
        "venv",
        "python",
        "config",
        "self",
        "env",
        "tool",
        "--version",
        "-V",
        "version",
        "cache",
        "export",
    }
)
IDLE = frozenset(
    {
        *(
            "echo",
            "printf",
            "cd",
            "mkdir",
            "export",
            "set",
            "cat",
            "ls",
            "pwd",
            "true",
            "test",
            "[",
            "[[",
            "fi",
            "done",
            "source",
            ".",
            "sleep",
        ),
        *(
            "ruff",
            "mypy",
            "black",
            "isort",
            "flake8",
            "pylint",
            "pyright",
            "bandit",
            "pre-commit",
            "alembic",
            "git",
            "which",
            "chmod",
            "rm",
        ),
        *("actionlint", "ty", "basedpyright", "lint-imports", "tenet", "}", "{"),
    }
)
"""Commands that write no coverage report."""
TESTS = re.compile(r"(pytest|py\.test|tox|nox|unittest|nosetests|nose2|trial)")
TEST_TASKS = frozenset({"test", "tests", "check", "coverage", "cov", "ci", "unit", "unittest"})
TASK_RUNNERS = frozenset({"make", "just", "task", "invoke", "inv", "npm", "hatch", "poe", "bazel"})


def is_unknown(step: Step) -> bool:
    """Whether a step uses an action of which nothing is known here."""
    action = step.uses.action
    return bool(action) and action not in READING_ACTIONS and not SETUP.fullmatch(action)


def is_harmless(step: Step) -> bool:
    """Whether a step writes nothing to GitHub with the job's token."""
    if step.uses.action:
        return not is_unknown(step)
    return not WRITING_WORDS.search(step.run)


def may_bring_report(step: Step) -> bool:
    """Whether a step may leave a coverage report in the workspace: False only where it surely does not."""
    action = step.uses.action
    if action:
        return bool(BRINGING.fullmatch(action)) or is_unknown(step)
    return any(not is_idle(words) for words in step.commands)


def is_idle(words: Words) -> bool:
    """Whether a command surely writes no coverage report."""
    first = words[0]
    if first in IDLE or (first in INSTALLERS and words[1:2] not in {("run",), ("test",)}):
        return True
    return first in MANAGERS and len(words) > 1 and words[1] in MANAGER_TASKS


def is_test(words: Words) -> bool:
    """Whether a command runs tests, which may fail."""
    first = words[0].rsplit("/", 1)[-1]
    if TESTS.fullmatch(first):
        return True
    if first == "coverage":
        return words[1:2] == ("run",)
    if first in TASK_RUNNERS:
        return bool((TEST_TASKS - {"ci"} if first == "npm" else TEST_TASKS) & set(words[1:3]))  # `npm ci` installs
    return any(word.endswith("manage.py") for word in words[:2]) and "test" in words


def runs_tests(step: Step) -> bool:
    return any(is_test(words) for words in step.commands)
