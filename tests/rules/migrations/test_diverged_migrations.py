"""What the rule says of whole changes; the graphs beneath it are tested by themselves."""

import pytest
from tests.facts.database.histories import alembic_file, django_file
from tests.fakes.facts import facts_of

from tenet.domain.finding import NotApplicable, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.rules.migrations.diverged_migrations import Options, check


def versions(**files):
    return {f"migrations/versions/{name}.py": text for name, text in files.items()}


def shop(**files):
    return {"shop/migrations/__init__.py": "", **{f"shop/migrations/{name.lstrip('m')}.py": text for name, text in files.items()}}


BASE = versions(a=alembic_file("a"), b=alembic_file("b", "a"))
DJANGO = shop(m0001_first=django_file(), m0002_second=django_file(("shop", "0001_first")))


def found(base, head, tip=None, options=None):
    return list(check(facts_of(base, {**base, **head}, base_tip=tip), options or Options()))


def test_a_second_head_is_told_on_its_down_revision_with_the_other_head():
    (violation,) = found(BASE, versions(c=alembic_file("c", "a")))
    assert isinstance(violation, Violation)
    assert (violation.path, violation.line, violation.severity) == ("migrations/versions/c.py", 2, None)
    assert "`b` (migrations/versions/b.py:2)" in violation.message
    assert "alembic merge heads" in violation.remedy
    assert violation.data["others"] == [{"revision": "b", "path": "migrations/versions/b.py", "line": 2}]


def test_two_pull_requests_of_one_parent_are_two_heads_once_the_first_is_merged():
    new = versions(c=alembic_file("c", "b"))
    assert found(BASE, new) == []
    (violation,) = found(BASE, new, tip={**BASE, **versions(d=alembic_file("d", "b"))})
    assert violation.data["others"][0]["revision"] == "d"


def test_a_branch_that_merged_the_base_is_in_order():
    tip = {**BASE, **versions(d=alembic_file("d", "b"))}
    assert found(BASE, versions(c=alembic_file("c", "b"), m=alembic_file("m", "c", "d")), tip=tip) == []


def test_the_option_branches_lets_a_labelled_branch_stay_apart():
    branch = versions(x=alembic_file("x", "a", labels=["audit"]))
    assert len(found(BASE, branch)) == 1
    assert found(BASE, branch, options=Options(branches=("audit",))) == []


def test_a_leaf_of_an_app_is_told_with_the_other_one():
    (violation,) = found(DJANGO, shop(m0003_third=django_file(("shop", "0001_first"))))
    assert (violation.path, violation.line) == ("shop/migrations/0003_third.py", 4)
    assert "`shop.0002_second`" in violation.message
    assert "makemigrations --merge" in violation.remedy


@pytest.mark.parametrize(
    ("base", "head", "kind"),
    [
        (BASE, versions(c=alembic_file("c", "zz")), ["missing_parent"]),
        (BASE, versions(c=alembic_file("b", "a")), ["duplicate"]),
        (BASE, versions(a=alembic_file("a", "b")), ["cycle"]),
        (DJANGO, shop(m0003_third=django_file(("shop", "0002_other"), ("shop", "0002_second"))), ["missing_parent"]),
        (DJANGO, shop(m0001_first=django_file(("shop", "0002_second"))), ["cycle"]),
        (DJANGO, shop(m0002_third=django_file(("shop", "0002_second"))), ["number"]),
        (DJANGO, shop(m0002_third=django_file(("shop", "0001_first"))), ["heads"]),
    ],
)
def test_every_way_to_break_a_history_is_told_by_its_kind(base, head, kind):
    violations = found(base, head)
    assert [violation.data["kind"] for violation in violations] == kind
    assert all(violation.message and violation.remedy for violation in violations)
    assert len({violation.key for violation in violations}) == len(violations)


def test_a_number_that_is_taken_weighs_less():
    (violation,) = found(DJANGO, shop(m0002_third=django_file(("shop", "0002_second"))))
    assert violation.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("base", "head"),
    [
        (BASE, versions(c=alembic_file("c", "b"))),
        (BASE, versions(c=alembic_file("c", "a", depends_on=["b"]))),
        (BASE, versions(c=alembic_file("c", "a"), m=alembic_file("m", "b", "c"))),
        ({**BASE, **versions(c=alembic_file("c", "a"))}, versions(d=alembic_file("d", "c"))),
        (DJANGO, shop(m0003_third=django_file(("shop", "0002_second"), ("auth", "0012_alter_user_first_name_max_length")))),
        (DJANGO, shop(m0002_b=django_file(("shop", "0001_first")), m0003_m=django_file(("shop", "0002_second"), ("shop", "0002_b")))),
        (DJANGO, shop(m0001_squashed_0002=django_file(replaces=[("shop", "0001_first"), ("shop", "0002_second")]))),
    ],
    ids=["follows", "depends", "merge revision", "two heads before", "other apps", "merge migration", "squash"],
)
def test_what_the_tools_take_is_not_flagged(base, head):
    assert found(base, head) == []


def test_a_change_without_migrations_is_not_judged():
    assert found(BASE, {"app/models.py": "x = 1\n"}) == [NotApplicable("the change touches no migration")]


def test_a_place_that_only_a_run_can_tell_is_unknown():
    (outcome,) = found(BASE, versions(c="revision = make()\ndown_revision = 'b'\n"))
    assert outcome == Unknown("place in the history of migrations", "it is computed at run time", "migrations/versions/c.py")
