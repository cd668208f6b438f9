"""What a handler takes and returns without a type that says what is in it."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.contract.annotations import unwrapped
from tenet.facts.contract.expressions import call_name, keyword_of, status_text
from tenet.facts.contract.names import Located, Reading, ResolvedNames
from tenet.facts.contract.promises import SOURCES
from tenet.facts.contract.routes import METHODS
from tenet.facts.contract.signatures import Parameter, parameters_of
from tenet.facts.handlers.boundary_types import BoundaryTypes, TypeFault
from tenet.facts.handlers.handler import Handler
from tenet.facts.handlers.results import annotation_returned, answers_itself, class_returned, returned_values, writes_keys
from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import Module
from tenet.facts.python.scope import source_of

PLAIN_METADATA = SOURCES | {"Field", "Doc", "Query", "AfterValidator", "BeforeValidator"}
RESULT = "return"


@dataclass(frozen=True, slots=True)
class Untyped:
    """One side of a boundary without a type. `name` is the parameter's, or `return`; `type` is empty where none is stated.

    `made` is the type of what the handler makes and returns, where that is seen.
    """

    name: str
    type: str
    is_table: bool
    line: int
    made: str = ""

    @property
    def said(self) -> str:
        """For a person."""
        table = ", the model of a table" if self.is_table else ""
        if self.name == RESULT:
            return f"returns `{self.type}`{table}" if self.type else "states no type of what it returns"
        return f"`{self.name}: {self.type}`{table}" if self.type else f"`{self.name}` without a type"


class RememberedNames:
    """The names that signatures are made of are few, and each is followed once."""

    def __init__(self, names: ResolvedNames) -> None:
        self._names = names
        self._absolute: dict[tuple[str, ...], str] = {}
        self._located: dict[tuple[str, ...], Located | None] = {}

    @property
    def certain(self) -> bool:
        return self._names.certain

    def absolute(self, module: Module, name: Sequence[str]) -> str:
        key = module.path, *name
        if key not in self._absolute:
            self._absolute[key] = self._names.absolute(module, name)
        return self._absolute[key]

    def located(self, module: Module, name: Sequence[str]) -> Located | None:
        key = module.path, *name
        if key not in self._located:
            found = self._names.located(module, name)
            self._located[key] = Located(Reading(found.reading.module, self), found.node) if found is not None else None
        return self._located[key]


@dataclass(frozen=True)
class Boundaries:
    """Reads the boundaries of one side of the change."""

    names: ExternalNames

    @cached_property
    def _types(self) -> BoundaryTypes:
        return BoundaryTypes(self.names)

    @cached_property
    def _resolved(self) -> RememberedNames:
        return RememberedNames(ResolvedNames(self.names.modules, frozenset()))

    def untyped(self, handler: Handler) -> tuple[Untyped, ...]:
        reading = Reading(handler.at.module, self._resolved)
        if not self._is_judged(handler):
            return ()
        return (*self._parameters(handler, reading), *self._result(handler, reading))

    def _is_judged(self, handler: Handler) -> bool:
        """Not: what Starlette alone serves, and what is in no schema."""
        function = handler.decorator.func
        served = isinstance(function, ast.Attribute) and (function.attr in METHODS or function.attr == "api_route")
        return served and not any(_is(False, keyword_of(call, "include_in_schema")) for call in self._stated(handler))

    def _stated(self, handler: Handler) -> Iterator[ast.Call]:
        """The decorator, and the call that made the router."""
        yield handler.decorator
        function = handler.decorator.func
        made = self.names.made_by(function.value, handler.at) if isinstance(function, ast.Attribute) else None
        if made is not None:
            yield made[0]

    def _parameters(self, handler: Handler, reading: Reading) -> Iterator[Untyped]:
        parameters = list(parameters_of(handler.function))
        is_method = handler.at.owner is not None and handler.at.function is None
        for parameter in parameters[1:] if is_method else parameters:
            if "arg" in parameter.marker or not self._comes_from_client(parameter, reading):
                continue
            node = parameter.annotation
            line = node.lineno if node is not None else _line_of(handler, parameter.name)
            fault = self._types.fault(node, reading)
            if fault is TypeFault.SCALARS and not writes_keys(handler.function, parameter.name):
                continue
            if node is None or fault is not None:
                yield Untyped(parameter.name, _shown(node), fault is TypeFault.TABLE, line)

    def _comes_from_client(self, parameter: Parameter, reading: Reading) -> bool:
        """Not: what a dependency or another library fills in."""
        _, metadata, at = unwrapped(parameter.annotation, reading)
        if any(call_name(part, at) not in PLAIN_METADATA for part in metadata if not isinstance(part, ast.Constant)):
            return False
        default = parameter.default
        if isinstance(default, ast.Name | ast.Attribute) and (found := self.names.value_of(default, Location(reading.module))) is not None:
            default = found[0]
        return default is None or isinstance(default, ast.Constant | ast.List) or call_name(default, reading) in SOURCES

    def _result(self, handler: Handler, reading: Reading) -> Iterator[Untyped]:
        decorator, function = handler.decorator, handler.function
        model = keyword_of(decorator, "response_model")
        if self._is_no_model(handler, reading):
            return
        node = function.returns if model is None or _is(None, model) else model
        fault = self._types.fault(node, reading)
        if (node is None or (model is not node and fault is TypeFault.UNTYPED)) and answers_itself(handler, self.names):
            return
        if node is None and not _is(None, model):
            made = class_returned(handler, self.names) or self._annotated(handler, reading)
            yield Untyped(RESULT, "", False, function.lineno, made)
        if fault is TypeFault.SCALARS and not any(isinstance(value, ast.Dict) for value in returned_values(function)):
            return
        if node is not None and fault is not None and not (_is(None, model) and "Response" in source_of(node)):
            yield Untyped(RESULT, _shown(node), fault is TypeFault.TABLE, node.lineno)

    def _annotated(self, handler: Handler, reading: Reading) -> str:
        """The type that the body states of what it returns, where that says what is in it: `found: list[OrderOut] = []`."""
        node = annotation_returned(handler.function)
        return _shown(node) if node is not None and self._types.fault(node, reading) is None else ""

    def _is_no_model(self, handler: Handler, reading: Reading) -> bool:
        """Whether what is sent is no value of a model: nothing, a file, a page; or is said in another way."""
        decorator = handler.decorator
        if any(keyword.arg is None for keyword in decorator.keywords) or keyword_of(decorator, "response_class") is not None:
            return True
        status = status_text(keyword_of(decorator, "status_code"), reading)
        if status[:1] == "3" or status in {"204", "205"}:
            return True
        classes = [keyword_of(call, "default_response_class") for call in self._stated(handler)]
        if any(one is not None and "JSON" not in source_of(one) for one in classes):
            return True
        responses = keyword_of(decorator, "responses")
        return isinstance(responses, ast.Dict) and any(
            _describes(*item, reading) for item in zip(responses.keys, responses.values, strict=True)
        )


def _describes(status: ast.expr | None, said: ast.expr, reading: Reading) -> bool:
    """`responses={200: {"model": OrderOut}}`, `{200: {"content": {"image/png": {}}}}`."""
    keys = said.keys if isinstance(said, ast.Dict) else []
    stated = {key.value for key in keys if isinstance(key, ast.Constant)}
    return status_text(status, reading)[:1] == "2" and bool(stated & {"model", "content"})


def _is(value: object, node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _line_of(handler: Handler, name: str) -> int:
    given = handler.function.args
    return next((one.lineno for one in (*given.posonlyargs, *given.args, *given.kwonlyargs) if one.arg == name), handler.function.lineno)


def _shown(node: ast.expr | None) -> str:
    text = source_of(node) if node is not None else ""
    return text if len(text) <= 60 else f"{text[:57]}..."
