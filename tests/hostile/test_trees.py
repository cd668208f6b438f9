"""Trees, names, sizes and diffs that are made to mislead or to exhaust."""

import os
from pathlib import Path

import pytest
from tests.git_repository import GitRepository
from tests.hostile.measured import Measured, measured

from tenet.report.formats import Format

pytestmark = pytest.mark.untraced

STAR = "from os import *\n"


def checked(repository: GitRepository, *options: str) -> Measured:
    return measured(repository.path, "check", "--base", "start", "--head", "HEAD", "--only", "star-import", *options)


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize(
    "name",
    [
        "a\n::error::owned.py",
        "::error file=x::owned.py",
        "a\"b'c.py",
        "a\x1b[31mb.py",
        "<script>alert(1)</script>.py",
        "@someone #1.py",
        "-.py",
    ],
)
def test_a_file_may_have_any_name_in_any_format(repository: GitRepository, form: Format, name: str) -> None:
    if "/" in name:
        (repository.path / name).parent.mkdir(parents=True)
    repository.commit({name: STAR})
    ended = checked(repository, "--format", form)
    assert ended.status == 1
    assert "\x1b" not in ended.out or form in {Format.HTML, Format.GITHUB}  # no terminal reads these
    commands = [line for line in map(str.lstrip, ended.out.splitlines()) if line.startswith("::")]
    if form is Format.GITHUB:
        (command,) = commands
        assert command.startswith("::error file=")
    elif form is not Format.HTML:
        assert commands == []
    if form is Format.HTML:
        assert "<script>alert" not in ended.out


@pytest.mark.parametrize("form", list(Format))
def test_a_name_that_is_no_utf_8_is_shown_in_every_format(repository: GitRepository, form: Format) -> None:
    repository.commit({os.fsdecode(b"caf\xe9.py"): STAR})
    ended = checked(repository, "--format", form)
    assert ended.status == 1
    assert "caf" in ended.out


def test_a_path_of_4000_characters_is_read_from_objects(repository: GitRepository) -> None:
    blob = _blob(repository, STAR)
    path = "/".join(["d" * 198] * 20) + "/module.py"
    repository.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    repository.git("commit", "--quiet", "--message", "Long")
    ended = checked(repository)
    assert ended.status == 1
    assert "dddd/module.py" in ended.out


def _blob(repository: GitRepository, content: str) -> str:
    (repository.path / "scratch").write_text(content)
    blob = repository.git("hash-object", "-w", "scratch")
    (repository.path / "scratch").unlink()
    return blob


@pytest.mark.parametrize("content", [b"1,2,3\n" * 8_500_000, b"a" * 50_000_000, b"\0" * 50_000_000], ids=["lines", "one line", "binary"])
@pytest.mark.parametrize("committed", [True, False], ids=["committed", "untracked"])
def test_a_file_of_50_mb_costs_little(repository: GitRepository, content: bytes, committed: bool) -> None:
    files = {"large.csv": content, "new.py": STAR}
    if committed:
        repository.git("config", "core.compression", "0")
        repository.commit(files)
        ended = checked(repository)
    else:
        repository.write(files)
        ended = measured(repository.path, "check", "--base", "start", "--only", "star-import")
    assert ended.status == 1
    assert "new.py" in ended.out
    assert ended.seconds < 3
    assert ended.peak < 200


def test_links_that_run_in_a_circle_and_submodules_are_not_entered(repository: GitRepository, tmp_path: Path) -> None:
    (repository.path / "loop").symlink_to("loop")
    (repository.path / "up").symlink_to("..")
    (repository.path / "away.py").symlink_to("/etc/passwd")
    other = GitRepository.create(tmp_path / "library")
    other.commit({"lib.py": STAR})
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.path), "library")
    for committed in (False, True):
        if committed:
            repository.commit({})
        for head in ((), ("--head", "HEAD")):
            ended = measured(repository.path, "check", "--base", "start", "--only", "star-import", *head)
            assert ended.status == 0


def test_names_that_differ_in_case_alone_are_two_files(repository: GitRepository) -> None:
    repository.commit({"Module.py": STAR, "module.py": "a = 1\n"})
    ended = checked(repository)
    assert ended.status == 1
    assert "Module.py" in ended.out
    assert "\nmodule.py" not in ended.out


