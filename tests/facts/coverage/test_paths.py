"""Which file of the repository a report means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.facts.coverage.measured import MeasuredFile, Report
from tenet.facts.coverage.paths import match_paths

TREE = (
    "src/shop/__init__.py",
    "src/shop/models.py",
    "src/shop/orders/__init__.py",
    "src/shop/orders/models.py",
    "src/shop/billing/models.py",
    "setup.py",
    "services/mail/app/main.py",
    "services/push/app/main.py",
)


def matched(*paths: str, roots: tuple[str, ...] = (), tree: tuple[str, ...] = TREE) -> dict[str, str]:
    measured = MeasuredFile(frozenset({1}), frozenset())
    return dict(match_paths(Report("r", dict.fromkeys(paths, measured), roots), tree).files)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("src/shop/models.py", "src/shop/models.py"),
        ("/app/src/shop/orders/models.py", "src/shop/orders/models.py"),
        ("C:\\work\\src\\shop\\billing\\models.py", "src/shop/billing/models.py"),
        (".tox/py311/lib/python3.11/site-packages/shop/orders/models.py", "src/shop/orders/models.py"),
        ("./src/shop/models.py", "src/shop/models.py"),
        ("SRC/Shop/Billing/Models.py", "src/shop/billing/models.py"),
        ("/home/runner/work/x/x/services/mail/app/main.py", "services/mail/app/main.py"),
        ("setup.py", "setup.py"),
    ],
)
def test_a_path_is_matched_by_its_longest_suffix(written: str, meant: str) -> None:
    assert matched(written) == {written: meant}


@pytest.mark.parametrize(
    "written",
    ["other/utils.py", "/usr/lib/python3/site-packages/requests/models.py", "../../etc/passwd", "../src/shop/models.py", "app/main.py", ""],
)
def test_what_is_no_file_of_the_repository_or_might_be_two_is_not_matched(written: str) -> None:
    assert matched(written) == {}


def test_names_relative_to_the_only_source_root_are_matched() -> None:
    assert matched("models.py", "orders/models.py", roots=("/app/src/shop",)) == {
        "models.py": "src/shop/models.py",
        "orders/models.py": "src/shop/orders/models.py",
    }


def test_names_relative_to_one_of_several_source_roots_are_matched() -> None:
    """Cobertura writes a name relative to one of its roots, and does not say to which."""
    tree = ("src/shop/a.py", "src/shop/util.py", "lib/mail/b.py", "lib/mail/util.py", "tests/mail/b.py")
    roots = ("/home/runner/work/x/x/src/shop", "/home/runner/work/x/x/lib/mail")
    assert matched("a.py", "b.py", "util.py", roots=roots, tree=tree) == {"a.py": "src/shop/a.py", "b.py": "lib/mail/b.py"}


def test_what_the_other_paths_share_decides_between_two_files() -> None:
    """`app/main.py` alone fits both services; beside others of one service it is told apart."""
    tree = (*TREE, "services/mail/app/send.py")
    assert matched("/code/app/send.py", "/code/app/main.py", tree=tree)["/code/app/main.py"] == "services/mail/app/main.py"


def test_the_share_says_how_much_was_found() -> None:
    measured = MeasuredFile(frozenset({1}), frozenset())
    found = match_paths(Report("r", {"src/shop/models.py": measured, "nowhere/x.py": measured}), TREE)
    assert (found.share, found.unmatched) == (0.5, ("nowhere/x.py",))
    assert match_paths(Report("r", {}), TREE).share == 0.0


NAMES = st.sampled_from(["a", "b", "core", "models", "api", "v1"])
PATHS = st.lists(NAMES, min_size=2, max_size=5).map(lambda parts: "/".join(parts) + ".py")


@given(st.sets(PATHS, min_size=1, max_size=25), st.sampled_from(["", "/app/", "C:\\work\\", "/home/x/y/", "./"]))
def test_a_report_written_elsewhere_means_each_file_itself(tree: set[str], prefix: str) -> None:
    written = {prefix + (path.replace("/", "\\") if "\\" in prefix else path): path for path in tree}
    assert matched(*written, tree=tuple(sorted(tree))) == written
