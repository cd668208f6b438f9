"""A waiver accepts nothing: it has expired, matches no finding, or cannot be read.

What it flags
    A waiver of the policy after its last day; in changed files, a comment `tenet: allow[...]` that matches no finding,
    names no rule, or gives no reason.

Why
    A waiver that stays when its finding is gone will accept the next fault on that line, which nobody has looked at.

Bad
    ```python
    import os  # tenet: allow[star-import] public names of the package
    ```

Good
    ```python
    from .models import *  # tenet: allow[star-import] public names of the package
    ```

How to fix
    Remove the waiver. One that has expired is renewed with a new day and a reason that holds today, or what it accepted is
    mended.
"""

from collections.abc import Iterator

from tenet.domain.finding import Novelty, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import Phase, RuleOptions, define


class Options(RuleOptions):
    """No options of its own."""


def check(facts: Facts, _options: Options) -> Iterator[Outcome]:
    for unused in facts.unused_waivers:
        waiver = unused.waiver
        names = ", ".join(sorted(waiver.rules))
        yield Violation(
            message=f"The waiver for {names or 'no rule'} accepts nothing: {unused.reason}.",
            remedy="Remove the waiver, or mend what keeps it from working.",
            path=waiver.path,
            line=waiver.line,
            key=names,
            novelty=Novelty.NEW,
            data={"rules": sorted(waiver.rules), "where": waiver.where.value, "by": waiver.by},
        )


RULE = define(
    __name__,
    severity=Severity.WARNING,
    principle="least privilege",
    options=Options,
    check=check,
    phase=Phase.WAIVERS,
)
