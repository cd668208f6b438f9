"""Puts a verdict on the pull request, and says what came of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from tenet.api.subject import Subject
from tenet.core.errors import Fault, PlatformFault
from tenet.core.settings import ActionSettings, CommentLevel
from tenet.domain.review_plan import CheckRunDraft, Counts, HeldBack, Posted, Receipt, ReviewPlan, ReviewTarget
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_read import GitHubReader
from tenet.infrastructure.github_write import GitHubWriter
from tenet.pipeline import Reviewed
from tenet.report.budget import COMMENT_LIMIT, JOB_SUMMARY_LIMIT
from tenet.report.escape import block, prose, shorten
from tenet.report.links import Links
from tenet.report.plan import PlanSettings, plan_review
from tenet.report.summary import render_summary
from tenet.rules.registry import load_rules

DEFAULT_NAME = "tenet"
RULE_PAGES = "https://github.com/OWNER/tenet/blob/main/docs/rules"


@dataclass(frozen=True, slots=True)
class Published:
    """What was written, as far as the run's end needs it. `fault`: GitHub failed at something, which a rerun will do."""

    job_summary: str
    log: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    head_moved: bool = False
    fault: PlatformFault | None = None


def publish(reviewed: Reviewed, subject: Subject, settings: ActionSettings, client: GitHubClient) -> Published:
    """Never raises for what GitHub does: no finding is lost, since the job summary holds all of them."""
    verdict = reviewed.verdict
    target = ReviewTarget(settings.place.repository, subject.number, verdict.head or "")
    planner = partial(_plan, reviewed, subject, settings)
    try:
        posted = GitHubReader(client).posted(target, verdict.policy.name)
    except PlatformFault as fault:
        warnings = (f"Nothing was posted: {fault.message}\n{fault.hint}",)
        return Published(_with_warnings(render_summary(verdict, limit=JOB_SUMMARY_LIMIT), warnings), warnings=warnings, fault=fault)
    receipt = GitHubWriter(client).carry_out(planner(posted, HeldBack()), target, planner)
    return _published(receipt)


def conclude_unjudged(fault: Fault, subject: Subject, settings: ActionSettings, client: GitHubClient) -> Published:
    """A failed check run that says why, under the name that policies have by default. Never raises for what GitHub does."""
    title, said = "Tenet could not judge this change", "\n\n".join(filter(None, (block(fault.message), prose(fault.hint))))
    digest = hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()[:16]
    check_run = CheckRunDraft(DEFAULT_NAME, subject.head, "failure", title, shorten(said, COMMENT_LIMIT), (), f"tenet:{digest}")
    plan = ReviewPlan(subject.head, None, (), None, check_run, said, (), Counts(0, 0, 0, 0, 0), Posted())
    target = ReviewTarget(settings.place.repository, None, subject.head)
    return _published(GitHubWriter(client).carry_out(plan, target, lambda *_: plan))


def _plan(reviewed: Reviewed, subject: Subject, settings: ActionSettings, posted: Posted, held_back: HeldBack) -> ReviewPlan:
    verdict, place = reviewed.verdict, settings.place
    repository, rules = f"{place.server_url}/{place.repository}", frozenset(load_rules())
    links = Links(repository, RULE_PAGES, verdict.head or "", verdict.merge_base, rules, subject.number)
    comment = CommentLevel.OFF if subject.number is None else settings.inputs.comment
    wanted = PlanSettings(reviewed.policy.review, comment, links, held_back)
    return plan_review(verdict, reviewed.gathered.change, posted, wanted)


def _published(receipt: Receipt) -> Published:
    if receipt.head_moved is not None:
        return Published(
            receipt.plan.job_summary,
            log=(f"The pull request's head is {receipt.head_moved[:12]} by now: nothing was posted for the old one.",),
            head_moved=True,
        )
    warnings = [f"{each.kind.value} was not written: {each.reason}" for each in receipt.undone]
    if receipt.permissions:
        warnings.append(f"The token lacks permissions. The workflow needs:\n{receipt.permissions}")
    counted = f"GitHub: {receipt.reads} reads, {receipt.writes} writes."
    summary = _with_warnings(receipt.plan.job_summary, warnings)
    return Published(summary, (*receipt.written, counted), tuple(warnings), fault=receipt.fault)


def _with_warnings(job_summary: str, warnings: Sequence[str]) -> str:
    """What was not posted comes first: the rest is long, and may be cut."""
    if not warnings:
        return job_summary
    return "\n\n".join(("### Not posted", *map(block, warnings), job_summary))
