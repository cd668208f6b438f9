"""The same query without SQL in a string."""

import ast
import itertools
import re
from itertools import pairwise

from tenet.facts.python.module import Module
from tenet.facts.python.scope import source_of
from tenet.facts.sql.raw_sql import How, RawSql
from tenet.facts.sql.statements import Statement

SHOWN = 70
VALUE = re.compile(r"(?i)(?:[=<>]\s*['\"]?|\blike\s+['\"%]*|\b(?:limit|offset|values\s*\(|in\s*\()\s*['\"]?)$")
"""What stands before a value, and not before a name or a part of a statement."""
CONDITION = re.compile(r"(?is)\bwhere\b(.*?)(?:\b(?:group|order)\s+by\b|\b(?:limit|offset|returning|having|union|for\s+update)\b|;|$)")
JOINED_OTHERWISE = re.compile(r"(?i)\b(?:or|not|select|case)\b")
"""By which a condition is more than comparisons that all hold."""


def message(module: Module, found: RawSql) -> str:
    function = found.text.place.at.function
    who = f"`{function.name}`" if function is not None else f"Module `{module.name}`"
    written = found.shown.replace("`", '"')  # it stands between backquotes
    shown = written if len(written) <= SHOWN else f"{written[: SHOWN - 3].rstrip()}..."
    if found.how is How.BUILT:
        values = ", ".join(dict.fromkeys(f"`{_short(source_of(hole))}`" for hole in found.holes[:3]))
        return f"{who} builds SQL out of {values}: `{shown}`."
    taker = f"`{_short(source_of(found.taken_by.func))}()`" if found.taken_by is not None else "a query"
    return f"{who} gives {taker} SQL in a string: `{shown}`."


def remedy(module: Module, found: RawSql) -> str:
    written = found.statement
    if written is None or written.verb in {"DDL", "TRUNCATE"}:
        return _without_model(found)
    if written.dynamic:
        return "Choose the table among the models (`select(models[name])`), and bind values as parameters."
    if not written.table or written.reads_catalogue:
        return f"Say it with expressions (`select(...)`, `func`), which know the columns{_and_bind(found)}."
    return f"Say it with the model: `{_expression(module, written, found)}`{_and_bind(found)}."


def _without_model(found: RawSql) -> str:
    if found.how is How.BUILT:
        values = ", ".join(dict.fromkeys(f"`{_short(source_of(hole))}`" for hole in found.holes[:2]))
        return f"Keep {values} out of the text: take one of the names that are allowed, and quote it as an identifier."
    return "Say it with expressions of the ORM (`F`, `Func`, `Case`), which know the columns."


def _and_bind(found: RawSql) -> str:
    if found.how is How.CONSTANT:
        return ""
    pairs = pairwise(found.text.text.parts)
    holes = [part for before, part in pairs if isinstance(before, str) and not isinstance(part, str) and VALUE.search(before)]
    values = [hole for hole in holes if "placeholder" not in source_of(hole)]
    given = ", ".join(dict.fromkeys(f"`{_short(source_of(value))}`" for value in values[:2]))
    what = f"{given} as parameters" if len(values) > 1 else f"{given} as a parameter" if given else "values as parameters"
    return f". Where it must stay text, keep the text constant and bind {what}"


def _short(text: str) -> str:
    text = " ".join(text.replace("`", "'").split())
    return text if len(text) <= 40 else f"{text[:37]}..."


