"""What a change of the schema is, in one sentence for a person."""

from tenet.facts.database.schema import ChangeKind, SchemaChange

SENTENCES = {
    ChangeKind.ADD_TABLE: "Table {table} is new and no migration creates it.",
    ChangeKind.DROP_TABLE: "Table {table} is gone from the models and no migration drops it.",
    ChangeKind.RENAME_TABLE: "Table {before} is now {table} and no migration renames it.",
    ChangeKind.ADD_COLUMN: "Column {name} is new and no migration adds it.",
    ChangeKind.DROP_COLUMN: "Column {name} is gone from the model and no migration drops it.",
    ChangeKind.RENAME_COLUMN: "Column {table}.{before} is now {column} and no migration renames it.",
    ChangeKind.ALTER_TYPE: "Column {name} changes its type from {before} to {after} and no migration alters it.",
    ChangeKind.ALTER_ENUM: "The enumeration of {name} changes from ({before}) to ({after}) and no migration alters it.",
    ChangeKind.ALTER_NULLABLE: "Column {name} changes from {before} to {after} and no migration alters it.",
    ChangeKind.ALTER_DEFAULT: "The database default of {name} changes from {before} to {after} and no migration alters it.",
    ChangeKind.ADD_INDEX: "The index on {name} is new and no migration creates it.",
    ChangeKind.DROP_INDEX: "The index on {name} is gone from the model and no migration drops it.",
    ChangeKind.ADD_UNIQUE: "The unique constraint on {name} is new and no migration creates it.",
    ChangeKind.DROP_UNIQUE: "The unique constraint on {name} is gone from the model and no migration drops it.",
    ChangeKind.ADD_FOREIGN_KEY: "The foreign key {name} to {after} is new and no migration creates it.",
    ChangeKind.DROP_FOREIGN_KEY: "The foreign key {name} to {before} is gone from the model and no migration drops it.",
    ChangeKind.ADD_CHECK: "The check constraint {detail} of {table} is new and no migration creates it.",
    ChangeKind.DROP_CHECK: "The check constraint {detail} of {table} is gone from the model and no migration drops it.",
    ChangeKind.ALTER_FIELD: "Field {name} changes ({detail}) and no migration alters it.",
    ChangeKind.ALTER_OPTIONS: "The options of {table} change ({detail}) and no migration alters them.",
}

DRIFT = {
    ChangeKind.ADD_COLUMN: "Column {table}.{column} was in the model before this change, and no migration adds it.",
    ChangeKind.DROP_COLUMN: "Column {table}.{column} was made by migrations before this change, and the model has none.",
    ChangeKind.ALTER_NULLABLE: "Column {table}.{column} was {before} by migrations and {after} in the model before this change.",
}


def describe_drift(change: SchemaChange) -> str:
    """How a model and its migrations differed already; of the kinds that drift is told of."""
    return DRIFT[change.kind].format(table=change.table, column=change.column, before=change.before, after=change.after)


def describe(change: SchemaChange) -> str:
    """The message of a finding: what changed, and that no migration follows."""
    name = f"{change.table}.{change.column}" if change.column else f"{change.table} ({change.detail})" if change.detail else change.table
    if change.column and "," in change.column:
        name = f"{change.table} ({change.column.replace(',', ', ')})"
    values = {
        "table": change.table,
        "column": change.column,
        "before": change.before,
        "after": change.after,
        "detail": change.detail,
        "name": name,
    }
    return SENTENCES[change.kind].format(**values)
