import time

import pytest

from tenet.domain.capture import CapturePattern, agree, filled, uncaptured
from tenet.domain.component import Component
from tenet.domain.glob import Glob


@pytest.mark.parametrize(
    ("pattern", "path", "readings"),
    [
        ("src/{name}/**", "src/orders/api.py", [{"name": "orders"}]),
        ("src/{name}/**", "src/orders/a/b.py", [{"name": "orders"}]),
        ("src/{name}/**", "lib/orders/api.py", []),
        ("src/{name}.py", "src/orders.py", [{"name": "orders"}]),
        ("src/{name}.py", "src/.py", []),
        ("src/{name}_{kind}.py", "src/orders_api.py", [{"name": "orders", "kind": "api"}]),
        ("{team}/{name}/**", "shop/orders/x", [{"team": "shop", "name": "orders"}]),
        ("{name}/{name}_api.py", "orders/orders_api.py", [{"name": "orders"}]),
        ("{name}/{name}_api.py", "orders/users_api.py", []),
        ("{a}-{a}.md", "x-x.md", [{"a": "x"}]),
        ("specs/*-{name}/spec.md", "specs/003-order-lines/spec.md", [{"name": "order-lines"}]),
        ("**/{name}/api.py", "a/b/api.py", [{"name": "b"}]),
        ("**/{name}/**/*.py", "a/b/c.py", [{"name": "a"}, {"name": "b"}]),
        ("src/**", "src/a.py", [{}]),
        ("docs/{name}/", "docs/orders/a.md", [{"name": "orders"}]),
        ("./{name}.md", "orders.md", [{"name": "orders"}]),
    ],
)
def test_a_pattern_says_what_its_captures_stand_for(pattern: str, path: str, readings: list[dict[str, str]]):
    assert list(CapturePattern(pattern).readings(path)) == readings
    if readings:
        assert Glob(uncaptured(pattern)).matches(path)


def test_captures_agree_where_they_share_a_name():
    assert agree({"name": "orders"}, {"name": "orders", "team": "shop"})
    assert agree({}, {"name": "orders"})
    assert not agree({"name": "orders"}, {"name": "users"})


def test_a_pattern_is_filled_with_what_is_known():
    assert filled("specs/{team}/{name}.md", {"name": "orders"}) == "specs/{team}/orders.md"


def test_a_component_with_captures_holds_what_its_patterns_match():
    component = Component("services", ("src/{name}/**", "lib/{name}.py"))
    assert component.holds("src/orders/api.py")
    assert not component.holds("src")
    assert component.captured("lib/orders.py") == ({"name": "orders"},)


@pytest.mark.untraced
@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("{a}-{b}-*", "-" * 255),
        ("**/{a}/**/{b}/**/{c}/**/{d}/**", "/".join("abcdefghij" * 40)),
        ("{a}/" * 4 + "**", "x/" * 2000),
        ("{a}*", "x" * 100_000),
    ],
)
def test_matching_a_hostile_path_is_quick(pattern: str, path: str):
    start = time.process_time()
    CapturePattern(pattern).readings(path)
    assert time.process_time() - start < 10
