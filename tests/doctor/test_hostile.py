"""Whatever the workflows hold, they are read or refused with a place, in bounded time."""

import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.doctor.support import GOOD, PATH, Files, examined, mended

from tenet.core.errors import PolicyFault
from tenet.doctor.examination import Examined
from tenet.report.doctor import doctor_json, doctor_text
from tenet.report.text import unstyled

pytestmark = pytest.mark.untraced

WORDS = st.sampled_from(
    (
        *("on", "jobs", "steps", "uses", "run", "with", "if", "needs", "permissions", "contents", "write-all", "pull_request", "types"),
        *("strategy", "matrix", "include", "concurrency", "group", "acme/tenet@v1", "actions/checkout@v5", "tenet check", "workflow_run"),
        *("workflows", "./", "./.github/workflows/tenet.yml", "coverage", "name", "path", "ref", "pytest --cov", "env", "runs-on", "paths"),
    )
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | WORDS | st.text(st.characters(codec="utf-8"), max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(st.characters(codec="utf-8"), max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)
STEPS = st.lists(st.dictionaries(WORDS, VALUES, max_size=4), max_size=4)
JOBS = st.dictionaries(
    st.text("ab", min_size=1, max_size=2), st.dictionaries(WORDS, VALUES, max_size=5) | st.fixed_dictionaries({"steps": STEPS})
)
WORKFLOWS = st.fixed_dictionaries(
    {"on": VALUES, "jobs": JOBS | VALUES}, optional={"permissions": VALUES, "concurrency": VALUES, "name": VALUES}
)


def examination(files: Files) -> Examined | PolicyFault:
    try:
        return examined(files)
    except PolicyFault as fault:
        return fault


def read_or_refused(text: str, **others: str) -> str:
    found = examination({PATH: text, **others})
    if isinstance(found, PolicyFault):
        assert all(each.line >= 1 and each.column >= 1 for each in found.problems)
        return str(found)
    assert all(each.line >= 1 and each.column >= 1 and each.message.isprintable() for each in found.diagnoses)
    doctor_json(found)
    return unstyled(doctor_text(found))


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from(list("{}[]:,-&*!|>'\"%@`?# \n\t")), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refused(text)


@settings(deadline=None, max_examples=300)
@given(WORKFLOWS)
def test_any_shape_is_examined_and_mended_without_a_crash(value: object) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    read_or_refused(text)
    if isinstance(examination({PATH: text}), Examined):
        mended(text, rounds=3)  # what a fix makes of it can be read again


@settings(deadline=None, max_examples=200)
@given(st.integers(0, len(GOOD)), st.integers(0, 40), st.text(alphabet=st.sampled_from(list("{}[]:,-&*!|>'\"#\n x$")), max_size=4))
def test_any_change_of_a_good_workflow_is_examined_and_mended_without_a_crash(at: int, removed: int, added: str) -> None:
    text = GOOD[:at] + added + GOOD[at + removed :]
    if isinstance(examination({PATH: text}), Examined):
        mended(text, rounds=4)


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))


@pytest.mark.untraced
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BOMB, "more than 20000 values"),
        (GOOD + "#" * 1024 * 1024, "longer than 256 KiB"),
        ("on: " + "[" * 2000, "deeper than 50 levels"),
        ("on: push\nif: !cancelled()\n", "tags"),
        ("on: push\non: push\n", "given twice"),
        ("on: push\n---\non: push\n", "several documents"),
        ("on: [push\n", "not YAML"),
    ],
    ids=["bomb", "large", "deep", "tag", "twice", "documents", "broken"],
)
def test_what_is_past_all_bounds_is_refused_at_once(text: str, reason: str) -> None:
    start = time.perf_counter()
    assert reason in read_or_refused(text)
    assert time.perf_counter() - start < 2


@pytest.mark.untraced
def test_workflows_and_actions_that_call_themselves_end() -> None:
    start = time.perf_counter()
    around = "on: push\njobs:\n" + "".join(f"  j{n}:\n    uses: ./.github/workflows/w{n}.yml\n" for n in range(12))
    workflows = {f".github/workflows/w{n}.yml": around for n in range(3)}
    action = "runs:\n  using: composite\n  steps:\n    - uses: ./act\n    - uses: ./act\n"
    found = examined({PATH: "on: push\njobs: {a: {steps: [{uses: ./act}]}}\n", "act/action.yml": action, **workflows})
    assert [each.id for each in found.diagnoses] == ["no-workflow"]
    assert time.perf_counter() - start < 5


@pytest.mark.untraced
def test_many_workflows_that_call_one_another_end() -> None:
    start = time.perf_counter()
    calls = "".join(f"  j{n}:\n    uses: ./.github/workflows/w{n}.yml\n" for n in range(20))
    workflows = {f".github/workflows/w{n}.yml": f"on: push\njobs:\n{calls}" for n in range(20)}
    examined(workflows)
    assert time.perf_counter() - start < 5


@pytest.mark.untraced
def test_a_script_made_to_be_slow_is_read_in_bounded_time() -> None:
    start = time.perf_counter()
    script = "git -c a " * 8000 + "; tenet check"
    text = GOOD.replace("- run: pip install -e . pytest pytest-cov", f"- run: {script}")
    read_or_refused(text)
    assert time.perf_counter() - start < 5


def test_names_that_command_a_terminal_or_a_runner_act_on_nothing() -> None:
    path = ".github/workflows/::error::x\x1b[31m.yml"
    said = read_or_refused(GOOD, **{path: GOOD.replace("coverage: coverage.xml", '"\\e[31m##[error]": 1')})
    assert "\x1b" not in said
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in said.splitlines())
