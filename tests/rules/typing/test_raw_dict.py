"""`raw-dict`, beside the examples of its manual page."""

from collections.abc import Mapping
from textwrap import dedent, indent
from time import process_time

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.finding import Novelty, Violation
from tenet.domain.policy import Scope
from tenet.rules.typing.raw_dict import RULE, Options

PATH = "shop/orders.py"
VALUES = '{"id": order.id, "total": order.total(), "lines": len(order.lines), "paid": order.paid}'
DEFAULTS = Options()


def of_files(head: Mapping[str, str], base: Mapping[str, str] | None = None, options: Options = DEFAULTS) -> list[Violation]:
    return [one for one in RULE.run(facts_of(base or {}, head), options) if isinstance(one, Violation)]


def violations(source: str, path: str = PATH, options: Options = DEFAULTS) -> list[Violation]:
    return of_files({path: dedent(source)}, options=options)


def body(*lines: str, head: str = "def summary(order):") -> str:
    return head + "\n" + indent("\n".join(lines), "    ") + "\n"


@pytest.mark.parametrize(
    "source",
    [
        body(f"return {VALUES}"),
        body(f"return {VALUES}", head="def summary(order: Order) -> dict[str, Any]:"),
        body(f"return {VALUES}", head="async def summary(order: Order) -> dict | None:"),
        body(f"return {VALUES}", head="def summary(order: Order) -> 'Mapping[str, object]':"),
        body(f"return {VALUES}", head="def summary(order: Order) -> dict[str, str | int | bool]:"),
        body(f"return [{VALUES} for order in orders]", head="def summaries(orders) -> list[dict[str, Any]]:"),
        body(f"yield {VALUES}", head="def summaries(orders) -> Iterator[dict[str, Any]]:"),
        body(f"found = {VALUES}", "if order.late:", "    found['late'] = True", "return found"),
        body(f"return {VALUES} if order else None"),
        body("try:", "    pass", "finally:", f"    return {VALUES}"),
        "class Orders:\n" + indent(body(f"return {VALUES}", head="@staticmethod\ndef summary(order):"), "    "),
        body(f"found: dict[str, Any] = {VALUES}", "if found['paid']:", "    ship(order)"),
    ],
)
def test_a_dict_with_known_keys_is_told(source: str) -> None:
    (found,) = violations(source)
    assert found.data["keys"] == ["id", "total", "lines", "paid"]
    assert found.novelty is Novelty.NEW


@pytest.mark.parametrize(
    "source",
    [
        body("return {'id': order.id, 'total': order.total(), 'lines': 3}"),
        body("return {'new': 1, 'paid': 2, 'sent': 3, 'done': (4, -5)}"),
        body("return {'new': Status.NEW, 'paid': Status.PAID, 'sent': ship, 'done': lambda x: x}") + "from a import Status, ship\n",
        body("return {'new': _('New'), 'paid': _('Paid'), 'sent': _('Sent'), 'done': gettext_lazy('Done')}"),
        body("return {'Content-Type': kind, 'Accept': kind, 'X-Id': order.id, 'Host': host}"),
        body("return {'userId': order.user, 'orderId': order.id, 'total': order.total, 'lines': order.lines}"),
        body("return {**order.base, 'id': order.id, 'total': order.total, 'lines': order.lines, 'paid': order.paid}"),
        body(f"return {VALUES}", head="def summary(order: Order) -> Summary:"),
        body(f"return {VALUES}", head="def summary(order: Order) -> list[Summary] | None:"),
        body(f"return {VALUES}", head="def summary(order: Order) -> dict[str, int]:"),
        body(f"found: Summary = {VALUES}", "return found"),
        body(f"return JSONResponse({VALUES})"),
        body(f"log.info('sent', extra={VALUES})"),
        body(f"return client.post(url, json={VALUES}, headers={VALUES})"),
        body(f"return templates.TemplateResponse('order.html', {VALUES})"),
        body(f"session.execute(insert(orders).values({VALUES}))"),
        body(f"send(**{VALUES})"),
        body(f"values = {VALUES}", "return Summary(**values)"),
        body(f"values: dict[str, Any] = {VALUES}", "client.post(url, json=values)"),
        body(f"payload = {VALUES}", "return payload"),
        f"class Order:\n{indent(body(f'return {VALUES}', head='def to_dict(self) -> dict[str, Any]:'), '    ')}",
        f"class OrderSerializer:\n{indent(body(f'return {VALUES}', head='def fields(self):'), '    ')}",
        body(f"return {VALUES}", head="def get_context_data(order):"),
        body(f"return {VALUES}", head="def request_headers(order):"),
        body(f"return {VALUES}", head="def order_to_data(order):"),
        body(f"return {VALUES}", head="@router.get('/orders')\ndef orders(order):"),
        body(f"return {VALUES}", head="@model_validator(mode='before')\ndef known(order):"),
        f"DEFAULTS: dict[str, Any] = {VALUES}\n",
        "def (:\n",
    ],
)
def test_what_is_no_class_in_disguise_is_silent(source: str) -> None:
    assert violations(source) == []


