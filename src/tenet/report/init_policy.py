"""The first policy of a repository, in advise mode, each choice with the line of evidence behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from tenet.domain.policy import MigrationTool
from tenet.facts.project.evidence import Evidence
from tenet.facts.project.layout import FoundComponent
from tenet.facts.project.project_facts import ProjectFacts
from tenet.report.init_workflow import init_workflow

POLICY_PATH = ".github/tenet.yml"
WORKFLOW_PATH = ".github/workflows/tenet.yml"
REPORT = "coverage.xml"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice and what speaks for it."""

    setting: str
    evidence: str


@dataclass(frozen=True, slots=True)
class InitFiles:
    """The two files to write, by path, and the choices to print."""

    files: tuple[tuple[str, str], ...]
    choices: tuple[Choice, ...]


def init_files(project: ProjectFacts) -> InitFiles:
    """Composes the policy and the workflow. Nothing is written here."""
    preset, evidence = _preset(project)
    name = project.report.name if project.report else REPORT
    report = f"{project.folder}/{name}" if project.folder else name
    parts = [
        _Part(f"extends: {preset}", evidence),
        _Part("mode: advise", "reports and never fails; `enforce` makes the check fail"),
        *_components(project),
        *_coverage(project, report),
        *_migrations(project),
    ]
    policy = "\n".join([*HEAD, *(line for part in parts for line in part.lines()), *TAIL])
    choices = tuple(Choice(part.text.split("\n")[0].strip(), part.evidence) for part in parts)
    workflow = init_workflow(project.installer.name if project.installer else "none", name, project.folder)
    return InitFiles(((POLICY_PATH, policy), (WORKFLOW_PATH, workflow)), choices)


HEAD = (
    "# Tenet's policy, written by `tenet init`. `tenet policy show` prints all that is in force, `tenet rules` every rule.",
    "version: 1",
)
TAIL = (
    "",
    "# A rule is off, notice, warning or error, or a mapping with options:",
    '#   star-import: {severity: warning, exclude: ["src/legacy/**"]}',
    "rules: {}",
    "",
    "# Accepted findings, each with a reason and, if it can, a last day:",
    '#   - {rule: star-import, paths: ["src/compat/**"], reason: "public names, ticket 12", until: 2027-03-31}',
    "waivers: []",
    "",
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the policy under the evidence for it."""

    text: str
    evidence: str
    indent: str = ""

    def lines(self) -> Iterator[str]:
        if not self.indent:
            yield ""
        yield f"{self.indent}# {self.evidence}"
        yield from self.text.split("\n")


def _seen(evidence: Evidence) -> str:
    return f"seen in {evidence}"


def _preset(project: ProjectFacts) -> tuple[str, str]:
    for name in ("django", "fastapi"):
        found = project.framework(name)
        if found:
            return name, _seen(found.evidence)
    if not project.python:
        return "minimal", "no Python source was seen"
    return "backend", "no web framework was seen among the dependencies"


def _components(project: ProjectFacts) -> Iterator[_Part]:
    if not project.components:
        yield _Part('# components: {domain: {paths: ["src/*/domain/**"]}}', "no folder is called like a component; the preset's stay")
        return
    yield _Part("components:", "by the names of folders; these replace the preset's")
    for component in project.components:
        evidence = _seen(component.evidence)
        if component.spec_evidence:
            evidence += f"; its specification in {component.spec_evidence}"
        yield _Part(_component(component), evidence, "  ")


def _component(component: FoundComponent) -> str:
    parts = [f"paths: [{_quoted(component.paths)}]"]
    if component.specs:
        parts.append(f"spec: [{_quoted(component.specs)}]")
    if component.name == "domain":
        parts.append("coverage: 80")
    return f"  {component.name}: {{{', '.join(parts)}}}"


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _coverage(project: ProjectFacts, report: str) -> Iterator[_Part]:
    seen = _seen(project.coverage.evidence) if project.coverage else "no coverage configuration was seen; the targets are the preset's"
    yield _Part("coverage:", seen)
    source = _seen(project.report.evidence) if project.report else "the workflow's tests write it"
    yield _Part(f'  reports: ["{report}"]', source, "  ")
    if project.target:
        yield _Part(f"  overall: {project.target.percent:g}", _seen(project.target.evidence), "  ")


def _migrations(project: ProjectFacts) -> Iterator[_Part]:
    found = project.migrations
    if found is None:
        models = f", though models were seen in {project.models.evidence}" if project.models else ""
        yield _Part('# migrations: {tool: alembic, paths: ["migrations/versions"]}', f"no migrations were seen{models}")
        return
    paths = f", paths: [{_quoted(found.paths)}]" if found.tool is MigrationTool.ALEMBIC else ""
    yield _Part(f"migrations: {{tool: {found.tool.value}{paths}}}", _seen(found.evidence))
