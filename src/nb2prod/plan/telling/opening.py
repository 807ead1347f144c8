"""What the first sentence of the README can say of the work: of what a model is made, in which parts.

search = GridSearchCV(make_pipeline(StandardScaler(), SVC()), grid)     it holds SVC
## Encode / ## Impute                                                   the parts that the notebook itself names
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.fates import kept_statements
from nb2prod.model import Claim, Plan, Program, Statement
from nb2prod.plan.graph import binders
from nb2prod.plan.headings import SECTIONS, headings, own_title
from nb2prod.plan.names import words

PREDICTING = ("sklearn.Classifier", "sklearn.Regressor", "sklearn.Clusterer", "sklearn.Detector")
OF_PARTS = ("sklearn.Pipe", "sklearn.Search", "sklearn.Composite")  # they predict as the estimator inside does
LONGEST, MOST, FEWEST = 60, 5, 2  # of headings
NUMBERED = re.compile(r"(?:exercise|part|problem|q|question|step|task)\W*\d+\W*$", re.IGNORECASE)  # tells nothing


def estimators(program: Program, model: str) -> Iterator[Claim]:
    """The estimators that a search, a pipeline or an ensemble is made of, where its own statement tells them."""
    bound_by = binders(program, model)
    if len(bound_by) != 1:
        return
    match bound_by[0].node:
        case ast.Assign(targets=[ast.Name()], value=ast.Attribute(value=ast.Name(id=owner), attr="best_estimator_")):
            yield from estimators(program, owner)
            return
    kind = dict(bound_by[0].facts.types).get(model, "")
    if any(knowledge.is_a(kind, whole) for whole in OF_PARTS):
        found = _inside(program, bound_by[0], model)
        if found:
            yield Claim("holds", tuple(dict.fromkeys(call.rpartition(".")[2] for call in found)))


def _inside(program: Program, statement: Statement, name: str, deep: int = 2) -> list[str]:
    """The classes of the estimators in it, and of the names in it that are bound once; [] where one is not known."""
    found = [c for c in _called(program, statement) if predicts(c)]
    whole = any(knowledge.is_a(c, "sklearn.Composite") for c in statement.facts.calls)
    for read in sorted(statement.facts.names - {name} - {item.name for item in program.imports}):
        bound_by = binders(program, read)
        kind = dict(bound_by[0].facts.types).get(read, "") if len(bound_by) == 1 else ""
        if any(knowledge.is_a(kind, one) for one in OF_PARTS) and deep:
            inside = _inside(program, bound_by[0], read, deep - 1)
        elif predicts(kind):
            inside = [kind]
        else:
            inside = [c for s in bound_by if len(bound_by) == 1 for c in s.facts.calls if predicts(c)]
            if whole and not inside:
                return []
        found += inside
    return found


def _called(program: Program, statement: Statement) -> list[str]:
    """What it calls, and what the functions of the notebook call that it calls."""
    made = {s.id for s in program.statements if getattr(s.node, "name", "?") in statement.facts.calls}
    inside = [s for s in program.statements if s.parent in made]
    return [*statement.facts.calls, *(call for s in inside for call in s.facts.calls)]


def predicts(kind: str) -> bool:
    """Whether it is a class of estimators that predict, and none that is made of others."""
    plainly = not any(knowledge.is_a(kind, whole) for whole in OF_PARTS)
    return plainly and any(knowledge.is_a(kind, one) for one in PREDICTING)


def parts(plan: Plan) -> Iterator[Claim]:
    """The headings over cells of which something stays, in order: those that say something of this notebook."""
    cells = {s.cell for s in kept_statements(plan) if not isinstance(s.node, (ast.Import, ast.ImportFrom))}
    over = {cell: heading for cell, heading in headings(plan.program.notebook).items() if cell in cells}
    title = own_title(plan.program.notebook)  # what stands in its cell, too, is its author, perhaps
    first = plan.program.notebook.cells[0].index
    alike = {h.text.partition(" ")[0] for h in over.values() if h.cell != first}  # Part II: so Part I is one, too
    parts = (h for h in over.values() if not title or h.cell != first or h.text.partition(" ")[0] in alike)
    texts = dict.fromkeys(h.text for h in parts if _tells(h.text) and h.text != title)
    if len(texts) >= FEWEST:
        yield Claim("parts", (*[*texts][:MOST], *([""] if len(texts) > MOST else [])))


def _tells(text: str) -> bool:
    plainly = all(letter.isalnum() or letter in " -,'()&+/" for letter in text)
    return plainly and not NUMBERED.match(text) and 3 <= len(text) <= LONGEST and not {*words(text)} <= SECTIONS
