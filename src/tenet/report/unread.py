"""What is said of code that no rule reads: one sentence, for Markdown and for terminals."""

from collections.abc import Callable, Iterable, Sequence

from tenet.core.wording import counted, listed
from tenet.domain.unread import Unread

NAMED = 3
"""Files that are named of each framework."""
LANGUAGES = 6
"""Languages that are named."""
FOLLOWED = "routes are read from FastAPI and Starlette alone"


def unread_sentence(unread: Unread, shown: Callable[[str], str]) -> str:
    """Without a final stop; empty where everything is read. `shown` makes a path safe for where the sentence stands."""
    parts = [*_languages(unread)]
    if unread.views:
        views = listed([f"{view.framework} views in {_paths(view.paths, shown)}" for view in unread.views])
        parts.append(f"{views} ({FOLLOWED})")
    return "; ".join(parts)


def _languages(unread: Unread) -> Iterable[str]:
    if not unread.languages:
        return
    first, *rest = unread.languages[:LANGUAGES]
    named = [f"{counted(first.files, 'file')} in {first.name}", *(f"{language.files} in {language.name}" for language in rest)]
    others = unread.languages[LANGUAGES:]
    yield listed([*named, f"{sum(each.files for each in others)} in other languages"] if others else named)


def _paths(paths: Sequence[str], shown: Callable[[str], str]) -> str:
    named = [shown(path) for path in paths[:NAMED]]
    return listed([*named, f"{len(paths) - NAMED} more"] if len(paths) > NAMED else named)
