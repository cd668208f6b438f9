"""A new exception of the domain gets no HTTP status from anybody.

What it flags
    A new public exception class in the domain (the component `domain`; `**/domain/**` in the presets) that nothing handles: no
    `@app.exception_handler`, `add_exception_handler`, `exception_handlers={...}` or Flask `errorhandler` for it or a base of it,
    no table from exceptions to statuses, no `except`, `isinstance` or pattern anywhere, and no status on the class or a base. One
    finding for each file, with all of them.

    A handler for `Exception` is no mapping: it answers 500. Silent are exceptions caught inside the domain, subclasses of mapped
    ones, bases that nobody raises themselves, what derives from an error of a library, what only jobs and commands raise, and
    repositories that serve no HTTP or have neither an exception handler nor a component `api`.

Why
    Clients get `500 Internal Server Error` for a refusal that the domain planned. They retry what can never succeed, and alerts
    count it as a crash.

Bad
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {domain: {paths: ["src/shop/domain/**"]}, api: {paths: ["src/shop/api/**"]}}
    # both: src/shop/api/app.py
    from fastapi import FastAPI

    app = FastAPI()
    # head: src/shop/domain/orders.py
    class OrderLocked(Exception):
        \"\"\"An order that is being shipped cannot change.\"\"\"

    def change(state: str) -> None:
        if state == "shipping":
            raise OrderLocked
    ```

Good
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {domain: {paths: ["src/shop/domain/**"]}, api: {paths: ["src/shop/api/**"]}}
    # head: src/shop/api/app.py
    from fastapi import FastAPI
    from shop.domain.orders import OrderLocked

    STATUSES = {OrderLocked: 409}
    app = FastAPI()
    # head: src/shop/domain/orders.py
    class OrderLocked(Exception):
        \"\"\"An order that is being shipped cannot change.\"\"\"

    def change(state: str) -> None:
        if state == "shipping":
            raise OrderLocked
    ```

How to fix
    Register it where the other errors are mapped, or derive it from a base that is mapped there. What is meant to end as a 500
    waives its line: `# tenet: allow[unmapped-exception] a broken invariant, nothing a client can mend`
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import NotApplicable, Novelty, Outcome, Violation
from tenet.domain.policy import Scope
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.errors.mappings import NewException

SHOWN = 4


class Options(RuleOptions):
    components: tuple[str, ...] = Field(default=("domain",), description="The components that hold the domain.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    from tenet.facts.errors.domain_files import components_named, domain_paths

    domain = components_named(facts.surroundings.components, options.components)
    if not domain:
        yield NotApplicable(f"the policy has no component called {' or '.join(options.components)}")
        return
    api = components_named(facts.surroundings.components, ("api",))
    paths = domain_paths(facts.source_paths(options.scope), domain, api)
    candidates = list(_candidates(facts, options, paths))
    if not candidates:
        return
    served = [path for path in sorted(facts.head_modules.python_files) if any(part.holds(path) for part in api)]
    if not facts.central_handlers.registrations and not (served and facts.may_serve):
        yield NotApplicable("nothing in the repository maps exceptions to HTTP, and no API was found")
        return
    from tenet.facts.errors.mappings import Mappings

    mappings = Mappings(facts.head_modules, facts.central_handlers, candidates, served)
    # what is new may be raised by the next change; what is old and never raised is only dead
    meant = [candidate for candidate in candidates if options.scope is Scope.NEW or mappings.is_raised(candidate)]
    unmapped = [candidate for candidate in meant if mappings.is_unmapped(candidate)]
    for path, together in groupby(unmapped, key=lambda candidate: candidate.module.path):
        yield _violation(facts, path, list(together))


def _candidates(facts: Facts, options: Options, paths: Iterator[str]) -> "Iterator[NewException]":
    from tenet.facts.errors.mappings import declared_classes, new_exceptions

    old = [path for path in facts.change.by_base_path if path.endswith(".py")] if options.scope is Scope.NEW else []
    facts.base.load(old)
    before = declared_classes(facts.base.data(path) or b"" for path in old)
    holding = [path for path in paths if declared_classes([facts.head.data(path) or b""]) - before]
    for module in filter(None, map(facts.head_modules.parsed_at, holding)):
        yield from new_exceptions(facts.head_modules, module, before)


def _violation(facts: Facts, path: str, found: "Sequence[NewException]") -> Violation:
    names = [candidate.node.name for candidate in found]
    shown = ", ".join(f"`{name}`" for name in names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
    place = facts.central_handlers.place
    where = f"in `{place}`, where other errors are mapped" if place else "in an exception handler of the application"
    whom = f"`{names[0]}` its status" if len(names) == 1 else "them, or a base that they share, a status"
    return Violation(
        message=f"Nothing gives {shown} an HTTP status: a request that meets it ends as a 500.",
        remedy=f"Give {whom} {where}.",
        path=path,
        line=found[0].node.lineno,
        end_line=found[0].node.lineno,
        key=names[0],
        novelty=Novelty.NEW,
        data={"exceptions": names},
    )


RULE = define(__name__, severity=Severity.WARNING, principle="custom exceptions mapping to HTTP status codes", options=Options, check=check)
