"""Cuts the part of GitHub's published API descriptions that Tenet uses.

Run as ``python scripts/make_github_slice.py`` with npm on the PATH. It downloads the npm packages ``@octokit/openapi`` and
``@octokit/graphql-schema`` (both MIT) into a temporary folder and writes ``github_standin/description.json`` and
``github_standin/schema.graphql``: the operations and types listed here, everything they refer to, no prose.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    Node,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

REPOSITORY = "/repos/{owner}/{repo}"
OPERATIONS: dict[str, tuple[str, ...]] = {
    "/app": ("get",),
    "/rate_limit": ("get",),
    "/user": ("get",),
    REPOSITORY: ("get",),
    f"{REPOSITORY}/actions/artifacts": ("get",),
    f"{REPOSITORY}/actions/artifacts/{{artifact_id}}": ("get",),
    f"{REPOSITORY}/actions/artifacts/{{artifact_id}}/{{archive_format}}": ("get",),
    f"{REPOSITORY}/actions/runs/{{run_id}}/artifacts": ("get",),
    f"{REPOSITORY}/check-runs": ("post",),
    f"{REPOSITORY}/check-runs/{{check_run_id}}": ("get", "patch"),
    f"{REPOSITORY}/check-runs/{{check_run_id}}/annotations": ("get",),
    f"{REPOSITORY}/commits/{{ref}}": ("get",),
    f"{REPOSITORY}/commits/{{ref}}/check-runs": ("get",),
    f"{REPOSITORY}/commits/{{commit_sha}}/pulls": ("get",),
    f"{REPOSITORY}/compare/{{basehead}}": ("get",),
    f"{REPOSITORY}/contents/{{path}}": ("get",),
    f"{REPOSITORY}/git/blobs/{{file_sha}}": ("get",),
    f"{REPOSITORY}/git/commits/{{commit_sha}}": ("get",),
    f"{REPOSITORY}/git/trees/{{tree_sha}}": ("get",),
    f"{REPOSITORY}/issues/comments/{{comment_id}}": ("get", "patch", "delete"),
    f"{REPOSITORY}/issues/{{issue_number}}/comments": ("get", "post"),
    f"{REPOSITORY}/pulls": ("get",),
    f"{REPOSITORY}/pulls/comments/{{comment_id}}": ("get", "patch", "delete"),
    f"{REPOSITORY}/pulls/{{pull_number}}": ("get",),
    f"{REPOSITORY}/pulls/{{pull_number}}/comments": ("get", "post"),
    f"{REPOSITORY}/pulls/{{pull_number}}/comments/{{comment_id}}/replies": ("post",),
    f"{REPOSITORY}/pulls/{{pull_number}}/commits": ("get",),
    f"{REPOSITORY}/pulls/{{pull_number}}/files": ("get",),
    f"{REPOSITORY}/pulls/{{pull_number}}/reviews": ("get", "post"),
    f"{REPOSITORY}/pulls/{{pull_number}}/reviews/{{review_id}}": ("get", "put", "delete"),
    f"{REPOSITORY}/pulls/{{pull_number}}/reviews/{{review_id}}/comments": ("get",),
    f"{REPOSITORY}/pulls/{{pull_number}}/reviews/{{review_id}}/events": ("post",),
    f"{REPOSITORY}/tarball/{{ref}}": ("get",),
}
PROSE = frozenset({"description", "summary", "example", "examples", "externalDocs", "title", "tags", "x-github", "x-multi-segment"})

COMMENT = "id databaseId fullDatabaseId body author url createdAt updatedAt isMinimized minimizedReason viewerDidAuthor viewerCanMinimize"
FIELDS: dict[str, str] = {
    "Query": "id repository node nodes rateLimit viewer",
    "Mutation": "updateIssueComment updatePullRequestReviewComment updatePullRequestReview minimizeComment unminimizeComment"
    " resolveReviewThread unresolveReviewThread addPullRequestReview",
    "Node": "id",
    "Actor": "login url",
    "Minimizable": "isMinimized minimizedReason viewerCanMinimize",
    "Comment": "id body author createdAt updatedAt viewerDidAuthor",
    "Bot": "id databaseId login url",
    "User": "id databaseId login url",
    "RateLimit": "cost limit nodeCount remaining resetAt used",
    "PageInfo": "endCursor hasNextPage hasPreviousPage startCursor",
    "Repository": "id databaseId name nameWithOwner url pullRequest",
    "PullRequest": "id databaseId number title body state isDraft url headRefOid baseRefOid headRefName baseRefName author"
    " createdAt updatedAt viewerDidAuthor comments labels reviews reviewThreads",
    "Label": "id name color",
    "IssueComment": COMMENT,
    "PullRequestReview": f"{COMMENT} state submittedAt comments",
    "PullRequestReviewComment": f"{COMMENT} path line startLine originalLine originalStartLine outdated state replyTo pullRequestReview",
    "PullRequestReviewThread": "id isResolved isOutdated path line startLine originalLine originalStartLine diffSide startDiffSide"
    " resolvedBy viewerCanResolve viewerCanUnresolve viewerCanReply comments",
    "UpdateIssueCommentPayload": "clientMutationId issueComment",
    "UpdatePullRequestReviewCommentPayload": "clientMutationId pullRequestReviewComment",
    "UpdatePullRequestReviewPayload": "clientMutationId pullRequestReview",
    "MinimizeCommentPayload": "clientMutationId minimizedComment",
    "UnminimizeCommentPayload": "clientMutationId unminimizedComment",
    "ResolveReviewThreadPayload": "clientMutationId thread",
    "UnresolveReviewThreadPayload": "clientMutationId thread",
    "AddPullRequestReviewPayload": "clientMutationId pullRequestReview",
}
for _name in ("IssueComment", "Label", "PullRequestReview", "PullRequestReviewComment", "PullRequestReviewThread"):
    FIELDS[f"{_name}Connection"] = "nodes pageInfo totalCount"


def without_prose(value: Json, *, names: bool = False) -> Json:
    """The same value without text for people. Under ``properties`` the keys are names, so none of them is prose.

    Discriminators go too: one of them stands on an array, which has no property to tell by, and ``oneOf`` says all that they say.
    """
    if isinstance(value, list):
        return [without_prose(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: item for key, item in value.items() if names or key not in PROSE | {"discriminator"}}
    return {key: without_prose(item, names=key == "properties" and not names) for key, item in kept.items()}


def references(value: Json) -> Iterator[str]:
    """Every ``$ref`` inside a value."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        target = value.get("$ref")
        if isinstance(target, str):
            yield target
        for item in value.values():
            yield from references(item)


