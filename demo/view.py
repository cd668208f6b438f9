"""What stands on the pull request, as the terminal and the page show it: files, rows of the diff, comments under their rows."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

from github_standin.diff import FileDiff, Hunk, Side
from github_standin.records import PullRequest, ReviewComment
from github_standin.state import Repository

RowKind = Literal["hunk", "context", "added", "removed", "note"]
Place = tuple[str, Side, int]
KINDS: dict[str, RowKind] = {"+": "added", "-": "removed", "\\": "note"}
LONGEST_FILE = 400


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the diff. `old` and `new` are line numbers, None on the side that lacks the line."""

    kind: RowKind
    text: str
    old: int | None = None
    new: int | None = None
    comments: tuple[ReviewComment, ...] = ()


@dataclass(frozen=True, slots=True)
class FileView:
    """One changed file. `hidden` counts the rows that are left out of a long file, none of which has a comment."""

    path: str
    old_path: str
    status: str
    added: int
    removed: int
    binary: bool
    rows: tuple[Row, ...]
    comments: int
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Annotation:
    path: str
    start_line: int
    end_line: int
    level: str
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class CheckView:
    name: str
    conclusion: str
    title: str
    summary: str
    text: str
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A comment or a review's own text in the conversation."""

    author: str
    body: str
    created_at: str


@dataclass(frozen=True, slots=True)
class PullView:
    repository: str
    pull: PullRequest
    conversation: tuple[Said, ...]
    files: tuple[FileView, ...]
    checks: tuple[CheckView, ...]
    inline: int = field(default=0)


def view(repository: Repository, number: int) -> PullView:
    """Everything that people see of a pull request."""
    pull = repository.pulls[number]
    places: dict[Place, list[ReviewComment]] = defaultdict(list)
    for comment in repository.visible_comments(number):
        if comment.line is not None:
            places[comment.path, comment.side, comment.line].append(comment)
    files = tuple(_file(changed, places) for changed in pull.diff.files)
    reviews = (Said(each.author.login, each.body, each.submitted_at) for each in repository.reviews.values() if each.pull == number)
    comments = (Said(each.author.login, each.body, each.created_at) for each in repository.issue_comments.values() if each.issue == number)
    said = sorted((each for each in (*reviews, *comments) if each.body), key=lambda each: each.created_at)
    return PullView(
        repository=repository.full_name,
        pull=pull,
        conversation=tuple(said),
        files=files,
        checks=_checks(repository, pull.head_sha),
        inline=sum(each.comments for each in files),
    )


def _file(changed: FileDiff, places: dict[Place, list[ReviewComment]]) -> FileView:
    rows = tuple(row for hunk in changed.hunks for row in _rows(changed.path, hunk, places))
    last = max((index for index, row in enumerate(rows) if row.comments), default=0)
    shown = rows[: max(LONGEST_FILE, last + 4)]
    return FileView(
        path=changed.path,
        old_path=changed.old_path,
        status=changed.status,
        added=changed.count("+"),
        removed=changed.count("-"),
        binary=changed.binary,
        rows=shown,
        comments=sum(len(row.comments) for row in rows),
        hidden=len(rows) - len(shown),
    )


def _rows(path: str, hunk: Hunk, places: dict[Place, list[ReviewComment]]) -> list[Row]:
    rows = [Row("hunk", hunk.header)]
    old, new = hunk.old_start, hunk.new_start
    for line in hunk.lines:
        kind = KINDS.get(line[:1], "context")
        has_old, has_new = kind in {"context", "removed"}, kind in {"context", "added"}
        left = places.get((path, "LEFT", old), ()) if has_old else ()
        right = places.get((path, "RIGHT", new), ()) if has_new else ()
        rows.append(Row(kind, line[1:], old if has_old else None, new if has_new else None, (*left, *right)))
        old, new = old + has_old, new + has_new
    return rows


def _checks(repository: Repository, head_sha: str) -> tuple[CheckView, ...]:
    runs = (each for each in repository.check_runs.values() if each.head_sha == head_sha)
    return tuple(
        CheckView(
            name=run.name,
            conclusion=run.conclusion or run.status,
            title=run.title or "",
            summary=run.summary or "",
            text=run.text or "",
            annotations=tuple(
                Annotation(
                    path=str(each["path"]),
                    start_line=int(str(each["start_line"])),
                    end_line=int(str(each["end_line"])),
                    level=str(each["annotation_level"]),
                    title=str(each.get("title") or ""),
                    message=str(each["message"]),
                )
                for each in run.annotations
            ),
        )
        for run in runs
    )
