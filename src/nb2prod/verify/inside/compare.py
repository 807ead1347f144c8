"""What differs between two pictures, in words: `column "age", row 3: 22.0 in the notebook, 23.0 in the project`."""

from __future__ import annotations

import json
from typing import Any, Callable

from .numbers import near, unequal
from .picture import Node
from .store import Shelf

Path = tuple[tuple[str, Any], ...]  # of what leads to the place: (("column", "age"), ("row", 3))
MOST = 5000  # differences in one value: more say no more
SHOWN = 60  # characters of a value


class Comparison:
    """Compares pairs of pictures that lie on two shelves, and gathers what differs."""

    def __init__(self, one: Shelf, other: Shelf) -> None:
        """`one` is the notebook's, `other` what is held against it."""
        self.shelves = one, other
        self.found: list[dict[str, Any]] = []
        self.exact = True
        self.partners: dict[int, int] = {}

    def compare(self, one: Node, other: Node) -> list[dict[str, Any]]:
        """The differences: [] when equal, and then `exact` says whether to the last bit."""
        self.found, self.exact, self.partners = [], True, {}
        if json.dumps(one) != json.dumps(other):
            self.node(one, other, ())
        return self.found

    def differ(self, path: Path, one: str, other: str, how: str = "") -> None:
        """Note a difference."""
        if len(self.found) < MOST:
            said = how or f"{one} in the notebook, {other} in the project"
            place = words(path)
            key = "/".join(f"{kind}:{name}" for kind, name in path)
            whole = words(path[:-1] if path and path[-1][0] in ("row", "cell") else path)
            self.found.append({"path": key, "place": whole, "text": f"{place}: {said}" if place else said})

    def node(self, one: Node, other: Node, path: Path) -> None:
        """Any two pictures."""
        if not isinstance(one, dict) or not isinstance(other, dict):
            return self.scalar(one, other, path, "")
        if "ref" in one or "ref" in other:
            return self.reference(one, other, path)
        if "unknown" in one and "unknown" in other:
            return None
        if one.get("t") != other.get("t"):
            return self.differ(path, a_kind(one), a_kind(other))
        if "n" in one and "n" in other:
            self.partners[one["n"]] = other["n"]
        for key in sorted({*one, *other} - {"t", "n"}, key=lambda key: (key not in FIRST, key)):
            if key not in one or key not in other:
                return self.differ(path, self.show(one), self.show(other))
            if not RULES.get(key, Comparison.anything)(self, one, other, (key, path)):
                return None
        return None

    def reference(self, one: Node, other: Node, path: Path) -> None:
        """One object in several places must be one object in the same places."""
        if "ref" in one and "ref" in other:
            if self.partners.get(one["ref"], other["ref"]) != other["ref"]:
                self.differ(path, "", "", "another object is shared here in the project than in the notebook")
        elif "ref" in one:
            self.differ(path, "", "", "the same object as elsewhere in this value in the notebook, not in the project")
        else:
            self.differ(path, "", "", "an object of its own in the notebook, a shared one in the project")

    def scalar(self, one: Node, other: Node, path: Path, kind: str) -> None:
        """Plain values: of one type and equal, floats nearly so."""
        if type(one) is type(other) and one == other:
            return None
        if isinstance(one, dict) or isinstance(other, dict) or type(one) is not type(other):
            if self.show(one) == self.show(other):
                return self.differ(path, a_kind(one), a_kind(other))
            return self.differ(path, self.show(one), self.show(other))
        if one != one and other != other:
            return None
        if isinstance(one, float) and near(one, other, kind):
            self.exact = False
            return None
        return self.differ(path, self.show(one), self.show(other))

    def show(self, node: Node) -> str:
        """A value in a few words."""
        if not isinstance(node, dict):
            text = repr(node)
            return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
        if "value" in node and not isinstance(node["value"], dict):
            return repr(node["value"])
        return str(node["text"])[:SHOWN] if "text" in node else a_kind(node)

    # ----------------------------------------------------------------------- parts; each True when the rest may be seen

    def anything(self, one: Node, other: Node, where: tuple[str, Path]) -> bool:
        """A part that is a picture itself."""
        key, path = where
        self.node(one[key], other[key], path if key in ("value", "data") else (*path, ("part", key)))
        return True

    def header(self, one: Node, other: Node, where: tuple[str, Path]) -> bool:
        """A part that must be equal before the rest can be."""
        key, path = where
        if one[key] == other[key]:
            return True
        say: Callable[[Any], str] = (lambda shape: f"shape {tuple(shape)}") if key == "shape" else str
        self.differ((*path, ("part", key)), say(one[key]), say(other[key]))
        return False

    def text(self, one: Node, other: Node, where: tuple[str, Path]) -> bool:
        """What is compared as text."""
        if one["text"] == other["text"]:
            return True
        self.differ(where[1], self.show(one), self.show(other))
        return False

    def value(self, one: Node, other: Node, where: tuple[str, Path]) -> bool:
        """The plain value of a number that has a type of its own."""
        self.scalar(one["value"], other["value"], where[1], str(one.get("t")))
        return True

    def array(self, one: Node, other: Node, where: tuple[str, Path]) -> bool:
        """Numbers, element by element."""
        import numpy as np

        path = where[1]
        if one["array"] == other["array"]:
            return True
        first, second = self.shelves[0].array(one["array"]), self.shelves[1].array(other["array"])
        differs, exact = unequal(first, second)
        self.exact = self.exact and exact
        places = np.argwhere(differs)
        if len(places):
            place = tuple(int(number) for number in places[0])
            a, b = (repr(x[place].item()) if x.dtype.kind in "biufU" else str(x[place]) for x in (first, second))
            name = ("row", place[0]) if len(place) == 1 else ("cell", list(place))
            count = f" ({len(places)} of {first.size} differ)" if len(places) > 1 else ""
            self.differ((*path, name) if place else path, a, f"{b}", f"{a} in the notebook, {b} in the project{count}")
        return True

    def items(self, one: Node, other: Node, where: tuple[str, Path]) -> bool:
        """Elements in their order."""
        key, path = where
        if len(one[key]) != len(other[key]):
            self.differ((*path, ("part", "length")), f"{len(one[key])} elements", str(len(other[key])))
            return False
        alike = len(one[key]) > 2 and len({type(item) for item in [*one[key], *other[key]]} | {dict}) == 2
        row = ROWS.get(str(one.get("t")), "row" if alike else "element")
        for number, (a, b) in enumerate(zip(one[key], other[key])):
            self.node(a, b, (*path, (row, number)))
        return True

    def pairs(self, one: Node, other: Node, where: tuple[str, Path]) -> bool:
        """Keys with values, in their order."""
        path = where[1]
        first = {json.dumps(k): v for k, v in one["pairs"]}
        second = {json.dumps(k): v for k, v in other["pairs"]}
        if list(first) != list(second) and len(first) == len(one["pairs"]) and len(second) == len(other["pairs"]):
            if set(first) == set(second):
                self.differ((*path, ("part", "keys")), "", "", "the same keys in another order")
                return True
            gone, new = [k for k in first if k not in second], [k for k in second if k not in first]
            said = [f"[{key}] only in the notebook" for key in gone] + [f"[{key}] only in the project" for key in new]
            self.differ((*path, ("part", "keys")), "", "", "; ".join(said[:3]) + ("; ..." if len(said) > 3 else ""))
            for key in first:
                if key in second:
                    self.node(first[key], second[key], (*path, ("key", key)))
            return True
        for (k, a), (other_k, b) in zip(one["pairs"], other["pairs"]):
            self.node(k, other_k, (*path, ("key", json.dumps(k))))
            self.node(a, b, (*path, ("key", json.dumps(k))))
        return True

    def fields(self, one: Node, other: Node, where: tuple[str, Path]) -> bool:
        """Attributes by name."""
        path = where[1]
        first, second = one["fields"], other["fields"]
        indexed = all(isinstance(s.get("index"), dict) and "fields" in s["index"] for s in (first, second))
        if indexed and str(one.get("t")) == "pandas.Series" and rows(first["index"]) != rows(second["index"]):
            self.differ((*path, ("part", "rows")), str(rows(first["index"])), str(rows(second["index"])))
            return False
        lazy = str(one.get("t")).startswith(LAZY)
        for name in sorted({*first, *second}):
            if lazy and (name not in first or name not in second):
                continue
            inner = path if name == "data" else (*path, ("field", name))
            if name not in first or name not in second:
                self.differ(inner, "", "", "only in the notebook" if name in first else "only in the project")
            else:
                self.node(first[name], second[name], inner)
        return True

    def frame(self, one: Node, other: Node, where: tuple[str, Path]) -> bool:
        """The columns of a frame, by position and called by their labels."""
        key, path = where
        if not isinstance(one[key], list):
            return self.anything(one, other, where)
        if len(one[key]) != len(other[key]):
            self.differ((*path, ("part", "columns")), f"{len(one[key])} columns", str(len(other[key])))
            return False
        for number, (a, b) in enumerate(zip(one[key], other[key])):
            self.node(a, b, (*path, ("column", label_of(one, number))))
        return True

    def index(self, one: Node, other: Node, where: tuple[str, Path]) -> bool:
        """The index of a frame: with another number of rows, nothing else says more."""
        sizes = rows(one["index"]), rows(other["index"])
        if sizes[0] != sizes[1]:
            self.differ((*where[1], ("part", "rows")), str(sizes[0]), str(sizes[1]))
            return False
        return self.anything(one, other, where)

    def columns(self, one: Node, other: Node, where: tuple[str, Path]) -> bool:
        """The labels of a frame: what is missing, what is new, what stands elsewhere."""
        first, second = labels(one), labels(other)
        path = (*where[1], ("part", "columns"))
        gone, new = [x for x in first if x not in second], [x for x in second if x not in first]
        if gone or new:
            said = [f"{', '.join(gone)} only in the notebook"] * bool(gone)
            said += [f"{', '.join(new)} only in the project"] * bool(new)
            self.differ(path, "", "", "; ".join(said))
        elif first != second:
            self.differ(path, f"the order {', '.join(first)}", ", ".join(second))
        else:
            self.node(one["columns"], other["columns"], path)
            return True
        return False


