"""How to get the same verdict in a clone: commands that work as they stand."""

import re

from tenet.core.commit_id import COMMIT_ID
from tenet.domain.severity import Mode
from tenet.domain.verdict import Verdict
from tenet.policy.in_force import POLICY_FILES
from tenet.report.budget import Section
from tenet.report.links import Links

PLAIN = re.compile(r"[\w.][\w@%+=:,./-]*", re.ASCII)
"""A name that a shell takes as it stands."""
NAMED_POLICY = "tenet-policy.yml"
TITLE = "<details><summary>Run the same on your machine</summary>"


def local_run(verdict: Verdict, links: Links) -> list[Section]:
    """Nothing for a work tree: whoever has that has run it there.

    The head of a pull request, from a fork too, is fetched by its number (GitHub's docs, "Checking out pull requests
    locally"); the base by its commit, since the policy is read from it and the branch has moved on.
    """
    if verdict.head is None:
        return []
    shown, options = _policy(verdict)
    lines = [*_fetch(verdict, links), *shown, f"tenet check --base {verdict.base[:12]} --head {verdict.head[:12]}{options}"]
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


def _policy(verdict: Verdict) -> tuple[list[str], str]:
    """Commands and options for the file that judged, where it was named on the command line or by the action's input.

    The action's is read from its commit: the clone's own copy may be another, or none.
    """
    place, _, path = verdict.policy.source.partition(":")
    commit = {"base": verdict.base, "head": verdict.head}.get(place)
    if not PLAIN.fullmatch(path) or (commit is None and place != "file") or (commit is not None and path in POLICY_FILES):
        return [], ""
    if commit is None:
        return [], f" --policy {path}"
    mode = " --mode advise" if verdict.policy.mode == Mode.ADVISE else ""
    return [f"git show {commit[:12]}:{path} > {NAMED_POLICY}"], f" --policy {NAMED_POLICY}{mode}"
