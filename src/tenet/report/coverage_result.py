"""What is said of coverage, as the stored result has it."""

from tenet.core.text import displayable
from tenet.domain.coverage import CoverageFigure, CoverageSummary
from tenet.schemas.result import CoveragePart, FallPart, FigurePart, PartialLinePart, PatchPart, UncoveredPart


def coverage_part(summary: CoverageSummary) -> CoveragePart:
    patch = summary.patch
    return CoveragePart(
        overall=_figure(summary.overall),
        components={name: _figure(figure) for name, figure in summary.components.items()},
        patch=PatchPart(percent=patch.percent, target=patch.target, covered=patch.covered, total=patch.total),
        notes=tuple(map(displayable, summary.notes)),
        falls=tuple(FallPart(path=displayable(each.path), base_percent=each.base_percent, percent=each.percent) for each in summary.falls),
        uncovered=tuple(
            UncoveredPart(path=displayable(each.path), symbol=displayable(each.symbol), runs=each.runs, statements=each.statements)
            for each in summary.uncovered
        ),
        partial=tuple(
            PartialLinePart(path=displayable(each.path), line=each.line, covered=each.covered, total=each.total) for each in summary.partial
        ),
        tests=tuple(map(displayable, summary.tests)),
    )


def _figure(figure: CoverageFigure) -> FigurePart:
    return FigurePart(
        percent=figure.percent, target=figure.target, covered=figure.covered, total=figure.total, base_percent=figure.base_percent
    )
