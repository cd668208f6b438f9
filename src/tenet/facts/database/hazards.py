"""Steps of a migration that keep others waiting: which lock a database takes, for how long, and how to do without."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tenet.domain.policy import MigrationTool
from tenet.facts.database.steps import MigrationSteps, MigrationStepsFacts, Step, StepKind


@dataclass(frozen=True, slots=True)
class Hazard:
    """`what` and `remedy` are whole sentences."""

    what: str
    remedy: str


@dataclass(slots=True)
class Course:
    """What the change has done before a step, and in which migration."""

    migration: MigrationSteps
    version: int
    unvalidated: set[tuple[str, str | None]] = field(default_factory=set)
    """Constraints of this migration that were added without a look at the rows."""
    validated: set[tuple[str, str]] = field(default_factory=set)
    """Constraints that were validated, by table and name."""
    empty: set[tuple[str, str, int]] = field(default_factory=set)
    """Columns that were added without a default: table, column, and the line of the call that adds them."""

    @property
    def tool(self) -> MigrationTool:
        return self.migration.tool

    def remember(self, step: Step) -> None:
        if not step.validated:
            self.unvalidated.add((step.table, step.name))
        if step.kind is StepKind.VALIDATE_CONSTRAINT and step.name:
            self.validated.add((step.table, step.name))
        if step.kind is StepKind.ADD_COLUMN and step.column is not None and step.column.server_default is None:
            self.empty.add((step.table, step.column.name, step.origin.line))


@dataclass(frozen=True, slots=True)
class Blockage:
    """All hazards of the steps that one call makes: `first` is the first of them."""

    migration: MigrationSteps
    first: Step
    hazards: tuple[Hazard, ...]


Knowledge = Callable[[Step, Course], Iterator[Hazard]]


def blockages(facts: MigrationStepsFacts, version: int, knowledge: Knowledge) -> Iterator[Blockage]:
    """What keeps others waiting, each call of a migration once."""
    validated: set[tuple[str, str]] = set()
    courses = {migration.path: Course(migration, version, validated=validated) for migration in facts.migrations}
    found: dict[tuple[str, int], list[tuple[Step, Hazard]]] = {}
    for migration, step in facts.on_known_tables():
        course = courses[migration.path]
        found.setdefault((migration.path, step.origin.line), []).extend((step, hazard) for hazard in knowledge(step, course))
        course.remember(step)
    for (path, _), pairs in found.items():
        if pairs:
            hazards = dict.fromkeys(hazard for _, hazard in pairs)
            yield Blockage(courses[path].migration, pairs[0][0], tuple(hazards))
