"""Code is commented out.

What it flags
    Comments that are Python statements which do something, alone on their lines or behind other code: once for each run of them.
    Tests are held to it, too; what a tool wrote is not.

    Not flagged: prose, also where it happens to parse (a name, a tuple, `key: value`, `return value`), type comments, pragmas, doctests,
    licence texts, and code that a comment shows: announced by a line that ends with a colon or names an example, indented below the
    text, or in the midst of it. A line that says that the code is set aside (`TODO`, `old`, `disabled`) shows nothing.

Why
    Nobody runs it, nobody tests it and nobody dares to delete it. Whoever reads it has to guess whether it is missing. The
    history of the repository keeps what was there.

Bad
    ```python
    def pay(order: Order) -> None:
        # if order.total > LIMIT:
        #     review(order)
        charge(order)
    ```

Good
    ```python
    def pay(order: Order) -> None:
        # An order above the limit is reviewed after payment, by the nightly job.
        charge(order)
    ```

How to fix
    Delete it. If it is work that is still to do, write down what and why, in words or in an issue.
"""

import re
from collections.abc import Iterator

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.lint.commented_code import CommentedCode, commented_blocks, commented_ends
from tenet.rules.rule import RuleOptions, define

CODE = "ERA001"
QUOTED = 60
BEHIND_CODE = re.compile(rb"^[ \t]*+([\w.]++)[^#\n]*+#[ \t]*+\1\b", re.MULTILINE)


class Options(RuleOptions):
    noqa: bool = Field(default=True, description="A `# noqa` comment for the linter's own code silences it, too.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    flagged: dict[str, set[int]] = {}
    gone: frozenset[str] | None = None
    for one in facts.lint.of(CODE, noqa=options.noqa):
        flagged.setdefault(one.path, set()).add(one.line)
    for path in facts.paths.python(options.scope):
        lines = (facts.head.text(path) or "").split("\n")
        found = [*commented_blocks(lines, flagged.get(path, ())), *_behind_code(facts, path, options)]
        if found and not facts.paths.is_generated(path):
            gone = _taken_away(facts) if gone is None else gone
            yield from (_violation(facts, path, lines, one, gone) for one in found)


def _behind_code(facts: Facts, path: str, options: Options) -> Iterator[CommentedCode]:
    """The linter looks at comments alone on their lines."""
    if BEHIND_CODE.search(facts.head.data(path) or b""):
        module = facts.modules(Side.HEAD).parsed_at(path)
        for found in commented_ends(module) if module is not None else ():
            if not (options.noqa and facts.lint.silenced(path, found.line, CODE)):
                yield found


def _violation(facts: Facts, path: str, lines: list[str], found: CommentedCode, gone: frozenset[str]) -> Violation:
    written = lines[found.line - 1 : found.end_line]
    number = sum(1 for line in written if line.strip(" #"))
    inside = facts.modules(Side.HEAD).symbol_at(path, found.line)
    where = f"In `{inside}`, " if inside else ""
    code = found.code if len(found.code) <= QUOTED else f"{found.code[:QUOTED].rstrip()}..."
    what = f"`{code}` is commented out." if number == 1 else f"{number} lines are commented out, from `{code}` on."
    return Violation(
        message=f"{where}{what}",
        remedy="Delete it: the history of the repository keeps it. If it is to come back, say in words when and why.",
        path=path,
        line=found.line,
        end_line=found.end_line,
        suggestion=found.before,
        novelty=Novelty.BASELINE if gone.issuperset(line.strip() for line in written if line.strip()) else Novelty.BY_LINE,
        data={"code": found.code, "lines": number},
    )


def _taken_away(facts: Facts) -> frozenset[str]:
    """The lines that the change takes away: comments among them are only moved."""
    files = [(file.base_path, file.removed) for file in facts.change.files if file.base_path is not None]
    facts.base.load(path for path, _ in files)
    return frozenset(facts.base.line(path, line).strip() for path, removed in files for line in removed)


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="no commented-out code",
    options=Options,
    check=check,
    reads_whole_files=True,
    lint_codes=(CODE,),
)
