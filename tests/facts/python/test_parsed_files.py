"""Syntax trees that are kept from one side, and from one change, to the next."""

from tenet.facts.python.module import Module
from tenet.facts.python.parsed_files import ParsedFiles, Unparsable


def test_a_file_with_the_same_path_name_and_content_is_one_module() -> None:
    parsed = ParsedFiles()
    assert parsed.read("shop/cart.py", "shop.cart", b"total = 1\n") is parsed.read("shop/cart.py", "shop.cart", b"total = 1\n")


def test_files_of_one_content_share_their_tree_and_keep_their_own_names() -> None:
    parsed = ParsedFiles()
    one, other = parsed.read("a.py", "a", b"total = 1\n"), parsed.read("b.py", "b", b"total = 1\n")
    assert isinstance(one, Module)
    assert isinstance(other, Module)
    assert (one.name, other.name) == ("a", "b")
    assert one.tree is other.tree


def test_a_broken_file_is_told_under_each_of_its_paths() -> None:
    parsed = ParsedFiles()
    found = [parsed.read(path, "x", b"def (:\n") for path in ("a.py", "b.py")]
    assert [file.path for file in found if isinstance(file, Unparsable)] == ["a.py", "b.py"]


def test_beyond_the_limit_what_was_not_asked_for_the_longest_goes() -> None:
    parsed = ParsedFiles(limit=20)
    first, second = b"first = 1\n", b"other = 2\n"
    kept, gone = parsed.read("a.py", "a", first), parsed.read("b.py", "b", second)
    assert parsed.read("a.py", "a", first) is kept
    parsed.read("c.py", "c", b"third = 3\n")
    assert parsed.read("a.py", "a", first) is kept
    assert parsed.read("b.py", "b", second) is not gone


def test_a_file_that_is_larger_than_the_limit_is_read_all_the_same() -> None:
    assert isinstance(ParsedFiles(limit=1).read("a.py", "a", b"total = 1\n"), Module)
