"""What the statements of a step prove about it: a name may say "train" only where something is fitted.

clf.fit(X, y)                       train
search = GridSearchCV(clf, grid)    nothing: it is only made; with search.fit(X, y): train, tune
mutual_info_score(df.a, df.y)       nothing: it measures columns, no model
fit_and_evaluate(clf)               what the function of the notebook does: train, evaluate
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.nesting import defined, outwards
from nb2prod.plan.cutting.segment import FITTING
from nb2prod.plan.names import first, words
from nb2prod.plan.naming import learning
from nb2prod.plan.naming.clause import deferred
from nb2prod.reaching import parsed
from nb2prod.walking import last_of, walk

DOING = frozenset({"load", "split", "train", "tune", "evaluate", "predict", "export"})
TRAINING = FITTING | {"lr_find"}
SEARCHING = learning.SEARCHES | {"Tuner"}
PREDICTING = learning.PREDICTING | {"fit_predict"}
MEASURING = frozenset({"score", "evaluate", "evaluate_generator", "backtest"})
TABLES_OF_HITS = frozenset({"classification_report", "confusion_matrix"})
OF_COLUMNS = frozenset({"mutual_info_score", "adjusted_mutual_info_score", "normalized_mutual_info_score"})
TESTS = ("scipy.", "statsmodels.tsa.stattools.", "sklearn.feature_selection.")  # they ask columns, and no model
SPLITTING = re.compile(r"(?:^|_)split(?:$|_)|^StratifiedShuffleSplit$|^randomSplit$")
WORDS = {  # words in the name of a function that say what it does
    "train": "train", "training": "train", "fit": "train", "retrain": "train", "tune": "tune", "predict": "predict",
    "forecast": "predict", "eval": "evaluate", "evaluate": "evaluate", "score": "evaluate", "accuracy": "evaluate",
    "validate": "evaluate", "load": "load", "read": "load", "download": "load", "fetch": "load", "save": "export",
    "export": "export", "write": "export", "split": "split",
}  # fmt: skip
SHOWING = frozenset("plot draw show visualize display".split())  # what a function fits to draw is no model of ours
LONGEST = 40  # statements of functions that are looked through


def _beside(program: Program) -> dict[str, str]:
    """What functions that are imported from modules beside the notebook do to models: "fits", "cross-validates"."""
    names, found = {item.name for item in program.imports}, dict[str, str]()
    for _, tree in parsed(program.notebook.modules):
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name not in names or first(node.name) in SHOWING:
                continue
            calls = {last_of(part) for part in walk(node) if isinstance(part, ast.Call)}
            if calls & learning.CROSS or "fit" in calls:
                found[node.name] = "cross-validates" if calls & learning.CROSS else "fits"
    return found


class Proofs:
    """What steps of one notebook prove, functions that they call looked through."""

    def __init__(self, program: Program) -> None:
        """Index the functions of the notebook."""
        self.inside: dict[str, list[Statement]] = {}
        for statement in program.statements:
            _, *around = outwards(program.statements, statement)
            for name in filter(None, (defined(each.node) for each in around)):
                self.inside.setdefault(name, []).append(statement)
        self.beside = _beside(program)

    def of(self, statements: Sequence[Statement]) -> frozenset[str]:
        """Which of DOING the statements do."""
        called = self._called(statements)
        every = [*statements, *called]
        found = self._by_calls(statements) | (self._by_calls(called) - {"predict"})
        made = " ".join(name.lower() for s in statements for name in s.facts.binds)
        found |= {"split"} if "train" in made and re.search("test|val", made) else set()
        for s in every:
            shown = s.facts.metrics or any(call.rpartition(".")[2] in TABLES_OF_HITS for call in s.facts.calls)
            found |= {"evaluate"} if shown and not self._of_columns(s) else set()
            found |= {"load"} if "load" in s.facts.roles or "read" in s.facts.effects else set()
            found |= {"export"} if "export" in s.facts.roles or "write" in s.facts.effects else set()
        lasts = {call.rpartition(".")[2] for s in statements for call in s.facts.calls}
        if "tune" in found and not {"train", "evaluate"} & found and not learning.CROSS & lasts:
            found.discard("tune")
        return frozenset(found & DOING)

    def fits(self, statements: Sequence[Statement], shown: bool = False) -> bool:
        """Whether a model is fitted, by the statements or a function that they call; no scaler counts.

        `shown`: functions that draw count as well, since the model that they fit leaves the step.
        """
        return "train" in self._by_calls([*statements, *self._called(statements, shown)])

    def fitting(self, inner: Sequence[Statement]) -> str:
        """What a function with these statements does to models: "fits", "cross-validates", or ""."""
        if self.fits(inner):
            return "fits"
        every = [*inner, *self._called(inner)]
        crossed = any(call.rpartition(".")[2] in learning.CROSS for s in every for call in s.facts.calls)
        return "cross-validates" if crossed else ""

    def _by_calls(self, every: Iterable[Statement]) -> set[str]:
        found = set()
        for statement in every:
            for call in statement.facts.calls:
                if not call.endswith(".train") or _given(statement, "train"):  # `net.train()` only switches the mode
                    found |= set(self._one(call))
            measured = (name.rpartition(":")[2] for _, name in statement.facts.measures if not name.startswith("name:"))
            if any(not m.startswith(TESTS) and m.rpartition(".")[2] not in OF_COLUMNS for m in measured):
                found.add("evaluate")
        return found

    def _one(self, call: str) -> Iterator[str]:
        owner, _, last = call.rpartition(".")
        if owner and last in TRAINING and not transforms(owner):
            yield "train"
        if last in SEARCHING or (last == "optimize" and "optuna" in owner) or (last == "search" and owner):
            yield "tune"
        if last in learning.CROSS:
            yield from ("evaluate", "tune")
        if last in PREDICTING:
            yield "predict"
        if last in MEASURING:
            yield "evaluate"
        if SPLITTING.search(last) and last != "split":
            yield "split"
        if last == "backward":
            yield "train"
        if not owner:  # a function of the notebook, or one that was imported from a module beside it
            yield from {WORDS[word] for word in words(last) if word in WORDS}

    def _called(self, statements: Sequence[Statement], shown: bool = False) -> list[Statement]:
        """Statements of functions of the notebook that are called, those called by them too."""
        found: list[Statement] = []
        seen: set[str] = set()
        todo = list(statements)
        while todo and len(found) < LONGEST:
            statement = todo.pop()
            later = deferred(statement.node)
            for call in statement.facts.calls:
                name = call.rpartition(".")[2]
                draws = first(name) in SHOWING and not shown
                if name in self.inside and name not in {*seen, *later} and not draws:
                    seen.add(name)
                    found += self.inside[name]
                    todo += self.inside[name]
        return found

    def _of_columns(self, statement: Statement) -> bool:
        return any(call.rpartition(".")[2] in OF_COLUMNS for call in statement.facts.calls)


def fits(statements: Sequence[Statement]) -> bool:
    """Whether the statements themselves fit a model."""
    return any(
        owner and last in TRAINING and not transforms(owner)
        for s in statements
        for call in s.facts.calls
        for owner, _, last in [call.rpartition(".")]
        if last != "train" or _given(s, "train")
    )


def _given(statement: Statement, method: str) -> bool:
    """Whether a method of that name is called with something."""
    calls = (part for part in walk(statement.node) if isinstance(part, ast.Call))
    return any(isinstance(c.func, ast.Attribute) and c.func.attr == method and not learning.switches(c) for c in calls)


def transforms(owner: str) -> bool:
    """Whether it is a scaler, an encoder and the like: fitting it trains no model."""
    if owner.endswith(learning.TRANSFORMERS):
        return True
    models = (knowledge.is_a(owner, f"sklearn.{kind}") for kind in ("Classifier", "Regressor", "Clusterer"))
    return bool(owner) and knowledge.is_a(owner, "sklearn.Transformer") and not any(models)
