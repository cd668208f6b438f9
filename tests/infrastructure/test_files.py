"""Files that a user names."""

import os
import threading
from pathlib import Path

import pytest

from tenet.core.errors import InputFault, PlatformFault
from tenet.infrastructure.files import MAX_TEXT, inside, read_text, write_text


def test_a_file_is_written_whole_and_into_a_folder_that_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "verdict.json"
    write_text(str(path), "one\n")
    write_text(str(path), "two\nü\n")
    assert path.read_bytes() == "two\nü\n".encode()
    assert path.stat().st_mode & 0o777 == 0o644
    assert [each.name for each in path.parent.iterdir()] == ["verdict.json"]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_text(str(tmp_path / "link"), "text\n")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "text\n"


def test_a_pipe_is_written_to_and_not_replaced_by_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write_text(str(pipe), "text\n")
    reader.join(timeout=10)
    assert read == ["text\n"]
    assert pipe.is_fifo()


def test_what_cannot_be_written_is_the_platforms_fault_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    for name in ("file/verdict", "folder", "file/x/y"):
        with pytest.raises(PlatformFault, match="cannot be written"):
            write_text(str(tmp_path / name), "text\n")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder"]
    assert list((tmp_path / "folder").iterdir()) == []


def test_a_file_is_read_as_utf_8_and_up_to_a_size(tmp_path: Path) -> None:
    good, latin, large = tmp_path / "good", tmp_path / "latin", tmp_path / "large"
    good.write_bytes(b"\xef\xbb\xbfa\xc3\xbc")
    latin.write_bytes(b"a\xfc")
    large.write_bytes(b"a" * (MAX_TEXT + 1))
    assert read_text(str(good), what="policy") == "aü"
    for path, words in ((latin, "not UTF-8"), (large, "larger than 8 MiB"), (tmp_path / "absent", "cannot be read"), (tmp_path, "cannot")):
        with pytest.raises(InputFault, match=words) as raised:
            read_text(str(path), what="policy")
        assert str(path) in raised.value.message


def test_a_name_that_leads_out_of_a_folder_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "out").symlink_to(tmp_path)
    assert inside(str(root), "a/b") == str(root / "a" / "b")
    for name in ("../x", "out/x", "/etc/passwd"):
        with pytest.raises(InputFault, match="outside"):
            inside(str(root), name)
