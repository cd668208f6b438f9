"""Which annotations with `Any` stood at the base already."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tenet.domain.change import Change
from tenet.facts.python.modules import Modules
from tenet.facts.sources import Sources
from tenet.facts.typing.any_types import AnyPlace, AnyType, AnyTypes
from tenet.facts.typing.signatures import Signature, SignaturesBefore


@dataclass(frozen=True)
class AnyBefore:
    """Looks into the base only for what the head has found."""

    change: Change
    base: Modules
    head: Sources

    def has(self, path: str, place: AnyPlace, one: AnyType) -> bool:
        """Whether the same parameter, result or name had as many `Any`, in the same file or where it moved from."""
        file = self.change.by_path.get(path)
        if not self.may_be_new(path, one.lines):
            return True
        if place.signature is not None:
            return any(_had_any(old, place, one) for old in self._signatures.of(place.signature, path))
        known = self._in(file.base_path) if file is not None and file.base_path is not None else {}
        return known.get((place.name, one.name), 0) >= len(one.lines) or one.text in self._moved

    def may_be_new(self, path: str, lines: Iterable[int]) -> bool:
        """Whether the change writes one of the lines, as far as its lines can be told."""
        file = self.change.by_path.get(path)
        if file is None or file.base_path is None or not file.lines_known:
            return file is not None
        return not file.added.isdisjoint(lines) or self.head.has_lone_returns(path)

    def written(self, path: str) -> bool:
        """Whether a line that the change writes in a file of the head may say `Any`. Most need not be parsed for it."""
        file = self.change.by_path.get(path)
        lines = (line for line in file.added if "Any" in self.head.line(path, line)) if file is not None else ()
        return b"Any as" in (self.head.data(path) or b"") or self.may_be_new(path, lines)

    @cached_property
    def _signatures(self) -> SignaturesBefore:
        return SignaturesBefore(self.change, self.base)

    def _in(self, path: str) -> Mapping[tuple[str, str], int]:
        if path not in self._known:
            self._known[path] = {(place.name, one.name): len(one.lines) for place in self._places(path) for one in place.types}
        return self._known[path]

    @cached_property
    def _known(self) -> dict[str, Mapping[tuple[str, str], int]]:
        return {}

    @cached_property
    def _moved(self) -> frozenset[str]:
        """What the change takes away elsewhere."""
        files = [file for file in self.change.files if file.removed and file.base_path is not None and file.base_path.endswith(".py")]
        self.base.sources.load(file.base_path for file in files if file.base_path is not None)
        files = [file for file in files if any("Any" in self.base.sources.line(file.base_path or "", line) for line in file.removed)]
        return frozenset(
            one.text for file in files for place in self._places(file.base_path or "") if place.line in file.removed for one in place.types
        )

    def _places(self, path: str) -> Iterator[AnyPlace]:
        if b"Any" in (self.base.sources.data(path) or b"") and (module := self.base.parsed_at(path)) is not None:
            yield from (place for place in AnyTypes(module).places if place.signature is None)


def _had_any(old: Signature, place: AnyPlace, one: AnyType) -> bool:
    """By name, else by position: a parameter may be renamed."""
    name, own = one.name.lstrip("*"), [parameter.arg for parameter in place.signature.parameters] if place.signature is not None else []
    annotations = {parameter.arg: parameter.annotation for parameter in old.parameters} | {"return": old.node.returns}
    if name not in annotations and name in own and own.index(name) < len(old.parameters):
        name = old.parameters[own.index(name)].arg
        name = one.name if name in own else name
    before = annotations.get(name)
    return before is not None and ast.unparse(before).count("Any") >= len(one.lines)
