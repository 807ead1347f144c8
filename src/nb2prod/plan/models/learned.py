"""Which fitted object is the model, told by where its result goes; what training hands to inference.

for m in (a, b): m.fit(X, y)       exploration: nothing that stays predicts with them alone
best = a                           best.predict(X_test) is what the notebook reports: best is the model
"""

from __future__ import annotations

import ast
from collections.abc import Collection

from nb2prod import knowledge
from nb2prod.model import Artifact, Inference, Program, Statement
from nb2prod.nesting import defined, outwards
from nb2prod.plan.graph import Graph, binders, in_function, in_loop, top_of, values_of
from nb2prod.plan.models.fits import ANSWERS, PREDICTING, SCORING, Fits, family, method_calls
from nb2prod.plan.models.fitted_on import given_to_fit, matrix, plain_part, seen_where
from nb2prod.plan.models.made_up import is_made_up
from nb2prod.plan.models.no_models import counts, of_texts
from nb2prod.plan.models.trained import modules, returned
from nb2prod.walking import walk

BEST = {"best_estimator_": "best estimator", "fitted_pipeline_": "fitted pipeline"}  # what searches hand out
SAVES = "the notebook saves it"
PICKED = "the notebook picks it out of them"
MEASURED = "the notebook measures it after the last fit"
WRITTEN = "a file gets its predictions"
UNDRAWN = "it is the last one fitted that more than a figure uses"
TABLES = (".to_csv", ".to_excel", ".to_parquet", ".to_json", "numpy.savetxt")
DUMPS = ("joblib.dump", "pickle.dump", "cloudpickle.dump", "dill.dump")


def final_model(program: Program, kept: list[Statement], wanted: str = "") -> tuple[str, Statement, str] | None:
    """Name, statement and reason of the model that inference serves; None where nothing is fitted that can predict."""
    known = Fits.of(program)
    fits = [(name, s) for s in kept for name in (*known.fitted(s), *returned(s, kept)) if _serves(program, name)]
    if not fits:
        trained = modules(program, kept)
        trained = trained or [(name, s) for s in kept for name in known.collected(s)]
        return (*trained[-1], "a loop trains it") if trained else None
    found = _chosen(program, kept, fits, wanted)
    if found is None or found[0] == wanted or found[2] == SAVES or not is_made_up(program, found[1]):
        return found
    apart = {name for name, s in fits if all(is_made_up(program, at) for other, at in fits if other == name)}
    again = _chosen(program, kept, [(name, s) for name, s in fits if name not in apart], "", apart)
    if again is None or any(is_made_up(program, at) for name, at in fits if name == again[0]):
        return found  # one name may have fits of both kinds
    return *again[:2], f"{again[2]} of those that are fitted on loaded data"


def _chosen(
    program: Program,
    kept: list[Statement],
    fits: list[tuple[str, Statement]],
    wanted: str,
    apart: Collection[str] = (),
) -> tuple[str, Statement, str] | None:
    """The model among some fitted ones; `apart`: what is none of them, whatever asks it."""
    if not fits:
        return None
    known = Fits.of(program)
    bound = {name for s in kept if s.parent is None or s.body != "function" for name in s.facts.binds} - {*apart}
    bound = {name for name in bound if overwritten(program, name, fits) is None} or bound
    bound = _outside_of_branches(program, kept, bound, fits)
    bound -= known.feeding(fits, {name for s in kept for name in dumped(s)})
    names = {name for name, _ in fits if name in bound}
    if not names:  # each of them lost its name to something else
        return (*fits[-1], "it is fitted last")
    if wanted and wanted in bound:
        return wanted, _last(fits, wanted, kept), "the settings name it"
    asked = [(s, n) for s in kept for n in known.asked(s) if n not in apart and _learned(program, n, fits)]
    for because, used in (
        (SAVES, [n for s in kept for n in dumped(s) if _is_model(program, n, fits)]),
        (WRITTEN, _written(program, kept, asked)),
        (PICKED, _best(program, kept, fits, max((s.id for s, _ in asked if not in_loop(program, s)), default=-1))),
        ("it makes the last prediction", [n for s, n in asked if not in_loop(program, s)]),
        ("it makes the last prediction", [] if _fitted_since(program, asked, fits) else [n for _, n in asked]),
        (PICKED, _picked(program, kept, fits)),
    ):
        chosen = [n for n in used if n in bound and not _only_transforms(program, n)]
        if chosen:
            if because == PICKED and any("load" in s.facts.roles for s in binders(program, chosen[-1])[-1:]):
                because = MEASURED
            told = _which_prediction(program, kept, asked) if because.startswith("it makes") else ""
            return chosen[-1], _last(fits, chosen[-1], kept), f"{because}{told}"
    own = [name for name, _ in fits if name in names and name != "_" and not _alias(program, name, names)]
    last = own or [name for name, _ in fits if name in names]  # `_ = model.fit(X, y)`: model
    if not last:
        return None
    answering = [name for name in last if _read_by(program, name, kept)] if _only_drawn(program, kept, last[-1]) else []
    name = (answering or last)[-1]
    return name, _last(fits, name, kept), UNDRAWN if answering else "it is fitted last"


