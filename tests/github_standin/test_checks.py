"""Check runs of the stand-in, driven by PyGithub."""

from __future__ import annotations

import pytest
from github import Github, GithubException
from github.Repository import Repository

from github_standin import StandIn

NOTE = {"path": "app/a.py", "start_line": 1, "end_line": 1, "annotation_level": "warning", "message": "Look"}


@pytest.fixture
def repository(client: Github) -> Repository:
    return client.get_repo("octo-org/service")


def test_annotations_add_up_over_requests(repository: Repository, github: StandIn) -> None:
    output = {"title": "Two", "summary": "Two things", "annotations": [NOTE] * 50}
    run = repository.create_check_run("tenet", github.pull.head_sha, status="in_progress", output=output)
    run.edit(status="completed", conclusion="failure", output={**output, "annotations": [NOTE]})
    assert (run.conclusion, run.output.annotations_count) == ("failure", 51)
    assert len(list(run.get_annotations())) == 51
    assert github.invalid == []


def test_the_list_for_a_commit_has_the_latest_run_of_each_name(repository: Repository, github: StandIn) -> None:
    for name in ("tenet", "other", "tenet"):
        repository.create_check_run(name, github.pull.head_sha, status="completed", conclusion="success")
    commit = repository.get_commit(github.pull.head_sha)
    assert sorted(each.name for each in commit.get_check_runs()) == ["other", "tenet"]
    assert commit.get_check_runs(filter="all").totalCount == 3
    newest = max(github.repository.check_runs)
    assert [each.id for each in commit.get_check_runs(check_name="tenet")] == [newest]


def test_a_run_on_an_unknown_commit_is_refused(repository: Repository, github: StandIn) -> None:
    with pytest.raises(GithubException, match="No commit found for SHA"):
        repository.create_check_run("tenet", "f" * 40)
    assert not github.repository.check_runs


def test_limits_hold_also_where_validation_only_records(repository: Repository, github: StandIn) -> None:
    github.reject_invalid = False
    sha = github.pull.head_sha
    for wrong in (
        {"status": "completed"},
        {"output": {"title": "T", "summary": "S", "annotations": [NOTE] * 51}},
        {"output": {"title": "T", "summary": "S" * 65_536}},
    ):
        with pytest.raises(GithubException) as refused:
            repository.create_check_run("tenet", sha, **wrong)  # type: ignore[arg-type]
        assert refused.value.status == 422
    assert len(github.invalid) == 3
    assert not github.repository.check_runs
