"""The linter's diagnostics of the head: one run for all rules and files."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tenet.domain.diagnostic import Diagnostic, Unlinted
from tenet.facts.sources import Sources
from tenet.ports.linter import Linter

CODES = r"noqa(?::\s*(?P<codes>[A-Z][0-9A-Z]*(?:[\s,]+[A-Z]+[0-9]+)*))?"
NOQA = re.compile(rf"#\s*{CODES}", re.IGNORECASE)
"""A comment that silences a line, with the codes that it names (flake8's and ruff's form)."""
FILE_NOQA = re.compile(rf"^\s*#\s*(?:ruff|flake8)\s*:\s*{CODES}", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LintInput:
    """The linter, the codes that the rules of this run ask for, and whether one of them looks at files that did not change."""

    linter: Linter
    codes: frozenset[str]
    whole_repository: bool = False


@dataclass(frozen=True)
class LintFacts:
    """Diagnostics of the files of the head: of the changed ones, or of all where a rule looks at all."""

    given: LintInput
    head: Sources
    paths: tuple[str, ...]

    @cached_property
    def _found(self) -> tuple[Diagnostic | Unlinted, ...]:
        self.head.load(self.paths)
        files = {path: data for path in self.paths if (data := self.head.data(path)) is not None}
        return self.given.linter.lint(files, self.given.codes)

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        found: dict[str, list[Diagnostic]] = {}
        for one in self._found:
            if isinstance(one, Diagnostic):
                found.setdefault(one.code, []).append(one)
        return {code: tuple(all_) for code, all_ in found.items()}

    @property
    def failed(self) -> tuple[Unlinted, ...]:
        """The files that the linter could not judge."""
        return tuple(one for one in self._found if isinstance(one, Unlinted))

    def of(self, *codes: str, noqa: bool) -> Iterator[Diagnostic]:
        """The diagnostics of these codes, by path and place. With `noqa`, those that a `# noqa` comment silences are left out.

        Raises LookupError for a code that no rule of this run declared.
        """
        if strange := set(codes) - self.given.codes:
            raise LookupError(f"no rule declares {', '.join(sorted(strange))}")
        found = [one for code in codes for one in self._by_code.get(code, ())]
        for one in sorted(found, key=lambda one: (one.path, one.line, one.column)):
            if not (noqa and self.silenced(one.path, one.noqa_line, one.code)):
                yield one

    def silenced(self, path: str, line: int, code: str) -> bool:
        """Whether a `# noqa` comment on a line, or one for the whole file, names a code or all of them."""
        comments = [*self._file_comments(path), *NOQA.finditer(self.head.line(path, line))]
        return any(_covers(comment["codes"], code) for comment in comments)

    def _file_comments(self, path: str) -> list[re.Match[str]]:
        if path not in self._known:
            self._known[path] = list(FILE_NOQA.finditer(self.head.text(path) or ""))
        return self._known[path]

    @cached_property
    def _known(self) -> dict[str, list[re.Match[str]]]:
        return {}


def _covers(codes: str | None, code: str) -> bool:
    """A name without number stands for all that begin with it, as in ruff's configuration."""
    return codes is None or any(code.startswith(named.upper()) for named in re.split(r"[\s,]+", codes) if named)
