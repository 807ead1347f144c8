"""How a parameter is called and what it says of itself: true of every place that takes its value."""

from __future__ import annotations

import ast
import itertools
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from nb2prod.model import Parameter, Statement
from nb2prod.nesting import outwards
from nb2prod.plan.graph import Graph
from nb2prod.plan.names import allowed, unique
from nb2prod.plan.parameters.candidate import Candidate, Group
from nb2prod.plan.parameters.files import again, together
from nb2prod.plan.parameters.others import listed, saying
from nb2prod.plan.parameters.reach import Reach
from nb2prod.plan.parameters.tried import Tried
from nb2prod.walking import values_given, walk

OF_SAVED = re.compile(r" Of [^.]*\bsaved model\.$")
PIECES = ("Folder in ", "A part of ")  # of paths, of which the name tells more than the cells
CONSTANTS = frozenset({"constant", "tagged parameters"})  # nothing that takes them
SAVED, FOR_SAVED = " Of the saved model.", ", for the saved model"


class Wording:
    """What parameters say of themselves, in one notebook."""

    def __init__(self, reach: Reach, kept: list[Statement], groups: list[Group], made: frozenset[int]) -> None:
        """What comes of each value tells whose it is; `made`: the statements that the saved model is made in."""
        self.made = made
        self.tried = Tried.of(reach.program, made)
        self.reach, self.program, self.kept, self.saved = reach, reach.program, kept, reach.saved
        self.named: dict[str, set[int]] = {}
        for candidate in (c for group in groups for c in group if c.origin[:1].isupper() and c.statement >= 0):
            self.named.setdefault(candidate.of, set()).add(candidate.statement)
        self.settings = {c.statement for group in groups for c in group if c.statement >= 0}

    def help(self, group: Group) -> str:
        """One or two sentences."""
        first = group[0]
        if first.alike[:1] == ("seed",):
            return self._seed(group)
        said = first.help
        if len({c.help for c in group}) > 1 and first.keyword:  # not the same for all
            said = f"Argument {first.keyword} of {listed([c.origin for c in group])}."
        said = together([c.help for c in group]) or said
        if first.alike[:1] == ("entry",):  # what is known of one of its places
            said = next((c.help for c in group if not c.help.startswith("The entry ")), first.help)
        if len({c.reads for c in group if c.path and c.must}) > 1:
            said = (
                "Path of a file that is read, and written again later."
                if first.reads
                else again([c.help for c in group])
            )
        said = self._elsewhere(said, group)
        settings = [c for c in group if c.statement >= 0]
        if not self.saved or not settings or any(self.tried.holds(c) for c in settings):
            return said
        others = [self._whose(c) for c in settings if not self.reach.of_the_model(c.statement)]
        own = any(c.statement in self.made or self._trains(c) for c in settings)
        if not others:
            return f"{said.rstrip('.')}.{SAVED}" if own and len(self.settings) > 1 else said
        return f"{said.rstrip('.')}. Of {listed(others)}{' and of the saved model' if own else ''}."

    def _elsewhere(self, said: str, group: Group) -> str:
        """The sentence, and which functions go on with a path of their own."""
        first = group[0]
        path = first.value if first.path or first.constant is not None else None
        held = saying(self.program, self.kept, path) if isinstance(path, str) and "/" in path else ""
        return f"{said.rstrip('.')}. The path inside {held} stays as it is." if held else said

    def _whose(self, candidate: Candidate) -> str:
        """The model's name, else its class; the saved model may have the same name, later or before."""
        same = any(candidate.of in self.program.statements[i].facts.binds for i in self.saved)
        same |= len(self.named.get(candidate.of, ())) > 1  # a variable that held several
        return f"the {candidate.origin} of cell {candidate.cell + 1}" if same else candidate.whose

    def _trains(self, candidate: Candidate) -> bool:
        """Whether it is how the saved model itself is trained: `model.fit(X, y, epochs=9)`."""
        named = any(candidate.of in self.program.statements[i].facts.binds for i in self.made)
        return named and candidate.origin.startswith("fit") and candidate.statement in self.saved

    def origin(self, group: Group) -> str:
        """What takes the value, as config.yaml says it."""
        return listed([c.origin for c in group])

    def cells(self, group: Group) -> tuple[int, ...]:
        """Every cell that takes the value; of a constant where it stands, and who reads it."""
        found = [c.cell for c in group]
        for candidate in group:
            if candidate.constant is not None:
                found += self._readers(candidate)
        return tuple(dict.fromkeys(found))

    def taking(self, group: Group) -> tuple[int, ...]:
        """The cells of which it is true that the value is a certain argument of a certain call."""
        found = [c.cell for c in group if c.constant is None]
        for candidate in group:
            if candidate.constant is not None:
                readers = set(self._readers(candidate))
                found += [s.cell for s in self.kept if s.cell in readers and _passes(s, candidate)]
        return tuple(dict.fromkeys(found))

    def _readers(self, candidate: Candidate) -> list[int]:
        staying = {s.id for s in self.kept}
        edges = Graph.of(self.program).outgoing.get(candidate.constant, ()) if candidate.constant is not None else ()
        readers = (self.program.statements[at] for at, name in edges if name == candidate.name and at in staying)
        return sorted({s.cell for s in readers if candidate.name in s.facts.names | s.facts.late})

    def _seed(self, group: Group) -> str:
        of = list(dict.fromkeys(c.of if c.because.startswith("the seed of") else c.origin for c in group))
        return f"Seed of {listed(of)}."


