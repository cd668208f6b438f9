"""The order in which Django runs the migrations of an app (`django.db.migrations.graph` and `loader`)."""

from collections.abc import Collection, Iterator, Mapping

from tenet.facts.database.django_models import DjangoReader
from tenet.facts.database.django_operations import app_of
from tenet.facts.database.revision_headers import DjangoHeader, Name, read_header


def in_order(reader: DjangoReader, paths: Collection[str]) -> tuple[str, ...]:
    """The migrations, each after those that it depends on. Of a squash and what it replaces one alone is taken: the old
    ones where all of them are there, for they run where they have run before.
    """
    reader.modules.sources.load(paths)
    headers = {path: header for path in sorted(paths) if isinstance(header := read_header(reader.modules, path), DjangoHeader)}
    names = {(app_of(reader, path), path.rpartition("/")[2].removesuffix(".py")): path for path in headers}
    stands_for = dict(_replacements(headers, names))
    left_out = {path for path, header in headers.items() if header.replaces and all(name in names for name in header.replaces)}
    left_out |= {names[name] for name in stands_for if name in names}
    before = {path: set(_earlier(header, names, stands_for)) for path, header in headers.items()}
    for path, header in headers.items():
        for name in header.run_before:
            if name in names:
                before[names[name]].add(path)
    found: dict[str, None] = {}
    for path in headers:
        _visit(path, before, found, set())
    others = (path for path in sorted(paths) if path not in headers)
    return (*others, *(path for path in found if path not in left_out))


def _replacements(headers: Mapping[str, DjangoHeader], names: Mapping[Name, str]) -> Iterator[tuple[Name, str]]:
    """Migrations to the squash that stands for them, where not all that it replaces are there."""
    for path, header in headers.items():
        if any(name not in names for name in header.replaces):
            yield from ((name, path) for name in header.replaces)


def _earlier(header: DjangoHeader, names: Mapping[Name, str], stands_for: Mapping[Name, str]) -> Iterator[str]:
    for name in header.dependencies:
        path = stands_for.get(name) or names.get(name)
        if path is not None:
            yield path


def _visit(start: str, before: Mapping[str, Collection[str]], found: dict[str, None], seen: set[str]) -> None:
    """Depth first, without recursion: histories are long. A circle is cut where it is met."""
    stack = [(start, False)]
    while stack:
        path, is_done = stack.pop()
        if is_done:
            found.setdefault(path)
        elif path not in found and path not in seen:
            seen.add(path)
            stack.append((path, True))
            stack.extend((earlier, False) for earlier in sorted(before[path], reverse=True))
