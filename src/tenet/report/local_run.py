"""How to get the same verdict in a clone: commands that work as they stand."""

import re

from tenet.core.commit_id import COMMIT_ID
from tenet.domain.verdict import Verdict
from tenet.report.budget import Section
from tenet.report.links import Links

FILE = "file:"
PLAIN = re.compile(r"\w[\w@%+=:,./-]*", re.ASCII)
"""A name that a shell takes as it stands."""
TITLE = "<details><summary>Run the same on your machine</summary>"


def local_run(verdict: Verdict, links: Links) -> list[Section]:
    """Nothing for a work tree: whoever has that has run it there.

    The head of a pull request, from a fork too, is fetched by its number (GitHub's docs, "Checking out pull requests
    locally"); the base by its commit, since the policy is read from it and the branch has moved on.
    """
    if verdict.head is None:
        return []
    lines = [*_fetch(verdict, links), f"tenet check --base {verdict.base[:12]} --head {verdict.head[:12]}{_policy(verdict)}"]
    script = "\n".join(["```sh", *lines, "```"])
    intro = ["In a clone of the repository, with `origin` its remote:"] if links.repository else []
    coverage = ["The figures of coverage need the reports of a test run: `--coverage coverage.xml`."] if verdict.coverage else []
    return [Section("\n\n".join([TITLE, *intro, script, *coverage, "</details>"]))]


def _fetch(verdict: Verdict, links: Links) -> list[str]:
    head = verdict.head or ""
    if not links.repository or not COMMIT_ID.fullmatch(head) or not COMMIT_ID.fullmatch(verdict.base):
        return []
    wanted = head if links.number is None else f"pull/{links.number}/head"
    return [f"git fetch origin {verdict.base} {wanted}"]


def _policy(verdict: Verdict) -> str:
    """The file that judged, where it was named on the command line or by the action's input."""
    path = verdict.policy.source.removeprefix(FILE)
    if not verdict.policy.source.startswith(FILE) or not PLAIN.fullmatch(path):
        return ""
    return f" --policy {path}"