def _outside_of_branches(
    program: Program, kept: list[Statement], bound: set[str], fits: list[tuple[str, Statement]]
) -> set[str]:
    """Without models of one branch, which a run may pass over and nothing outside asks; all, where no other is."""
    tops: dict[str, set[int]] = {}
    for statement in kept:
        for name in statement.facts.names | statement.facts.binds | statement.facts.mutates:
            tops.setdefault(name, set()).add(top_of(program, statement.id))
    alone = {n for n, at in tops.items() if len(at) == 1 and isinstance(program.statements[min(at)].node, ast.If)}
    return bound - alone if any(name in bound - alone for name, _ in fits) else bound


def overwritten(program: Program, name: str, fits: list[tuple[str, Statement]]) -> Statement | None:
    """The statement behind its last fit that gives the name of a model to what surely is none: `lr = rate(t)`."""
    own = [s.id for n, s in fits if n == name]
    bound_by = binders(program, name) if own else []
    if not bound_by or bound_by[-1].id <= own[-1]:
        return None
    last = bound_by[-1]
    match last.node:
        case ast.Assign(targets=[ast.Name()], value=ast.Constant() | ast.BinOp() | ast.List() | ast.Dict()):
            plain = True
        case ast.Assign(targets=[ast.Name()], value=ast.Call(func=ast.Name(id=called))):
            plain = counts(program, called)
        case ast.For(iter=over):
            plain = of_texts(program, over)
        case _:
            plain = False
    return last if plain and not _reaches(program, last, {*own}) else None


def lost(program: Program, name: str, fit: Statement) -> str:
    """Why the model is not there when training ends; "" where its name still holds it."""
    other = overwritten(program, name, [(name, fit)])
    if other is None:
        return ""
    because = f"{name} is no model at the end (cell {other.cell + 1} gives the name to something else)"
    return f"{because}, and the one of cell {fit.cell + 1} is kept nowhere"


def of_a_loop(program: Program, name: str, fit: Statement, cell: int) -> str:
    """What the loop of a cell does to the name of the model that is saved, as it was before."""
    if overwritten(program, name, [(name, fit)]) is not None:
        return f"the loop of cell {cell} gives the name of {name} to something else, which is no model"
    return f"the loop of cell {cell} fits others under the name of {name}, which are not saved"


def others(program: Program, kept: list[Statement], model: str) -> tuple[str, ...]:
    """Names of further models that are fitted and stay, in the order in which they are fitted."""
    fits = [n for s in kept for n in (*Fits.of(program).fitted(s), *returned(s, kept)) if _serves(program, n)]
    bound = {name for s in kept if s.parent is None or s.body != "function" for name in s.facts.binds}
    same = {model, *_fitted_as(program, model), *(n for n in fits if _fitted_as(program, n))}
    last = binders(program, model)[-1:]
    behind = {at for s in last for at in (s.id, *Graph.of(program).behind(s.id))}  # it is one that a search found
    parts = [part for s in kept if s.id in behind for part in walk(s.node) if isinstance(part, ast.Attribute)]
    same |= {part.value.id for part in parts if part.attr in BEST and isinstance(part.value, ast.Name)}
    for value in (value for s in last for value in values_of(s, model)):
        match value:
            case ast.Name(id=name) | ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="fit")):
                same.add(name)  # best, score = m, r2
    return tuple(dict.fromkeys(n for n in fits if n in bound - same and not _only_transforms(program, n)))


