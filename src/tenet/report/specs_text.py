"""The spec documents that a change answers to, in a terminal."""

from collections.abc import Iterator, Sequence

from tenet.core.text import printable, without_commands
from tenet.domain.specs import FileSpecs, SpecSummary
from tenet.report.specs_section import share_lines
from tenet.report.text import Line, Span, Style

FILES = 3
"""Files that are named beside a document."""
ROWS = 20
WIDEST = 48


def spec_lines(specs: SpecSummary) -> Iterator[Line]:
    """One line for each document that changed files answer to, and one for the code that answers to none."""
    updated = {path for component in specs.components for path in component.updated}
    rows = list(specs.by_document.items())
    if not rows:
        return
    width = min(max(len(_shown(path)) for path, _ in rows), WIDEST)
    yield (Span("Specs", Style.PATH),)
    for path, files in rows[:ROWS]:
        state, style = ("updated", Style.GOOD) if path in updated else ("unchanged" if path else "", Style.PLAIN)
        yield (Span(f"       {_shown(path) or 'no spec':<{width}}  "), Span(f"{state:<9}", style), Span(f"  {_files(path, files)}"))
    if len(rows) > ROWS:
        yield (Span(f"       and {len(rows) - ROWS} more", Style.CODE),)
    for words, share in share_lines(specs):
        yield (Span(f"       {share.covered} of {share.total} {words}", Style.CODE),)
    yield ()


def _files(path: str, files: Sequence[FileSpecs]) -> str:
    reasons = dict.fromkeys(document.why for file in files for document in file.documents if document.path == path)
    more = f" and {len(files) - FILES} more" if len(files) > FILES else ""
    why = f" ({', '.join(reasons)})" if reasons else ""
    return f"{', '.join(_shown(file.path) for file in files[:FILES])}{more}{why}"


def _shown(path: str) -> str:
    """A path that commands neither the terminal nor GitHub's runner."""
    return without_commands(printable(path))