@pytest.mark.parametrize("path", ["tests/test_orders.py", "shop/tests/fixtures/orders.py", "scripts/report.py", "shop/seeds/orders.py"])
def test_tests_fixtures_and_scripts_are_silent(path: str) -> None:
    assert violations(body(f"return {VALUES}"), path=path) == []


IMPORT = "from shop.mail import notify\n"
CALLERS = {
    "a function": (IMPORT + body(f"notify(order, {VALUES})"), "def notify(order, details: dict[str, Any]): ...\n"),
    "a module's": ("from shop import mail\n" + body(f"mail.notify(order, details={VALUES})"), "def notify(order, details): ...\n"),
    "through a name": (IMPORT + body(f"x = {VALUES}", "notify(order, x)"), "def notify(order, details: dict): ...\n"),
}  # fmt: skip


@pytest.mark.parametrize(("caller", "callee"), CALLERS.values(), ids=CALLERS)
def test_one_that_is_passed_on_to_a_function_of_the_repository_is_told(caller: str, callee: str) -> None:
    (found,) = of_files({PATH: caller, "shop/mail.py": callee})
    assert "to `notify`" in found.message
    assert found.path == PATH


def test_one_that_is_passed_on_to_a_method_of_the_same_class_is_told() -> None:
    methods = body(f"self.notify({VALUES})", head="def send(self, order):") + "def notify(self, details): ...\n"
    (found,) = violations("class Mail:\n" + indent(methods, "    "))
    assert found.message == "`send` passes on a raw dict of 4 keys (`id`, `total`, `lines`, `paid`) to `notify`."


@pytest.mark.parametrize(
    "callee",
    [
        "def notify(order, details: Details): ...\n",
        "def notify(order, payload: dict[str, Any]): ...\n",
        "def notify(order, **details): ...\n",
        "def notify(order, *details): ...\n",
        "class notify:\n    def __init__(self, order, details): ...\n",
        "from mailing import notify\n",
    ],
)
def test_what_receives_it_as_a_type_or_a_format_is_silent(callee: str) -> None:
    source = "from shop.mail import notify\n" + body(f"notify(order, {VALUES})")
    assert of_files({PATH: source, "shop/mail.py": callee}) == []


def test_a_function_is_told_once_with_a_class_for_what_it_returns() -> None:
    (found,) = violations(body("if order.late:", f"    return {VALUES}", f"return {VALUES}", head="def get_order_summary(order):"))
    assert found.message == (
        "`get_order_summary` returns a raw dict of 4 keys (`id`, `total`, `lines`, `paid`), and 1 more of the kind."
    )  # fmt: skip
    assert "`OrderSummary`" in found.remedy
    assert (found.line, found.end_line) == (3, 3)


LONG = """\
def summary(order):
    return {
        "id": order.id,
        "total": order.total(),
        "lines": len(order.lines),
        "paid": order.paid,
    }
"""


