"""A linter that knows faults which need no knowledge of the repository."""

from collections.abc import Collection, Mapping
from typing import Protocol

from tenet.domain.diagnostic import Diagnostic, Unlinted


class Linter(Protocol):
    def lint(self, files: Mapping[str, bytes], codes: Collection[str]) -> tuple[Diagnostic | Unlinted, ...]:
        """What the rules of these codes say of Python files, given by path, by path and place.

        No configuration of the repository counts, nor do its `# noqa` comments. A file with wrong syntax is `Unlinted`.
        Raises PlatformFault where the linter itself cannot be run.
        """
        ...
