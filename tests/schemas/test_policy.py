from datetime import date

import pytest
from pydantic import ValidationError

from tenet.schemas.policy import PolicyFile, WaiverSection
from tenet.schemas.policy_values import MAX_WILDCARDS, glob_problem, iso_date


@pytest.mark.parametrize("pattern", ["src/**", "./src/*.py", "**/domain/**", "a", "[ab]?.py", "docs/", "a" * 200])
def test_patterns_from_the_root_are_taken(pattern):
    assert glob_problem(pattern) == ""


@pytest.mark.parametrize(
    "pattern", ["", "/etc/passwd", "../x", "a/../b", "a\\b", "a\nb", "a\x00", "a" * 201, "*" * (MAX_WILDCARDS + 1), "[" * 30]
)
def test_patterns_that_lead_out_or_grow_without_bound_are_refused(pattern):
    assert glob_problem(pattern)


def test_dates_are_written_by_year_month_and_day():
    assert iso_date("2027-03-31") == date(2027, 3, 31)
    assert iso_date(date(2027, 3, 31)) == date(2027, 3, 31)
    assert iso_date(None) is None


@pytest.mark.parametrize("value", ["2027-3-31", "20270331", "2027-02-30", 1893456000, 1.5, "tomorrow", ["2027-03-31"], True])
def test_what_pydantic_would_read_as_a_moment_is_no_date(value):
    with pytest.raises(ValueError, match="has to be a date"):
        iso_date(value)


def test_one_stands_for_a_list_of_one():
    file = PolicyFile.model_validate({"version": 1, "extends": "backend", "components": {"a": {"paths": "a/**", "spec": "s.md"}}})
    assert (file.extends, file.components["a"].paths, file.components["a"].spec) == (("backend",), ("a/**",), ("s.md",))


@pytest.mark.parametrize("reason", ["", "   ", "\n", "x" * 1001])
def test_a_waiver_says_why_in_bounded_words(reason):
    with pytest.raises(ValidationError):
        WaiverSection.model_validate({"rule": "raw-sql", "reason": reason})


def test_sections_are_frozen():
    file = PolicyFile.model_validate({"version": 1})
    with pytest.raises(ValidationError):
        file.name = "x"


@pytest.mark.parametrize(
    ("paths", "spec"),
    [
        ("src/{name}/**", "specs/{name}.md"),
        (["src/{name}/**", "lib/**"], ["specs/{name}.md", "specs/all.md"]),
        ("{team}/{name}/**", "specs/{team}/*-{name}/spec.md"),
        ("src/{name}/**", "none"),
        ("src/{name}/**", []),
    ],
)
def test_the_captures_of_documents_are_those_of_the_paths(paths, spec):
    PolicyFile.model_validate({"version": 1, "components": {"a": {"paths": paths, "spec": spec}}})


@pytest.mark.parametrize(
    ("paths", "spec", "said"),
    [
        ("src/**", "specs/{name}.md", "names the capture `{name}`, which none"),
        ("src/{name}/**", "specs/{nam}.md", "names the capture `{nam}`, which none"),
        ("src/{Name}/**", [], "braces in a path pattern hold the name"),
        ("src/{a,b}/**", [], "braces in a path pattern hold the name"),
        ("src/{a/**", [], "braces in a path pattern hold the name"),
        ("{a}/{b}/{c}/{d}/{e}", [], "at most 4 captures"),
        ("src/*{a}*-{b}", [], "at most 3 captures and wildcards"),
        ("src/{a}{b}", [], "something between them"),
    ],
)
def test_captures_that_pair_nothing_or_grow_without_bound_are_refused(paths, spec, said):
    with pytest.raises(ValidationError, match=said):
        PolicyFile.model_validate({"version": 1, "components": {"a": {"paths": paths, "spec": spec}}})