def _passes(statement: Statement, candidate: Candidate) -> bool:
    """Whether it hands the constant to the call that the help speaks of: `train(df, C=C)`, not `f"model_{C}"`."""
    calls = [part for part in walk(statement.node) if isinstance(part, ast.Call)]
    handed = [c for c in calls if any(_is(a, candidate.name) for a in values_given(c))]
    if type(candidate.value) in (int, float) and not candidate.help.startswith("Argument"):
        return bool(handed)  # fine_tune_epochs = epochs + 5 is no training
    return any(f" of {ast.unparse(call.func).rpartition('.')[2]}" in candidate.help for call in handed)


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def made_with(reach: Reach, model: str) -> frozenset[int]:
    """The statements that make the model itself and the estimators that it is made of: a setting there is its own.

    tree = DecisionTreeClassifier(max_depth=3)      both, where `bag` is saved
    bag = BaggingClassifier(tree, n_estimators=9)

    Of a name that is bound again, be it by a loop, only the last one is it.
    """
    found: set[int] = set()
    names = {model}
    for identity in sorted(reach.saved, reverse=True):
        statement = reach.program.statements[identity]
        held = statement.facts.binds & names
        if held and (model in held or _makes(statement)):
            found.add(identity)
            anew = set() if _perhaps(reach, statement) else set(statement.facts.binds) - _loaded(statement)
            names = (names - anew) | (set(statement.facts.names) - anew)  # what had the name before is no more
    return frozenset(found)


def _perhaps(reach: Reach, statement: Statement) -> bool:
    """Whether it is done only in a case, or in a function, where names are others."""
    _, *around = outwards(reach.program.statements, statement)
    return not all(isinstance(each.node, (ast.For, ast.While, ast.With)) for each in around)


def _loaded(statement: Statement) -> set[str]:
    nodes = walk(statement.node)
    return {part.id for part in nodes if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}


def _makes(statement: Statement) -> bool:
    """Whether it makes an estimator, or takes one out of a search."""
    calls = [ast.unparse(p.func).rpartition(".")[2] for p in walk(statement.node) if isinstance(p, ast.Call)]
    return any(name[:1].isupper() or name.startswith("make_") for name in calls) or ".best_" in statement.source


def told_apart(
    parameters: tuple[Parameter, ...], owners: tuple[str, ...], taking: tuple[tuple[int, ...], ...]
) -> tuple[Parameter, ...]:
    """The parameters, with what they belong to where several say the same of themselves, else with their cells.

    `taking`: the cells in which what each says of an argument is true.

    a = SVC(C=1); b = SVC(C=2)      Inverse strength of regularisation; smaller is stronger. Of a.
    Averaging([a, b])               both in the saved model: ... Of a, for the saved model.
    """
    said = Counter(p.help for p in parameters if not p.help.startswith(PIECES))
    whose = Counter((p.help, of) for p, of in zip(parameters, owners, strict=True))
    found = []
    for p, of, cells in zip(parameters, owners, taking, strict=True):
        alike = said[p.help] > 1
        first, saved, _ = p.help.partition(SAVED)
        own = alike and of and whose[p.help, of] == 1 and " Of " not in first
        where = _in_cells(p, cells or p.cells) if alike and p.cells else p.help
        text = f"{first.rstrip('.')}. Of {of}{FOR_SAVED if saved else ''}." if own else where
        found.append(replace(p, help=text))
    still = Counter(p.help for p in found if not p.help.startswith(PIECES))
    kinds = Counter((p.help, p.origin) for p in found)
    alone = {p.origin for p in found if kinds[p.help, p.origin] == 1} - CONSTANTS
    return tuple(_by_line(p, p.origin in alone) if still[p.help] > 1 else p for p in found)


