"""The schema that the models declare, at base and at head, against the migrations of the change."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenet.domain.change import Change
from tenet.domain.finding import Violation
from tenet.domain.policy import MigrationSettings, MigrationTool
from tenet.facts.database.migration_files import find_folders
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import Unparsable

if TYPE_CHECKING:
    from tenet.facts.database.covering import JudgedChange
    from tenet.facts.database.model_files import ModelFiles
    from tenet.facts.database.schema import SchemaChange, UnknownTable

DECLARES = re.compile(rb"__tablename__|models\.Model\b|Mapped\[|[Cc]olumn\(|\btable=True|models\.\w+Field\(")
"""What a file holds that declares tables."""


@dataclass(frozen=True)
class ToolFacts:
    """What one migration tool is to do: every change of the schema, covered ones too, and what cannot be told.

    `drift` is how models and migrations differed before, in the files of a change that alters the schema.
    """

    tool: MigrationTool
    changes: tuple["JudgedChange", ...] = ()
    unknown: tuple["UnknownTable", ...] = ()
    drift: tuple["SchemaChange", ...] = ()

    def told_drift(self) -> Iterator[Violation]:
        from tenet.facts.database.drift_told import told_drift

        yield from told_drift(self.tool, self.drift)


@dataclass(frozen=True)
class SchemaFacts:
    """`not_applicable` says why there is nothing to judge; empty where there is."""

    tools: tuple[ToolFacts, ...] = ()
    not_applicable: str = ""


def read_schema_facts(change: Change, base_modules: Modules, head_modules: Modules, migrations: MigrationSettings) -> SchemaFacts:
    """Compares the models that the change can alter, and takes off what its migrations do."""
    if not any(file.path.endswith(".py") for file in change.files):
        return SchemaFacts(not_applicable="the change touches no Python file")
    folders = find_folders(head_modules, migrations)  # one that removes all its migrations has given the tool up
    if folders.none:
        return SchemaFacts(not_applicable="the repository has no Alembic revisions and no Django migrations")
    from tenet.facts.database.model_files import affected_files

    files, unparsable = _parsable(affected_files(change, base_modules, head_modules, folders.holds), base_modules, head_modules)
    found: list[ToolFacts] = []
    if folders.alembic:
        from tenet.facts.database.alembic_judgement import judge_alembic

        changes, unknown = judge_alembic(change, base_modules, head_modules, files, folders)
        drift = _drift(change, base_modules, files, changes, MigrationTool.ALEMBIC, migrations)
        found.append(ToolFacts(MigrationTool.ALEMBIC, changes, unknown + unparsable, drift))
    if folders.django:
        from tenet.facts.database.django_judgement import judge_django

        changes, unknown = judge_django(change, base_modules, head_modules, files, folders)
        drift = _drift(change, base_modules, files, changes, MigrationTool.DJANGO, migrations)
        found.append(ToolFacts(MigrationTool.DJANGO, changes, unknown if found else unknown + unparsable, drift))
    return SchemaFacts(tuple(found))


def _drift(
    change: Change,
    base: Modules,
    files: "ModelFiles",
    changes: Collection["JudgedChange"],
    tool: MigrationTool,
    migrations: MigrationSettings,
) -> "tuple[SchemaChange, ...]":
    """Only of a change that alters the schema: it takes reading the history of each table."""
    if not changes:
        return ()
    from tenet.facts.database.django_drift import django_drift
    from tenet.facts.database.drift import alembic_drift, changed_models

    paths = changed_models(change, files)
    read = alembic_drift if tool is MigrationTool.ALEMBIC else django_drift
    return read(base, find_folders(base, migrations), paths, changes)


def _parsable(files: "ModelFiles", base: Modules, head: Modules) -> "tuple[ModelFiles, tuple[UnknownTable, ...]]":
    """The files that both sides can read; of the others nothing is known."""
    from tenet.facts.database.model_files import ModelFiles
    from tenet.facts.database.schema import Origin, UnknownTable

    paths = {*files.base, *files.head}
    broken = [found for path in sorted(paths) for side in (head, base) if isinstance(found := side.at(path), Unparsable)]
    told = {found.path for found in broken if any(DECLARES.search(side.sources.data(found.path) or b"") for side in (base, head))}
    paths = {found.path for found in broken}
    unknown = {
        found.path: UnknownTable("models", found.reason, Origin(found.path, found.line or 1, found.line or 1))
        for found in broken
        if found.path in told
    }
    kept = ModelFiles(tuple(path for path in files.base if path not in paths), tuple(path for path in files.head if path not in paths))
    return kept, tuple(unknown.values())
