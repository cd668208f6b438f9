"""The media types of a body, without their parameters (`; charset=utf-8`)."""

from collections.abc import Iterator, Mapping

from tenet.facts.openapi.comparison.access import mapping
from tenet.facts.openapi.comparison.document import Located


def media_types(body: Located) -> Mapping[str, Located]:
    """What a request body or a response holds, by media type."""
    content = mapping(mapping(body.node).get("content"))
    return {name.partition(";")[0].strip().lower(): body.child("content", name) for name in content}


def pair_media_types(base: Mapping[str, Located], head: Mapping[str, Located]) -> Iterator[tuple[str, Located, Located | None]]:
    """Each media type of the base with what covers it at head."""
    for name, located in base.items():
        family = name.partition("/")[0]
        covering = (head[one] for one in (name, f"{family}/*", "*/*") if one in head)
        yield name, located, next(covering, None)
