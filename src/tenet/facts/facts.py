"""Every fact that a rule may ask for, each computed at most once and only if asked."""

from collections.abc import Sequence
from copy import copy
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from tenet.domain.change import Change, PullRequest, Side
from tenet.domain.finding import UnusedWaiver
from tenet.domain.policy import PolicyWeakening, Scope, Surroundings
from tenet.facts.paths import ReviewedPaths
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.frameworks import any_names_it, may_serve
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import ParsedFiles
from tenet.facts.sources import Sources

if TYPE_CHECKING:
    from tenet.facts.contract.contract_facts import ContractFacts
    from tenet.facts.coverage.coverage_facts import CoverageFacts, CoverageInput
    from tenet.facts.database.revision_facts import RevisionFacts
    from tenet.facts.database.schema_facts import SchemaFacts
    from tenet.facts.database.steps import MigrationStepsFacts
    from tenet.facts.dependencies.dependency_facts import DependencyFacts
    from tenet.facts.errors.central_handlers import CentralHandlers
    from tenet.facts.flows.flow_facts import FlowFacts
    from tenet.facts.handlers.handler_facts import HandlerFacts
    from tenet.facts.lint.lint_facts import LintFacts, LintInput
    from tenet.facts.openapi.api_contract import ApiContract
    from tenet.facts.openapi.apis import Apis
    from tenet.facts.openapi.committed import CommittedDocuments
    from tenet.facts.spec.spec_facts import SpecFacts


