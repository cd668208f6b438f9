"""What is under ``/_``: the state for another process, the way to change it, and the places that downloads redirect to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from github_standin.exchange import Answer, Request
from github_standin.git import UnknownRevisionError
from github_standin.json_types import Json, JsonObject, as_list, optional_number, text
from github_standin.payloads import Payloads
from github_standin.people import Links
from github_standin.records import Permissions
from github_standin.state import Repository

if TYPE_CHECKING:
    from github_standin.service import Service


def control(service: Service, request: Request) -> Answer:
    """Answers ``GET /_state``, ``POST /_pull``, ``/_push``, ``/_permissions``, ``/_fault``, and downloads."""
    name, _, rest = request.path.removeprefix("/_").partition("/")
    if name in {"codeload", "artifacts"}:
        return _download(service, name, rest)
    body = request.fields
    if (request.method, name) == ("GET", "state"):
        return Answer(200, state_json(service))
    if request.method != "POST" or name not in {"pull", "push", "permissions", "fault"}:
        return Answer(404, {"message": f"The stand-in has no /_{name} for {request.method}"})
    return {"pull": _pull, "push": _push, "permissions": _permissions, "fault": _fault}[name](service, body)


def _repository(service: Service, body: JsonObject) -> Repository:
    return service.repositories[text(body, "repository", next(iter(service.repositories)))]


def _pull(service: Service, body: JsonObject) -> Answer:
    """Opens a pull request: ``base``, ``head``, and the optional ``title``, ``body``, ``labels``, ``number``, ``diff``, ``draft``."""
    repository = _repository(service, body)
    pull = repository.add_pull(
        base=text(body, "base", repository.default_branch),
        head=text(body, "head", "feature"),
        diff=text(body, "diff"),
        number=optional_number(body, "number"),
        title=text(body, "title", "A change"),
        body=text(body, "body"),
        labels=tuple(str(each) for each in as_list(body.get("labels"))),
        draft=body.get("draft") is True,
    )
    return Answer(201, Payloads(Links(service.url, service.url), repository).pull(pull))


def _push(service: Service, body: JsonObject) -> Answer:
    """Moves the head of pull request ``number`` to ``head``."""
    repository = _repository(service, body)
    pull = repository.push(optional_number(body, "number") or 1, text(body, "head"), text(body, "diff"))
    return Answer(200, Payloads(Links(service.url, service.url), repository).pull(pull))


def _permissions(service: Service, body: JsonObject) -> Answer:
    """Sets what the workflow's token may do; what is not named keeps its default. ``{"read-only": true}`` is a fork's token."""
    levels = {name: "write" if level == "write" else "read" if level == "read" else "none" for name, level in body.items()}
    service.permissions = Permissions.read_only() if "read-only" in body else Permissions(**levels)  # type: ignore[arg-type]
    return Answer(200, levels)


def _fault(service: Service, body: JsonObject) -> Answer:
    """Orders a fault: ``method``, ``path``, ``fault``, ``times``."""
    fault = text(body, "fault") or str(body.get("fault"))
    service.faults.add(text(body, "method", "*"), text(body, "path"), fault, optional_number(body, "times") or 1)
    return Answer(200, {"ordered": fault})


def _download(service: Service, kind: str, rest: str) -> Answer:
    owner, name, last = rest.split("/", 2)
    repository = service.repositories.get(f"{owner}/{name}")
    if repository and kind == "artifacts" and last.isdigit() and int(last) in repository.artifacts:
        return Answer(200, repository.artifacts[int(last)].content, {"Content-Type": "application/zip"})
    if repository and repository.git and kind == "codeload":
        try:
            content = repository.git.archive(last, f"{owner}-{name}-{last[:7]}")
        except UnknownRevisionError:
            return Answer(404, {"message": "Not Found"})
        return Answer(200, content, {"Content-Type": "application/x-gzip"})
    return Answer(404, {"message": "Not Found"})


def state_json(service: Service) -> dict[str, Json]:
    """All that is remembered, in GitHub's own shapes, with what REST leaves out: minimised, resolved, annotations."""
    requests: Json = [
        {"method": each.method, "path": each.path, "query": each.query, "body": each.body, "status": each.status, "errors": each.errors}
        for each in service.requests
    ]
    repositories: Json = {name: _repository_state(service, repository) for name, repository in service.repositories.items()}
    return {"url": service.url, "repositories": repositories, "requests": requests}


def _repository_state(service: Service, repository: Repository) -> dict[str, Json]:
    write = Payloads(Links(service.url, service.url), repository)
    resolved = {thread.first for thread in repository.threads.values() if thread.resolved_by}
    return {
        "pulls": [{**write.pull(each), "diff": each.diff.text} for each in repository.pulls.values()],
        "issue_comments": [{**write.issue_comment(each), "minimized": each.minimized} for each in repository.issue_comments.values()],
        "reviews": [{**write.review(each), "minimized": each.minimized} for each in repository.reviews.values()],
        "review_comments": [
            {**write.review_comment(each), "minimized": each.minimized, "resolved": (each.reply_to or each.id) in resolved}
            for each in repository.review_comments.values()
        ],
        "check_runs": [{**write.check_run(each), "annotations": each.annotations} for each in repository.check_runs.values()],
    }
