"""What a runner gives to an action: the event's payload and the environment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from github_standin.json_types import Json
from github_standin.payloads import Payloads
from github_standin.people import Links, account_json
from github_standin.records import PullRequest
from github_standin.service import Service
from github_standin.state import Repository

Event = dict[str, Json]


def pull_request_event(service: Service, repository: Repository, pull: PullRequest, action: str = "synchronize") -> Event:
    """The webhook payload of ``pull_request`` and ``pull_request_target``."""
    links = Links(service.url, service.url)
    write = Payloads(links, repository)
    event: Event = {
        "action": action,
        "number": pull.number,
        "pull_request": write.pull(pull),
        "repository": write.repository_json(),
        "sender": account_json(links, pull.author),
    }
    pushed: Event = {"before": pull.base_sha, "after": pull.head_sha} if action == "synchronize" else {}
    label: Event = {"label": {"id": 5000, "name": pull.labels[-1], "color": "ededed"}} if action == "labeled" and pull.labels else {}
    return event | pushed | label


def merge_group_event(service: Service, repository: Repository, pull: PullRequest) -> Event:
    """The webhook payload of ``merge_group``: it names no pull request."""
    links = Links(service.url, service.url)
    group: Event = {
        "head_sha": pull.head_sha,
        "head_ref": f"refs/heads/gh-readonly-queue/{pull.base_ref}/pr-{pull.number}-{pull.base_sha}",
        "base_sha": pull.base_sha,
        "base_ref": f"refs/heads/{pull.base_ref}",
        "head_commit": {"id": pull.head_sha, "tree_id": pull.commits[-1].tree if pull.commits else "", "message": pull.title},
    }
    repository_json = Payloads(links, repository).repository_json()
    return {"action": "checks_requested", "merge_group": group, "repository": repository_json, "sender": account_json(links, pull.author)}


def write_event(event: Event, path: Path) -> Path:
    """Writes a payload where GITHUB_EVENT_PATH is to point."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(event, indent=2), encoding="utf-8")
    return path


def environment(
    service: Service,
    event_path: Path,
    workspace: Path,
    runner: Path,
    *,
    event: str = "pull_request",
    token: str = "ghs_standin",  # noqa: S107 (no secret: the stand-in takes any)
    inputs: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The variables that a runner sets for a step. ``runner`` is a folder for the command files and RUNNER_TEMP; it is made.

    ``inputs`` are the action's, by the names in action.yml; the token is among them unless they say otherwise. GITHUB_SHA and GITHUB_REF
    are those of the merge commit for ``pull_request``, of the base for ``pull_request_target``, as on GitHub.
    """
    payload = json.loads(event_path.read_text(encoding="utf-8"))
    runner.mkdir(parents=True, exist_ok=True)
    files = {name: runner / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE")}
    for path in files.values():
        path.touch()
    (runner / "temp").mkdir(exist_ok=True)
    full_name = payload["repository"]["full_name"]
    given = {"github-token": token, **(inputs or {})}
    return {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION": "tenet",
        "GITHUB_ACTOR": payload["sender"]["login"],
        "GITHUB_API_URL": service.url,
        "GITHUB_GRAPHQL_URL": f"{service.url}/graphql",
        "GITHUB_SERVER_URL": service.url,
        "GITHUB_REPOSITORY": full_name,
        "GITHUB_REPOSITORY_OWNER": full_name.partition("/")[0],
        "GITHUB_REPOSITORY_ID": str(payload["repository"]["id"]),
        "GITHUB_EVENT_NAME": event,
        "GITHUB_EVENT_PATH": str(event_path),
        "GITHUB_JOB": "tenet",
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_RUN_ID": "9001",
        "GITHUB_RUN_NUMBER": "1",
        "GITHUB_WORKFLOW": "Tenet",
        "GITHUB_WORKSPACE": str(workspace),
        "RUNNER_ARCH": "X64",
        "RUNNER_NAME": "stand-in",
        "RUNNER_OS": "Linux",
        "RUNNER_TEMP": str(runner / "temp"),
        **_revision(event, payload),
        **{name: str(path) for name, path in files.items()},
        **{f"INPUT_{name.replace(' ', '_').upper()}": value for name, value in given.items()},
    }


def _revision(event: str, payload: Mapping[str, Mapping[str, Mapping[str, str]]]) -> dict[str, str]:
    """GITHUB_SHA, GITHUB_REF and the names of the branches."""
    if event == "merge_group":
        group = payload["merge_group"]
        return {"GITHUB_SHA": str(group["head_sha"]), "GITHUB_REF": str(group["head_ref"]), "GITHUB_REF_NAME": str(group["head_ref"])[11:]}
    if event not in {"pull_request", "pull_request_target"}:
        branch = str(payload["repository"]["default_branch"])
        sha = str(payload.get("after", "0" * 40))
        return {"GITHUB_SHA": sha, "GITHUB_REF": f"refs/heads/{branch}", "GITHUB_REF_NAME": branch, "GITHUB_REF_TYPE": "branch"}
    pull, number = payload["pull_request"], payload["number"]
    names = {"GITHUB_BASE_REF": pull["base"]["ref"], "GITHUB_HEAD_REF": pull["head"]["ref"], "GITHUB_REF_TYPE": "branch"}
    if event == "pull_request_target":
        return {
            **names,
            "GITHUB_SHA": pull["base"]["sha"],
            "GITHUB_REF": f"refs/heads/{pull['base']['ref']}",
            "GITHUB_REF_NAME": pull["base"]["ref"],
        }
    merge = str(pull["merge_commit_sha"] or pull["head"]["sha"])
    return {**names, "GITHUB_SHA": merge, "GITHUB_REF": f"refs/pull/{number}/merge", "GITHUB_REF_NAME": f"{number}/merge"}
