"""Numbers that measure the model: where they have a name it is used, where they are only shown they get one.

print("accuracy", accuracy_score(y_test, y_pred))    accuracy = accuracy_score(...); logged, and in metrics.json
for name, model in models.items():                   score_by_name = {}
    print(name, model.score(X, y))                       score = model.score(X, y); score_by_name[name] = score
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import replace

from nb2prod.model import Edit, Measure, Program, Span, Statement
from nb2prod.nesting import expression_at, span_of
from nb2prod.plan.graph import Graph
from nb2prod.plan.headings import topics
from nb2prod.plan.keeping.computed import ANSWERS as OF_MODELS
from nb2prod.plan.keeping.plotted import plotted_measures
from nb2prod.plan.keeping.results import mapped, results
from nb2prod.plan.keeping.told_by_models import asking
from nb2prod.plan.measuring import held
from nb2prod.plan.measuring.ending import SAYING, answers, ending_measures, names_or_answers
from nb2prod.plan.measuring.forms import HISTORY, binds_whole, by_name, column_of, item_asked, parts_of, summarised
from nb2prod.plan.measuring.handing_back import HandingBack, called_here, percent_of, works_on
from nb2prod.plan.measuring.in_loops import (
    by_functions,
    collected,
    counted,
    goes_through,
    kept_by_itself,
    loops_of,
    names_shown,
    prepares_print,
    printed_before,
    telling,
    told_by_class,
)
from nb2prod.plan.measuring.metric_keys import IN_FOLDS, Candidate, One, Within, fresh, keys, within
from nb2prod.plan.measuring.metric_names import (
    FOUND,
    SHORT,
    averaged,
    label,
    measure_said,
    named,
    overwritten,
    shortened,
    told_apart,
)
from nb2prod.plan.measuring.metric_words import general
from nb2prod.plan.measuring.no_measures import are_answers, no_measures, there_already
from nb2prod.plan.measuring.said import (
    TEXTS,
    called,
    called_measures,
    is_turn,
    only_prints,
    rated,
    said_in_turn,
    said_of,
    shows_all_the_same,
)
from nb2prod.plan.measuring.same import Same
from nb2prod.plan.measuring.statistics import OF_DATA, statistics_shown, untold_answer
from nb2prod.plan.measuring.subjects import Subject, given, subject, trainee
from nb2prod.plan.measuring.table_names import read_in_cells
from nb2prod.plan.models.models_asked import types_of
from nb2prod.plan.names import GENERATED, identifier
from nb2prod.walking import last_of, values_given, walk

Found = tuple[tuple[tuple[str, str], ...], tuple[Measure, ...], dict[str, Within]]
DRAWS = re.compile(r"(?:plot|draw|show|display|visuali[sz]e)(?![a-z])")  # `drawdown` measures
ANSWERS = OF_MODELS | {"transform", "fit_transform", "keras.History.history"}  # epochs have a place from their fit on


def measures(
    program: Program, kept: list[Statement], taken: frozenset[str], definite: frozenset[str],
    final: str = "", handing: Sequence[HandingBack] = (), edits: Sequence[Edit] = (),
) -> Found:  # fmt: skip
    """Metrics as (key, name), in the notebook's order, expressions that get a name for it, and keys within a step.

    `definite`: names that are surely bound when the workflow ends; `final`: the variable of the model that is saved;
    `handing`: functions that hand back what they print; `edits`: literals that are options.
    """
    search = _Search(program, kept, set(taken) | GENERATED, handing, edits)
    ended = ending_measures(program, search.graph, kept) - search.answers - {final}
    ended -= {name for s in kept for name, kind in s.facts.types if kind in TEXTS}
    search.ended = ended & definite  # no msg = f"accuracy: {accuracy}"
    for statement in kept:
        search.note_variable(statement)
    for statement in kept:
        search.look_at(statement)
        search.take_by_name(statement)
        search.take_unread(statement)
        search.take_handed(statement)
    turns = {name for at, name in search.collected if {*search.graph.inside(at)} & held.ends(program, name)}
    ends = (search.ended | search.ending & definite) - turns - search.none
    for name in sorted(ends - there_already(program, ends)):
        if not held.is_part_of_model(program, name):
            search.add_variable(name)
    return search.settled(final)


class _Search:
    """Collects what is measured, statement by statement."""

    def __init__(
        self, program: Program, kept: list[Statement], used: set[str], handing: Sequence[HandingBack],
        edits: Sequence[Edit],
    ) -> None:  # fmt: skip
        self.program, self.kept, self.used = program, kept, used
        self.graph = Graph.of(program)
        self.own = frozenset().union(*(statement.facts.metrics for statement in kept))
        self.staying = {s.id for s in kept if s.facts.display != "plot"}
        self.over = topics(program.notebook)
        self.last = set({s.cell: s.id for s in program.statements if s.parent is None}.values())
        self.results = results(self.graph)
        self.handing = handing
        self.answers = answers(program, kept)
        self.asking = asking(self.graph)
        self.fits = any("train" in s.facts.roles for s in kept)
        self.read, self.none = read_in_cells(program), no_measures(program)
        self.found: list[One] = []
        self.loops: list[Measure] = []
        self.collected: set[tuple[int, str]] = set()  # loops, and names whose values of all their turns are collected
        self.ending: set[str] = set()  # names that are shown as they end
        self.seen: set[tuple[str, frozenset[int]]] = set()  # values of names that are shown before they change
        self.ended = frozenset[str]()  # measures that a name holds at the end
        self.same = Same(self.graph, edits)  # what has a metric

    def look_at(self, statement: Statement) -> None:
        """What the statement shows."""
        loops = loops_of(self.program, statement)
        for span, made in plotted_measures(self.program, statement):
            self._shown(statement, span, made)
        if statement.facts.display in (*SAYING, "look"):
            for name, part in statistics_shown(statement, beside_a_model=self.fits):
                self._add(statement, span_of(part), name, OF_DATA)
        if statement.id in self.last and (answer := untold_answer(self.graph, statement)):
            self._add(statement, span_of(answer), identifier(shortened(last_of(answer)), ""), OF_DATA)
        if isinstance(statement.node, ast.Expr) and mapped(self.graph, statement, statement.node.value):
            self.ending |= statement.facts.names
            return
        self.ending |= held.results_of(self.graph, statement) | held.filled_with_measures(self.graph, statement)
        prints = "builtins.print" in statement.facts.calls
        if statement.id in self.results and isinstance(statement.node, ast.Expr) and not prints:
            value = statement.node.value
            parts = value.elts if isinstance(value, ast.Tuple) else [value]  # mse, nse
            for shown in (part.id for part in parts if isinstance(part, ast.Name) and not statement.facts.tables):
                says = called(shown) or not (self.fits or parts != [value])
                if says and not held.is_picked(self.graph, statement, shown):
                    self.ending.add(shown)
            return
        self.ending |= held.one_number(self.graph, statement)
        shows = statement.facts.display in SAYING or shows_all_the_same(
            statement, self.graph.own, statement.id in self.last
        )
        shows = shows or prepares_print(self.program, statement) or only_prints(statement)
        shows = shows or bool(by_functions(self.graph, statement, loops))
        if not shows or (statement.parent is not None and not loops):
            return
        if loops:
            return self._look_at_turns(statement, loops)
        known = [span for span, _ in statement.facts.measures]
        for span, made in statement.facts.measures:
            self._shown(statement, span, made)
        for name, part in called_measures(statement, known, self.graph.own):
            if not isinstance(part, ast.Name):
                self._add(statement, span_of(part), name, "said")
            elif not types_of(self.graph, statement, part.id) & TEXTS and not held.is_given(
                self.graph, statement, part.id
            ):
                self._shown(statement, span_of(part), f"name:{part.id}")

    def _look_at_turns(self, statement: Statement, loops: Sequence[Statement]) -> None:
        """What each turn of the loops shows."""
        measures, used = statement.facts.measures, self.used
        if overwritten(statement):
            return
        found = [
            (named(statement, span, made), span)
            for span, made in measures
            if not made.startswith("name:") and not kept_by_itself(statement, span, self.own)
        ]
        rates = [*rated(statement, self.graph.own), *by_functions(self.graph, statement, loops)]
        found += [(said, span) for said, span in ((s, span_of(p)) for s, p in rates) if span not in dict(measures)]
        for span, said in {span: said for said, span in found if said}.items():
            self._of_turns(self._collected(Measure(statement.id, span, fresh(said, used)), said, statement, loops))
        if goes_through(loops, self.ended):
            return
        names = {made[5:] for _, made in measures if made.startswith("name:")}
        shown = self.own | names | held.called_in(self.graph, statement) | held.numbers_shown(self.program, statement)
        for name, span in names_shown(statement, shown):
            if types_of(self.graph, statement, name) & TEXTS or (loops[0].id, name) in self.collected:
                continue
            if name in counted(loops[-1].node):  # what the turn goes through tells no turns apart
                continue
            made_by = self.graph.makers(statement, name)
            said = said_in_turn(statement, span, telling(held.tested(made_by, name), loops, made_by), made_by)
            measure = Measure(statement.id, span, name)
            measure = self._collected(measure, held.in_unit(said, made_by), statement, loops)
            if measure.into:
                self.collected.add((loops[0].id, name))
                self._of_turns(measure)

    def _collected(self, measure: Measure, said: str, statement: Statement, loops: Sequence[Statement]) -> Measure:
        return collected(measure, said, statement, loops, self.used, printed_before(self.program, loops))

    def _of_turns(self, measure: Measure) -> None:
        if measure.into:
            self.used |= {measure.name, measure.into}
            self.loops.append(measure)

    def _shown(self, statement: Statement, span: Span, made: str) -> None:
        if (
            made in ANSWERS or DRAWS.match(made) or (made.startswith("part:") and are_answers(made[5:]))
        ):  # what it says, and no measure
            return
        own = made in self.graph.own
        if own and not (self._of_a_model(statement, made) if self.fits else called(made)):
            return
        if own and any(statement in each.calls and not each.gives for each in self.handing):
            return  # what it measures is handed back in another way
        if not made.startswith("name:"):
            self._add(statement, span, named(statement, span, made), made)
            return
        name = made[5:]
        if name[0] == "_" or name in self.none or types_of(self.graph, statement, name) & TEXTS:  # _: thrown away
            return
        makers = held.binding(self.graph, statement, name)
        if makers == held.ends(self.program, name):
            self.ending.add(name)
            self.same.note(statement, name)
        elif (name, makers) not in self.seen:
            self.seen.add((name, makers))
            said = label(statement, span)
            made_by = self.graph.makers(statement, name)
            plain = held.tested(made_by, name) if said in ("", name) or general(said) else said
            told = "" if is_turn(self.graph, made_by) else measure_said(statement, span, plain)
            self._add(statement, span, held.in_unit(told or plain, made_by), made, name)

    def _of_a_model(self, statement: Statement, function: str) -> bool:
        """Whether what a function gives measures a model: it asks one, or is given what one said."""
        value = statement.node.value if isinstance(statement.node, ast.Expr) else None
        given = values_given(value) if isinstance(value, ast.Call) else []
        if value is None or not any(isinstance(part, ast.Name) for arg in given for part in walk(arg)):
            return False
        about = subject(self.graph, statement, value)
        return function in self.asking or called(function) or bool(about.model or about.kind)

    def _add(self, statement: Statement, span: Span, base: str, made: str, text: str = "") -> None:
        """One number; `text`: the variable that holds it there, and something else later."""
        node = expression_at(statement.node, span)
        if not base or node is None or ("change" in made.split(":") and names_or_answers(node)):
            return
        if (share := percent_of(node)) in self.ended and held.binding(self.graph, statement, share) == held.ends(
            self.program, share
        ):
            return  # print(100 * accuracy): the number itself has its place
        about = Subject() if made == OF_DATA else subject(self.graph, statement, node)
        base = averaged(told_apart(self.graph, statement, node, base, made), node)
        always = made.rpartition(".")[2].rpartition(":")[2] in FOUND
        if not isinstance(node, ast.List) and self.same.again(statement, node):
            return
        if "_of_" not in base and held.sums_up_folds(self.graph, statement, node) and not IN_FOLDS & {*base.split("_")}:
            base = f"cv_{base}"
        words = held.given_where_made(self.graph, statement, node)
        candidate = Candidate(
            base, about, always=always, given=words, folds=held.of_folds(self.graph, statement, node),
            ended=self._ended(about), item=item_asked(node),
        )  # fmt: skip
        candidate = self._placed(candidate, statement.id)
        self.found.append(One(candidate, statement.id, span, "", text, parts_of(self.graph, statement, node)))

    def take_by_name(self, statement: Statement) -> None:
        """What the statement has in a form that metrics.json cannot hold, and that has another one."""
        loops = loops_of(self.program, statement)
        free = "" if statement.parent is not None else fresh("history", self.used)
        makers = self.graph.makers(statement, summarised(statement))
        makers = [*makers, *(m for one in makers for name in one.facts.names for m in self.graph.makers(one, name))]
        found = by_name(statement, free, makers)
        if found is None or (statement.parent is not None and not loops):
            return
        node, text, said = found
        if not loops and not self.same.again(statement, node):
            about = trainee(self.graph, statement, node) or subject(self.graph, statement, node)
            bound = "".join(statement.facts.binds) if len(statement.facts.binds) == 1 else ""
            self.same.known.add((f"{bound}.history", (), ((bound, frozenset({statement.id})),)))  # the same as it is
            if own := said == HISTORY and "hist" in bound.lower():
                said = identifier(bound, said)
            candidate = Candidate(said, about, own, given=given(node), ended=self._ended(about), bound=bound)
            bare = isinstance(statement.node, ast.Expr) and node is statement.node.value
            unnamed = free if bare and said == HISTORY else ""
            self.used |= {unnamed} - {""}
            candidate = self._placed(candidate, statement.id)
            self.found.append(One(candidate, statement.id, span_of(node), "", text, whole=unnamed))
        elif loops:
            measure = Measure(statement.id, span_of(node), fresh(said, self.used), text=text)
            self._of_turns(self._collected(measure, said, statement, loops))

    def note_variable(self, statement: Statement) -> None:
        """`acc = accuracy_score(y, p)`, where `acc` is a metric itself: the same shown elsewhere is no other."""
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if statement.parent is None:
                if name in self.ended and statement.id in self.program.exits.get(name, ()):
                    self.same.again(statement, value)

    def _ended(self, about: Subject) -> bool:
        """Whether the model's variable still holds it at the end."""
        made = {i for i in about.made if about.model in self.program.statements[i].facts.binds}
        return made == held.ends(self.program, about.model)

    def _placed(self, candidate: Candidate, statement: int) -> Candidate:
        """With its cell, the cell and the heading where the model became what it is then."""
        made = max((self.program.statements[i].cell for i in candidate.subject.made if i <= statement), default=-1)
        at = self.program.statements[statement]
        heading, above = self.over.get(at.cell, ""), self.over.get(made, "")
        return replace(candidate, heading=heading, cell=at.cell, made=made, above=above, read=self.read[at.cell])

    def take_handed(self, statement: Statement) -> None:
        """A call of a function that hands back what it prints."""
        by, call = called_here(statement, self.handing)
        loops = loops_of(self.program, statement)
        outside = statement.parent is None or bool(loops)
        bare = isinstance(statement.node, ast.Expr)
        if by is None or call is None or not outside or (bare and self.same.again(statement, call)):
            return
        said = SHORT["evaluate"]  # whatever the function is called that prints them
        if loops:
            measure = Measure(statement.id, span_of(call), fresh(said, self.used), silent=True, argument=by.argument)
            self._of_turns(self._collected(measure, said, statement, loops))
            return
        about = subject(self.graph, statement, call)
        bound = statement.node.targets if isinstance(statement.node, ast.Assign) else ()
        item = works_on(by.name) or (column_of(bound[0]) if len(bound) == 1 else "")
        one = Candidate(said, about, given=given(call), ended=self._ended(about), item=identifier(item, ""))
        one = self._placed(one, statement.id)
        self.found.append(One(one, statement.id, span_of(call), "", silent=True, argument=by.argument))

    def take_unread(self, statement: Statement) -> None:
        """`cv_scores = cross_val_score(...)` of which only plots that go were made: computed, it is kept."""
        node, facts = statement.node, statement.facts
        measured = held.computed(self.graph, self.kept, statement)
        if statement.parent is not None or not isinstance(node, ast.Assign) or not measured:
            return
        name = min(measured)
        plain = len(facts.binds) == 1 and isinstance(node.targets[0], ast.Name) and len(node.targets) == 1
        read_by = [self.program.statements[r] for r, n in self.graph.outgoing.get(statement.id, ()) if n == name]
        readers = [r for r in read_by if name in r.facts.names - r.facts.mutates]  # an unknown call may read all
        if not plain or name[0] == "_" or name in self.answers or any(reader.id in self.staying for reader in readers):
            return
        if held.ends(self.program, name) == {statement.id}:
            self.ending.add(name)
        elif name not in self.none:
            self._add(statement, span_of(node.value), name, name, name)

    def add_variable(self, name: str) -> None:
        """A variable that holds a metric when the workflow ends."""
        makers = [self.program.statements[i] for i in sorted(self.program.exits.get(name, ()))]
        bound = [s for s in makers if name in s.facts.binds]
        value = getattr(bound[-1].node, "value", None) if len(bound) == 1 else None
        about = subject(self.graph, bound[-1], value) if value is not None else Subject()
        at = bound[-1].id if bound else makers[-1].id if makers else 0
        words = given(value) if value is not None else ()
        folds = value is not None and held.of_folds(self.graph, bound[-1], value)
        said = averaged(said_of(self.graph, at, name) or held.tested(bound, name), value)
        unit = held.in_unit(said, bound)
        one = self._placed(Candidate(unit, about, said == name, given=words, folds=folds, ended=self._ended(about)), at)
        whole = value is not None and binds_whole(bound[-1].node)  # score, accuracy = ...: each of them is one number
        parts = parts_of(self.graph, bound[-1], value) if whole and value is not None else ()
        self.found.append(One(one, at, span_of(value) if parts and value is not None else None, name, parts=parts))

    def settled(self, final: str) -> Found:
        """Everything with its key, in the notebook's order."""
        every = sorted(self.found, key=lambda one: (one.statement, one.span or (0, 0, 0, 0)))
        alone = [re.sub("_[0-9]+$", "", measure.into) for measure in self.loops]
        self.loops = told_by_class(self.graph, self.loops, {one.candidate.subject.kind for one in every}, self.used)
        names = keys([one.candidate for one in every], final, {measure.into for measure in self.loops})
        hoisted = [*self.loops, *(measure for each in self.handing for measure in each.inside)]
        rows = [(measure.loop, measure.into, measure.into) for measure in self.loops]
        inside = {m.into: Within(name) for m, name in zip(self.loops, alone, strict=True)}
        inside |= dict(zip(names, within([one.candidate for one in every]), strict=True))
        for one, key in zip(every, names, strict=True):
            name = one.name
            if one.span is not None and not name:
                name = fresh(key, self.used)
                self.used.add(name)
                hoisted += [Measure(one.statement, one.span, one.whole, silent=True)] if one.whole else []
                hoisted.append(one.measure(name))
            if one.parts and one.span is not None:
                text, name = f"dict(zip({one.parts!r}, {name}))", fresh(f"{name}_by_name", self.used)
                self.used.add(name)
                hoisted.append(Measure(one.statement, one.span, name, text=text))
            rows.append((one.statement, key, name))
        metrics = dict((key, name) for _, key, name in sorted(rows, key=lambda row: row[0]))
        hoisted.sort(key=lambda measure: (measure.statement, measure.span))
        return tuple(metrics.items()), tuple(hoisted), inside
