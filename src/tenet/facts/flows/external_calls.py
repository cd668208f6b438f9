"""The calls of a file that lead out of the repository, by what they are there."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenet.facts.python.bindings import Location, located_nodes
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.scope import source_of

TEXT_ARGUMENT = re.compile(r"\(('[^']*')\)")


@dataclass(frozen=True, slots=True)
class ExternalCall:
    """A call, or a decorator of `decorates`, whether it is called or not. `name` is what is called, absolute."""

    name: str
    node: ast.expr
    at: Location
    decorates: FunctionNode | None = None

    @property
    def root(self) -> str:
        """The package it comes from."""
        return re.split(r"[.(\[]", self.name, maxsplit=1)[0]

    @property
    def last(self) -> str:
        """The name of the function or method alone."""
        return self.name.rpartition(".")[2]

    @property
    def plain(self) -> str:
        """The name without the text of arguments."""
        return TEXT_ARGUMENT.sub("()", self.name)

    @property
    def arguments(self) -> list[ast.expr]:
        return self.node.args if isinstance(self.node, ast.Call) else []

    def keyword(self, *names: str) -> ast.expr | None:
        given = self.node.keywords if isinstance(self.node, ast.Call) else []
        return next((keyword.value for keyword in given if keyword.arg in names), None)

    @property
    def spreads(self) -> bool:
        """Whether arguments come from a mapping that only a run knows."""
        return isinstance(self.node, ast.Call) and any(keyword.arg is None for keyword in self.node.keywords)

    @property
    def line(self) -> int:
        return self.node.lineno

    @property
    def end_line(self) -> int:
        return self.node.end_lineno or self.node.lineno

    @property
    def called_on(self) -> str:
        """The source of what a method is called on; empty for a function."""
        function = self.node.func if isinstance(self.node, ast.Call) else self.node
        return source_of(function.value)[:80] if isinstance(function, ast.Attribute) else ""

    @property
    def subject(self) -> str:
        """What a person would call it by: the function it decorates, else its first argument, else what it is called on."""
        if self.decorates is not None:
            return self.decorates.name
        if self.arguments:
            return source_of(self.arguments[0])[:80]
        named = self.keyword("topic", "queue", "routing_key", "channel", "QueueUrl", "TopicArn", "StreamName", "subject")
        function = self.node.func if isinstance(self.node, ast.Call) else self.node
        return source_of(named if named is not None else function)[:80]


def external_calls(names: ExternalNames, module: Module, body: Sequence[ast.stmt] | None = None) -> Iterator[ExternalCall]:
    """The calls and decorators of a module, or of some of its statements, in the order of its text."""
    decorators: dict[ast.Call, FunctionNode] = {}
    for node, at in located_nodes(module, body):
        if isinstance(node, ast.Call):
            name = names.name(node.func, at)
            if name is not None:
                yield ExternalCall(name, node, at, decorators.get(node))
        elif not isinstance(node, ast.ClassDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call):
                    decorators[decorator] = node
                elif (name := names.name(decorator, at)) is not None:
                    yield ExternalCall(name, decorator, at, node)
