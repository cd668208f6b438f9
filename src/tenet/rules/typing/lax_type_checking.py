"""Types are checked less strictly than they could be, or than they were.

What it flags
    In the configuration of mypy, pyright, basedpyright or ty: strict mode turned off or removed, a new `ignore_errors`,
    `disable_error_code`, `ignore_missing_imports` for all modules, a check of strict mode turned off for all or for modules of
    the repository, and a type checker that the change sets up without strict mode. In code: a new `# type: ignore` without a
    code, and comments that loosen the whole file (`# mypy: ignore-errors`, `# pyright: basic`). A repository that was never
    strict is told so under `scope: all` alone. Comments are told once for each file.

    Not flagged: `# type: ignore[code]`, what was there before on a line that is edited or moved, third-party modules without
    types, tests, migrations and generated modules (`exempt_modules`), mypy's strict flags written out one by one.

Why
    A checker that passes over what it finds is worse than none, because people trust it. Each exception grows: what comes
    later under the same `ignore` is never seen by anybody.

Bad
    ```python
    # head: shop/orders.py
    total = price(order)  # type: ignore
    ```

Good
    ```toml
    # both: shop/orders.py
    total = price(order)  # type: ignore[no-untyped-call]  # the tariff library has no types
    # base: pyproject.toml
    [tool.mypy]
    # head: pyproject.toml
    [tool.mypy]
    strict = true
    ```

How to fix
    Keep strict mode, and make each exception as small as it can be: one line, one code, with the reason beside it. Ty has no
    strict mode by that name: `all = "error"` under `[tool.ty.rules]` turns all of its rules on.
"""

import re
from collections.abc import Iterator, Sequence

from pydantic import Field

from tenet.domain.finding import Novelty, Outcome, Unknown, Violation
from tenet.domain.policy import Scope
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.typing.checked_projects import changed_folders, folders_of
from tenet.facts.typing.lax_configuration import LaxConfiguration
from tenet.facts.typing.new_silences import NewSilences
from tenet.facts.typing.silencing_comments import MENTION, SilencingComment
from tenet.rules.rule import RuleOptions, define

EXEMPT = (
    *("tests", "tests.*", "*.tests", "*.tests.*", "test_*", "*.test_*", "conftest", "*.conftest", "tests/*", "*/tests/*"),
    *("migrations.*", "*.migrations.*", "*/migrations/*", "alembic.*", "*_pb2", "*_pb2_grpc", "*_pb2.*"),
)
QUOTED = 60
SILENT = re.compile(r"#\s*(?:type|pyright|mypy|ty|basedpyright)\s*:")


class Options(RuleOptions):
    exempt_modules: tuple[str, ...] = Field(default=EXEMPT, description="Modules or paths (patterns) for which checks may be off.")
    in_tests: bool = Field(default=False, description="Comments in tests count, too.")
    require_reason: bool = Field(default=False, description="An ignore with a code needs a comment behind it that says why.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    everywhere = options.scope is Scope.ALL
    configuration = LaxConfiguration(facts.change, facts.base, facts.head, options.exempt_modules, everywhere)
    for folder in folders_of(facts.head.files) if everywhere else changed_folders(facts.change):
        for lax in configuration.of(folder):
            if isinstance(lax, Unknown):
                yield lax
            else:
                yield Violation(
                    message=lax.message,
                    remedy=lax.remedy,
                    path=lax.path,
                    line=lax.line,
                    side=lax.side,
                    key=lax.key,
                    novelty=Novelty.NEW if lax.new else Novelty.BASELINE,
                    data={"setting": lax.key},
                )
    yield from _comments(facts, options)


def _comments(facts: Facts, options: Options) -> Iterator[Violation]:
    def counts(comment: SilencingComment) -> bool:
        return not comment.coded or (options.require_reason and not comment.reasoned)

    silences = NewSilences(facts.change, facts.base, facts.head, counts)
    for path in facts.paths.python(options.scope) if options.in_tests else facts.source_paths(options.scope):
        if MENTION.search(facts.head.data(path) or b"") is None or not _may_be_asked(facts, options, path):
            continue
        new, old = silences.of(path)
        yield from _by_file(path, new, Novelty.NEW)
        yield from _by_file(path, old if options.scope is Scope.ALL else (), Novelty.BASELINE)


def _may_be_asked(facts: Facts, options: Options, path: str) -> bool:
    """Whether a line that the change adds has a comment for a type checker."""
    file = facts.change.by_path.get(path)
    lines = file.added if file is not None else ()
    return options.scope is Scope.ALL or any(SILENT.search(facts.head.line(path, number)) for number in lines)


def _by_file(path: str, comments: Sequence[SilencingComment], novelty: Novelty) -> Iterator[Violation]:
    """One finding for the lines of a file, and one for what concerns all of it: who writes one such comment writes several."""
    groups: dict[bool, list[SilencingComment]] = {}
    for comment in sorted(comments, key=lambda one: one.line):
        groups.setdefault(comment.whole_file, []).append(comment)
    for whole_file, (first, *others) in groups.items():
        where = "the whole file" if whole_file else f"`{_quoted(first.code)}`" if first.code else "the line"
        lacks = "hides every error of" if not first.coded else "does not say why it passes over"
        more = f", and {len(others)} more in this file" if others else ""
        yield Violation(
            message=f"`{first.text}` {'checks less in' if whole_file else lacks} {where}{more}.",
            remedy=_remedy(first),
            path=path,
            line=first.line,
            key=f"{first.code} {first.text}",
            novelty=novelty,
            data={"comment": first.text, "lines": [one.line for one in (first, *others)]},
        )


def _quoted(code: str) -> str:
    return code if len(code) <= QUOTED else f"{code[:QUOTED].rstrip()}..."


def _remedy(comment: SilencingComment) -> str:
    if comment.whole_file:
        return "Take it out and mend what the checker finds, or put an ignore with a code on the lines that cannot be mended."
    if comment.coded:
        return f"Say why behind it: `{comment.text}  # reason`."
    return f"Name the error that it is for and why: `{comment.text}[code]  # reason`; or mend the type."


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="strict type checking",
    options=Options,
    check=check,
)
