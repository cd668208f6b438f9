"""What in the configuration of type checkers checks less than strict mode, and whether the change brought it in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenet.domain.change import Change, FileStatus, Side
from tenet.domain.finding import Unknown
from tenet.facts.sources import Sources
from tenet.facts.typing.checked_projects import (
    changed_folders,
    holds_python,
    is_about_own_code,
    is_configured_above,
    is_strict_from_above,
    project_in,
)
from tenet.facts.typing.checker_settings import Setting, UnreadableConfiguration
from tenet.facts.typing.strictness import CheckedProject, Loosening, scopes_within

TOOLS = ("mypy", "pyright", "basedpyright", "ty")
STRICT = {"mypy": "`strict = true`", "ty": '`all = "error"` in its `rules`'}
PYRIGHT_STRICT = '`typeCheckingMode = "strict"`'


@dataclass(frozen=True, slots=True)
class LaxSetting:
    """One place where types are checked less strictly."""

    message: str
    remedy: str
    key: str
    path: str
    line: int
    side: Side
    new: bool


@dataclass(frozen=True)
class LaxConfiguration:
    """`exempt` are patterns of the modules and paths for which checks may be off. `everywhere`: what was so before is asked, too."""

    change: Change
    base: Sources
    head: Sources
    exempt: Sequence[str]
    everywhere: bool

    def of(self, folder: str) -> Iterator[LaxSetting | Unknown]:
        """What one folder's files set. A file that cannot be read hides what it sets."""
        if not holds_python(self.head, folder):
            return
        try:
            after = project_in(self.head, folder)
        except UnreadableConfiguration as error:
            yield Unknown("configuration of the type checker", str(error))
            return
        try:
            before = project_in(self.base, folder)
            yield from self._judged(folder, before, after)
        except UnreadableConfiguration:
            return  # what the base sets, or a folder above, nobody could read before either

    def _judged(self, folder: str, before: CheckedProject, after: CheckedProject) -> Iterator[LaxSetting]:
        moved = any(self._became_strict(other) for other in changed_folders(self.change) if other != folder)
        loosened = [one for one in after.loosened(before) if self._counts(one.setting) and not (one.gone and moved)]
        if loosened:
            yield from map(_of_loosening, loosened)
        elif after.tools and not after.strict and not before.strict:
            if (self.everywhere or not before.tools) and not is_strict_from_above(self.head, folder):
                sections = sorted((one for one in after.settings if not one.name), key=lambda one: TOOLS.index(one.tool))
                file = self.change.by_path.get(sections[0].path)
                yield _of_missing(sections[0], new=not before.tools and file is not None and file.status is not FileStatus.RENAMED)
        elif not after.tools:
            yield from self._unchecked(folder)

    def _became_strict(self, folder: str) -> bool:
        """Whether the strict mode of another folder went here."""
        return bool(project_in(self.head, folder).strict) and not project_in(self.base, folder).strict

    def _counts(self, setting: Setting) -> bool:
        return not scopes_within(setting, self.exempt) and is_about_own_code(setting, self.head)

    def _unchecked(self, folder: str) -> Iterator[LaxSetting]:
        """A project without any type checker: told where it begins, or under the scope `all`."""
        path = f"{folder}/pyproject.toml" if folder else "pyproject.toml"
        file = self.change.by_path.get(path)
        new = file is not None and file.status is FileStatus.ADDED
        if path not in self.head.files or not (new or self.everywhere):
            return
        if not is_configured_above(self.head, folder) and not is_strict_from_above(self.head, folder):
            yield LaxSetting(
                message="The project configures no type checker.",
                remedy="Set one up with strict mode, such as `[tool.mypy]` with `strict = true`, before there is code to mend.",
                key="no type checker",
                path=path,
                line=1,
                side=Side.HEAD,
                new=new,
            )


def _of_loosening(loosening: Loosening) -> LaxSetting:
    setting = loosening.setting
    where = f" for `{setting.scope}`" if setting.scope else ""
    if loosening.gone:
        message = f"`{setting.shown or f'[tool.{setting.tool}]'}` of {setting.tool} is gone{where}, and nothing as strict is in its place."
    else:
        was = f"; it was `{loosening.before}`" if loosening.before else ""
        message = f"`{setting.shown}`{where} makes {setting.tool} check less than before{was}."
    return LaxSetting(
        message=message,
        remedy="Restore it." if loosening.gone or loosening.before else _smaller(setting),
        key=f"{setting.tool} {setting.scope} {setting.name} {setting.value}".replace("  ", " "),
        path=setting.path,
        line=setting.line,
        side=Side.BASE if loosening.gone else Side.HEAD,
        new=True,
    )


def _smaller(setting: Setting) -> str:
    ignore = "pyright: ignore" if "pyright" in setting.tool else "ty: ignore" if setting.tool == "ty" else "type: ignore"
    if setting.name == "ignore_missing_imports":
        return 'Name the libraries that have no types in an override of their own: `module = "library.*"`.'
    return f"Mend what it is for, or put `# {ignore}[code]  # reason` on the lines that cannot be mended."


def _of_missing(section: Setting, *, new: bool) -> LaxSetting:
    return LaxSetting(
        message=f"{section.tool} is configured without strict mode.",
        remedy=f"Turn it on with {STRICT.get(section.tool, PYRIGHT_STRICT)}, and exempt by an override what is not ready yet.",
        key=f"{section.tool} is not strict",
        path=section.path,
        line=section.line,
        side=Side.HEAD,
        new=new,
    )
