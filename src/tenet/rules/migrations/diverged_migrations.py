"""The history of migrations splits, breaks or runs in a circle once the change is merged.

What it flags
    What the change brings into the history of migrations, judged as merged into the base branch as it is now: a second
    head (Alembic) or leaf (Django), a `down_revision` or dependency that names nothing, a revision id that two files
    have, a cycle. With less weight, two migrations of a Django app in a row whose names begin with the same number.

Why
    `alembic upgrade head` and `manage.py migrate` refuse to run then, in the next deployment and for everybody else.
    Two pull requests that each add a migration are both in order by themselves; only the merge has two heads.

Bad
    ```python
    # both: migrations/versions/0001_user.py
    revision = "0001"
    down_revision = None
    # both: migrations/versions/0002_order.py
    revision = "0002"
    down_revision = "0001"
    # head: migrations/versions/0003_nickname.py
    revision = "0003"
    down_revision = "0001"
    ```

Good
    ```python
    # both: migrations/versions/0001_user.py
    revision = "0001"
    down_revision = None
    # both: migrations/versions/0002_order.py
    revision = "0002"
    down_revision = "0001"
    # head: migrations/versions/0003_nickname.py
    revision = "0003"
    down_revision = "0002"
    ```

How to fix
    Let the new migration follow the head of the base branch: set its `down_revision`, or its entry in `dependencies`.
    Where both have been run somewhere already, merge them: `alembic merge heads`, `manage.py makemigrations --merge`.
    Branches of Alembic that stay apart on purpose have a label; `branches` names it, and each of them may have a head.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.domain.policy import MigrationTool
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.database.revision_graph import Problem


class Options(RuleOptions):
    branches: tuple[str, ...] = Field(
        default=(), description="Labels of Alembic branches (`branch_labels`) that stay apart: each of them has a head of its own."
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    if not facts.touches_migrations:
        yield NotApplicable("the change touches no migration")
        return
    if facts.revisions.not_applicable:
        yield NotApplicable(facts.revisions.not_applicable)
        return
    from tenet.facts.database.revision_graph import new_problems

    for history in facts.revisions.histories:
        for path in history.unread:
            yield Unknown("place in the history of migrations", "it is computed at run time", path)
        problems = new_problems(history.before, history.after, frozenset(options.branches))
        yield from (_violation(problem, history.tool) for problem in problems)


def _violation(problem: "Problem", tool: MigrationTool) -> Violation:
    from tenet.facts.database.revision_descriptions import key_of, message_of, remedy_of

    revision = problem.revision
    return Violation(
        message=message_of(problem, tool),
        remedy=remedy_of(problem, tool),
        path=revision.path,
        line=revision.line,
        key=key_of(problem),
        severity=Severity.WARNING if problem.kind == "number" else None,
        novelty=Novelty.NEW,
        data={
            "kind": problem.kind.value,
            "tool": tool.value,
            "revision": revision.key[1],
            "others": [{"revision": other.key[1], "path": other.path, "line": other.line} for other in problem.others],
            "missing": problem.missing[1] if problem.missing is not None else None,
        },
    )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="no skipped migrations",
    options=Options,
    check=check,
)