LAZY = ("statsmodels.",)  # libraries whose objects get attributes by being looked at
FIRST = ("dtype", "shape", "index", "columns")  # what the rest depends on
RULES: dict[str, Callable[[Comparison, Node, Node, tuple[str, Path]], bool]] = {
    "dtype": Comparison.header,
    "shape": Comparison.header,
    "index": Comparison.index,
    "columns": Comparison.columns,
    "text": Comparison.text,
    "value": Comparison.value,
    "array": Comparison.array,
    "items": Comparison.items,
    "set": Comparison.items,
    "pairs": Comparison.pairs,
    "fields": Comparison.fields,
    "data": Comparison.frame,
}


def rows(index: Node) -> int:
    """How many elements an index has."""
    data = index["fields"].get("data", index["fields"].get("levels"))
    data = data["items"][0] if data.get("t") == "levels" else data
    data = data["fields"]["codes"] if data.get("t") == "category" else data
    return int(data["shape"][0]) if "shape" in data else len(data["items"])


def labels(frame: Node) -> list[str]:
    """The labels of a frame's columns, as people write them."""
    columns = frame["columns"]
    inner = columns.get("fields", {}).get("data", {}) if isinstance(columns, dict) else {}
    items = inner.get("items") if isinstance(inner, dict) else None
    return [json.dumps(item) if not isinstance(item, dict) else "?" for item in items] if items is not None else []


def label_of(frame: Node, number: int) -> str:
    """The label of one column, its position where it has no plain one."""
    found = labels(frame)
    return found[number] if number < len(found) and found[number] != "?" else str(number)


def a_kind(node: Node) -> str:
    """What kind of value a picture shows."""
    if not isinstance(node, dict):
        return f"{node!r} ({type(node).__name__})" if node is not None else "None"
    name = str(node.get("t", "a shared object"))
    if name in ("column", "category"):
        return f"dtype {node.get('dtype', name)}"
    return f"{name} {node['text']}" if name in ("function", "class", "module") else name


ROWS = {"column": "row", "text": "line"}
NAMES = {"cell": "{}", "column": "column {}", "row": "row {}", "line": "line {}", "key": "[{}]", "element": "[{}]"}
NAMES.update({"field": ".{}", "part": "{}"})


def words(path: Path) -> str:
    """The way to a place as people write it."""
    said = ""
    for kind, name in path:
        if (kind, name) == ("part", "shape"):
            continue
        part = NAMES[kind].format(name).replace("[[", "[").replace("]]", "]")
        said += part if part[0] in ".[" or not said else f", {part}"
    return said
