"""Changes as git sees them, in the shapes of clones that people and workflows have."""

import os
from pathlib import Path

import pytest
from tests.git_repository import GitRepository

from tenet.core.errors import InputFault, PlatformFault
from tenet.domain.change import Change, FileStatus, Side
from tenet.infrastructure.git.change_source import RevisionsSource, WorkTreeSource
from tenet.infrastructure.git.objects import ObjectReader
from tenet.infrastructure.git.repository import open_repository
from tenet.ports.change_source import ChangeUnderReview
from tenet.ports.tree import EntryKind, Unreadable


def between(path: Path, base: str, head: str, measured_at: str | None = None) -> ChangeUnderReview:
    repository = open_repository(str(path))
    with ObjectReader(repository.git) as objects:
        return RevisionsSource(repository, objects, base, head, measured_at).gather()


def work_tree(path: Path, base: str = "main") -> ChangeUnderReview:
    repository = open_repository(str(path))
    assert repository.root is not None
    with ObjectReader(repository.git) as objects:
        return WorkTreeSource(repository, objects, base, repository.root).gather()


def statuses(change: Change) -> dict[str, FileStatus]:
    return {file.path: file.status for file in change.files}


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    made = GitRepository.create(tmp_path / "service")
    made.commit({"app.py": "one = 1\ntwo = 2\nthree = 3\n", "README.md": "Service\n"})
    return made


def test_the_change_is_read_from_the_merge_base_and_not_from_the_tip_of_the_base(repository: GitRepository) -> None:
    fork = repository.head
    repository.branch("feature")
    repository.commit({"app.py": "one = 1\ntwo = 22\nthree = 3\nfour = 4\n"})
    repository.git("checkout", "--quiet", "main")
    tip = repository.commit({"README.md": "Service, moved on\n"})
    gathered = between(repository.path, "main", "feature")
    assert (gathered.change.base, gathered.change.merge_base) == (tip, fork)
    (file,) = gathered.change.files
    assert (file.path, file.added, file.removed) == ("app.py", {2, 4}, {2})
    assert file.hunk_at(Side.HEAD, 1) is not None
    assert gathered.base_tip.read(["README.md"]) == {"README.md": b"Service, moved on\n"}
    assert gathered.base.read(["README.md"]) == {"README.md": b"Service\n"}


def test_added_removed_and_renamed_files_are_told_apart(repository: GitRepository) -> None:
    repository.commit({"old.py": "".join(f"line_{number} = {number}\n" for number in range(30))})
    base = repository.head
    repository.commit(
        {"old.py": None, "new.py": "".join(f"line_{number} = {number}\n" for number in range(29)), "README.md": None, "made.py": "a = 1\n"}
    )
    change = between(repository.path, base, "HEAD").change
    assert statuses(change) == {"README.md": FileStatus.REMOVED, "made.py": FileStatus.ADDED, "new.py": FileStatus.RENAMED}
    assert change.by_path["new.py"].base_path == "old.py"
    assert change.by_path["new.py"].removed == {30}
    assert change.by_base_path["README.md"].removed == {1}


@pytest.mark.parametrize(
    "name",
    [
        "with space.py",
        'quote".py',
        "tab\t.py",
        "new\nline.py",
        "::error::x.py",
        "back\\slash.py",
        "ünïcode.py",
        "-dash.py",
        "a/b c/d.py",
        " b/x",
        "a\x1cb.py",
        "x b.py",
    ],
)
def test_a_file_may_have_any_name(repository: GitRepository, name: str) -> None:
    base = repository.head
    repository.commit({name: "a = 1\n"})
    repository.commit({name: "a = 1\nb = 2\n"})
    change = between(repository.path, base, "HEAD").change
    assert change.by_path[name].added == {1, 2}
    change = between(repository.path, "HEAD~1", "HEAD").change
    assert change.by_path[name].added == {2}
    assert between(repository.path, base, "HEAD").head.read([name]) == {name: b"a = 1\nb = 2\n"}


def test_a_name_that_is_not_utf_8_is_kept_as_surrogate_escapes(repository: GitRepository) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    base = repository.head
    repository.commit({name: "a = 1\n"})
    gathered = between(repository.path, base, "HEAD")
    assert gathered.change.by_path[name].added == {1}
    assert gathered.head.read([name]) == {name: b"a = 1\n"}


