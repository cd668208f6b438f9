"""Suggestions are applied as GitHub applies them: whole lines of the head are replaced. Then the finding has to be gone."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from tests.rules.examples import judged

from tenet.domain.finding import Finding

CODE: Mapping[str, tuple[str, str]] = {
    "a star import": (
        "star-import",
        "from shop.prices import *\n\n\ndef total(lines: list[int]) -> int:\n    return with_tax(sum(lines))\n",
    ),
    "a function that returns nothing": (
        "missing-type-hints",
        "def place(order: int):\n    print(order)\n",
    ),
    "a method that returns nothing": (
        "missing-type-hints",
        "class Orders:\n    def place(\n        self,\n        order: int,\n    ):\n        print(order)\n",
    ),
    "commented-out lines": (
        "commented-out-code",
        "def total(lines: list[int]) -> int:\n    # lines = [line for line in lines if line]\n    # print(lines)\n    return sum(lines)\n",
    ),
    "commented-out code behind code": (
        "commented-out-code",
        "def total(lines: list[int]) -> int:\n    return sum(lines)  # return sum(lines) * 2\n",
    ),
    "a log without the traceback": (
        "swallowed-exception",
        "import logging\n\nlogger = logging.getLogger(__name__)\n\n\ndef sync(client: object) -> None:\n    try:\n        client.sync()\n"
        '    except Exception as error:\n        logger.error("Sync failed: %s", error)\n',
    ),
    "a sleep on the event loop": (
        "blocking-call-in-async",
        "import asyncio\nimport time\n\n\nasync def wait() -> None:\n    time.sleep(1)\n    await asyncio.sleep(0)\n",
    ),
}  # fmt: skip
BESIDE = {"shop/__init__.py": "", "shop/prices.py": "def with_tax(amount: int) -> int:\n    return amount * 2\n"}


def found(code: str, rule: str) -> list[Finding]:
    return [each for each in judged(BESIDE, {**BESIDE, "shop/orders.py": code}, rule).findings if each.rule == rule]


def applied(code: str, finding: Finding) -> str:
    lines = code.split("\n")
    first, last = finding.line or 0, finding.end_line or finding.line or 0
    replacement = [] if not finding.suggestion else finding.suggestion.split("\n")
    return "\n".join([*lines[: first - 1], *replacement, *lines[last:]])


def mended(code: str, rule: str) -> Iterator[str]:
    """The code after each suggestion, one at a time."""
    while findings := [each for each in found(code, rule) if each.suggestion is not None]:
        code = applied(code, findings[0])
        yield code


@pytest.mark.parametrize(("rule", "code"), CODE.values(), ids=CODE.keys())
def test_a_suggestion_leaves_code_that_parses_and_no_finding(rule: str, code: str):
    steps = list(mended(code, rule))
    assert steps
    for step in steps:
        ast.parse(step)
    assert found(steps[-1], rule) == []


def test_the_check_can_fail():
    (finding,) = found(CODE["a function that returns nothing"][1], "missing-type-hints")
    assert found(
        applied(CODE["a function that returns nothing"][1], replace(finding, suggestion="def place(order: int):")), "missing-type-hints"
    )
