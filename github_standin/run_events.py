"""The webhook payload of ``workflow_run``: what a run on the default branch is told of the run that it follows."""

from __future__ import annotations

from github_standin.events import Event
from github_standin.payloads import Payloads
from github_standin.people import Links, account_json, repository_json
from github_standin.records import PullRequest
from github_standin.service import Service
from github_standin.state import Repository


def workflow_run_event(
    service: Service, repository: Repository, pull: PullRequest, *, event: str = "pull_request", conclusion: str = "success"
) -> Event:
    """Of the run for the head that the pull request has now. For one from a fork ``pull_requests`` is empty, as on GitHub."""
    links = Links(service.url, service.url)
    write = Payloads(links, repository)
    own = pull.fork is None
    head = repository_json(links, repository, pull.fork or repository.full_name)
    short: Event = {"ref": pull.head_ref, "sha": pull.head_sha, "repo": {"id": repository.id, "name": repository.name, "url": write.api}}
    base: Event = {"ref": pull.base_ref, "sha": pull.base_sha, "repo": {"id": repository.id, "name": repository.name, "url": write.api}}
    listed: Event = {"url": write.pull_url(pull.number), "id": pull.id, "number": pull.number, "head": short, "base": base}
    api = f"{write.api}/actions/runs/9000"
    run: Event = {
        "id": 9000,
        "name": "Review",
        "node_id": "WFR_9000",
        "head_branch": pull.head_ref,
        "head_sha": pull.head_sha,
        "path": ".github/workflows/fork-review.yml",
        "display_title": pull.title,
        "run_number": 1,
        "run_attempt": 1,
        "event": event,
        "status": "completed",
        "conclusion": conclusion,
        "workflow_id": 7,
        "check_suite_id": 5,
        "url": api,
        "html_url": f"{write.html}/actions/runs/9000",
        "pull_requests": [listed] if own else [],
        "created_at": pull.created_at,
        "updated_at": pull.created_at,
        "run_started_at": pull.created_at,
        "actor": account_json(links, pull.author),
        "triggering_actor": account_json(links, pull.author),
        "artifacts_url": f"{api}/artifacts",
        "repository": write.repository_json(),
        "head_repository": head,
    }
    return {
        "action": "completed",
        "workflow_run": run,
        "workflow": {"id": 7, "name": "Review", "path": ".github/workflows/fork-review.yml", "state": "active"},
        "repository": write.repository_json(),
        "sender": account_json(links, pull.author),
    }
