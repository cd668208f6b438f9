"""Which exceptions say something that was written for the service's own developers."""

import ast
from collections.abc import Collection
from dataclasses import dataclass

from tenet.facts.exceptions.builtin_exceptions import builtin_exceptions
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition, External, Modules, dotted_name

MAX_HOPS = 5
SERVER_ERROR = 500


@dataclass(frozen=True)
class Foreign:
    """Judges the classes that a handler catches. `public` are those whose text is meant for the consumer, by their last names."""

    modules: Modules
    public: Collection[str]

    def caught(self, node: ast.expr | None, module: Module, hops: int = MAX_HOPS) -> str | None:
        """The first class of a handler whose text was written elsewhere; None where all are the repository's own, public or unknown."""
        if node is None:
            return "BaseException"
        if isinstance(node, ast.Tuple):
            found = (self.caught(item, module, hops) for item in node.elts)
            return next((name for name in found if name is not None), None)
        if isinstance(node, ast.Constant):
            return "Exception" if node.value == SERVER_ERROR else None
        if built_in := builtin_exceptions(node, module):
            return next((name for name in built_in if name not in self.public), None)
        names = dotted_name(node)
        return None if names is None or not hops else self._named(names, module, hops)

    def _named(self, names: list[str], module: Module, hops: int) -> str | None:
        found = self.modules.origin(module, ".".join(names))
        if isinstance(found, Definition):
            value = found.node.value if isinstance(found.node, ast.Assign | ast.AnnAssign) else None
            return None if value is None else self.caught(value, found.module, hops - 1)
        if not isinstance(found, External) or found.guessed or found.name.rpartition(".")[2] in self.public:
            return None
        own = found.name.partition(".")[0] == module.name.partition(".")[0]
        return None if own else found.name
