"""The signatures of a module's functions, and whether one stood at the base."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tenet.domain.change import Change, FileChange
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import Modules

DEFINED = re.compile(r"\s*+(?:async\s++)?def\s++(\w+)")


@dataclass(frozen=True, eq=False)
class Signature:
    """What stands between `def` and the colon."""

    module: Module
    node: FunctionNode

    @cached_property
    def name(self) -> str:
        """Dotted, with the functions and classes around it."""
        return self.module.symbol_at(self.node.lineno)

    @cached_property
    def parameters(self) -> tuple[ast.arg, ...]:
        """All parameters as they are written."""
        given = self.node.args
        starred = [one for one in (given.vararg, given.kwarg) if one is not None]
        return tuple(sorted([*given.posonlyargs, *given.args, *given.kwonlyargs, *starred], key=lambda one: (one.lineno, one.col_offset)))

    @property
    def end_line(self) -> int:
        """The last line that says something: the returned type, a parameter or its default."""
        given = self.node.args
        values = [*given.defaults, *given.kw_defaults, self.node.returns]
        ends = [one.end_lineno for one in values if one is not None] + [one.end_lineno for one in self.parameters]
        return max((end for end in ends if end is not None), default=self.node.lineno)

    @cached_property
    def form(self) -> str:
        """The same for two signatures that say the same, however they are laid out."""
        returns = "" if self.node.returns is None else ast.dump(self.node.returns)
        return f"{ast.dump(self.node.args)} {returns}"


def signatures_of(module: Module) -> Iterator[Signature]:
    """Those of all functions, in the order of the text."""
    for node in module.statements:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Signature(module, node)


@dataclass(frozen=True)
class SignaturesBefore:
    """The signatures of the base in the files that the change touches. Each file is read once, and only if asked for."""

    change: Change
    base: Modules

    def of(self, signature: Signature, path: str) -> tuple[Signature, ...]:
        """Those that a function of the head had at the base: in its own file, else those of its name that the change takes away."""
        file = self.change.by_path.get(path)
        own = file.base_path if file is not None else None
        defined = own is not None and f"def {signature.node.name}".encode() in (self.base.sources.data(own) or b"")
        here = self._in(own).get(signature.name, ()) if own is not None and defined else ()
        return here or tuple(self._taken_away(signature.node.name))

    def _taken_away(self, name: str) -> Iterator[Signature]:
        for file in self._moved.get(name, ()):
            for same in self._in(file.base_path or "").values():
                yield from (one for one in same if one.node.name == name and one.node.lineno in file.removed)

    @cached_property
    def _moved(self) -> Mapping[str, tuple[FileChange, ...]]:
        """The files that each function is taken away from, told by the lines that are."""
        files = [file for file in self.change.files if file.removed and file.base_path is not None and file.base_path.endswith(".py")]
        self.base.sources.load(file.base_path for file in files if file.base_path is not None)
        found: dict[str, dict[str, FileChange]] = {}
        for file in files:
            for line in file.removed:
                defined = DEFINED.match(self.base.sources.line(file.base_path or "", line))
                if defined is not None:
                    found.setdefault(defined[1], {})[file.path] = file
        return {name: tuple(by_path.values()) for name, by_path in found.items()}

    def _in(self, path: str) -> Mapping[str, tuple[Signature, ...]]:
        if path not in self._known:
            module = self.base.parsed_at(path)
            by_name: dict[str, tuple[Signature, ...]] = {}
            for one in signatures_of(module) if module is not None else ():
                by_name[one.name] = (*by_name.get(one.name, ()), one)
            self._known[path] = by_name
        return self._known[path]

    @cached_property
    def _known(self) -> dict[str, Mapping[str, tuple[Signature, ...]]]:
        return {}