@pytest.mark.parametrize("line", ["a\x1cb", "a\x85b", "a\u2028b", "a\rb", "diff --git a/x b/x", "-- a", "++ b", "@@ -1 +1 @@"])
def test_lines_that_look_like_something_else_are_counted_as_git_counts_them(repository: GitRepository, line: str) -> None:
    base = repository.head
    repository.commit({"notes.txt": f"first\n{line}\nlast"})
    change = between(repository.path, base, "HEAD").change
    assert change.by_path["notes.txt"].added == {1, 2, 3}
    repository.commit({"notes.txt": "first\nlast\n"})
    assert between(repository.path, "HEAD~1", "HEAD").change.by_path["notes.txt"].removed == {2, 3}


def test_what_has_no_lines_says_why(repository: GitRepository) -> None:
    base = repository.head
    repository.write({"image.png": b"\x89PNG\0\1\2", "large.csv": b"1,2,3\n" * 1_000_000})
    (repository.path / "link").symlink_to("app.py")
    repository.commit({})
    gathered = between(repository.path, base, "HEAD")
    reasons = {file.path: file.reason for file in gathered.change.files}
    assert reasons == {
        "image.png": "it is binary or larger than 5 MiB",
        "large.csv": "it is binary or larger than 5 MiB",
        "link": "it is a symbolic link",
    }
    assert gathered.head.entries()["link"].kind is EntryKind.SYMLINK
    assert gathered.head.read(["link", "absent"]) == {}
    assert gathered.head.read(["large.csv"])["large.csv"] == Unreadable("it is larger than 5 MiB")


def test_attributes_of_the_change_cannot_hide_its_lines(repository: GitRepository) -> None:
    base = repository.head
    repository.commit({".gitattributes": "*.py binary\n", "app.py": "one = 1\ntwo = 3\nthree = 3\n"})
    assert between(repository.path, base, "HEAD").change.by_path["app.py"].added == {2}


def test_configuration_of_the_user_does_not_change_what_is_read(repository: GitRepository) -> None:
    base = repository.head
    repository.commit({"app.py": "one = 1\ntwo = 3\nthree = 3\n"})
    for name, value in (
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("color.ui", "always"),
        ("diff.external", "false"),
        ("diff.context", "0"),
    ):
        repository.git("config", name, value)
    file = between(repository.path, base, "HEAD").change.by_path["app.py"]
    assert file.added == {2}
    assert file.hunk_at(Side.HEAD, 3) is not None


def test_a_bare_repository_is_read_without_being_written(repository: GitRepository, tmp_path: Path) -> None:
    base = repository.head
    repository.commit({"app.py": "one = 2\n"})
    repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    before = sorted((path, path.stat().st_mtime_ns) for path in (tmp_path / "bare.git").rglob("*"))
    gathered = between(tmp_path / "bare.git", base, "HEAD")
    assert gathered.head.read(["app.py"]) == {"app.py": b"one = 2\n"}
    assert sorted((path, path.stat().st_mtime_ns) for path in (tmp_path / "bare.git").rglob("*")) == before


def test_object_ids_of_64_digits_are_read(tmp_path: Path) -> None:
    repository = GitRepository.create(tmp_path / "long", object_format="sha256")
    base = repository.commit({"app.py": "one = 1\n"})
    repository.commit({"app.py": "one = 1\ntwo = 2\n"})
    gathered = between(repository.path, base, "HEAD")
    assert len(gathered.change.head or "") == 64
    assert gathered.change.by_path["app.py"].added == {2}
    assert gathered.head.read(["app.py"]) == {"app.py": b"one = 1\ntwo = 2\n"}


def test_a_linked_work_tree_and_a_detached_head_are_read(repository: GitRepository, tmp_path: Path) -> None:
    repository.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"), "main")
    linked = GitRepository(tmp_path / "linked")
    linked.commit({"app.py": "one = 1\n"})
    linked.write({"new.py": "a = 1\n"})
    assert statuses(work_tree(linked.path).change) == {"app.py": FileStatus.MODIFIED, "new.py": FileStatus.ADDED}


