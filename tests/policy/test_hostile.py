"""Whatever a policy file holds, it is read or refused: nothing else is raised, and time is bounded."""

import time

import pytest
import yaml
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from tests.policy.support import FILE, RULES, FakeTexts, bound, problems

from tenet.core.errors import PolicyFault, PolicyProblem
from tenet.domain.glob import PathFilter
from tenet.policy.in_force import load
from tenet.policy.loading import PolicyText
from tenet.policy.nodes import plain
from tenet.policy.yaml_document import read_yaml
from tenet.schemas.policy import PolicyFile

WORDS = st.sampled_from(
    [
        *PolicyFile.model_fields,
        *RULES,
        "severity",
        "paths",
        "exclude",
        "scope",
        "enforce_from",
        "reason",
        "rule",
        "until",
        "spec",
        "coverage",
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=12)
    | WORDS
    | st.sampled_from(["off", "error", "backend", "2027-03-31"])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=4), max_leaves=12
)
POLICIES = st.dictionaries(st.sampled_from(list(PolicyFile.model_fields)), VALUES, max_size=6).map(lambda value: {**value, "version": 1})


def refused_or_read(text: str) -> None:
    told: tuple[PolicyProblem, ...] = ()
    try:
        load(PolicyText(FILE, text, FILE), FakeTexts({"preset:backend": "version: 1\nrules: {raw-sql: error}\n"}), RULES)
    except PolicyFault as fault:
        told = fault.problems
        event(f"{len(told)} problems")
    else:
        event("read")
    assert all(problem.line >= 1 and problem.column >= 1 and str(problem).isprintable() for problem in told)


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet=st.characters() | st.sampled_from(list("{}[]:,-&*!|>'\"%@`?# \n\t")), max_size=60))
def test_any_text_is_read_or_refused(text):
    refused_or_read(text)


@settings(deadline=None, max_examples=300)
@given(POLICIES)
def test_any_value_in_any_place_is_read_or_refused(value):
    refused_or_read(yaml.safe_dump(value, allow_unicode=True))


@settings(deadline=None, max_examples=200)
@given(VALUES)
def test_what_is_dumped_is_read_back_where_no_word_of_yaml_1_1_is_meant(value):
    text = yaml.safe_dump({"key": value}, allow_unicode=True)
    try:
        found = plain(read_yaml(text, "p.yml"))
    except PolicyFault as fault:
        assume("a key has to be a word" not in str(fault))
        raise
    assert isinstance(found, dict)
    assert list(found) == ["key"]


@pytest.mark.untraced
@pytest.mark.parametrize("pattern", ["a*" * 20 + "b", "*a" * 10 + "?" * 10, "**/" * 10 + "x", "[a-z]*" * 10 + "!", "*" * 20])
@pytest.mark.parametrize("path", ["a" * 4000, "a/" * 1000 + "b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!/x"])
def test_patterns_made_to_backtrack_match_in_bounded_time(pattern, path):
    policy = bound(f"rules: {{raw-sql: {{exclude: ['{pattern}']}}}}")
    start = time.perf_counter()
    policy.by_id["raw-sql"].paths.accepts(path)
    assert time.perf_counter() - start < 0.5


def test_a_pattern_of_many_wildcards_is_refused():
    (problem,) = problems("version: 1\nrules: {raw-sql: {exclude: ['" + "a*" * 50 + "']}}\n")
    assert problem.endswith("a path pattern holds at most 20 wildcards")


@pytest.mark.untraced
def test_a_thousand_waivers_and_components_are_bound_in_bounded_time():
    waivers = "".join(f"  - {{rule: raw-sql, paths: ['a{number}/**'], reason: r}}\n" for number in range(1000))
    components = "".join(f"  c{number}: {{paths: ['a{number}/**']}}\n" for number in range(1000))
    start = time.perf_counter()
    policy = bound(f"waivers:\n{waivers}components:\n{components}")
    assert time.perf_counter() - start < 3
    assert len(policy.waivers) == len(policy.surroundings.components) == 1000


@pytest.mark.untraced
def test_a_thousand_wrong_values_are_told_in_bounded_time():
    rules = "".join(f"  no-such-rule-{number}: error\n" for number in range(1000))
    start = time.perf_counter()
    assert len(problems(f"version: 1\nrules:\n{rules}")) == 1000
    assert time.perf_counter() - start < 5


def test_an_unused_filter_accepts_all():
    assert PathFilter.of().accepts("any/where")
