"""What the operations of migrations leave behind."""

from dataclasses import dataclass, field

from tenet.facts.database.schema import Schema, Table


@dataclass(slots=True)
class Effects:
    """A schema that operations are applied to, one after the other, and what else they mention.

    `touched` holds tables and columns whose state afterwards cannot be told; `sql` the words of each raw statement.
    """

    tables: dict[str, Table]
    touched: set[tuple[str, str]] = field(default_factory=set)
    sql: list[frozenset[str]] = field(default_factory=list)

    @property
    def schema(self) -> Schema:
        return Schema(dict(self.tables))

    def mentions(self, *names: str) -> bool:
        """Whether a raw statement names all of these."""
        wanted = {name.lower() for name in names}
        return any(wanted <= words for words in self.sql)
