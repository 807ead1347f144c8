"""Literals in known places of calls: sizes, formats, hyperparameters.

pd.read_csv("data/a.csv", sep=";")        sep
RandomForestClassifier(n_estimators=200)  n_estimators
model.fit(X, y, epochs=20)                epochs
df.fillna(0)                              nothing: it is part of the logic

A name that is taken gets in front what tells the two apart: the label in a pipeline, the variable, the class.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.plan.fits import family
from nb2prod.plan.names import identifier
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.paths import PATHS, PLAIN
from nb2prod.plan.parameters.sites import NEVER, Site, literal, sites, span_of, tunable

FORMAT = {"sep", "delimiter", "encoding", "nrows", "sheet_name"}
SPLITS = {"test_size", "train_size", "random_state", "shuffle", "n_splits", "cv", "n_iter"}
TRAINING = {  # of any method or function: nothing else is called so
    "epochs", "batch_size", "validation_split", "num_boost_round", "early_stopping_rounds", "n_epochs", "nb_epoch",
    "learning_rate", "lr", "weight_decay",
}  # fmt: skip
SEEDS = {"random_state", "seed"}
SUFFIXES = ("_classifier", "_regressor", "_cv", "_transformer", "_vectorizer", "_encoder")


def in_calls(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Candidates in the calls of every kept statement outside the notebook's own functions."""
    for site in sites(program, kept, bound):
        for keyword, node in site.arguments():
            writes = site.method.startswith("to_") and site.method not in PLAIN
            if site.effect is not None or writes or keyword in TRAINING | SEEDS:
                yield from _one(site, keyword, node)


def _one(site: Site, keyword: str, node: ast.expr) -> Iterator[Candidate]:
    value = literal(node)
    if value is None or not keyword or keyword in NEVER | PATHS:
        return
    short, origin = site.origin, site.qualified or site.method
    tabular = short.startswith(("read_", "to_", "load", "genfrom"))
    tells = (keyword in FORMAT and tabular) or keyword in SPLITS or keyword in TRAINING
    if tells or tunable(site, keyword) or (keyword in SEEDS and type(value) is int):
        help_ = knowledge.help_for(origin, keyword) or f"{keyword} of {short}."
        made = site.effect.returns if site.effect is not None else ""
        model = family(made)
        yield Candidate(
            keyword, value, site.statement.cell, span_of(node), help_, short, f"the argument {keyword} of {short}",
            _prefixes(site), statement=site.statement.id if model else -1, of=_name(site) if model else "",
            shared=keyword in SEEDS,
        )  # fmt: skip


def _name(site: Site) -> str:
    """What the notebook calls the model that the call makes: its variable, else its class."""
    (name, *others) = sorted(site.statement.facts.binds) or [""]
    return name if name and not others else site.origin


def _prefixes(site: Site) -> tuple[str, ...]:
    """What may stand in front of a name that is taken, best first."""
    kind = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", site.origin).lower()
    for suffix in SUFFIXES:
        kind = kind.removesuffix(suffix)
    found = [_label(site), *_variables(site.statement), identifier(kind, "")]
    return tuple(dict.fromkeys(part for part in found if part))


def _variables(statement: Statement) -> list[str]:
    """The variable that the statement binds; of the parts of a split the one that is held out."""
    node = statement.node
    if len(statement.facts.binds) == 1:
        (name,) = statement.facts.binds
        return [identifier(name.lower(), "")]
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
        named = [part.id for part in node.targets[0].elts if isinstance(part, ast.Name)]
        held = re.sub(r"^(?:x|df|data)_|_(?:df|data|set)$", "", named[1].lower()) if len(named) > 1 else ""
        return [identifier(held, "")] if len(held) > 1 else []
    return []


def _label(site: Site) -> str:
    """What a pipeline or a dictionary calls the estimator: `("scale", StandardScaler(...))`, `{"svc": SVC(...)}`."""
    for node in ast.walk(site.statement.node):
        match node:
            case ast.Tuple(elts=[ast.Constant(value=str(label)), made, *_]) if made is site.call:
                return identifier(label, "")
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if value is site.call and isinstance(key, ast.Constant) and isinstance(key.value, str):
                        return identifier(key.value, "")
    return ""