def _alias(program: Program, name: str, models: set[str]) -> bool:
    """Whether it is what `model.fit(X, y)` gave back, of a kind whose `fit` gives back the model itself."""
    kinds = {n for s in program.statements for n, kind in s.facts.types if family(kind)}
    return bool(_fitted_as(program, name) & models & kinds - {name})


def _fitted_as(program: Program, name: str) -> set[str]:
    """The names of the object that `name` holds, too: `fitted = model.fit(X, y)` makes no other one."""
    found: set[str] = set()
    for statement in binders(program, name):
        match statement.node:
            case ast.Assign(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="fit"))):
                found.add(owner)
            case _:
                return set()
    return found


def made_in_loop(program: Program, model: str) -> int:
    """The cell, from 1, of the loop that binds the name anew in each turn, as its variable too; 0 where none does."""
    bound_by = binders(program, model)
    last = bound_by[-1] if bound_by else None
    looped = last is not None and (isinstance(last.node, ast.For) or in_loop(program, last))  # for model in models
    return last.cell + 1 if last is not None and looped else 0


def kind_of(program: Program, model: str, until: int | None = None) -> str:
    """What the name holds at the end, as people say it; "" where several things may be meant, or it is not known.

    best = search.best_estimator_        the best estimator of `search`
    """
    bound_by = [s for s in binders(program, model) if until is None or s.id <= until]
    if not bound_by or bound_by[-1].parent is not None:
        return ""
    match bound_by[-1].node:
        case ast.Assign(targets=[ast.Name()], value=ast.Attribute(value=ast.Name(id=owner), attr=attr)):
            if attr in BEST:
                return f"the {BEST[attr]} of `{owner}`"
    type_ = dict(bound_by[-1].facts.types).get(model, "").removeprefix("class:")
    if type_.startswith("statsmodels."):
        return "a result of `statsmodels`"
    match bound_by[-1].node:
        case ast.Assign(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))) if (
            type_ == "keras.Model" and name != "Model"
        ):
            return "a model of `keras`"  # load_model(path): of which of its classes the file tells
        case ast.Assign(value=ast.Call(func=func)) if type_ in ("", "?"):  # of an unknown library
            known, parts = {item.name: item.qualified for item in program.imports}, ast.unparse(func).split(".")
            type_ = known.get(parts[-1], parts[-1]) if parts[-1][:1].isupper() and parts[0] in known else type_
    return _of_class(program, type_) if type_ not in ("", "?") and not type_.startswith("ref:") else ""


def _of_class(program: Program, type_: str) -> str:
    """The class, and whose it is where that is no library: `LogisticRegression` of a module beside the notebook."""
    module, _, name = type_.rpartition(".")
    if any(m.name.partition(".")[0] == module.partition(".")[0] for m in program.notebook.modules):
        return f"of class `{name}` of the module `{module}` beside the notebook"
    own = any(isinstance(s.node, ast.ClassDef) and s.node.name == type_ for s in program.statements)
    return f"of the notebook's own class `{name}`" if own else f"of class `{name}`"


def _written(program: Program, kept: list[Statement], asked: list[tuple[Statement, str]]) -> list[str]:
    """The models whose predictions files get, that of the last file last."""
    graph, staying = Graph.of(program), {s.id for s in kept}
    fits = {s.id for s in kept for _ in Fits.of(program).fitted(s)}
    alone = [(s, name) for s, name in asked if not in_loop(program, s)]  # a loop writes a file of each candidate
    found = [(_last_file(graph, s, staying, fits - {s.id}), n, name) for n, (s, name) in enumerate(alone)]
    return [name for at, _, name in sorted(found) if at >= 0]


def _last_file(graph: Graph, asked: Statement, staying: set[int], fits: set[int]) -> int:
    """The last statement that writes what is made of an answer; -1: none does, or another model learns from it."""
    todo, seen = [asked.id], set[int]()
    while todo:
        at = todo.pop()
        seen.add(at)
        own = graph.program.statements[at]
        read = {target for target in graph.readers.get(at, ()) if target in staying}
        if at == asked.id or not {"evaluate", "split"} & {*own.facts.roles}:
            todo += [target for target in read if target > at and target not in seen]
    if seen & fits:
        return -1
    written = (at for at in seen if any(call.endswith(TABLES) for call in graph.program.statements[at].facts.calls))
    return max(written, default=-1)


