"""The names of components: the shortest that says which one is meant (after `pydantic.json_schema`)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tenet.facts.json_schema.generation import Mode
from tenet.facts.json_schema.json_values import Json, JsonObject

REFERENCE = "#/components/schemas/"
REFERENCES = re.compile(f'(?<="){re.escape(REFERENCE)}([^"]+)(?=")')
"""Every second piece of a text that is split by it is the name of a definition."""
MAX_ROUNDS = 30
"""How often names are shortened: each round can make more definitions equal."""


@dataclass(frozen=True, slots=True)
class DefinitionName:
    """What a definition can be called. `choices` come shortest first, the last is its alone."""

    choices: tuple[str, ...]

    @property
    def unique(self) -> str:
        return self.choices[-1]


def normalized(name: str) -> str:
    return re.sub(r"[^a-zA-Z0-9.\-_]", "_", name).replace(".", "__")


def definition_name(short: str, long: str, mode: Mode, number: int) -> DefinitionName:
    """The names of one class in one direction. `number` tells classes apart that share their long name."""
    name, full = normalized(short), normalized(long)
    return DefinitionName(
        (name, f"{name}-{mode.value}", full, f"{full}-{mode.value}", f"{full}__{number}", f"{full}-{mode.value}__{number}")
    )


def chosen_names(names: Mapping[str, DefinitionName], definitions: Mapping[str, Json]) -> dict[str, str]:
    """The name that each definition gets, by its unique name.

    Definitions that are equal once the references inside them are shortened share a name.
    """
    pieces = {key: REFERENCES.split(json.dumps(schema, sort_keys=True)) for key, schema in definitions.items()}
    chosen: dict[str, str] = {}
    for _ in range(MAX_ROUNDS):
        distinct: dict[str, set[str]] = {}
        for key, parts in pieces.items():
            text = "".join(chosen.get(part, part) if index % 2 else part for index, part in enumerate(parts))
            for choice in names[key].choices:
                distinct.setdefault(choice, set()).add(text)
        before = chosen
        chosen = {key: next(choice for choice in names[key].choices if len(distinct[choice]) == 1) for key in definitions}
        if chosen == before:
            break
    return chosen


def renamed(value: Json, chosen: Mapping[str, str]) -> Json:
    """The JSON with its references to definitions under the chosen names."""
    match value:
        case dict():
            return {key: _reference(key, item, chosen) for key, item in value.items()}
        case list():
            return [renamed(item, chosen) for item in value]
        case _:
            return value


def _reference(key: str, value: Json, chosen: Mapping[str, str]) -> Json:
    if isinstance(value, str) and value.startswith(REFERENCE):
        name = value.removeprefix(REFERENCE)
        return f"{REFERENCE}{chosen.get(name, name)}"
    if key == "mapping" and isinstance(value, dict):
        return {name: _reference("", item, chosen) for name, item in value.items()}
    return renamed(value, chosen)


def reference(name: str) -> JsonObject:
    return {"$ref": f"{REFERENCE}{name}"}
