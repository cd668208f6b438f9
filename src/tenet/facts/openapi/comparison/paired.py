"""One operation at base and at head."""

from dataclasses import dataclass

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison.api_change import ApiChange, Effect
from tenet.facts.openapi.comparison.document import Document, Located, Operation
from tenet.facts.openapi.comparison.schemas import SchemaComparison


@dataclass(frozen=True, slots=True)
class Paired:
    base: Operation
    head: Operation
    base_document: Document
    head_document: Document
    schemas: SchemaComparison

    def change(
        self,
        kind: str,
        effect: Effect,
        noun: str,
        statement: str,
        *,
        before: Json = None,
        after: Json = None,
        base: Located | None = None,
        head: Located | None = None,
        status: str = "",
    ) -> ApiChange:
        spots = base.spot if base else None, head.spot if head else None
        return ApiChange(kind, effect, self.head.method, self.head.path, noun, statement, before, after, *spots, status)
