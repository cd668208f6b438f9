"""Whether a text is a statement of SQL, and what it does to which table."""

import re
from dataclasses import dataclass

from tenet.facts.sql.composed import Composed

HOLE = "hole_"
LEAD = r"(?:\s|\(|--[^\n]*\n|/\*(?:[^*]|\*(?!/)){0,400}\*/)*"
NAME = r"(?P<table>[\w.\"`\[\]$#-]{1,120})"
END = r"\s*(?:$|;|\))"
DEFINED = r"(?:table|index|view|materialized\s+view|schema|database|role|user|sequence|type)"
SHAPES = (
    ("SELECT", rf"select\b.+?\bfrom\s+(?:only\s+|lateral\s+|\(\s*)*{NAME}"),
    (
        "INSERT",
        rf"(?:insert\s+(?:or\s+\w+\s+|ignore\s+)?into|replace\s+into)\s+{NAME}.*?(?:\bvalues\b|\bselect\b|\bset\b|\(|$)",
    ),
    ("UPDATE", rf"update\s+(?:or\s+\w+\s+|only\s+)?{NAME}(?:\s+(?:as\s+)?\w+)?\s+set\b.+?="),
    ("DELETE", rf"delete\s+from\s+(?:only\s+)?{NAME}(?:{END}|\s+(?:\w+\s+)?(?:as|where|using|returning|limit|order)\b|\s+\w+{END})"),
    ("WITH", rf"with\s+(?:recursive\s+)?\w+\s*(?:\([^)]*\)\s*)?as\s+(?:(?:not\s+)?materialized\s*)?\(.*?\bfrom\s+{NAME}"),
    ("MERGE", rf"merge\s+into\s+{NAME}"),
    ("TRUNCATE", rf"truncate\s+(?:table\s+)?{NAME}(?:{END}|\s*(?:,|restart\b|cascade\b))"),
    ("DDL", rf"(?:create|drop|alter)\s+(?:or\s+replace\s+|unique\s+|temp(?:orary)?\s+)*{DEFINED}\s+(?:if\s+(?:not\s+)?exists\s+)?{NAME}"),
)
STATEMENTS = tuple((verb, re.compile(LEAD + shape, re.IGNORECASE | re.DOTALL)) for verb, shape in SHAPES)
VERB = re.compile(LEAD + r"(?P<verb>[A-Za-z]+)")
VERBS = frozenset({"select", "insert", "replace", "update", "delete", "with", "merge", "truncate", "create", "drop", "alter"})
OBJECT = "s3object"
"""What S3 calls a file that it searches: no table, and nothing can be bound."""
COMPARED = re.compile(
    r"(?<![\w.])(?:(?P<of>\w+)\.)?[\"`]?(?P<column>\b[a-z_]\w*)[\"`]?\s*=\s*(?:['\"]?(?:hole_)|:\w|%s|%\(|\?|\$\d)", re.IGNORECASE
)
LONGEST = 20_000
MOST_FAILED = 50
CATALOGUES = re.compile(
    r"^\W*(information_schema|alembic_version|django_migrations|pg_|sqlite_|sys\.|mysql\.|performance_schema|duckdb_)", re.IGNORECASE
)
PLACEHOLDER = re.compile(r"%s|%\(\w+\)s|(?<![\w?])\?(?![|&?-])|\$\d+|@\w+")
NAMED = re.compile(r"\{\w{0,40}\}")
"""What psycopg puts identifiers in place of."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text does. `table` is empty where none is named; `columns` are those that its condition compares with a value."""

    verb: str
    table: str
    dynamic: bool
    """Only a run tells which table it is."""
    columns: tuple[str, ...]
    upper: bool
    written: str

    @property
    def model(self) -> str:
        """The table's own name, without schema and quotes."""
        return re.split(r"\.", self.table)[-1].strip('"`[]')

    @property
    def reads_catalogue(self) -> bool:
        return CATALOGUES.match(self.table) is not None


def may_be_statement(text: Composed) -> bool:
    """By its first word alone. With a capital it begins a sentence for people."""
    found = VERB.match(text.start[:2000])
    return found is not None and found["verb"].lower() in VERBS and (found["verb"].isupper() or found["verb"].islower())


def statement(text: Composed) -> Statement | None:
    """By its form: enough for what a database is given."""
    if not may_be_statement(text):
        return None
    written = NAMED.sub(HOLE, text.text(HOLE))[:LONGEST]
    for verb, pattern in STATEMENTS:
        if (found := pattern.match(written)) is not None and found["table"].lower() != OBJECT:
            table = found["table"]
            first = VERB.match(written)
            upper = first is not None and first["verb"].isupper()
            named = HOLE not in table and table.lower() not in {"select", "values"} and not written.startswith("(", found.end("table"))
            return Statement(verb, table if named else "", HOLE in table, _columns(written, table), upper, written)
    return None


def _columns(written: str, table: str) -> tuple[str, ...]:
    """The columns of the table that the condition compares with a value."""
    where = re.search(r"\bwhere\b(.*)", written, re.IGNORECASE | re.DOTALL)
    found = list(COMPARED.finditer(where[1])) if where is not None else []
    own = {"", table.lower()}
    if any((one["of"] or "").lower() not in own for one in found):  # a pattern of its own for each table takes long to make
        alias = re.search(rf"{re.escape(table)}[\"`]?\s+(?:as\s+)?(\w+)", written, re.IGNORECASE)
        own.add(alias[1].lower() if alias is not None else "")
    columns = [one["column"] for one in found if (one["of"] or "").lower() in own and not one["column"].startswith(HOLE)]
    return tuple(dict.fromkeys(columns))[:2]


class Parser:
    """A parser of SQL for the texts of one module. What fails takes the longest, and no module holds many such texts."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}
        self._failed = 0

    def takes(self, text: Composed) -> bool:
        """Whether it is a statement, with a name or with nothing where only a run tells what stands."""
        written = NAMED.sub(HOLE, text.text(HOLE))
        if self._failed > MOST_FAILED:
            return False
        if written not in self._known:
            self._known[written] = _parses(text)
            self._failed += not self._known[written]
        return self._known[written]


def _parses(text: Composed) -> bool:
    from tenet.facts.database.sql_tables import parsed

    ways = [PLACEHOLDER.sub(":p", NAMED.sub(HOLE, text.text(hole))) for hole in (f" {HOLE} ", HOLE, " ", "1")]
    tries = [(way, "postgres") for way in ways] + [(ways[0], "mysql"), (ways[0], "")]
    return any(parsed(way, dialect) is not None for way, dialect in dict.fromkeys(tries))
