# ruff: noqa: E501 (one case a line)
"""Histories of migrations against what Alembic and Django themselves make of the same folders."""

import sys
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from unittest import mock

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.script.revision import CycleDetected
from alembic.util.exc import CommandError
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.facts.database.django_oracle import ready
from tests.facts.database.histories import alembic_file, django_file
from tests.fakes.facts import facts_of

from tenet.domain.policy import MigrationTool
from tenet.facts.database.revision_facts import History
from tenet.facts.database.revision_graph import ProblemKind, Revision, RevisionGraph, new_problems

NUMBER = count()
VERSIONS = "migrations/versions"


def history(head: Mapping[str, str], tool: MigrationTool, base: Mapping[str, str] | None = None) -> History:
    """Of a change that adds everything, or what `base` lacks."""
    facts = facts_of({"README.md": "", **(base or {})}, {"README.md": "", **head})
    return next(found for found in facts.revisions.histories if found.tool is tool)


def alembic_graph(files: Mapping[str, str]) -> RevisionGraph:
    return history({f"{VERSIONS}/{name}": text for name, text in files.items()}, MigrationTool.ALEMBIC).after


def names(keys) -> list[str]:
    return sorted(name for _, name in keys)


def script_directory(folder: Path, files: Mapping[str, str]) -> ScriptDirectory:
    versions = folder / f"scripts{next(NUMBER)}" / "versions"
    versions.mkdir(parents=True)
    for name, text in files.items():
        (versions / name).write_text(text)
    config = Config()
    config.set_main_option("script_location", str(versions.parent))
    return ScriptDirectory.from_config(config)


@st.composite
def histories(draw) -> dict[str, str]:
    """Up to nine revisions, each after none, one or two of those before it, some of them dependent on others."""
    files: dict[str, str] = {}
    for number in range(draw(st.integers(1, 9))):
        before = [f"r{earlier}" for earlier in range(number)]
        down = draw(st.lists(st.sampled_from(before), max_size=2, unique=True)) if before else []
        files[f"{number:04}_r{number}.py"] = alembic_file(f"r{number}", *down)
    return files


@settings(max_examples=40, deadline=None)
@given(files=histories())
def test_the_heads_and_their_lineage_are_those_of_alembic(tmp_path_factory, files):
    scripts, graph = script_directory(tmp_path_factory.mktemp("alembic"), files), alembic_graph(files)
    assert names(graph.heads) == sorted(scripts.get_heads())
    for head in graph.heads:
        assert names(graph.lineage(head)) == sorted(script.revision for script in scripts.walk_revisions(head=head[1]))
    assert graph.circular == frozenset()


def test_a_dependency_joins_two_branches_as_it_does_when_alembic_upgrades(tmp_path):
    files = {"a.py": alembic_file("a"), "b.py": alembic_file("b", "a"), "c.py": alembic_file("c", "a", depends_on=["b"])}
    assert names(alembic_graph(files).heads) == sorted(script_directory(tmp_path, files).revision_map._real_heads) == ["c"]


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": alembic_file("a", "b"), "b.py": alembic_file("b", "a")},
        {"a.py": alembic_file("a"), "b.py": alembic_file("b", "a", "c"), "c.py": alembic_file("c", "b"), "d.py": alembic_file("d", "a")},
        {"a.py": alembic_file("a"), "b.py": alembic_file("b", "a", "b")},
        {"a.py": alembic_file("a"), "b.py": alembic_file("b", "a", depends_on=["c"]), "c.py": alembic_file("c", "b")},
    ],
    ids=["of all", "beside a head", "of one", "through depends_on"],
)
def test_a_cycle_is_found_where_alembic_finds_one(tmp_path, files):
    with pytest.raises((CommandError, CycleDetected), match=r"[Cc]ycle|loop"):
        script_directory(tmp_path, files).get_heads()
    assert alembic_graph(files).circular


@pytest.mark.parametrize(
    "text",
    [
        "revision: str = 'b'\ndown_revision: str | None = 'a'\n",
        "revision = 'b'\ndown_revision = (\n    'a',  # the first\n)\n",
        "FIRST = 'a'\nrevision = 'b'\ndown_revision = FIRST\n",
        "revision, PREFIX = 'b', ''\nrevision = PREFIX + 'b'\ndown_revision = PREFIX + 'a'\n",
        '"""\nrevision = "x"\ndown_revision = "y"\n"""\nrevision = "b"\ndown_revision = "a"\n',
        "def upgrade():\n    pass\n\nrevision = 'b'\ndown_revision = 'a'\n",
        "revision = 'b'\ndown_revision = ['a']\n\n@decorated\ndef upgrade(:\n",
    ],
)
def test_a_header_is_read_however_it_is_written(text):
    assert names(alembic_graph({"a.py": alembic_file("a"), "b.py": text}).heads) == ["b"]


