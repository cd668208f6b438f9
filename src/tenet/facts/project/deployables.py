"""What is deployed by itself: container images, services of compose files, entry points. Read at both sides."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath

from tenet.domain.change import Change, FileStatus
from tenet.facts.database.migration_files import is_test
from tenet.facts.dependencies.toml_manifests import UnreadableManifest, read_toml
from tenet.facts.project.yaml_nodes import UnreadableYaml, YamlMap, YamlNode, YamlText, read_yaml_nodes
from tenet.facts.sources import Sources

DOCKERFILE = re.compile(r"(?:^|/)(?:(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?|[\w.-]+\.(?:Dockerfile|dockerfile))$")
COMPOSE = re.compile(r"(?:^|/)(?:docker-)?compose[^/]*\.ya?ml$")
NOT_DEPLOYED = re.compile(
    r"(?:^|[./_-])(?:dev|devel|develop|development|devcontainer|tests?|e2e|ci|local|override|debug|example|sample|lint|docs?|playwright|dockerignore)(?:$|[./_-])"
)
"""Words in a path that say that nobody deploys what it describes."""
HELPERS = frozenset(
    {
        "adminer", "pgadmin4", "phpmyadmin", "mongo-express", "redis-commander", "redisinsight", "mailhog", "mailpit", "maildev",
        "mailcatcher", "localstack", "azurite", "swagger-ui", "hello-world", "busybox", "selenium", "moto", "smtp4dev", "wiremock",
    }
)  # fmt: skip
"""Images that stand beside a service while it is written."""
MAX_FILES = 100


@dataclass(frozen=True, slots=True)
class Deployable:
    """`what` says what it is, as the start of a sentence.

    `image` is what a compose service runs, `built_from` the Dockerfile that it is built from, where it names one.
    """

    what: str
    name: str
    path: str
    line: int
    image: str = ""
    built_from: str = ""


def new_deployables(change: Change, base: Sources, head: Sources) -> Iterator[Deployable]:
    """Each once: a service that is built from a new image is that image's."""
    images = tuple(_images(change))
    built = {image.path for image in images}
    yield from images
    yield from (service for service in _services(change, base, head) if service.built_from not in built)
    yield from _entry_points(change, base, head)


def _images(change: Change) -> Iterator[Deployable]:
    for file in change.files:
        if file.status is FileStatus.ADDED and DOCKERFILE.search(file.path) and is_deployed(file.path):
            yield Deployable("The container image", file.path, file.path, 1)


def is_deployed(path: str) -> bool:
    return not is_test(path) and NOT_DEPLOYED.search(path.lower()) is None


def _services(change: Change, base: Sources, head: Sources) -> Iterator[Deployable]:
    if not any(COMPOSE.search(path) for path in change.by_path):
        return
    before = {service.name for path in _compose_files(base) for service in _services_of(base, path)}
    seen: set[str] = set()
    for path in _compose_files(head):
        if path not in change.by_path or not is_deployed(path):
            continue
        for service in _services_of(head, path):
            helper = service.image.rpartition("/")[2].partition(":")[0] in HELPERS or NOT_DEPLOYED.search(service.name.lower())
            if service.name not in before | seen and not helper:
                seen.add(service.name)
                yield service


def _compose_files(sources: Sources) -> list[str]:
    found = sorted(path for path in sources.files if COMPOSE.search(path))[:MAX_FILES]
    sources.load(found)
    return found


def _services_of(sources: Sources, path: str) -> Iterator[Deployable]:
    try:
        document = read_yaml_nodes(sources.text(path) or "")
    except UnreadableYaml:
        return  # a template, or broken: nothing that could be called new
    services = document.get("services") if isinstance(document, YamlMap) else None
    if not isinstance(services, YamlMap):
        return
    for name, node in services.entries.items():
        entries = node.entries if isinstance(node, YamlMap) else {}
        line = services.lines.get(name, 1)
        yield Deployable("The service", name, path, line, _text(entries.get("image")), _dockerfile(path, entries.get("build")))


def _text(node: YamlNode | None) -> str:
    return node.text if isinstance(node, YamlText) else ""


def _dockerfile(path: str, build: YamlNode | None) -> str:
    """The path of the Dockerfile that a service is built from; empty where it is built from none."""
    if build is None:
        return ""
    context = _text(build.get("context")) if isinstance(build, YamlMap) else _text(build)
    name = _text(build.get("dockerfile")) if isinstance(build, YamlMap) else ""
    return normpath(join(dirname(path), context, name or "Dockerfile"))


def _entry_points(change: Change, base: Sources, head: Sources) -> Iterator[Deployable]:
    for path, file in change.by_path.items():
        if path.rpartition("/")[2] != "pyproject.toml" or is_test(path) or path not in head.files:
            continue
        before = _scripts(base, file.base_path or path)
        targets = {target for target, _ in before.values()}
        older = _setup_texts(base, path)
        for name, (target, line) in _scripts(head, path).items():
            if name not in before and target not in targets and target not in older:
                yield Deployable("The entry point", name, path, line)


def _setup_texts(sources: Sources, path: str) -> str:
    """What stands in the setup files beside a manifest, which may have named an entry point before."""
    folder = path.removesuffix("pyproject.toml")
    return "\n".join(sources.text(f"{folder}{name}") or "" for name in ("setup.cfg", "setup.py"))


def _scripts(sources: Sources, path: str) -> Mapping[str, tuple[str, int]]:
    """Commands that the project installs, by name: what they call, and the line."""
    try:
        manifest = read_toml(path, sources.text(path) or "")
    except UnreadableManifest:
        return {}
    tables = (("project", "scripts"), ("tool", "poetry", "scripts"))
    return {
        name: (str(target), manifest.line_of_key(name, ".".join(table)))
        for table in tables
        for name, target in manifest.table(*table).items()
    }
