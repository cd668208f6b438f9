"""The calls that take SQL as text."""

import ast
import re
from enum import StrEnum

from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.modules import last_name
from tenet.facts.sql.texts import Place

RUN = frozenset(
    {
        *("execute", "executemany", "executescript", "execute_many", "exec_driver_sql", "exec", "exec_sql", "execute_sql", "run_sql"),
        *("fetch", "fetchrow", "fetchval", "fetchone", "fetchall", "fetch_one", "fetch_all", "fetch_val", "fetch_row", "iterate"),
        *("scalar", "scalars", "scalar_one", "scalar_one_or_none", "stream", "stream_scalars", "query_raw", "execute_raw", "raw"),
        *("cursor", "prepare", "mogrify", "read_sql", "read_sql_query", "SQL", "from_statement", "execute_query", "execute_query_dict"),
    }
)
"""Methods that give a database what they are given."""
FRAGMENTS = frozenset({"django.db.models.expressions.RawSQL", "django.db.models.RawSQL"})
EXTRA = frozenset({"select", "where"})
INTO_TEXT = frozenset({"RawSQL", "extra"})
"""What takes any text."""
SAID = re.compile(
    r"(?i)^_?(print|echo|secho|style|debug|info|warn|warning|error|exception|critical|log|trace|add_argument|write|gettext|gettext_lazy|"
    r"ugettext|option|field|label|describe|fail|abort|append_message|send_message|notify)$|^_$"
)
"""Calls that say something to a person."""
KEYWORDS = frozenset({"", "statement", "query", "sql", "operation", "stmt", "text", "raw_query", "clause"})


class Use(StrEnum):
    """What a call does with a text."""

    QUERY = "query"
    """It runs what is a statement, if the text is one."""
    TEXT = "text"
    """It makes SQL of any text."""
    LOOSE = "loose"
    """It may run it, in a database of any kind."""
    FRAGMENT = "fragment"
    """It puts any text into a statement."""
    SAID = "said"
    """It shows it to a person."""
    OTHER = "other"


def use_of(place: Place, names: ExternalNames) -> Use:
    call = place.call
    if place.raised:
        return Use.SAID
    if call is None:
        return Use.OTHER
    last = last_name(call.func)
    if last == "extra":
        return Use.FRAGMENT if place.keyword in EXTRA else Use.OTHER
    if last in {"text", "TextClause"}:
        return Use.TEXT if _is_text(call.func, place, names) else Use.OTHER
    if last == "RawSQL":
        return Use.FRAGMENT if names.name(call.func, place.at) in FRAGMENTS else Use.OTHER
    if last == "query":
        return Use.LOOSE
    if last in RUN:
        return Use.QUERY if place.keyword in KEYWORDS else Use.OTHER
    return Use.SAID if SAID.search(last) else Use.OTHER


def _is_text(function: ast.expr, place: Place, names: ExternalNames) -> bool:
    found = names.name(function, place.at) or ""
    return found.startswith(("sqlalchemy", "sqlmodel", "flask_sqlalchemy", "alembic"))
