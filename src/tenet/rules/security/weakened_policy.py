"""The change makes Tenet's policy, or its step in a workflow, weaker.

What it flags
    In the policy file, or a file of the repository that it extends: a rule off or softer, an option or target lower, a path
    excluded, a waiver added, `mode: advise`, the file removed or no longer readable. In a workflow: Tenet's step removed,
    told to advise, never to fail, to continue on error, or pointed at another policy.

Why
    A change is judged by the policy of its base. What would let the next change through has to be seen, and decided on
    its own merits, by somebody other than the one whom it helps.

Bad
    ```yaml
    # base: .github/tenet.yml
    version: 1
    rules: {star-import: error, weakened-policy: error}
    # head: .github/tenet.yml
    version: 1
    rules: {star-import: warning, weakened-policy: error}
    ```

Good
    ```yaml
    # base: .github/tenet.yml
    version: 1
    rules: {star-import: warning, weakened-policy: error}
    # head: .github/tenet.yml
    version: 1
    rules: {star-import: error, weakened-policy: error}
    ```

How to fix
    Take the change of the policy out, and bring it as a change of its own that says why. Where it belongs here, the line
    itself can carry the reason: `missing-migration: warning  # tenet: allow[weakened-policy] reason`. A single finding is
    better accepted where it stands than by a weaker policy.
"""

from collections.abc import Iterator

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define


class Options(RuleOptions):
    """No options of its own."""


def check(facts: Facts, _options: Options) -> Iterator[Outcome]:
    for weakening in facts.weakenings:
        yield Violation(
            message=f"`{weakening.setting}` is weaker than at base: it was {weakening.before}, it is {weakening.after}.",
            remedy="Restore it, or bring it as a change of its own with the reason. The base's policy judges this change.",
            path=weakening.path,
            line=weakening.line,
            side=Side.BASE if weakening.removed else Side.HEAD,
            key=weakening.setting,
            novelty=Novelty.NEW,
            data={"setting": weakening.setting, "before": weakening.before, "after": weakening.after},
        )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="least privilege",
    options=Options,
    check=check,
)
