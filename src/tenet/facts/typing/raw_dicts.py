"""Dict literals with known keys that a function hands on where no type says which keys they are."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.functions import LocatedFunction
from tenet.facts.python.module import FunctionNode, Module, ScopeNode
from tenet.facts.typing.dict_types import is_raw, last_word

FOREIGN = re.compile(
    r"(^|_)(as_?dict|dict|json|dumps?|serializ\w+|deserializ\w+|representation|model|payload|body|headers?|params?|parameters|query|filters?|"
    r"kwargs|args|extra|context|ctx|conf|config\w*|settings|options|env|environ\w*|schema|template|variables|defaults?|initial|columns|"
    r"fixtures?|samples?|examples?|mock\w*|seed|responses?|request|metadata|properties|log|logs|logging|event|labels|tags|state|getstate|"
    r"document|doc|to_data|to_row|to_record|export|introspection|upgrade|migrate|github|outputs?)(_|$)",
    re.IGNORECASE,
)
"""Names of what is made for somebody else's format, or is a dict on purpose."""
FORMATTERS = re.compile(r"Export|Serializ|Encoder|Schema|Formatter|Renderer|Mock|Fake|Dummy")
"""Names of classes that write a format."""
BODIES = re.compile(r"(^|_)(data|fields|updates?|changes)(_|$)")
"""Names of what is sent on as it is."""
NEUTRAL_DECORATORS = frozenset(
    {"property", "cached_property", "staticmethod", "classmethod", "abstractmethod", "cache", "lru_cache", "contextmanager"}
    | {"asynccontextmanager", "final", "retry", "wraps"}
)
"""Any other decorator may say what a function has to return."""
TRANSLATIONS = frozenset({"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "lazy_gettext"})


# what functions within a function return is theirs, and the rest holds nothing
NOT_ENTERED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Constant, ast.expr_context, ast.operator, ast.cmpop)


class DictUse(StrEnum):
    RETURNED = "returns"
    PASSED = "passes on"
    ANNOTATED = "builds"


@dataclass(frozen=True, slots=True)
class RawDict:
    """`receiver` is the function that it is passed to."""

    node: ast.Dict
    use: DictUse
    keys: tuple[str, ...]
    receiver: str = ""


@dataclass(slots=True)
class _Body:
    """What one function's own statements hold. Grows as they are walked through."""

    results: list[ast.expr] = field(default_factory=list)
    calls: list[ast.Call] = field(default_factory=list)
    dicts: dict[str, tuple[ast.Dict, ast.expr | None]] = field(default_factory=dict)
    bound: Counter[str] = field(default_factory=Counter)
    loaded: Counter[str] = field(default_factory=Counter)
    inspected: Counter[str] = field(default_factory=Counter)
    """How often a name is read only to take something from it, or to put something into it."""
    spread: set[str] = field(default_factory=set)


def lines_of_keys(module: Module) -> Sequence[int]:
    """The lines on which literal keys of dicts may end, once for each. Of formatted code, which puts the colon there."""
    lines = [(number, line) for number, line in enumerate(module.lines, 1) if '":' in line or "':" in line]
    return [number for number, line in lines for _ in range(line.count('":') + line.count("':"))]


def raw_dicts(function: LocatedFunction, module: Module, names: ExternalNames, min_keys: int) -> Iterator[RawDict]:
    """The dicts of one function, those that it returns first. What a decorated function returns, its decorator asks for."""
    neutral = all(last_word(decorator) in NEUTRAL_DECORATORS for decorator in function.node.decorator_list)
    if not neutral or FOREIGN.search(function.node.name) or (function.owner is not None and FORMATTERS.search(function.owner.name)):
        return
    body = _body_of(function.node)
    at = Location(module, (function.node,), function.owner)
    own = {name: known for name, known in body.dicts.items() if name not in body.spread and body.bound[name] == 1}
    told: set[ast.Dict] = set()
    for found in _uses(function, body, own, at, names):
        keys = record_keys(found.node, module)
        if len(keys) >= min_keys and found.node not in told:
            told.add(found.node)
            yield RawDict(found.node, found.use, keys, found.receiver)


def _uses(
    function: LocatedFunction, body: _Body, own: dict[str, tuple[ast.Dict, ast.expr | None]], at: Location, names: ExternalNames
) -> Iterator[RawDict]:
    if is_raw(function.node.returns):
        for value in sorted(body.results, key=lambda value: value.lineno):
            if (node := _dict_of(value, own)) is not None:
                yield RawDict(node, DictUse.RETURNED, ())
    passed: Counter[str] = Counter()
    for call in body.calls:
        for argument, receiver in _passed_on(call, own, at, names):
            if isinstance(argument, ast.Name):
                passed[argument.id] += 1
            if (node := _dict_of(argument, own)) is not None:
                yield RawDict(node, DictUse.PASSED, (), receiver)
    for name, (node, annotation) in own.items():
        stays = body.loaded[name] == body.inspected[name] + passed[name]
        if annotation is not None and is_raw(annotation) and stays and not FOREIGN.search(name):
            yield RawDict(node, DictUse.ANNOTATED, ())


def _dict_of(value: ast.expr, own: dict[str, tuple[ast.Dict, ast.expr | None]]) -> ast.Dict | None:
    if isinstance(value, ast.Name):
        node, annotation = own.get(value.id, (None, None))
        return node if is_raw(annotation) and not FOREIGN.search(value.id) else None
    return value if isinstance(value, ast.Dict) else None


def _passed_on(
    call: ast.Call, own: dict[str, tuple[ast.Dict, ast.expr | None]], at: Location, names: ExternalNames
) -> Iterator[tuple[ast.expr, str]]:
    """The arguments that may be raw dicts, where a function of the repository takes them as such."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if not any(_dict_of(value, own) is not None for value in given):
        return
    callee = _callee(call, at, names)
    if callee is None or FOREIGN.search(callee.name):
        return
    parameters = [*callee.args.posonlyargs, *callee.args.args]
    bound = parameters[1:] if parameters and parameters[0].arg in {"self", "cls"} else parameters
    by_name = {one.arg: one for one in (*bound, *callee.args.kwonlyargs)}
    pairs = [*zip(call.args, bound, strict=False), *((one.value, by_name.get(one.arg or "")) for one in call.keywords)]
    for value, parameter in pairs:
        if parameter is not None and is_raw(parameter.annotation) and not any(word.search(parameter.arg) for word in (FOREIGN, BODIES)):
            yield value, callee.name


def _callee(call: ast.Call, at: Location, names: ExternalNames) -> FunctionNode | None:
    match call.func:
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name) if at.owner is not None:
            found: ast.stmt | None = next((one for one in at.owner.body if isinstance(one, ScopeNode) and one.name == name), None)
        case ast.Name() | ast.Attribute():
            definition = names.definition(call.func, at)
            found = None if definition is None else definition.node
        case _:
            found = None
    return found if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef) else None


def record_keys(node: ast.Dict, module: Module) -> tuple[str, ...]:
    """The keys of a dict that could be the fields of a class; none where it is a table, or in a format of its own."""
    keys = [key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    fields = len(keys) == len(node.keys) and all(key.isidentifier() and key == key.lower() for key in keys)
    return () if not fields or all(_is_fixed(value, module) for value in node.values) else tuple(keys)


def _is_fixed(value: ast.expr, module: Module) -> bool:
    """Whether a value is the same whenever the code runs: a constant, or something that the module itself defines."""
    pending: list[ast.AST] = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Call) and last_word(node) in TRANSLATIONS:
            continue
        if isinstance(node, ast.Name):
            if node.id not in module.definitions and node.id not in module.imports:
                return False
        elif not isinstance(node, ast.Constant | ast.Attribute | ast.UnaryOp | ast.List | ast.Tuple | ast.Set | ast.Dict | ast.Lambda):
            return False
        pending.extend(child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr) and not isinstance(node, ast.Lambda))
    return True


def _body_of(function: FunctionNode) -> _Body:
    found = _Body()
    pending: list[ast.AST | str | None] = [*function.body]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Name):
            (found.bound if isinstance(node.ctx, ast.Store) else found.loaded)[node.id] += 1
        elif isinstance(node, ast.AST) and not isinstance(node, NOT_ENTERED):
            _take(node, found)
            for name in node._fields:
                value = getattr(node, name, None)
                if isinstance(value, list):
                    pending.extend(value)
                elif isinstance(value, ast.AST):
                    pending.append(value)
    return found


def _take(node: ast.AST, found: _Body) -> None:
    if isinstance(node, ast.Subscript | ast.Attribute):
        if isinstance(node.value, ast.Name):
            found.inspected[node.value.id] += 1
    elif isinstance(node, ast.Call):
        found.calls.append(node)
        found.spread.update(one.value.id for one in node.keywords if one.arg is None and isinstance(one.value, ast.Name))
    elif isinstance(node, ast.Return | ast.Yield):
        found.results.extend(_single_values(node.value))
    elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        if isinstance(target, ast.Name):
            found.dicts[target.id] = node.value, node.annotation if isinstance(node, ast.AnnAssign) else None


def _single_values(value: ast.expr | None) -> Sequence[ast.expr]:
    """What is returned, one by one: of a list its elements, of a choice both sides."""
    match value:
        case None:
            return []
        case ast.List(elts=elements):
            return elements
        case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element):
            return [element]
        case ast.IfExp(body=first, orelse=second):
            return [first, second]
        case _:
            return [value]
