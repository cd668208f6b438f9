"""What is wrong with the history of migrations, in words."""

from tenet.domain.policy import MigrationTool
from tenet.facts.database.revision_graph import Problem, ProblemKind, Revision

SHOWN = 3
"""How many of the other migrations a message names."""


def message_of(problem: Problem, tool: MigrationTool) -> str:
    revision, others = problem.revision, problem.others
    name, named = _name(revision, tool), _listed(problem, tool)
    match problem.kind:
        case ProblemKind.HEADS:
            noun = "head" if tool is MigrationTool.ALEMBIC else "leaf"
            return f"Merged into the base branch, `{name}` is a second {noun} of the migrations beside {named}."
        case ProblemKind.MISSING_PARENT:
            return f"`{name}` comes after `{_missing(problem, tool)}`, and no migration is called so."
        case ProblemKind.DUPLICATE:
            return f"`{name}` is the id of two migrations: this one and {named}."
        case ProblemKind.CYCLE:
            return f"`{name}` comes after itself, through {named}." if others else f"`{name}` comes after itself."
        case ProblemKind.NUMBER:
            return f"The name of `{name}` begins with the number of {named}, which it comes after: `migrate` takes a number for either."


def remedy_of(problem: Problem, tool: MigrationTool) -> str:
    setting = "`down_revision`" if tool is MigrationTool.ALEMBIC else "`dependencies`"
    match problem.kind:
        case ProblemKind.HEADS if tool is MigrationTool.ALEMBIC:
            return (
                f'Set `down_revision = "{problem.others[0].key[1]}"`, so that one follows the other (a new one starts there with '
                f"`alembic revision --head {problem.others[0].key[1]}`), or run `alembic merge heads -m ...` and commit the merge revision."
            )
        case ProblemKind.HEADS:
            app, other = problem.others[0].key
            return f'Depend on `("{app}", "{other}")`, or run `manage.py makemigrations --merge` and commit the merge migration.'
        case ProblemKind.MISSING_PARENT:
            return f"Name in {setting} the migration that it follows, or commit the one that is missing."
        case ProblemKind.DUPLICATE:
            return "Give the new one an id of its own (`alembic revision` makes one), and let its followers name that."
        case ProblemKind.CYCLE:
            return f"Change {setting} of one of them, so that the history has a beginning and an end."
        case ProblemKind.NUMBER:
            return "Rename the new migration to the next free number before it is merged."


def key_of(problem: Problem) -> str:
    """Tells problems of one line apart."""
    return f"{problem.kind}/{problem.revision.key[1]}/{problem.missing[1] if problem.missing is not None else ''}"


def _name(revision: Revision, tool: MigrationTool) -> str:
    return revision.key[1] if tool is MigrationTool.ALEMBIC else ".".join(revision.key)


def _missing(problem: Problem, tool: MigrationTool) -> str:
    key = problem.missing or ("", "")
    return key[1] if tool is MigrationTool.ALEMBIC else ".".join(key)


def _listed(problem: Problem, tool: MigrationTool) -> str:
    named = [f"`{_name(other, tool)}` ({other.path}:{other.line})" for other in problem.others[:SHOWN]]
    more = len(problem.others) - SHOWN
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")
