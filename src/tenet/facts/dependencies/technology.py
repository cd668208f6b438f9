"""What a package is a client of: read once from the list that ships beside this module."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LIST = "technologies.toml"
IMPORTS, IMAGES = "imports", "images"
MAPPER = "mapper"
"""The kind of libraries that speak to a relational database and leave open to which."""


@dataclass(frozen=True, slots=True)
class Technology:
    """`category` is the class of the list (datastore, broker, cache, cloud, ...), `kind` a finer word for it."""

    name: str
    category: str
    kind: str


@dataclass(frozen=True, slots=True)
class Technologies:
    """Technologies by the normalised name of a package, by what code imports, and by the name of a container image."""

    packages: Mapping[str, Technology]
    imports: Mapping[str, Technology]
    images: Mapping[str, Technology]

    def with_classes(self, classes: Mapping[str, Sequence[str]]) -> "Technologies":
        """The same with packages of a repository's own, by class. Each is a technology of its own name."""
        own = {normalised(name): Technology(name, category, category) for category, names in classes.items() for name in names}
        imported = {name.replace("-", "_"): technology for name, technology in own.items()}
        return Technologies({**self.packages, **own}, {**self.imports, **imported}, self.images)

    def imported(self, dotted: str) -> Technology | None:
        """What an absolute name belongs to, by the longest part of it that is known."""
        parts = dotted.split(".")[:4]
        known = (self.imports.get(".".join(parts[:cut])) for cut in range(len(parts), 0, -1))
        return next((technology for technology in known if technology is not None), None)

    def image(self, reference: str) -> Technology | None:
        """What a container image runs: `docker.io/bitnami/kafka:3.7` is Kafka."""
        return self.images.get(reference.rpartition("/")[2].partition("@")[0].partition(":")[0].lower())


def normalised(name: str) -> str:
    """A package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def technologies() -> Technologies:
    """The technologies of the list that ships with Tenet."""
    document = tomllib.loads(files(__package__).joinpath(LIST).read_text(encoding="utf-8"))
    packages: dict[str, Technology] = {}
    for category, kinds in document.items():
        if category not in {IMPORTS, IMAGES}:
            for kind, found in kinds.items():
                packages.update({normalised(one): Technology(name, category, kind) for name, names in found.items() for one in names})
    by_name = {technology.name: technology for technology in packages.values()}
    imports = {name.replace("-", "_"): technology for name, technology in packages.items()}
    imports.update({name: packages[package] for name, package in document[IMPORTS].items()})
    return Technologies(packages, imports, {image: by_name[name] for image, name in document[IMAGES].items()})
