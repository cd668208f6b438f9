"""Whether a text is a statement of SQL, and what it does to which table."""

import re
from dataclasses import dataclass

from tenet.facts.sql.composed import Composed

HOLE = "hole_"
LEAD = r"(?:\s|\(|--[^\n]*\n|/\*(?:[^*]|\*(?!/)){0,400}\*/)*"
NAME = r"(?P<table>[\w.\"`\[\]$#-]{1,120})"
SHAPES = (
    ("SELECT", rf"select\b.+?\bfrom\s+(?:only\s+|lateral\s+|\(\s*)*{NAME}"),
    ("INSERT", rf"(?:insert\s+(?:or\s+\w+\s+|ignore\s+|overwrite\s+)?into|replace\s+into)\s+{NAME}.*?(?:\bvalues\b|\bselect\b|\bset\b|\bdefault\b|\(|$)"),
    ("UPDATE", rf"update\s+(?:or\s+\w+\s+|only\s+)?{NAME}(?:\s+(?:as\s+)?\w+)?\s+set\b.+?="),
    ("DELETE", rf"delete\s+(?:from\s+)(?:only\s+)?{NAME}\s*(?:$|;|\)|\s(?:as\b|where\b|using\b|returning\b|limit\b|order\b|\w+\s+where\b|\w*$))"),
    ("WITH", r"with\s+(?:recursive\s+)?\w+\s*(?:\([^)]*\)\s*)?as\s+(?:(?:not\s+)?materialized\s*)?\(.*?\bfrom\s+" + NAME),
    ("MERGE", rf"merge\s+into\s+{NAME}"),
    ("TRUNCATE", rf"truncate\s+(?:table\s+)?{NAME}\s*(?:$|;|,|restart\b|cascade\b)"),
    ("DDL", rf"(?:create|drop|alter)\s+(?:or\s+replace\s+|unique\s+|temp(?:orary)?\s+)*(?:table|index|view|materialized\s+view|schema|database|role|user|sequence|type)\s+(?:if\s+(?:not\s+)?exists\s+)?{NAME}"),
)  # fmt: skip
STATEMENTS = tuple((verb, re.compile(LEAD + shape, re.IGNORECASE | re.DOTALL)) for verb, shape in SHAPES)
VERB = re.compile(LEAD + r"(?P<verb>[A-Za-z]+)")
VERBS = frozenset({"select", "insert", "replace", "update", "delete", "with", "merge", "truncate", "create", "drop", "alter"})
LONGEST = 20_000
CATALOGUES = re.compile(r"^\W*(information_schema|pg_|sqlite_|sys\.|mysql\.|performance_schema|duckdb_)", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%s|%\(\w+\)s|(?<![\w?])\?(?![|&?-])|\$\d+|@\w+")
PROSE = re.compile(r"^\W*(?:Select|Insert|Replace|Update|Delete|With|Merge|Truncate|Create|Drop|Alter)\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text does. `table` is empty where only a run tells; `condition` is a column of its WHERE that is compared."""

    verb: str
    table: str
    columns: tuple[str, ...]
    upper: bool

    @property
    def reads_catalogue(self) -> bool:
        return CATALOGUES.match(self.table) is not None


def may_be_statement(text: Composed) -> bool:
    """By its first word alone."""
    found = VERB.match(text.start[:2000])
    return found is not None and found["verb"].lower() in VERBS


def statement(text: Composed) -> Statement | None:
    """By its form: enough for what a database is given."""
    if not may_be_statement(text):
        return None
    written = text.text(HOLE)[:LONGEST]
    for verb, pattern in STATEMENTS:
        if (found := pattern.match(written)) is not None:
            table = found["table"]
            first = VERB.match(written)
            upper = first is not None and first["verb"].isupper()
            return Statement(verb, "" if HOLE in table else table.strip('"`[]').rpartition(".")[2], _columns(written), upper)
    return None


def _columns(written: str) -> tuple[str, ...]:
    """The columns that the condition compares with a value."""
    where = re.search(r"\bwhere\b(.*)", written, re.IGNORECASE | re.DOTALL)
    compared = re.findall(
        r"(?:\b\w+\.)?[\"`]?(\b[a-z_]\w*)[\"`]?\s*=\s*(?:['\"]?(?:hole_)|:\w|%s|%\(|\?|\$\d)", where[1] if where else "", re.IGNORECASE
    )
    return tuple(dict.fromkeys(column for column in compared if not column.startswith(HOLE)))[:2]


def parses(text: Composed) -> bool:
    """Whether a parser of SQL takes it, with a name or with nothing where only a run tells what stands."""
    from tenet.facts.database.sql_tables import parsed

    if PROSE.match(text.start):
        return False
    ways = (text.text(f" {HOLE} "), text.text(HOLE), text.text(" "), text.text("1"))
    return any(parsed(PLACEHOLDER.sub(":p", way), dialect) is not None for way in ways for dialect in ("postgres", "mysql", ""))
