"""`tenet check` as a user runs it: what it reads, what it prints, and how it ends."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.api.command import Tenet
from tests.git_repository import GitRepository

from tenet.report.formats import Format

BOTH = ("--base", "main", "--head", "feature")


def test_a_finding_that_blocks_ends_with_1_and_says_where_what_and_how_to_mend(tenet: Tenet) -> None:
    ended = tenet("check")
    assert ended.status == 1
    path, finding, code, remedy, *_, summary, policy = ended.out.splitlines()
    assert path == "app.py"
    assert finding.split()[:3] == ["2", "error", "star-import"]
    assert code.endswith("| from os import *")
    assert "Import by name" in remedy
    assert summary.startswith("blocked: 1 error. 1 file, +1 -0 lines")
    assert policy == "Policy: work tree:.github/tenet.yml (enforce)."
    assert ended.err == ""


def test_a_change_without_findings_ends_with_0(tenet: Tenet, service: GitRepository) -> None:
    service.write({"app.py": "a = 2\n"})
    ended = tenet("check")
    assert ended.status == 0
    assert ended.out.startswith("passed: nothing to say.")


def test_no_change_at_all_passes(tenet: Tenet) -> None:
    assert tenet("check", "--base", "feature").status == 0


def test_the_work_tree_is_judged_with_what_is_uncommitted_and_untracked(tenet: Tenet, service: GitRepository) -> None:
    service.write({"app.py": "a = 1\n", "new.py": "from sys import *\n"})
    result = tenet("check", "--format", "json").result
    assert result["head"] is None
    assert [finding["path"] for finding in result["findings"]] == ["new.py"]  # type: ignore[attr-defined]


def test_two_revisions_are_judged_without_the_work_tree(tenet: Tenet, service: GitRepository) -> None:
    head = service.head
    service.write({"new.py": "from sys import *\n", ".github/tenet.yml": "not: a policy\n"})
    ended = tenet("check", *BOTH, "--format", "json")
    assert ended.result["head"] == head
    assert ended.result["policy"] == {"source": "base:.github/tenet.yml", "extends": []}
    assert [finding["path"] for finding in ended.result["findings"]] == ["app.py"]  # type: ignore[attr-defined]
    assert ended.status == 1


def test_a_bare_repository_is_judged_at_its_head(tenet: Tenet, service: GitRepository, tmp_path: Path) -> None:
    service.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    ended = tenet("check", str(tmp_path / "bare.git"), "--base", "main", "--format", "json")
    assert ended.result["head"] == service.head
    assert ended.status == 1


def test_a_folder_of_the_work_tree_stands_for_the_whole(tenet: Tenet, service: GitRepository) -> None:
    service.write({"deep/er/new.py": "from sys import *\n"})
    result = tenet("check", str(service.path / "deep" / "er"), "--format", "json").result
    assert [finding["path"] for finding in result["findings"]] == ["app.py", "deep/er/new.py"]  # type: ignore[attr-defined]


def test_the_change_starts_at_the_merge_base(tenet: Tenet, service: GitRepository) -> None:
    fork = service.git("rev-parse", "main")
    service.git("checkout", "--quiet", "main")
    tip = service.commit({"moved.py": "from os import *\n"})
    result = tenet("check", *BOTH, "--format", "json").result
    assert (result["base"], result["merge_base"]) == (tip, fork)
    assert [finding["path"] for finding in result["findings"]] == ["app.py"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ((), 1),
        (("--mode", "advise"), 0),
        (("--mode", "enforce"), 1),
        (("--fail-on", "never"), 0),
        (("--fail-on", "error"), 1),
        (("--fail-on", "warning"), 1),
        (("--only", "star-import"), 1),
        (("--only", "unused-waiver"), 0),
        (("--only", "unused-waiver", "--only", "star-import"), 1),
    ],
)
def test_options_win_over_the_policy(tenet: Tenet, options: tuple[str, ...], status: int) -> None:
    ended = tenet("check", *options, "--format", "json")
    assert ended.status == status
    assert ended.result["verdict"] == ("fail" if status else "pass")


def test_the_lightest_severity_that_blocks_can_be_named(tenet: Tenet, service: GitRepository) -> None:
    service.write({".github/tenet.yml": "version: 1\nrules: {star-import: warning}\n"})
    assert tenet("check").status == 0
    assert tenet("check", "--fail-on", "warning").status == 1


def test_a_rule_that_the_policy_has_off_is_turned_on_by_name(tenet: Tenet, service: GitRepository) -> None:
    service.write({".github/tenet.yml": "version: 1\nrules: {star-import: off}\n"})
    assert tenet("check").status == 0
    assert tenet("check", "--only", "star-import").status == 1


def test_a_policy_that_is_named_wins(tenet: Tenet, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yml"
    mine.write_text("version: 1\nmode: advise\nrules: {star-import: notice}\n")
    for revisions in ((), BOTH):
        ended = tenet("check", *revisions, "--policy", str(mine), "--format", "json")
        assert ended.status == 0
        assert ended.result["policy"]["source"] == f"file:{mine}"  # type: ignore[index]
        assert ended.result["findings"][0]["severity"] == "notice"  # type: ignore[index]


def test_without_any_policy_the_preset_advises(tenet: Tenet, service: GitRepository) -> None:
    service.git("checkout", "--quiet", "main")
    base = service.commit({".github/tenet.yml": None})
    service.commit({"app.py": "from os import *\n"})
    for revisions in (("--base", base), ("--base", base, "--head", "HEAD")):
        ended = tenet("check", *revisions, "--format", "json")
        assert ended.status == 0
        assert ended.result["policy"]["source"] == "preset:backend"  # type: ignore[index]
        assert ended.rules == ["star-import"]


def test_a_first_policy_advises_until_it_is_merged(tenet: Tenet, service: GitRepository) -> None:
    service.git("checkout", "--quiet", "main")
    base = service.commit({".github/tenet.yml": None})
    service.commit({"app.py": "from os import *\n", "tenet.yml": "version: 1\nrules: {star-import: error}\n"})
    ended = tenet("check", "--base", base, "--head", "HEAD")
    assert ended.status == 0
    assert "head:tenet.yml (advise)" in ended.out
    assert "takes force when it is merged" in ended.out


def test_a_broken_policy_at_base_is_told_with_file_line_and_column(tenet: Tenet, service: GitRepository) -> None:
    service.git("checkout", "--quiet", "main")
    base = service.commit({".github/tenet.yml": "version: 1\nrules:\n  star-imprt: error\n  star-import: eror\n"})
    service.commit({"app.py": "a = 3\n"})
    ended = tenet("check", "--base", base, "--head", "HEAD")
    assert (ended.status, ended.out) == (2, "")
    assert ".github/tenet.yml:3:3:" in ended.err
    assert ".github/tenet.yml:4:" in ended.err
    assert "star-import" in ended.err
    assert "Traceback" not in ended.err


def test_a_policy_that_only_the_head_breaks_does_not_stop_the_judgement(tenet: Tenet, service: GitRepository) -> None:
    service.git("checkout", "--quiet", "main")
    base = service.commit({".github/tenet.yml": "version: 1\nrules: {star-import: error, weakened-policy: error}\n"})
    service.commit({".github/tenet.yml": "rules: [broken", "app.py": "from os import *\n"})
    ended = tenet("check", "--base", base, "--head", "HEAD", "--format", "json")
    assert ended.status == 1
    assert "star-import" in ended.rules


@pytest.mark.parametrize("form", list(Format))
def test_every_format_is_printed_and_written_alike(tenet: Tenet, tmp_path: Path, form: Format) -> None:
    printed = tenet("check", *BOTH, "--format", form)
    file = tmp_path / "folder" / "verdict"
    written = tenet("check", *BOTH, "--format", form, "--output", str(file))
    assert (printed.status, written.status, written.out) == (1, 1, "")
    text = file.read_text()
    assert "star-import" in text
    assert "star-import" in printed.out
    if form in {Format.JSON, Format.SARIF, Format.GITLAB}:
        json.loads(text)
    if form is Format.JUNIT:
        ET.fromstring(text)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("--only", "star-imprt"), 2, ("star-imprt", "did you mean `star-import`")),
        (("--base", "nowhere"), 2, ("nowhere", "git branch")),
        (("--base", ""), 2, ("no commit",)),
        (("--head", ""), 2, ("no commit",)),
        (("--head", "--upload-pack=touch x"), 2, ("--upload-pack",)),
        (("--head", "HEAD\nHEAD"), 2, ("no commit",)),
        (("--measured-at", "nowhere", "--head", "HEAD"), 2, ("nowhere",)),
        (("--policy", "nowhere.yml"), 2, ("nowhere.yml", "policy")),
        (("--coverage", "nowhere.xml"), 2, ("nowhere.xml",)),
        (("--pr", "nowhere.json"), 2, ("nowhere.json",)),
        (("--format", "pdf"), 2, ("pdf", "sarif")),
        (("--fail-on", "sometimes"), 2, ("sometimes", "never")),
        (("--mode", "shout"), 2, ("shout", "advise")),
        (("--nonsense",), 2, ("--nonsense",)),
        (("/nowhere",), 2, ("/nowhere", "Give the path of a clone")),
        (("--output", "/dev/null/verdict"), 3, ("/dev/null/verdict", "cannot be written")),
    ],
)
def test_what_the_user_got_wrong_is_said_on_standard_error(
    tenet: Tenet, arguments: tuple[str, ...], status: int, words: tuple[str, ...]
) -> None:
    ended = tenet("check", *arguments)
    assert (ended.status, ended.out) == (status, "")
    assert all(word in ended.err for word in words), ended.err
    assert "Traceback" not in ended.err


def test_a_repository_without_commits_has_no_base(tenet: Tenet, tmp_path: Path) -> None:
    empty = GitRepository.create(tmp_path / "empty")
    ended = tenet("check", str(empty.path))
    assert (ended.status, ended.out) == (2, "")
    assert "--base" in ended.err


def test_a_path_with_a_line_break_in_it_is_read(tenet: Tenet, tmp_path: Path) -> None:
    strange = GitRepository.create(tmp_path / "two\nlines")
    strange.commit({"app.py": "a = 1\n"})
    strange.write({"new.py": "from os import *\n"})
    assert tenet("check", str(strange.path), "--format", "json").rules == ["star-import"]
    strange.git("clone", "--quiet", "--bare", ".", str(tmp_path / "two\nbare.git"))
    assert tenet("check", str(tmp_path / "two\nbare.git"), "--format", "json").status == 0


def test_a_detached_head_is_judged(tenet: Tenet, service: GitRepository) -> None:
    service.git("checkout", "--quiet", "--detach", "feature")
    assert tenet("check").status == 1
