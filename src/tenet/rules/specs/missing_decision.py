"""Something of architectural weight came in, and no decision record says why.

What it flags
    A new datastore, broker, cache or cloud client among the dependencies that the program needs to run; a new deployable
    (container image, service of a compose file, entry point, second application object); a new top-level package. The change
    neither adds nor alters a decision record, nor what a spec says under its architecture decisions. The record of a datastore
    has to name its access patterns.

    Another version or another client of what is there already, development dependencies, libraries of no such class, and
    what is only moved are no news.

Why
    These are the choices that are dear to take back. The reasons are known on the day of the change and to nobody a year later,
    and a store that was chosen before its access patterns were known is the one that gets replaced.

Bad
    ```python
    # base: pyproject.toml
    [project]
    dependencies = [
      "fastapi>=0.118",
      "asyncpg>=0.30",
    ]
    # head: pyproject.toml
    [project]
    dependencies = [
      "fastapi>=0.118",
      "asyncpg>=0.30",
      "pymongo>=4.10",
    ]
    ```

Good
    ```python
    # base: pyproject.toml
    [project]
    dependencies = ["asyncpg>=0.30"]
    # head: pyproject.toml
    [project]
    dependencies = ["asyncpg>=0.30", "pymongo>=4.10"]
    # head: docs/adr/0007-product-documents-in-mongodb.md
    # 7. Product documents live in MongoDB

    ## Context
    Suppliers send documents of any shape.

    ## Access patterns
    Written whole once a day, read by product number, never joined.

    ## Decision
    They are stored as they come, in MongoDB.
    ```

How to fix
    Add a record to `docs/adr`: what was decided, why, what else was considered, and for a datastore how it is read and written.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import Novelty, Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.project.architecture import ArchitecturalSubject
    from tenet.facts.spec.decisions import WrittenDecision

WEIGHTY = ("datastore", "broker", "cache", "cloud")
RECORDS = ("**/adr/**", "**/adrs/**", "**/decisions/**", "**/decision-records/**")
ACCESS = (
    "access pattern", "access path", "query pattern", "queries", "queried", "read by", "reads by", "read and written", "read and write",
    "reads and writes", "looked up", "lookups", "look up by", "key lookup", "read-heavy", "write-heavy", "read pattern", "write pattern",
)  # fmt: skip


class Options(RuleOptions):
    records: tuple[str, ...] = Field(
        default=RECORDS, description="Where decision records lie, beside the usual places.", json_schema_extra={"weaker": "more"}
    )
    classes: dict[str, tuple[str, ...]] = Field(
        default={},
        description="Packages of your own by class (datastore, broker, cache, cloud, or a new one), beside those that Tenet knows.",
        json_schema_extra={"weaker": "fewer"},
    )
    access_patterns: tuple[str, ...] = Field(
        default=ACCESS,
        description="Words of which a datastore's record has to hold one; none is asked for where the list is empty.",
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    from tenet.facts.project.architecture import new_subjects
    from tenet.facts.spec.decisions import changed_records

    for manifest in facts.dependencies.unread:
        yield Unknown("dependencies", manifest.reason, manifest.path)
    subjects = tuple(new_subjects(facts, options.classes, {*WEIGHTY, *options.classes}))
    records = tuple(changed_records(facts.change, facts.base, facts.head, facts.specs, options.records)) if subjects else ()
    for subject in subjects:
        lacking = _lacking(subject, records, options.access_patterns)
        if lacking:
            yield _violation(subject, lacking, records)


def _lacking(subject: "ArchitecturalSubject", records: "Sequence[WrittenDecision]", access: Sequence[str]) -> str:
    """What is missing, as the end of a sentence; empty where nothing is."""
    if not records:
        return "no decision record says why"
    if subject.category != "datastore" or not access:
        return ""
    named = any(word.lower() in " ".join(record.text.lower().split()) for record in records for word in access)
    return "" if named else f"the decision record ({', '.join(record.path for record in records[:3])}) names no access patterns"


def _violation(subject: "ArchitecturalSubject", lacking: str, records: "Sequence[WrittenDecision]") -> Violation:
    remedy = "Add a decision record, for example under `docs/adr`: what was decided, why, and what else was considered."
    if subject.category == "datastore":
        remedy = "Write down how the data is read and written (access patterns), and why this store suits them, in a decision record."
    return Violation(
        message=f"{subject.sentence} is new, and {lacking}.",
        remedy=remedy,
        path=subject.path,
        line=subject.line,
        end_line=subject.line,
        key=subject.name,
        novelty=Novelty.NEW,
        data={"subject": subject.name, "class": subject.category, "records": [record.path for record in records]},
    )


RULE = define(__name__, severity=Severity.WARNING, principle="decisions are written down", options=Options, check=check)
