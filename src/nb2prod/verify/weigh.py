"""What a comparison found, weighed: what differs between the notebook's own runs says nothing about the project."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nb2prod.verify.job import Divergence, Value, Verdict
from nb2prod.verify.places import Places

Found = Mapping[str, Any]  # what inside/judge.py wrote
CLOCK = re.compile(r"time|elapsed|duration|seconds|stamp|took|date", re.I)
EVERYWHERE = 3  # places of one file that differ: then any may
LACKS = "not in metrics.json"  # as inside/judge.py says it
SAID = 2  # differences of one value that are put in words


@dataclass
class Unstable:
    """What differs between runs of the notebook: paths inside values, names that are one object, files."""

    values: dict[str, dict[str, str]] = field(default_factory=dict)  # name -> path -> the path in words
    objects: set[tuple[str, ...]] = field(default_factory=set)
    files: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, found: Found) -> None:
        """Take in what a comparison of two runs of the notebook found."""
        for name, verdict in found["values"].items():
            gone = {"": ""} if verdict["verdict"] == "missing" else {}
            if paths := gone | {one["path"]: one["place"] for one in verdict.get("differences", ())}:
                self.values.setdefault(name, {}).update(paths)
        self.objects |= {tuple(alias["names"]) for alias in found["aliases"]}
        for path, differences in found["files"].items():
            if len(differences) >= EVERYWHERE:
                self.files[path] = {"": ""}
            elif differences:
                self.files.setdefault(path, {}).update({one["path"]: one["place"] for one in differences})

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.values or self.objects or self.files)

    @property
    def random(self) -> bool:
        """Whether more than clocks is unstable: what is random may agree by luck."""
        places = [f"{name} {path}" for name, paths in self.values.items() for path in paths]
        return any(not CLOCK.search(place) for place in [*places, *self.files])

    def texts(self) -> tuple[str, ...]:
        """Every place in words, a few for one value."""
        said = []
        for name, paths in sorted(self.values.items()):
            places = sorted(set(paths.values()))[:3]
            said += [name + (place if place[:1] in (".", "[") else f", {place}" if place else "") for place in places]
        return (*said, *(f"file {path}" for path in sorted(self.files)))


def excused(path: str, unstable: Iterable[str]) -> bool:
    """Whether a place, or one around it, differs between the notebook's own runs.

    Elements of one array or column are one place: where a random number falls is random too. Where even the keys, or
    the number of rows, are not the same twice, nothing inside is.
    """
    own = _whole(path)
    return any(not u or own == u or own.startswith(f"{u}/") for u in map(_unsteady, unstable))


def _whole(path: str) -> str:
    return re.sub(r"(?:row|cell):[^/]*$", "row:", path)


def _unsteady(path: str) -> str:
    return re.sub(r"/?part:(?:keys|length|shape|rows|columns)$", "", _whole(path))


def divergences(found: Found, unstable: Unstable, places: Places, missing_files: Sequence[str]) -> list[Divergence]:
    """Everything that the project computes differently."""
    result: list[Divergence] = []
    for name, verdict in found["values"].items():
        told = [] if places.left_out(name) else real(verdict, unstable.values.get(name, {}))
        if told and unstable.random and places.unseeded(name):
            continue  # a coin that fell on one side each time is still a coin
        if told and unstable.values.get(name) and places.by_chance(name):
            continue  # a list of coins, some of which fell on the same side each time
        if told and _by_luck(name, told, unstable, places):
            continue
        if told:
            result.append(Divergence(name, "value", in_words(told), places.of_name(name)))
        elif verdict["verdict"] == "missing" and _missed(name, unstable, places):
            text = "the notebook holds it at its end, the workflow never does"
            result.append(Divergence(name, "missing", text, places.of_name(name)))
    for alias in found["aliases"]:
        first, second = alias["names"]
        known = {first, second} & set(unstable.values) or tuple(alias["names"]) in unstable.objects
        if not known and places.kept(first) and places.kept(second):
            text = f"{first} and {second}: {alias['text']}"
            result.append(Divergence(second, "object", text, places.of_name(second)))
    known, named = {one.name for one in result} | set(unstable.values), dict(places.plan.metrics)
    for key, told in found["metrics"].items():
        name = named.get(key, key)
        if told and name not in known and not _by_luck(name, told, unstable, places):
            result.append(Divergence(key, "metric", f"metrics.json: {in_words(told)}", places.of_name(key)))
    for path, differences in found["files"].items():
        told = [one for one in differences if not excused(one["path"], unstable.files.get(path, {}))]
        if told:
            result.append(Divergence(path, "file", in_words(told), places.of_file(path)))
    text = "the notebook writes this file, the project does not"
    result += [Divergence(path, "file", text, places.of_file(path)) for path in missing_files]
    return result


def real(verdict: Mapping[str, Any], unstable: Iterable[str]) -> list[dict[str, str]]:
    """The differences of a value that are no accident of the run."""
    return [one for one in verdict.get("differences", ()) if not excused(one["path"], unstable)]


def _by_luck(name: str, told: Sequence[Mapping[str, str]], unstable: Unstable, places: Places) -> bool:
    """Whether only numbers differ that come out of what is drawn anew in each run: a score may be equal twice by luck.

    An unseeded split gave two runs of a notebook 5 of 6 right answers each, and a third one 6 of 6.
    """
    only_numbers = all(not re.search(r"(?:^|/)(?:part|key):", one["path"]) and one["text"] != LACKS for one in told)
    return (
        only_numbers and unstable.random and places.by_chance(name) and places.depends_on(name, unstable.values.keys())
    )


def _missed(name: str, unstable: Unstable, places: Places) -> bool:
    known = name in places.plan.program.exits
    return (places.kept(name) or not known) and not places.imported(name) and "" not in unstable.values.get(name, ())


def in_words(differences: Sequence[Mapping[str, str]]) -> str:
    """The first differences of one value."""
    more = len(differences) - SAID
    return "; ".join(one["text"] for one in differences[:SAID]) + (f"; and {more} more" if more > 0 else "")


def values(found: Found, unstable: Unstable, places: Places, diverging: Sequence[Divergence]) -> tuple[Value, ...]:
    """The verdict on each name of the notebook."""
    wrong = {one.name: one for one in diverging if one.kind in ("value", "missing")}
    return tuple(_value(name, verdict, unstable, places, wrong) for name, verdict in sorted(found["values"].items()))


def _value(
    name: str, verdict: Mapping[str, Any], unstable: Unstable, places: Places, wrong: Mapping[str, Divergence]
) -> Value:
    kind, how = verdict["kind"], verdict["verdict"]
    said: tuple[Verdict, str]
    if name in wrong:
        said = ("missing" if wrong[name].kind == "missing" else "different", wrong[name].text)
    elif how == "missing" or (verdict.get("differences") and places.left_out(name)):
        because = places.dropped_because(name) or "it comes from a library"
        said = ("left out", "the project does not keep it: " + because)
    elif how == "code":
        said = ("code", "functions, classes and modules are compared by what they compute")
    elif how == "unknown":
        said = ("unknown", verdict["because"])
    elif unstable.values.get(name) or verdict.get("differences"):
        said = ("unstable", "it differs between two runs of the notebook itself")
    else:
        said = ("exact", "equal") if verdict["exact"] else ("approximate", "equal but for the last digits of floats")
    return Value(name, said[0], kind, said[1])


def files(found: Found, unstable: Unstable, common: Sequence[str], diverging: Sequence[Divergence]) -> dict[str, str]:
    """The verdict on each file that the notebook wrote."""
    wrong = {one.name for one in diverging if one.kind == "file"}
    verdicts = {path: "unstable" if path in unstable.files else "equal" for path in common}
    return {**verdicts, **dict.fromkeys(sorted(wrong), "different")}
