"""Models that no `fit` of their own makes: what a function trains and returns, results of statistics, modules of torch.

bst = xgb.train(params, dtrain)                      bst is the model, and takes the columns of what dtrain was made of
res = sm.OLS(y, X).fit(); res.predict(new)           res is one where the notebook predicts with it
loss = loss_fn(net(x), y); loss.backward()           net is one; how its tensors come from rows is not derived
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nb2prod.model import Program, Statement
from nb2prod.nesting import outwards
from nb2prod.plan.graph import binders, in_function
from nb2prod.plan.models.fits import FITTING, method_calls
from nb2prod.walking import walk

BOOSTERS = {"xgboost.train": "xgboost.Booster", "lightgbm.train": "lightgbm.Booster"}
RESULTS = "statsmodels.Results"
FORECASTS = ("tsa", "arima", "ARIMA", "SARIMAX", "AutoReg", "VAR", "Holt", "ExponentialSmoothing", "Prophet")
FORMS = ("DMatrix", "Dataset", "Pool", "add_constant", "QuantileDMatrix")  # a table in the library's own form
LAYERS = ("torch.nn.Sequential", "torch.nn.Module")
LOADS = ("load", "load_model", "load_learner", "load_from_checkpoint")
MODULES = ("torch.nn.Module", "nn.Module", "Module", "torch.nn.Sequential", "LightningModule")


def returned(statement: Statement, kept: Iterable[Statement]) -> list[str]:
    """Names that the statement binds to a trained model."""
    facts = statement.facts
    made = {BOOSTERS[call] for call in facts.calls if call in BOOSTERS}
    found = [name for name, kind in facts.types if kind in made]
    results = [name for name, kind in facts.types if kind == RESULTS]
    if results and not any(word in call for call in facts.calls for word in FORECASTS):
        found += [name for name in results if any(name in _asked(one) for one in kept)]
    return found


def _asked(statement: Statement) -> Iterator[str]:
    """Names whose `predict` is called with rows."""
    for node in walk(statement.node):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="predict"), args=[_, *_]):
                yield name


def modules(program: Program, kept: list[Statement]) -> list[tuple[str, Statement]]:
    """Modules of torch that a loop trains, each with the statement that steps back through it."""
    back = [s for s in kept if any(call.endswith(".backward") for call in s.facts.calls)]
    kinds = {f"class:{s.node.name}" for s in program.statements if isinstance(s.node, ast.ClassDef) and _is_module(s)}
    made = [
        n for s in kept if s.parent is None for n, kind in s.facts.types if kind in kinds or kind.startswith(LAYERS)
    ]
    used = [(name, step) for step in back for name in dict.fromkeys(made) if name in step.facts.mutates]
    return used or [(name, back[-1]) for name in made[-1:] if back]


def _is_module(statement: Statement) -> bool:
    bases = statement.node.bases if isinstance(statement.node, ast.ClassDef) else []
    return any(ast.unparse(base).endswith(MODULES) for base in bases)


def made_of(program: Program, node: ast.expr | None) -> str:
    """The table behind `dtrain`, `xgb.DMatrix(X)`, `sm.add_constant(X)`."""
    for _ in range(4):
        match node:
            case ast.Call(func=function, args=args, keywords=keywords) if ast.unparse(function).endswith(FORMS):
                named = [keyword.value for keyword in keywords if keyword.arg in ("data", "X")]
                node = next(iter([*args, *named]), None)
            case ast.Name(id=name):
                binder = next((s for s in reversed(program.statements) if name in s.facts.binds), None)
                inner = binder.node.value if binder is not None and isinstance(binder.node, ast.Assign) else None
                if not isinstance(inner, ast.Call) or not ast.unparse(inner.func).endswith(FORMS):
                    return name
                node = inner
            case _:
                return ""
    return ""


def trained_on(program: Program, model: str) -> str:
    """The table that a returned model was trained on, "" where it has no name."""
    binder = next((s for s in reversed(program.statements) if model in s.facts.binds), None)
    booster = binder is not None and any(call in BOOSTERS for call in binder.facts.calls)  # no `train` of its own
    for node in walk(binder.node) if binder is not None else ():
        if not isinstance(node, ast.Call):
            continue
        function = ast.unparse(node.func).rpartition(".")[2] if booster else ""
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        named = [given[name] for name in ("dtrain", "train_set", "exog", "data") if name in given]
        if function == "train" or (binder is not None and any(kind == RESULTS for _, kind in binder.facts.types)):
            found = made_of(program, next(iter([*named, *node.args[1:2]]), None))
            if found:
                return found
    return ""


def loaded_in(program: Program, model: str) -> int:
    """The cell, from 1, that loads from disk what the name holds at the end; 0 where none does.

    if RETRAIN: model = search.best_estimator_
    else: model = joblib.load(path)                none, where the notebook says RETRAIN = True
    """
    bound_by = [s for s in binders(program, model) if not passed_over(program, s)]
    match bound_by[-1].node if bound_by else None:
        case ast.Assign(targets=[ast.Name()], value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return bound_by[-1].cell + 1 if name in LOADS and not _fitted_on(program, model, bound_by[-1]) else 0
    return 0


def passed_over(program: Program, statement: Statement) -> bool:
    """Whether it stands in a branch that a constant of the notebook excludes."""
    inner = statement
    for outer in [*outwards(program.statements, statement)][1:]:
        if isinstance(outer.node, ast.If):
            asked, wanted = outer.node.test, inner.body == "body"
            if isinstance(asked, ast.UnaryOp) and isinstance(asked.op, ast.Not):
                asked, wanted = asked.operand, not wanted
            made = binders(program, asked.id) if isinstance(asked, ast.Name) else []
            match [s.node for s in made if s.parent is None]:
                case [ast.Assign(value=ast.Constant(value=bool(value)))] if len(made) == 1 and value != wanted:
                    return True
        inner = outer
    return False


def _fitted_on(program: Program, model: str, load: Statement) -> bool:
    """Whether the loaded one learns on: `model = joblib.load(path); model.fit(X, y)`."""
    behind = (s for s in program.statements if s.id > load.id and not in_function(program, s))
    return any(name == model and method in FITTING for s in behind for name, method, _ in method_calls(s))
