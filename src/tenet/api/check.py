"""`tenet check`: reviews a change locally."""

import sys
from dataclasses import dataclass

from tenet.api.coverage_reading import ReportsNamed, coverage_reading
from tenet.api.rendering import render
from tenet.api.wire import Revisions, change_source, clock, opened, policy_choice
from tenet.core.errors import ExitStatus
from tenet.domain.change import PullRequest
from tenet.domain.severity import FailOn, Mode
from tenet.domain.verdict import Conclusion, Verdict
from tenet.infrastructure.files import write_text
from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.infrastructure.ruff import Ruff
from tenet.infrastructure.terminal import NoProgress, ProgressBar, print_lines, print_text
from tenet.pipeline import Ports, Question, Reviewed, review
from tenet.ports.progress import Progress
from tenet.report.formats import Format
from tenet.report.text import render_text


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """The options of the command, as given. Empty or None where left out."""

    path: str
    base: str | None
    head: str | None
    policy: str | None
    coverage: tuple[str, ...]
    base_coverage: tuple[str, ...]
    pull_request: str | None
    only: tuple[str, ...]
    mode: Mode | None
    fail_on: FailOn | None
    format: Format
    output: str | None
    measured_at: str | None
    badge: str | None


def run_check(request: CheckRequest) -> ExitStatus:
    if sys.stderr.isatty():
        with ProgressBar(clock().seconds()) as bar:
            reviewed = check(request, bar)
    else:
        reviewed = check(request, NoProgress())
    write(reviewed.verdict, request.format, request.output)
    if request.badge is not None:
        write_badge(reviewed.verdict, request.badge)
    return ExitStatus.BLOCKED if reviewed.verdict.conclusion is Conclusion.FAILED else ExitStatus.PASSED


def check(request: CheckRequest, progress: Progress) -> Reviewed:
    texts = PackagedPolicies()
    with opened(request.path) as (repository, objects):
        of_work_tree = request.head is None and repository.root is not None
        ports = Ports(
            source=change_source(repository, objects, Revisions(request.base, request.head, request.measured_at)),
            choose_policy=policy_choice(request.policy, texts, of_work_tree=of_work_tree),
            policy_texts=texts,
            read_coverage=coverage_reading(ReportsNamed(request.coverage, request.base_coverage, root=repository.root)),
            clock=clock(),
            progress=progress,
            linter=Ruff(),
        )
        return review(Question(request.only, request.mode, request.fail_on, _pull_request(request.pull_request)), ports)


def _pull_request(path: str | None) -> PullRequest | None:
    if path is None:
        return None
    from tenet.infrastructure.files import read_text
    from tenet.schemas.pull_request import read_pull_request

    return read_pull_request(read_text(path, what="description of the pull request"), path)


def write(verdict: Verdict, form: Format, output: str | None) -> None:
    """To standard output, or to a file."""
    if form is Format.TEXT and output is None:
        print_lines(render_text(verdict))
        return
    text = render(verdict, form)
    if output is None:
        print_text(text)
    else:
        write_text(output, text)


def write_badge(verdict: Verdict, path: str) -> None:
    """As JSON for shields.io where the file's name ends so, else as a picture."""
    from tenet.report.badge import render_badge, render_badge_json

    overall = None if verdict.coverage is None else verdict.coverage.overall
    write_text(path, render_badge_json(overall) if path.lower().endswith(".json") else render_badge(overall))
