"""What an Alembic revision does beside the operations of `op`: raw SQL, SQL expressions, the ORM, and code of others."""

from collections.abc import Iterator

from tenet.facts.database.schema import Origin
from tenet.facts.database.steps import Step, StepKind
from tenet.facts.python.classes import class_attribute
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.values import Bound, Call, Missing, Symbol, Value, walk

ANY = "*"
"""A name that only a run can tell."""
EXECUTES = frozenset({"execute", "exec_driver_sql", "run_sql", "scalar", "scalars", "exec"})
ROWS = frozenset({"insert", "update", "delete"})
LIMITS = frozenset({"where", "filter", "filter_by", "limit", "with_only_columns", "from_select"})
READS = frozenset({"select", "query", "union", "union_all", "exists", "func", "values"})
SESSION_WRITES = frozenset(
    {
        *("add", "add_all", "merge", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"),
        *("insert", "update", "delete", "create_all", "drop_all"),
    }
)
LIBRARIES = frozenset({"sqlalchemy", "sqlmodel", "alembic", "sqlalchemy_utils", "geoalchemy2"})
CONNECTIONS = frozenset({"get_bind", "Session", "sessionmaker", "scoped_session", "get_context"})


def statement_steps(interpreter: Interpreter, call: Call, origin: Origin) -> Iterator[Step]:
    """The steps of `execute(...)`, but for raw SQL."""
    value = call.argument(0, "statement")
    chain = tuple(_chain(value)) if isinstance(value, Call) else ()
    names = {one.last for one in chain}
    if not chain:
        yield Step(StepKind.RUN_CODE, origin)
    elif names & ROWS:
        yield _rows(interpreter, chain, origin)
    elif not names & READS:
        yield Step(StepKind.OTHER, origin)


def _chain(value: Value) -> Iterator[Call]:
    """The calls of `table.update().where(...).values(...)`, last to first."""
    while True:
        if isinstance(value, Call):
            yield value
            value = value.function
        if not isinstance(value, Bound):
            return
        value = value.target


def _rows(interpreter: Interpreter, chain: tuple[Call, ...], origin: Origin) -> Step:
    names = {one.last for one in chain}
    change = next(one for one in chain if one.last in ROWS)
    found = _table_of_rows(interpreter, change, chain[-1])
    return Step(StepKind.CHANGE_ROWS, origin, found, all_rows=change.last != "insert" and not names & LIMITS)


def _table_of_rows(interpreter: Interpreter, change: Call, root: Call) -> str:
    if isinstance(change.function, Symbol) and change.arguments:
        return table_of(interpreter, change.arguments[0])
    return table_of(interpreter, root.arguments[0] if root.last == "query" and root.arguments else root)


def table_of(interpreter: Interpreter, value: Value | Missing) -> str:
    """The table that a value stands for: a name, `table(...)`, or a model."""
    match value:
        case str():
            return value
        case Call(last="table" | "Table", arguments=(str() as name, *_)):
            return name
        case Call(last="f" | "quoted_name" | "conv", arguments=(str() as name, *_)):
            return name
        case Symbol(definition=definition) if definition is not None:
            stated = class_attribute(interpreter, value, "__tablename__")
            return stated if isinstance(stated, str) else ANY
        case Bound(target=target):
            return table_of(interpreter, target)
        case _:
            return ANY


def code_steps(interpreter: Interpreter, call: Call, origin: Origin) -> Iterator[Step]:
    """The steps of a call that is neither an operation nor `execute(...)`."""
    chain = tuple(_chain(call))
    root = chain[-1].function
    inside = root.name if isinstance(root, Symbol) else ""
    if isinstance(call.function, Bound) and inside.partition(".")[0] in LIBRARIES:
        yield from _of_library(interpreter, call, chain, origin)
    elif inside.partition(".")[0] not in LIBRARIES and any(_is_connection(part) for part in walk(call)):
        yield Step(StepKind.RUN_CODE, origin)


def _of_library(interpreter: Interpreter, call: Call, chain: tuple[Call, ...], origin: Origin) -> Iterator[Step]:
    root = chain[-1]
    if call.last in {"create", "drop"} and len(chain) == 2:
        kind = {"create": StepKind.CREATE_TABLE, "drop": StepKind.DROP_TABLE}[call.last] if root.last == "Table" else StepKind.OTHER
        yield Step(kind, origin, table_of(interpreter, root) if root.last == "Table" else "")
    elif call.last in ROWS and any(one.last == "query" for one in chain):
        yield _rows(interpreter, (*chain[: [one.last for one in chain].index("query") + 1],), origin)
    elif call.last in SESSION_WRITES and len(chain) == 2 and any(_is_connection(part) for part in walk(call)):
        yield Step(StepKind.RUN_CODE if call.last.endswith("_all") and call.last != "add_all" else StepKind.CHANGE_ROWS, origin, ANY)


def _is_connection(value: Value) -> bool:
    match value:
        case Symbol(name=name):
            return name == "alembic.op"
        case Call(last=last):
            return last in CONNECTIONS
        case _:
            return False
