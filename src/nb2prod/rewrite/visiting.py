"""`CSTNode.visit` in a third of its time: libcst makes and checks every node anew, here only those that change.

A node that nothing changes stays the same object, so whoever leaves one can see by `is` that its inside stayed.
"""

from __future__ import annotations

from inspect import get_annotations
from typing import Any, NamedTuple, TypeAlias, TypeVar, overload

import libcst as cst

Node = TypeVar("Node", bound=cst.CSTNode)
Left: TypeAlias = Node | cst.RemovalSentinel | cst.FlattenSentinel[Node]


class _Kind(NamedTuple):
    """What has to be known of a class of nodes."""

    visit: str  # what its methods are called
    leave: str
    holding: tuple[str, ...]  # its fields that can hold nodes


_KINDS: dict[type[cst.CSTNode], _Kind] = {}


def _kind(node: cst.CSTNode) -> _Kind:
    """Fields come in the order in which libcst visits them; what it visits only where there is something, last."""
    name, order = type(node).__name__, _Order(node)
    node.visit(order)
    rest = [key for key, kind in get_annotations(type(node)).items() if kind not in (str, "str")]
    return _Kind(f"visit_{name}", f"leave_{name}", tuple(dict.fromkeys([*order.found, *rest])))


class _Order(cst.CSTVisitor):
    def __init__(self, root: cst.CSTNode) -> None:
        super().__init__()
        self.root = root
        self.found: list[str] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        return node is self.root

    def on_visit_attribute(self, node: cst.CSTNode, attribute: str) -> None:
        self.found.append(attribute)


class Transformer:
    """Methods `visit_Call(node)`, whose False leaves the inside alone, `leave_Call(original_node, updated_node)`."""

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Whether to go inside."""
        visit = getattr(self, _KINDS[node.__class__].visit, None)
        return visit is None or visit(node) is not False

    def on_leave(self, original_node: Node, updated_node: Node) -> Left[Node]:
        """What becomes of a node whose inside is done."""
        leave = getattr(self, _KINDS[original_node.__class__].leave, None)
        left: Left[Node] = updated_node if leave is None else leave(original_node, updated_node)
        return left


@overload
def visited(node: cst.Module, by: Transformer) -> cst.Module: ...
@overload
def visited(node: Node, by: Transformer) -> Left[Node]: ...
def visited(node: cst.CSTNode, by: Transformer) -> object:
    """What `by` makes of a node and of all inside it."""
    kind = _KINDS.get(node.__class__)
    if kind is None:
        kind = _KINDS[node.__class__] = _kind(node)
    if not by.on_visit(node):
        return by.on_leave(node, node)
    changes: dict[str, Any] = {}
    for field in kind.holding:
        held = getattr(node, field)
        if isinstance(held, cst.CSTNode):
            new: object = visited(held, by)
        elif held and held.__class__ in (tuple, list):
            new = _each(held, by)
        else:
            continue
        if new is not held:
            changes[field] = new
    return by.on_leave(node, node.with_changes(**changes) if changes else node)


def renewed(node: Node, *transformers: Transformer) -> Node:
    """What they make of a node, one after the other, where none of them takes it away or makes several of it."""
    for by in transformers:
        left = visited(node, by)
        assert not isinstance(left, (cst.RemovalSentinel, cst.FlattenSentinel)), left
        node = left
    return node


def _each(held: list[cst.CSTNode] | tuple[cst.CSTNode, ...], by: Transformer) -> object:
    """The nodes in a list or tuple, which stays itself where nothing changes."""
    found: list[cst.CSTNode] = []
    same = True
    for each in held:
        new: object = visited(each, by)
        same &= new is each
        if isinstance(new, cst.FlattenSentinel):
            found += new
        elif isinstance(new, cst.CSTNode):
            found.append(new)
    return held if same else found
