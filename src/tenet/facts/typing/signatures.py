"""The signatures of a module's functions, and whether one stood at the base."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tenet.domain.change import Change, FileChange
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import Modules


@dataclass(frozen=True)
class Signature:
    """What stands between `def` and the colon. `name` is dotted, with the functions and classes around it."""

    name: str
    node: FunctionNode

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
        defaults = (default for default in (*given.defaults, *given.kw_defaults) if default is not None)
        parts = [*self.parameters, *defaults, *([self.node.returns] if self.node.returns is not None else [])]
        return max((part.end_lineno or part.lineno for part in parts), default=self.node.lineno)

    @cached_property
    def form(self) -> str:
        """The same for two signatures that say the same, however they are laid out."""
        returns = "" if self.node.returns is None else ast.dump(self.node.returns)
        return f"{ast.dump(self.node.args)} {returns}"


def signatures_of(module: Module) -> Iterator[Signature]:
    """Those of all functions, in the order of the text."""
    for node in module.statements:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Signature(module.symbol_at(node.lineno), node)


@dataclass(frozen=True)
class SignaturesBefore:
    """The signatures of the base in the files that the change touches. Each file is read once, and only if asked for."""

    change: Change
    base: Modules

    def of(self, signature: Signature, path: str) -> tuple[Signature, ...]:
        """Those that a function of the head had at the base: in its own file, else those of its name that the change takes away."""
        file = self.change.by_path.get(path)
        if file is None or file.base_path is None:
            return self._moved.get(signature.node.name, ())
        return self._in(file.base_path).get(signature.name, ()) or self._moved.get(signature.node.name, ())

    def _in(self, path: str) -> Mapping[str, tuple[Signature, ...]]:
        if path not in self._known:
            module = self.base.parsed_at(path)
            self._known[path] = _by_name((one.name, one) for one in (signatures_of(module) if module is not None else ()))
        return self._known[path]

    @cached_property
    def _known(self) -> dict[str, Mapping[str, tuple[Signature, ...]]]:
        return {}

    @cached_property
    def _moved(self) -> Mapping[str, tuple[Signature, ...]]:
        files = [file for file in self.change.files if file.base_path is not None and file.base_path.endswith(".py")]
        self.base.sources.load(file.base_path for file in files if file.base_path is not None)
        return _by_name((one.node.name, one) for file in files for one in self._taken_from(file))

    def _taken_from(self, file: FileChange) -> Iterator[Signature]:
        for same in self._in(file.base_path or "").values():
            yield from (one for one in same if one.node.lineno in file.removed)


def _by_name(found: Iterator[tuple[str, Signature]]) -> Mapping[str, tuple[Signature, ...]]:
    by_name: dict[str, list[Signature]] = {}
    for name, one in found:
        by_name.setdefault(name, []).append(one)
    return {name: tuple(all_) for name, all_ in by_name.items()}
