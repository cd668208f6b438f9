"""Whether a repository may serve HTTP with FastAPI or Starlette: told before anything that reads their applications is loaded."""

import re
from collections.abc import Iterable

from tenet.facts.sources import Sources

MAX_FILES = 1_500
"""In a repository of more modules, an application is looked for only where a manifest names the framework."""
MAX_MANIFESTS = 400
WORDS = (b"fastapi", b"starlette")
MANIFEST = re.compile(
    r"(^|/)(uv\.lock|poetry\.lock|pdm\.lock|Pipfile(\.lock)?|pylock\.toml|pyproject\.toml|setup\.(cfg|py)"
    r"|(requirements|constraints)[^/]*\.(txt|in|lock)|(requirements|constraints)/[^/]+\.(txt|in|lock))$"
)


def names_framework(sources: Sources) -> bool:
    """Whether a manifest or a lock file of the repository names FastAPI or what it rests on."""
    paths = sorted((path for path in sources.files if MANIFEST.search(path)), key=lambda path: (path.count("/"), path))[:MAX_MANIFESTS]
    return any_names_it(sources, paths)


def may_serve(sources: Sources) -> bool:
    """Whether a module, or in a large repository a manifest, names the framework."""
    modules = [path for path in sources.files if path.endswith(".py")]
    return names_framework(sources) if len(modules) > MAX_FILES else any_names_it(sources, modules)


def any_names_it(sources: Sources, paths: Iterable[str]) -> bool:
    """Whether one of these files names the framework."""
    wanted = list(paths)
    sources.load(wanted)
    texts = ((sources.data(path) or b"").lower() for path in wanted)
    return any(word in text for text in texts for word in WORDS)
