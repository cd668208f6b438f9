"""The specs and the code differ: in endpoints, in tables and columns, or in an OpenAPI document.

What it flags
    An endpoint that the code serves while the documents that cover it list others, and one that a document lists and no
    code serves; the same for tables and columns where a document describes a data model; and whatever an OpenAPI document
    of the repository says of parameters, requests and responses that the code does not. Each on its own line, of the code
    or of the document. What differed before is told as drift. Not flagged: other names of path parameters, slashes at the
    end, prefixes of routers and mounts, routes outside the schema, documents that list no endpoints.

Why
    A document that is right but for one line is trusted for all of them. Clients and reviewers then rely on that line.

Bad
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {shop: {paths: ["shop/**"], spec: [specs/shop.md]}}
    # both: specs/shop.md
    ## Data model

    | table | column | type |
    |---|---|---|
    | user | id | int |
    # base: shop/models.py
    from sqlmodel import Field, SQLModel

    class User(SQLModel, table=True):
        id: int = Field(primary_key=True)
    # head: shop/models.py
    from sqlmodel import Field, SQLModel

    class User(SQLModel, table=True):
        id: int = Field(primary_key=True)
        nickname: str
    ```

Good
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {shop: {paths: ["shop/**"], spec: [specs/shop.md]}}
    # base: specs/shop.md
    ## Data model

    | table | column | type |
    |---|---|---|
    | user | id | int |
    # head: specs/shop.md
    ## Data model

    | table | column | type |
    |---|---|---|
    | user | id | int |
    | user | nickname | str |
    # base: shop/models.py
    from sqlmodel import Field, SQLModel

    class User(SQLModel, table=True):
        id: int = Field(primary_key=True)
    # head: shop/models.py
    from sqlmodel import Field, SQLModel

    class User(SQLModel, table=True):
        id: int = Field(primary_key=True)
        nickname: str
    ```

How to fix
    Change the side that is wrong. What a document promises for later stands under a heading such as `Planned`; an OpenAPI
    document is best written by the application itself.
"""

from collections.abc import Iterator
from enum import StrEnum

from pydantic import Field

from tenet.domain.finding import NotApplicable, Outcome, Unknown
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.openapi.conventions import PATTERNS
from tenet.rules.rule import RuleOptions, define

READ = (".py", ".md", ".markdown", ".mdx", ".json", ".yaml", ".yml")


class Subject(StrEnum):
    ENDPOINTS = "endpoints"
    TABLES = "tables"
    OPENAPI = "openapi"


class Options(RuleOptions):
    compare: tuple[Subject, ...] = Field(
        default=tuple(Subject),
        description="What is compared: `endpoints` and `tables` of documents, `openapi` documents.",
        json_schema_extra={"weaker": "fewer"},
    )
    planned: tuple[str, ...] = Field(
        default=("planned", "future", "roadmap", "not yet", "out of scope", "removed", "deprecated", "non-goals"),
        description="Words of headings under which endpoints are not served yet, or no longer.",
        json_schema_extra={"weaker": "more"},
    )
    documents: tuple[str, ...] = Field(
        default=PATTERNS,
        description="The OpenAPI documents of the repository (path patterns).",
        json_schema_extra={"weaker": "fewer"},
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    specified = any(coverage.specified for coverage in facts.specs.components)
    if not specified and not facts.openapi_documents.paths(options.documents):
        yield NotApplicable("no component has a spec document, and the repository holds no OpenAPI document")
        return
    if not any(path.lower().endswith(READ) for file in facts.change.files for path in (file.path, file.base_path or "")):
        return
    from tenet.facts.drift.endpoint_drift import compare_endpoints
    from tenet.facts.drift.openapi_drift import compare_openapi
    from tenet.facts.drift.table_drift import compare_tables

    if Subject.ENDPOINTS in options.compare and specified:
        yield from compare_endpoints(facts, tuple(word.lower() for word in options.planned)).outcomes()
    if Subject.TABLES in options.compare and specified:
        yield from compare_tables(facts).outcomes()
    for found in compare_openapi(facts, options.documents) if Subject.OPENAPI in options.compare else ():
        yield from (found,) if isinstance(found, Unknown) else found.outcomes()


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="specs and code agree",
    options=Options,
    check=check,
)
