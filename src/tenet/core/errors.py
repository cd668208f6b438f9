"""Faults, named by whose fault it is: that decides the exit status.

A bug of Tenet's own is none of these. It is left to crash, with a note that names the rule and the file.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar


class ExitStatus(IntEnum):
    """What the process tells its caller (the contract's four statuses)."""

    PASSED = 0
    BLOCKED = 1
    INPUT_WRONG = 2
    PLATFORM_FAILED = 3


class Fault(Exception):
    """A reason why the run cannot give its answer. The message is written for the person who can mend it."""

    exit_status: ClassVar[ExitStatus] = ExitStatus.PLATFORM_FAILED

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputFault(Fault):
    """The user named something that is not there: a revision, an option, a file."""

    exit_status = ExitStatus.INPUT_WRONG


@dataclass(frozen=True, slots=True, order=True)
class PolicyProblem:
    """One thing that is wrong in a policy file. Line and column count from 1."""

    file: str
    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {self.message}{hint}"


class PolicyFault(Fault):
    """The policy is wrong. Carries every problem at once, in the order of the file."""

    exit_status = ExitStatus.INPUT_WRONG

    def __init__(self, problems: tuple[PolicyProblem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class PlatformFault(Fault):
    """GitHub, git or the machine failed. The message says what was not done; a rerun is safe."""
