"""Operations of Django's migrations in the contract's words: kind, table, column, effect on the database."""

import re

from django.core.exceptions import FieldError
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.models import CheckConstraint
from tests.facts.database.django_project_oracle import has_statements

WORD = re.compile(r"(?=[A-Z])")
TYPE_OPTIONS = {"max_length", "max_digits", "decimal_places"}
FLAGS = {"null": ("alter_nullable",) * 2, "_unique": ("add_unique", "drop_unique"), "db_index": ("add_index", "drop_index")}


class Expected:
    """What the operations between two states come to."""

    def __init__(self, before, after):
        self.before = before
        self.after = after
        self._detector = MigrationAutodetector(before, after)

    def of(self, label, operation):
        """The changes `(kind, table, column, effect)` of an operation; of one field's, the effect is that of all together."""
        table = f"{label}.{getattr(operation, 'model_name', None) or getattr(operation, 'name', '')}".lower()
        effect = self._effect(label, operation)
        found = getattr(self, WORD.sub("_", type(operation).__name__).lower())(label, table, operation)
        return {(kind, table, column, effect) for kind, table, column in found}

    def _effect(self, label, operation):
        try:
            return has_statements(label, operation, self.before, self.after)
        except (LookupError, ValueError, FieldError):
            return None  # one of the states knows the model under another name, or no statement makes such a change

    def _create_model(self, label, table, operation):
        yield "add_table", table, None

    def _delete_model(self, label, table, operation):
        yield "drop_table", table, None

    def _rename_model(self, label, table, operation):
        yield "rename_table", f"{label}.{operation.new_name_lower}", None

    def _add_field(self, label, table, operation):
        yield "add_column", table, operation.name

    def _remove_field(self, label, table, operation):
        yield "drop_column", table, operation.name

    def _rename_field(self, label, table, operation):
        yield "rename_column", table, operation.new_name

    def _alter_field(self, label, table, operation):
        key = label, operation.model_name_lower
        old = self.before.models[key].fields[operation.name] if key in self.before.models else None
        if old is not None:
            yield from ((kind, table, operation.name) for kind in self._kinds(old, self.after.models[key].fields[operation.name]))

    def _kinds(self, old, new):
        (old_path, _, old_options), (new_path, _, new_options) = map(self._detector.deep_deconstruct, (old, new))
        for options in (old_options, new_options):
            options.update({"_unique": options.pop("unique")} if "unique" in options else {})
        changed = {name for name in old_options.keys() | new_options.keys() if old_options.get(name, "-") != new_options.get(name, "-")}
        if old_path.rpartition(".")[2] != new_path.rpartition(".")[2] or changed & TYPE_OPTIONS:
            yield "alter_type"
        for name, kinds in FLAGS.items():
            was, now = (bool(getattr(field, name)) for field in (old, new))
            if name in changed and was != now and (name != "db_index" or type(old) is type(new)):
                yield kinds[not now]
        if "db_default" in changed:
            yield "alter_default"
        if changed - TYPE_OPTIONS - FLAGS.keys() - {"db_default"}:
            yield "alter_field"

    def _add_index(self, label, table, operation):
        yield "add_index", table, _columns(operation.index)

    def _remove_index(self, label, table, operation):
        yield "drop_index", table, _columns(self.before.models[label, operation.model_name_lower].get_index_by_name(operation.name))

    def _rename_index(self, label, table, operation):
        columns = _columns(self.after.models[label, operation.model_name_lower].get_index_by_name(operation.new_name))
        yield "drop_index", table, columns
        yield "add_index", table, columns

    def _add_constraint(self, label, table, operation):
        yield f"add_{_noun(operation.constraint)}", table, _columns(operation.constraint)

    def _remove_constraint(self, label, table, operation):
        constraint = self.before.models[label, operation.model_name_lower].get_constraint_by_name(operation.name)
        yield f"drop_{_noun(constraint)}", table, _columns(constraint)

    def _alter_constraint(self, label, table, operation):
        yield "alter_options", table, None

    def _alter_unique_together(self, label, table, operation):
        sides = [
            {tuple(columns) for columns in state.models[label, operation.name_lower].options.get("unique_together") or ()}
            for state in (self.before, self.after)
        ]
        yield from (("add_unique", table, ",".join(columns)) for columns in sides[1] - sides[0])
        yield from (("drop_unique", table, ",".join(columns)) for columns in sides[0] - sides[1])

    def _alter_model_options(self, label, table, operation):
        yield "alter_options", table, None

    _alter_model_table = _alter_model_managers = _alter_order_with_respect_to = _alter_model_table_comment = _alter_model_options


def _columns(named):
    return ",".join(name.lstrip("-") for name in getattr(named, "fields", ())) or None


def _noun(constraint):
    return "check" if isinstance(constraint, CheckConstraint) else "unique"
