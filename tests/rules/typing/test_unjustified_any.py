"""`unjustified-any`, beside the examples of its manual page."""

import time

import pytest
from tests.fakes.facts import facts_of
from tests.rules.examples import judged

from tenet.domain.finding import Unknown, Violation
from tenet.rules.typing.unjustified_any import RULE, Options

PATH = "orders/service.py"
IMPORT = "from typing import Any\n"
WRAPPER = """\
def traced(function: F) -> F:
    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)
    return wrapper
"""


def violations(head: str, base: str | None = None, *, path: str = PATH, **options: object) -> list[Violation]:
    before = {path: base} if base is not None else {}
    return [one for one in RULE.run(facts_of(before, {path: head}), Options.model_validate(options)) if isinstance(one, Violation)]


def new(base: dict[str, str], head: dict[str, str]) -> list[str]:
    return [one.message for one in judged(base, head, RULE.id).findings if one.rule == RULE.id]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("def pay(order: Any) -> int: ...\n", "`order: Any` of `pay` gives no reason for `Any`."),
        ("def load() -> Any: ...\n", "`-> Any` of `load` gives no reason for `Any`."),
        (
            "def pay(order: dict[str, Any], *, by: Any = None) -> list[Any]: ...\n",
            "`order: dict[str, Any]`, `by: Any` and `-> list[Any]` of `pay` give no reason for `Any`.",
        ),
        (
            "def pay(a: Any, b: Any, c: Any, d: Any) -> Any: ...\n",
            "`a: Any`, `b: Any`, `c: Any` and 2 more of `pay` give no reason for `Any`.",
        ),
        ("class Order:\n    async def pay(self, by: Any) -> None: ...\n", "`by: Any` of `Order.pay` gives no reason for `Any`."),
        ("class Order:\n    extra: Any\n", "`extra: Any` of `Order` gives no reason for `Any`."),
        ("rows: list[Any] = []\n", "`rows: list[Any]` gives no reason for `Any`."),
        ("def pay() -> None:\n    self.rows: dict[str, Any] = {}\n", "`self.rows: dict[str, Any]` of `pay` gives no reason for `Any`."),
        ("Payload = dict[str, Any]\n", "`Payload: dict[str, Any]` gives no reason for `Any`."),
        ("def pay(order: 'dict[str, Any]') -> int: ...\n", "`order: 'dict[str, Any]'` of `pay` gives no reason for `Any`."),
        ("def pay(*orders: Any) -> int: ...\n", "`*orders: Any` of `pay` gives no reason for `Any`."),
        ("def pay(order: int | Any) -> int: ...\n", "`order: int | Any` of `pay` gives no reason for `Any`."),
        ("def pay(done: Callable[..., Any]) -> int: ...\n", "`done: Callable[..., Any]` of `pay` gives no reason for `Any`."),
        ("def pay(o: Annotated[Any, Body()]) -> int: ...\n", "`o: Annotated[Any, Body()]` of `pay` gives no reason for `Any`."),
        ("if x:\n    def pay(order: Any) -> int: ...\n", "`order: Any` of `pay` gives no reason for `Any`."),
    ],
)
def test_any_is_told_once_for_each_signature_and_statement(head: str, message: str):
    (found,) = violations(IMPORT + head)
    assert found.message == message


@pytest.mark.parametrize(
    "head",
    [
        "import typing\ndef pay(order: typing.Any) -> int: ...\n",
        "import typing as t\ndef pay(order: t.Any) -> int: ...\n",
        "from typing import Any as Whatever\ndef pay(order: Whatever) -> int: ...\n",
        "from typing_extensions import Any\ndef pay(order: Any) -> int: ...\n",
        "import typing as t\ndef pay(order: 't.Any') -> int: ...\n",
        "if TYPE_CHECKING:\n    from typing import Any\ndef pay(order: 'Any') -> int: ...\n",
    ],
)
def test_any_is_found_under_every_name(head: str):
    assert len(violations(head)) == 1


@pytest.mark.parametrize(
    "head",
    [
        "def pay(order: Order) -> int: ...\n",
        "def pay(make: lambda order: Any) -> int: ...\n",
        "# Any: the vendor's events have no schema\ndef pay(order: Any) -> int: ...\n",
        "def pay(order: Any) -> int: ...  # Any: JSON\n",
        "def pay(\n    # Any: JSON\n    order: Any,\n    by: Any,  # whoever calls, hence Any\n) -> int: ...\n",
        "# Any: what the form holds is up to the merchant,\n# who may type in what he likes.\n@cached\ndef pay(order: Any) -> Any: ...\n",
        "class Order:\n    # the driver gives Any for columns without a type\n    extra: dict[str, Any]\n",
        "extra: Any = None  # noqa: ANN401  # Any: a plugin's own state\n",
        "kind = 'Any'\n",
        "def pay(order: Literal['Any']) -> int: ...\n",
        "def pay(order: Annotated[int, Any]) -> int: ...\n",
        "value = cast(Any, order)\n",
        "matched = any(Any is one for one in kinds)\n",
        WRAPPER,
        WRAPPER.replace("args: Any, **kwargs: Any", "args, **kwargs"),
        "class A(B):\n    def save(self, *args: Any, **kwargs: Any) -> None:\n        super().save(*args, **kwargs)\n",
    ],
)
def test_a_type_with_a_reason_or_without_any_passes(head: str):
    assert violations(IMPORT + head) == []