def test_two_folders_have_two_histories_though_they_share_an_environment():
    files = {"env.py": "", "main/a.py": alembic_file("a"), "other/a.py": alembic_file("a"), "other/b.py": alembic_file("b", "a")}
    found = history({f"alembic/{path}": text for path, text in files.items()}, MigrationTool.ALEMBIC)
    assert found.after.heads == (("alembic/main", "a"), ("alembic/other", "b"))
    assert list(new_problems(found.before, found.after)) == []


def test_a_history_that_moves_with_its_two_heads_is_no_new_one():
    files = {"a.py": alembic_file("a"), "b.py": alembic_file("b", "a"), "c.py": alembic_file("c", "a"), "d.py": alembic_file("d", "b")}
    before = {f"server/{VERSIONS}/{name}": text for name, text in files.items() if name != "d.py"}
    found = history({f"{VERSIONS}/{name}": text for name, text in files.items()}, MigrationTool.ALEMBIC, before)
    assert names(found.after.heads) == ["c", "d"]
    assert list(new_problems(found.before, found.after)) == []


def test_two_environments_have_two_histories():
    files = {
        "one/env.py": "", "one/versions/a.py": alembic_file("a"), "two/env.py": "", "two/versions/a.py": alembic_file("a"),
        "two/versions/2024/b.py": alembic_file("b", "a"),
    }  # fmt: skip
    graph = history({f"alembic/{path}": text for path, text in files.items()}, MigrationTool.ALEMBIC).after
    assert graph.heads == (("alembic/one/versions", "a"), ("alembic/two/versions", "b"))
    assert list(new_problems(RevisionGraph(()), graph)) == []


def test_a_plugin_s_folder_belongs_to_the_history_that_it_follows():
    files = {"core/migrations/a.py": alembic_file("a"), "plugin/migrations/b.py": alembic_file("b", "a")}
    assert names(history(files, MigrationTool.ALEMBIC).after.heads) == ["b"]


# Django


def django_graph(files: Mapping[str, str]) -> RevisionGraph:
    return history({path.replace("/", "/migrations/", 1): text for path, text in files.items()}, MigrationTool.DJANGO).after


def loaded(folder: Path, files: Mapping[str, str]):
    """The graph that Django's own loader makes of these files, and its apps under the names that the files use."""
    from django.apps import AppConfig, apps
    from django.db.migrations.loader import MigrationLoader

    ready()
    root = f"history{next(NUMBER)}"
    labels = sorted({path.partition("/")[0] for path in files})
    for path, text in files.items():
        label, _, name = path.partition("/")
        package = folder / root / label / "migrations"
        package.mkdir(parents=True, exist_ok=True)
        for above in (package.parent.parent, package.parent, package):
            (above / "__init__.py").touch()
        (package / name).write_text(text)
    with mock.patch.object(sys, "path", [str(folder), *sys.path]):
        configs = {label: AppConfig.create(f"{root}.{label}") for label in labels}
        with mock.patch.object(apps, "app_configs", configs):
            return MigrationLoader(None).graph


@st.composite
def apps_of_migrations(draw) -> dict[str, str]:
    """Migrations of two apps, each after some of those before it; at times a squash of the first ones of an app."""
    files: dict[str, str] = {}
    known: list[tuple[str, str]] = []
    for number in range(draw(st.integers(2, 8))):
        app = draw(st.sampled_from(["pen", "ink"]))
        name = f"{number:04}_m"
        dependencies = draw(st.lists(st.sampled_from(known), max_size=3, unique=True)) if known else []
        files[f"{app}/{name}.py"] = django_file(*dependencies)
        known.append((app, name))
    of_first = [key for key in known if key[0] == known[0][0]]
    if draw(st.booleans()):
        files[f"{known[0][0]}/0000_squashed.py"] = django_file(replaces=of_first[: draw(st.integers(1, len(of_first)))])
    return files


