"""The field of the settings that a literal should become."""

import re
from dataclasses import dataclass

from tenet.facts.literals.kinds import HardCoded, Kind
from tenet.facts.python.module import Module
from tenet.facts.python.modules import last_name

TYPES = {Kind.SECRET: "SecretStr", Kind.DSN: "AnyUrl", Kind.HOST: "str", Kind.PORT: "int", Kind.BUCKET: "str", Kind.PATH: "Path"}
PLAIN = {Kind.SECRET: "secret", Kind.DSN: "url", Kind.HOST: "host", Kind.PORT: "port", Kind.BUCKET: "bucket", Kind.PATH: "path"}
GENERAL = frozenset(
    {
        "password",
        "passwd",
        "pwd",
        "token",
        "secret",
        "host",
        "port",
        "url",
        "bucket",
        "path",
        "api_key",
        "key",
        "directory",
        "filename",
        "uri",
    }
)
VERB = re.compile(r"^(?:get|create|make|build|init|setup|set_up|start|open|connect(?:_to)?)_(?=[a-z])")
NO_NAME = frozenset(
    {"connect", "run", "open", "path", "bind", "post", "get", "put", "request", "join", "create_pool", "from_url", "client", "init"}
)


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    type: str


def setting_for(found: HardCoded) -> Setting:
    given = _snake(found.literal.name)
    name = given or _snake(found.literal.target) or PLAIN[found.kind]
    around = _around(found) if name in GENERAL else ""
    whole = f"{around}_{name}" if around and not name.startswith(around) else name
    return Setting(whole[:60], TYPES[found.kind])


def _around(found: HardCoded) -> str:
    """What the value is for: the client that takes it, or the class or function that it stands in."""
    call = found.literal.call
    called = _snake(last_name(call.func)) if call is not None else ""
    at = found.literal.at
    known = [called, _snake(at.owner.name) if at.owner is not None else "", _snake(at.function.name) if at.function is not None else ""]
    named = next((name for name in known if name and name.strip("_") not in NO_NAME), "").strip("_")
    return VERB.sub("", named)


def _snake(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name[:80])
    return re.sub(r"\W+", "_", spaced).strip("_").lower()


def remedy(module: Module, found: HardCoded) -> str:
    setting = setting_for(found)
    if any(one.module.partition(".")[0] == "django" for one in module.imports.values()):
        name = setting.name.upper()
        way = f'Read it in the settings (`{name} = os.environ["{name}"]`) and use `settings.{name}` here.'
    else:
        way = f"Add `{setting.name}: {setting.type}` to the settings and use `settings.{setting.name}` here."
    return f"{way} Replace the secret itself, too: it stays readable in the history." if found.secret else way
