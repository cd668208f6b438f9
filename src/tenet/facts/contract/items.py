"""The parts of a contract and how two sides of it are compared."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tenet.domain.change import Side
from tenet.domain.finding import Json
from tenet.facts.contract.significance import Became, Significance, Subject, became


class ContractKind(StrEnum):
    ROUTE = "route"
    SIGNATURE = "signature"
    MODEL = "model"
    SETTING = "setting"
    TABLE = "table"
    TYPE = "type"
    """A named type: its coming and going promises nothing, what it stands for does."""
    DEPENDENCY = "dependency"
    """A private function that endpoints depend on: the same holds for it."""


SUBJECTS: Mapping[ContractKind, Subject] = {
    ContractKind.ROUTE: Subject.ENDPOINT,
    ContractKind.SIGNATURE: Subject.SIGNATURE,
    ContractKind.MODEL: Subject.MODEL,
    ContractKind.SETTING: Subject.SETTING,
    ContractKind.TABLE: Subject.TABLE,
    ContractKind.TYPE: Subject.TYPE,
    ContractKind.DEPENDENCY: Subject.SIGNATURE,
}
MEMBERS: Mapping[ContractKind, Subject] = {**SUBJECTS, ContractKind.MODEL: Subject.FIELD, ContractKind.TABLE: Subject.COLUMN}
CONFIGURATION = ("model_config", "__table_args__[")
"""How the names of members begin that speak of a whole class."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A part of an item's promise, in words. `name` is that of a parameter; empty for any other part."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ContractItem:
    """One promise: `GET /orders/{id}`, `Order.total`, `place_order`.

    Two items say the same where their `shape` is equal and so is each pair of `types` of which both are stated: an
    annotation that was missing, wholly or in its brackets, promises nothing. `owner` is the class that a member belongs
    to, `lender` the class that it inherits the member from, which reports what happens to it there.
    """

    kind: ContractKind
    name: str
    path: str
    line: int
    end_line: int
    text: str
    shape: str
    types: tuple[str, ...] = ()
    owner: str = ""
    lender: str = ""
    promises: tuple[Promise, ...] = ()
    """What an endpoint's promise is made of."""

    @property
    def is_configuration(self) -> bool:
        """Whether it says something about the whole class that owns it, and is no member of it."""
        return bool(self.owner) and self.name.removeprefix(f"{self.owner}.").startswith(CONFIGURATION)

    def promises_the_same_as(self, other: "ContractItem") -> bool:
        return self.shape == other.shape and all(
            _agree(one, another) or _agree(another, one) for one, another in zip(self.types, other.types, strict=True)
        )


@dataclass(frozen=True, slots=True)
class ContractChange:
    """One difference. `before` is None for what is new, `after` for what is gone; `side` says where path and lines are."""

    kind: ContractKind
    name: str
    path: str
    line: int
    end_line: int
    side: Side
    before: str | None
    after: str | None
    owner: str = ""
    significance: tuple[Significance, ...] = ()

    @property
    def sentence(self) -> str:
        """What became of it, in a few words of Markdown."""
        if self.before is None:
            return f"`{self.after}` is new"
        return f"`{self.name}` is gone" if self.after is None else f"`{self.before}` is now `{self.after}`"

    @property
    def data(self) -> Mapping[str, Json]:
        return {
            "kind": self.kind.value,
            "name": self.name,
            "path": self.path,
            "line": self.line,
            "side": self.side.value,
            "before": self.before,
            "after": self.after,
            "became": became(self.before, self.after).value,
            "significance": [part.data for part in self.significance],
        }


def _agree(one: str, another: str) -> bool:
    """Whether one type says no more than the other: nothing at all, the same, or `Generator` for `Generator[int]`."""
    return not one or one == another or another.startswith(f"{one}[")


Pair = tuple[ContractItem | None, ContractItem | None]


def compare(base: Iterable[ContractItem], head: Iterable[ContractItem], head_paths: Mapping[str, str]) -> tuple[ContractChange, ...]:
    """What differs, by path and line. `head_paths` gives the head's name of each file that was renamed.

    Items are matched by name: in the same file first, then wherever the same promise went. The members of a class that
    is new or gone are left out, for the class says it all.
    """
    pairs = _all_matched(base, head, head_paths)
    changes = [(change, _lenders(pair)) for pair in pairs if (change := _change(*pair)) is not None]
    whole = {change.name for change, _ in changes if change.before is None or change.after is None}
    stated = {change.name for change, lenders in changes if not lenders and change.owner not in whole}
    found = (change for change, lenders in changes if change.owner not in whole and not lenders & stated)
    return tuple(sorted(found, key=_place))