@pytest.mark.parametrize(
    "comment",
    [
        "# Any",
        "# Any:",
        "# TODO: replace this Any by a model",
        "# noqa: ANN401",
        "# type: ignore[misc]",
        "# the order",
        "# any order will do",
    ],
)
def test_a_comment_without_a_reason_justifies_nothing(comment: str):
    assert len(violations(f"{IMPORT}def pay(order: Any) -> int: ...  {comment}\n")) == 1
    assert len(violations(f"{IMPORT}{comment}\ndef pay(order: Any) -> int: ...\n")) == 1


def test_a_reason_holds_for_its_own_statement_only():
    assert len(violations(IMPORT + "class A:\n    # Any: JSON\n    x: Any\n    y: Any\n")) == 1
    assert len(violations(IMPORT + "# Any: JSON\n\nx: Any\n")) == 1
    assert len(violations(IMPORT + "x: dict[str, '# Any: JSON', Any]\n")) == 1


def test_any_of_another_module_is_another_type():
    assert violations("from orders.kinds import Any\ndef pay(order: Any) -> int: ...\n") == []


def test_what_a_tool_wrote_and_what_cannot_be_parsed():
    assert violations(f"# Generated by the compiler. DO NOT EDIT.\n{IMPORT}x: Any\n") == []
    (found,) = list(RULE.run(facts_of({}, {PATH: "x: Any = (\n"}), Options()))
    assert isinstance(found, Unknown)


def test_option_allow_wrappers_false_asks_wrappers_too():
    (found,) = violations(IMPORT + WRAPPER, allow_wrappers=False)
    assert found.message == "`*args: Any`, `**kwargs: Any` and `-> Any` of `traced.wrapper` give no reason for `Any`."


def test_a_wrapper_has_to_pass_on_what_it_gets():
    assert len(violations(IMPORT + WRAPPER.replace("function(*args, **kwargs)", "function(*args)"))) == 1


def test_option_tests_true_looks_at_tests():
    head = IMPORT + "def test_pay(order: Any) -> None: ...\n"
    assert violations(head, path="tests/test_orders.py") == []
    assert len(violations(head, path="tests/test_orders.py", tests=True)) == 1


BASE = IMPORT + "def pay(order: Any, by: int) -> int: ...\nclass Order:\n    extra: Any\n"


@pytest.mark.parametrize(
    "head",
    [
        BASE.replace("by: int", "by: str"),
        BASE.replace("order: Any", "order: dict[str, Any]"),
        BASE.replace("def pay(order: Any, by: int)", "def pay(\n    order: Any,\n    by: int,\n    at: date,\n)"),
        BASE.replace("extra: Any", "extra: Any = None"),
        BASE.replace("class Order", "class OrderRow"),
        BASE.replace("def pay", "async def pay"),
        BASE.replace("(order: Any", "(o: Any"),
    ],
)
def test_what_was_any_before_is_not_new(head: str):
    assert new({PATH: BASE}, {PATH: head}) == []


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (BASE.replace("by: int", "by: Any"), "`by: Any` of `pay`"),
        (BASE.replace("-> int", "-> Any"), "`-> Any` of `pay`"),
        (BASE + "    more: Any\n", "`more: Any` of `Order`"),
        (BASE.replace("extra: Any", "extra: dict[Any, Any]"), "`extra: dict[Any, Any]` of `Order`"),
        (BASE.replace("by: int", "by: int, o: Any"), "`o: Any` of `pay`"),
    ],
)
def test_what_becomes_any_is_new(head: str, name: str):
    (message,) = new({PATH: BASE}, {PATH: head})
    assert message == f"{name} gives no reason for `Any`."


def test_what_moves_to_another_file_is_not_new():
    assert new({PATH: BASE, "a.py": "x = 1\n"}, {"a.py": BASE}) == []
    assert new({PATH: BASE}, {PATH: IMPORT + "x = 1\n", "orders/models.py": BASE}) == []


def test_the_remedy_fits_the_place():
    (found,) = violations(IMPORT + "def pay(order: dict[str, Any]) -> int: ...\n")
    assert found.remedy == "Give `order` a model or a TypedDict, or say why no type is true: `# Any: <reason>`."
    (found,) = violations(IMPORT + "def pay() -> Any: ...\n")
    assert found.remedy == "Name the type of what it returns, or say why no type is true: `# Any: <reason>`."
    (found,) = violations(IMPORT + "adapters: dict[Any, Adapter] = {}\n")
    assert found.remedy == "Name the type of `adapters`, or say why no type is true: `# Any: <reason>`."
    (found,) = violations(IMPORT + "def pay(order: list[Mapping[str, Any]]) -> int: ...\n")
    assert found.remedy.startswith("Give `order` a model or a TypedDict")
    (found,) = violations(IMPORT + "def pay(order: Any) -> int: ...\n")
    assert found.remedy.startswith("Name the type of `order` (`object` if it may be anything), or say why")


@pytest.mark.untraced
def test_odd_annotations_are_survived_in_time():
    deep = "x: " + "list[" * 90 + "Any" + "]" * 90 + "\n"
    wide = "y: Union[" + ", ".join(["Any"] * 5000) + "]\n"
    text = "z: '" + "(" * 300 + "Any\n'"
    many = "".join(f"def f{number}(x: Any) -> int: ...\n" for number in range(3000))
    start = time.process_time()
    assert len(violations(IMPORT + deep + wide + many)) == 3002
    assert len(violations(IMPORT + text.replace("\n", "") + "\n")) == 0
    assert time.process_time() - start < 5
