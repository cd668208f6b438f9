"""Path patterns of the policy."""

import time

import pytest

from tenet.domain.glob import Glob, PathFilter


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("src/*/domain/**", "src/orders/domain/models.py"),
        ("src/*/domain/**", "src/orders/domain/deep/er/models.py"),
        ("**/domain/**", "domain/models.py"),
        ("**/domain/**", "a/b/domain/models.py"),
        ("**/*.py", "setup.py"),
        ("**/*.py", "a/b/c.py"),
        ("docs/", "docs/guide/a.md"),
        ("./src/a.py", "src/a.py"),
        ("src/[ab].py", "src/b.py"),
        ("src/?.py", "src/x.py"),
        ("**", "anything/at/all"),
        ("a/**/b", "a/b"),
        ("a/**/b", "a/x/y/b"),
        ("src/*.py", "src/new\nline.py"),
    ],
)
def test_a_pattern_matches_the_whole_path(pattern: str, path: str) -> None:
    assert Glob(pattern).matches(path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("src/*", "src/a/b.py"),
        ("src", "src/a.py"),
        ("*.py", "src/a.py"),
        ("src/*/domain/**", "src/domain/models.py"),
        ("src/*/domain/**", "lib/src/orders/domain/models.py"),
        ("**/domain/**", "subdomain/models.py"),
        ("a/**/b", "a/b/c"),
        ("src/?.py", "src/xy.py"),
        ("src/[!ab].py", "src/b.py"),
    ],
)
def test_a_pattern_does_not_match_beyond_its_names(pattern: str, path: str) -> None:
    assert not Glob(pattern).matches(path)


@pytest.mark.untraced
def test_a_pattern_made_to_backtrack_takes_no_time() -> None:
    start = time.perf_counter()
    assert not Glob("*a" * 20 + "b").matches("a" * 4_000)
    assert not Glob("**/a/" * 10 + "b").matches("/".join("a" * 300))
    assert time.perf_counter() - start < 1.0


def test_a_filter_includes_everything_unless_told_and_excludes_after_that() -> None:
    assert PathFilter.of().accepts("a.py")
    assert PathFilter.of(exclude=["legacy/**"]).accepts("a.py")
    assert not PathFilter.of(exclude=["legacy/**"]).accepts("legacy/a.py")
    assert not PathFilter.of(["src/**"], ["src/old/**"]).accepts("src/old/a.py")
    assert not PathFilter.of(["src/**"]).accepts("tests/a.py")
