"""What the stand-in reads from a real git repository, driven by PyGithub."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest
import requests
from github import Github
from github.Repository import Repository
from tests.git_repository import GitRepository

from github_standin import Artifact, StandIn

HEADERS = {"Authorization": "token x", "Accept": "application/vnd.github.diff", "X-GitHub-Api-Version": "2022-11-28"}


@pytest.fixture
def repository(client: Github) -> Repository:
    return client.get_repo("octo-org/service")


def test_the_files_of_a_pull_request_are_the_diff_from_the_merge_base(repository: Repository) -> None:
    files = {each.filename: each for each in repository.get_pull(1).get_files()}
    assert {name: each.status for name, each in files.items()} == {
        "app/a.py": "modified",
        "new file ü.py": "added",
        "picture.bin": "added",
        "renamed.py": "renamed",
    }
    assert files["renamed.py"].previous_filename == "old.py"
    assert (files["app/a.py"].additions, files["app/a.py"].deletions) == (2, 2)
    assert files["app/a.py"].patch.startswith("@@ -2,7 +2,8 @@")
    assert "patch" not in files["picture.bin"].raw_data


def test_a_comparison_names_the_merge_base(repository: Repository, github: StandIn, work_tree) -> None:  # type: ignore[no-untyped-def]
    found = repository.compare("main", github.pull.head_sha)
    assert found.merge_base_commit.sha == GitRepository(work_tree).git("merge-base", "main", "feature")
    assert (found.status, found.ahead_by, found.behind_by, len(found.files)) == ("diverged", 2, 1, 4)
    assert [each.commit.message for each in repository.get_pull(1).get_commits()] == ["Change", "Rename"]


def test_trees_blobs_and_contents_are_the_commits(repository: Repository, github: StandIn) -> None:
    tree = repository.get_git_tree(github.pull.head_sha, recursive=True)
    blobs = {each.path: each for each in tree.tree if each.type == "blob"}
    assert sorted(blobs) == ["app/a.py", "new file ü.py", "picture.bin", "renamed.py"]
    assert repository.get_git_blob(blobs["new file ü.py"].sha).content == "eSA9IDIK\n"
    content = repository.get_contents("new file ü.py", ref=github.pull.head_sha)
    assert not isinstance(content, list)
    assert content.decoded_content == b"y = 2\n"
    assert [each.path for each in repository.get_contents("app", ref="feature")] == ["app/a.py"]  # type: ignore[union-attr]
    assert repository.get_commit(github.pull.head_sha).stats.total == 0
    assert repository.get_git_commit(github.pull.head_sha).message == "Rename"
    assert [each.number for each in repository.get_commit(github.pull.head_sha).get_pulls()] == [1]


def test_the_archive_holds_the_tree(github: StandIn) -> None:
    url = f"{github.url}/repos/octo-org/service/tarball/{github.pull.head_sha}"
    with tarfile.open(fileobj=io.BytesIO(requests.get(url, headers=HEADERS, timeout=5).content)) as archive:
        assert f"octo-org-service-{github.pull.head_sha[:7]}/app/a.py" in archive.getnames()


def test_the_diff_media_type_is_gits_own_text(github: StandIn) -> None:
    answer = requests.get(f"{github.url}/repos/octo-org/service/pulls/1", headers=HEADERS, timeout=5)
    assert answer.text == github.pull.diff.text
    assert "rename to renamed.py" in answer.text


def test_the_diff_media_type_ends_at_300_files() -> None:
    many = "".join(f"diff --git a/{n} b/{n}\nnew file mode 100644\nindex {'0' * 40}..{'1' * 40}\n" for n in range(301))
    with StandIn(diff=many) as github:
        answer = requests.get(f"{github.url}/repos/octo-org/service/pulls/1", headers=HEADERS, timeout=5)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (406, "too_large")


def test_artifacts_are_listed_by_run_and_downloaded(repository: Repository, github: StandIn) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("result.json", "{}")
    github.repository.artifacts[7] = Artifact(7, "tenet-result", 9001, github.pull.head_sha, packed.getvalue(), "2026-01-02T03:04:05Z")
    found = repository.get_artifacts(name="tenet-result")[0]
    assert found.workflow_run.head_sha == github.pull.head_sha
    assert requests.get(found.archive_download_url, headers=HEADERS, timeout=5).content == packed.getvalue()
    listed = requests.get(f"{github.url}/repos/octo-org/service/actions/runs/9002/artifacts", headers=HEADERS, timeout=5)
    assert listed.json() == {"total_count": 0, "artifacts": []}


def test_what_git_does_not_have_is_not_found(github: StandIn) -> None:
    paths = (
        "git/blobs/" + "f" * 40,
        "git/trees/none",
        "contents/none.py",
        "commits/none",
        "compare/main...none",
        "compare/main",
        "tarball/none",
    )
    for path in (*paths, "actions/artifacts/1", "actions/artifacts/1/tar"):
        answer = requests.get(f"{github.url}/repos/octo-org/service/{path}", headers=HEADERS, timeout=5)
        assert answer.status_code == 404, path


def test_without_git_there_is_no_tree_but_a_commit() -> None:
    with StandIn(diff="") as github:
        found = [
            requests.get(f"{github.url}/repos/octo-org/service/{path}", headers=HEADERS, timeout=5).status_code
            for path in ("git/trees/main", f"commits/{github.pull.head_sha}", "commits/feature", "commits/none")
        ]
        assert found == [404, 200, 200, 404]


def test_raw_media_types_are_the_bytes_themselves(github: StandIn, repository: Repository) -> None:
    sha = next(each.sha for each in repository.get_git_tree(github.pull.head_sha).tree if each.path == "picture.bin")
    for path in (f"git/blobs/{sha}", "contents/picture.bin?ref=feature"):
        url = f"{github.url}/repos/octo-org/service/{path}"
        answer = requests.get(url, headers={**HEADERS, "Accept": "application/vnd.github.raw+json"}, timeout=5)
        assert answer.content == bytes(range(256))
