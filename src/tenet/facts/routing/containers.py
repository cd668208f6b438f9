"""Methods that change a list or a dictionary of a run in place."""

from tenet.facts.python import builtin_functions
from tenet.facts.python.operators import MAX_TEXT
from tenet.facts.python.values import Bound, Call, Computed, Items, Missing, Pairs, Table, Value, settled


def list_method(target: Items, call: Call, iterate: builtin_functions.Iterate) -> Value:
    match call.last, call.arguments:
        case "append", (item,):
            target.values.append(item)
        case "extend", (more,):
            items = iterate(more)
            known = items if items is not None and len(items) + len(target.values) < MAX_TEXT else (Computed(call.last),)
            target.values.extend(known)
        case "insert", (int() as at, item):
            target.values.insert(at, item)
        case "copy", ():
            return Items(list(target.values))
        case "pop", () if target.values:
            return target.values.pop()
        case "remove", (item,) if item in target.values:
            target.values.remove(item)
        case "clear", ():
            target.values.clear()
        case _:
            return call
    return None


def dictionary_method(target: Table, call: Call, iterate: builtin_functions.Iterate) -> Value:
    match call.last, call.arguments:
        case "setdefault", (key, value):
            return target.values.setdefault(key, value)
        case "update", given:
            for one in (settled(part) for part in given):
                target.values.update(one.items if isinstance(one, Pairs) else ())
            target.values.update(call.keywords)
            return None
        case "pop", (key, *rest):
            return target.values.pop(key, rest[0] if rest else Computed(call.last))
        case "copy", ():
            return Table(dict(target.values))
        case _:
            computed = builtin_functions.call(still(call), iterate)
            return call if isinstance(computed, Missing) else computed


def still(call: Call) -> Call:
    """The call with lists and dictionaries as what they hold now."""
    function = Bound(settled(call.function.target), call.function.name) if isinstance(call.function, Bound) else call.function
    return Call(
        function, tuple(settled(one) for one in call.arguments), tuple((key, settled(one)) for key, one in call.keywords), call.place
    )
