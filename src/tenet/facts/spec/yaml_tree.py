"""YAML and JSON as a tree of nodes that know their lines. No object is made from them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

MAX_CHARACTERS = 500_000
MAX_DEPTH = 40


def composed(text: str) -> "yaml.MappingNode | None":
    """The document's root where it is a mapping. None for anything else, and for what is too long or nests too deeply."""
    import yaml

    if len(text) > MAX_CHARACTERS:
        return None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                return None
        root = yaml.compose(text, Loader=loader)
    except yaml.YAMLError:
        return None
    return root if isinstance(root, yaml.MappingNode) else None


def members(node: "yaml.Node | None") -> "list[tuple[str, yaml.ScalarNode, yaml.Node]]":
    """The keys of a mapping that are words, each with its own node and its value's."""
    import yaml

    if not isinstance(node, yaml.MappingNode):
        return []
    return [(str(key.value), key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]


def member(node: "yaml.Node | None", name: str) -> "yaml.Node | None":
    return next((value for key, _, value in members(node) if key == name), None)


def scalars(node: "yaml.Node | None") -> tuple[str, ...]:
    """The texts of a scalar, or of a list of them; empty ones are left out."""
    import yaml

    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return tuple(str(item.value).strip() for item in items if isinstance(item, yaml.ScalarNode) and str(item.value).strip())
