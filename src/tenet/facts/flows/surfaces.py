"""Attack surface: where input comes in, and what it may reach. One `Surface` for each place."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.flows.external_calls import ExternalCall
from tenet.facts.flows.outbound import chosen_host
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.scope import source_of


class SurfaceKind(StrEnum):
    """What is exposed, as the end of a sentence that starts with the place."""

    OPEN_ROUTE = "can be called by anybody"
    WEBHOOK = "receives a webhook"
    UPLOAD = "takes a file"
    PROGRAM = "runs a program"
    DESERIALISATION = "builds objects from bytes"
    TEMPLATE = "renders a template that is made at run time"
    OUTBOUND = "calls a host that the caller names"


@dataclass(frozen=True, slots=True)
class Surface:
    """`code` is what a person looks for: a route, or a call. `subject` tells apart calls that are written alike."""

    kind: SurfaceKind
    code: str
    subject: str
    path: str
    line: int
    end_line: int
    handler: str = ""
    """The function that a route leads to."""

    @property
    def key(self) -> tuple[str, ...]:
        return self.kind.value, self.code, self.subject


def gone(before: Sequence[Surface], now: Sequence[Surface]) -> Iterator[Surface]:
    """What was exposed before, and is no more under that name."""
    still = {surface.key for surface in now}
    return (surface for surface in before if surface.key not in still)


def not_renamed(new: Iterable[Surface], gone: Iterable[Surface]) -> Iterator[Surface]:
    """New surface without the handlers that were exposed alike under another path."""
    known = Counter((surface.kind, surface.handler) for surface in gone)
    for surface in new:
        key = surface.kind, surface.handler
        if surface.handler and known[key] > 0:
            known[key] -= 1
        else:
            yield surface


SPAWNING = {
    "subprocess": ("run", "Popen", "call", "check_call", "check_output", "getoutput", "getstatusoutput"),
    "os": (
        *("system", "popen", "execv", "execve", "execvp", "execvpe", "execl", "execlp", "posix_spawn", "posix_spawnp", "startfile"),
        *("spawnl", "spawnle", "spawnlp", "spawnlpe", "spawnv", "spawnve", "spawnvp", "spawnvpe"),
    ),
    "asyncio": ("create_subprocess_exec", "create_subprocess_shell"),
    "anyio": ("run_process", "open_process"),
    "trio": ("run_process",),
    "pexpect": ("spawn", "run"),
    "pty": ("spawn",),
}
PROGRAMS = frozenset(f"{module}.{name}" for module, names in SPAWNING.items() for name in names)
PICKLERS = ("pickle", "cPickle", "_pickle", "dill", "cloudpickle", "marshal")
DESERIALISERS = frozenset(
    {
        *(f"{module}.{name}" for module in PICKLERS for name in ("load", "loads")),
        *("pickle.Unpickler", "dill.Unpickler", "shelve.open", "jsonpickle.decode", "jsonpickle.unpickler.decode", "joblib.load"),
        *("pandas.read_pickle", "yaml.unsafe_load", "yaml.unsafe_load_all", "yaml.full_load", "yaml.full_load_all"),
    }
)  # fmt: skip
YAML_LOADS = frozenset({"yaml.load", "yaml.load_all"})
SAFE_LOADERS = frozenset({"SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader"})
TEMPLATES = frozenset({"jinja2.Template", "mako.template.Template", "django.template.Template", "flask.render_template_string"})


def call_surfaces(calls: Sequence[ExternalCall], names: ExternalNames) -> Iterator[Surface]:
    """What the calls of some files expose."""
    for call in calls:
        kind = _kind(call, names)
        if kind is not None and isinstance(call.node, ast.Call):
            subject = source_of(call.arguments[0])[:80] if call.arguments else ""
            yield Surface(kind, f"{source_of(call.node.func)[:60]}()", subject, call.at.module.path, call.line, call.end_line)


def _kind(call: ExternalCall, names: ExternalNames) -> SurfaceKind | None:
    name = call.plain
    if name in PROGRAMS:
        return None if _is_fixed(call) else SurfaceKind.PROGRAM
    if name in DESERIALISERS or _loads_objects(call):
        return SurfaceKind.DESERIALISATION
    if _renders(call):
        return SurfaceKind.TEMPLATE
    return SurfaceKind.OUTBOUND if chosen_host(call, names) else None


def _is_fixed(call: ExternalCall) -> bool:
    """Whether each word of a command is written in the code: nobody can make it another one."""
    words: list[ast.expr] = []
    for argument in call.arguments:
        words += argument.elts if isinstance(argument, ast.List | ast.Tuple) else [argument]
    return bool(words) and all(isinstance(word, ast.Constant) or source_of(word) == "sys.executable" for word in words)


def _loads_objects(call: ExternalCall) -> bool:
    """`yaml.load` with a loader that makes objects, `numpy.load` and `torch.load` where they unpickle."""
    if call.name in YAML_LOADS:
        loader = call.keyword("Loader") or (call.arguments[1] if len(call.arguments) > 1 else None)
        return loader is None or source_of(loader).rpartition(".")[2] not in SAFE_LOADERS
    if call.name == "numpy.load":
        return _is_true(call.keyword("allow_pickle"))
    return call.name == "torch.load" and not _is_true(call.keyword("weights_only"))


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _renders(call: ExternalCall) -> bool:
    by_environment = call.last == "from_string" and call.root in {"jinja2", "django", "mako"}
    if call.name not in TEMPLATES and not by_environment:
        return False
    text = call.arguments[0] if call.arguments else call.keyword("source", "template_string", "text", "template_code")
    return text is not None and not isinstance(text, ast.Constant)
