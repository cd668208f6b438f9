"""Accounts, the Actions app and repositories as GitHub's JSON."""

from __future__ import annotations

from dataclasses import dataclass

from github_standin.json_types import Json
from github_standin.records import Account
from github_standin.state import Repository

Payload = dict[str, Json]
USER_PATHS = {
    "followers_url": "followers",
    "following_url": "following{/other_user}",
    "gists_url": "gists{/gist_id}",
    "starred_url": "starred{/owner}{/repo}",
    "subscriptions_url": "subscriptions",
    "organizations_url": "orgs",
    "repos_url": "repos",
    "events_url": "events{/privacy}",
    "received_events_url": "received_events",
}
REPOSITORY_PATHS = {
    "archive_url": "{archive_format}{/ref}",
    "assignees_url": "assignees{/user}",
    "blobs_url": "git/blobs{/sha}",
    "branches_url": "branches{/branch}",
    "collaborators_url": "collaborators{/collaborator}",
    "comments_url": "comments{/number}",
    "commits_url": "commits{/sha}",
    "compare_url": "compare/{base}...{head}",
    "contents_url": "contents/{+path}",
    "contributors_url": "contributors",
    "deployments_url": "deployments",
    "downloads_url": "downloads",
    "events_url": "events",
    "forks_url": "forks",
    "git_commits_url": "git/commits{/sha}",
    "git_refs_url": "git/refs{/sha}",
    "git_tags_url": "git/tags{/sha}",
    "hooks_url": "hooks",
    "issue_comment_url": "issues/comments{/number}",
    "issue_events_url": "issues/events{/number}",
    "issues_url": "issues{/number}",
    "keys_url": "keys{/key_id}",
    "labels_url": "labels{/name}",
    "languages_url": "languages",
    "merges_url": "merges",
    "milestones_url": "milestones{/number}",
    "notifications_url": "notifications{?since,all,participating}",
    "pulls_url": "pulls{/number}",
    "releases_url": "releases{/id}",
    "stargazers_url": "stargazers",
    "statuses_url": "statuses/{sha}",
    "subscribers_url": "subscribers",
    "subscription_url": "subscription",
    "tags_url": "tags",
    "teams_url": "teams",
    "trees_url": "git/trees{/sha}",
}
SINCE = "2019-05-15T15:19:25Z"


@dataclass(frozen=True, slots=True)
class Links:
    """The roots of URLs in answers: of the API, with the prefix that the request used, and of pages for people."""

    api: str
    html: str


def account_json(links: Links, account: Account) -> Payload:
    url = f"{links.api}/users/{account.login}"
    return {
        "login": account.login,
        "id": account.id,
        "node_id": f"U_{account.id}",
        "avatar_url": f"{links.html}/avatars/{account.id}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{links.html}/{account.login}",
        **{name: f"{url}/{path}" for name, path in USER_PATHS.items()},
        "type": account.kind,
        "site_admin": False,
    }


def app_json(links: Links) -> Payload:
    """The app that a workflow's token belongs to."""
    permissions: Payload = {"checks": "write", "contents": "read", "metadata": "read", "pull_requests": "write"}
    return {
        "id": 15_368,
        "slug": "github-actions",
        "node_id": "A_15368",
        "owner": account_json(links, Account("github", 9919, "Organization")),
        "name": "GitHub Actions",
        "description": "Automate your workflow from idea to production",
        "external_url": f"{links.html}/features/actions",
        "html_url": f"{links.html}/apps/github-actions",
        "created_at": SINCE,
        "updated_at": SINCE,
        "permissions": permissions,
        "events": ["push", "pull_request"],
    }


def repository_json(links: Links, repository: Repository, full_name: str) -> Payload:
    """The repository, or with another ``full_name`` its fork."""
    api, html = f"{links.api}/repos/{full_name}", f"{links.html}/{full_name}"
    owner, _, name = full_name.partition("/")
    fork = full_name != repository.full_name
    counts = ("forks", "forks_count", "open_issues", "open_issues_count", "size", "stargazers_count", "watchers", "watchers_count")
    return {
        "id": repository.id + fork,
        "node_id": f"R_{repository.id + fork}",
        "name": name,
        "full_name": full_name,
        "owner": account_json(links, Account(owner, 6_811_672 + fork, "Organization")),
        "private": repository.private,
        "html_url": html,
        "description": None,
        "fork": fork,
        "url": api,
        **{field: f"{api}/{path}" for field, path in REPOSITORY_PATHS.items()},
        "git_url": f"{html}.git",
        "ssh_url": f"{html}.git",
        "clone_url": f"{html}.git",
        "svn_url": html,
        "mirror_url": None,
        "homepage": None,
        "language": "Python",
        "license": None,
        **dict.fromkeys(counts, 0),
        "network_count": 0,
        "subscribers_count": 0,
        "default_branch": repository.default_branch,
        **dict.fromkeys(("has_issues", "has_projects", "has_downloads", "has_wiki"), True),
        **dict.fromkeys(("has_pages", "has_discussions", "archived", "disabled", "is_template", "web_commit_signoff_required"), False),
        **dict.fromkeys(("allow_squash_merge", "allow_merge_commit", "allow_rebase_merge", "allow_forking"), True),
        "delete_branch_on_merge": False,
        "topics": [],
        "visibility": "private" if repository.private else "public",
        "pushed_at": SINCE,
        "created_at": SINCE,
        "updated_at": SINCE,
    }
