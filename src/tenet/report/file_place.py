"""A place in a file for every finding, for formats that show nothing without one.

What concerns the whole change, and what stood on lines that the change takes away, is placed at the top of the policy: it
is there at head, and it is what asks for the rule. The text then says where the finding really is.
"""

from dataclasses import dataclass

from tenet.domain.change import Side
from tenet.domain.finding import Finding, UnknownOutcome
from tenet.domain.verdict import PolicyInForce

USUAL_POLICY = ".github/tenet.yml"
IN_REPOSITORY = frozenset({"base", "head", "work tree"})


@dataclass(frozen=True, slots=True)
class FilePlace:
    """`own` is False where the finding has no place at head. `prefix` then says, before its message, where it is."""

    path: str
    line: int
    end_line: int
    own: bool = True
    prefix: str = ""


def policy_path(policy: PolicyInForce) -> str:
    """The policy's file in the repository; the usual one where it came from elsewhere."""
    kind, _, path = policy.source.partition(":")
    return path if kind in IN_REPOSITORY and path else USUAL_POLICY


def place_of(finding: Finding, policy: PolicyInForce) -> FilePlace:
    if finding.path is None:
        return FilePlace(policy_path(policy), 1, 1, own=False)
    if finding.side is Side.BASE:
        where = finding.path if finding.line is None else f"{finding.path}:{finding.line}"
        return FilePlace(policy_path(policy), 1, 1, own=False, prefix=f"{where} before the change: ")
    line = finding.line or 1
    return FilePlace(finding.path, line, max(line, finding.end_line or line))


def place_of_unknown(unknown: UnknownOutcome, policy: PolicyInForce) -> FilePlace:
    if unknown.path is None:
        return FilePlace(policy_path(policy), 1, 1, own=False)
    return FilePlace(unknown.path, unknown.line or 1, unknown.line or 1)


def said_of_unknown(unknown: UnknownOutcome) -> str:
    return f"Could not be judged: {unknown.subject}: {unknown.reason}"
