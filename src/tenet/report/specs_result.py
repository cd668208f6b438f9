"""What is said of specs, as the stored result has it."""

from tenet.core.text import displayable
from tenet.domain.specs import Answer, ComponentSpecs, FileSpecs, Share, SpecSummary
from tenet.schemas.result import ComponentSpecsPart, FileSpecsPart, SharePart, SpecLinkPart, SpecsPart


def specs_part(summary: SpecSummary) -> SpecsPart:
    return SpecsPart(
        files=tuple(map(_file, summary.files)),
        components=tuple(map(_component, summary.components)),
        requirements=_share(summary.requirements),
        endpoints=_share(summary.endpoints),
    )


def _file(file: FileSpecs) -> FileSpecsPart:
    return FileSpecsPart(path=displayable(file.path), documents=tuple(map(_link, file.documents)), code=file.code)


def _component(component: ComponentSpecs) -> ComponentSpecsPart:
    return ComponentSpecsPart(
        name=displayable(component.name),
        component=component.component,
        origin=component.origin,
        documents=tuple(map(_link, component.documents)),
        updated=tuple(map(displayable, component.updated)),
        absent=tuple(map(displayable, component.absent)),
        files=component.files,
    )


def _link(answer: Answer) -> SpecLinkPart:
    return SpecLinkPart(path=displayable(answer.path), why=answer.why)


def _share(share: Share | None) -> SharePart | None:
    return None if share is None else SharePart(covered=share.covered, total=share.total)
