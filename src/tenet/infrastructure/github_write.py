"""Carries out a plan on GitHub, each kind of write for itself: what one kind fails at takes no other along."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tenet.core.wording import counted
from tenet.domain.review_plan import (
    Annotation,
    CheckRunDraft,
    HeldBack,
    InlineComment,
    NewReview,
    Planner,
    ReviewPlan,
    ReviewTarget,
    SummaryComment,
    WriteKind,
)
from tenet.domain.review_receipt import Receipt
from tenet.infrastructure.github_bodies import ANNOTATIONS_AT_ONCE, UNFINISHED, batches, check_run_body, further_body, review_body
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_edits import edit_comments
from tenet.infrastructure.github_failures import Failure, GitHubError
from tenet.infrastructure.github_payloads import CHECK_RUN
from tenet.infrastructure.github_progress import Progress, wanted_kinds
from tenet.infrastructure.github_read import COMMENT_KINDS, GitHubReader, state_of

ATTEMPTS = 3
"""To make a write whose fate is unknown each time."""
T = TypeVar("T")


@dataclass(frozen=True)
class GitHubWriter:
    client: GitHubClient

    def carry_out(self, plan: ReviewPlan, target: ReviewTarget, planner: Planner) -> Receipt:
        """Writes what the plan says, unless the pull request's head is another by now. What failed is in the receipt."""
        there = plan.posted.head_sha
        progress = Progress(plan, plan.posted.denied, moved=there if there not in {"", target.head_sha} else None)
        if wanted_kinds(plan) and not progress.out_of_date:
            self._write(progress, target, planner)
        return Receipt(
            plan=progress.plan,
            written=tuple(progress.written),
            undone=tuple(progress.undone),
            head_moved=progress.moved,
            now=progress.now,
            reads=self.client.reads,
            writes=self.client.writes,
        )

    def _write(self, progress: Progress, target: ReviewTarget, planner: Planner) -> None:
        kinds = wanted_kinds(progress.plan)
        if target.number is not None:
            try:
                self._look(progress, target.number, target)
            except GitHubError as error:
                if error.failure is not Failure.DENIED:
                    progress.all_failed(kinds, error)
                    return
                progress.denied |= COMMENT_KINDS
        if not progress.out_of_date:
            progress.refused([kind for kind in kinds if kind in progress.denied])
            if target.number is not None:
                self._comment(progress, target.number, target, planner)
        run = progress.plan.check_run
        if run is not None and WriteKind.CHECK_RUN not in progress.denied and not progress.out_of_date:
            progress.attempt(WriteKind.CHECK_RUN, lambda: self._check_run(run))

    def _look(self, progress: Progress, number: int, target: ReviewTarget) -> None:
        """Notes it if the pull request is another by now than the one that was judged. Raises GitHubError."""
        pull = self._reader.pull(number)
        progress.moved = pull.head.sha if pull.head.sha != target.head_sha else None
        now = state_of(pull)
        progress.now = now if target.judged not in {None, now} else None

    def _comment(self, progress: Progress, number: int, target: ReviewTarget, planner: Planner) -> None:
        review = progress.plan.review
        if review is not None:
            held_back = self._review(progress, number, review, target)
            if progress.out_of_date:
                return
            self._replan(progress, review, held_back, number, planner)
        plan = progress.plan
        if plan.edits and WriteKind.EDITS not in progress.denied:
            progress.attempt(WriteKind.EDITS, lambda: edit_comments(self.client, plan.edits))
        summary = plan.summary
        if summary is not None and WriteKind.SUMMARY not in progress.denied:
            progress.attempt(WriteKind.SUMMARY, lambda: self._summary(number, summary))

    def _replan(self, progress: Progress, review: NewReview, held_back: HeldBack, number: int, planner: Planner) -> None:
        """Lets the summary and the check run say what could not be said inline."""
        missing = held_back.refused | held_back.unwritten
        if not missing:
            return
        everything = {fingerprint for comment in review.comments for fingerprint in comment.fingerprints}
        posted = progress.plan.posted
        if missing != everything:
            try:
                posted = replace(self._reader.comments(number), denied=progress.denied)
            except GitHubError as error:
                progress.failed(WriteKind.SUMMARY, error)
                return
        progress.plan = planner(posted, held_back)

    @property
    def _reader(self) -> GitHubReader:
        return GitHubReader(self.client)

    def _review(self, progress: Progress, number: int, review: NewReview, target: ReviewTarget) -> HeldBack:
        """Posts the review. If GitHub refuses it, the head may have moved; else one comment is bad, and each half is tried once."""
        everything = _fingerprints(review.comments)
        if WriteKind.REVIEW in progress.denied:
            return HeldBack(unwritten=everything)
        try:
            progress.written.append(self._post_review(number, review, target.head_sha))
            return HeldBack()
        except GitHubError as error:
            if error.status != 422:
                progress.failed(WriteKind.REVIEW, error)
                return HeldBack(unwritten=everything)
        try:
            self._look(progress, number, target)
        except GitHubError as error:
            progress.failed(WriteKind.REVIEW, error)
            return HeldBack(unwritten=everything)
        return HeldBack() if progress.out_of_date else self._halves(progress, number, review, target.head_sha)

    def _halves(self, progress: Progress, number: int, review: NewReview, sha: str) -> HeldBack:
        refused: frozenset[str] = frozenset()
        unwritten: frozenset[str] = frozenset()
        middle = len(review.comments) // 2
        for half in (review.comments[:middle], review.comments[middle:]) if middle else ():
            try:
                progress.written.append(self._post_review(number, replace(review, comments=half), sha))
            except GitHubError as error:
                if error.status == 422:
                    refused |= _fingerprints(half)
                else:
                    progress.failed(WriteKind.REVIEW, error)
                    unwritten |= _fingerprints(half)
        return HeldBack(refused if middle else _fingerprints(review.comments), unwritten)

    def _post_review(self, number: int, review: NewReview, sha: str) -> str:
        body = review_body(review, sha)
        first = _first_line(review.comments[0].body)
        self._surely(
            lambda: self.client.write("POST", self.client.path(f"pulls/{number}/reviews"), body).text,
            lambda: next((each.path for each in self._reader.review_comments(number) if _first_line(each.body or "") == first), None),
        )
        return f"a review with {counted(len(review.comments), 'comment')}"

    def _summary(self, number: int, summary: SummaryComment) -> str:
        if summary.edits is not None:
            old = summary.edits.id
            try:
                self.client.overwrite("PATCH", self.client.path(f"issues/comments/{old}"), {"body": summary.body})
            except GitHubError as error:
                # a person may have deleted it meanwhile: only then is another made
                if error.status != 404 or any(each.id == old for each in self._reader.issue_comments(number)):
                    raise
            else:
                return "the summary comment, edited"
        first = _first_line(summary.body)
        self._surely(
            lambda: self.client.write("POST", self.client.path(f"issues/{number}/comments"), {"body": summary.body}).text,
            lambda: next((each.body for each in self._reader.issue_comments(number) if _first_line(each.body or "") == first), None),
        )
        return "the summary comment"

    def _check_run(self, run: CheckRunDraft) -> str:
        """Creates the check run with its first annotations, then adds the others."""
        first, *others = batches(run.annotations)
        body = check_run_body(run, first)
        number = self._surely(
            lambda: self.client.write("POST", self.client.path("check-runs"), body).parsed(CHECK_RUN).id,
            lambda: self._find_check_run(run),
        )
        for index, batch in enumerate(others, 1):
            self._annotate(run, number, batch, before=index * ANNOTATIONS_AT_ONCE)
        return f"the check run, {run.conclusion}"

    def _annotate(self, run: CheckRunDraft, number: int, batch: Sequence[Annotation], before: int) -> None:
        """Adds annotations to the `before` that are there."""
        path = self.client.path(f"check-runs/{number}")
        self._surely(
            lambda: self.client.write("PATCH", path, further_body(run, batch, before=before)).parsed(CHECK_RUN).id,
            lambda: number if self.client.read(path, CHECK_RUN).output.annotations_count > before else None,
        )

    def _find_check_run(self, run: CheckRunDraft) -> int | None:
        newest = max(self._reader.check_runs(run.head_sha, run.name), key=lambda each: each.id, default=None)
        made = newest is not None and newest.external_id.removesuffix(UNFINISHED) == run.external_id
        return newest.id if newest is not None and made else None

    def _surely(self, write: Callable[[], T], written: Callable[[], T | None]) -> T:
        """Repeats a write whose fate is unknown only once it is known that it did not happen. Raises GitHubError."""
        attempt = 0
        while True:
            try:
                return write()
            except GitHubError as error:
                if error.failure is not Failure.UNCERTAIN:
                    raise
                waited = self.client.pause(attempt)
                found = written()
                if found is not None:
                    return found
                attempt += 1
                if attempt == ATTEMPTS or not waited:
                    raise


def _fingerprints(comments: Sequence[InlineComment]) -> frozenset[str]:
    return frozenset(fingerprint for comment in comments for fingerprint in comment.fingerprints)


def _first_line(body: str) -> str:
    return body.partition("\n")[0].rstrip("\r")
