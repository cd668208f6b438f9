"""The JSON Schema of the policy file, with every rule's options, for editors (draft 2020-12)."""

from collections.abc import Mapping

from tenet.domain.finding import Json
from tenet.domain.severity import Severity
from tenet.rules.rule import Rule
from tenet.schemas.policy import PolicyFile
from tenet.schemas.policy_values import Strictness

Schema = dict[str, Json]
NAMES: list[Json] = [strictness.value for strictness in Strictness]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
SEVERITIES: Schema = {"enum": NAMES}


def policy_schema(rules: Mapping[str, Rule]) -> Schema:
    """What a policy file may hold. A rule is a severity, or a mapping of severity and options."""
    schema: Schema = PolicyFile.model_json_schema()
    definitions = _mapping(schema.pop("$defs", {}))
    definitions.pop("JsonValue", None)
    properties = _mapping(schema["properties"])
    properties["rules"] = {
        "type": "object",
        "description": "The rules that are on, with severity and options.",
        "additionalProperties": {"anyOf": [SEVERITIES, {"type": "object", "description": "A custom rule's options."}]},
        "properties": {rule.id: _rule_schema(rule, definitions) for rule in rules.values()},
    }
    return {"$schema": DIALECT, **schema, "title": "Tenet policy", "properties": properties, "$defs": definitions, **_known_names(rules)}


def _rule_schema(rule: Rule, definitions: Schema) -> Schema:
    """The definitions of a rule's own options go among the others under the rule's name, so that none clash."""
    options: Schema = rule.options.model_json_schema(ref_template=f"#/$defs/{rule.id}.{{model}}")
    for name, definition in _mapping(options.pop("$defs", {})).items():
        if name != Severity.__name__:
            definitions[f"{rule.id}.{name}"] = definition
    properties = _mapping(options["properties"])
    properties["severity"] = {**SEVERITIES, "default": rule.severity.value, "description": "How much a finding weighs, or off."}
    for name in ("paths", "exclude"):
        listed = _mapping(properties[name])
        properties[name] = {"anyOf": [{"type": "string"}, listed], "description": listed["description"], "default": []}
    mapping = {**options, "title": rule.id, "description": rule.summary, "properties": properties}
    return {"description": rule.summary, "anyOf": [SEVERITIES, mapping]}


def _known_names(rules: Mapping[str, Rule]) -> Schema:
    """Rules and waivers name a rule that is there; where the policy has rules of its own, their names are its own affair."""
    one: Schema = {"enum": [*rules]}
    named: Schema = {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
    strict: Schema = {
        "properties": {"rules": {"propertyNames": one}, "waivers": {"items": {"properties": {"rule": named}}}},
    }
    return {"if": {"required": ["custom"]}, "else": strict}


def _mapping(value: Json) -> Schema:
    return dict(value) if isinstance(value, Mapping) else {}
