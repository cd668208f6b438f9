"""How to get the same verdict in a clone: commands that work as they stand."""

import re

from tenet.domain.verdict import Verdict
from tenet.report.budget import Section
from tenet.report.links import Links

COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
FILE = "file:"
QUOTED = re.compile(r"[\w@%+=:,./-]+", re.ASCII)


def local_run(verdict: Verdict, links: Links) -> list[Section]:
    """Nothing for a work tree: whoever has that has run it there.

    The head of a pull request, from a fork too, is fetched by its number (GitHub's docs, "Checking out pull requests
    locally"); the base by its commit, since the policy is read from it and the branch has moved on.
    """
    if verdict.head is None:
        return []
    lines = [*_fetch(verdict, links), f"tenet check --base {verdict.base[:12]} --head {verdict.head[:12]}{_policy(verdict)}"]
    where = " In a clone of the repository, with `origin` its remote:" if links.repository else ""
    coverage = "\n\nIts coverage figures need the reports of a test run: `--coverage coverage.xml`." if verdict.coverage is not None else ""
    script = "\n".join(lines)
    intro = f"{where.strip()}\n\n" if where else ""
    return [Section(f"<details><summary>Run the same on your machine</summary>\n\n{intro}```sh\n{script}\n```{coverage}\n\n</details>")]


def _fetch(verdict: Verdict, links: Links) -> list[str]:
    head = verdict.head or ""
    if not links.repository or not COMMIT.fullmatch(head) or not COMMIT.fullmatch(verdict.base):
        return []
    wanted = head if links.number is None else f"pull/{links.number}/head"
    return [f"git fetch origin {verdict.base} {wanted}"]


def _policy(verdict: Verdict) -> str:
    """The file that judged, where it was named on the command line or by the action's input."""
    path = verdict.policy.source.removeprefix(FILE)
    if not verdict.policy.source.startswith(FILE) or not QUOTED.fullmatch(path):
        return ""
    return f" --policy {path}"
