"""What a handler does once more when its request is repeated: charge, create a row, send, let a number or a list grow."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.flows.external_calls import TEXT_ARGUMENT
from tenet.facts.handlers.handler import Handler
from tenet.facts.handlers.objects import Callee, OwnClass
from tenet.facts.handlers.reach import Reach, called_name
from tenet.facts.handlers.slow_work import SlowWork, WorkKind
from tenet.facts.handlers.tables import Tables
from tenet.facts.handlers.writes import Writes
from tenet.facts.python.bindings import Location
from tenet.facts.python.module import FunctionNode
from tenet.facts.python.scope import source_of
from tenet.facts.python.walking import statements_within, walk

CHARGES = re.compile(
    r"""stripe\.(PaymentIntent|Charge|Refund|Transfer|Payout|Subscription|InvoiceItem)\.create(_async)? | stripe\.Invoice\.pay(_async)?
    | stripe\.StripeClient\(\)\.(v1\.)?(payment_intents|charges|refunds|transfers|payouts|subscriptions)\.create(_async)?
    | braintree\b.*\.transaction\.(sale|refund) | razorpay\.Client\(\)\.(payment\.(capture|refund)|order\.create)
    | mollie\b.*\.payments\.create | paypalrestsdk\.Payment\(\)\.(create|execute) | square\b.*\.create_payment""",
    re.VERBOSE,
)
CHARGING = frozenset({"create", "create_async", "pay", "pay_async", "sale", "refund", "capture", "execute", "create_payment"})
SENDING = frozenset({WorkKind.MAIL, WorkKind.MESSAGE})
MEANT_TO_REPEAT = re.compile(r"resend|forgot|reset|verif|confirm|magic|log_?in|sign_?in|otp|recover|remind|test|ping|notify", re.IGNORECASE)
CREATING = re.compile(r"(?:api_)?(?:create|add|new|register|place|submit|make|store|insert|post)(?:_|$)")
RECORDS = re.compile(r"Log(?:Entry)?$|Event$|History$|Audit|Activity|Session$|Token$|Notification$|Message$")
GUARDED = re.compile(
    r"exist|conflict|\b409\b|duplicate|already|IntegrityError|get_or_create|update_or_create|upsert|one_or_none|idempot|dedup|UniqueViolation|insufficient",
    re.IGNORECASE,
)
LOADING = re.compile(r"^(get|find|one|first|load|fetch|scalar|read)", re.IGNORECASE)
COUNTED = re.compile(r"version|revision|attempt|retr(?:y|ies)|generation|sequence|_count$", re.IGNORECASE)


class RepeatKind(StrEnum):
    """What happens again."""

    CHARGE = "charge"
    CREATE = "create"
    SEND = "send"
    GROW = "grow"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A place in a handler whose effect a repeated request has again. `subject` is the table, the call or the attribute."""

    kind: RepeatKind
    line: int
    end_line: int
    subject: str
    callee: Callee | None = None

    @property
    def key(self) -> str:
        return f"{self.kind.name} {self.subject}"