def differing_names(base: Iterable[ContractItem], head: Iterable[ContractItem], head_paths: Mapping[str, str]) -> frozenset[str]:
    """The items that may differ, and their classes."""
    pairs = _all_matched(base, head, head_paths)
    differing = (one or another for one, another in pairs if one is None or another is None or not one.promises_the_same_as(another))
    return frozenset(name for item in differing if item is not None for name in (item.name, item.owner) if name)


def _lenders(pair: Pair) -> frozenset[str]:
    """What a member is called in the classes that lend it; empty if its own class states it on either side."""
    items = [item for item in pair if item is not None]
    if not all(item.lender for item in items):
        return frozenset()
    return frozenset(f"{item.lender}.{item.name.rpartition('.')[2]}" for item in items)


def _place(change: ContractChange) -> tuple[str, int, str]:
    return change.path, change.line, change.name


def _by_name(items: Iterable[ContractItem]) -> dict[str, list[ContractItem]]:
    found: dict[str, list[ContractItem]] = {}
    for item in items:
        found.setdefault(item.name, []).append(item)
    return found


def _all_matched(base: Iterable[ContractItem], head: Iterable[ContractItem], head_paths: Mapping[str, str]) -> list[Pair]:
    before, after = _by_name(base), _by_name(head)
    return [pair for name in {**before, **after} for pair in _matched(before.get(name, []), after.get(name, []), head_paths)]


def _matched(base: list[ContractItem], head: list[ContractItem], head_paths: Mapping[str, str]) -> Iterator[Pair]:
    def in_place(before: ContractItem, after: ContractItem) -> bool:
        return head_paths.get(before.path, before.path) == after.path

    fits: tuple[Callable[[ContractItem, ContractItem], bool], ...] = (
        lambda before, after: in_place(before, after) and before.promises_the_same_as(after),
        in_place,
        ContractItem.promises_the_same_as,
        lambda _before, _after: True,
    )
    left, right = list(base), list(head)
    for fit in fits:
        for before in tuple(left):
            after = next((item for item in right if fit(before, item)), None)
            if after is not None:
                left.remove(before)
                right.remove(after)
                yield before, after
    yield from ((before, None) for before in left)
    yield from ((None, after) for after in right)


def _change(before: ContractItem | None, after: ContractItem | None) -> ContractChange | None:
    if before is not None and after is not None and before.promises_the_same_as(after):
        return None
    at = after or before
    if at is None or (at.kind in {ContractKind.TYPE, ContractKind.DEPENDENCY} and (before is None or after is None)):
        return None
    if at is after and at.lender and before is not None and not before.lender:
        at = before
    return ContractChange(
        at.kind,
        at.name,
        at.path,
        at.line,
        at.end_line,
        Side.HEAD if at is after else Side.BASE,
        before.text if before is not None else None,
        after.text if after is not None else None,
        at.owner,
        tuple(_significance(at, before, after)),
    )


def _significance(at: ContractItem, before: ContractItem | None, after: ContractItem | None) -> Iterator[Significance]:
    """What the change of an item means; of an endpoint that stays, of each of its parameters."""
    if at.is_configuration:
        yield Significance(Became.CHANGED, SUBJECTS[at.kind], at.owner)
    elif before is None or after is None or not (before.promises or after.promises):
        yield Significance(became(before, after), (MEMBERS if at.owner else SUBJECTS)[at.kind], at.name)
    else:
        old, new = ({part.name: part for part in item.promises if part.name} for item in (before, after))
        differing = (name for name in {**old, **new} if old.get(name) != new.get(name))
        yield from (Significance(became(old.get(name), new.get(name)), Subject.PARAMETER, name, at.name) for name in differing)
        rest, others = ({part.text for part in item.promises if not part.name} for item in (before, after))
        if rest != others:
            yield Significance(Became.CHANGED, Subject.ENDPOINT, at.name)
