"""A star import hides where names come from.

What it flags
    `from module import *`, in any Python file of the change.

Why
    A reader and a type checker can no longer tell where a name comes from, and a new name in the other module can
    silently replace one of this module.

Bad
    ```python
    from orders.domain.models import *
    ```

Good
    ```python
    from orders.domain.models import Order, OrderLine
    ```

How to fix
    Name what is imported. A package that re-exports on purpose waives the line:
    `from .models import *  # tenet: allow[star-import] public names of the package`
"""

import ast
from collections.abc import Iterator

from tenet.domain.change import Side
from tenet.domain.finding import Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.python.modules import Unparsable
from tenet.rules.rule import RuleOptions, define


class Options(RuleOptions):
    """No options of its own."""


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    for path in facts.python_paths(options.scope):
        module = facts.modules(Side.HEAD).at(path)
        if isinstance(module, Unparsable):
            yield Unknown("imports", module.reason, path, module.line)
        elif module is not None:
            for node in module.statements:
                if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                    source = "." * node.level + (node.module or "")
                    yield Violation(
                        message=f"`from {source} import *` hides which names it brings in.",
                        remedy="Import by name what this module uses.",
                        path=path,
                        line=node.lineno,
                        end_line=node.end_lineno,
                        data={"module": source},
                    )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="no star imports",
    options=Options,
    check=check,
    reads_whole_files=True,
)
