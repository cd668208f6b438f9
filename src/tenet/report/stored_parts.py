"""The stored coverage, specs and what was not read, back in the words of the domain."""

from tenet.domain.coverage import CoverageFigure, CoverageSummary, FileFall, PartialLine, UncoveredFunction
from tenet.domain.specs import Answer, ComponentSpecs, FileSpecs, Share, SpecSummary
from tenet.domain.unread import Unread, UnreadLanguage, UnreadViews
from tenet.schemas.result import ComponentSpecsPart, CoveragePart, FigurePart, FileSpecsPart, SharePart, SpecLinkPart, SpecsPart, UnreadPart


def coverage_of(part: CoveragePart) -> CoverageSummary:
    """Percentages are counted again."""
    patch = part.patch
    return CoverageSummary(
        overall=_figure(part.overall),
        components={name: _figure(figure) for name, figure in part.components.items()},
        patch=CoverageFigure(patch.covered, patch.total, patch.target),
        notes=part.notes,
        falls=tuple(FileFall(each.path, each.base_percent, each.percent) for each in part.falls),
        uncovered=tuple(UncoveredFunction(each.path, each.symbol, each.runs, each.statements) for each in part.uncovered),
        partial=tuple(PartialLine(each.path, each.line, each.covered, each.total) for each in part.partial),
        tests=part.tests,
    )


def _figure(part: FigurePart) -> CoverageFigure:
    return CoverageFigure(part.covered, part.total, part.target, part.base_percent)


def specs_of(part: SpecsPart) -> SpecSummary:
    return SpecSummary(
        files=tuple(map(_file, part.files)),
        components=tuple(map(_component, part.components)),
        requirements=_share(part.requirements),
        endpoints=_share(part.endpoints),
    )


def _file(part: FileSpecsPart) -> FileSpecs:
    return FileSpecs(part.path, tuple(map(_answer, part.documents)), part.code)


def _component(part: ComponentSpecsPart) -> ComponentSpecs:
    return ComponentSpecs(
        part.name, part.component, part.origin, tuple(map(_answer, part.documents)), part.updated, part.absent, part.files
    )


def _answer(part: SpecLinkPart) -> Answer:
    return Answer(part.path, part.why)


def _share(part: SharePart | None) -> Share | None:
    return None if part is None else Share(part.covered, part.total)


def unread_of(part: UnreadPart) -> Unread:
    return Unread(
        tuple(UnreadLanguage(name, files) for name, files in part.languages.items()),
        tuple(UnreadViews(each.framework, each.paths) for each in part.views),
    )