def child(value: Json, key: str) -> dict[str, Json]:
    found = value.get(key, {}) if isinstance(value, dict) else {}
    return found if isinstance(found, dict) else {}


def operation_slice(operation: dict[str, Json]) -> dict[str, Json]:
    """The parts of one operation that validation reads: parameters, body, and the JSON of its good answers."""
    responses: dict[str, Json] = {}
    for status, answer in child(operation, "responses").items():
        if status.startswith("2"):
            json_media = child(child(answer, "content"), "application/json")
            responses[status] = {"content": {"application/json": {"schema": json_media["schema"]}}} if json_media else {}
    kept: dict[str, Json] = {key: operation[key] for key in ("operationId", "parameters", "requestBody") if key in operation}
    cleaned = without_prose({**kept, "responses": responses})
    assert isinstance(cleaned, dict)
    return cleaned


def rest_slice(description: dict[str, Json], package: str) -> dict[str, Json]:
    """The listed operations with all that they refer to. Raises KeyError for an operation GitHub no longer has."""
    source, paths = child(description, "paths"), dict[str, Json]()
    for path, methods in OPERATIONS.items():
        paths[path] = {method: operation_slice(child(source[path], method) or _missing(path, method)) for method in methods}
    components: dict[str, dict[str, Json]] = {}
    waiting = list(references(paths))
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        if name not in components.setdefault(kind, {}):
            part = without_prose(child(child(description, "components"), kind)[name])
            components[kind][name] = part
            waiting.extend(references(part))
    return {
        "openapi": description["openapi"],
        "info": {"title": f"A slice of GitHub's API description, from {package}", "version": child(description, "info")["version"]},
        "paths": paths,
        "components": {kind: dict(sorted(parts.items())) for kind, parts in sorted(components.items())},
    }


