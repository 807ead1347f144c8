"""Names of steps that fit no model: by their operations, the functions that they call, what they make.

df = df.dropna()                      drop_missing_rows
X2, y2 = make_data(200)               make_x2_and_y2
root = "data"                         set_root: nothing is computed
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.plan.cutting.subjects import written
from nb2prod.plan.names import first, identifier, words
from nb2prod.plan.naming.about import GENERIC, IDLE, LABEL, About
from nb2prod.plan.naming.clause import Clause
from nb2prod.plan.naming.effects import CALL, FIT, MAKING, WORK, accounts, rank
from nb2prod.plan.naming.fitted import measures
from nb2prod.plan.naming.models import snake, underscored
from nb2prod.plan.naming.of_files import saved
from nb2prod.plan.naming.of_values import ON_OBJECTS, acted, drawing, reported, told_by_content, unvalued, valued
from nb2prod.plan.naming.operations import MINOR
from nb2prod.plan.naming.sentence import WHOLE as SAID
from nb2prod.plan.naming.wording import ARTICLES, EMPTY, PLOTS, VERBS

OF_COLUMNS = frozenset(
    "assign derive scale transform recode bin convert parse".split()
)  # what is done to columns by name
FETCHING = ("download", "create", "write", "move", "unpack", "run", "set")  # what goes with downloading
LOADING = frozenset({"load", "download", "read", "fetch", "get"})
PLAINER = ("convert", "parse")  # their whole names tell more: parse_dates
BUILDING = frozenset("derive encode expand vectorize".split())
CLEANING = frozenset("assign drop fill rename convert recode replace filter parse".split())
OF_ROWS = frozenset({"drop_outliers", "resample_rows", "balance_classes"})
TELLING = 2  # weight of a clause that may name a step
LONGEST_PAIR = 44
FEW = 2
SHORT_HEADING = 6  # words
SPOKEN = frozenset({"transform", "vectorize", "tokenize", "generate", "fit", "predict for"})  # with what it is done to
ROWS = GENERIC | {"x_train_full", "y_train_full"}
PAIRED = ("fill missing values of", "transform", "scale", "encode", "expand", "reduce the dimensions of")
IN_NAMES = {verb: said.replace(" ", "_") for verb, said in SAID.items()}  # verbs of clauses, as names say them
WHOLE = IN_NAMES.keys() - {"transform", "vectorize", "expand"}  # they say all that a name has to


def prepared(about: About, index: int, topic: str) -> Iterator[str]:
    """Names of a step that makes rows and columns ready."""
    done, outputs = about.done[index], about.found[index].outputs
    takes = [clause for clause in done if clause.verb == "take" and clause.weight]
    taken = [name for clause in takes for name in clause.things]
    work = [clause for clause in done if clause.verb not in IDLE and clause.weight]
    others = set(about.results(index)) - {*taken}
    if (
        taken
        and 2 * len(takes) > len(work)
        and len(others) <= len(taken)
        and all(c.weight < TELLING and c.verb != "set up" for c in work if c not in takes)
    ):
        plain = "separate_target" if any(map(LABEL.search, taken)) else "select_features"
        if any(o.name == "filter_rows" for o in about.operations[index]):
            yield f"filter_rows_and_{plain}"
        yield plain
    heading = about.found[index].segment.heading
    told = heading is not None and {*words(heading.text)} - ARTICLES == {*topic.split("_")} - EMPTY
    covers = told and about.alone(index) and set(outputs) & {*about.frames(index), *about.found[index].inputs}
    again = [c for c in done if c.verb == "call" and c.rest == "in a loop" and c.weight >= TELLING]
    acting = (c.things[0].rpartition(".") for c in again[:1])
    yield from (identifier(f"{method} {owner}") for owner, _, method in acting)  # update_bandits
    if _parts_with_target(about, index):
        yield "separate_target"
    matrix = [n for n in outputs if n[:1] in "xX" and not LABEL.search(n)]
    built = any(o.verb in BUILDING for o in about.operations[index])
    if matrix and len(outputs) > 1 and built and len(work) > FEW and about.feeds(index):
        yield "build_features"
    yield from told_by_content(about, index)
    yield from _leaving_out(about, index)
    yield from _by_operations(about, index, (f"prepare_{topic}",) if covers else ())
    told_by_clause = list(by_clause(about, index))
    yield from told_by_clause
    if told_by_clause and {c.verb for c in done if c.weight >= TELLING} == {"fit"}:
        return  # a transformer: what it learned is all that the step is about
    yield from _by_function_name(about, index)
    roles = [role for s in about.statements(about.found[index].segment) for role in s.facts.roles]
    cleans = sum(o.verb in CLEANING for o in about.operations[index])
    builds = roles.count("feature") > roles.count("clean") and any(
        o.verb in ("derive", "encode", "bin", "expand", "build") for o in about.operations[index]
    )
    given = {n for n in about.found[index].inputs if about.found[index].types.get(n) == "pandas.DataFrame"}
    frames = [n for n in about.results(index) if n in about.found[index].inputs or (n in about.frames(index) and given)]
    most = 2 * len(frames) >= len(about.results(index)) or covers
    if not frames or not most or not about.operations[index]:
        yield from other(about, index, topic)
        return
    own = [about.program.statements[i] for i in about.found[index].segment.statements]
    every = [*dict.fromkeys(column for s in own for column in sorted(written(s)))]
    columns = [identifier(column) for column in every if column.isidentifier()]
    about_them = len(columns) == len(every) and 0 < len(columns) <= FEW and len(work) <= 2 * len(own)
    listed = f"prepare_{'_and_'.join(columns)}"
    yield from (listed for _ in [0] if about_them and _only_columns(about, index) and len(listed) <= LONGEST_PAIR)
    if builds:
        yield "build_features" if about.feeds(index) else "derive_columns"
    elif cleans and 3 * cleans >= len(done) and 2 * cleans >= len(about.operations[index]):
        yield "clean_data"
    if covers and not (builds and about.feeds(index)) and not measures(about, index):
        yield f"prepare_{topic}"
    measured = measures(about, index)
    yield from (f"prepare_data_and_compute_{measured[0]}" for _ in measured[:1])
    yield "prepare_data"
    yield from (f"prepare_{name}" for name in about.telling([about.main(index)]))


def _only_columns(about: About, index: int) -> bool:
    """Whether columns are made and changed here, and no rows or tables."""
    others = {"drop_missing_rows", "drop_duplicates", "filter_rows", "merge_tables", "combine_tables", "aggregate_data"}
    return all(o.name not in OF_ROWS | others for o in about.operations[index])


def _leaving_out(about: About, index: int) -> Iterator[str]:
    """By what is done to rows where that is more than what is done to columns: drop_outliers_and_resample_rows."""
    feeding, results = about.feeding(index), about.results(index)
    told = [o.name for o in about.operations[index] if o.name in OF_ROWS and (not results or o.made & feeding)]
    yield from ("_and_".join(dict.fromkeys(told)) for _ in [0] if told)


def _parts_with_target(about: About, index: int) -> bool:
    """Whether the step takes labels from tables, and does nothing else than dropping their column there."""
    done = about.done[index]
    labels = {n for n in about.found[index].outputs if LABEL.search(n)}
    taken = {n for c in done if c.verb == "take" for n in c.things}
    found = [
        o for o in about.operations[index] if not (o.name == "convert_types" and o.made <= labels)
    ]  # df.y.astype(int)
    also = {o.name for o in found} - {"drop_columns", "reset_index", "index_rows", "sort_rows", "select_columns"}
    own = any(c.verb == "compute" and c.weight for c in done)
    frames = {n for n in about.found[index].inputs if about.found[index].types.get(n) == "pandas.DataFrame"}
    rows = any(n[:1] in "xX" for n in about.found[index].outputs) or bool(frames) or bool(about.operations[index])
    return bool(labels) and labels <= taken and rows and not also and not own and not measures(about, index)


def _by_operations(about: About, index: int, first: tuple[str, ...] = ()) -> Iterator[str]:
    """By the one operation that most of the step does, or the two that are all it does; `first` before two."""
    found = about.operations[index]
    if not about.covered(index):
        return
    lead = about.lead(index)
    if lead is not None:
        alike = [o for o in found if o.name == lead.name]
        made = list(dict.fromkeys(c for o in alike for c in o.columns)) if all(o.columns for o in alike) else []
        columns = [identifier(c) for c in made]
        listed = f"{lead.verb}_{'_and_'.join(columns)}"
        few = 0 < len(columns) <= FEW and len(listed) <= LONGEST_PAIR and lead.verb in OF_COLUMNS
        yield from (listed for _ in [0] if few and lead.name != "derive_columns" and lead.verb not in PLAINER)
        if lead.name == "derive_columns":
            yield from (listed for _ in [0] if few and (len(columns) == 1 or not about.feeds(index)))
            yield from (() if about.feeds(index) else first)
            yield "build_features" if about.feeds(index) else "derive_columns"
        yield lead.name
        yield from (f"{lead.verb}_{column}" for column in columns if lead.verb != "sample")
        return
    yield from first
    results, feeding = about.results(index), about.feeding(index)
    found = [o for o in found if not results or o.made & feeding]  # nothing that goes elsewhere
    every = list(dict.fromkeys(o.name for o in found if o.name not in MINOR))
    own = [c for c in about.effective(index) if c.verb in ("compute", "set up", "build") and rank(c) >= CALL]
    if any(c.weight for c in own) or any(rank(c) in (MAKING, FIT) for c in about.effective(index)):
        return  # it would tell a part
    if len(every) == FEW and 2 * len(found) >= sum(bool(c.weight) for c in about.done[index]):
        pair = _pair(about, index, every)
        yield from (pair for _ in [0] if len(pair) <= LONGEST_PAIR)


def _pair(about: About, index: int, every: list[str]) -> str:
    """Two operations as one name: derive_pu_do_and_vectorize_features, fill_and_scale_features."""
    parts = []
    for name in every:
        first = next(o for o in about.operations[index] if o.name == name)
        columns = list(dict.fromkeys(c for o in about.operations[index] if o.name == name for c in o.columns))
        one = first.thing == "columns" and len(columns) == 1
        parts.append((first.verb, identifier(columns[0]) if one else first.thing))
    (verb, thing), (other, second) = parts
    if verb == other:
        return f"{verb}_{thing}_and_{second}"
    return f"{verb}_and_{other}_{second}" if thing == second else f"{verb}_{thing}_and_{other}_{second}"


def other(about: About, index: int, topic: str) -> Iterator[str]:
    """Names of a step of no kind: by what it sets, does in the words of the field, draws, gives, acts on or says."""
    interface, done = about.found[index], about.done[index]
    verbs = {clause.verb for clause in done}
    defined = about.defined(index)
    handed = about.named(about.given(index).defined)
    if handed and len(handed) <= FEW and len(own := f"define_{'_and_'.join(handed)}") <= LONGEST_PAIR:
        yield own
    yield from ("define_functions" for _ in [0] if len(handed) > 1)
    if "download" in verbs and all(c.verb in FETCHING for c in done if c.weight > 1):
        yield "download_data"
    yield from _settled(about, index)
    if drawing(about, index):
        yield from (f"draw_{topic}" for _ in [0] if topic and interface.outputs)
        yield "draw_figures"
        yield from (f"draw_{topic}" for _ in [0] if topic)
        said = (
            [w for w in words(interface.segment.heading.text) if w not in ARTICLES] if interface.segment.heading else []
        )
        if said[:1] and (said[0] in PLOTS or said[0].startswith("plot")) and 1 < len(said) <= SHORT_HEADING:
            yield f"draw_{'_'.join(said[1:])}"  # "Plotting the tangent to a curve"
        return
    yield from told_by_content(about, index)
    written = {
        thing
        for c in about.effective(index)
        if c.verb in ("write", "save") and c.weight > TELLING
        for thing in c.things
    }
    if len(written) > len(about.given(index).outputs):
        yield from saved(about, index, topic)
    yield from _by_operations(about, index)
    yield from by_clause(about, index)
    yield from _by_function_name(about, index)
    heading = interface.segment.heading
    spoken = words(heading.text)[:1] if heading is not None else []
    acts = [c for c in done if c.verb == "call" and words(c.things[0].rpartition(".")[2])[:1] == spoken]
    fixed = all(c.verb == "set" for c in done if set(c.things) & set(interface.outputs))
    far = any(c.verb == "call" and c.weight > TELLING for c in done)
    far &= not any(rank(c) >= CALL and c.verb != "call" and accounts(c, interface.outputs) for c in done)
    if interface.outputs and (acts or far or (fixed and any(map(_acts, done)))):
        yield from acted(about, index, topic, acts)
    logs = [n for c in done if c.verb == "log" for n in c.things]
    if interface.outputs and fixed and logs and topic and about.alone(index):
        yield from reported(about, index, logs, topic)
    both = [n for n in interface.outputs if LABEL.search(n)], [n for n in interface.outputs if n[:1] in "xX"]
    told = {n for c in done if c.verb == "take" for n in c.things}
    if all(both) and set(interface.outputs) == {*both[0], *both[1]} <= told and about.feeds(index):
        yield "separate_target"
    if about.given(index).outputs or {*interface.outputs} & about.held(index):
        yield from valued(about, index, topic)
    else:
        yield from unvalued(about, index, topic)
    yield from (f"define_{name}" for name in defined[:1] if len(done) <= FEW or interface.outputs)
    yield from ("run_shell_commands" for _ in [0] if "run" in verbs)
    known = {"unpack": "unpack_files", "move": "move_files", "log": "log_values", "write": "write_files"}
    yield from (name for verb, name in known.items() if verb in verbs)
    weighty = sorted(
        (c for c in done if c.weight >= TELLING and c.things and c.verb != "call"), key=lambda c: -c.weight
    )
    yield from (identifier(f"{c.verb.split()[0]} {snake(c.things[0])}") for c in weighty[:1])
    if "download" in verbs:
        yield "download_data"
    yield f"run_cell_{about.program.statements[interface.segment.statements[0]].cell + 1}"


def _acts(clause: Clause) -> bool:
    """Whether a call does more than set an option of the object that it is made on."""
    return clause.verb == "call" and bool(clause.weight) and first(clause.things[0].rpartition(".")[2]) != "set"


def _settled(about: About, index: int) -> Iterator[str]:
    """Seeds, options, folders and constants: nothing is computed."""
    interface = about.found[index]
    verbs = {clause.verb for clause in about.done[index]}
    outside = {e for s in about.statements(interface.segment) for e in s.facts.effects}
    if "seed" in verbs and {c.verb for c in about.effective(index)} == {"seed"}:
        yield "seed_random_numbers"
    if {"check", "seed"} <= verbs <= {"check", "seed", "set", "log"} and not interface.outputs:
        yield "set_up"
    if verbs == {"advance"}:
        yield "advance_random_stream"  # rows that nobody takes are drawn
    folders = [o for o in about.operations[index] if o.name == "create_folders"]
    only = {"environment", "seed", *(("write", "read") if folders else ())}
    given = about.named(interface.outputs)
    if verbs <= {"set", "seed"} and verbs:
        fixed = given or about.named(t for c in about.done[index] if c.verb == "set" and not c.weight for t in c.things)
        yield from (f"set_{'_and_'.join(fixed)}" for _ in [0] if 0 < len(fixed) <= FEW)
        yield "set_up"
        yield from (f"set_{name}" for name in given)
    elif (
        outside
        and outside <= only
        and not interface.outputs
        and (not verbs & {"run", "compute"} or any(c.verb == "set" and c.weight for c in about.done[index]))
        and not _worked(about, index)
    ) or (
        verbs <= {"seed", "set", "create", "add"}
        and not interface.outputs
        and not interface.inputs
        and not _worked(about, index)
    ):
        yield "set_up"
    if verbs <= {"run", "log", "set"} and "run" in verbs:
        yield from (f"run_{identifier(thing)}" for c in about.done[index] if c.verb == "run" for thing in c.things)


def _worked(about: About, index: int) -> bool:
    """Whether anything is computed that has a name in the field, or with a function."""
    return any(c.weight and c.verb not in ("seed", "set", "create", "add") for c in about.done[index])


def _by_function_name(about: About, index: int) -> Iterator[str]:
    """By the one function that makes what the step gives: `w = normalizeRatings(Y)`, `report = build_report(df)`."""
    told = [c for c in about.done[index] if c.weight and c.verb == "compute" and c.rest.startswith("with ")]
    names = list(dict.fromkeys(name for c in told if (name := c.rest.removeprefix("with ")).isidentifier()))
    calls = [c for c in about.done[index] if c.verb == "call" and "." not in c.things[0]]
    heavy = [c for c in about.done[index] if c.weight >= TELLING and c not in (*told, *calls) and c.verb != "read"]
    results = about.results(index)
    made = about.named(n for c in told for n in c.things if n in results)
    if heavy or not names:
        return
    acts = [c for c in calls if first(c.things[0]) in VERBS]
    if len(names) > 1 and {first(name) for name in names} <= LOADING and len(made) > 1:
        yield "load_data"
    given = about.telling(n for c in told for n in c.given)
    verb = first(names[0])
    alone = len(about.given(index).inputs) == 1
    if len(names) == 1 and len(given) == 1 and alone and not about.telling(made) and verb in ON_OBJECTS:
        yield f"{verb}_{given[0]}"
    if len(names) == 1 and len(acts) == 1 and first(names[0]) in VERBS:
        pair = [
            identifier(underscored(name))
            for c in about.done[index]
            for name in (*c.things, *names)
            if c in (*told, *acts)
        ]
        both = "_and_".join(dict.fromkeys(name for name in pair if first(name) in VERBS and name not in made))
        yield f"load_and_{both}" if any(c.verb == "read" for c in about.done[index]) else both
    if len(names) == FEW and all(first(name) in VERBS for name in names):
        both = "_and_".join(identifier(underscored(name)) for name in names)
        yield f"load_and_{both}" if any(c.verb == "read" for c in about.done[index]) else both
    if not about.found[index].outputs:
        made = about.named(n for c in told for n in c.things)
    elif 2 * len(made) < len(results) or len(made) < len(results) <= FEW:
        return
    if len(names) != 1:
        return
    parts = words(names[0]) or [""]
    verb = parts[0] if parts[0] in VERBS - {"test"} else ""  # test_statistic(a, b) tests nothing by its name
    if verb and len(parts) > 1 and identifier(underscored(names[0])) != names[0]:
        yield identifier(underscored(names[0]))  # normalizeRatings: no name of the notebook is taken
    rest = parts[1:] if verb else []
    if verb and set(about.named(about.found[index].inputs)) >= set(made) and not about.telling(made):
        yield f"apply_{identifier(underscored(names[0]))}"  # data = recode_cc_data(data)
    if rest == ["features"] and made:
        yield "build_features"
    if verb in ("get", "do", "run", "perform") and not about.telling(made):
        yield f"run_{identifier(names[0])}"
    covered = {p for n in made for p in n.split("_")}
    if verb and len(made) == 1 and rest and rest[-1] not in GENERIC and not set(rest) & covered:
        yield f"{identifier(names[0])}_of_{'_and_'.join(made)}"
    if verb and 0 < len(made) <= FEW and verb not in ("get", "do", "run", "perform"):
        yield f"{verb}_{'_and_'.join(made)}"
        yield from (f"{verb}_{name}" for name in about.telling(made))


def by_clause(about: About, index: int) -> Iterator[str]:
    """By what tells most of the step, where it is one thing: `projection = iso.fit_transform(digits.data)`."""
    curves = [
        c.verb.removesuffix(" of").replace(" the", "") for c in about.done[index] if c.verb.startswith("compute the")
    ]
    yield from (identifier(curve) for curve in curves[:1])
    fresh = about.given(index).fresh  # what is done to a table of results that is made here says nothing of the step
    acts = [c for c in about.done[index] if rank(c) != WORK or c.rest or not c.made or not {*c.made} <= fresh]
    heavy = [clause for clause in acts if clause.weight >= TELLING]
    outputs = about.found[index].outputs
    if outputs and 2 * sum(any(n in c.made for c in heavy) for n in outputs) < len(outputs):
        return
    heavy = [c for c in heavy if c.verb != "fit"] or heavy  # what transformers are fitted for says more
    both = [IN_NAMES[verb] for verb in dict.fromkeys(c.verb for c in heavy) if verb in PAIRED]
    if len(both) == FEW == len({c.verb for c in heavy}) and not set(about.telling(outputs)):
        yield "_and_".join(both)
    if len({clause.verb for clause in heavy}) != 1:
        return
    if heavy[0].verb in WHOLE:
        yield IN_NAMES[heavy[0].verb]
    elif heavy[0].verb in SPOKEN:
        verb = heavy[0].verb.partition(" ")[0]
        told = [thing.partition(".")[0] for clause in heavy for thing in clause.things]
        things = about.named(snake(thing) if thing[:1].isupper() and verb == "fit" else thing for thing in told)
        if verb == "transform" and things and not set(things) - ROWS:
            yield "transform_target" if all(map(LABEL.search, things)) else "transform_features"
        elif 0 < len(things) <= FEW and (set(things) - GENERIC or len(things) == FEW):
            yield f"{verb}_{'_and_'.join(things)}"
        elif set(things) - GENERIC or (things and verb == "fit"):
            yield f"{verb}_{things[0]}"