def _which_prediction(program: Program, kept: list[Statement], asked: list[tuple[Statement, str]]) -> str:
    """What is said of it where others come later: in figures, or of candidates that loops go through."""
    outside = [s for s, _ in asked if not in_loop(program, s)]
    if outside and asked[-1][0].id > outside[-1].id:
        return " outside of loops"
    return " that is not only drawn" if _drawn_later(program, kept, asked[-1][0]) else ""


def _picked(program: Program, kept: list[Statement], fits: list[tuple[str, Statement]]) -> list[str]:
    """Models that the notebook takes out of others, and measures then: `best = models[name]`, `best.score(X, y)`."""
    fitted = {name for name, _ in fits}
    last = max(s.id for _, s in fits)
    measured = (n for s in kept if s.id > last for n, method, _ in method_calls(s) if method in SCORING)
    return [n for n in measured if n not in fitted and _is_model(program, n, fits)]


def _best(program: Program, kept: list[Statement], fits: list[tuple[str, Statement]], asked: int) -> list[str]:
    """`best = m` in a branch of the loop that fits m, `best = models[name]`: behind the last prediction outside."""
    fitted = {name for name, _ in fits}
    loops = [s.node.iter for s in kept if isinstance(s.node, ast.For) and fitted & s.facts.binds]
    several = {part.id for over in loops for part in walk(over) if isinstance(part, ast.Name)}
    turned = [s.facts.binds for s in kept if isinstance(s.node, ast.For) and several & s.facts.names]
    asked_of = Fits.of(program).asking
    taken = fitted | {name for name in frozenset().union(*turned) if asked_of.get(name, set()) & {*ANSWERS}}
    found: list[str] = []
    for statement in kept:
        if in_function(program, statement):
            continue  # its own names end with it
        above = [type(each.node) for each in [*outwards(program.statements, statement)][1:]]
        match statement.node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=held))], value=ast.Name(id=name)):
                several |= {held} if name in fitted else set()
            case ast.Assign(targets=[ast.Name(id=best)], value=ast.Name(id=name)) if name in taken:
                found += [best] if ast.If in above and {ast.For, ast.While} & {*above} else []
            case ast.Assign(targets=[ast.Name(id=best)], value=ast.Subscript(value=ast.Name(id=held))) if not above:
                found += [best] if held in several and _is_model(program, best, fits) else []
    return [name for name in found if binders(program, name)[-1].id > asked and name not in fitted]


def _fitted_since(program: Program, asked: list[tuple[Statement, str]], fits: list[tuple[str, Statement]]) -> bool:
    """Whether a model of its own comes after all the loops that ask candidates: the choice that they led to."""
    last = max((s.id for s, _ in asked), default=-1)
    names = {name for _, name in asked}
    return any(s.id > last and name not in names and not in_loop(program, s) for name, s in fits)


def _drawn_later(program: Program, kept: list[Statement], last: Statement) -> bool:
    """Whether predictions that only went into figures come after the last one that stays."""
    staying = {s.id for s in kept}
    gone = (s for s in program.statements if s.id > last.id and s.id not in staying and not in_function(program, s))
    asks = (part for s in gone for part in walk(s.node) if isinstance(part, ast.Attribute))
    return any(part.attr in ("predict", "predict_proba") for part in asks)


def _only_drawn(program: Program, kept: list[Statement], name: str) -> bool:
    """Whether plots that are dropped are all that reads a fitted model: a line through points is no result."""
    gone = [s for s in program.statements if s not in kept]
    drawn = _read_by(program, name, gone)
    looked_at = any(s.facts.display == "look" or in_function(program, s) for s in drawn)
    return bool(drawn) and not looked_at and not _read_by(program, name, kept)


def _read_by(program: Program, name: str, statements: list[Statement]) -> list[Statement]:
    """Those of the statements that read what the name holds, without those that make and fit it."""
    makers = {s.id for s in program.statements if name in s.facts.binds or name in Fits.of(program).fitted(s)}
    sources = Graph.of(program).sources
    return [s for s in statements if s.id not in makers and any(n == name for _, n in sources.get(s.id, ()))]