class Facts:
    """The change, both sides of it, and what can be read from them."""

    def __init__(
        self,
        change: Change,
        base: Sources,
        head: Sources,
        base_tip: Sources,
        surroundings: Surroundings,
        coverage_input: "CoverageInput | None" = None,
        pull_request: PullRequest | None = None,
        weakenings: Sequence[PolicyWeakening] = (),
        parsed: ParsedFiles | None = None,
        today: date | None = None,
        lint_input: "LintInput | None" = None,
    ) -> None:
        self.change = change
        self.base = base
        self.head = head
        self.base_tip = base_tip
        self.surroundings = surroundings
        self.coverage_input = coverage_input
        self.pull_request = pull_request
        self.weakenings = tuple(weakenings)
        self.today = today
        self.lint_input = lint_input
        self.paths = ReviewedPaths(change, base, head)
        self.unused_waivers: tuple[UnusedWaiver, ...] = ()
        self._parsed = ParsedFiles() if parsed is None else parsed

    def with_unused_waivers(self, unused: Sequence[UnusedWaiver]) -> "Facts":
        """The same facts, once it is known which waivers matched nothing."""
        twin = copy(self)
        twin.unused_waivers = tuple(unused)
        return twin

    def side(self, side: Side) -> Sources:
        return self.base if side is Side.BASE else self.head

    def modules(self, side: Side) -> Modules:
        """The Python modules of one side."""
        return self.base_modules if side is Side.BASE else self.head_modules

    def source_paths(self, scope: Scope) -> tuple[str, ...]:
        """The Python files of the head that people write for the service itself: no tests, and nothing that a tool wrote."""
        return self.paths.sources(scope)

    def names(self, side: Side) -> ExternalNames:
        """What expressions of one side are outside the repository."""
        return self._base_names if side is Side.BASE else self._head_names

    @cached_property
    def _base_names(self) -> ExternalNames:
        return ExternalNames(self.base_modules)

    @cached_property
    def _head_names(self) -> ExternalNames:
        return ExternalNames(self.head_modules)

    @cached_property
    def base_modules(self) -> Modules:
        self.base.load(path for path in self.change.by_base_path if path.endswith(".py"))
        return Modules(self.base, self._parsed)

    @cached_property
    def head_modules(self) -> Modules:
        self.head.load(path for path in self.change.by_path if path.endswith(".py"))
        return Modules(self.head, self._parsed)

    @cached_property
    def schema(self) -> "SchemaFacts":
        """The database schema that the models declare, at both sides, against the migrations."""
        from tenet.facts.database.schema_facts import read_schema_facts

        return read_schema_facts(self.change, self.base_modules, self.head_modules, self.surroundings.migrations)

    @cached_property
    def touches_migrations(self) -> bool:
        """Whether a changed file is a migration by its text, at base or at head. Far cheaper than what follows if it is."""
        from tenet.facts.database.migration_files import tool_of

        at_head = [file.path for file in self.change.files if file.path.endswith(".py")]
        at_base = [path for path in self.change.by_base_path if path.endswith(".py")]
        self.head.load(at_head)
        self.base.load(at_base)
        texts = (side.data(path) for side, paths in ((self.head, at_head), (self.base, at_base)) for path in paths)
        return any(tool_of(data) is not None for data in texts)

    @cached_property
    def revisions(self) -> "RevisionFacts":
        """The history of migrations on the base branch, and as it will be with the change merged into it."""
        from tenet.facts.database.revision_facts import read_revision_facts

        moved_on = self.change.base != self.change.merge_base
        tip = Modules(self.base_tip, self._parsed) if moved_on else self.base_modules
        return read_revision_facts(self.change, self.base_modules, tip, self.head_modules, self.surroundings.migrations)

    @cached_property
    def migration_steps(self) -> "MigrationStepsFacts":
        """What the migrations that the change adds do, step by step."""
        from tenet.facts.database.steps import MigrationStepsFacts

        if not self.touches_migrations:
            return MigrationStepsFacts()
        from tenet.facts.database.step_facts import read_step_facts

        return read_step_facts(self.change, self.base_modules, self.head_modules, self.surroundings.migrations)

    @cached_property
    def contract(self) -> "ContractFacts":
        """What each changed component's code promises, at both sides, and how much of it changed."""
        from tenet.facts.contract.contract_facts import read_contract_facts

        return read_contract_facts(self.change, self.base_modules, self.head_modules, self.surroundings.components)

    @cached_property
    def specs(self) -> "SpecFacts":
        """The spec documents of the head, which component each covers, and which of them the change updates."""
        from tenet.facts.spec.spec_facts import read_spec_facts

        return read_spec_facts(self.change, self.base, self.head, self.surroundings.components)

    def api(self, side: Side) -> "ApiContract | None":
        """What the applications of one side promise over HTTP; None where no application can be read.

        The document holds the operations that the change may touch; the list of operations is whole.
        """
        return self.base_api if side is Side.BASE else self.head_api

    def whole_api(self, side: Side) -> "ApiContract | None":
        """The same with every operation in the document."""
        return self._apis.whole(side)

    @cached_property
    def base_api(self) -> "ApiContract | None":
        return self._apis.touched[0]

    @cached_property
    def head_api(self) -> "ApiContract | None":
        return self._apis.touched[1]

    @cached_property
    def may_serve(self) -> bool:
        """Whether the repository may serve HTTP with FastAPI or Starlette, on either side of the change."""
        return may_serve(self.head) or any_names_it(self.base, self.change.by_base_path)

    @property
    def served(self) -> "tuple[tuple[str, str], ...] | None":
        """Method and path of each operation that the head's document holds; None where no application can be read."""
        api = self.head_api
        return None if api is None else tuple((one.method, one.path) for one in api.operations if one.in_schema)

    @cached_property
    def _apis(self) -> "Apis":
        from tenet.facts.openapi.apis import Apis

        # modules of its own, so that it can be told which of them the API rests on
        return Apis(self.change, Modules(self.base, self._parsed), Modules(self.head, self._parsed))

    @cached_property
    def openapi_documents(self) -> "CommittedDocuments":
        """The OpenAPI documents that both sides hold as files."""
        from tenet.facts.openapi.committed import CommittedDocuments

        return CommittedDocuments(self.change, self.base, self.head)

    @cached_property
    def dependencies(self) -> "DependencyFacts":
        """What the manifests of both sides ask for, and what of it the change adds."""
        from tenet.facts.dependencies.dependency_facts import read_dependency_facts

        return read_dependency_facts(self.change, self.base, self.head)

    @cached_property
    def flows(self) -> "FlowFacts":
        """What the changed files call outside the repository, at both sides, and the data flows that this makes."""
        from tenet.facts.flows.flow_facts import FlowFacts

        return FlowFacts(self.change, self.base_modules, self.head_modules, self.api)

    @cached_property
    def handlers(self) -> "HandlerFacts":
        """The functions that serve a route, in the files of the head, each with what it was at the base."""
        from tenet.facts.handlers.handler_facts import HandlerFacts

        return HandlerFacts(self.change, self.names(Side.BASE), self.names(Side.HEAD))

    @cached_property
    def central_handlers(self) -> "CentralHandlers":
        """Where the head maps exceptions to responses for all its routes."""
        from tenet.facts.errors.central_handlers import CentralHandlers

        return CentralHandlers(self.names(Side.HEAD))

    @cached_property
    def lint(self) -> "LintFacts":
        """What the linter says of the head's files: one run for all rules. Raises LookupError where no linter was given."""
        from tenet.facts.lint.lint_facts import LintFacts

        if self.lint_input is None:
            raise LookupError("these facts were made without a linter")
        scope = Scope.ALL if self.lint_input.whole_repository else Scope.NEW
        return LintFacts(self.lint_input, self.head, self.paths.python(scope))

    @cached_property
    def coverage(self) -> "CoverageFacts | None":
        """What the coverage reports say of the head; None where no report was given or asked for."""
        if self.coverage_input is None:
            return None
        from tenet.facts.coverage.coverage_facts import read_coverage_facts

        return read_coverage_facts(self.change, self.base, self.head, self.coverage_input, self.surroundings)
