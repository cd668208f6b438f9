"""The pull request in the terminal."""

import re
from collections.abc import Iterator

from rich.console import Console
from rich.markdown import Markdown
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from demo.run import ActionRun
from demo.view import CheckView, FileView, PullView, Row

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
HIDDEN = re.compile(r"<!--.*?-->\s*", re.DOTALL)
FOLDED = re.compile(r"<details>\s*<summary>(.*?)</summary>.*?</details>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"</?(?:details|summary|sub|sup|br)[^<>]*>", re.IGNORECASE)
CONTEXT = 2
STYLES = {"added": ("+", "green"), "removed": ("-", "red"), "context": (" ", ""), "note": ("\\", "dim"), "hunk": ("", "cyan")}
COLOURS = {"success": "green", "failure": "red", "neutral": "yellow"}


def safe(text: str) -> str:
    """The text without characters that steer a terminal."""
    return CONTROL.sub("�", text)


def folded(markdown: str) -> str:
    """Of what is folded, only the line that a reader sees before opening it."""
    return FOLDED.sub(r"▸ \1", markdown)


def prose(markdown: str) -> Markdown:
    """Markdown as a terminal can show it: without comments and folding."""
    return Markdown(safe(TAG.sub("", HIDDEN.sub("", markdown))).strip(), code_theme="ansi_dark")


def show(console: Console, shown: PullView, run: ActionRun) -> None:
    """Prints the review, the conversation, the check run and what the runner got."""
    pull = shown.pull
    console.rule(Text(safe(f"{pull.title} #{pull.number}"), style="bold"))
    commits = f"{len(pull.commits)} commit{'s' if len(pull.commits) != 1 else ''}"
    console.print(Text(safe(f"{pull.author.login} wants to merge {commits} into {pull.base_ref} from {pull.head_ref}"), "dim"))
    for changed in shown.files:
        if changed.comments:
            show_file(console, changed)
    for said in shown.conversation:
        console.print(Panel(prose(said.body), title=Text(f"{safe(said.author)} in the conversation"), title_align="left"))
    for check in shown.checks:
        show_check(console, check)
    table = Table("output", "value", box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name, value in run.outputs.items():
        table.add_row(Text(safe(name)), Text(safe(value)))
    table.add_row("exit status", str(run.status))
    table.add_row("requests to GitHub", f"{run.reads} read, {run.writes} write")
    console.print(Padding(table, (1, 0)))


def show_file(console: Console, changed: FileView) -> None:
    """Each commented line with the lines before it, and the comment under it."""
    console.print()
    console.print(Text(safe(changed.path), style="bold underline"))
    for number, row in enumerate(changed.rows):
        if row.comments:
            first = min(comment.start_line or comment.line or 0 for comment in row.comments)
            for line in _before(changed.rows[: number + 1], first):
                console.print(line, no_wrap=True, overflow="ellipsis")
            for comment in row.comments:
                console.print(
                    Padding(Panel(prose(folded(comment.body)), title=Text(safe(comment.author.login)), title_align="left"), (0, 0, 0, 7))
                )


def _before(rows: tuple[Row, ...], first: int) -> Iterator[Text]:
    """The commented lines and a little of what is above them in the same hunk."""
    start = len(rows) - 1
    while start > 0 and rows[start - 1].kind != "hunk" and (rows[start].new or rows[start].old or 0) > first - CONTEXT:
        start -= 1
    for row in rows[start:]:
        mark, style = STYLES[row.kind]
        yield Text(f"{row.new or row.old or '':>5} {mark}{safe(row.text)}", style=style)


def show_check(console: Console, check: CheckView) -> None:
    colour = COLOURS.get(check.conclusion, "white")
    body = Text(f"{check.conclusion}: {safe(check.title)}", style=f"bold {colour}")
    for note in check.annotations:
        body.append(f"\n{note.level} {safe(note.path)}:{note.start_line} {safe(note.title)}", style="default")
        body.append(f"\n  {safe(note.message)}", style="dim")
    console.print(Panel(body, title=Text(f"check run {safe(check.name)}"), title_align="left", border_style=colour))
