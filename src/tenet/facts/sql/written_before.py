"""The statements that the files of a change held at the base: what only moves is no news."""

from collections.abc import Iterator

from tenet.domain.change import Change
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.sql.raw_sql import is_migration_code, may_hold_sql, raw_sql_of


def written_before(change: Change, names: ExternalNames) -> Iterator[str]:
    modules = names.modules
    for path in change.by_base_path:
        if path.endswith(".py") and not is_migration_code(path) and may_hold_sql(modules.sources.data(path)):
            module = modules.parsed_at(path)
            if module is not None:
                yield from (found.shown for found in raw_sql_of(module, names))
