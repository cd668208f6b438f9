"""One request and its answer, free of transport, and what a handler knows while it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar
from urllib.parse import urlencode

from github_standin.errors import not_accessible
from github_standin.json_types import Json, JsonObject, as_object
from github_standin.payloads import Payload, Payloads
from github_standin.people import Links
from github_standin.records import Access, Account, Permissions
from github_standin.state import Repository

Record = TypeVar("Record")
Kind = Literal["contents", "pull_requests", "checks", "issues", "actions"]
LEVELS: dict[Access, int] = {"none": 0, "read": 1, "write": 2}


@dataclass(frozen=True, slots=True)
class Request:
    """``path`` is without the prefix of Enterprise Server, which is in ``prefix``; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Json = None
    prefix: str = ""

    @property
    def fields(self) -> JsonObject:
        return as_object(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    """``body`` is JSON, or bytes of the media type in ``headers``. ``transport`` says how the connection ends."""

    status: int
    body: Json | bytes = None
    headers: Mapping[str, str] = field(default_factory=dict)
    transport: Literal["whole", "reset", "truncated"] = "whole"


@dataclass(frozen=True, slots=True)
class Call:
    """What a handler is given: the request, who makes it, what that one may do, and the repository it names."""

    request: Request
    values: Mapping[str, str]
    account: Account
    permissions: Permissions | None
    links: Links
    repository: Repository
    payloads: Payloads

    def number(self, name: str) -> int:
        return int(self.values[name])

    def may(self, kind: Kind, level: Access) -> bool:
        """People may do everything here; a workflow's token what its permissions say."""
        return self.permissions is None or LEVELS[getattr(self.permissions, kind)] >= LEVELS[level]

    def need(self, level: Access, *kinds: Kind) -> None:
        """Raises GitHub's 403 unless the token has the level for one of the kinds."""
        if not any(self.may(kind, level) for kind in kinds):
            raise not_accessible(*(f"{kind}={level}" for kind in kinds))

    def page(self, records: Sequence[Record], write: Callable[[Record], Payload], wrap: str | None = None) -> Answer:
        """One page of a list with its Link header; ``wrap`` names the list in an object with total_count."""
        size = min(int(self.request.query.get("per_page", "30")), 100)
        page = max(int(self.request.query.get("page", "1")), 1)
        shown = [write(each) for each in records[(page - 1) * size : page * size]]
        body: Json = {"total_count": len(records), wrap: shown} if wrap else shown
        return Answer(200, body, self._links(page, max(-(-len(records) // size), 1)))

    def _links(self, page: int, last: int) -> dict[str, str]:
        before = {"prev": min(page - 1, last), "first": 1} if page > 1 else {}
        after = {"next": page + 1, "last": last} if page < last else {}
        base = f"{self.links.api}{self.request.path}"
        query = dict(self.request.query)
        texts = [f'<{base}?{urlencode(query | {"page": str(number)})}>; rel="{name}"' for name, number in (before | after).items()]
        return {"Link": ", ".join(texts)} if texts else {}


Handler = Callable[[Call], Answer]
