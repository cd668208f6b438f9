import ast

import pytest
from tests.facts.python.reading import modules_of, value_of

from tenet.facts.python.interpreter import Interpreter, callee
from tenet.facts.python.modules import Definition
from tenet.facts.python.values import Call, Computed, Symbol


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f():\n    return 1", 1),
        ("def f(a=2, *, b=3):\n    c = a + b\n    return c", 5),
        ("def f():\n    if 1 > 2:\n        return 'no'\n    return 'yes'", "yes"),
        ("def f():\n    out = ()\n    for x in [1, 2]:\n        out = out + (x,)\n    return out", (1, 2)),
        ("def f():\n    for x in [1, 2]:\n        return x", 1),
        ("def f():\n    try:\n        a, b = 1, 2\n    finally:\n        pass\n    return a + b", 3),
        ("def f():\n    with ctx() as c:\n        return 4", 4),
        ("def f():\n    x: int = 3\n    y: int\n    return x", 3),
        ("def g(n):\n    return n * 2\ndef f():\n    return g(4)", 8),
        ("def g(*args, **kw):\n    return (args, kw)\ndef f():\n    return g(1, 2, k=3)[0]", (1, 2)),
        ("def f():\n    def inner():\n        return 1\n    return 2", 2),
        ("def f():\n    while True:\n        return 5", 5),
        ("def f():\n    out = []\n    for x in [1, 2]:\n        out.append(x)\n    out.extend([3])\n    return out", (1, 2, 3)),
        ("def f():\n    out = 'a'\n    out += 'b'\n    return out", "ab"),
        ("def f():\n    out = [1]\n    out.index(1)\n    return out", (1,)),
    ],
)
def test_a_function_is_followed_to_what_it_returns(source, expected):
    assert value_of("f()", source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    if unknown():\n        return 1\n    return 2",
        "def f():\n    return f()",
        "async def f():\n    return 1",
        "def f():\n    pass",
    ],
)
def test_a_function_whose_result_cannot_be_told_stays_a_call(source):
    found = value_of("f()", source)
    assert isinstance(found, Call)
    assert found.last == "f"


def calls(source):
    modules = modules_of({"0001.py": source})
    module = modules.parsed_at("0001.py")
    node = module.definitions["upgrade"]
    assert isinstance(node, ast.FunctionDef)
    return [(callee(call), call.arguments) for call in Interpreter(modules).run(Definition(module, node))]


def test_the_calls_of_a_migration_come_in_order_and_through_helpers_and_loops():
    source = """
        from alembic import op

        TABLES = ["a", "b"]

        def rename(table, old, new="name"):
            op.alter_column(table, old, new_column_name=new)

        def upgrade():
            for table in TABLES:
                op.drop_column(table, "x")
            rename("c", "title")
            if op.get_bind().dialect.name == "postgresql":
                op.execute("one")
            else:
                op.execute("two")
    """
    found = [call for call in calls(source) if call[0] != "alembic.op.get_bind"]
    assert found == [
        ("alembic.op.drop_column", ("a", "x")),
        ("alembic.op.drop_column", ("b", "x")),
        ("alembic.op.alter_column", ("c", "title")),
        ("alembic.op.execute", ("one",)),
        ("alembic.op.execute", ("two",)),
    ]


def test_a_loop_over_what_only_a_run_knows_is_followed_once():
    found = calls("from alembic import op\ndef upgrade():\n    for t in tables():\n        op.drop_table(t)")
    assert found == [("alembic.op.drop_table", (Computed("t"),))]


def test_a_function_that_is_none_makes_no_calls():
    modules = modules_of({"a.py": "upgrade = 1"})
    module = modules.parsed_at("a.py")
    assert Interpreter(modules).run(Definition(module, module.definitions["upgrade"])) == ()
    assert callee(Call(Symbol("a.b"))) == "a.b"


def test_endless_recursion_and_endless_work_end():
    assert isinstance(value_of("f(1)", "def f(n):\n    return f(n + 1)"), Call)
    assert value_of("f()", "def f():\n    for a in range(400):\n        for b in range(400):\n            x = a\n    return 1") in (
        1,
        Call(Symbol("app.main.f")),
    )


@pytest.mark.parametrize(
    "body",
    [
        "for x in unknown():\n        out.append(x)",
        "for x in unknown():\n        out += [x]",
        "for x in unknown():\n        out = [x]",
        "while unknown():\n        out.append(1)",
        "out.remove(1)",
        "out.extend(unknown())",
        "out += unknown()",
    ],
)
def test_what_only_a_run_can_tell_of_a_list_is_not_made_up(body):
    assert not isinstance(value_of("f()", f"def f():\n    out = [1]\n    {body}\n    return out"), tuple)
