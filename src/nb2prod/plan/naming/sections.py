"""Which step a heading or a comment names: the one that does what is said, and nearly all that is done below it.

## Calculate evaluation metrics       In[1] clf.best_params_       names no step: the work of the section is elsewhere
                                      In[2] cross_val_score(...)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from nb2prod.model import Program, Statement
from nb2prod.nesting import DEFINING, defined
from nb2prod.plan.cutting.interfaces import Interface
from nb2prod.plan.headings import Heading, headings
from nb2prod.plan.names import words
from nb2prod.plan.naming.clause import SAME, SAME_VALUES, SEARCH, Clause
from nb2prod.plan.naming.clauses import COMPOUND
from nb2prod.plan.naming.effects import MEASURE, rank
from nb2prod.plan.naming.forms import Operation
from nb2prod.plan.naming.headline import Headline
from nb2prod.plan.naming.models import MODELS, underscored
from nb2prod.plan.naming.wording import DEFAULT_OBJECT, DOES, FIXED, OF_FITS, PLOTS, PLOTTED, STOPS, UNTELLING
from nb2prod.walking import last_of, walk

BUILDING = frozenset(  # what may be said of a step that only makes an object
    """
    add assemble attach build choose compile configure connect construct create declare define deploy design establish
    get initialise initialize inject instantiate make prepare provide set set_up start specify
    """.split()
)
ACTS = frozenset("submit deploy register upload publish delete install".split())  # what must be seen to be done
OF_SEARCHES = frozenset(
    "tune optimise optimize search find select fit train choose pick improve cross_validate model".split()
)
FETCHING = frozenset(  # what may be said of a step that only reads
    "collect connect download fetch find gather get obtain pull query request retrieve scrape".split()
)
FETCHES = re.compile(r"download|fetch|wget|curl|urlretrieve|kaggle|requests?\.|https?:|url|load_", re.IGNORECASE)
POINTING = frozenset({"it", "them", "this", "that", "these", "everything", "together"})  # "See them"
LIGHT = 2  # weight of a fit that trains no model
NEARLY_ALL = 0.75  # of what is done below a heading
NEEDED = {  # what a verb speaks of, by its phase -> what the statements must prove, one of them
    "load": {"load"}, "split": {"split"}, "train": {"train", "tune"}, "evaluate": {"evaluate", "predict"},
    "export": {"export"},
}  # fmt: skip
ALSO = {
    "knn": "kneighbors", "svm": "svc", "svr": "svm", "svc": "svm", "bayes": "nb", "nb": "bayes", "gbm": "boosting",
    "xgboost": "xgb", "lightgbm": "lgbm",
}  # fmt: skip
DEFAULTS = frozenset(DEFAULT_OBJECT.values())
STEM = 5  # letters by which two words are held to be one
VERB_OF = {"encode": ("vectorize",), "impute": ("fill",), "normalise": ("normalize",), "standardize": ("scale",)}
SHORT = 2  # letters of a word that tells nothing
MAKING = frozenset("assemble build construct create declare define design generate instantiate make".split())
SHOWN = ("look", "print", "plot", "report", "option")


@dataclass(frozen=True)
class Facts:
    """What is known of each step, by its index."""

    statements: Callable[[int], Sequence[Statement]]
    proven: Sequence[Collection[str]]
    operations: Sequence[Sequence[Operation]]
    done: Sequence[Sequence[Clause]]
    kind: Callable[[int], str]


def _draws(statement: Statement) -> bool:
    return bool(statement.facts.draws or re.search(r"\b(?:rng|random)\b", statement.source))


def _things(name: str) -> list[str]:
    """What a verb is said of: "advanced stats" of "adding advanced stats to the columns"."""
    every = name.split("_")[1:]
    return every[: next((n for n, word in enumerate(every) if word in STOPS), None)]


class Sections:
    """The headings of one notebook, and the steps below each."""

    def __init__(self, program: Program, found: Sequence[Interface], known: Facts) -> None:
        """Count the work below each heading."""
        self.program, self.found, self.known = program, found, known
        self.over = headings(program.notebook)
        self.below: dict[Heading, list[int]] = {}
        for index, interface in enumerate(found):
            if interface.segment.heading is not None:
                self.below.setdefault(interface.segment.heading, []).append(index)
        kept = {i for interface in found for i in interface.segment.statements}
        self.gone: dict[Heading, int] = {}  # work of the notebook below a heading that went: curves of plots
        self.first: dict[Heading, int] = {}  # the first cell below it that does anything
        for statement in program.statements:
            heading = self.over.get(statement.cell)
            if heading is None or statement.parent is not None:
                continue
            self.first.setdefault(heading, statement.cell)
            if statement.id not in kept and isinstance(statement.node, ast.Assign):
                self.gone[heading] = self.gone.get(heading, 0) + 1
        self.work = [self._work(index) for index in range(len(found))]

    def named_by(self, index: int, said: Headline) -> bool:
        """Whether the step may bear the name that its heading gives."""
        heading = self.found[index].segment.heading
        if heading is None or not self.proven(index, said):
            return False
        draws = any(c.verb == "draw" for c in self.known.done[index])
        if PLOTTED & {*words(heading.text)} and not draws:
            return False  # "Outliers and data visualization", whose plots went
        if any(self.over.get(cell) not in (heading, None) for cell in self._cells(index)):
            return False  # it goes on in another section
        if said.verb in MAKING and not self._makes(index, words(said.name)[1:]):
            return False  # "Creating a decision tree": X, y = make_blobs(300)
        if not self.work[index]:  # functions of the notebook are what a heading may well speak of; constants are not
            defines = all(
                isinstance(self.program.statements[i].node, DEFINING) for i in self.found[index].segment.statements
            )
            shows = all(s.facts.display in SHOWN for s in self.known.statements(index))
            return (defines or shows) and self.below[heading] == [index]
        beside = [i for i in self.below[heading] if not self.found[i].segment.load]
        kind = self.known.kind(index)
        if said.phase in NEEDED and said.phase == kind and [i for i in beside if self.known.kind(i) == kind] == [index]:
            return True  # the only one of the section that trains, splits, evaluates
        if said.phase not in NEEDED and said.verb not in DOES:  # nothing proves it: it must be all that is there
            beside = self.below[heading]
            told = self.known.operations[index] or any(c.weight > 1 for c in self.known.done[index])
            if not self._about_it(index, heading) or (told and not self._mentioned(index, words(heading.text))):
                return False
            things = [word for word in _things(said.name) if word not in UNTELLING]
            if things and self._only_packs(index) and not self._mentioned(index, things):
                return False  # "Calculate the scoring": models = [svc, forest]
        proved = kind == "train" or said.phase in NEEDED or said.verb in DOES
        loads = {i for i in beside if self.found[i].segment.load}
        whole = sum(self.work[i] / (2 if i in loads else 1) for i in beside) + (
            0 if proved else self.gone.get(heading, 0)
        )
        return self.work[index] >= NEARLY_ALL * whole

    def alone(self, index: int) -> bool:
        """Whether the step does nearly all that is done below its heading."""
        heading = self.found[index].segment.heading
        whole = sum(self.work[i] for i in self.below[heading]) if heading is not None else 0
        return heading is not None and self.work[index] >= NEARLY_ALL * (whole + self.gone.get(heading, 0))

    def proven(self, index: int, said: Headline) -> bool:
        """Whether the step does what the verb says, where that can be told; a fit is not called something less."""
        proven, kind = self.known.proven[index], self.known.kind(index)
        if (
            kind == "train"
            and "train" in proven
            and said.verb not in OF_FITS
            and not (said.verb in ("compare", "evaluate") and "evaluate" in proven)
        ):
            return False
        if not self._of_its_model(index, said.name) or {*words(said.name)} & POINTING:
            return False
        if said.verb == "prepare" and kind in ("split", "train", "evaluate") and "train" not in words(said.name):
            return False
        acts = {c.verb for c in self.known.done[index] if c.weight > 1}
        if said.verb == "define" and acts - {"define", "build", "set up"}:
            return False  # "Defining the class": net = Net(); net.fit(X, y)
        made = {c.verb for c in self.known.done[index] if c.weight or c.verb == "set up"}
        if made and made <= {"set up", "build"} and kind != "train" and said.verb not in BUILDING:
            return False  # "Find anomalies": detector = AnomalyDetection(data) only makes what may find them
        if made and made <= {"read", "download"} and said.phase != "load" and said.verb not in FETCHING:
            return False  # "Adding noise": img = Image.open(path) is left of it
        if said.verb == "download" and not any(FETCHES.search(s.source) for s in self.known.statements(index)):
            return False  # "Download the data": df = read(path)
        fits = [c.weight for c in self.known.done[index] if c.verb == "fit"]
        if (
            fits
            and made <= {"set up", "fit"}
            and max(fits) <= LIGHT
            and said.verb not in OF_FITS
            and "fit" not in DOES.get(said.verb, ())
        ):
            return False  # "Impute with the mean": only what the imputer learns is left
        if said.name in DEFAULTS | {*FIXED.values()} and said.verb in DOES and self._only_reforms(index):
            return False  # "Preprocessing": X = np.array(rows)
        if any(c.verb == SEARCH for c in self.known.done[index]) and said.verb not in OF_SEARCHES:
            return False  # "Create Model": a search makes many
        if said.verb in ("train", "retrain", "fit") and "train" not in proven:
            return False  # "Train using a single model": cross_val_score(tree, X, y)
        if said.verb in MAKING and kind == "train" and "train" in proven:
            return False  # "Build the model": it is trained, too
        if said.verb == "use":
            return False  # "Using GPUs": for what, it does not say
        if said.verb in ("tune", "optimise", "optimize"):
            return "tune" in proven or {"train", "evaluate"} <= set(proven)
        if said.verb in ("predict", "forecast"):
            of_all = not said.nominal or self._mentioned(index, words(said.name)[1:])  # "Real time prediction"
            return of_all and "predict" in proven and all(rank(c) != MEASURE for c in self.known.done[index])
        if said.verb in ("evaluate", "score", "validate", "assess", "measure", "compare") and "evaluate" not in proven:
            return said.verb in ("compare", "measure") and self._mentioned(index, [said.verb])
        if said.verb in ACTS and not self._mentioned(index, [said.verb]):
            return False
        noun, over = words(said.name)[-1], self.found[index].segment.heading
        spelt = over is not None and any(word[:STEM] == noun[:STEM] for word in words(over.text))
        if said.name in DEFAULTS and said.phase == "" and not spelt and not self._mentioned(index, [noun]):
            return False  # "Build": it need not be features that are built
        needed = NEEDED.get(said.phase, set())
        if needed:
            return bool(needed & set(proven)) and (said.phase == kind or kind != "train")
        if said.verb == "generate" and any(map(_draws, self.known.statements(index))):
            return True  # rng.normal(size=100)
        wanted = DOES.get(said.verb)
        if wanted is None:
            return not said.nominal or said.phase == kind or self._mentioned(index, [said.verb])
        verbs = {o.verb for o in self.known.operations[index]}
        verbs |= {clause.verb.split()[0] for clause in self.known.done[index]}
        wanted = wanted & {said.verb, *VERB_OF.get(said.verb, ())} if said.nominal else wanted
        if self.known.kind(index) in ("prepare", "other") and self.alone(index) and said.phase not in NEEDED:
            heading = self.found[index].segment.heading
            spoken = heading is not None and any(word[:3] == said.verb[:3] for word in words(heading.text))
            rest = said.name.split("_")[1:]
            heavy = any(c.weight >= LIGHT for c in self.known.done[index])  # then its verbs are known
            said_so = spoken and ({*rest} <= UNTELLING or self._mentioned(index, rest))
            return (said_so and not heavy and bool(self.work[index])) or bool(wanted & verbs)
        return bool(wanted & verbs) or self._mentioned(index, [said.verb])

    def _only_packs(self, index: int) -> bool:
        """Whether nothing is worked out: values are taken from others, or made, and put together."""
        every = [part for s in self.known.statements(index) if not s.facts.display for part in walk(s.node)]
        called = [last_of(part) for part in every if isinstance(part, ast.Call)]
        works = any(isinstance(part, ast.BinOp | ast.AugAssign | ast.comprehension) for part in every)
        return not works and all(name in (*SAME, *SAME_VALUES) or name[:1].isupper() for name in called)

    def _only_reforms(self, index: int) -> bool:
        """Whether the values are put into another form, and nothing else is done."""
        values = [s.node.value for s in self.known.statements(index) if isinstance(s.node, ast.Assign)]
        return (
            bool(values)
            and not self.known.operations[index]
            and self.work[index] == len(values)
            and all(
                isinstance(v, ast.Call) and last_of(v) in SAME_VALUES and all(isinstance(a, ast.Name) for a in v.args)
                for v in values
            )
        )

    def _about_it(self, index: int, heading: Heading) -> bool:
        """Whether the step stands right below its heading or is about what that says, and about no other model."""
        said = words(heading.text)
        if not self._of_its_model(index, "_".join(said)):
            return False
        if (PLOTS | PLOTTED) & {*said[:1], *said[-1:]} and not any(c.verb == "draw" for c in self.known.done[index]):
            return False
        return self.first.get(heading) in self._cells(index) or self._mentioned(index, said)

    def opens(self, index: int) -> bool:
        """Whether the step is the first below its heading and goes on below no other: then it may be quoted."""
        heading, cells = self.found[index].segment.heading, self._cells(index)
        if heading is None or self.first.get(heading) not in cells:
            return False
        return all(self.over.get(cell) == heading for cell in cells) and self._about_it(index, heading)

    def _cells(self, index: int) -> set[int]:
        return {self.program.statements[i].cell for i in self.found[index].segment.statements}

    def _mentioned(self, index: int, said: Sequence[str]) -> bool:
        """Whether the statements hold one of the words, or one that begins like it."""
        stems = {word[:STEM] for word in said if len(word) > 3 and word not in UNTELLING}
        text = " ".join(s.source for s in self.known.statements(index))
        text += " ".join(f"{c.verb} {' '.join(c.things)} {c.rest}" for c in self.known.done[index])
        held = {word[:STEM] for word in words(re.sub(r"[_\W]+", " ", text))}
        return bool(stems & held)

    def _makes(self, index: int, said: Sequence[str]) -> bool:
        """Whether what the step hands on, or what it calls, bears one of the words."""
        stems = {word[:STEM] for word in said if len(word) > SHORT and word not in UNTELLING}
        if {*said} & {"model", "models", "classifier", "regressor", "estimator", "network"} and not stems:
            return bool({"fit", "build", "set up", "cross-validate", SEARCH} & {c.verb for c in self.known.done[index]})
        every = self.known.statements(index)
        calls = {call.rpartition(".")[2] for s in every for call in s.facts.calls}
        names = [*self.found[index].outputs, *(name for name in calls if not PLOTS & {*words(name)})]
        names += [defined(self.program.statements[i].node) for i in self.found[index].segment.statements]
        held = {word[:STEM] for name in names for word in words(underscored(name).replace("_", " "))}
        return not stems or bool(stems & held)

    def _of_its_model(self, index: int, said: str) -> bool:
        """Whether a model that is spoken of is the one that the step is about, where the step says of which it is."""
        spoken = {word for word in said.split("_") if word in MODELS} - {
            "model",
            "models",
            "estimator",
            "network",
            "neural",
        }
        fitted = " ".join(" ".join((*c.things, c.rest)) for c in self.known.done[index] if c.weight > 1).lower()
        names = re.sub(r"[_\W]+", "", fitted)
        named = any(word in names for word in MODELS - {"model", "models", "means", "estimator"})
        return not spoken or not named or any(word in names or ALSO.get(word, word) in names for word in spoken)

    def _work(self, index: int) -> int:
        """How many statements of a step do something: no constants, no looks, no definitions."""
        count = 0
        for statement in self.known.statements(index):
            node, facts = statement.node, statement.facts
            fixed = isinstance(node, ast.Assign | ast.AnnAssign) and not any(
                isinstance(part, ast.Name | ast.Call) for part in walk(node.value or ast.Constant(0))
            )
            if (
                not fixed
                and facts.display not in SHOWN
                and not isinstance(node, (*DEFINING, *COMPOUND, ast.Import, ast.ImportFrom))
            ):
                count += 1
        return count
