"""The managers of models, as far as migrations know them (`Options.managers` and `ModelState.from_model` of Django)."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from tenet.facts.database.django_bodies import binding
from tenet.facts.database.django_state import normal
from tenet.facts.python.classes import ancestors, body_of, class_attribute, is_class
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Bound, Call, Computed, Missing, Symbol, Value

PLAIN = Call(Symbol("Manager"))
KNOWN = frozenset({"django.db.models.Manager", "django.db.models.manager.Manager", "django.db.models.manager.BaseManager"})
MAKERS = ("as_manager", "from_queryset")
Managers = tuple[tuple[str, Value], ...]


class _Untold(Exception):
    """Only a run tells whether something is a manager, or whether migrations know it."""


def managers_of(interpreter: Interpreter, line: Sequence[Symbol], options: Mapping[str, Value]) -> Managers | None:
    """The managers that migrations know of a model; `line` is the model and the models that it inherits from."""
    try:
        return _known_to_migrations(dict(_managers(interpreter, line)), options)
    except _Untold:
        return None


def _known_to_migrations(found: Mapping[str, Value | None], options: Mapping[str, Value]) -> Managers:
    default = options.get("default_manager_name") or next(iter(found), None)
    stands_in = {default, options.get("base_manager_name")}
    kept = tuple((name, manager or PLAIN) for name, manager in found.items() if manager is not None or name in stands_in)
    only_default = len(kept) == 1 and kept[0] == ("objects", PLAIN) and default == "objects" and found["objects"] is None
    return () if only_default else kept


def _managers(interpreter: Interpreter, line: Sequence[Symbol]) -> Iterator[tuple[str, Value | None]]:
    """Names to managers, the nearest class first; None for one that migrations do not know."""
    seen: set[str] = set()
    for owner in line:
        body = body_of(owner)
        for node in body.node.body if body is not None else ():
            name, value = binding(node)
            if name in seen or value is None or body is None or not isinstance(value, ast.Call):
                seen.add(name)
                continue
            seen.add(name)
            made = interpreter.evaluate(value, Scope(body.module, classes=body.scope))
            if _is_manager(interpreter, made):
                yield name, normal(made) if _in_migrations(interpreter, made) else None


def _is_manager(interpreter: Interpreter, made: Value) -> bool:
    if isinstance(made, Computed):
        return any(maker in made.text for maker in MAKERS)
    if not isinstance(made, Call):
        return False
    if isinstance(made.function, Bound):
        return made.function.name in MAKERS
    if not is_class(made.function):
        if made.last.endswith("Manager") and not made.last.startswith("Taggable") and made.function.name not in KNOWN:
            raise _Untold
        return made.function.name in KNOWN
    names = [one.name for one in ancestors(interpreter, made.function) if isinstance(one, Symbol) and not is_class(one)]
    return any(name in KNOWN or name.endswith("Manager") for name in names)


def _in_migrations(interpreter: Interpreter, made: Value) -> bool:
    if not isinstance(made, Call) or not isinstance(made.function, Symbol) or not is_class(made.function):
        return False
    stated = class_attribute(interpreter, made.function, "use_in_migrations")
    if not isinstance(stated, Missing):
        return stated is True
    line = ancestors(interpreter, made.function)
    outside = [one for one in line if not (isinstance(one, Symbol) and (is_class(one) or one.name in {*KNOWN, "object", "typing.Generic"}))]
    if any(not isinstance(one, Symbol) or not one.last.endswith("QuerySet") for one in outside):
        raise _Untold
    return False
