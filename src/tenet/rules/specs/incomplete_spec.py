"""A spec lacks a section that it needs, or leaves it empty.

What it flags
    A spec document that this change updates, or that covers code whose contract it alters, without requirements,
    architecture decisions or constraints; without a data model where the code declares tables; without an API contract
    where it serves routes. A section that says only `TODO`, `TBD` or the text of a template counts as left empty. Headings
    are recognised at any level, in any case, numbered or not, by their synonyms, also as keys of the front matter; those
    inside code blocks are none. Several documents of one component (`spec.md`, `plan.md`, `data-model.md`) are one spec.

Why
    A spec answers what is to be built, why it is built so, and what it must not do. What it leaves open is decided by
    whoever, or whatever, writes the code.

Bad
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {orders: {paths: ["orders/**"], spec: [specs/orders.md]}}
    # head: specs/orders.md
    # Orders

    ## Requirements

    A customer places an order and sees it at once.

    ## Constraints

    TBD
    ```

Good
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {orders: {paths: ["orders/**"], spec: [specs/orders.md]}}
    # head: specs/orders.md
    # Orders

    ## 1. What it must do

    A customer places an order and sees it at once.

    ## 2. Decisions

    Orders are kept in PostgreSQL, because payments are there already.

    ## 3. Limitations

    One currency for each order.
    ```

How to fix
    Write the section; `None` with the reason is an answer. Headings of your own for it go under `synonyms`, and
    `<!-- tenet: allow[incomplete-spec] reason -->` on the line above a heading waives it.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.spec.roles import Role
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.spec.completeness import SectionState
    from tenet.facts.spec.spec_sets import SpecSet

EVERY = (Role.REQUIREMENTS, Role.DECISIONS, Role.CONSTRAINTS)


class Options(RuleOptions):
    sections: tuple[Role, ...] = Field(
        default=EVERY, description="The sections that every spec has.", json_schema_extra={"weaker": "fewer"}
    )
    by_code: tuple[Role, ...] = Field(
        default=(Role.DATA_MODEL, Role.API_CONTRACT),
        description="Sections that a spec has only where its code calls for them: tables for `data-model`, routes for `api-contract`.",
        json_schema_extra={"weaker": "fewer"},
    )
    synonyms: Mapping[Role, tuple[str, ...]] = Field(default={}, description="Further headings that stand for a section, by section.")
    placeholders: tuple[str, ...] = Field(
        default=(), description="How a line starts that is still to be written, beside `TODO` and the like."
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    from tenet.facts.spec.spec_sets import sets_to_judge

    sets = sets_to_judge(facts.specs, lambda: facts.contract)
    if not sets:
        yield NotApplicable("the change updates no spec document and alters no contract that one covers")
    outcomes = (outcome for spec in sets for outcome in _judge(facts, options, spec))
    yield from {_place(outcome): outcome for outcome in outcomes}.values()


def _place(outcome: Violation | Unknown) -> tuple[str | None, int | None, str]:
    """One document may be part of several specs, and lacks a section once."""
    return outcome.path, outcome.line, outcome.key if isinstance(outcome, Violation) else ""


def _judge(facts: Facts, options: Options, spec: "SpecSet") -> Iterator[Violation | Unknown]:
    from tenet.facts.spec.api_files import is_description
    from tenet.facts.spec.completeness import State, section_state
    from tenet.facts.spec.signs import first_signs

    signs = first_signs(facts.head, spec.files) if options.by_code else {}
    wanted = dict.fromkeys([*options.sections, *(role for role in options.by_code if role in signs)])
    documents = [facts.specs.document(path) for path in spec.documents if not is_description(path)]
    described = facts.specs.describe_an_api(spec.documents)
    states = [section_state(documents, role, options.synonyms, options.placeholders) for role in wanted]
    lacking = [each for each in states if each.state is not State.WRITTEN and not (described and each.role is Role.API_CONTRACT)]
    unread = [document for document in documents if document.unread]
    if lacking and (unread or not documents):
        reasons = [(document.path, document.unread) for document in unread] or [(spec.main, "no document of it is Markdown")]
        yield from (Unknown(f"sections of {path}", reason, path) for path, reason in reasons)
    else:
        yield from (_violation(facts, spec, each, signs.get(each.role, "")) for each in lacking)


def _violation(facts: Facts, spec: "SpecSet", lacking: "SectionState", sign: str) -> Violation:
    at = lacking.document or facts.specs.document(spec.main)
    section = lacking.section or next((section for section in at.sections if section.level), None)
    because = f", and `{sign}` calls for it" if sign else ""
    return Violation(
        message=f"`{at.path}` {lacking.sentence}{because}.",
        remedy=f"Write what belongs under `{lacking.heading}`. Other headings for it go into the option `synonyms`.",
        path=at.path,
        line=section.line if section else 1,
        key=lacking.role.value,
        novelty=Novelty.NEW,
        data={
            "component": spec.name,
            "specs": list(spec.documents),
            "section": lacking.role.value,
            "state": lacking.state.value,
        },
    )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="a spec that answers",
    options=Options,
    check=check,
)
