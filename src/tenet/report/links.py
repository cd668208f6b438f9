"""Addresses that a review points at."""

from dataclasses import dataclass

from tenet.domain.change import Side
from tenet.domain.finding import PolicyLine
from tenet.report.escape import code, shorten, url_path

LONGEST_PATH = 160
LONGEST_URL = 500


@dataclass(frozen=True, slots=True)
class Links:
    """`repository` is the repository's page (`https://github.com/owner/name`), `rules` the folder of the rule pages, `pages` the
    rules that have one, `number` the pull request's.

    Without them names stand unlinked: a local run knows neither.
    """

    repository: str = ""
    rules: str = ""
    head: str = ""
    base: str = ""
    pages: frozenset[str] = frozenset()
    number: int | None = None

    def rule(self, rule: str) -> str:
        return f"[{code(rule)}]({self.rules.rstrip('/')}/{rule}.md)" if self.rules and rule in self.pages else code(rule)

    def policy_line(self, line: PolicyLine) -> str:
        """A line of the policy, linked where the repository itself holds it."""
        return self.place(line.file, line.line, side=Side.BASE) if line.in_repository else code(f"{line.file}:{line.line}")

    def place(self, path: str, line: int | None, end_line: int | None = None, side: Side = Side.HEAD) -> str:
        """A file and line, linked to the code as it was at that commit."""
        name = code(shorten(path, LONGEST_PATH) if line is None else f"{shorten(path, LONGEST_PATH)}:{line}")
        commit = self.head if side is Side.HEAD else self.base
        anchor = "" if line is None else f"#L{line}" if end_line in {None, line} else f"#L{line}-L{end_line}"
        url = f"{self.repository}/blob/{commit}/{url_path(path)}{anchor}"
        return f"[{name}]({url})" if self.repository and commit and len(url) <= LONGEST_URL else name


NO_LINKS = Links()
