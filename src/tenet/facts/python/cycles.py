"""Cycles of a directed graph."""

from collections.abc import Iterable, Mapping, Sequence

Edges = Mapping[str, Sequence[str]]


def cycles(edges: Edges) -> tuple[tuple[str, ...], ...]:
    """One shortest cycle through the first node of each strongly connected component that holds one, sorted."""
    groups = (group for group in components(edges) if len(group) > 1 or any(node in edges.get(node, ()) for node in group))
    return tuple(sorted(_shortest(edges, group) for group in groups))


def components(edges: Edges) -> tuple[frozenset[str], ...]:
    """The strongly connected components, by Tarjan's algorithm without recursion."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: dict[str, None] = {}
    found: list[frozenset[str]] = []
    for start in edges:
        work = [] if start in order else [(start, iter(edges[start]))]
        if work:
            order[start] = low[start] = len(order)
            stack[start] = None
        while work:
            node, following = work[-1]
            target = next((one for one in following if one not in order or one in stack), None)
            if target is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    found.append(_taken(stack, node))
            elif target in order:
                low[node] = min(low[node], order[target])
            else:
                order[target] = low[target] = len(order)
                stack[target] = None
                work.append((target, iter(edges.get(target, ()))))
    return tuple(found)


def _taken(stack: dict[str, None], root: str) -> frozenset[str]:
    """What was put on the stack since the root of a component, which leaves it."""
    taken: set[str] = set()
    while root not in taken:
        taken.add(stack.popitem()[0])
    return frozenset(taken)


def _shortest(edges: Edges, group: Iterable[str]) -> tuple[str, ...]:
    """The shortest way from the group's first node back to itself."""
    inside = frozenset(group)
    start = min(inside)
    before: dict[str, str] = {}
    queue = [start]
    for node in queue:
        for target in edges.get(node, ()):
            if target == start:
                way = [node]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return tuple(reversed(way))
            if target in inside and target not in before:
                before[target] = node
                queue.append(target)
    return (start,)