@settings(max_examples=40, deadline=None)
@given(files=apps_of_migrations())
def test_the_leaves_and_the_plan_are_those_of_django(tmp_path_factory, files):
    from django.db.migrations.exceptions import CircularDependencyError

    graph = django_graph(files)
    try:
        oracle = loaded(tmp_path_factory.mktemp("django"), files)
    except CircularDependencyError:
        assert graph.circular
        return
    assert sorted(graph.heads) == sorted(oracle.leaf_nodes())
    for leaf in graph.heads:
        assert sorted(graph.lineage(leaf)) == sorted(oracle.forwards_plan(leaf))


def test_run_before_orders_as_django_does(tmp_path):
    files = {"pen/0001_a.py": django_file(run_before=[("ink", "0001_b")]), "ink/0001_b.py": django_file()}
    graph, oracle = django_graph(files), loaded(tmp_path, files)
    assert sorted(graph.lineage(("ink", "0001_b"))) == sorted(oracle.forwards_plan(("ink", "0001_b")))


@pytest.mark.parametrize(
    "text",
    [
        "class Migration(migrations.Migration):\n    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ('pen', '0001_a')]\n    operations = []\n",
        "class Migration(migrations.Migration):\n    operations = []\n    dependencies = [('pen', '0001_a')]\n",
        "APP = 'pen'\n\nclass Migration(migrations.Migration):\n    dependencies = [(APP, '0001_a'), ('auth', '__latest__')]\n    operations = []\n",
        "class Migration(migrations.Migration):\n    '''Text.'''\n    operations = []\n    operations += []\n    dependencies = [('pen', '0001_' + 'a')]\n",
    ],
)
def test_dependencies_are_read_however_they_are_written(text):
    assert django_graph({"pen/0001_a.py": django_file(), "pen/0002_b.py": text}).heads == (("pen", "0002_b"),)


def test_an_app_has_the_label_that_its_configuration_says():
    files = {
        "stationery/apps.py": "class PenConfig(AppConfig):\n    label = 'pen'\n",
        "stationery/migrations/0001_a.py": django_file(),
        "stationery/migrations/0002_b.py": django_file(("pen", "0001_a")),
    }
    assert history(files, MigrationTool.DJANGO).after.heads == (("pen", "0002_b"),)


# what a change brings in


def graph(*revisions: Revision) -> RevisionGraph:
    return RevisionGraph(revisions)


def node(name: str, *parents: str, **more) -> Revision:
    return Revision(("t", name), f"{name}.py", 1, tuple(("t", parent) for parent in parents), **more)


A, B, C = node("a"), node("b", "a"), node("c", "a")


def told(before: RevisionGraph, after: RevisionGraph, *branches: str):
    return [(problem.kind, problem.revision.key[1]) for problem in new_problems(before, after, frozenset(branches))]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([A, B], [A, B, C], ["c"]),
        ([A], [A, B, C], ["c"]),
        ([A, B, C], [A, B, C, node("d", "c")], []),
        ([A, B, C], [A, B, C, node("d", "c"), node("e", "a")], ["e"]),
        ([A, B, C], [A, B, C, node("d", "b", "c")], []),
        ([A, B, C, node("d", "b", "c")], [A, B, C], ["c"]),
        ([], [A, node("z")], ["z"]),
        ([A, B], [A], []),
        ([A, B, C, node("d", "c")], [A, B, C], []),
    ],
    ids=[
        "beside the head",
        "two at once",
        "follows one of two",
        "a third",
        "merges",
        "unmerges",
        "two beginnings",
        "deleted",
        "one of two deleted",
    ],
)
def test_only_the_heads_that_the_change_brings_in_are_told(before, after, expected):
    assert told(graph(*before), graph(*after)) == [(ProblemKind.HEADS, name) for name in expected]


def test_a_branch_that_is_named_has_a_head_of_its_own_and_only_one():
    audit = node("x", "a", labels=frozenset({"audit"}))
    assert told(graph(A, B), graph(A, B, audit)) == [(ProblemKind.HEADS, "x")]
    assert told(graph(A, B), graph(A, B, audit), "audit") == []
    assert told(graph(A, B), graph(A, B, audit, node("y", "x"), node("z", "x")), "audit") == [(ProblemKind.HEADS, "z")]


def test_what_a_tree_with_an_unread_migration_lacks_is_not_told():
    after = RevisionGraph([A, node("b", "x")], unread=frozenset({"t"}))
    assert [kind for kind, _ in told(graph(A), after)] == []
    assert told(graph(A), graph(A, node("b", "x"))) == [(ProblemKind.MISSING_PARENT, "b")]
