"""Names of steps that are about no model: after the one act that dominates, else after what the step hands on.

df = df.dropna()                              drop_missing_rows: all that is done to what later steps take
df = df.merge(features_of(rows)).fillna(0)    prepare_df: what a function of the notebook makes is no detail of it
root = "data"                                 set_root: nothing is computed
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.plan.names import first, identifier, words
from nb2prod.plan.naming.about import GENERIC, About
from nb2prod.plan.naming.clause import LABEL, TARGET, Clause, plain_calls
from nb2prod.plan.naming.effects import CALL, WORK, only_defines, rank
from nb2prod.plan.naming.fitted import measures
from nb2prod.plan.naming.forms import Operation
from nb2prod.plan.naming.models import snake, underscored
from nb2prod.plan.naming.of_values import acted, drawing, left_of_drawing, told_by_content, unvalued, valued
from nb2prod.plan.naming.operations import HEAVIER, MINOR
from nb2prod.plan.naming.sentence import WHOLE as SAID
from nb2prod.plan.naming.wording import VERBS

OF_COLUMNS = frozenset("assign derive scale transform recode bin".split())  # what is done to columns by name
FETCHING = ("download", "create", "write", "move", "unpack", "run", "set")  # what goes with downloading
BUILDING = frozenset("derive encode expand vectorize bin".split())
CLEANING = frozenset("assign drop fill rename convert recode replace filter parse".split())
TELLING = 2  # weight of a clause that may name a step
CHOOSING = ("select_columns", "select_rows", "sort_rows", "index_rows", "sample_rows")  # beside labels that are taken
LONGEST_PAIR = 44
FEW = 2
SPOKEN = frozenset({"transform", "vectorize", "tokenize", "generate", "fit", "predict for"})  # with what it is done to
ROWS = GENERIC | {"x_train_full", "y_train_full"}
IN_NAMES = {verb: said.replace(" ", "_") for verb, said in SAID.items()}  # verbs of clauses, as names say them
WHOLE = IN_NAMES.keys() - {"transform", "vectorize", "expand"}  # they say all that a name has to
OUTSIDE = {"unpack": "unpack_files", "move": "move_files", "download": "download_data"}
BESIDE_CALLS = ("call", "set up", "take", "set", "log", "define", "change")
LAST = {"delete": "delete_files", "run": "run_shell_commands", "write": "write_files", "log": "log_values"}
LAST_OF_ALL = "run_statements"  # no number of a cell: one that is put in above would rename it
OF_WHAT_COMES_IN = frozenset(  # `clean = remove_blanks(df)` removes no clean
    "add append apply clean convert delete drop exclude fill filter handle remove rename replace select".split()
)
VAGUE = ("get", "do", "run", "perform", "test", "is", "has")  # first words of functions that say no act


def acts(about: About, index: int, topic: str) -> Iterator[str]:
    """The most telling name first, the plainest last; `topic`: what the heading is about, or ""."""
    interface, done = about.found[index], about.done[index]
    given = about.given(index)
    handed = about.named(given.defined)
    defines = only_defines(done, given)  # of what else works, a helper is the least
    if handed and defines and len(handed) <= FEW and len(own := f"define_{'_and_'.join(handed)}") <= LONGEST_PAIR:
        yield own
    yield from ("define_functions" for _ in [0] if len(handed) > 1 and defines)
    verbs = {clause.verb for clause in done}
    if "download" in verbs and all(c.verb in FETCHING for c in done if c.weight > 1):
        yield "download_data"
    yield from _settled(about, index)
    if drawing(about, index):
        yield from (f"draw_{topic}" for _ in [0] if topic and interface.outputs)
        yield "draw_figures"
        return
    yield from told_by_content(about, index)
    yield from _parted(about, index)
    yield from _worked(about, index)
    yield from by_clause(about, index)
    yield from _by_function(about, index)
    making = {n for c in about.effective(index) if c.verb not in BESIDE_CALLS for n in c.made}
    if interface.outputs and not making & {*interface.outputs}:
        yield from acted(about, index)
    outside = {c.verb for c in done if c.weight > 1} if not interface.outputs else set()
    yield from (name for verb, name in OUTSIDE.items() if verb in outside)
    if given.outputs or {*interface.outputs} & about.held(index):
        yield from valued(about, index)
    else:
        yield from unvalued(about, index)
    yield from (f"define_{name}" for name in about.defined(index)[:1] if len(done) <= FEW or interface.outputs)
    yield from (name for verb, name in (OUTSIDE | LAST).items() if verb in verbs)
    called = [call.rpartition(".")[2] for call in plain_calls(about.statements(interface.segment))]
    yield from (name for call in called[:1] for name in left_of_drawing(about, index, call))
    yield from (f"run_{identifier(call)}" for call in called[:1] if words(call) and "run" not in verbs)
    yield LAST_OF_ALL


def first_act(about: About, index: int) -> list[str]:
    """The weightiest act as its docstring says it, where nothing else names a step: compute_learning_curve_of_svc."""
    heavy = max(about.effective(index), key=rank, default=None)
    if heavy is None:
        return []
    if heavy.verb == "define" and len(heavy.things) > 1:
        return ["define_functions"]
    said = re.sub(r"\bthe ", "", f"{heavy.verb} {' '.join(heavy.things)}")
    return [identifier(said)] if heavy.weight and len(words(said)) > 1 and len(said) <= LONGEST_PAIR else []


def _settled(about: About, index: int) -> Iterator[str]:
    """Seeds, options, folders and constants: nothing is computed."""
    interface = about.found[index]
    verbs = {clause.verb for clause in about.done[index]}
    outside = {e for s in about.statements(interface.segment) for e in s.facts.effects}
    if "seed" in verbs and {c.verb for c in about.effective(index)} == {"seed"}:
        yield "seed_random_numbers"
    if verbs == {"advance"}:
        yield "advance_random_stream"  # rows that nobody takes are drawn
    folders = [o for o in about.operations[index] if o.name == "create_folders"]
    only = {"environment", "seed", *(("write", "read") if folders else ())}
    given = about.named(n for n in interface.outputs if n not in about.held(index))
    worked = any(c.weight and c.verb not in ("seed", "set", "create", "add", "check") for c in about.done[index])
    sets = outside and outside <= only and not verbs & {"run", "compute"}
    settles = verbs <= {"seed", "set", "create", "add"} or {"check", "seed"} <= verbs <= {"check", "seed", "set", "log"}
    if verbs <= {"set", "seed"} and verbs:
        fixed = given or about.named(t for c in about.done[index] if c.verb == "set" and not c.weight for t in c.things)
        yield from (f"set_{'_and_'.join(fixed)}" for _ in [0] if 0 < len(fixed) <= FEW)
        yield "set_up"
        yield from (f"set_{name}" for name in given)
    elif not interface.outputs and not worked and ((settles and not interface.inputs) or sets):
        yield "set_up"
    if verbs <= {"run", "log", "set"} and "run" in verbs:
        ran = about.named(thing for c in about.done[index] if c.verb == "run" for thing in c.things)
        yield f"run_{'_and_'.join(ran)}"


def _parted(about: About, index: int) -> Iterator[str]:
    """`X, y = df[columns], df.target`: rows are told from labels, or columns are chosen, and little else is done."""
    outputs, takes = about.found[index].outputs, taking(about, index)
    taken = {name for clause in takes for name in clause.things}
    work = [c for c in about.effective(index) if c.weight and rank(c) >= CALL and c.verb != "take"]
    dropping = {o.name for o in about.operations[index]} <= {"drop_columns", "convert_types", "reset_index", *CHOOSING}
    if not {*outputs} & taken or measures(about, index) or not dropping or any(rank(c) != WORK for c in work):
        return
    labels, rows = [n for n in outputs if LABEL.search(n)], [n for n in outputs if not LABEL.search(n)]
    if labels and {*labels} <= taken and (any(n[:1] in "xX" for n in rows) or about.operations[index] or len(rows)):
        yield "separate_target"
    elif not labels and all(n[:1] in "xX" for n in rows) and {*rows} <= taken:
        yield "select_features"


def taking(about: About, index: int) -> list[Clause]:
    """What takes columns of a table: labels that are made of them, too, where columns go."""
    drops = any(o.name == "drop_columns" for o in about.operations[index])
    made = [c for c in about.done[index] if drops and c.verb == "compute" and not c.weight and c.things]
    return [*(c for c in about.done[index] if c.verb == "take"), *(c for c in made if all(map(LABEL.search, c.things)))]


def _worked(about: About, index: int) -> Iterator[str]:
    """By what is done to the tables that are handed on: one operation, two, or many of one kind."""
    results, found = about.results(index), about.acting(index)
    if not found or not about.covered(index):
        return
    lead, feeds, beside = about.lead(index), about.feeds(index), about.beside(index)
    names = list(dict.fromkeys(o.name for o in found if o.name not in MINOR))
    if lead is None and (not names or len(beside) >= len(found)):
        return
    read = any({*c.things} & about.feeding(index) for c in about.read(index))
    leads = len(results) <= 1 or any({*results} & o.made for o in found)  # not on the way to what it hands on
    if lead is not None and leads and not read and not {*names} & HEAVIER - {lead.name}:
        yield from _of_one(lead, [o for o in found if o.name == lead.name], feeds)
        return
    yield from (names[0] for _ in [0] if len(names) == 1 and leads and not beside and not read)
    if not beside and not read and len(names) == FEW and len(pair := _pair(found, names)) <= LONGEST_PAIR:
        yield pair
    main = about.telling([about.main(index)])
    if read:
        yield f"load_and_prepare_{main[0] if main else 'data'}"
    frames = {*about.frames(index), *about.found[index].inputs} & {*results}
    if 2 * len(frames) < len(results) and not (feeds and any(n[:1] in "xX" for n in results)):
        return  # compute_ratio_and_mean
    if not beside and {o.verb for o in found} <= CLEANING:
        yield "clean_data"
    elif feeds and 2 * sum(o.verb in BUILDING for o in found) > len(found):
        yield "build_features"
    yield from (f"prepare_{name}" for name in main if name not in about.named(about.found[index].inputs))
    yield "prepare_data"
    yield from (f"prepare_{name}" for name in main)


def _of_one(lead: Operation, alike: list[Operation], feeds: bool) -> Iterator[str]:
    """One operation: with the columns, where they are one or two and nothing else says it."""
    made = list(dict.fromkeys(c for o in alike for c in o.columns)) if all(o.columns for o in alike) else []
    columns = [identifier(c) for c in made]
    listed = f"{lead.verb}_{'_and_'.join(columns)}"
    few = 0 < len(columns) <= FEW and len(listed) <= LONGEST_PAIR and lead.verb in OF_COLUMNS
    derives = lead.name == "derive_columns"
    yield from (listed for _ in [0] if few and (not derives or not feeds or len(columns) == 1))
    yield "build_features" if derives and feeds else lead.name
    yield from (f"{lead.verb}_{column}" for column in columns if lead.verb != "sample")


def _pair(found: list[Operation], names: list[str]) -> str:
    """Two operations as one name: derive_pu_do_and_vectorize_features, fill_and_scale_features."""
    parts = []
    for name in names:
        first_of = next(o for o in found if o.name == name)
        columns = list(dict.fromkeys(c for o in found if o.name == name for c in o.columns))
        one = first_of.thing == "columns" and len(columns) == 1
        parts.append((first_of.verb, identifier(columns[0]) if one else first_of.thing))
    (verb, thing), (other, second) = parts
    if verb == other:
        return f"{verb}_{thing}_and_{second}"
    return f"{verb}_and_{other}_{second}" if thing == second else f"{verb}_{thing}_and_{other}_{second}"


def by_clause(about: About, index: int) -> Iterator[str]:
    """By what tells most of the step, where it is one thing: `projection = iso.fit_transform(digits.data)`."""
    fresh = about.given(index).fresh  # what is done to a table of results that is made here says nothing of the step
    acts = [c for c in about.done[index] if rank(c) != WORK or c.rest or not c.made or not {*c.made} <= fresh]
    heavy = [clause for clause in acts if clause.weight >= TELLING]
    outputs = about.found[index].outputs
    made = any(c.verb in ("compute", "call") for c in about.beside(index))
    if made or (outputs and 2 * sum(any(n in c.made for c in heavy) for n in outputs) < len(outputs)):
        return
    heavy = [c for c in heavy if c.verb != "fit"] or heavy  # what transformers are fitted for says more
    if len({clause.verb for clause in heavy}) != 1:
        return
    if heavy[0].verb in WHOLE:
        yield "encode_target" if heavy[0].things == TARGET else IN_NAMES[heavy[0].verb]
        things = about.telling(thing for clause in heavy for thing in clause.things if clause.rest)
        yield from (f"{heavy[0].verb}_{'_and_'.join(things)}" for _ in [0] if 0 < len(things) <= FEW)
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


def _by_function(about: About, index: int) -> Iterator[str]:
    """By the one function that makes what the step gives, where its name says an act: `report = build_report(df)`."""
    told = [c for c in about.done[index] if c.weight and c.verb == "compute" and c.rest.startswith("with ")]
    names = list(dict.fromkeys(name for c in told if (name := c.rest.removeprefix("with ")).isidentifier()))
    other = [c for c in about.effective(index) if rank(c) >= CALL and c.verb not in ("define", "call")]
    other = [c for c in other if c not in told]
    verb = first(names[0]) if names else ""
    made = about.named(n for c in told for n in c.things)
    if len(names) != 1 or other or verb in VAGUE or verb not in VERBS:
        return
    outputs = {*about.named(about.given(index).outputs)}
    if outputs and outputs != {*made}:
        return
    given = about.telling(n for c in told for n in c.given)
    plain = identifier(underscored(names[0]))
    yield from (plain for _ in [0] if plain != names[0])  # normalizeRatings: no name of the notebook is taken
    if {*made} <= {*about.named(about.found[index].inputs)} and not about.telling(made):
        yield f"apply_{plain}"  # data = recode_cc_data(data)
    if not about.telling(made) and len(given) == 1:
        yield f"{verb}_{given[0]}"
    yield from (f"{verb}_{'_and_'.join(made)}" for _ in [0] if len(made) <= FEW and verb not in OF_WHAT_COMES_IN)
