"""Keys that Django makes for models that state none: an automatic one, or links to the models that they extend."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tenet.facts.database.django_state import FieldState
from tenet.facts.python.values import Value


def with_keys(fields: Mapping[str, FieldState], parents: Mapping[str, str], key: FieldState) -> Mapping[str, FieldState]:
    """The fields with those that Django makes.

    `parents` are the labels of the models that the model extends with a table of its own, to their names; `key` is an
    automatic key of the class that the settings name.
    """
    made = dict(_links(fields, parents))
    linked = {name: field for name, field in fields.items() if field.options.get("parent_link") is True}
    if not any(field.option("primary_key") is not False for field in fields.values()):
        if made or linked:
            name = next(iter({**made, **linked}))
            field = made.get(name) or linked[name]
            return {**made, **fields, name: replace(field, options={**field.options, "primary_key": True})}
        made["id"] = key
    return {**made, **fields}


def automatic_key(dotted: str, base: str) -> FieldState:
    options: dict[str, Value] = {"auto_created": True, "primary_key": True, "verbose_name": "ID"}
    return FieldState(dotted.rpartition(".")[2], options, custom=not dotted.startswith("django."), base=base)


def _links(fields: Mapping[str, FieldState], parents: Mapping[str, str]) -> Iterator[tuple[str, FieldState]]:
    stated = {field.options.get("to") for field in fields.values() if field.options.get("parent_link") is True}
    for label, name in parents.items():
        if label not in stated:
            yield f"{name.lower()}_ptr", FieldState("OneToOneField", {"auto_created": True, "parent_link": True, "to": label})


def is_made(field: FieldState) -> bool:
    """Whether Django made the field: no line of the model declares it."""
    return field.options.get("auto_created") is True
