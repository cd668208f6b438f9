"""A GitHub for tests, the demo and the container: stateful, in memory, on a loopback port, strict about what it is sent."""

from github_standin.events import environment, merge_group_event, pull_request_event, write_event
from github_standin.faults import Fault
from github_standin.in_process import in_process
from github_standin.records import ACTIONS_BOT, MONA, Account, Artifact, Permissions
from github_standin.server import StandIn
from github_standin.validation import (
    InvalidRequestError,
    assert_valid,
    response_errors,
    validate_prepared,
    validate_request,
    validated,
)

__all__ = [
    "ACTIONS_BOT",
    "MONA",
    "Account",
    "Artifact",
    "Fault",
    "InvalidRequestError",
    "Permissions",
    "StandIn",
    "assert_valid",
    "environment",
    "in_process",
    "merge_group_event",
    "pull_request_event",
    "response_errors",
    "validate_prepared",
    "validate_request",
    "validated",
    "write_event",
]