def _expression(module: Module, written: Statement, found: RawSql) -> str:
    model = _model(module, written.model)
    compared = dict(zip(written.columns, (_value(found, column) for column in written.columns), strict=True))
    if any(one.module.startswith("django") for one in module.imports.values()):
        return _django(model, written.verb, _all_that_holds(written, [f"{column}={value}" for column, value in compared.items()]))
    where = _all_that_holds(written, [f"{model}.{column} == {value}" for column, value in compared.items()])
    filtered = f".where({where})" if re.search(r"(?i)\bwhere\b", written.written) else ""
    match written.verb:
        case "INSERT":
            conflict = re.search(r"(?i)\bon\s+conflict\b.*?\bdo\s+(update|nothing)\b", " ".join(written.written.split()))
            return f"insert({model}).values(...)" + (f".on_conflict_do_{conflict[1].lower()}(...)" if conflict is not None else "")
        case "UPDATE":
            return f"update({model}){filtered}.values(...)"
        case "DELETE":
            return f"delete({model}){filtered}"
        case "MERGE":
            return f"insert({model}).on_conflict_do_update(...)"
        case _ if re.search(r"(?i)^\W*select\s+count\(", written.written):
            return f"select(func.count()).select_from({model}){filtered}"
        case _ if re.search(r"(?i)\b(?:join|group\s+by)\b", written.written):
            return f"select(...).select_from({model}){filtered}"
        case _:
            return f"select({model}){filtered}"


def _all_that_holds(written: Statement, compared: list[str]) -> str:
    """The comparisons of a condition, with dots for what they leave out: a query that lacks one finds more than it may."""
    found = CONDITION.search(written.written)
    condition = found[1] if found is not None else ""
    if not compared or JOINED_OTHERWISE.search(condition):
        return "..."
    parts = re.split(r"(?i)\band\b", condition)
    return ", ".join(compared if len(parts) == len(compared) else [*compared, "..."])


def _django(model: str, verb: str, given: str) -> str:
    chosen = f"{model}.objects.filter({given})"
    match verb:
        case "INSERT" | "MERGE":
            return f"{model}.objects.create(...)"
        case "UPDATE":
            return f"{chosen}.update(...)"
        case "DELETE":
            return f"{chosen}.delete()"
        case _:
            return chosen


def _value(found: RawSql, column: str) -> str:
    """The value that is written into the text beside the column, else a name like the column's."""
    parts = found.text.text.parts
    for before, part in itertools.pairwise(parts):
        if isinstance(before, str) and not isinstance(part, str) and before.rstrip("'\" ").rstrip("= ").endswith(column):
            return _short(source_of(part)) if isinstance(part, ast.Name | ast.Attribute) else column
    named = re.search(rf"\b{column}\W*=\W*?(?::|%\()(?P<name>\w+)", found.shown)
    return _bound(found, named["name"]) if named is not None else column


def _bound(found: RawSql, name: str) -> str:
    """What the call that takes the text binds by a name, else the name."""
    call = found.taken_by
    given = [*call.args, *(keyword.value for keyword in call.keywords)] if call is not None else []
    pairs = [pair for one in given if isinstance(one, ast.Dict) for pair in zip(one.keys, one.values, strict=True)]
    return next((_short(source_of(value)) for key, value in pairs if isinstance(key, ast.Constant) and key.value == name), name)


def _model(module: Module, table: str) -> str:
    """A class that the module knows by the table's name, else how one would be called."""
    lower = table if table.islower() or table.isupper() or "_" in table else re.sub(r"(?<=[a-z])(?=[A-Z])", "_", table)
    parts = [part for part in lower.lower().split("_") if part]
    singular = "".join(part.capitalize() for part in [*parts[:-1], _singular(parts[-1] if parts else "row")])
    known = {name.lower(): name for name in (*module.definitions, *module.imports) if name[:1].isupper()}
    wanted = [singular, *(f"{singular}{end}" for end in ("Model", "Table", "ORM", "Row", "Record")), "".join(map(str.capitalize, parts))]
    return next((known[name.lower()] for name in wanted if name.lower() in known), singular)


def _singular(word: str) -> str:
    for end, instead in (
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
        ("statuses", "status"),
        ("ss", "ss"),
        ("us", "us"),
        ("s", ""),
    ):
        if word.endswith(end):
            return word.removesuffix(end) + instead
    return word
