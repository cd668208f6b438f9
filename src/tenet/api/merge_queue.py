"""A merge queue waits for a check run that it requires: one is always made, whatever keeps the action from judging."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain
from types import TracebackType

from tenet.core.commit_id import COMMIT_ID
from tenet.core.errors import Fault, InputFault
from tenet.core.settings import read_place, read_token
from tenet.domain.policy import DEFAULT_NAME
from tenet.domain.review_plan import CheckRunDraft, Counts, Posted, ReviewPlan, ReviewTarget, check_run_mark
from tenet.domain.review_receipt import Receipt
from tenet.infrastructure.files import inside, read_text
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_failures import GitHubError
from tenet.infrastructure.github_policies import file_at
from tenet.infrastructure.github_write import GitHubWriter
from tenet.infrastructure.runner import Runner
from tenet.policy.in_force import POLICY_FILES
from tenet.report.budget import COMMENT_LIMIT
from tenet.report.escape import block, prose, shorten
from tenet.report.workflow_commands import command

TITLE = "Tenet could not judge this change"
NAME = re.compile(r"""(?m)^name:[ \t]*["']?([A-Za-z0-9][A-Za-z0-9 ._-]{0,49}?)["']?[ \t]*(?:#.*)?\r?$""")
"""What a policy calls itself, for a policy that cannot be read otherwise."""


@dataclass
class MergeQueue(AbstractContextManager["MergeQueue"]):
    """Concludes with a failure if what it encloses ends with an exception, in a run of `merge_group`; the exception goes on."""

    environment: Mapping[str, str]
    runner: Runner
    client: GitHubClient

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        head = self.environment.get("GITHUB_SHA", "")
        if error is None or self.environment.get("GITHUB_EVENT_NAME") != "merge_group" or not COMMIT_ID.fullmatch(head):
            return
        receipt = self._conclude(error, head)
        for line in receipt.written:
            self.runner.log(line)
        if receipt.undone:
            said = "\n".join(each.reason for each in receipt.undone)
            self.runner.command(command("warning", f"The check run was not written: {said}\n{receipt.permissions}".strip(), title="tenet"))

    def _conclude(self, error: BaseException, head: str) -> Receipt:
        """Never raises for what GitHub does."""
        said = _said(error)
        text, page = shorten(said, COMMENT_LIMIT), self.client.place.run_page(self.environment.get("GITHUB_RUN_ID", ""))
        check_run = CheckRunDraft(self._name(head), head, "failure", TITLE, text, (), check_run_mark(said), page)
        plan = ReviewPlan(head, None, (), None, check_run, said, Counts(), Posted())
        target = ReviewTarget(None, head)
        return GitHubWriter(self.client).carry_out(plan, target, lambda *_: plan)

    def _name(self, head: str) -> str:
        """What the policy names the check run that the queue waits for, even where the policy is broken."""
        named = self.environment.get("INPUT_POLICY", "").strip()
        files = (named,) if named else POLICY_FILES
        texts = chain(self._checked_out(files), self._on_github(files, head))
        return next((found[1] for text in texts if (found := NAME.search(text))), DEFAULT_NAME)

    def _checked_out(self, files: tuple[str, ...]) -> Iterator[str]:
        workspace = self.environment.get("GITHUB_WORKSPACE", "")
        for file in files if workspace else ():
            try:
                yield read_text(inside(workspace, file), what="policy")
            except InputFault:
                continue

    def _on_github(self, files: tuple[str, ...], head: str) -> Iterator[str]:
        for file in files:
            try:
                yield file_at(self.client, self.client.place.repository, file, head).decode("utf-8", "replace")
            except (GitHubError, ValueError):
                continue


def _said(error: BaseException) -> str:
    if isinstance(error, Fault):
        return "\n\n".join(filter(None, (block(error.message), prose(error.hint))))
    return f"Tenet itself failed ({type(error).__name__}). The log of the run has the details; a new run is safe."


def guarded(runner: Runner) -> MergeQueue:
    """From the environment alone: the settings may be what is wrong."""
    return MergeQueue(os.environ, runner, GitHubClient(read_place(os.environ), read_token(os.environ)))
