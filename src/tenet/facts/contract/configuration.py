"""What a class says of itself as a whole: how a model is read and written, what a table's rows must keep to."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from tenet.facts.contract.expressions import call_name, constant_text, expression_text, keyword_of
from tenet.facts.contract.items import ContractItem, ContractKind
from tenet.facts.contract.names import Reading

OPTIONS = frozenset(
    {"alias_generator", "populate_by_name", "validate_by_name", "validate_by_alias", "serialize_by_alias", "extra", "strict",
     "use_enum_values", "str_max_length", "str_min_length", "str_to_lower", "str_to_upper", "str_strip_whitespace",
     "coerce_numbers_to_str", "json_encoders", "ser_json_timedelta", "ser_json_bytes", "ser_json_inf_nan", "allow_inf_nan",
     "env_prefix", "env_file", "env_nested_delimiter", "case_sensitive", "env_ignore_empty", "secrets_dir", "cli_parse_args",
     "cli_prefix", "toml_file", "yaml_file", "json_file", "total", "kw_only", "order", "rename", "forbid_unknown_fields", "tag"}
)  # fmt: skip
"""The options of pydantic, pydantic-settings, dataclasses, attrs, msgspec and typing that others notice."""
DECORATED = OPTIONS | {"frozen"}
"""What callers of a dataclass notice."""
NAMES = {"allow_population_by_field_name": "populate_by_name", "anystr_strip_whitespace": "str_strip_whitespace"}
"""Options by what they are called now (pydantic 1 to 2)."""
DEFAULTS = frozenset(
    {*((name, "False") for name in DECORATED - {"total"}), *((name, "None") for name in OPTIONS), ("extra", "ignore"), ("total", "True")}
)
"""What is so where nothing is said."""
DJANGO_META = frozenset({"db_table", "constraints", "indexes", "unique_together", "index_together", "managed"})
TABLE_PROSE = frozenset({"comment", "info", "extend_existing"})

Lineage = Sequence[tuple[ast.ClassDef, Reading]]
"""A class and its ancestors with the modules that they stand in, nearest first."""


def read_configuration(lineage: Lineage, kind: ContractKind) -> Iterator[ContractItem]:
    """One item for the options, those of ancestors included, and one for a table's constraints and indexes."""
    node, reading = lineage[0]
    stated = [(ancestor, _options(ancestor, at)) for ancestor, at in lineage]
    options = {name: text for _, texts in reversed(stated) for name, text in texts.items()}
    if kind in {ContractKind.MODEL, ContractKind.SETTING}:
        options |= _decorated(node, reading)
    if options:
        lender = next(ancestor.name for ancestor, texts in stated if texts) if not (stated[0][1] or _decorated(node, reading)) else ""
        yield _item(node, reading, kind, "model_config", sorted(f"{name}={text}" for name, text in options.items()), lender)
    if kind is ContractKind.TABLE:
        yield from (_item(node, reading, kind, f"__table_args__[{key}]", [text], "") for key, text in _table_arguments(node, reading))


def _item(node: ast.ClassDef, reading: Reading, kind: ContractKind, name: str, texts: Sequence[str], lender: str) -> ContractItem:
    line, end = _place(node, name)
    said = ", ".join(texts)
    known = "" if lender.startswith("_") else lender
    text = f"{node.name}.{name}: {said}"
    return ContractItem(kind, f"{node.name}.{name}", reading.module.path, line, end, text, said, owner=node.name, lender=known)


def _place(node: ast.ClassDef, name: str) -> tuple[int, int]:
    targets = {"model_config", "Config"} if name == "model_config" else {"__table_args__", "Meta"}
    stated = next((part for part in node.body if _bound(part) in targets), None)
    return (stated.lineno, stated.end_lineno or stated.lineno) if stated is not None else (node.lineno, node.lineno)


def _bound(statement: ast.stmt) -> str:
    if isinstance(statement, ast.ClassDef):
        return statement.name
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target] if isinstance(statement, ast.AnnAssign) else []
    return targets[0].id if len(targets) == 1 and isinstance(targets[0], ast.Name) else ""


def _value(statement: ast.stmt) -> ast.expr | None:
    return statement.value if isinstance(statement, (ast.Assign, ast.AnnAssign)) else None


def _options(node: ast.ClassDef, reading: Reading) -> Mapping[str, str]:
    found: dict[str, ast.expr] = {}
    for part in node.body:
        value = _value(part)
        if _bound(part) == "model_config" and isinstance(value, ast.Call):
            found |= {word.arg: word.value for word in value.keywords if word.arg}
        elif _bound(part) == "model_config" and isinstance(value, ast.Dict):
            pairs = zip(value.keys, value.values, strict=True)
            found |= {key.value: option for key, option in pairs if isinstance(key, ast.Constant) and isinstance(key.value, str)}
        elif isinstance(part, ast.ClassDef) and part.name == "Config":
            found |= {_bound(option): value for option in part.body if (value := _value(option)) is not None}
    found |= {word.arg: word.value for word in node.keywords if word.arg}
    return _noticed(found, reading, OPTIONS)


def _decorated(node: ast.ClassDef, reading: Reading) -> Mapping[str, str]:
    calls = [part for part in node.decorator_list if isinstance(part, ast.Call)]
    return _noticed({word.arg: word.value for call in calls for word in call.keywords if word.arg}, reading, DECORATED)


def _noticed(options: Mapping[str, ast.expr], reading: Reading, known: frozenset[str]) -> Mapping[str, str]:
    named = ((NAMES.get(name, name), expression_text(value, reading).strip("'\"")) for name, value in options.items())
    return {name: text for name, text in named if name in known and (name, text) not in DEFAULTS}


def _table_arguments(node: ast.ClassDef, reading: Reading) -> Iterator[tuple[str, str]]:
    """Each constraint, index and option: what it is known by, and its text."""
    for part in node.body:
        value = _value(part)
        if isinstance(part, ast.ClassDef) and part.name == "Meta":
            stated = ((_bound(option), _value(option)) for option in part.body)
            yield from ((name, f"{name}={expression_text(value, reading)}") for name, value in stated if name in DJANGO_META)
        elif _bound(part) == "__table_args__" and value is not None:
            for argument in value.elts if isinstance(value, (ast.Tuple, ast.List)) else [value]:
                yield from _table_options(argument, reading) if isinstance(argument, ast.Dict) else [_table_argument(argument, reading)]


def _table_argument(node: ast.expr, reading: Reading) -> tuple[str, str]:
    text = expression_text(node, reading)
    named = keyword_of(node, "name") if isinstance(node, ast.Call) else None
    if named is None and isinstance(node, ast.Call) and node.args and call_name(node, reading) == "Index":
        named = node.args[0]
    return (constant_text(named, reading) if named is not None else None) or text, text


def _table_options(options: ast.Dict, reading: Reading) -> Iterator[tuple[str, str]]:
    for key, value in zip(options.keys, options.values, strict=True):
        name = expression_text(key, reading).strip("'\"")
        if name not in TABLE_PROSE:
            yield name, f"{name}={expression_text(value, reading)}"
