from decimal import Decimal

import pytest
from tests.facts.python.reading import value_of

from tenet.facts.python.values import Bound, Call, Computed, Generic, Member, Pairs, Symbol, known, plain, walk

ENUMS = """
import enum
from enum import Enum, IntEnum, StrEnum, auto
from django.db.models import IntegerChoices, TextChoices

class Colour(Enum):
    RED = "red"
    BLUE = "blue"
    _private = 1

    def describe(self):
        return self.name

class Size(StrEnum):
    SMALL = auto()
    LARGE = auto()

class Level(IntEnum):
    LOW = auto()
    HIGH = auto()

class Status(TextChoices):
    OPEN = "open", "Open now"
    IN_WORK = "work"

class Base(str, Enum):
    pass

class Derived(Base):
    ONE = "one"
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3 - 4", 3),
        ("7 // 2 + 7 % 4", 6),
        ("2 ** 10", 1024),
        ("1 << 4", 16),
        ("3 / 2", 1.5),
        ("-5", -5),
        ("not 0", True),
        ("'a' + 'b' * 2", "abb"),
        ("[1, 2] + [3]", (1, 2, 3)),
        ("(*[1, 2], 3)", (1, 2, 3)),
        ("'%s-%d' % ('a', 3)", "a-3"),
        ("f'{1}-{\"x\"}'", "1-x"),
        ("'a{}b{}'.format('1', '2')", "a1b2"),
        ("'A'.lower() + 'b'.upper() + ' c '.strip() + 'dd'.title()", "aBcDd"),
        ("'-'.join(['a', 'b'])", "a-b"),
        ("'a_b'.replace('_', ' ').split()", ("a", "b")),
        ("'abc'.removeprefix('a').removesuffix('c')", "b"),
        ("'abc'[0] + 'abc'[1:]", "abc"),
        ("[1, 2, 3][::2]", (1, 3)),
        ("{'a': 1, **{'b': 2}}['b']", 2),
        ("{'a': 1} | {'b': 2}", Pairs((("a", 1), ("b", 2)))),
        ("dict(a=1).get('b', 5)", 5),
        ("dict([('a', 1)], b=2)", Pairs((("a", 1), ("b", 2)))),
        ("list({'a': 1}.keys()) + list({'a': 1}.values())", ("a", 1)),
        ("[k + str(v) for k, v in {'a': 1, 'b': 2}.items() if v > 1]", ("b2",)),
        ("{k: v for k, v in [('a', 1)]}", Pairs((("a", 1),))),
        ("tuple(x * y for x in range(2) for y in [3])", (0, 3)),
        ("sorted(['b', 'a']) + sorted([2, 1])", ("a", "b", 1, 2)),
        ("sorted([('b', 'x'), ('a', 'y')])", (("a", "y"), ("b", "x"))),
        ("len('abc') + max([1, 4]) + min([2, 3])", 9),
        ("list(zip(['a'], [1])) + list(enumerate(['x']))", (("a", 1), (0, "x"))),
        ("list(reversed([1, 2])) + list(set([1, 1]))", (2, 1, 1)),
        ("1 if 2 in [2, 3] else 0", 1),
        ("'x' if 1 == 2 or None is not None else 'y'", "y"),
        ("'a' not in ('b',) and 2 < 3 and 3 > 2 and 1 != 2", True),
        ("None or 'default'", "default"),
        ("int('12') + int(3.7)", 15),
        ("{'a': 'x'}.items()", (("a", "x"),)),
    ],
)
def test_pure_expressions_are_computed(expression, expected):
    assert value_of(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "1 / 0",
        "10 ** 1000",
        "'a' * 10 ** 9",
        "open('x')['y']",
        "lambda: 1",
        "[x for x in unknown]",
        "unknown + 1",
        "'%x' % 3",
        "int('a')",
        "1j",
        "...",
    ],
)
def test_what_only_a_run_can_tell_stays_as_it_is_written(expression):
    assert not isinstance(value_of(expression), int | str | tuple)


def test_a_text_with_unknown_parts_keeps_the_known_ones():
    assert value_of("f'ALTER TABLE {name} ADD {\"x\"}'") == Computed("ALTER TABLE {name} ADD x")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Colour.RED.value", "red"),
        ("Colour.RED.name", "RED"),
        ("[c.value for c in Colour]", ("red", "blue")),
        ("[(c.name, c.value) for c in list(Colour)]", (("RED", "red"), ("BLUE", "blue"))),
        ("Colour['BLUE'].value", "blue"),
        ("[m.value for m in Colour.__members__.values()]", ("red", "blue")),
        ("Size.SMALL.value", "small"),
        ("Level.HIGH.value", 2),
        ("Status.choices", (("open", "Open now"), ("work", "In Work"))),
        ("Status.values + Status.labels + Status.names", ("open", "work", "Open now", "In Work", "OPEN", "IN_WORK")),
        ("Status.OPEN.label", "Open now"),
        ("Derived.ONE.value", "one"),
        ("f'{Status.OPEN}'", "open"),
        ("Colour.__name__", "Colour"),
    ],
)
def test_enumerations_are_read(expression, expected):
    assert value_of(expression, ENUMS) == expected


def test_members_of_text_enumerations_equal_their_values():
    assert plain(value_of("(Status.OPEN, {Size.LARGE: 1})", ENUMS)) == ("open", Pairs((("large", 1),)))
    assert value_of("Colour.RED", ENUMS) == Member("app.main.Colour", "RED", "red")
    assert value_of("Status.OPEN == 'open'", ENUMS) is True


def test_calls_outside_the_repository_are_kept_with_their_values():
    found = value_of("sa.String(LENGTH, collation='C')", "import sqlalchemy as sa\nLENGTH = 5 * 10")
    assert found == Call(Symbol("sqlalchemy.String"), (50,), (("collation", "C"),))
    assert isinstance(found, Call)
    assert (found.last, found.argument(0, "length"), found.keyword("collation")) == ("String", 50, "C")


def test_methods_of_what_exists_at_run_time_are_bound():
    found = value_of("db.Column(db.Integer)", "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()")
    database = Call(Symbol("flask_sqlalchemy.SQLAlchemy"))
    assert found == Call(Bound(database, "Column"), (Bound(database, "Integer"),))


def test_types_are_kept_as_generics():
    source = "from typing import Optional, Union"
    assert value_of("Optional[int]", source) == Generic(Symbol("typing.Optional"), (Symbol("int"),))
    assert value_of("int | None", source) == Generic(Symbol("typing.Union"), (Symbol("int"), None))
    assert value_of("int | str | None", source) == Generic(Symbol("typing.Union"), (Symbol("int"), Symbol("str"), None))


def test_translations_are_the_text_itself():
    assert value_of("_('Name')", "from django.utils.translation import gettext_lazy as _") == "Name"
    assert value_of("pgettext_lazy('context', 'Name')", "from django.utils.translation import pgettext_lazy") == "Name"


def test_decimals_and_short_regular_expressions_are_computed():
    assert value_of("Decimal('0.0') == 0", "from decimal import Decimal") is True
    assert value_of("Decimal('1.50')", "from decimal import Decimal") == Decimal("1.5")
    assert value_of("re.sub('(?<!^)(?=[A-Z])', '_', 'OrderLine').lower()", "import re") == "order_line"
    assert value_of("'_'.join(re.findall('[A-Z][a-z]*', 'OrderLine'))", "import re") == "Order_Line"
    assert value_of("[x for x in re.split('_', 'a_b')]", "import re") == ("a", "b")


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a)*", "("])
def test_regular_expressions_that_may_backtrack_or_break_are_not_run(pattern):
    found = value_of(f"re.sub('{pattern}', '', '{'a' * 90}')", "import re")
    assert isinstance(found, Call)


def test_class_bodies_are_seen_by_what_stands_in_them():
    source = "class Limits:\n    BASE = 10\n    NAME = BASE * 2\n\n    class Inner:\n        DEEP = 3\n\nclass More(Limits):\n    pass"
    assert value_of("(Limits.NAME, More.BASE, Limits.Inner.DEEP)", source) == (20, 10, 3)
    assert value_of("Limits.UNKNOWN", source) == Computed("app.main.Limits.UNKNOWN")


def test_names_that_go_in_circles_end():
    assert not known(value_of("A", "A = B\nB = A"))
    assert not known(value_of("A + 1", "A = A + 1"))


def test_unpacked_names_are_found():
    assert value_of("(a, b)", "a, b = 1, 2") == (1, 2)


def test_parts_of_values_are_walked():
    found = value_of("f(x, {1: Optional[g(2)]})", "from typing import Optional\nfrom lib import f, g\nx = 'x'")
    assert {"x", 1, 2} <= {part for part in walk(found) if isinstance(part, str | int)}
