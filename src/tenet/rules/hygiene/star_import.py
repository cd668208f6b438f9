"""A star import hides where names come from.

What it flags
    `from module import *`, in any Python file of the change.

    Not flagged: one that the file had before the change, where only its place or the comment behind it is another one.

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
    Name what is imported; where all of it can be known, the suggestion does. A module that is loaded for its effect alone, as
    tables are for a migration, is `import module`. A package that re-exports on purpose waives the line:
    `from .models import *  # tenet: allow[star-import] public names of the package`
"""

import ast
import re
from collections.abc import Iterator

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.python.module import Module
from tenet.facts.python.parsed_files import Unparsable
from tenet.rules.rule import RuleOptions, define

STAR = re.compile(rb"import[\s\\]*\*")
"""What every star import reads like in its source, unless a declared encoding says it in other bytes (PEP 263)."""


class Options(RuleOptions):
    """No options of its own."""


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    for path in facts.paths.python(options.scope):
        if not _may_hold_one(facts.head.data(path)):
            continue
        module = facts.modules(Side.HEAD).at(path)
        if isinstance(module, Unparsable):
            yield Unknown("imports", module.reason, path, module.line)
        elif module is not None:
            for node in module.statements:
                if isinstance(node, ast.ImportFrom) and (source := _starred(node)):
                    yield Violation(
                        message=f"`from {source} import *` hides which names it brings in.",
                        remedy=_remedy(path, source),
                        path=path,
                        line=node.lineno,
                        end_line=node.end_lineno,
                        suggestion=_named(facts, module, node),
                        novelty=Novelty.BASELINE if _stood_before(facts, path, source) else Novelty.BY_LINE,
                        data={"module": source},
                    )


def _starred(node: ast.ImportFrom) -> str:
    """The module that a star import takes all of, as it is written; nothing for another import."""
    return "." * node.level + (node.module or "") if any(alias.name == "*" for alias in node.names) else ""


def _remedy(path: str, source: str) -> str:
    if path.endswith("__init__.py"):
        return "Import by name what the package passes on."
    loaded = "" if source.startswith(".") else f", or `import {source}` if it is loaded for its effect alone"
    return f"Import by name what this module uses{loaded}."


def _stood_before(facts: Facts, path: str, source: str) -> bool:
    """Whether the file had it before the change, wherever it stood."""
    file = facts.change.by_path.get(path)
    before = facts.modules(Side.BASE).parsed_at(file.base_path) if file is not None and file.base_path is not None else None
    return before is not None and any(isinstance(node, ast.ImportFrom) and _starred(node) == source for node in before.statements)


def _named(facts: Facts, module: Module, node: ast.ImportFrom) -> str | None:
    """Most star imports are old: only for one that the change writes is it worth to look what it brings in."""
    file = facts.change.by_path.get(module.path)
    if file is None or not file.touches(node.lineno, node.end_lineno or node.lineno):
        return None
    from tenet.facts.python.star_names import by_name

    return by_name(module, node, facts.modules(Side.HEAD))


def _may_hold_one(data: bytes | None) -> bool:
    """Most files need not be parsed for it. One that cannot be read may hold anything."""
    return data is None or STAR.search(data) is not None or any(b"coding" in line for line in data.split(b"\n", 2)[:2])


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="no star imports",
    options=Options,
    check=check,
    reads_whole_files=True,
)