def test_the_work_tree_holds_what_is_staged_uncommitted_and_untracked_but_not_what_is_ignored(repository: GitRepository) -> None:
    repository.commit({".gitignore": "build/\n"})
    repository.git("branch", "--force", "start")
    repository.write(
        {
            "app.py": "one = 1\ntwo = 2\nthree = 4\n",
            "staged.py": "s = 1\n",
            "untracked.py": "u = 1\nv = 2",
            "build/out.py": "b = 1\n",
            "empty.py": "",
        }
    )
    repository.git("add", "staged.py")
    (repository.path / "README.md").unlink()
    gathered = work_tree(repository.path, "start")
    assert statuses(gathered.change) == {
        "README.md": FileStatus.REMOVED,
        "app.py": FileStatus.MODIFIED,
        "staged.py": FileStatus.ADDED,
        "untracked.py": FileStatus.ADDED,
        "empty.py": FileStatus.ADDED,
    }
    assert gathered.change.by_path["untracked.py"].added == {1, 2}
    assert gathered.change.by_path["empty.py"].hunks == ()
    assert gathered.change.head is None
    assert "build/out.py" not in gathered.head.entries()
    assert "README.md" not in gathered.head.entries()
    assert gathered.head.read(["app.py", "untracked.py"])["app.py"].endswith(b"three = 4\n")


def test_the_work_tree_is_read_from_a_folder_inside_it(repository: GitRepository) -> None:
    repository.write({"deep/er/file.py": "a = 1\n"})
    assert statuses(work_tree(repository.path / "deep" / "er").change) == {"deep/er/file.py": FileStatus.ADDED}


def test_links_in_the_work_tree_are_not_followed(repository: GitRepository, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("password = 1\n")
    repository.commit({"folder/inside.py": "a = 1\n"})
    repository.git("branch", "start")
    (repository.path / "link.py").symlink_to(tmp_path / "secret.py")
    (repository.path / "folder" / "inside.py").unlink()
    (repository.path / "folder").rmdir()
    (repository.path / "folder").symlink_to(tmp_path)
    (tmp_path / "inside.py").write_text("outside = 1\n")
    gathered = work_tree(repository.path, "start")
    assert gathered.head.read(["link.py"]) == {}
    assert gathered.head.read(["folder/inside.py"]).get("folder/inside.py", Unreadable("")) == Unreadable(
        "a folder above it is a symbolic link"
    )


def test_a_submodule_is_named_and_not_entered(repository: GitRepository, tmp_path: Path) -> None:
    other = GitRepository.create(tmp_path / "library")
    other.commit({"lib.py": "a = 1\n"})
    base = repository.head
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.path), "vendor/library")
    repository.commit({})
    gathered = between(repository.path, base, "HEAD")
    assert gathered.change.by_path["vendor/library"].reason == "it is a submodule"
    assert gathered.head.entries()["vendor/library"].kind is EntryKind.SUBMODULE
    assert work_tree(repository.path, base).head.entries()["vendor/library"].kind is EntryKind.SUBMODULE


def test_merge_conflicts_in_the_work_tree_are_named(repository: GitRepository) -> None:
    repository.branch("other")
    repository.commit({"app.py": "one = 10\n"})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"app.py": "one = 20\n"})
    with pytest.raises(AssertionError):
        repository.git("merge", "other")
    assert work_tree(repository.path).change.by_path["app.py"].lines_known in {True, False}
    assert "app.py" in work_tree(repository.path).head.entries()


def test_an_object_that_a_partial_clone_lacks_is_a_named_result(repository: GitRepository, tmp_path: Path) -> None:
    repository.commit({"app.py": "one = 1\n"})
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "partial"
    repository.git("clone", "--quiet", "--no-checkout", "--filter=blob:none", f"file://{repository.path}", str(clone))
    repository.path.rename(tmp_path / "gone")
    opened = open_repository(str(clone))
    with ObjectReader(opened.git) as objects, pytest.raises(PlatformFault) as raised:
        RevisionsSource(opened, objects, "HEAD~1", "HEAD").gather()
    assert "diff" in raised.value.message


