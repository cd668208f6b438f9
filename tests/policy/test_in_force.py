import pytest
from tests.fakes.tree import FakeTree
from tests.policy.support import FILE, RULES, FakeTexts

from tenet.core.errors import InputFault, PolicyFault
from tenet.domain.severity import Mode
from tenet.facts.sources import Sources
from tenet.policy.in_force import (
    NO_POLICY,
    POLICY_FILES,
    TAKES_FORCE_LATER,
    RepositoryTexts,
    base_policy,
    find_policy,
    given_policy,
    work_tree_policy,
)
from tenet.policy.loading import PolicyText
from tenet.ports.policy_texts import PathReference
from tenet.ports.tree import Entry, EntryKind

TEXTS = FakeTexts({"preset:backend": "version: 1\nrules: {raw-sql: warning}\n"})


def sources(**files: str) -> Sources:
    return Sources(FakeTree({FILE if name == "policy" else f"{name}.yml": text for name, text in files.items()}))


def test_the_base_decides_whatever_the_head_says():
    chosen = base_policy(sources(policy="version: 1\nname: base\n"), sources(policy="versio: [\n"), TEXTS, RULES)
    assert (chosen.policy.name, chosen.policy.mode, chosen.source, chosen.note) == ("base", Mode.ENFORCE, f"base:{FILE}", "")


def test_a_first_policy_advises_and_says_when_it_takes_force():
    chosen = base_policy(sources(), sources(policy="version: 1\nname: head\nmode: enforce\n"), TEXTS, RULES)
    assert (chosen.policy.name, chosen.policy.mode, chosen.source, chosen.note) == ("head", Mode.ADVISE, f"head:{FILE}", TAKES_FORCE_LATER)


def test_a_first_policy_has_nothing_of_another_repository_fetched():
    proposed = "version: 1\nextends: [team.yml, acme/private@main:notes.yml]\nrules: {raw-sql: error}\n"
    chosen = base_policy(sources(), sources(policy=proposed, team="version: 1\nname: team\n"), FakeTexts({}), RULES)
    assert (chosen.policy.name, [rule.id for rule in chosen.policy.rules]) == ("team", ["raw-sql"])
    assert "It extends `acme/private@main:notes.yml`, which Tenet does not read for a change that only proposes it" in chosen.note


def test_without_any_policy_the_preset_advises():
    for chosen in (base_policy(sources(), sources(), TEXTS, RULES), work_tree_policy(sources(), TEXTS, RULES)):
        assert (chosen.policy.mode, chosen.source, chosen.note) == (Mode.ADVISE, "preset:backend", NO_POLICY)
        assert [rule.id for rule in chosen.policy.rules] == ["raw-sql"]


def test_the_work_tree_is_checked_by_its_own_policy():
    chosen = work_tree_policy(sources(policy="version: 1\nextends: team.yml\n", team="version: 1\nname: team\n"), TEXTS, RULES)
    assert (chosen.policy.name, chosen.source) == ("team", f"work tree:{FILE}")


def test_a_policy_that_the_user_names_wins():
    text = PolicyText("other.yml", "version: 1\nextends: team.yml\n")
    chosen = given_policy(text, sources(team="version: 1\nname: team\n"), TEXTS, RULES)
    assert (chosen.policy.name, chosen.source) == ("team", "file:other.yml")


def test_policies_are_looked_for_under_three_names_in_order():
    files = {name: f"version: 1\nname: n{number}\n" for number, name in enumerate(POLICY_FILES)}
    while files:
        found = find_policy(Sources(FakeTree(files)))
        assert found is not None
        assert found.path == next(iter(files))
        del files[found.path]
    assert find_policy(Sources(FakeTree({}))) is None


def test_a_policy_that_is_a_symbolic_link_is_neither_followed_nor_passed_over():
    with pytest.raises(PolicyFault, match="symbolic link"):
        find_policy(Sources(FakeTree({FILE: Entry(EntryKind.SYMLINK, "0" * 40), "tenet.yml": "version: 1"})))


def test_a_path_that_is_not_there_is_told():
    with pytest.raises(InputFault, match=r"no file `gone\.yml`"):
        RepositoryTexts(sources(), TEXTS).fetch(PathReference("gone.yml"))


def test_a_broken_policy_at_base_is_a_fault():
    with pytest.raises(PolicyFault):
        base_policy(sources(policy="mode: enforce\n"), sources(policy="version: 1\n"), TEXTS, RULES)


def test_a_file_that_the_user_names_has_to_be_there():
    lax = Sources(FakeTree({"lax.yml": "version: 1\nname: lax\n"}))
    chosen = base_policy(lax, sources(), TEXTS, RULES, ("lax.yml",))
    assert (chosen.source, chosen.files) == ("base:lax.yml", ("lax.yml",))
    with pytest.raises(InputFault, match=r"no policy lax\.yml, at base or at head"):
        base_policy(sources(policy="version: 1\n"), sources(), TEXTS, RULES, ("lax.yml",))


def test_a_policy_from_outside_the_repository_has_no_path_in_it():
    text = PolicyText("/elsewhere/x.yml", "version: 1\nwaivers: [{rule: raw-sql, reason: r, until: 2020-01-01}]\n")
    (waiver,) = given_policy(text, sources(), TEXTS, RULES).policy.waivers
    assert (waiver.path, waiver.line, waiver.by) == (None, None, "/elsewhere/x.yml:2")
