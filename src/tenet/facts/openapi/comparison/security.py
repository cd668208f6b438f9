"""What a client has to prove to be let in."""

from collections.abc import Iterator, Mapping

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison.access import mapping, sequence, text, texts
from tenet.facts.openapi.comparison.api_change import ApiChange, Effect
from tenet.facts.openapi.comparison.document import Document, Operation
from tenet.facts.openapi.comparison.paired import Paired

Requirement = Mapping[str, frozenset[str]]
"""The proofs that one way in asks for, each with its scopes."""
BEARER = "bearer"
MAX_WAYS = 50


def security_changes(pair: Paired) -> Iterator[ApiChange]:
    before, after = ways_in(pair.base_document, pair.base), ways_in(pair.head_document, pair.head)
    if all(any(_lets_in(way, proof) for way in after) for proof in before):
        return
    kind, names = "security-changed", " or ".join(sorted({" and ".join(sorted(way)) for way in after}))
    if any(not way for way in before):
        kind = "security-added"
    elif any(way.keys() <= proof.keys() for proof in before for way in after):
        kind, names = "security-scope-added", "the scopes " + ", ".join(sorted({scope for way in after for scope in _scopes(way)}))
    statement = f"asks for {names} now"
    yield pair.change(kind, Effect.MAY_BREAK, "the operation", statement, after=names, base=pair.base.at, head=pair.head.at)


def _scopes(way: Requirement) -> Iterator[str]:
    return (f"`{scope}`" for scopes in way.values() for scope in scopes)


def ways_in(document: Document, operation: Operation) -> list[Requirement]:
    """The ways in; one that asks for nothing where the operation is open to all."""
    own = mapping(operation.at.node).get("security")
    stated = sequence(own if own is not None else document.root.get("security"))
    schemes = mapping(mapping(document.root.get("components")).get("securitySchemes"))
    return [_requirement(mapping(one), schemes) for one in stated[:MAX_WAYS]] or [{}]


def _requirement(stated: Mapping[str, Json], schemes: Mapping[str, Json]) -> Requirement:
    found: dict[str, frozenset[str]] = {}
    for name, scopes in stated.items():
        proof = _proof(name, mapping(schemes.get(name)))
        found[proof] = found.get(proof, frozenset()) | frozenset(texts(scopes))
    return found


def _proof(name: str, scheme: Mapping[str, Json]) -> str:
    """What a client sends for a scheme, whatever the scheme is called and however the proof is come by."""
    kind = scheme.get("type")
    if kind in {"oauth2", "openIdConnect"} or (kind == "http" and text(scheme.get("scheme")).lower() == BEARER):
        return "a bearer token"
    if kind == "http":
        return f"{text(scheme.get('scheme')).lower()} authentication"
    if kind == "apiKey":
        return f"the {text(scheme.get('in'))} key `{text(scheme.get('name'))}`"
    return name


def _lets_in(way: Requirement, proof: Requirement) -> bool:
    return all(name in proof and scopes <= proof[name] for name, scopes in way.items())
