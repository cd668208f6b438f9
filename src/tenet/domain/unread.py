"""What a change holds that no rule reads: said once, so that silence about it is not taken for approval."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnreadLanguage:
    """`files` is how many changed files are code of that language."""

    name: str
    files: int


@dataclass(frozen=True, slots=True)
class UnreadViews:
    """Changed Python files with views of a framework whose routes are not followed."""

    framework: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    languages: tuple[UnreadLanguage, ...] = ()
    views: tuple[UnreadViews, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.languages or self.views)
