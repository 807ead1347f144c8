"""Lay two runs beside each other: values, what is one object, predictions, files, and where a name went astray."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from .compare import Comparison
from .files import file_node
from .picture import Node, Painter
from .store import Shelf, Store

ALIASES = (
    "one object in the notebook, copies in the project",
    "copies in the notebook, one object in the project",
)


def main(spec: dict[str, Any], arguments: list[str]) -> None:
    """Compare `one` with `other`; what was found goes to `out`."""
    first, second = Shelf(Path(spec["one"])), Shelf(Path(spec["other"]))
    if spec.get("trails"):
        found: dict[str, Any] = {"places": trails(first, second)}
    else:
        found = {**compared(first, second), "files": files(spec), "metrics": metrics(spec, first)}
    Path(spec["out"]).write_text(json.dumps(found), encoding="utf-8")


def compared(first: Shelf, second: Shelf) -> dict[str, Any]:
    """A verdict on each name of the first run; predictions count as part of their model."""
    ours, theirs = ({line["name"]: line for line in shelf.read("values.jsonl")} for shelf in (first, second))
    comparison = Comparison(first, second)
    verdicts = {name: verdict(comparison, line, theirs.get(name)) for name, line in ours.items()}
    said = {(line["model"], line["on"]): line["node"] for line in second.read("predictions.jsonl")}
    for line in first.read("predictions.jsonl"):
        known = verdicts.get(line["model"])
        if known is not None and known["verdict"] == "compared" and (line["model"], line["on"]) in said:
            on = f"predictions on {line['on']}"
            for one in comparison.compare(line["node"], said[line["model"], line["on"]]):
                told = {"path": f"{on}/{one['path']}", "place": f"{on} {one['place']}".strip()}
                known["differences"].append({**told, "text": f"{on}, {one['text']}"})
            known["exact"] = known["exact"] and comparison.exact
    return {"values": verdicts, "aliases": aliases(ours, theirs)}


def verdict(comparison: Comparison, one: dict[str, Any], other: dict[str, Any] | None) -> dict[str, Any]:
    """Whether a name holds the same; code and what draws is not compared, nor missed."""
    node = one["node"]
    kind = str(node.get("t", "")) if isinstance(node, dict) else type(node).__name__
    if kind in ("function", "class", "module"):
        held = None if other is None else other["node"]
        if held is None or (isinstance(held, dict) and held.get("t") == kind):
            return {"verdict": "code", "kind": kind}
    elif isinstance(node, dict) and "unknown" in node:
        return {"verdict": "unknown", "kind": kind, "because": node["unknown"]}
    if other is None:
        return {"verdict": "missing", "kind": kind}
    found = comparison.compare(node, other["node"])
    return {"verdict": "compared", "kind": kind, "exact": comparison.exact, "differences": found}


def aliases(ours: dict[str, Any], theirs: dict[str, Any]) -> list[dict[str, Any]]:
    """Names that are one object on one side and two on the other."""
    found = []
    sides = (ours, theirs), (theirs, ours)
    for number, (these, those) in enumerate(sides):
        groups: dict[int, list[str]] = defaultdict(list)
        for name, line in these.items():
            if line["object"] is not None and name in those and those[name]["object"] is not None:
                groups[line["object"]].append(name)
        for names in groups.values():
            apart = [name for name in names[1:] if those[name]["object"] != those[names[0]]["object"]]
            found += [{"names": [names[0], name], "path": "object", "text": ALIASES[number]} for name in apart]
    return found


def files(spec: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The differences between files that both have written."""
    scratch = Path(spec["scratch"])
    stores = [Store(scratch / side) for side in ("one", "other")]
    nodes: dict[str, list[Node]] = {}
    for pair in spec["files"]:
        paths = Path(pair["one"]), Path(pair["other"])
        if paths[0].read_bytes() != paths[1].read_bytes():
            nodes[pair["path"]] = [
                file_node(Painter(store, spec["package"]), path) for store, path in zip(stores, paths)
            ]
    for store in stores:
        store.write("values.jsonl", [])
    comparison = Comparison(*(Shelf(store.folder) for store in stores))
    return {path: comparison.compare(*pair) for path, pair in nodes.items()}


def metrics(spec: dict[str, Any], notebook: Shelf) -> dict[str, Any]:
    """What metrics.json says, against the notebook's value of the same name: it holds plain numbers, of any type."""
    if not spec.get("metrics"):
        return {}
    held = {line["name"]: line["node"] for line in notebook.read("values.jsonl")}
    written = json.loads(Path(spec["metrics"]).read_text(encoding="utf-8"))
    comparison = Comparison(notebook, notebook)
    found = {}
    for key, name in spec["named"].items():
        step, _, inner = key.rpartition("/")  # `train_tree/accuracy`
        measured = written.get(step, {}) if step else written
        one: Any = held.get(name)
        one = one["value"] if isinstance(one, dict) and "value" in one else one
        if inner in measured and type(one) in (int, float) and type(measured[inner]) in (int, float):
            found[key] = comparison.compare(float(one), float(measured[inner]))
        elif inner not in measured and type(one) in (int, float):
            found[key] = [{"path": "", "text": "not in metrics.json"}]
    return found


def trails(first: Shelf, second: Shelf) -> dict[str, Any]:
    """For each name, where the second run leaves the way of the first: the place in both, and what is different."""
    ways: list[dict[str, list[dict[str, Any]]]] = []
    for shelf in (first, second):
        way: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for line in shelf.read("trail.jsonl"):
            way[line["name"]].append({**line, "text": json.dumps(line["node"])})
        ways.append(way)
    comparison = Comparison(first, second)
    found = {}
    for name, theirs in ways[0].items():
        parting = part(comparison, theirs, ways[1].get(name, []))
        if parting is not None:
            found[name] = parting
    return found


def part(comparison: Comparison, theirs: list[dict[str, Any]], ours: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Follow our values through theirs: the first that they never have, or the last of theirs that we never reach."""
    at = -1
    for line in ours:
        found = next((n for n in range(max(at, 0), len(theirs)) if theirs[n]["text"] == line["text"]), None)
        if found is None:
            near = (
                n for n in range(max(at, 0), len(theirs)) if not comparison.compare(theirs[n]["node"], line["node"])
            )
            found = next(near, None)
        if found is None:
            expected = theirs[min(at + 1, len(theirs) - 1)]
            differences = comparison.compare(expected["node"], line["node"])
            text = differences[0]["text"] if differences else ""
            return {"notebook": expected["place"], "project": line["place"], "text": text, "new": True}
        at = found
    if not ours or at == len(theirs) - 1:
        return None
    return {"notebook": theirs[at + 1]["place"], "project": None, "text": "", "new": False}
