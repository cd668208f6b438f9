from tenet.domain.change import FileStatus, Hunk, Side
from tenet.domain.component import Component
from tenet.ports.tree import Entry, EntryKind, Unreadable
from tests.fakes.facts import facts_of
from tests.fakes.tree import FakeTree, blob_id

TEN = "".join(f"line {number}\n" for number in range(1, 11))


def test_an_unchanged_file_is_no_part_of_the_change():
    assert facts_of({"a.py": TEN}, {"a.py": TEN}).change.files == ()


def test_a_changed_line_has_three_lines_of_context():
    (file,) = facts_of({"a.py": TEN}, {"a.py": TEN.replace("line 5\n", "five\nand more\n")}).change.files
    assert (file.status, file.added, file.removed) == (FileStatus.MODIFIED, {5, 6}, {5})
    assert file.hunks == (Hunk(2, 7, 2, 8),)


def test_added_and_removed_files_have_an_empty_side():
    facts = facts_of({"old.py": "one\n"}, {"new.py": "x\ny\n"})
    new, old = facts.change.files
    assert (new.status, new.base_path, new.added, new.hunks) == (FileStatus.ADDED, None, {1, 2}, (Hunk(0, 0, 1, 2),))
    assert (old.status, old.base_path, old.removed, old.hunks) == (FileStatus.REMOVED, "old.py", {1}, (Hunk(1, 1, 0, 0),))


def test_a_similar_file_under_another_name_is_a_rename():
    (file,) = facts_of({"old.py": TEN}, {"new.py": TEN.replace("line 10", "ten")}).change.files
    assert (file.path, file.base_path, file.status, file.added) == ("new.py", "old.py", FileStatus.RENAMED, {10})


def test_each_side_is_parsed_from_its_own_text():
    facts = facts_of({"app/a.py": "X = 1"}, {"app/a.py": "Y = 2"}, components=[Component("app", ("app/**",))])
    names = [list(module.definitions) for side in Side if (module := facts.modules(side).parsed_at("app/a.py"))]
    assert names == [["X"], ["Y"]]
    assert facts.surroundings.components[0].holds("app/a.py")


def test_binary_files_have_no_lines():
    (file,) = facts_of({"a.png": b"\0\1"}, {"a.png": b"\0\2"}).change.files
    assert not file.lines_known


def test_a_tree_tells_files_from_links_and_counts_reads():
    tree = FakeTree({"a.txt": "hello\n", "link": Entry(EntryKind.SYMLINK, "1" * 40), "big": Unreadable("too large")})
    assert tree.entries()["a.txt"].blob == blob_id(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert tree.read(["a.txt", "link", "big", "none"]) == {"a.txt": b"hello\n", "big": Unreadable("too large")}
    assert tree.reads == ["a.txt", "link", "big"]
