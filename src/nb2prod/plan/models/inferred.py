"""Which inference the final model gets: what rules it out, else the raw rows, else the columns it was fitted on.

model.fit(X_train, y_train); model.predict(X_test)      raw, where X_test can be followed back to the loaded rows
net = Net(); loss.backward()                            none: how its tensors come from rows is not derived
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nb2prod.model import Artifact, Definition, Inference, Program, Statement
from nb2prod.nesting import DEFINING
from nb2prod.plan.cutting.moved import behind
from nb2prod.plan.graph import Graph, top_of
from nb2prod.plan.models.answering import limited, no_rows, with_part
from nb2prod.plan.models.beside import told_beside
from nb2prod.plan.models.company import never_predicts
from nb2prod.plan.models.finishing import finished
from nb2prod.plan.models.fits import Fits
from nb2prod.plan.models.fitted_on import unfitted
from nb2prod.plan.models.foreign import draws, foreign
from nb2prod.plan.models.learned import (
    artifacts_of,
    inference_of,
    kind_of,
    made_in_loop,
    of_a_loop,
    others,
)
from nb2prod.plan.models.matrix_columns import columns_of
from nb2prod.plan.models.outputs import named_outputs
from nb2prod.plan.models.per_part import one_per_part
from nb2prod.plan.models.raw import Notes, raw
from nb2prod.plan.models.reading import Lifted
from nb2prod.plan.models.served import served
from nb2prod.plan.models.trained import loaded_in
from nb2prod.plan.models.which_fit import ServedFit, kept_as_asked
from nb2prod.plan.models.written import told_of_written, told_together
from nb2prod.plan.serving.derive import Given
from nb2prod.plan.serving.scales import with_scale

Saved = tuple[Artifact, ...]


@dataclass(frozen=True)
class Final:
    """The model that inference asks, and what is decided before."""

    given: Given
    statements: Sequence[Statement]  # that stay, outside of functions
    definite: frozenset[str]  # names that are surely bound at the end
    definitions: tuple[Definition, ...]
    lifted: Lifted
    target: str
    whole: bool  # the notebook keeps a namespace of its own

    @property
    def program(self) -> Program:
        """The notebook as it is analysed."""
        return self.given.program

    @property
    def name(self) -> str:
        """What the notebook calls the model."""
        return self.fit.model

    @property
    def fit(self) -> ServedFit:
        """Which fit of it is served."""
        return self.given.fit

    @property
    def statement(self) -> Statement:
        """The last that fits it."""
        return self.fit.fit


def inferred(final: Final) -> tuple[Inference, Saved, Notes]:
    """The inference, what training saves for it, and what the derivation has to say."""
    found, artifacts, notes = _level(final)
    found, artifacts = _of_several(final, found, artifacts)
    if because := told_together(final.program, found, artifacts, final.fit.because):
        if found.level == "none":
            found = replace(found, because=f"{found.because}; {because}")
        else:
            found, notes = Inference("none", because, model=found.model), ()
            artifacts = artifacts_of(final.name, final.statement, final.fit.because)
    else:
        found = replace(found, because=f"{found.because}{told_of_written(final.program, found)}")
    found, artifacts = _described(final, found, artifacts)
    return found, artifacts, notes


def _level(final: Final) -> tuple[Inference, Saved, Notes]:
    program, name, statement = final.program, final.name, final.statement
    if (ruled_out := _ruled_out(final)) is not None:
        return *ruled_out, ()
    gone = final.fit.gone
    found = final.fit.asked_for_the_last_time(inference_of(program, name, statement, final.fit.until))
    artifacts = artifacts_of(name, statement, final.fit.because)
    notes: Notes = ()
    if not final.whole:
        derived, learned, notes = raw(program, found, final.given, final.lifted, final.definite)
        read = served(program, derived, list(final.statements), final.lifted)
        if (read.reading is None or not read.reading.left_out) and (read.level == "raw" or not gone):
            told = tuple(replace(a, because=artifacts[0].because) if a.name == name else a for a in learned)
            return *_asked(final, read, told or artifacts), notes
        # read otherwise than in training, rows would not be what they were there: no claim of raw
        options = ", ".join(read.reading.left_out) if read.reading is not None else ""
        function = read.reading.function if read.reading is not None else ""
        found = replace(found, because=f"{function}'s {options} needs the notebook's state; {found.because}")
    if gone:
        return Inference("none", gone, model=name), (), ()
    found = served(program, found, list(final.statements), final.lifted)
    return *_asked(final, found, artifacts), notes


def _ruled_out(final: Final) -> tuple[Inference, Saved] | None:
    """No inference, and what is saved all the same; None where nothing speaks against one."""
    program, name, statement = final.program, final.name, final.statement
    if name not in final.definite and not any(name in s.facts.binds for s in final.statements):
        return Inference("none", f"{name} is not bound at the end of the workflow", model=name), ()
    held = _closed_over(final)
    if other := foreign(program, name):
        saved = artifacts_of(name, statement, final.fit.because) if other.saved and not held else ()
        saved += draws(program, name, final.definite) if other.draws else ()
        return Inference("none", other.because, model=name), saved
    if held:
        because = f"{name} is made with {held}, which reads variables of the run: saved, it could not be loaded"
        return Inference("none", because, model=name), ()
    if silent := never_predicts(program, name):
        return Inference("none", silent, model=name), artifacts_of(name, statement, final.fit.because)
    if any(call.endswith(".backward") for call in statement.facts.calls):
        because = f"how the tensors that {name} takes come from rows is not derived"
        return Inference("none", because, model=name), artifacts_of(name, statement, "a loop trains it")
    return None


def _asked(final: Final, found: Inference, artifacts: Saved) -> tuple[Inference, Saved]:
    """None where the model's name holds an object at the end that was never fitted, or that takes no rows."""
    if found.level != "features":
        return found, artifacts if found.level != "none" else ()
    made = unfitted(final.program, found.model) if final.fit.moment is None else None
    if made is not None:
        because = f"{found.model} is made anew after its last fit (cell {made.cell + 1}) and never fitted again"
        return Inference("none", because, model=found.model), ()
    if because := no_rows(final.program, found.model, final.statement, found.source, final.fit.until):
        return Inference("none", because, model=found.model), artifacts
    found = with_part(found, limited(final.program, found.model))
    found, artifacts = finished(final.program, found, artifacts, final.given, final.definite, final.whole)
    if found.finish is not None:
        return found, artifacts
    names = named_outputs(
        final.program, found.model, final.statement, final.given.kept, final.definite, final.given.taken
    )
    return found, artifacts if names is None else (*artifacts, names)