def test_attributes_hide_no_file_of_the_change(repository: GitRepository) -> None:
    attributes = "* binary -diff -text linguist-generated=true export-ignore filter=evil diff=evil\n"
    repository.commit({".gitattributes": attributes, "new.py": STAR})
    repository.git("config", "diff.evil.textconv", "touch owned; true")
    repository.git("config", "diff.evil.command", "touch owned; true")
    assert checked(repository).status == 1
    assert not (repository.path / "owned").exists()


def test_lines_that_look_like_a_diff_are_lines(repository: GitRepository) -> None:
    trap = '"""\n--- a/other.py\n+++ b/other.py\n@@ -1,1 +1,9 @@\n+from os import *\ndiff --git a/x.py b/x.py\nBinary files differ\n"""\n'
    repository.commit({"new.py": trap + STAR})
    ended = checked(repository)
    assert ended.status == 1
    assert "    9  error" in ended.out
    assert "other.py" not in ended.out


@pytest.mark.parametrize(
    "revision",
    ["--upload-pack=touch owned", "; touch owned", "$(touch owned)", "-h", "--", "@{-99999}", "a" * 5000, "^", ":/", ":0:app.py"],
)
def test_a_revision_of_any_spelling_runs_nothing(repository: GitRepository, revision: str) -> None:
    for option in ("--base", "--head"):
        ended = measured(repository.path, "check", f"{option}={revision}")
        assert ended.status in {0, 2}
        assert "\n" in ended.err or ended.status == 0
    assert not (repository.path / "owned").exists()


def test_branches_and_messages_of_any_spelling_are_words(repository: GitRepository) -> None:
    repository.git("checkout", "--quiet", "-b", "$(touch${IFS}owned);`touch_owned`")
    repository.commit({"new.py": STAR}, message="::error::owned\n\n\x1b[31m$(touch owned)\n-->\n")
    ended = measured(repository.path, "check", "--base", "start", "--head", "$(touch${IFS}owned);`touch_owned`", "--only", "star-import")
    assert ended.status == 1
    assert not (repository.path / "owned").exists()


def test_hooks_aliases_and_monitors_of_the_repository_do_not_run(repository: GitRepository) -> None:
    trap = repository.path / "trap"
    trap.write_text("#!/bin/sh\ntouch owned\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "core.askPass"):
        repository.git("config", name, str(trap))
    repository.write({"new.py": STAR})
    ended = measured(repository.path, "check", "--base", "start", "--only", "star-import")
    assert ended.status == 1
    assert not (repository.path / "owned").exists()


@pytest.mark.parametrize(
    "policy",
    [
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)),
        "version: 1\nversion: 1\n",
        "version: 1\nrules: !!python/object/apply:os.system ['touch owned']\n",
        "[" * 100_000,
        "version: 1\nextends: ../../../../etc/passwd\n",
        "version: 1\nextends: .github/tenet.yml\n",
        "version: 1\ncomponents: {a: {paths: ['" + "*a" * 90 + "b']}}\n",
        "a" * 10_000_000,
        "\0\0\0",
        "- 1\n",
        "version: 1\nrules: {star-import: {exclude: ['(a+)+$', '[', '**/**/**/**']}}\n",
    ],
    ids=["aliases", "twice", "tags", "depth", "outside", "circle", "wildcards", "size", "bytes", "list", "expressions"],
)
def test_a_policy_of_any_content_is_refused_or_read(repository: GitRepository, policy: str) -> None:
    repository.git("checkout", "--quiet", "start")
    base = repository.commit({".github/tenet.yml": policy})
    repository.commit({"new.py": STAR})
    ended = measured(repository.path, "check", "--base", base, "--head", "HEAD")
    assert ended.status in {0, 1, 2}
    assert ended.status != 2 or ".github/tenet.yml" in ended.err
    assert ended.seconds < 3
    assert ended.peak < 300
    assert not (repository.path / "owned").exists()


def test_5000_changed_files_are_judged(repository: GitRepository) -> None:
    sources = {number: f"x = {number}\n{STAR if not number % 1000 else ''}" for number in range(5000)}
    repository.commit({f"package_{number % 50}/module_{number}.py": source for number, source in sources.items()})
    ended = checked(repository, "--format", "json")
    assert ended.status == 1
    assert ended.out.count('"star-import"') == 5
    assert ended.seconds < 4
    assert ended.peak < 250
