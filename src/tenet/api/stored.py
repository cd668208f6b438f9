"""Publishes a stored result. It may come from anyone: what is shown of it is text, and where it stands is judged anew."""

from dataclasses import replace

from tenet.api.job import Job
from tenet.api.publishing import publish
from tenet.api.subject import Subject
from tenet.core.errors import ExitStatus, InputFault, PlatformFault
from tenet.domain.change import Change, Side
from tenet.domain.finding import Finding
from tenet.domain.policy import DEFAULT_NAME
from tenet.domain.verdict import PolicyInForce, Verdict
from tenet.infrastructure.files import read_text
from tenet.infrastructure.github_change import ApiChangeSource, compare
from tenet.infrastructure.github_policies import CommittedPolicies, GitHubPolicies
from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.pipeline import Reviewed
from tenet.policy.in_force import POLICY_FILES, TAKES_FORCE_LATER, ChosenPolicy, load, preset_policy
from tenet.policy.loading import PolicyText
from tenet.report.formats import Format
from tenet.report.stored import verdict_of
from tenet.rules.registry import load_rules
from tenet.schemas.result import Result
from tenet.schemas.stored_result import read_result

PROVENANCE = "Judged in a run that had this pull request's code in it, and posted from its result."
"""What a reader must know: that run could have written any verdict."""


def publish_stored(job: Job, subject: Subject, path: str) -> ExitStatus:
    """Raises InputFault for a result that is not Tenet's, or of another commit, repository or configuration; PlatformFault."""
    settings = job.settings
    files = {name: form for name, form in job.files_asked_for().items() if form is not Format.JSON}
    result = read_result(read_text(path, what="stored result"))
    _refuse_other(result, subject, settings.place.repository)
    if subject.number is None:
        raise InputFault("A stored result is posted on a pull request, and this event has none.", hint="Run it on `workflow_run`.")
    ends = compare(job.client, subject.base_ref or subject.base, subject.head)
    chosen = _policy_of_base(job, ends.base)
    _refuse_lost_policy(result, chosen)
    source = ApiChangeSource(job.client, subject.number, ends.base, ends.merge_base, subject.head)
    gathered = source.gather()
    verdict = replace(
        _placed_anew(verdict_of(result), gathered.change),
        base=ends.base,
        merge_base=ends.merge_base,
        policy=_policy_in_force(result, chosen),
    )
    unwritten = job.write_files(verdict, files)
    reviewed = Reviewed(verdict, gathered, chosen.policy)
    return job.conclude(reviewed, publish(reviewed, subject, settings, job.client), unwritten)


def _refuse_other(result: Result, subject: Subject, repository: str) -> None:
    if result.head != subject.head:
        raise InputFault(
            f"The stored result is of {(result.head or 'no commit')[:12]}, and the run was of {subject.head[:12]}.",
            hint="It is refused: a result is posted for the commit that it judged, and for no other.",
        )
    if result.repository is not None and result.repository.lower() != repository.lower():
        raise InputFault("The stored result is of another repository.", hint=f"This one is {repository}.")


def _refuse_lost_policy(result: Result, chosen: ChosenPolicy) -> None:
    """A 404 may be GitHub's mistake, and comments under the default name would stay for good. Raises PlatformFault."""
    if result.policy.source.startswith("base:") and not chosen.source.startswith("base:"):
        raise PlatformFault(
            "The base has no policy by now, and the stored result was judged under one that it had.",
            hint="Run the job again. Where the policy was removed meanwhile, run the first workflow again.",
        )


def _policy_of_base(job: Job, commit: str) -> ChosenPolicy:
    """The policy in force at the base's tip, file by file: a tree may be too large to list. Raises PolicyFault, InputFault."""
    named = job.settings.inputs.policy
    files = (named,) if named else POLICY_FILES
    beyond, rules = PackagedPolicies(GitHubPolicies(job.settings)), load_rules()
    policies = CommittedPolicies(job.client, commit, beyond)
    for file in files:
        text = policies.find(file)
        if text is not None:
            return ChosenPolicy(load(PolicyText(file, text, file), policies, rules), f"base:{file}")
    if named:
        raise InputFault(f"The base has no policy `{named}`.", hint="The input `policy` is a path from the root of the repository.")
    return preset_policy(beyond, rules)


def _policy_in_force(result: Result, chosen: ChosenPolicy) -> PolicyInForce:
    """Named as the base's policy is, since comments and check runs of that name are changed. Raises InputFault for another's result."""
    stored, policy = result.configuration, chosen.policy
    mode = policy.mode.value if stored is None else stored.mode
    if not chosen.source.startswith("base:"):
        first = next((f"head:{file}" for file in POLICY_FILES if result.policy.source == f"head:{file}"), None)
        note = TAKES_FORCE_LATER if first else chosen.note
        return PolicyInForce(DEFAULT_NAME, first or chosen.source, policy.extends, mode, f"{note} {PROVENANCE}")
    if stored is not None and stored.name != policy.name:
        raise InputFault(
            f"The stored result is not of the configuration `{policy.name}`, which the policy {chosen.source} has.",
            hint="Give both workflows the same input `policy`. Where the base's policy was renamed meanwhile, run the first one again.",
        )
    return PolicyInForce(policy.name, chosen.source, policy.extends, mode, PROVENANCE)


def _placed_anew(verdict: Verdict, change: Change) -> Verdict:
    return replace(
        verdict,
        findings=tuple(_placed(finding, change) for finding in verdict.findings),
        drift=tuple(_placed(finding, change) for finding in verdict.drift),
    )


def _placed(finding: Finding, change: Change) -> Finding:
    """Where the finding stands in the diff as GitHub knows it, and without a suggestion: one click puts that into the branch."""
    files = change.by_path if finding.side is Side.HEAD else change.by_base_path
    file = files.get(finding.path) if finding.path is not None else None
    shown = file is not None and finding.line is not None and file.hunk_at(finding.side, finding.line) is not None
    return replace(finding, in_diff=shown, suggestion=None)
