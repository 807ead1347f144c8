"""Names of steps that fit, search, cross-validate, predict and measure.

clf = SVC(); clf.fit(X, y)                      train_model (the only one), train_svc, train_clf
GridSearchCV(SVC(), grid).fit(X, y)             tune_model, tune_svc
accuracy_score(y, pred)                         evaluate_svc, where an earlier step predicts `pred` with an SVC
"""

from __future__ import annotations

import ast
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator

from nb2prod.plan.names import identifier, words
from nb2prod.plan.naming.about import FITS, GENERIC, THROUGH, About
from nb2prod.plan.naming.clause import calls_of, innermost, maker_of, targets
from nb2prod.plan.naming.clauses import FITTING, WITHOUT_DATA
from nb2prod.plan.naming.models import WITHOUT_KIND, about_model, model_type, snake
from nb2prod.plan.naming.proofs import transforms

SEARCH = "search parameters of"
TWO = 2


class ModelNames(About, ABC):
    """Names of those steps, the most telling first."""

    def _train(self, index: int, topic: str) -> Iterator[str]:
        """By the heaviest thing that is done to models: a search, a fit, a cross-validation."""
        leaves = any(self._type(index, n) for n in self.found[index].outputs)
        if not self.trains(index) and not self.proofs.fits(self.statements(self.found[index].segment), shown=leaves):
            yield from self._built(index, topic)
            return
        verbs = [c.verb for c in self.done[index]]
        minimized = [t for c in self.done[index] if c.verb == "minimize" for t in c.things]
        if minimized and "fit" not in verbs:
            yield from (f"minimize_{identifier(snake(thing))}" for thing in minimized)
        through = any(THROUGH.search(c.rest) for c in self.done[index])
        searched = SEARCH in verbs or ({"tune", "train"} <= self.proven[index] and "fit" not in verbs and not through)
        verb = "tune" if searched else "train"
        things = self._things(index, topic)
        if self.models == 1 or (verb == "tune" and self._only(index, SEARCH)):
            yield f"{verb}_model"
        yield from (f"{verb}_{thing}" for thing in things)
        if not things:
            given = [n for n in self._named(self.found[index].inputs) if "model" in n and n not in GENERIC]
            yield from (f"{verb}_{name}" for name in given if len(given) == 1)
            bound = {name for s in self.statements(self.found[index].segment) for name in s.facts.binds}
            several = any("models" in name.lower() for name in (*self.found[index].inputs, *bound))
            yield from (f"{verb}_models" for _ in [0] if several)
            yield from self._by_function(index)
            yield f"{verb}_models" if several else f"{verb}_model"

    def _only(self, index: int, verb: str) -> bool:
        return all(i == index or all(c.verb != verb for c in done) for i, done in enumerate(self.done))

    def _things(self, index: int, topic: str) -> list[str]:
        """What the model is called: its class, or its variable where several steps fit that class."""
        kind, variable = self._model(index)
        kinds = self._kinds(index)
        joined = "_and_".join(kinds) if len(kinds) <= TWO else ""
        mine = joined or (kind if not kinds else "")
        variable = self._fitted_name(index) or variable
        others = [self._fitted_name(i) for i in range(len(self.found)) if i != index and kinds == self._kinds(i)]
        data = self._data(index)
        if mine and kinds and others and variable and variable not in others:
            found = [variable, mine]
        elif mine and kinds and others and data and not variable and data not in GENERIC:
            found = [f"{mine}_on_{data}", mine]
        else:
            found = [mine] if mine and others else [mine, variable]
        if about_model(topic) and topic.count("_") < TWO and not mine and not self.only_crossed(index):
            found.insert(0, topic)
        return [thing for thing in dict.fromkeys(found) if thing]

    def _fitted_name(self, index: int) -> str:
        """The one variable whose `fit` is called; "" where it says nothing."""
        calls = (c for s in self.statements(self.found[index].segment) for c in calls_of(s.node))
        named = [innermost(c.func.value) for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr in FITTING]
        found = [identifier(name.lower()) for name in dict.fromkeys(named) if name.isidentifier()]
        telling = len(found) == 1 and found[0] not in GENERIC and len(found[0]) >= TWO
        return found[0] if telling and named[0] not in {item.name for item in self.program.imports} else ""

    def _data(self, index: int) -> str:
        """What the first model of the step is fitted on."""
        told = (
            re.match(r"(?:with \w+ )?on (\w+)", c.rest) for c in self.done[index] if c.verb in FITS and c.weight > TWO
        )
        found = list(dict.fromkeys(identifier(match[1].lower()) for match in told if match))
        return "_and_".join(found) if len(found) <= TWO else ""

    def _kinds(self, index: int) -> list[str]:
        """The classes that are fitted here, as parts of names."""
        told = [t for c in self.done[index] if c.verb in FITS and c.weight > TWO for t in c.things]
        found = [kind for thing in dict.fromkeys(told) if (kind := self._class_of(thing))]
        return list(dict.fromkeys(found))

    def _class_of(self, thing: str) -> str:
        """The class that a clause names, itself or by a variable: "" where it says nothing of the model."""
        name = thing.rpartition(" ")[2]
        if not name[:1].isupper() and name not in WITHOUT_DATA:
            types = {t for s in self.program.statements for n, t in s.facts.types if n == name}
            made = {maker_of(s) for s in self.program.statements if targets(s) == (name,)}
            known = types if len(types) == 1 else made if len(made) == 1 else set()
            name = next(iter(known), "").rpartition(".")[2]
        kind = snake(name)
        own = not name.isidentifier() or name in self.proofs.inside or not (name[:1].isupper() or name in WITHOUT_DATA)
        return "" if own or {kind, name.lower()} & (WITHOUT_KIND | GENERIC) else identifier(kind)

    def _by_function(self, index: int) -> Iterator[str]:
        """By the function of the notebook that fits: `scores = fit_and_score(models)`."""
        through = [c for c in self.done[index] if THROUGH.search(c.rest)]
        names = dict.fromkeys(
            c.things[0] if c.verb == "call" else c.rest.removeprefix("with ").partition(",")[0] for c in through
        )
        outputs = [n for n in self._telling(self.found[index].outputs) if n not in self._defined(index)]
        if len(names) == 1:
            last = next(iter(names)).rpartition(".")[2]
            if words(last)[0] == "train" and last not in self.proofs.inside:
                yield identifier(snake(last))  # utils.trainLinearReg
            name = identifier(last)
            verb = words(name)[0]
            if verb in ("train", "fit") and len(words(name)) == 1:
                return
            yield from (f"run_{name}", *(f"{name}_for_{out}" for out in outputs[:1]))

    def _built(self, index: int, topic: str) -> Iterator[str]:
        """A step that is about models and fits none itself."""
        kind, variable = self._model(index)
        outputs = self.found[index].outputs
        made = [n for n in outputs if self._type(index, n) or {"model", "net", "network"} & set(n.lower().split("_"))]
        calls = {call.rpartition(".")[2] for s in self.statements(self.found[index].segment) for call in s.facts.calls}
        if "load_model" in calls:
            yield from (f"load_{topic}" if topic else "", "load_model")
        taken = [thing for c in self.done[index] if c.verb == "take" for thing in c.things]
        held = {thing for c in self.done[index] if c.verb == "set up" for thing in c.things}
        if len(held) >= TWO and len(made) == 1:
            yield "build_models"
        if len(made) == 1 and made == taken:
            yield f"take_{identifier(made[0].lower())}"
        if len(made) == 1:
            own = self._type(index, made[0]) and variable == identifier(made[0].lower())
            yield f"build_{variable or kind if own else identifier(made[0].lower())}"
        if made:
            yield f"build_{topic if about_model(topic) else 'models'}"
            yield from (f"build_{identifier(n.lower())}" for n in made[:1])
        yield from self._other(index, topic)

    @abstractmethod
    def _other(self, index: int, topic: str) -> Iterator[str]:
        """Names of a step that turns out to be about no model: who names all other steps says them."""

    def _evaluate(self, index: int, topic: str) -> Iterator[str]:
        if self.only_crossed(index):
            things = self._things(index, topic)
            if self.models == 0 or (self.models == 1 and not things):
                yield "cross_validate_model"
            yield from (f"cross_validate_{thing}" for thing in things)
            bound = {name for s in self.statements(self.found[index].segment) for name in s.facts.binds}
            several = any("models" in name.lower() for name in (*self.found[index].inputs, *bound))
            yield from ("cross_validate_models" for _ in [0] if several)
            yield from self._by_function(index)
            yield "cross_validate_model"
            return
        verb = "evaluate" if "evaluate" in self.proven[index] else "predict_with"
        if self.models <= 1:
            yield f"{verb}_model" if verb == "evaluate" else "predict"
        things = self._asked_models(index)
        yield from (f"{verb}_{thing}" for thing in things)
        if not things:
            yield f"{verb}_model" if verb == "evaluate" else "predict"

    def _asked_models(self, index: int) -> list[str]:
        """The model that is measured, itself or by the predictions that come in."""
        kind, variable = self._model(index)
        if not kind and not variable:
            for name in self.found[index].inputs:
                makers = [i for i in range(index) if name in self.found[i].outputs]
                asked = makers and any(c.verb == "predict" and name in c.things for c in self.done[makers[-1]])
                if asked:
                    kind, variable = self._model(makers[-1])
                    kind = kind or next(iter(self._kinds(makers[-1])), "")
                    break
        if not kind and not variable:
            types = [model_type(self.found[index], (), name) for name in self.found[index].inputs]
            several = list(dict.fromkeys(snake(t.rpartition(".")[2]) for t in types if t and not transforms(t)))
            kind = "_and_".join(several) if len(several) <= TWO and not set(several) & WITHOUT_KIND else ""
        if not kind and not variable:
            named = dict.fromkeys(self._receivers(index))
            variable = next(iter(named)) if len(named) == 1 else ""
        every = [self._model(i) for i in range(len(self.found)) if i != index and self.kind(i) == "train"]
        shared = [other for other in every if kind and other[0] == kind and other[1] != variable]
        alike = (
            any(other[0] == kind for other in every if kind)
            or sum(self.kind(i) == "evaluate" for i in range(len(self.found))) > 1
        )
        found = [variable, kind] if shared and variable else [kind] if kind and alike else [kind, variable]
        return [thing for thing in found if thing]

    def _fitted_on(self, index: int) -> str:
        """What the model that is measured was fitted on, where an earlier step was named by that."""
        inputs = [n for n in self.found[index].inputs if model_type(self.found[index], (), n)]
        steps = [i for i in range(index) if self.kind(i) == "train" and set(inputs) & set(self.found[i].outputs)]
        return self._data(steps[-1]) if steps and self._data(steps[-1]) not in GENERIC else ""

    def _receivers(self, index: int) -> list[str]:
        """The variables that predict and score here, as far as they tell anything."""
        told = [c.rest.removeprefix("with ") for c in self.done[index] if c.verb.startswith("predict")]
        told += [t for c in self.done[index] if c.verb in ("score", "evaluate") for t in c.things]
        names = [identifier(name.lower()) for name in told if name.isidentifier()]
        return [name for name in names if name not in GENERIC and len(name) > 1 and "evaluator" not in name]

    def _measured(self, index: int) -> list[str]:
        """What the step measures with, the plainest word for it."""
        every = self.statements(self.found[index].segment)
        measures = [name.rpartition(".")[2] for s in every for _, name in s.facts.measures]
        calls = [call.rpartition(".")[2] for s in every for call in s.facts.calls]
        tables = [
            call
            for call in calls
            if call in ("confusion_matrix", "classification_report", "roc_curve", "roc_auc_score")
        ]
        found = [identifier(re.sub(r"_score$", "", name)) for name in (*tables, *measures) if name.isidentifier()]
        return [name for name in dict.fromkeys(found) if name not in ("evaluate", "mean")]

    def apart_models(self, index: int, plain: str, topic: str, holder: int | None) -> Iterator[str]:
        """`plain` with what tells the model, the metric or the table from the step that holds the name."""
        _, variable = self._model(index)
        verb = plain.partition("_")[0]
        if variable and variable not in plain and (holder is None or self._model(holder)[1] != variable):
            yield f"{verb}_{variable}"
        looped = any(c.rest.endswith("in a loop") for c in self.done[index])
        if looped and verb == "train":
            yield f"{plain}_in_loop"
        data = self._data(index)
        if data and verb == "train" and (holder is None or self._data(holder) != data) and "_on_" not in plain:
            yield f"{plain}_on_{data}"
        for name in self._matrices(index)[:1] if "_on_" not in plain else ():
            if holder is None or self._matrices(holder)[:1] != [name]:
                yield f"{plain}_on_{name}"
                yield f"{plain}_on_{name.removesuffix('_data')}"
        if holder is not None and verb == "train":
            new = [n for n in self.found[index].inputs if n not in self.found[holder].inputs]
            yield from (f"{plain}_on_{identifier(name.lower())}" for name in new if len(new) == 1)
            if self._kinds(index) == self._kinds(holder) and data == self._data(holder):
                yield f"{plain}_again"
        theirs = self._measured(holder) if holder is not None else []
        if verb == "evaluate" and (fitted := self._fitted_on(index)):
            yield f"{plain}_fitted_on_{fitted}"
        mine = [name for name in self._measured(index) if name not in theirs]
        if verb == "evaluate":
            yield from (f"{plain}_by_{name}" for name in mine[:1])
        if verb in ("evaluate", "cross") or not mine:
            yield from (f"{plain}_for_{name}" for name in self._telling(self.found[index].outputs)[:1])
        if topic and topic not in plain:
            yield f"{plain}_for_{topic}"
