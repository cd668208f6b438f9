"""What a client receives: statuses, bodies and headers."""

from collections.abc import Iterator, Mapping

from tenet.facts.openapi.comparison.access import mapping
from tenet.facts.openapi.comparison.api_change import ApiChange, Effect
from tenet.facts.openapi.comparison.document import Located
from tenet.facts.openapi.comparison.effects import Direction
from tenet.facts.openapi.comparison.media_types import media_types, pair_media_types
from tenet.facts.openapi.comparison.paired import Paired
from tenet.facts.openapi.comparison.schemas import Subject


def response_changes(pair: Paired) -> Iterator[ApiChange]:
    before = dict(pair.base_document.parts(pair.base.at.child("responses")))
    after = dict(pair.head_document.parts(pair.head.at.child("responses")))
    for status, base in before.items():
        others = (status, f"{status[:1]}XX", *(() if is_success(status, before) else ("default",)))
        head = next((after[other] for other in others if other in after), None)
        if head is not None:
            yield from _response(pair, status, base, head)
        elif is_success(status, before):
            yield pair.change(
                "response-status-removed",
                Effect.BREAKS,
                f"the response {status}",
                f"is gone{_instead(after)}",
                before=status,
                base=base,
                status=status,
            )
        else:
            yield pair.change("response-error-removed", Effect.COMPATIBLE, f"the response {status}", "is gone", base=base, status=status)
    for status, head in after.items():
        if status not in before:
            yield pair.change("response-status-added", Effect.COMPATIBLE, f"the response {status}", "is new", head=head, status=status)


def _instead(after: Mapping[str, Located]) -> str:
    found = [status for status in after if is_success(status, after)]
    return f", and {found[0]} is given" if found else ""


def is_success(status: str, statuses: Mapping[str, Located]) -> bool:
    return status.startswith("2") or (status == "default" and not any(other.startswith("2") for other in statuses))


def subject_of(status: str, statuses: Mapping[str, Located]) -> Subject:
    if is_success(status, statuses):
        return Subject(Direction.RESPONSE, "response", "the response", "response field", status)
    return Subject(Direction.RESPONSE, "response", f"the response {status}", f"in the response {status}, field", status)


def _response(pair: Paired, status: str, base: Located, head: Located) -> Iterator[ApiChange]:
    subject = subject_of(status, {status: base})
    before, after = media_types(base), media_types(head)
    if before and not after:
        yield pair.change(
            "response-body-removed", Effect.BREAKS, subject.whole, "has no body any more", base=base, head=head, status=status
        )
    for media, one, other in pair_media_types(before, after) if after else ():
        if other is None:
            statement = f"is no longer given as `{media}`"
            yield pair.change("response-media-type-removed", Effect.BREAKS, subject.whole, statement, before=media, base=one, status=status)
        else:
            yield from pair.schemas.changes(pair.head, subject, one.child("schema"), other.child("schema"))
    yield from _headers(pair, status, base, head)


def _headers(pair: Paired, status: str, base: Located, head: Located) -> Iterator[ApiChange]:
    before = {name.lower(): (name, header) for name, header in pair.base_document.parts(base.child("headers"))}
    after = {name.lower(): header for name, header in pair.head_document.parts(head.child("headers"))}
    for key, (name, header) in before.items():
        other, required = after.get(key), mapping(header.node).get("required") is True
        noun = f"response header `{name}`"
        if other is None:
            effect = Effect.BREAKS if required else Effect.MAY_BREAK
            yield pair.change("response-header-removed", effect, noun, "is gone", base=header, status=status)
            continue
        if required and mapping(other.node).get("required") is not True:
            statement = "may be left out now"
            yield pair.change("response-header-became-optional", Effect.BREAKS, noun, statement, base=header, head=other, status=status)
        subject = Subject(Direction.RESPONSE, "response-header", noun, f"in {noun}, field", status)
        yield from pair.schemas.changes(pair.head, subject, header.child("schema"), other.child("schema"))
