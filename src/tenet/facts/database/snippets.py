"""The operation of a migration that covers a change, as a person would write it."""

from tenet.domain.policy import MigrationTool
from tenet.facts.database.schema import ChangeKind, SchemaChange

COMMANDS = {
    MigrationTool.ALEMBIC: 'alembic revision --autogenerate -m "..."',
    MigrationTool.DJANGO: "python manage.py makemigrations",
}

ALEMBIC = {
    ChangeKind.ADD_TABLE: 'op.create_table("{table}", ...)',
    ChangeKind.DROP_TABLE: 'op.drop_table("{table}")',
    ChangeKind.RENAME_TABLE: 'op.rename_table("{before}", "{table}")',
    ChangeKind.ADD_COLUMN: 'op.add_column("{table}", {declared})',
    ChangeKind.DROP_COLUMN: 'op.drop_column("{table}", "{column}")',
    ChangeKind.RENAME_COLUMN: 'op.alter_column("{table}", "{before}", new_column_name="{column}")',
    ChangeKind.ALTER_TYPE: 'op.alter_column("{table}", "{column}", type_={declared})',
    ChangeKind.ALTER_ENUM: "op.execute(\"ALTER TYPE {detail} ADD VALUE '...'\")",
    ChangeKind.ALTER_NULLABLE: 'op.alter_column("{table}", "{column}", nullable={nullable})',
    ChangeKind.ALTER_DEFAULT: 'op.alter_column("{table}", "{column}", server_default=...)',
    ChangeKind.ADD_INDEX: 'op.create_index("{constraint}", "{table}", {columns})',
    ChangeKind.DROP_INDEX: 'op.drop_index("{constraint}", table_name="{table}")',
    ChangeKind.ADD_UNIQUE: 'op.create_unique_constraint("{constraint}", "{table}", {columns})',
    ChangeKind.DROP_UNIQUE: 'op.drop_constraint("{constraint}", "{table}", type_="unique")',
    ChangeKind.ADD_FOREIGN_KEY: 'op.create_foreign_key("{constraint}", "{table}", "{target}", {columns}, ["..."])',
    ChangeKind.DROP_FOREIGN_KEY: 'op.drop_constraint("{constraint}", "{table}", type_="foreignkey")',
    ChangeKind.ADD_CHECK: 'op.create_check_constraint("{constraint}", "{table}", ...)',
    ChangeKind.DROP_CHECK: 'op.drop_constraint("{constraint}", "{table}", type_="check")',
}

DJANGO = {
    ChangeKind.ADD_TABLE: 'migrations.CreateModel("{model}", fields=[...])',
    ChangeKind.DROP_TABLE: 'migrations.DeleteModel("{model}")',
    ChangeKind.RENAME_TABLE: 'migrations.RenameModel("{old_model}", "{model}")',
    ChangeKind.ADD_COLUMN: 'migrations.AddField("{model}", "{column}", {declared})',
    ChangeKind.DROP_COLUMN: 'migrations.RemoveField("{model}", "{column}")',
    ChangeKind.RENAME_COLUMN: 'migrations.RenameField("{model}", "{before}", "{column}")',
    ChangeKind.ALTER_OPTIONS: 'migrations.AlterModelOptions("{model}", options={{...}})',
}
DJANGO_OF_TABLE = {
    ChangeKind.ADD_INDEX: 'migrations.AddIndex("{model}", ...)',
    ChangeKind.DROP_INDEX: 'migrations.RemoveIndex("{model}", "{constraint}")',
    ChangeKind.ADD_UNIQUE: 'migrations.AddConstraint("{model}", ...)',
    ChangeKind.DROP_UNIQUE: 'migrations.RemoveConstraint("{model}", "{constraint}")',
    ChangeKind.ADD_CHECK: 'migrations.AddConstraint("{model}", ...)',
    ChangeKind.DROP_CHECK: 'migrations.RemoveConstraint("{model}", "{constraint}")',
}


def operation_for(tool: MigrationTool, change: SchemaChange) -> str:
    """One line of a migration."""
    columns = (change.column or "").split(",")
    names = {
        "table": change.table,
        "column": change.column or "",
        "before": change.before,
        "detail": change.detail or "...",
        "declared": change.declared or "...",
        "constraint": change.detail or "...",
        "columns": "[" + ", ".join(f'"{column}"' for column in columns) + "]",
        "nullable": change.after == "NULL",
        "target": change.after.partition(".")[0],
        "model": change.table.rpartition(".")[2],
        "old_model": change.before.rpartition(".")[2],
    }
    return _template(tool, change).format(**names)


def _template(tool: MigrationTool, change: SchemaChange) -> str:
    if tool is MigrationTool.ALEMBIC:
        return ALEMBIC.get(change.kind, 'op.alter_column("{table}", "{column}", ...)')
    if change.column is None and change.kind in DJANGO_OF_TABLE:
        return DJANGO_OF_TABLE[change.kind]
    return DJANGO.get(change.kind, 'migrations.AlterField("{model}", "{column}", {declared})')