def _missing(path: str, method: str) -> dict[str, Json]:
    raise KeyError(f"{method.upper()} {path} is not in GitHub's description")


def named_types(node: TypeDefinitionNode | FieldDefinitionNode) -> set[str]:
    found: set[str] = set()

    class Collect(Visitor):
        def enter_named_type(self, named: NamedTypeNode, *_: object) -> None:
            found.add(named.name.value)

    visit(node, Collect())
    return found


def pruned(definition: TypeDefinitionNode, kept: Mapping[str, frozenset[str]]) -> TypeDefinitionNode:
    """An object or interface with the listed fields and interfaces alone, a union with the listed members alone."""
    if isinstance(definition, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        wanted = kept[definition.name.value]
        missing = wanted - {field.name.value for field in definition.fields or ()}
        if missing:
            raise KeyError(f"{definition.name.value} has no longer the fields {sorted(missing)}")
        fields = tuple(field for field in definition.fields or () if field.name.value in wanted)
        return replace(definition, fields=fields, interfaces=tuple(each for each in definition.interfaces or () if each.name.value in kept))
    if isinstance(definition, UnionTypeDefinitionNode):
        return replace(definition, types=tuple(each for each in definition.types or () if each.name.value in kept))
    return definition


def graphql_slice(schema: str) -> str:
    """The listed types with their arguments' input types, enumerations and scalars, as SDL without descriptions."""
    document = parse(schema, no_location=True)
    types = {node.name.value: node for node in document.definitions if isinstance(node, TypeDefinitionNode)}
    kept = {name: frozenset(fields.split()) for name, fields in FIELDS.items()}
    chosen: dict[str, TypeDefinitionNode] = {}
    waiting = sorted(kept)
    while waiting:
        name = waiting.pop()
        if name in chosen or name not in types:
            continue
        definition = types[name]
        leaf = EnumTypeDefinitionNode | ScalarTypeDefinitionNode | InputObjectTypeDefinitionNode
        if name not in kept and not isinstance(definition, leaf):
            raise KeyError(f"the type {name} is reached but its fields are not listed")
        chosen[name] = pruned(definition, kept)
        waiting.extend(named_types(chosen[name]))

    class Bare(Visitor):
        def enter(self, node: Node, *_: object) -> Node:
            described = FieldDefinitionNode | TypeDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode
            return replace(node, description=None, directives=()) if isinstance(node, described) else node

    bare = DocumentNode(definitions=tuple(chosen[name] for name in sorted(chosen)))
    return print_ast(visit(bare, Bare())) + "\n"


def unpacked(package: str, member: str, folder: Path) -> tuple[str, str]:
    """The text of one file of an npm package, and the package's name with its version."""
    subprocess.run(["npm", "pack", "--silent", package, "--pack-destination", str(folder)], check=True, stdout=subprocess.DEVNULL)
    archive = next(folder.glob(f"{package.strip('@').replace('/', '-')}-*.tgz"))
    with tarfile.open(archive) as files:
        manifest, text = files.extractfile("package/package.json"), files.extractfile(f"package/{member}")
        assert manifest
        assert text
        return text.read().decode(), f"{package}@{json.load(manifest)['version']}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parents[1] / "github_standin")
    output: Path = parser.parse_args().output
    with tempfile.TemporaryDirectory() as folder:
        description, package = unpacked("@octokit/openapi", "generated/api.github.com.json", Path(folder))
        text = json.dumps(rest_slice(json.loads(description), package), separators=(",", ":"), sort_keys=True)
        (output / "description.json").write_text(text + "\n", encoding="utf-8")
        schema, package = unpacked("@octokit/graphql-schema", "schema.graphql", Path(folder))
        (output / "schema.graphql").write_text(f"# A slice of {package}\n{graphql_slice(schema)}", encoding="utf-8")


if __name__ == "__main__":
    main()
