"""Finds the documents of components and files."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice, takewhile

from tenet.domain.capture import Captured, CapturePattern, agree, capture_names, filled
from tenet.domain.change import Change
from tenet.domain.component import Component
from tenet.facts.sources import Sources
from tenet.facts.spec.coverage import Origin, SpecCoverage, SpecDocument
from tenet.facts.spec.document import is_markdown
from tenet.facts.spec.layout import Layout, Reasons, Why, is_task_list, spec_documents
from tenet.facts.spec.statements import Statements, read_statements, statements_of

Readings = tuple[Captured, ...]
"""What captures stand for, in each way in which a pattern matches a path."""
Matches = Mapping[str, list[tuple[str, Captured]]]
"""By pattern of the policy, the documents that it matches and what its captures stand for."""


class Covering:
    def __init__(self, change: Change, base: Sources, head: Sources) -> None:
        self._change = change
        self._base = base
        self._head = head
        self._matched: dict[Component, Matches] = {}
        self._named: dict[tuple[Component, str], tuple[list[str], tuple[str, ...]]] = {}

    @cached_property
    def _paths(self) -> list[str]:
        return sorted(self._base.files | self._head.files)

    @cached_property
    def _changed(self) -> list[str]:
        return sorted({path for file in self._change.files for path in (file.path, file.base_path or file.path)})

    @cached_property
    def layout(self) -> Layout:
        return Layout(self._paths)

    @cached_property
    def _statements(self) -> Statements:
        return read_statements(self._change, self._base, self._head)

    @cached_property
    def changed_documents(self) -> Reasons:
        """The changed documents of the head that front matter or layout makes specs."""
        changed = [path for path in self._changed if path in self._head.files and is_markdown(path)]
        stating = {statement.path for statement in statements_of(self._head, changed)}
        known = set(spec_documents(changed))
        return {path: Why.FRONT_MATTER if path in stating else self.layout.why(path) for path in changed if path in stating | known}

    def of_component(self, component: Component) -> Iterator[SpecCoverage]:
        """One for each set of documents that files of the component answer to; one in any case."""
        if component.specs is None:
            yield SpecCoverage(component, Origin.DECLINED)
            return
        files = [path for path in self._changed if component.holds(path)]
        if component.specs:
            yield from self._by_policy(component, files)
            return
        stated: dict[frozenset[str], list[str]] = {}
        for path in files:
            stated.setdefault(self._stating(component, path), []).append(path)
        rest = stated.pop(frozenset(), [])
        for stating, own in stated.items():
            reasons = dict.fromkeys(stating, Why.FRONT_MATTER)
            yield SpecCoverage(component, Origin.FRONT_MATTER, self._documents(reasons), (), frozenset(own))
        if rest or not stated:
            documents = self._documents(self.layout.covering(component.name, rest))
            origin = Origin.LAYOUT if documents else Origin.NONE
            yield SpecCoverage(component, origin, documents, (), frozenset(rest) if stated else None)

    def of_file(self, component: Component | None, path: str) -> Reasons:
        """The documents that one file answers to, of either side."""
        stating = dict.fromkeys(self._stating(component, path), Why.FRONT_MATTER)
        if component is not None and component.specs:
            named, _ = self._agreeing(component, _relevant(component, path))
            return {**stating, **dict.fromkeys(named, Why.POLICY)}
        if stating or path in self.layout.known:
            return stating  # a document is nearest to none
        return self.layout.covering(component.name if component else "", [path])

    def document(self, path: str, why: Why) -> SpecDocument:
        if path not in self._head.files:
            return SpecDocument(path, at_head=False, updated=False, why=why)
        file = self._change.by_path.get(path)
        if file is None or is_task_list(path):
            return SpecDocument(path, at_head=True, updated=False, why=why)
        before = self._base.text(file.base_path) if file.base_path is not None else ""
        after = self._head.text(path)
        readable = before is not None and after is not None
        return SpecDocument(path, at_head=True, updated=not readable or (before or "").split() != (after or "").split(), why=why)

    def _documents(self, reasons: Reasons) -> tuple[SpecDocument, ...]:
        return tuple(self.document(path, why) for path, why in sorted(reasons.items()))

    def _stating(self, component: Component | None, path: str) -> frozenset[str]:
        return self._statements.covering(component, path)

    def _by_policy(self, component: Component, files: Iterable[str]) -> Iterator[SpecCoverage]:
        matches = self._matches(component)
        capturing = any(capture_names(pattern) for pattern in component.specs or ())
        parts: dict[tuple[str, frozenset[str]], tuple[Readings, list[str]]] = {}
        for path in files:
            readings = _relevant(component, path)
            key = _shown(readings), self._stating(component, path)
            parts.setdefault(key, (readings, []))[1].append(path)
        for readings in self._of_changed_documents(matches) if capturing else ():
            parts.setdefault((_shown(readings), frozenset()), (readings, []))
        single = len(parts) <= 1 and not capturing
        for (part, stating), (readings, own) in parts.items() or [(("", frozenset[str]()), (({},), list[str]()))]:
            named, absent = self._agreeing(component, readings)
            reasons = {**dict.fromkeys(stating, Why.FRONT_MATTER), **dict.fromkeys(named, Why.POLICY)}
            covered = None if single or not parts else frozenset(own)
            yield SpecCoverage(component, Origin.POLICY, self._documents(reasons), absent, covered, part)

    def _matches(self, component: Component) -> Matches:
        if component not in self._matched:
            patterns = map(CapturePattern, component.specs or ())
            self._matched[component] = {
                each.pattern: [(path, reading) for path in self._starting_with(each.prefix) for reading in each.readings(path)]
                for each in patterns
            }
        return self._matched[component]

    def _agreeing(self, component: Component, readings: Readings) -> tuple[list[str], tuple[str, ...]]:
        """The documents whose captures agree, and the patterns that match none, filled in."""
        key = component, _shown(readings)
        if key not in self._named:
            self._named[key] = _agreeing(self._matches(component), readings)
        return self._named[key]

    def _starting_with(self, prefix: str) -> list[str]:
        first = bisect_left(self._paths, prefix)
        return list(takewhile(lambda path: path.startswith(prefix), islice(self._paths, first, None)))

    def _of_changed_documents(self, matches: Matches) -> Iterator[Readings]:
        for pattern, found in matches.items():
            if capture_names(pattern):
                yield from ((reading,) for path, reading in found if path in self._change.by_path)


def _relevant(component: Component, path: str) -> Readings:
    """What the captures that documents are named by stand for in one of the component's files."""
    wanted = {name for pattern in component.specs or () for name in capture_names(pattern)}
    return (
        tuple({name: text for name, text in reading.items() if name in wanted} for reading in component.captured(path)) if wanted else ({},)
    )


def _agreeing(matches: Matches, readings: Readings) -> tuple[list[str], tuple[str, ...]]:
    named, absent = list[str](), list[str]()
    for pattern, found in matches.items():
        fitting = [path for path, captured in found if any(agree(captured, reading) for reading in readings)]
        named += fitting
        absent += [] if fitting else [filled(pattern, reading) for reading in readings]
    return list(dict.fromkeys(named)), tuple(dict.fromkeys(absent))


def _shown(readings: Readings) -> str:
    return ", ".join(dict.fromkeys(" ".join(reading.values()) for reading in readings if reading))
