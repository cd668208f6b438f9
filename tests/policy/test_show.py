from tests.policy.support import FILE, bound

from tenet.policy.in_force import TAKES_FORCE_LATER, ChosenPolicy
from tenet.policy.show import origins, show_policy

POLICY = bound(
    """
extends: backend
components:
  domain: {paths: ["d/**"], spec: none}
coverage: {patch: 90}
rules:
  fat-route-handler: {exclude: ["old/**"], enforce_from: 2027-01-01}
waivers:
  - {rule: raw-sql, paths: ["src/**"], reason: ticket 81, until: 2027-03-31}
""",
    preset_backend="coverage: {overall: 70}\nrules: {fat-route-handler: {severity: warning, max_statements: 7}}",
)


def where(setting: str) -> tuple[str, str]:
    return next((row.value, row.where) for row in origins(POLICY) if row.setting == setting)


def test_every_setting_says_where_it_comes_from():
    assert where("mode") == ("enforce", "default")
    assert where("extends") == ("[backend]", f"{FILE}:3")
    assert where("coverage.overall") == ("70", "preset:backend:2")
    assert where("coverage.patch") == ("90", f"{FILE}:6")
    assert where("coverage.tolerance") == ("0.5", "default")
    assert where("rules.fat-route-handler.severity") == ("warning", "preset:backend:3")
    assert where("rules.fat-route-handler.max_statements") == ("7", "preset:backend:3")
    assert where("rules.fat-route-handler.exclude") == ("[old/**]", f"{FILE}:8")
    assert where("rules.fat-route-handler.enforce_from") == ("2027-01-01", f"{FILE}:8")
    assert where("rules.raw-sql.severity") == ("off", "default")
    assert where("components.domain.coverage") == ("80", "default")
    assert where("components.domain.spec") == ("none", f"{FILE}:5")
    assert where("waivers[1]") == ("raw-sql in src/** until 2027-03-31: ticket 81", f"{FILE}:10")


def test_a_policy_that_extends_nothing_says_none():
    assert next(row for row in origins(bound("")) if row.setting == "extends").value == "none"


def test_the_text_names_the_source_and_gives_one_setting_a_line():
    text = show_policy(ChosenPolicy(POLICY, f"head:{FILE}", TAKES_FORCE_LATER))
    lines = text.splitlines()
    assert lines[:2] == [f"# head:{FILE}", f"# {TAKES_FORCE_LATER}"]
    assert len(lines) == len(origins(POLICY)) + 2
    assert show_policy(ChosenPolicy(POLICY, "file:x")).splitlines()[1].startswith("name ")
