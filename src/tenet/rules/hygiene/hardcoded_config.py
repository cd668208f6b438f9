"""A value that belongs to the configuration is written into the code.

What it flags
    Secrets (by their form, as keys of AWS or Stripe, tokens of GitHub or Slack, private keys and JSON web tokens have one, or
    by their name: `password="..."`), URLs with a password and connection strings of stores and brokers, addresses and
    hosts of one's own network or deployment, ports of clients and servers, buckets, and absolute paths that are opened.
    Not flagged: tests, docs and examples; settings and modules of the component `core`, where a default for local
    development may stand (a secret that looks real may not); localhost and example.com, placeholders, defaults of
    parameters, of options and of environment variables, names of fields and headers, public addresses of other people's
    APIs, the paths of the system.

Why
    A secret in the code is known to all who can read the repository, for as long as its history lasts. A host or path in
    the code is right in one place only, and changing it takes a release.

Bad
    ```python
    from redis.asyncio import Redis

    cache = Redis(host="cache-1.prod.internal", port=6380, password="tr0ub4dor&3")
    ```

Good
    ```python
    from redis.asyncio import Redis

    from shop.core.settings import settings

    cache = Redis.from_url(str(settings.redis_url))
    TOKEN_URL = "/token"
    PASSWORD_FIELD = "password"
    ```

How to fix
    Add a field to the settings and read it from the environment: `redis_password: SecretStr`. A secret that was committed
    is replaced at once: taking it out of the code does not take it out of the history.
"""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import groupby
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Outcome, Unknown, Violation
from tenet.domain.policy import Scope
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.literals.hardcoded import hardcoded, is_settings
from tenet.facts.literals.kinds import HardCoded, Kind
from tenet.facts.python.parsed_files import Unparsable
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.python.module import Module

CODES = ("S104", "S105", "S106", "S107", "S108")
ORDER = tuple(Kind)


class Options(RuleOptions):
    kinds: tuple[Kind, ...] = Field(default=ORDER, description="What is looked for.", json_schema_extra={"weaker": "fewer"})
    allow: tuple[str, ...] = Field(
        default=(), description="Values that may stand in the code (patterns with `*`), as `orders-*` or `/var/run/*`."
    )
    noqa: bool = Field(default=True, description="A `# noqa` comment for the linter's own code silences it, too.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    for path in facts.source_paths(options.scope):
        lines = _lines(facts, path, options.scope)
        module = facts.modules(Side.HEAD).at(path) if lines else None
        if isinstance(module, Unparsable):
            yield Unknown("configuration", module.reason, path, module.line)
        elif module is not None:
            core = any(one.name == "core" and one.holds(path) for one in facts.surroundings.components)
            found = hardcoded(module, facts.names(Side.HEAD), lines, settings=core or is_settings(path))
            wanted = (one for one in _once(found) if _is_wanted(facts, path, one, options))
            for _, together in groupby(wanted, key=_place):
                yield _violation(module, tuple(together))


def _once(found: Iterable[HardCoded]) -> Iterator[HardCoded]:
    """A value that a function repeats is one fault."""
    seen: set[tuple[object, object]] = set()
    for one in found:
        key = one.literal.at.function, one.literal.node.value
        if key not in seen:
            seen.add(key)
            yield one


def _lines(facts: Facts, path: str, scope: Scope) -> tuple[int, ...]:
    """Where to look. Only lines that the change adds count, so that in most files nothing has to be parsed."""
    from tenet.facts.literals.gate import candidate_lines

    file = facts.change.by_path.get(path)
    if scope is Scope.ALL or file is None or not file.lines_known or facts.head.has_lone_returns(path):
        return candidate_lines(list(enumerate((facts.head.text(path) or "").split("\n"), 1)))
    return candidate_lines([(line, facts.head.line(path, line)) for line in sorted(file.added)])


def _is_wanted(facts: Facts, path: str, found: HardCoded, options: Options) -> bool:
    text = str(found.literal.node.value)
    if found.kind not in options.kinds or any(fnmatchcase(text, pattern) for pattern in options.allow):
        return False
    return not (options.noqa and any(facts.lint.silenced(path, found.literal.end_line, code) for code in CODES))


def _place(found: HardCoded) -> object:
    """What one call takes, or one name may hold, is one fault."""
    literal = found.literal
    return id(literal.call) if literal.call is not None else literal.target or id(literal.node)


def _violation(module: "Module", together: tuple[HardCoded, ...]) -> Violation:
    from tenet.facts.literals.setting import remedy, setting_for

    first = min(together, key=lambda one: ORDER.index(one.kind))
    function = first.literal.at.function
    who = f"`{function.name}`" if function is not None else f"Module `{module.name}`"
    return Violation(
        message=f"{who} has configuration written into it: {_listed(together)}.",
        remedy=remedy(module, first),
        path=module.path,
        line=min(one.literal.line for one in together),
        end_line=max(one.literal.end_line for one in together),
        key=f"{first.kind.value} {setting_for(first).name}",
        data={"kinds": [one.kind.value for one in together], "settings": [setting_for(one).name for one in together]},
        confidential=any(one.kind in {Kind.SECRET, Kind.DSN} for one in together),
    )


def _listed(together: Iterable[HardCoded]) -> str:
    return ", ".join(dict.fromkeys(f"{one.what} `{_named(one)}`" for one in together))


def _named(found: HardCoded) -> str:
    name = found.literal.name
    return f"{name} = {found.shown[:60]}" if name else found.shown[:60]


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="no hardcoded configuration",
    options=Options,
    check=check,
)
