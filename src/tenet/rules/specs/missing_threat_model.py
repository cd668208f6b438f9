"""The change exposes something new, and nobody wrote down what can go wrong there.

What it flags
    New attack surface while the threat model did not change: a route that anybody may call, an upload, the receiver of a webhook,
    a program that is run, objects built from bytes (`pickle`, `yaml.load`), a template made at run time, an outbound request to
    a host that the caller names. The threat model is its section in the spec of the component, or a document of its own.

    The same surface moved or served under another path is silent, as are programs of which each word is written in the code,
    tests, health checks and metrics. A route asks who calls it where it or what includes it names such a check.

Why
    Each of these is a door. Who may come through, with what in hand, and what they reach is thought through once, when the door
    is built, or by the first person who tries it.

Bad
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {orders: {paths: ["orders/**"], spec: [specs/orders.md]}}
    # both: specs/orders.md
    # Orders

    ## Threat model
    Only customers who are logged in see their orders.
    # head: orders/api.py
    from fastapi import APIRouter, UploadFile

    router = APIRouter(prefix="/orders")

    @router.post("/import")
    async def import_orders(file: UploadFile) -> int:
        return len(await file.read())
    ```

Good
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {orders: {paths: ["orders/**"], spec: [specs/orders.md]}}
    # base: specs/orders.md
    # Orders

    ## Threat model
    Only customers who are logged in see their orders.
    # head: specs/orders.md
    # Orders

    ## Threat model
    Only customers who are logged in see their orders. Anybody can send a file to import: it is bounded to 1 MB, read as CSV and
    never stored; a flood of them is stopped at the gateway.
    # head: orders/api.py
    from fastapi import APIRouter, UploadFile

    router = APIRouter(prefix="/orders")

    @router.post("/import")
    async def import_orders(file: UploadFile) -> int:
        return len(await file.read())
    ```

How to fix
    Say in the threat model who can reach the new surface, what they could do with it, and what stops them. Or close it: ask for
    authentication, load with a safe loader, allow a list of hosts.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.domain.glob import PathFilter
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.flows.surfaces import Surface
    from tenet.facts.spec.spec_facts import SpecCoverage

PUBLIC = (
    "/health", "/healthz", "/healthcheck", "/health-check", "/live", "/livez", "/liveness", "/ready", "/readyz", "/readiness", "/ping",
    "/metrics", "/version", "/docs", "/redoc", "/openapi.json", "/favicon.ico", "/robots.txt",
)  # fmt: skip
DOCUMENTS = ("**/threat-model.md", "**/threat_model.md", "**/threat-model/**", "**/threat-models/**")


class Options(RuleOptions):
    documents: tuple[str, ...] = Field(
        default=DOCUMENTS,
        description="Threat models that are documents of their own; `SECURITY.md` may be one.",
        json_schema_extra={"weaker": "more"},
    )
    public_paths: tuple[str, ...] = Field(default=PUBLIC, description="Ends of paths of routes that anybody may call.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    from tenet.facts.spec.stated import answers_to, updated_documents

    covered = [coverage for coverage in facts.specs.components if coverage.specified]
    places = PathFilter.of(options.documents)
    documents = [path for path in sorted(facts.head.files) if options.documents and places.accepts(path)]
    if not covered and not documents:
        yield NotApplicable("no component of the policy has a spec document, and the repository has no threat model")
        return
    if any(updated_documents(facts.change, facts.base, facts.head, documents)):
        return
    for module in facts.flows.unread:
        if documents or any(answers_to(one, module.path) for one in covered):
            yield Unknown("attack surface", module.reason, module.path, module.line)
    for surface in facts.flows.new_surfaces:
        specs = [one for one in covered if answers_to(one, surface.path)]
        if (specs or documents) and not _is_public(surface, options) and not any(_rethought(facts, one) for one in specs):
            yield _violation(surface, [*(name for one in specs for name in one.names), *documents])


def _is_public(surface: "Surface", options: Options) -> bool:
    from tenet.facts.flows.surfaces import SurfaceKind

    return surface.kind is SurfaceKind.OPEN_ROUTE and surface.code.rstrip("/").endswith(options.public_paths)


def _rethought(facts: Facts, coverage: "SpecCoverage") -> bool:
    """Whether the change alters what a component's spec says under its threat model."""
    from tenet.facts.spec.roles import Role
    from tenet.facts.spec.stated import states_anew

    paths = (document.path for document in coverage.documents)
    return any(states_anew(facts.change, facts.specs, path, Role.THREAT_MODEL) for path in paths)


def _violation(surface: "Surface", documents: Sequence[str]) -> Violation:
    places = " or ".join(f"`{path}`" for path in documents[:3])
    return Violation(
        message=f"`{surface.code}` {surface.kind.value}, and the threat model did not change.",
        remedy=f"Write into {places}, under 'Threat model', who can reach it, what they could do with it, and what stops them.",
        path=surface.path,
        line=surface.line,
        end_line=surface.end_line,
        key=f"{surface.kind.name} {surface.code} {surface.subject}",
        novelty=Novelty.NEW,
        data={"surface": surface.kind.name.lower().replace("_", " "), "code": surface.code, "documents": list(documents)},
    )


RULE = define(__name__, severity=Severity.WARNING, principle="every door has a threat model", options=Options, check=check)
