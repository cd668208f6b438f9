"""Puts a verdict on the pull request, and says what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from tenet.api.subject import Subject
from tenet.core.errors import PlatformFault
from tenet.core.settings import ActionSettings, CommentLevel
from tenet.domain.review_plan import HeldBack, Posted, PullState, ReviewPlan, ReviewTarget
from tenet.domain.review_receipt import Receipt
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_read import GitHubReader
from tenet.infrastructure.github_write import GitHubWriter
from tenet.pipeline import Reviewed
from tenet.report.budget import JOB_SUMMARY_LIMIT
from tenet.report.escape import block
from tenet.report.home import RULE_PAGES
from tenet.report.links import Links
from tenet.report.plan import PlanSettings, plan_review
from tenet.report.summary import render_summary
from tenet.rules.registry import load_rules


@dataclass(frozen=True, slots=True)
class Published:
    """What was written, as far as the run's end needs it. `fault`: GitHub failed at something, which a rerun will do."""

    job_summary: str
    log: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    head_moved: bool = False
    fault: PlatformFault | None = None
    now: PullState | None = None
    """What the pull request is by now, where that is another than what was judged: then nothing was written."""
    posted: Posted | None = None
    """What was there already."""

    @property
    def changed(self) -> bool:
        return self.now is not None


def publish(
    reviewed: Reviewed,
    subject: Subject,
    settings: ActionSettings,
    client: GitHubClient,
    judged: PullState | None = None,
    known: Posted | None = None,
) -> Published:
    """Never raises for what GitHub does: no finding is lost, since the job summary holds all of them.

    Where the pull request is no longer as it was `judged`, nothing is written. `known` is what is there already, where that
    has been read.
    """
    verdict = reviewed.verdict
    target = ReviewTarget(subject.number, verdict.head or "", judged)
    planner = partial(_plan, reviewed, subject, settings)
    try:
        posted = known or GitHubReader(client, subject.threads).posted(target, verdict.policy.name)
    except PlatformFault as fault:
        warnings = (f"Nothing was posted: {fault.message}\n{fault.hint}",)
        return Published(_with_warnings(render_summary(verdict, limit=JOB_SUMMARY_LIMIT), warnings), warnings=warnings, fault=fault)
    receipt = GitHubWriter(client).carry_out(planner(posted, HeldBack()), target, planner)
    return _published(receipt)


def _plan(reviewed: Reviewed, subject: Subject, settings: ActionSettings, posted: Posted, held_back: HeldBack) -> ReviewPlan:
    verdict, place = reviewed.verdict, settings.place
    links = Links(place.page, RULE_PAGES, verdict.head or "", verdict.merge_base, frozenset(load_rules()), subject.number)
    comment = CommentLevel.OFF if subject.number is None else settings.inputs.comment
    wanted = PlanSettings(reviewed.policy.review, comment, links, held_back)
    return _linked(plan_review(verdict, reviewed.gathered.change, posted, wanted), place.run_page(settings.run_id))


def _linked(plan: ReviewPlan, page: str) -> ReviewPlan:
    return plan if plan.check_run is None else replace(plan, check_run=replace(plan.check_run, details_url=page))


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
    return Published(
        summary, (*receipt.written, counted), tuple(warnings), fault=receipt.fault, now=receipt.now, posted=receipt.plan.posted
    )


def _with_warnings(job_summary: str, warnings: Sequence[str]) -> str:
    """What was not posted comes first: the rest is long, and may be cut."""
    if not warnings:
        return job_summary
    return "\n\n".join(("### Not posted", *map(block, warnings), job_summary))
