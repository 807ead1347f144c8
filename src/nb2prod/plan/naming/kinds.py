"""What kind of step one is: its phase, where what remains in it proves that.

train_test_split(X, y)       under a phase "prepare": a split
print(model.score(X, y))     under "load": it evaluates
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nb2prod.plan.naming.sentence import about_reading, looped

if TYPE_CHECKING:
    from nb2prod.plan.naming.about import About


def kind_of(about: About, index: int) -> str:
    """What the step is about: its phase, where the statements prove it; a fit is the main thing wherever it is."""
    segment, proven = about.found[index].segment, about.proven[index]
    if segment.load:
        return segment.phase
    if about.only_crossed(index):
        return "evaluate"
    if about.trains(index) or (segment.phase in ("prepare", "other") and about.only_models(index)):
        return "train"
    if segment.phase != "train" and about.read(index) and any(map(looped, about.done[index])) and not about.busy(index):
        return "export"  # what is read goes into a file for each
    if segment.phase == "train" and any(c.verb == "fit" for c in about.done[index]):
        return "prepare"
    if segment.phase == "train":
        made = any("model" in name.lower() or about.type(index, name) for name in about.found[index].outputs)
        return "train" if "train" in proven or made else "other"
    if segment.phase in ("prepare", "other") and about_reading(about.done[index], about.given(index)):
        return "load"
    heavy = {c.verb.split()[0] for c in about.done[index] if c.weight > 1}
    predicted = {n for c in about.done[index] if c.verb == "predict" for n in c.things}
    asked = "predict" in heavy and not heavy & {"split", "score", "evaluate"}
    bare = asked and (about.main(index) in {"", *predicted} or (bool(predicted) and predicted <= about.feeding(index)))
    if bare and segment.phase in ("prepare", "other"):
        return "evaluate"
    if segment.phase in ("load", "export") and heavy & {"predict", "score", "evaluate"}:
        return "evaluate"
    if segment.phase == "prepare" and "split" in heavy and "split" in proven:
        return "split"
    judged = about.judged(about.found[index])
    if segment.phase == "evaluate" and not judged and not any(c.weight for c in about.done[index]):
        return "other"  # it only logs what was measured before
    if segment.phase == "load" and not about.found[index].outputs and not any(c.weight for c in about.read(index)):
        return "other"  # show_task(7): that it reads a file is its own business
    if segment.phase == "load" and (about.busy(index) or not about.reads(index)):
        return "prepare"
    if segment.phase == "export" and not {"write", "save", "download", "delete"} & {c.verb for c in about.done[index]}:
        return "other"
    if segment.phase == "export" and about.read(index) and about.found[index].outputs and about.reads(index):
        return "load"
    if segment.phase == "export" and about.makes_more(index):
        return "prepare"
    needs = {"load": {"load", "export"}, "split": {"split"}, "evaluate": {"evaluate", "predict"}}
    if segment.phase in needs and not needs[segment.phase] & proven:
        return "prepare" if segment.phase == "split" else "other"
    return segment.phase