def test_a_shallow_clone_without_the_merge_base_says_what_to_fetch(repository: GitRepository, tmp_path: Path) -> None:
    repository.branch("feature")
    repository.commit({"app.py": "one = 2\n"})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"README.md": "moved\n"})
    clone = tmp_path / "shallow"
    repository.git("clone", "--quiet", "--depth=1", "--no-single-branch", f"file://{repository.path}", str(clone))
    with pytest.raises(InputFault) as raised:
        between(clone, "origin/main", "origin/feature")
    assert "fetch-depth: 0" in raised.value.hint


def test_a_merge_commit_at_head_is_the_tree_that_was_measured(repository: GitRepository) -> None:
    repository.branch("feature")
    head = repository.commit({"app.py": "one = 1\ntwo = 2\nthree = 3\nfour = 4\n"})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"app.py": "zero = 0\none = 1\ntwo = 2\nthree = 3\n"})
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", "feature")
    gathered = between(repository.path, "HEAD^1", head)
    assert gathered.measured is not None
    assert gathered.measured.read(["app.py"])["app.py"] == b"zero = 0\none = 1\ntwo = 2\nthree = 3\nfour = 4\n"
    assert between(repository.path, "HEAD^1", head, measured_at=head).measured is None


@pytest.mark.parametrize("revision", ["nowhere", "--upload-pack=x", "HEAD~99", "main:app.py"])
def test_a_revision_that_is_not_there_is_the_users_to_mend(repository: GitRepository, revision: str) -> None:
    with pytest.raises(InputFault) as raised:
        between(repository.path, "main", revision)
    assert revision in raised.value.message


def test_a_path_that_is_no_repository_is_the_users_to_mend(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="no git repository"):
        open_repository(str(tmp_path))


def test_histories_without_a_common_commit_have_no_merge_base(repository: GitRepository) -> None:
    repository.git("checkout", "--quiet", "--orphan", "island")
    repository.commit({"app.py": "one = 1\n"})
    with pytest.raises(InputFault, match="no common ancestor"):
        between(repository.path, "main", "island")


def test_variables_of_a_hook_do_not_point_elsewhere(repository: GitRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = GitRepository.create(tmp_path / "other")
    other.commit({"other.py": "a = 1\n"})
    repository.write({"new.py": "a = 1\n"})
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.path / ".git" / "index"))
    assert statuses(work_tree(repository.path).change) == {"new.py": FileStatus.ADDED}


def test_the_default_base_is_the_default_branch(repository: GitRepository, tmp_path: Path) -> None:
    assert open_repository(str(repository.path)).default_base() == repository.head
    empty = GitRepository.create(tmp_path / "empty")
    with pytest.raises(InputFault, match="origin/HEAD"):
        open_repository(str(empty.path)).default_base()


def test_a_file_that_was_touched_and_not_changed_is_no_change_and_the_index_stays_as_it_is(repository: GitRepository) -> None:
    os.utime(repository.path / "app.py", (1, 1))
    index = (repository.path / ".git" / "index").read_bytes()
    assert work_tree(repository.path).change.files == ()
    assert (repository.path / ".git" / "index").read_bytes() == index


def test_the_tree_of_head_is_what_git_lists(repository: GitRepository) -> None:
    lines = "".join(f"line_{number} = {number}\n" for number in range(30))
    repository.commit(
        {"old.py": lines, "a/gone.py": "gone\n", "a-b.py": "1\n", "gr\u00fc\u00df \t.py": "2\n", "kind.py": "3\n", "mode.py": "4\n"}
    )
    base = repository.head
    for path in ("kind.py", "gr\u00fc\u00df \t.py", "old.py", "a/gone.py"):
        (repository.path / path).unlink()
    (repository.path / "kind.py").symlink_to("mode.py")
    (repository.path / "mode.py").chmod(0o755)
    head = repository.commit({"a/new.py": lines, "a.py": "5\n", "gr\u00fc\u00df/\u00e4.py": "6\n", "app.py": "one = 2\n"})
    gathered = between(repository.path, base, head)
    listed = between(repository.path, head, head).head
    assert list(gathered.head.entries().items()) == list(listed.entries().items())
    assert between(repository.path, head, base).head.entries() == gathered.base.entries()
    assert gathered.head.entries()["kind.py"].kind is EntryKind.SYMLINK
