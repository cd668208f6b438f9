"""f-strings that nest as later versions of Python allow become texts that nobody can tell."""

import ast

import pytest

from tenet.facts.python.nested_strings import UNKNOWN, without_nested

STANDS_IN = f'f"{{{UNKNOWN}}}"'


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ('x = f"{a["b"]}"\n', f"x = {STANDS_IN}\n"),
        ("x = f'a {', '.join(b)} c' + 'd'\n", f"x = {STANDS_IN} + 'd'\n"),
        ('x = f"{"\\n".join(a)}" "z"\n', f'x = {STANDS_IN} "z"\n'),
        ('x = rf"{f"{f"{1}"}"}"\ny = "#"\n', f'x = {STANDS_IN}\ny = "#"\n'),
        ('x = f"{a\n}"\ny = 2\n', f'x = f"{{{UNKNOWN}}}\\\n"\ny = 2\n'),
    ],
)
def test_what_nests_is_replaced(newer: str, older: str) -> None:
    assert without_nested(newer) == older
    ast.parse(without_nested(newer))


@pytest.mark.parametrize(
    "source",
    [
        "x = f\"{a['b']} {{ {c!r:>{width}} }} {d:%H:%M}\"\n",
        'x = """ it\'s "quoted" """  # don\'t "\ny = \'#\'\n',
        "x = f'''a {b} c'''\n",
        'x = f"""{a["b"]}"""\n',
        "x = b'\\'' + r'\\' if a else u'{'\n",
        'it = \'f"{a["b"]}"\'\n',
        "x = '''unclosed",
    ],
)
def test_what_older_versions_read_is_left_alone(source: str) -> None:
    assert without_nested(source) == source