@dataclass(frozen=True, slots=True)
class Repeats:
    """The repeatable effects of handlers of one side of the change."""

    reach: Reach
    writes: Writes
    slow_work: SlowWork
    tables: Tables

    def of(self, handler: Handler) -> Iterator[Repeat]:
        """In the handler itself, and one call down."""
        places: list[tuple[Location, ast.Call | None, Callee | None]] = [(handler.inside, None, None)]
        places += [(step.callee.inside, step.node, step.callee) for step in self.reach.steps(handler.inside)]
        for inside, node, callee in places:
            for kind, own, subject in self._in(handler, inside):
                place = own if node is None else node
                yield Repeat(kind, place.lineno, place.end_lineno or place.lineno, subject, callee)

    def _in(self, handler: Handler, inside: Location) -> Iterator[tuple[RepeatKind, ast.stmt | ast.expr, str]]:
        if "POST" in handler.methods:
            yield from ((RepeatKind.CHARGE, call, name) for call, name in self._charges(inside))
            again = [*self._created(handler, inside), *self._sent(handler, inside)]
            yield from again if again and not _is_guarded(handler.inside) and not _is_guarded(inside) else ()
        if "PUT" in handler.methods and inside.function is not None:
            yield from ((RepeatKind.GROW, node, subject) for node, subject in _growth(inside.function))
        if "DELETE" in handler.methods and inside.function is handler.function:
            yield from ((RepeatKind.GONE, node, "404") for node in _not_found(handler.function))

    def _charges(self, inside: Location) -> Iterator[tuple[ast.Call, str]]:
        for call in self.reach.calls(inside):
            if called_name(call) in CHARGING and "idempot" not in source_of(call):
                name = TEXT_ARGUMENT.sub("()", self.reach.names.name(call.func, inside) or "")
                if CHARGES.fullmatch(name):
                    yield call, name

    def _sent(self, handler: Handler, inside: Location) -> Iterator[tuple[RepeatKind, ast.Call, str]]:
        if not MEANT_TO_REPEAT.search(f"{handler.route} {handler.function.name}"):
            yield from ((RepeatKind.SEND, work.node, work.name) for work in self.slow_work.of(inside) if work.kind in SENDING)

    def _created(self, handler: Handler, inside: Location) -> Iterator[tuple[RepeatKind, ast.Call, str]]:
        """The rows that are added to tables in which the same row may stand twice."""
        if not _creates(handler):
            return
        told: set[ast.ClassDef] = set()
        for write in self.writes.of(inside):
            row = self._row(write.node, inside)
            if row is None or row.node in told or RECORDS.search(row.node.name) or not self.tables.allows_twins(row):
                continue
            told.add(row.node)
            if not any(_asks_for(one, row.node.name) for one in (handler.function, inside.function) if one is not None):
                yield RepeatKind.CREATE, write.node, row.node.name

    def _row(self, call: ast.Call, inside: Location) -> OwnClass | None:
        name = called_name(call)
        if name == "add" and call.args:
            return self.reach.objects.class_of(call.args[0], inside)
        if name in {"create", "acreate"} and isinstance(call.func, ast.Attribute):
            maker = call.func.value
            return self.reach.objects.class_itself(maker.value if isinstance(maker, ast.Attribute) else maker, inside)
        if name == "insert" and call.args:
            return self.reach.objects.class_itself(call.args[0], inside)
        return None


def _creates(handler: Handler) -> bool:
    """By its name or its status: other handlers add rows beside what they are for."""
    status = next((keyword.value for keyword in handler.decorator.keywords if keyword.arg == "status_code"), None)
    return CREATING.match(handler.function.name.lstrip("_")) is not None or (status is not None and "201" in source_of(status))


def _is_guarded(inside: Location) -> bool:
    """Whether the text of a function speaks of what is there already."""
    function = inside.function
    if function is None:
        return False
    lines = inside.module.lines[function.lineno - 1 : function.end_lineno]
    return any(GUARDED.search(line) for line in lines)


def _asks_for(function: FunctionNode, table: str) -> bool:
    """Whether a function reads from a table: then it may know what is there."""
    return any(
        called_name(node) in {"select", "query", "get", "exists", "count", "filter", "filter_by", "find_one"}
        and any(isinstance(part, ast.Name) and part.id == table for argument in [*node.args, node.func] for part in ast.walk(argument))
        for node in walk(function)
        if isinstance(node, ast.Call)
    )


def _growth(function: FunctionNode) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    """`order.total += 1`, `order.lines.append(line)`: attributes of what was loaded that have another value after each run."""
    set_anew = {source_of(target) for node in statements_within(function.body) if isinstance(node, ast.Assign) for target in node.targets}
    loaded = set(_loaded(function))
    for node in walk(function):
        match node:
            case ast.AugAssign(target=ast.Attribute(value=ast.Name(id=owner), attr=name) as grown, op=ast.Add() | ast.Sub()):
                counts = COUNTED.search(name) is not None
            case ast.Call(func=ast.Attribute(value=ast.Attribute(value=ast.Name(id=owner)) as grown, attr="append")):
                counts = False
            case _:
                continue
        if owner in loaded and not counts and source_of(grown) not in set_anew:
            yield node, source_of(grown)


def _loaded(function: FunctionNode) -> Iterator[str]:
    """The names of what a function gets from somewhere."""
    for node in statements_within(function.body):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            made = node.value.value if isinstance(node.value, ast.Await) else node.value
            if isinstance(made, ast.Call) and LOADING.search(called_name(made)):
                yield node.targets[0].id


def _not_found(function: FunctionNode) -> Iterator[ast.stmt]:
    for node in statements_within(function.body):
        if isinstance(node, ast.Raise) and node.exc is not None and re.search(r"\b404\b|NOT_FOUND|NotFound", source_of(node.exc)):
            yield node