def _by_line(parameter: Parameter, own: bool) -> Parameter:
    """Of several in one cell, what takes it where that is its `own`, else in which line it stands."""
    cell = f", in cell {parameter.cell + 1}"
    where = parameter.help.replace(cell, f"{cell}, line {parameter.line}")
    return replace(parameter, help=f"{parameter.help} Of {parameter.origin}." if own else where)


def _in_cells(parameter: Parameter, places: tuple[int, ...]) -> str:
    cells = listed([str(cell + 1) for cell in places])
    first, stop, rest = parameter.help.partition(". ")
    end = stop if rest else "."
    return f"{first.rstrip('.')}, in cell{'s' if len(places) > 1 else ''} {cells}{end}{rest}"


def unsaved(parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """The parameters of a notebook of which no model is saved after all: none is the saved model's, and none is not."""
    return tuple(replace(p, help=OF_SAVED.sub("", p.help)) for p in parameters)


def free_name(
    group: Group, used: Collection[str], made: frozenset[int] = frozenset(), given: Collection[str] = ()
) -> str:
    """Its name, else with what tells it apart in front, rather of the saved model, which is `made` there.

    `given`: names of other parameters, from which it differs by more than a hyphen.
    """
    candidate = group[0]
    if candidate.always and (name := joined(candidate.prefixes[0], candidate.name)) not in used:
        return name
    group = tuple(sorted(group, key=lambda member: not _stands_in(member, made)))
    if candidate.name not in used and unique(candidate.name, ()) == candidate.name:
        return candidate.name
    for name in candidate.others:
        if allowed(name, used):
            return name
    if candidate.alike[:1] == ("seed",) and len({member.of for member in group}) > 1:  # no model's own
        shared = f"{'models' if all(c.origin[:1].isupper() for c in group) else 'shared'}_{candidate.name}"
        if allowed(shared, used):
            return shared
    prefixes = list(dict.fromkeys(prefix for member in group for prefix in member.prefixes))
    names = [joined(prefix, candidate.name) for prefix in prefixes if prefix]
    near = {flat(name) for name in given}
    names = [name for name in names if name not in used and name.isidentifier() and name.split("_")[0]]
    names = [name for name in names if flat(name) not in near and not stutters(name)]
    once = [name for name in names if len(set(name.split("_"))) == len(name.split("_"))]
    for name in once or names:
        return name
    cell = f"cell_{candidate.cell + 1}_{candidate.name}"
    return cell if allowed(cell, used) and candidate.cell >= 0 else unique(candidate.name, used)


def _stands_in(candidate: Candidate, statements: frozenset[int]) -> bool:
    return candidate.statement in statements


def stutters(name: str) -> bool:
    """`test_test_size`, and `test_train_size`, which says neither."""
    if re.match(r"(?:test|train)_(?:test|train)_size$", name):
        return True
    parts = name.split("_")
    return any(one == other for one, other in itertools.pairwise(parts))


def flat(name: str) -> str:
    """What is left of a name for who overlooks a hyphen: `gmm2_tol` and `gmm_2_tol` are the same."""
    return name.replace("_", "").lower()


def joined(prefix: str, name: str) -> str:
    """`frequent_imputation` and `imputation_method` as `frequent_imputation_method`."""
    same = prefix.rpartition("_")[2] == name.partition("_")[0] and "_" in prefix and "_" in name
    whole = f"{prefix}_{name.partition('_')[2]}" if same else f"{prefix}_{name}"
    return whole.rstrip("_") or whole  # lambda_ has its dash for the sake of Python alone