def _of_several(final: Final, found: Inference, artifacts: Saved) -> tuple[Inference, Saved]:
    """A dict of models has no columns of its own: it is saved, and nothing is claimed."""
    name, statement = final.name, final.statement
    parts = one_per_part(final.program, name, final.statement) if found.level == "features" else None
    if parts is not None and parts[0] in final.definite:
        holder, loop = parts
        because = f"{holder} holds the models that a loop fits (cell {loop.cell + 1})"
        said = f"{because}: which of them a row is for is not derived"
        return Inference("none", said, model=holder), artifacts_of(holder, loop, because)
    if found.level != "features" or name not in Fits.of(final.program).collected(statement):
        return found, artifacts
    because = f"{name} holds several models (cell {statement.cell + 1}), and which of them a row is for is not derived"
    return Inference("none", because, model=name), artifacts


def _described(final: Final, found: Inference, artifacts: Saved) -> tuple[Inference, Saved]:
    """With what the model is, and the other models that it was chosen from."""
    program, name = final.program, final.name
    if found.model != name:  # what holds one for each part of the rows
        return replace(found, kind="the models that a loop fits", target=final.target), artifacts
    several = others(program, list(final.statements), name)
    hint = f"; of {len(several) + 1} fitted models, `final_model` in nb2prod.yaml picks another"
    told = tuple(replace(a, because=a.because + hint) if a.name == name and several else a for a in artifacts)
    columns = columns_of(program, found) if found.level == "features" else ()
    looped, read = made_in_loop(program, name), loaded_in(program, name)
    moment = final.fit.moment
    if moment is not None:
        looped = read = 0
        saved = found.level == "none" and any(a.name == name and not a.value for a in told)
        if saved:  # no level, and code of the owner's own asks the model that answered
            found = final.fit.asked_for_the_last_time(found)
        if saved or found.level == "features":
            found, told = kept_as_asked(found, moment, told, final.given.taken)
    if found.of_turns:
        looped = 0
    if found.serving is not None and looped and all(a.name != name for a in artifacts):  # an earlier one is saved
        further = of_a_loop(program, name, final.statement, looped)
        found, looped = replace(found, because=f"{found.because}; {further}"), 0
    kind = kind_of(program, name, final.fit.until)
    found = with_scale(program, found, final.fit.until)
    found = replace(found, because=f"{found.because}{told_beside(program, final.statements, found)}")
    found = replace(found, kind=kind, looped=looped, from_disk=read)
    return replace(found, others=several, columns=columns, target=final.target), told


def _closed_over(final: Final) -> str:
    """A class of the notebook that cannot be imported and that the model was made with, or ""."""
    model = final.name
    kinds = {s.id for s in final.program.statements if isinstance(s.node, ast.ClassDef)}
    made = frozenset(d.name for d in final.definitions if d.statement in kinds and not d.importable)
    graph = Graph.of(final.program)
    binders = [s for s in final.statements if model in s.facts.binds and not isinstance(s.node, DEFINING)]
    tops = [final.program.statements[top_of(final.program, s.id)] for s in binders]
    sure = max((top.id for top in tops if not isinstance(top.node, (ast.If, ast.Try))), default=-1)  # a loop has turns
    last = [s for s, top in zip(binders, tops, strict=True) if top.id >= sure]  # in a branch, any may be the one
    return min(frozenset().union(*(behind(graph, s, made) for s in last)), default="")