def _is_model(program: Program, name: str, fits: list[tuple[str, Statement]]) -> bool:
    """One that is fitted, or was taken from one: `best = search.best_estimator_`, `best = models[name]`."""
    bound_by = binders(program, name)
    kinds = {type_ for s in bound_by for n, type_ in s.facts.types if n == name} - {"", "?"}
    if any(name == fitted for fitted, _ in fits) or any(family(kind) for kind in kinds):
        return True
    plain = bound_by and all(call.startswith("builtins.") for call in bound_by[-1].facts.calls)  # max(models, key=...)
    return bool(plain) and not kinds and _reaches(program, bound_by[-1], {s.id for _, s in fits})


def _learned(program: Program, name: str, fits: list[tuple[str, Statement]]) -> bool:
    """Not a model that the notebook only loads or makes, where it fits others."""
    handed = any(name in s.facts.mutates and "unknown" in s.facts.effects for s in program.statements)  # to who fits it
    if handed or any(name == fitted for fitted, _ in fits):
        return True
    bound_by = binders(program, name)
    made = not bound_by or any(call in dict(bound_by[-1].facts.types).values() for call in bound_by[-1].facts.calls)
    return not made and _reaches(program, bound_by[-1], {s.id for _, s in fits})


def _reaches(program: Program, statement: Statement, wanted: set[int]) -> bool:
    """Whether one of `wanted` is behind the statement."""
    return not Graph.of(program).behind(statement.id).isdisjoint(wanted)


def inference_of(program: Program, model: str, statement: Statement, until: int | None = None) -> Inference:
    """Level `features`: the model takes the columns of the matrix that it was fitted on, until a statement."""
    name, fit = matrix(program, model, until)
    source, beside = seen_where(program, name, fit)
    cell = statement.cell + 1
    top = fit is not None and fit.parent is None
    shown = plain_part(given_to_fit(fit)) if fit is not None and top and not name else ""
    return Inference(
        level="features",
        because=f"{model} takes the columns of {source or 'the matrix'} it was fitted on (cell {cell}); "
        "what comes before is not derived: the cells of the notebook stay in one namespace",
        source=source,
        model=model,
        probability=True,
        fitted=beside if fit is not None and fit.id == beside else -1,
        beside=beside,
        shown=shown,
        fit=fit.id if fit is not None and source == name else -1,
    )


def artifacts_of(model: str, statement: Statement, because: str) -> tuple[Artifact, ...]:
    """What training saves for inference at level `features`."""
    return (Artifact(model, "estimator", statement.cell, f"the model: {because}"),)


def _last(fits: list[tuple[str, Statement]], name: str, kept: list[Statement]) -> Statement:
    own = [s for n, s in fits if n == name] or [s for s in kept if name in s.facts.binds]
    return own[-1]


def _serves(program: Program, name: str) -> bool:
    """Not an object of a notebook class that has a `fit` and nothing to predict with."""
    types = {
        t.removeprefix("class:")
        for s in program.statements
        for n, t in s.facts.types
        if n == name and t.startswith("class:")
    }
    classes = [s.node for s in program.statements if isinstance(s.node, ast.ClassDef) and s.node.name in types]
    return all(c.bases or any(defined(part) in PREDICTING for part in c.body) for c in classes)


def _only_transforms(program: Program, name: str) -> bool:
    """A scaler that is saved beside the model: it can do much, but not predict."""
    types = {t for s in program.statements for n, t in s.facts.types if n == name}
    return bool(types) and all(knowledge.is_a(t, "sklearn.Transformer") and not family(t) for t in types)


def dumped(statement: Statement) -> list[str]:
    """Names of what the statement writes down as an object: `joblib.dump(model, path)`."""
    found = []
    if any(call in DUMPS for call in statement.facts.calls):
        for node in walk(statement.node):
            if isinstance(node, ast.Call):
                given = [*node.args[:1], *(k.value for k in node.keywords if k.arg in ("value", "obj"))]
                owners = [part.value if isinstance(part, ast.Attribute) else part for part in given]
                found += [part.id for part in owners if isinstance(part, ast.Name)]  # grid.best_estimator_ is grid's
    return found
