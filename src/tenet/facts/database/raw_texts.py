"""The text of raw SQL among the arguments of a call."""

import re

from tenet.facts.database.steps import Step, StepKind
from tenet.facts.python.values import Bound, Call, Computed, Missing, Symbol, Value

TEXTS = frozenset({"text", "DDL", "literal_column"})
SQL = re.compile(
    r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*|\()*(?:alter|create|drop|insert|update|delete|select|with|do|comment|grant|revoke|set|reset|"
    r"truncate|merge|lock|vacuum|analyze|reindex|cluster|refresh|call|commit|begin|rename|copy|replace|pragma|use|rollback)\b",
    re.IGNORECASE | re.DOTALL,
)
"""How a text begins that is SQL with parts left to a run, and no source of Python."""


READS = re.compile(r"\s*\(?(?:select|with|show|explain|set|reset|begin|commit|rollback|lock|analyze|vacuum|pragma)\b", re.IGNORECASE)


def sql_text(value: Value | Missing) -> str | None:
    """The text of a raw statement, parts that only a run can tell in braces; None for what is none."""
    match value:
        case str():
            return value
        case Computed(text=text) if SQL.match(text):
            return text
        case Call(function=Symbol(), last=name, arguments=(first, *_)) if name in TEXTS:
            return sql_text(first)
        case Call(function=Bound(target=target)):  # `text(...).bindparams(...)`
            return sql_text(target)
        case _:
            return None


def only_reads(step: Step) -> bool:
    """Whether a raw statement leaves nothing behind that could be undone."""
    return step.kind is StepKind.OTHER and READS.match(step.sql) is not None
