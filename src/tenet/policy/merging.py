"""Puts policies over one another: the later wins, key by key.

`rules` merge by rule and by option, `waivers` and `custom` add up, `components` replace those before as a whole (one called
`domain` keeps the target it had), and lists replace lists. Every value keeps its place, so that the merged policy says
where each comes from.
"""

from collections.abc import Callable, Mapping

from tenet.policy.nodes import ListNode, MapNode, Node, ScalarNode, without

DOMAIN = "domain"
TARGET = "coverage"
SEVERITY = "severity"
DROPPED = ("extends",)


def normalised(policy: MapNode) -> MapNode:
    """The policy with each rule as a mapping of options, and without sections that are left empty."""
    entries = {key: node for key, node in policy.entries.items() if not (isinstance(node, ScalarNode) and node.value is None)}
    rules = entries.get("rules")
    if isinstance(rules, MapNode):
        options = {key: _rule_as_options(node) for key, node in rules.entries.items()}
        entries["rules"] = MapNode(rules.place, options, rules.keys)
    return MapNode(policy.place, entries, policy.keys)


def _rule_as_options(node: Node) -> Node:
    if isinstance(node, ScalarNode):
        return MapNode(node.place, {SEVERITY: node}, {SEVERITY: node.place})
    return node


def merged(earlier: MapNode, later: MapNode) -> MapNode:
    """Both normalised policies as one."""
    result = _by_key(without(earlier, *DROPPED), later, MERGES)
    return result if isinstance(result, MapNode) else later


Merge = Callable[[Node, Node], Node]


def _by_key(earlier: Node, later: Node, merges: Mapping[str, Merge] | None = None, default: Merge | None = None) -> Node:
    if not isinstance(earlier, MapNode) or not isinstance(later, MapNode):
        return later
    entries = dict(earlier.entries)
    for key, node in later.entries.items():
        merge = (merges or {}).get(key, default)
        entries[key] = merge(entries[key], node) if merge and key in entries else node
    return MapNode(later.place, entries, {**earlier.keys, **later.keys})


def _keys(earlier: Node, later: Node) -> Node:
    return _by_key(earlier, later)


def _rules(earlier: Node, later: Node) -> Node:
    return _by_key(earlier, later, default=_keys)


def _added(earlier: Node, later: Node) -> Node:
    if isinstance(earlier, ListNode) and isinstance(later, ListNode):
        return ListNode(later.place, earlier.items + later.items)
    return later


def _components(earlier: Node, later: Node) -> Node:
    if not isinstance(earlier, MapNode) or not isinstance(later, MapNode):
        return later
    before, after = earlier.get(DOMAIN), later.get(DOMAIN)
    if not isinstance(before, MapNode) or not isinstance(after, MapNode):
        return later
    target = before.get(TARGET)
    if target is None or TARGET in after.entries:
        return later
    kept = MapNode(after.place, {**after.entries, TARGET: target}, {**after.keys, TARGET: before.keys[TARGET]})
    return MapNode(later.place, {**later.entries, DOMAIN: kept}, later.keys)


MERGES: Mapping[str, Merge] = {
    "coverage": _keys,
    "review": _keys,
    "migrations": _keys,
    "rules": _rules,
    "components": _components,
    "waivers": _added,
    "custom": _added,
}
