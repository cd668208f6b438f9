"""Calls that hold up whoever makes them: nothing else runs on the event loop until they are done."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.flows.external_calls import TEXT_ARGUMENT
from tenet.facts.flows.own_calls import OwnCall, gives_values, own_calls
from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.modules import dotted_name
from tenet.facts.python.scope import source_of


class Blocking(StrEnum):
    """What a call waits for. The value is what the calls of one kind are together."""

    SLEEP = "sleep"
    HTTP = "wait for an HTTP answer"
    FILE = "read or write files"
    PROCESS = "wait for a program"
    SESSION = "use a synchronous database session"
    DRIVER = "use a synchronous database driver"
    MONGO = "use the synchronous client of MongoDB"
    REDIS = "use the synchronous client of Redis"
    AWS = "use the synchronous client of AWS"
    NETWORK = "wait for the network"
    INPUT = "wait for somebody to type"
    NAMED = "take long by the policy"
    HELPER = "wait in a function of the repository"


VERBS = r"(?:get|post|put|patch|delete|head|options|request|stream|send)"
ORM = r"(?:sqlalchemy|sqlmodel)(?:\.\w+)*"
SESSIONS = rf"{ORM}\.(?:(?:Session|scoped_session)\(\)(?:\(\))?|sessionmaker\(\)(?:\(\)|\.begin\(\)))"
QUERIED = r"(?:all|first|one|one_or_none|scalar|count|delete|update|get)"
DRIVERS = r"(?:psycopg2?|sqlite3|pymysql|MySQLdb|mysql\.connector|pyodbc|oracledb)"
STORED = r"(?:find_one|insert_|update_|delete_|replace_one|count_documents|distinct|bulk_write|create_index|drop|command|list_)\w*"
IDLE = r"(?:generate_presigned\w*|get_paginator|get_waiter|can_paginate|close|pipeline|lock|pubsub|register_script)"
FORMS: Mapping[Blocking, str] = {
    Blocking.SLEEP: r"time\.sleep",
    Blocking.HTTP: rf"requests\.(?:api\.)?{VERBS}|requests(?:\.sessions)?\.[Ss]ession\(\)\.{VERBS}|httpx\.(?:Client\(\)\.)?{VERBS}|"
    r"urllib\.request\.url(?:open|retrieve)|urllib3\.(?:PoolManager\(\)\.)?(?:request|urlopen)|"
    r"http\.client\.HTTPS?Connection\(\)\.(?:request|getresponse)",
    Blocking.PROCESS: r"subprocess\.(?:run|call|check_call|check_output|getoutput|getstatusoutput)|os\.(?:system|popen|wait|waitpid)|"
    r"subprocess\.Popen\(\)\.(?:wait|communicate)",
    Blocking.FILE: r"io\.open|pathlib\.Path\b.*\.(?:open|read_text|read_bytes|write_text|write_bytes)|(?:gzip|bz2|lzma)\.open|"
    r"shutil\.(?:copy|copy2|copyfile|copyfileobj|copytree|move|rmtree|make_archive|unpack_archive)",
    Blocking.SESSION: rf"{SESSIONS}\.(?:execute|scalars?|commit|flush|rollback|refresh|get|get_one|merge|exec|bulk_\w+)|"
    rf"{SESSIONS}\.query\(\).*\.{QUERIED}|{ORM}\.(?:create_engine|Engine)\(\)\.(?:connect|begin)(?:\(\)\.(?:execute|commit|scalars?))?|"
    rf"{ORM}\.Connection\(\)\.(?:execute|commit|scalars?)",
    Blocking.DRIVER: rf"{DRIVERS}\.connect(?:\(\)(?:\.cursor\(\))?\.(?:execute\w*|fetch\w*|commit|rollback|callproc))?",
    Blocking.MONGO: rf"pymongo\.(?:\w+\.)*MongoClient\(\).*\.{STORED}",
    Blocking.REDIS: r"redis\.(?:client\.|cluster\.)?(?:(?:Strict)?Redis(?:Cluster)?(?:\.from_url)?|from_url)\(\)"
    rf"(?:\.pipeline\(\)\.execute|\.(?!{IDLE}$)[a-z]\w*)",
    Blocking.AWS: rf"boto3\.(?:(?:session\.)?Session\(\)\.)?client\(\)\.(?!{IDLE}$)[a-z]\w*|"
    r"boto3\.(?:(?:session\.)?Session\(\)\.)?resource\(\)(?:\.\w+\(\))*\.(?:put_|get_|upload|download|delete|update_|query|scan|load|copy)\w*",
    Blocking.NETWORK: r"smtplib\.SMTP(?:_SSL)?(?:\(\)\.(?:sendmail|send_message|login|starttls))?|"
    r"socket\.(?:create_connection|gethostbyname|getaddrinfo)",
}
PATTERN = re.compile("|".join(f"(?P<{kind.name}>{form})" for kind, form in FORMS.items()))
LIKELY = re.compile(
    rf"{VERBS}|{QUERIED}|{STORED}|sleep|url\w+|run|r?open|popen|call|check_\w+|get\w+|wait\w*|communicate|system|(?:read|write)_(?:text|bytes)|"
    r"copy\w*|move|rmtree|\w+_archive|execute\w*|scalars|commit|flush\w*|rollback|refresh|merge|exec|bulk_\w+|connect|begin|fetch\w*|callproc|"
    r"set\w*|exists|expire|incr\w*|decr\w*|h(?:get|set|del)\w*|[lrb]{1,2}(?:push|pop|range)\w*|s(?:add|rem|members|ismember)|z\w+|publish|keys|"
    r"scan\w*|mget|mset|ttl|ping|xadd|xread\w*|query|load|invoke\w*|SMTP\w*|login|starttls|create_connection|"
    r"(?:put|upload|download|head|send|create|describe|receive|copy|start|batch)_\w+"
)
"""The last names of such calls: what else is called is not followed."""
LINTED: Mapping[str, Blocking] = {
    "ASYNC210": Blocking.HTTP,
    "ASYNC212": Blocking.HTTP,
    "ASYNC221": Blocking.PROCESS,
    "ASYNC222": Blocking.PROCESS,
    "ASYNC230": Blocking.FILE,
    "ASYNC240": Blocking.FILE,
    "ASYNC250": Blocking.INPUT,
    "ASYNC251": Blocking.SLEEP,
}
"""The codes of the linter for the same."""
LONG = frozenset({Blocking.SLEEP, Blocking.HTTP, Blocking.PROCESS})
"""What is looked for one call down, too: it takes long whatever it is for."""
READING = frozenset({"read_text", "read_bytes", "write_text", "write_bytes", "open"})
"""What of ASYNC240 reads or writes: the others ask the file system for a word, and are over at once."""


@dataclass(frozen=True, slots=True)
class BlockingCall:
    """A call on the event loop that waits."""

    kind: Blocking
    name: str
    node: ast.Call
    because: str = ""
    """What the function that is called does, as the rest of a sentence."""

    @property
    def written(self) -> str:
        """What is called, as the code writes it."""
        return source_of(self.node.func)[:50]

    @property
    def verb(self) -> str:
        """The last name of it."""
        return (dotted_name(self.node.func) or [getattr(self.node.func, "attr", "")])[-1]

    @property
    def end_line(self) -> int:
        """Where what is called is named in full: arguments are no part of the fault."""
        return self.node.func.end_lineno or self.node.lineno


@dataclass(frozen=True)
class BlockingCalls:
    """Knows them in one file. `linted` is what the linter says of a call, by its line and column (both from 1)."""

    names: ExternalNames
    linted: Mapping[tuple[int, int], str]
    named: frozenset[str] = frozenset()

    def among(self, calls: Iterable[OwnCall], at: Location) -> Iterator[BlockingCall]:
        """The blocking calls of one function's own body. What is awaited does not block."""
        for call in calls:
            if not call.awaited and (found := self._judge(call.node, at)) is not None:
                yield found

    def through_helpers(self, calls: Iterable[OwnCall], at: Location) -> Iterator[BlockingCall]:
        """The calls of plain functions of the repository which wait for long themselves."""
        for call in calls:
            definition = None if call.awaited else self.names.definition(call.node.func, at)
            if definition is None or not isinstance(definition.node, ast.FunctionDef) or definition.node.decorator_list:
                continue
            if gives_values(definition.node):
                continue
            inside = Location(definition.module, (definition.node,))
            known = BlockingCalls(self.names, {}).among(own_calls(definition.node), inside)
            inner = next((one for one in known if one.kind in LONG), None)
            if inner is not None:
                place = f"line {inner.node.lineno} of `{definition.module.path}`"
                yield BlockingCall(Blocking.HELPER, inner.name, call.node, f": it calls `{inner.written}()` in {place}")

    def _judge(self, call: ast.Call, at: Location) -> BlockingCall | None:
        written = (dotted_name(call.func) or [getattr(call.func, "attr", "")])[-1]
        likely = bool(self.named) or LIKELY.fullmatch(written) is not None
        name = TEXT_ARGUMENT.sub("()", self.names.name(call.func, at) or "") if likely else ""
        if self.named and (name in self.named or self._own_name(call, at) in self.named):
            return BlockingCall(Blocking.NAMED, name, call)
        found = PATTERN.fullmatch(name) if name else None
        if found is not None and found.lastgroup is not None:
            return BlockingCall(Blocking[found.lastgroup], name, call)
        code = self.linted.get((call.lineno, _column(call, at))) if self.linted else None
        if code is None or (code == "ASYNC240" and written not in READING):
            return None
        return BlockingCall(LINTED[code], name or written, call)

    def _own_name(self, call: ast.Call, at: Location) -> str:
        """The full name of a function of the repository that is called."""
        definition = self.names.definition(call.func, at)
        return "" if definition is None else f"{definition.module.name}.{getattr(definition.node, 'name', '')}"


def _column(call: ast.Call, at: Location) -> int:
    """The column in characters, from 1."""
    line = at.module.line(call.lineno)
    return call.col_offset + 1 if line.isascii() else len(line.encode()[: call.col_offset].decode(errors="replace")) + 1
