"""Drift as it is told: what was wrong before the change, and no finding of it."""

from collections.abc import Collection, Iterator

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Violation
from tenet.domain.policy import MigrationTool
from tenet.facts.database.schema import SchemaChange


def told_drift(tool: MigrationTool, drift: Collection[SchemaChange]) -> Iterator[Violation]:
    for change in drift:
        yield _told(tool, change)


def _told(tool: MigrationTool, change: SchemaChange) -> Violation:
    from tenet.facts.database.descriptions import describe_drift
    from tenet.facts.database.snippets import COMMANDS

    origin = change.origin
    return Violation(
        message=describe_drift(change),
        remedy=f"`{COMMANDS[tool]}` tells it from the base branch alone; mend it in a change of its own.",
        path=origin.path if origin is not None else None,
        line=origin.line if origin is not None else None,
        end_line=origin.end_line if origin is not None else None,
        side=Side.BASE,
        key=f"{change.kind}/{change.table}/{change.column or ''}",
        novelty=Novelty.OLD,
        data={
            "change": {"kind": change.kind.value, "table": change.table, "column": change.column, "covered": False, "db_effect": True},
        },
    )
