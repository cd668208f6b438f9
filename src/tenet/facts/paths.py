"""Which files of the head a rule has to look at: each question is answered once for all rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.domain.change import Change
from tenet.domain.policy import Scope
from tenet.facts.database.migration_files import is_test
from tenet.facts.project.generated_files import GeneratedFiles
from tenet.facts.sources import Sources

ATTRIBUTES = ".gitattributes"


@dataclass(frozen=True)
class ReviewedPaths:
    """Paths of the head: of the changed files, or under `Scope.ALL` of all. What is named is read in one go."""

    change: Change
    base: Sources
    head: Sources

    def ending(self, suffixes: tuple[str, ...], scope: Scope) -> tuple[str, ...]:
        """The files whose names end so."""
        candidates = self.head.files if scope is Scope.ALL else self.head.files.intersection(self.change.by_path)
        wanted = tuple(sorted(path for path in candidates if path.endswith(suffixes)))
        self.head.load(wanted)
        return wanted

    def python(self, scope: Scope) -> tuple[str, ...]:
        return self._every_python_file if scope is Scope.ALL else self._changed_python_files

    def sources(self, scope: Scope) -> tuple[str, ...]:
        """The Python files that people write for the service itself: no tests, and nothing that a tool wrote."""
        return self._every_source if scope is Scope.ALL else self._changed_sources

    @cached_property
    def _every_python_file(self) -> tuple[str, ...]:
        return self.ending((".py",), Scope.ALL)

    @cached_property
    def _changed_python_files(self) -> tuple[str, ...]:
        return self.ending((".py",), Scope.NEW)

    @cached_property
    def _every_source(self) -> tuple[str, ...]:
        return self._written_by_people(self._every_python_file)

    @cached_property
    def _changed_sources(self) -> tuple[str, ...]:
        return self._written_by_people(self._changed_python_files)

    def is_generated(self, path: str) -> bool:
        """Whether a tool wrote a file: it says so itself, or the repository does."""
        from tenet.facts.contract.subject import is_generated

        return self._declared.holds(path) or is_generated(path, self.head.text(path) or "")

    @cached_property
    def _declared(self) -> GeneratedFiles:
        """What was declared before the change: no change exempts its own files."""
        if ATTRIBUTES not in self.head.files:
            return GeneratedFiles(())
        return GeneratedFiles.of((self.base if ATTRIBUTES in self.change.by_path else self.head).text(ATTRIBUTES) or "")

    def _written_by_people(self, paths: Sequence[str]) -> tuple[str, ...]:
        return tuple(path for path in paths if not is_test(path) and not self.is_generated(path))