@pytest.mark.parametrize(
    ("base", "head", "novelty"),
    [
        (LONG, LONG.replace("order.paid", "order.is_paid()"), Novelty.BASELINE),
        (LONG, LONG.replace('        "paid"', '        "late": order.late,\n        "paid"'), Novelty.BASELINE),
        (LONG, LONG.replace("return {", "found = {") + "    return found\n", Novelty.BASELINE),
        (LONG.replace('        "paid": order.paid,\n', ""), LONG, Novelty.NEW),
        ("", LONG, Novelty.NEW),
    ],
)
def test_it_is_new_where_most_of_its_keys_are(base: str, head: str, novelty: Novelty) -> None:
    (found,) = of_files({PATH: head}, {PATH: base})
    assert found.novelty is novelty


def test_one_that_moved_between_files_was_there_before() -> None:
    moved = {PATH: "x = 1\n", "shop/summaries.py": "y = 2\n" * 20 + LONG.replace("order", "self")}
    (found,) = of_files(moved, {PATH: LONG, "shop/summaries.py": "y = 2\n" * 20})
    assert found.novelty is Novelty.BASELINE


def test_a_second_one_with_the_same_keys_is_new_and_the_first_is_not() -> None:
    found = of_files({PATH: LONG + LONG.replace("summary", "report")}, {PATH: LONG})
    assert {str(one.data["function"]): one.novelty for one in found} == {"report": Novelty.NEW}


def test_what_the_change_does_not_touch_is_told_under_scope_all_alone() -> None:
    files = {PATH: LONG, "shop/other.py": "x = 1\n"}
    assert of_files(files, {PATH: LONG, "shop/other.py": ""}) == []
    (found,) = of_files(files, {PATH: LONG, "shop/other.py": ""}, Options(scope=Scope.ALL))
    assert found.novelty is Novelty.BASELINE


@pytest.mark.parametrize(
    ("function", "name"),
    [
        ("summary", "Summary"),
        ("_trial_entry", "TrialEntry"),
        ("get_activity_entry", "ActivityEntry"),
        ("_collect_snapshot", "Snapshot"),
        ("__drain_node", "DrainNodeResult"),
        ("_transition_issue", "TransitionIssueResult"),
        ("_parse_receipt", "ReceiptResult"),
        ("run", "RunResult"),
    ],
)
def test_the_remedy_proposes_a_name_for_what_is_returned(function: str, name: str) -> None:
    source = "from shop.receipts import Receipt\n\n" + body(f"return {VALUES}", head=f"def {function}(order):")
    (found,) = violations(source)
    assert f"such as `{name}`, and name it as the type that `{function}` returns" in found.remedy


@pytest.mark.parametrize(
    ("function", "name"), [("enqueue_notice", "Notice"), ("notify", "NotifyValues"), ("_print_receipt", "ReceiptValues")]
)
def test_the_remedy_proposes_a_name_for_what_is_taken(function: str, name: str) -> None:
    source = f"from shop.receipts import Receipt\n\ndef {function}(values: dict): ...\n\n" + body(f"{function}({VALUES})")
    (found,) = violations(source)
    assert f"such as `{name}`, and name it as the type that `{function}` takes" in found.remedy


def test_option_min_keys_is_from_how_many_on() -> None:
    source = body("return {'id': order.id, 'total': order.total()}")
    assert violations(source) == []
    assert violations(source, options=Options(min_keys=2))


def test_option_beside_names_what_is_not_the_service() -> None:
    assert violations(body(f"return {VALUES}"), path="scripts/report.py", options=Options(beside=()))
    assert violations(body(f"return {VALUES}"), options=Options(beside=("shop/**",))) == []


@pytest.mark.untraced
@pytest.mark.parametrize(
    "value",
    ["{'a': " * 80 + "x" + "}" * 80, "{" + ", ".join(f"'k{n}': x" for n in range(20_000)) + "}", "[" * 80 + VALUES + "]" * 80],
    ids=["deep", "wide", "within"],
)
def test_odd_dicts_take_no_longer_than_any_other(value: str) -> None:
    facts = facts_of({}, {PATH: body(f"return {value}") + body("return {'a': x, 'b': x, 'c': x, 'd': x}") * 400})
    assert facts.head_modules.parsed_at(PATH)
    start = process_time()
    list(RULE.run(facts, Options()))
    assert process_time() - start < 5
