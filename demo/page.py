"""The pull request as one HTML page that loads nothing from anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from github_standin.records import ReviewComment
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from demo.code import highlighted, style_sheet
from demo.markdown import render
from demo.run import ActionRun
from demo.view import FileView, PullView, Row

OLD, NEW = frozenset({"context", "removed"}), frozenset({"context", "added"})


@dataclass(frozen=True, slots=True)
class ColouredRow:
    """A row with its text as safe HTML, and the comments under it with the lines that they stand on."""

    row: Row
    html: Markup
    comments: tuple[tuple[ReviewComment, tuple[str, ...]], ...] = ()

    @property
    def suggests(self) -> bool:
        """Whether a comment here proposes a change that one click makes."""
        return any("\n```suggestion" in comment.body for comment, _ in self.comments)


def page(shown: PullView, run: ActionRun, seconds: dict[str, float], server: str) -> str:
    """The whole page. Links to `server`, the stand-in's address, are dead by the time it is read, and lead nowhere."""
    loader = PackageLoader("demo", ".")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["markdown"] = lambda text, replaced=(): Markup(render(text, server, replaced))  # noqa: S704 (cleaned there)
    return environment.get_template("page.html.jinja").render(
        shown=shown,
        pull=shown.pull,
        files=[(each, list(coloured(each))) for each in shown.files],
        run=run,
        seconds=seconds,
        code_style=Markup(style_sheet()),  # noqa: S704 (pygments' own)
    )


def coloured(changed: FileView) -> Iterator[ColouredRow]:
    """The file's rows in colour. Both sides of a hunk are read whole, so that strings over several lines come out right."""
    hunk: list[Row] = []
    for row in changed.rows:
        if row.kind == "hunk":
            yield from _hunk(changed, hunk)
            hunk = []
            yield ColouredRow(row, Markup.escape(row.text))
        else:
            hunk.append(row)
    yield from _hunk(changed, hunk)


def _hunk(changed: FileView, rows: list[Row]) -> Iterator[ColouredRow]:
    old = iter(highlighted([row.text for row in rows if row.kind in OLD], changed.old_path.rpartition("/")[2]))
    new = iter(highlighted([row.text for row in rows if row.kind in NEW], changed.path.rpartition("/")[2]))
    for row in rows:
        before = next(old) if row.kind in OLD else ""
        after = next(new) if row.kind in NEW else ""
        html = Markup(after or before) if row.kind != "note" else Markup.escape(row.text)  # noqa: S704 (pygments escapes)
        yield ColouredRow(row, html, tuple((comment, _lines_of(comment, rows)) for comment in row.comments))


def _lines_of(comment: ReviewComment, rows: list[Row]) -> tuple[str, ...]:
    """The lines of the head that a comment stands on."""
    last = comment.line or 0
    first = comment.start_line or last
    return tuple(row.text for row in rows if row.new is not None and first <= row.new <= last)
