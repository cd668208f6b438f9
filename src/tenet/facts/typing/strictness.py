"""How strictly a project's types are checked, and in what a change makes that weaker."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property

from tenet.facts.typing.checker_settings import Setting

TRUE = frozenset({"true", "1", "yes", "on"})
FALSE = frozenset({"false", "0", "no", "off"})
STRICT_FLAGS = frozenset(
    {"disallow_untyped_defs", "disallow_incomplete_defs", "disallow_untyped_calls", "disallow_any_generics", "disallow_subclassing_any"}
    | {"disallow_untyped_decorators", "check_untyped_defs", "strict_optional", "strict_equality", "extra_checks", "warn_return_any"}
    | {"warn_unused_ignores", "warn_redundant_casts"}
)
"""What mypy's strict mode turns on, and what is on from the start (`strict_optional`)."""
EQUIVALENT = frozenset({"disallow_untyped_defs", "disallow_any_generics"})
"""The flags that make every signature typed: with both, mypy is strict whatever the mode is called."""
MODES = ("off", "basic", "standard", "recommended", "strict", "all")
STRICT_MODES = frozenset({"recommended", "strict", "all"})
EVERYTHING = frozenset({"", "*", "**", "."})


@dataclass(frozen=True, slots=True)
class Loosening:
    """A setting that checks less: at head, or at base where it is gone. `before` is what it was."""

    setting: Setting
    gone: bool = False
    before: str = ""


@dataclass(frozen=True)
class CheckedProject:
    """The settings of one folder, of all its type checkers."""

    settings: tuple[Setting, ...] = ()

    @cached_property
    def tools(self) -> frozenset[str]:
        return frozenset(setting.tool for setting in self.settings)

    @cached_property
    def strict(self) -> tuple[Setting, ...]:
        """The settings that make it strict; none if it is not."""
        flags = {one.name for one in self.flags if one.scope in EVERYTHING}
        equivalent = [one for one in self.flags if one.scope in EVERYTHING and one.name in EQUIVALENT] if flags >= EQUIVALENT else []
        return (*filter(_is_strict, self.settings), *equivalent, *self._strict_by_default)

    @property
    def flags(self) -> Iterator[Setting]:
        """The flags of mypy's strict mode that are on."""
        return (one for one in self.settings if one.tool == "mypy" and one.name in STRICT_FLAGS and one.value.lower() in TRUE)

    @property
    def _strict_by_default(self) -> Iterator[Setting]:
        """The section of basedpyright, whose mode is `recommended` where it names none."""
        modes = {one.tool for one in self.settings if one.name == "typeCheckingMode"}
        return (one for one in self.settings if one.tool == "basedpyright" and not one.name and not modes)

    def loosened(self, base: "CheckedProject") -> Iterator[Loosening]:
        """What checks less here than there, of the tools that both sides have."""
        before = {(one.tool, one.scope, one.name): one for one in base.settings}
        known = {(one.tool, one.scope, one.name, one.value) for one in base.settings}
        for setting in self.settings:
            if setting.tool in base.tools and (setting.tool, setting.scope, setting.name, setting.value) not in known:
                earlier = before.get((setting.tool, setting.scope, setting.name))
                if _loosens(setting, earlier) and (setting.name not in STRICT_FLAGS or earlier is not None or base.strict):
                    yield Loosening(setting, before=earlier.value if earlier is not None and not _is_listed(setting) else "")
        yield from self._gone(base)

    def _gone(self, base: "CheckedProject") -> Iterator[Loosening]:
        """What turned checks on and is there no more, unless a strict mode says the same."""
        here = {(one.tool, one.scope, one.name) for one in self.settings}
        if base.strict and not self.strict:
            yield from (Loosening(one, gone=True) for one in base.strict[:1] if (one.tool, one.scope, one.name) not in here)
        elif not self.strict:
            flags = (one for one in base.flags if one.tool in self.tools and one.scope in EVERYTHING)
            yield from (Loosening(one, gone=True) for one in flags if (one.tool, one.scope, one.name) not in here)


def _is_strict(setting: Setting) -> bool:
    if setting.tool == "mypy":
        return setting.name == "strict" and setting.scope in EVERYTHING and setting.value.lower() in TRUE
    if setting.tool == "ty":
        return setting.name == "rules.all" and setting.scope in EVERYTHING and setting.value in {"warn", "error"}
    return (setting.name == "typeCheckingMode" and setting.value in STRICT_MODES) or setting.name == "strict"


def _loosens(setting: Setting, before: Setting | None) -> bool:
    value = setting.value.lower()
    if setting.tool == "mypy":
        return _loosens_mypy(setting, value)
    if setting.tool == "ty":
        return setting.name.startswith("rules.") and value == "ignore"
    if setting.name == "typeCheckingMode":
        default = "recommended" if setting.tool == "basedpyright" else "standard"
        rank = MODES.index(before.value if before is not None and before.value in MODES else default)
        return value in MODES and MODES.index(value) < rank
    return (setting.name.startswith("report") and value in {"false", "none"}) or setting.name == "ignore"


def _loosens_mypy(setting: Setting, value: str) -> bool:
    match setting.name:
        case "strict":
            return value in FALSE
        case "ignore_errors":
            return value in TRUE
        case "disable_error_code":
            return bool(value)
        case "ignore_missing_imports":
            return value in TRUE and setting.scope in EVERYTHING
        case "follow_imports":
            return value == "skip" and setting.scope in EVERYTHING
        case name if name.startswith("allow_untyped") or name == "implicit_optional":
            return value in TRUE
        case name:
            return name in STRICT_FLAGS and value in FALSE


def _is_listed(setting: Setting) -> bool:
    return setting.name in {"disable_error_code", "ignore"} or (setting.name == "strict" and "pyright" in setting.tool)


def scopes_within(setting: Setting, patterns: Sequence[str]) -> bool:
    """Whether all modules or paths that a setting is for match one of the patterns."""
    scopes = [one.strip() for one in setting.scope.split(",") if one.strip()]
    listed = [setting.value] if setting.name == "ignore" else []
    return bool(scopes or listed) and all(any(fnmatch(one, pattern) for pattern in patterns) for one in (*scopes, *listed))
