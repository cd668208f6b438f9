"""A rule's page of the manual, and the table of all rules, as Markdown: made from the rules themselves."""

import json
from collections.abc import Iterator, Mapping

from pydantic.fields import FieldInfo

from tenet.domain.finding import Json
from tenet.rules.manual import read_manual
from tenet.rules.rule import Rule, RuleOptions


def rule_page(rule: Rule) -> str:
    """The page that `tenet explain` prints and `docs/rules` holds."""
    return "\n".join(_page(rule)).rstrip() + "\n"


def _page(rule: Rule) -> Iterator[str]:
    yield f"# {rule.id}"
    yield ""
    yield f"{rule.summary}."
    yield ""
    yield f"Group *{rule.group}*, {rule.severity} in the preset `backend`. Principle: {rule.principle}."
    yield ""
    for heading, text in read_manual(rule.manual).sections.items():
        yield f"## {heading}"
        yield ""
        yield text
        yield ""
    yield "## Options"
    yield ""
    yield "| option | default | meaning |"
    yield "|---|---|---|"
    for name, field in rule.options.model_fields.items():
        yield f"| `{name}` | {_default(rule, name, field)} | {field.description or ''} |"
    yield ""
    yield "## How to waive"
    yield ""
    yield f"On the line, with a reason: `# tenet: allow[{rule.id}] reason`. For many places, in the policy:"
    yield ""
    yield "```yaml"
    yield "waivers:"
    yield f'  - {{rule: {rule.id}, paths: ["src/legacy/**"], reason: "why it is accepted", until: 2027-03-31}}'
    yield "```"


def _default(rule: Rule, name: str, field: FieldInfo) -> str:
    if name == "severity":
        return f"`{rule.severity}`"
    value = field.get_default(call_default_factory=True)
    if value is None or value == ():
        return ""
    return f"`{json.dumps(value, default=str)}`".replace('"', "")


def rule_table(rules: Mapping[str, Rule], folder: str) -> str:
    """One row for each rule, linked to its page in `folder`."""
    rows = [f"| [`{rule.id}`]({folder}/{rule.id}.md) | {rule.group} | {rule.severity} | {rule.summary}. |" for rule in rules.values()]
    return "\n".join(["| rule | group | severity | |", "|---|---|---|---|", *rows]) + "\n"


def rules_as_json(rules: Mapping[str, Rule]) -> str:
    """The catalogue for programs: id, group, severity, principle, summary, options by name."""
    catalogue: list[Json] = [
        {
            "id": rule.id,
            "group": rule.group,
            "severity": rule.severity.value,
            "principle": rule.principle,
            "summary": rule.summary,
            "options": {name: field.description or "" for name, field in _own_options(rule).items()},
        }
        for rule in rules.values()
    ]
    return json.dumps({"rules": catalogue}, indent=2) + "\n"


def _own_options(rule: Rule) -> Mapping[str, FieldInfo]:
    return {name: field for name, field in rule.options.model_fields.items() if name not in RuleOptions.model_fields}


def rules_as_text(rules: Mapping[str, Rule]) -> str:
    width = max(map(len, rules), default=0)
    return "".join(f"{rule.id:<{width}}  {rule.severity:<8}  {rule.group:<12}  {rule.summary}.\n" for rule in rules.values())
