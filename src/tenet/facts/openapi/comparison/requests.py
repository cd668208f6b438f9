"""What a client sends: parameters and bodies."""

from collections.abc import Iterator, Mapping

from tenet.facts.openapi.comparison.access import mapping, sequence, text
from tenet.facts.openapi.comparison.api_change import ApiChange, Effect
from tenet.facts.openapi.comparison.document import Document, Located, Operation
from tenet.facts.openapi.comparison.effects import Direction
from tenet.facts.openapi.comparison.media_types import media_types, pair_media_types
from tenet.facts.openapi.comparison.paired import Paired
from tenet.facts.openapi.comparison.schemas import Subject

BODY = Subject(Direction.REQUEST, "request", "the request body", "request field")


def request_changes(pair: Paired) -> Iterator[ApiChange]:
    yield from _parameters(pair)
    yield from _body(pair)


def _parameters(pair: Paired) -> Iterator[ApiChange]:
    before, after = parameters(pair.base_document, pair.base), parameters(pair.head_document, pair.head)
    for key, one in before.items():
        other = after.get(key)
        if other is None:
            yield pair.change("request-parameter-removed", Effect.MAY_BREAK, named(one), "is gone", base=one)
        else:
            yield from _parameter(pair, one, other)
    for key, other in after.items():
        if key not in before:
            required = is_required(other)
            kind = "new-required-request-parameter" if required else "request-parameter-added"
            effect = Effect.BREAKS if required else Effect.COMPATIBLE
            yield pair.change(kind, effect, named(other), "is new and required" if required else "is new", head=other)


def _parameter(pair: Paired, base: Located, head: Located) -> Iterator[ApiChange]:
    before, after = is_required(base), is_required(head)
    if before != after:
        kind = "request-parameter-became-required" if after else "request-parameter-became-optional"
        statement = "is required now" if after else "may be left out now"
        yield pair.change(kind, Effect.BREAKS if after else Effect.COMPATIBLE, named(head), statement, base=base, head=head)
    subject = Subject(Direction.REQUEST, "request-parameter", named(head), f"in {named(head)}, field")
    old, new = _schema(base), _schema(head)
    if _takes_one_as_list(pair, head, old, new):
        new = pair.schemas.head_shapes.of(new).alternatives[0].items or new
    yield from pair.schemas.changes(pair.head, subject, old, new)


def _takes_one_as_list(pair: Paired, head: Located, old: Located, new: Located) -> bool:
    """A query parameter that became a list still takes one value: `?tag=a` is a list of one."""
    before, after = pair.schemas.base_shapes.of(old).alternatives, pair.schemas.head_shapes.of(new).alternatives
    lists = len(after) == 1 and after[0].kind == "array" and after[0].items is not None
    return lists and mapping(head.node).get("in") == "query" and all(shape.kind not in {"array", "object", ""} for shape in before)


def _schema(parameter: Located) -> Located:
    node = mapping(parameter.node)
    media = next(iter(mapping(node.get("content"))), None)
    return parameter.child("content", media, "schema") if media is not None else parameter.child("schema")


def parameters(document: Document, operation: Operation) -> Mapping[tuple[str, str], Located]:
    """By where they travel and their name. Path parameters go by their position: what they are called is nobody's business."""
    found: dict[tuple[str, str], Located] = {}
    positions = {name: str(index) for index, name in enumerate(operation.path_parameters)}
    for listed in (operation.shared, operation.at.child("parameters")):
        for index in range(len(sequence(listed.node))):
            parameter = document.resolve(listed.child(index))
            node = mapping(parameter.node)
            where, name = text(node.get("in")), text(node.get("name"))
            if where == "path":
                found[where, positions.get(name, name)] = parameter
            elif where:
                found[where, name.lower() if where == "header" else name] = parameter
    return found


def named(parameter: Located) -> str:
    node = mapping(parameter.node)
    return f"{text(node.get('in'))} parameter `{text(node.get('name'))}`"


def is_required(parameter: Located) -> bool:
    node = mapping(parameter.node)
    return node.get("required") is True or node.get("in") == "path"


def _body(pair: Paired) -> Iterator[ApiChange]:
    base = pair.base_document.resolve(pair.base.at.child("requestBody"))
    head = pair.head_document.resolve(pair.head.at.child("requestBody"))
    before, after = media_types(base), media_types(head)
    if not before and not after:
        return
    required = mapping(head.node).get("required") is True
    if not before:
        kind, statement = ("new-required-request-body", "is new and required") if required else ("request-body-added", "is new")
        yield pair.change(kind, Effect.BREAKS if required else Effect.COMPATIBLE, BODY.whole, statement, head=head)
        return
    if not after:
        yield pair.change("request-body-removed", Effect.BREAKS, BODY.whole, "is no longer taken", base=base)
        return
    if required != (mapping(base.node).get("required") is True):
        kind = "request-body-became-required" if required else "request-body-became-optional"
        statement = "is required now" if required else "may be left out now"
        yield pair.change(kind, Effect.BREAKS if required else Effect.COMPATIBLE, BODY.whole, statement, base=base, head=head)
    for media, one, other in pair_media_types(before, after):
        if other is None:
            statement = f"is no longer taken as `{media}`"
            yield pair.change("request-media-type-removed", Effect.BREAKS, BODY.whole, statement, before=media, base=one)
        else:
            yield from pair.schemas.changes(pair.head, BODY, one.child("schema"), other.child("schema"))
