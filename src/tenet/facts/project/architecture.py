"""What of architectural weight a change brings in: technologies, deployables, application objects, top-level packages."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tenet.facts.dependencies.technology import Technologies, Technology, technologies
from tenet.facts.facts import Facts
from tenet.facts.project.applications import new_applications
from tenet.facts.project.deployables import Deployable, new_deployables
from tenet.facts.project.packages import new_packages

ARTICLES = {"broker": "The broker", "cache": "The cache", "cloud": "The cloud client", "datastore": "The datastore"}


@dataclass(frozen=True, slots=True)
class ArchitecturalSubject:
    """One subject of a decision. `sentence` is what to call it at the start of a sentence, `category` its class."""

    name: str
    sentence: str
    category: str
    path: str
    line: int | None


def new_subjects(facts: Facts, classes: Mapping[str, Sequence[str]], wanted: Collection[str]) -> Iterator[ArchitecturalSubject]:
    """Each subject once, on the line that adds it. A service that runs what a dependency is a client of is that dependency's."""
    known = technologies().with_classes(classes)
    stated: set[Technology] = set()
    for new in facts.dependencies.new_technologies(known, wanted):
        stated.add(new.technology)
        yield _technology(new.technology, new.requirement.path, new.requirement.line, new.requirement.name)
    deployables = tuple(new_deployables(facts.change, facts.base, facts.head))
    if deployables:
        stated |= facts.dependencies.technologies_of_base(known)
    for deployable in deployables:
        yield from _deployable(deployable, known, stated)
    for application in new_applications(facts.change, facts.base_modules, facts.head_modules):
        sentence = f"The {application.kind} `{application.name}`"
        yield ArchitecturalSubject(application.name, sentence, "deployable", application.path, application.line)
    for path in new_packages(facts.change, facts.base, facts.head):
        package = path.rpartition("/")[0]
        line = 1 if facts.head.data(path) else None
        yield ArchitecturalSubject(package, f"The top-level package `{package}`", "package", path, line)


def _technology(technology: Technology, path: str, line: int, package: str = "") -> ArchitecturalSubject:
    article = ARTICLES.get(technology.category, f"The {technology.category}")
    named = f" (`{package}`)" if package and package != technology.name.lower() else ""
    return ArchitecturalSubject(technology.name, f"{article} {technology.name}{named}", technology.category, path, line)


def _deployable(deployable: Deployable, known: Technologies, stated: set[Technology]) -> Iterator[ArchitecturalSubject]:
    technology = known.image(deployable.image) if deployable.image else None
    if technology is None:
        sentence = f"{deployable.what} `{deployable.name}`"
        yield ArchitecturalSubject(deployable.name, sentence, "deployable", deployable.path, deployable.line)
    elif technology not in stated:
        stated.add(technology)
        yield _technology(technology, deployable.path, deployable.line)
