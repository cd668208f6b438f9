"""The commands beside `check`."""

import json

import pytest
from tests.api.command import Tenet

from tenet import __version__


def test_the_version_is_printed(tenet: Tenet) -> None:
    ended = tenet("--version")
    assert (ended.status, ended.out) == (0, f"tenet {__version__}\n")


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("check",),
        ("action",),
        ("init",),
        ("rules",),
        ("explain",),
        ("policy",),
        ("policy", "check"),
        ("policy", "show"),
        ("policy", "schema"),
        ("inspect",),
        ("inspect", "tables"),
        ("inspect", "specs"),
    ],
)
def test_every_command_says_what_it_does(tenet: Tenet, command: tuple[str, ...]) -> None:
    ended = tenet(*command, "--help")
    assert ended.status == 0
    assert ended.out.startswith("Usage: ")
    assert ended.err == ""


def test_the_catalogue_is_listed_for_people_and_for_programs(tenet: Tenet) -> None:
    listed = tenet("rules")
    assert listed.status == 0
    ids = [line.split()[0] for line in listed.out.splitlines()]
    assert "star-import" in ids
    entries = json.loads(tenet("rules", "--json").out)["rules"]
    assert ids == [entry["id"] for entry in entries]


def test_a_rule_is_explained(tenet: Tenet) -> None:
    ended = tenet("explain", "star-import")
    assert ended.status == 0
    assert all(heading in ended.out for heading in ("What it flags", "Why", "Bad", "Good", "How to fix"))


@pytest.mark.parametrize(("name", "hint"), [("star-imprt", "`star-import`"), ("xyzzy", "`tenet rules`")])
def test_a_rule_that_is_none_is_told_with_the_nearest(tenet: Tenet, name: str, hint: str) -> None:
    ended = tenet("explain", name)
    assert (ended.status, ended.out) == (2, "")
    assert name in ended.err
    assert hint in ended.err


def test_a_command_that_is_none_is_told(tenet: Tenet) -> None:
    ended = tenet("chekc")
    assert (ended.status, ended.out) == (2, "")
    assert "chekc" in ended.err
