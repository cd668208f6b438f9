"""Methods of texts that are computed, beside those that `builtin_functions` knows."""

import re

from tenet.facts.python.operators import MAX_TEXT, shown
from tenet.facts.python.values import MISSING, Call, Missing, Value, plain

FIELD = re.compile(r"\{(\w*)\}")
PARTS = frozenset({"partition", "rpartition", "rsplit", "splitlines"})
TESTS = frozenset({"isalpha", "isdecimal", "isdigit", "isidentifier", "islower", "isupper"})
ENDS = frozenset({"startswith", "endswith"})
TRIMMED = frozenset({"strip", "lstrip", "rstrip", "zfill", "swapcase"})


def text_method(text: str, call: Call) -> Value | Missing:
    """What a method of a text gives; missing where it is not one of these."""
    arguments = tuple(plain(one) for one in call.arguments)
    if call.last == "format":
        return _formatted(text, call)
    if len(text) > MAX_TEXT or any(isinstance(one, int) and one > MAX_TEXT for one in arguments):
        return MISSING
    match call.last, arguments:
        case name, () if name in TESTS | TRIMMED - {"zfill"}:
            return _result(getattr(text, name)())
        case name, (str() as one,) if name in PARTS | TRIMMED - {"zfill", "swapcase"} and one:
            return _result(getattr(text, name)(one))
        case "zfill", (int() as width,):
            return text.zfill(width)
        case "rsplit" | "split", (str() as separator, int() as times) if separator:
            return _result(getattr(text, call.last)(separator, times))
        case name, (tuple() as several,) if name in ENDS:
            known = tuple(one for one in several if isinstance(one, str))
            return _result(getattr(text, name)(known)) if len(known) == len(several) else MISSING
        case _:
            return MISSING


def _result(made: object) -> Value | Missing:
    if isinstance(made, list | tuple):
        return tuple(part for part in made if isinstance(part, str))
    return made if isinstance(made, str | bool) else MISSING


def _formatted(text: str, call: Call) -> Value | Missing:
    """`format` with fields that are plain names or positions."""
    values = {str(index): shown(value) for index, value in enumerate(call.arguments)}
    values.update({name: shown(value) for name, value in call.keywords})
    made, end, count = "", 0, 0
    for match in FIELD.finditer(text):
        name = match[1] or str(count)
        count += not match[1]
        part = values.get(name)
        if part is None or len(made) > MAX_TEXT:
            return MISSING
        made, end = made + text[end : match.start()] + part, match.end()
    left = FIELD.sub("", text)
    return MISSING if "{" in left or "}" in left else made + text[end:]
