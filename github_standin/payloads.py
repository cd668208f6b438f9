"""Records as the JSON that GitHub answers with. Every URL is under the stand-in's own host."""

from __future__ import annotations

from dataclasses import dataclass

from github_standin.json_types import Json
from github_standin.people import Links, account_json, app_json, repository_json
from github_standin.records import CheckRun, IssueComment, PullRequest, Review, ReviewComment
from github_standin.state import Repository

Payload = dict[str, Json]


def association(pull: PullRequest, login: str) -> str:
    return "CONTRIBUTOR" if login == pull.author.login else "NONE" if login.endswith("[bot]") else "MEMBER"


@dataclass(frozen=True, slots=True)
class Payloads:
    """Writes the records of one repository."""

    links: Links
    repository: Repository

    @property
    def api(self) -> str:
        return f"{self.links.api}/repos/{self.repository.full_name}"

    @property
    def html(self) -> str:
        return f"{self.links.html}/{self.repository.full_name}"

    def pull_url(self, number: int) -> str:
        return f"{self.api}/pulls/{number}"

    def repository_json(self) -> Payload:
        return repository_json(self.links, self.repository, self.repository.full_name)

    def pull(self, pull: PullRequest) -> Payload:
        """The full form: what a single pull request's own URL answers."""
        comments = [each for each in self.repository.issue_comments.values() if each.issue == pull.number]
        files = pull.diff.files
        return self.simple_pull(pull) | {
            "merged": pull.merged,
            "mergeable": True,
            "rebaseable": True,
            "mergeable_state": "clean",
            "merged_by": None,
            "comments": len(comments),
            "review_comments": len(self.repository.visible_comments(pull.number)),
            "maintainer_can_modify": False,
            "commits": len(pull.commits),
            "additions": sum(each.count("+") for each in files),
            "deletions": sum(each.count("-") for each in files),
            "changed_files": len(files),
        }

    def simple_pull(self, pull: PullRequest) -> Payload:
        """The form in lists."""
        api, html, author = self.pull_url(pull.number), f"{self.html}/pull/{pull.number}", account_json(self.links, pull.author)
        issue = f"{self.api}/issues/{pull.number}"
        urls: dict[str, str] = {
            "comments": f"{issue}/comments",
            "review_comments": f"{api}/comments",
            "review_comment": f"{self.api}/pulls/comments{{/number}}",
            "commits": f"{api}/commits",
            "statuses": f"{self.api}/statuses/{pull.head_sha}",
        }
        links: Payload = {name: {"href": url} for name, url in {**urls, "self": api, "html": html, "issue": issue}.items()}
        return {
            "url": api,
            "id": pull.id,
            "node_id": pull.node_id,
            "html_url": html,
            "diff_url": f"{html}.diff",
            "patch_url": f"{html}.patch",
            "issue_url": issue,
            **{f"{name}_url": url for name, url in urls.items()},
            "number": pull.number,
            "state": pull.state,
            "locked": False,
            "title": pull.title,
            "user": author,
            "body": pull.body,
            "created_at": pull.created_at,
            "updated_at": pull.created_at,
            "closed_at": None if pull.state == "open" else pull.created_at,
            "merged_at": pull.created_at if pull.merged else None,
            "merge_commit_sha": pull.merge_commit_sha,
            "assignee": None,
            "assignees": [],
            "requested_reviewers": [],
            "requested_teams": [],
            "labels": [self._label(index, name) for index, name in enumerate(pull.labels)],
            "milestone": None,
            "draft": pull.draft,
            "auto_merge": None,
            "author_association": association(pull, pull.author.login),
            "active_lock_reason": None,
            "base": self._end(self.repository.full_name, pull.base_ref, pull.base_sha),
            "head": self._end(pull.fork or self.repository.full_name, pull.head_ref, pull.head_sha),
            "_links": links,
        }

    def _label(self, index: int, name: str) -> Payload:
        url = f"{self.api}/labels/{name}"
        shared: Payload = {"id": 5000 + index, "node_id": f"LA_{index}", "url": url, "name": name}
        return shared | {"color": "ededed", "default": False, "description": ""}

    def _end(self, full_name: str, ref: str, sha: str) -> Payload:
        found = repository_json(self.links, self.repository, full_name)
        return {"label": f"{full_name.partition('/')[0]}:{ref}", "ref": ref, "sha": sha, "user": found["owner"], "repo": found}

    def issue_comment(self, comment: IssueComment) -> Payload:
        issue = f"{self.api}/issues/{comment.issue}"
        return {
            "url": f"{self.api}/issues/comments/{comment.id}",
            "html_url": f"{self.html}/pull/{comment.issue}#issuecomment-{comment.id}",
            "issue_url": issue,
            "id": comment.id,
            "node_id": comment.node_id,
            "user": account_json(self.links, comment.author),
            "created_at": comment.created_at,
            "updated_at": comment.updated_at,
            "author_association": association(self.repository.pulls[comment.issue], comment.author.login),
            "body": comment.body,
            "reactions": self._reactions(f"{self.api}/issues/comments/{comment.id}"),
            "performed_via_github_app": app_json(self.links) if comment.author.kind == "Bot" else None,
        }

    def _reactions(self, url: str) -> Payload:
        names = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
        return {"url": f"{url}/reactions", "total_count": 0, **dict.fromkeys(names, 0)}

    def review(self, review: Review) -> Payload:
        html = f"{self.html}/pull/{review.pull}#pullrequestreview-{review.id}"
        found: Payload = {
            "id": review.id,
            "node_id": review.node_id,
            "user": account_json(self.links, review.author),
            "body": review.body,
            "state": review.state,
            "html_url": html,
            "pull_request_url": self.pull_url(review.pull),
            "author_association": association(self.repository.pulls[review.pull], review.author.login),
            "_links": {"html": {"href": html}, "pull_request": {"href": self.pull_url(review.pull)}},
            "commit_id": review.commit_id,
        }
        return found if review.state == "PENDING" else found | {"submitted_at": review.submitted_at}

    def review_comment(self, comment: ReviewComment) -> Payload:
        url = f"{self.api}/pulls/comments/{comment.id}"
        html = f"{self.html}/pull/{comment.pull}#discussion_r{comment.id}"
        pull_url = self.pull_url(comment.pull)
        found: Payload = {
            "url": url,
            "pull_request_review_id": comment.review,
            "id": comment.id,
            "node_id": comment.node_id,
            "diff_hunk": comment.diff_hunk,
            "path": comment.path,
            "commit_id": comment.commit_id,
            "original_commit_id": comment.original_commit_id,
            "user": account_json(self.links, comment.author),
            "body": comment.body,
            "created_at": comment.created_at,
            "updated_at": comment.updated_at,
            "html_url": html,
            "pull_request_url": pull_url,
            "author_association": association(self.repository.pulls[comment.pull], comment.author.login),
            "_links": {"self": {"href": url}, "html": {"href": html}, "pull_request": {"href": pull_url}},
            "reactions": self._reactions(url),
            "start_line": comment.start_line,
            "original_start_line": comment.original_start_line,
            "start_side": comment.start_side,
            "line": comment.line,
            "original_line": comment.original_line,
            "side": comment.side,
            "position": comment.position,
            "original_position": comment.original_position,
            "subject_type": comment.subject,
        }
        return found if comment.reply_to is None else found | {"in_reply_to_id": comment.reply_to}

    def check_run(self, run: CheckRun) -> Payload:
        url = f"{self.api}/check-runs/{run.id}"
        pulls = [each for each in self.repository.pulls.values() if each.head_sha == run.head_sha and each.state == "open"]
        return {
            "id": run.id,
            "name": run.name,
            "node_id": run.node_id,
            "head_sha": run.head_sha,
            "external_id": run.external_id,
            "url": url,
            "html_url": f"{self.html}/runs/{run.id}",
            "details_url": run.details_url or f"{self.html}/runs/{run.id}",
            "status": run.status,
            "conclusion": run.conclusion,
            "started_at": run.started_at,
            "completed_at": run.completed_at,
            "output": {
                "title": run.title,
                "summary": run.summary,
                "text": run.text,
                "annotations_count": len(run.annotations),
                "annotations_url": f"{url}/annotations",
            },
            "check_suite": {"id": 5},
            "app": app_json(self.links),
            "pull_requests": [self._minimal_pull(each) for each in pulls],
        }

    def _minimal_pull(self, pull: PullRequest) -> Payload:
        own: Payload = {"id": self.repository.id, "url": self.api, "name": self.repository.name}
        head: Payload = {"ref": pull.head_ref, "sha": pull.head_sha, "repo": own}
        base: Payload = {"ref": pull.base_ref, "sha": pull.base_sha, "repo": own}
        return {"url": self.pull_url(pull.number), "id": pull.id, "number": pull.number, "head": head, "base": base}
