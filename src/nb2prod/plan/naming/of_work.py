"""Names of steps that fit no model: by their operations, the functions that they call, what they make.

df = df.dropna()                      drop_missing_rows
X2, y2 = make_data(200)               make_x2_and_y2
root = "data"                         set_root: nothing is computed
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.plan.drawn import draws_on
from nb2prod.plan.names import identifier, words
from nb2prod.plan.naming.about import GENERIC, IDLE, About
from nb2prod.plan.naming.models import snake
from nb2prod.plan.naming.operations import MINOR
from nb2prod.plan.naming.plainly import OF_CONTAINERS
from nb2prod.plan.naming.wording import ARTICLES, EMPTY, PLOTS, VERBS

CLEANING = frozenset("drop fill rename convert recode filter parse".split())
TELLING = 2  # weight of a clause that may name a step
LONGEST_PAIR = 44
FEW = 2
SPOKEN = {  # verbs of clauses, as a name says them
    "transform": "transform", "scale": "scale", "vectorize": "vectorize", "encode": "encode", "tokenize": "tokenize",
    "generate": "generate", "normalize": "normalize", "reduce the dimensions of": "reduce",
    "balance the classes of": "balance", "fit": "fit", "predict for": "predict", "fill missing values of": "fill",
    "select features of": "select",
}  # fmt: skip


WHOLE = {"select": "select_features", "fill": "fill_missing_values"}


"""Names of those steps, the most telling first."""


def prepared(about: About, index: int, topic: str) -> Iterator[str]:
    """Names of a step that makes rows and columns ready."""
    done, outputs = about.done[index], about.found[index].outputs
    takes = [clause for clause in done if clause.verb == "take" and clause.weight]
    taken = [name for clause in takes for name in clause.things]
    work = [clause for clause in done if clause.verb not in IDLE and clause.weight]
    if taken and 2 * len(takes) > len(work) and all(c.weight < TELLING for c in work if c not in takes):
        plain = "separate_target" if taken[-1][:1].lower() == "y" else "select_features"
        if any(o.name == "filter_rows" for o in about.operations[index]):
            yield f"filter_rows_and_{plain}"
        yield plain
    heading = about.found[index].segment.heading
    told = heading is not None and {*words(heading.text)} - ARTICLES == {*topic.split("_")} - EMPTY
    covers = told and about.alone(index) and set(outputs) & {*about.frames(index), *about.found[index].inputs}
    yield from _by_operations(about, index, (f"prepare_{topic}",) if covers else ())
    yield from _by_clause(about, index)
    again = [c for c in done if c.verb == "call" and c.rest == "in a loop" and c.weight >= TELLING]
    acted = (c.things[0].rpartition(".") for c in again[:1])
    yield from (identifier(f"{method} {owner}") for owner, _, method in acted)  # update_bandits
    yield from _by_function_name(about, index)
    roles = [role for s in about.statements(about.found[index].segment) for role in s.facts.roles]
    cleans = sum(o.verb in CLEANING for o in about.operations[index])
    builds = roles.count("feature") > roles.count("clean") and any(
        o.verb in ("derive", "encode", "bin", "expand", "build") for o in about.operations[index]
    )
    frames = [n for n in outputs if n in about.frames(index) or n in about.found[index].inputs]
    if not frames and not builds and not cleans:
        yield from other(about, index, topic)
        return
    yield "build_features" if builds else "clean_data" if cleans and 3 * cleans >= len(done) else "prepare_data"
    yield from (f"prepare_{name}" for name in about.telling(outputs))


def _by_operations(about: About, index: int, first: tuple[str, ...] = ()) -> Iterator[str]:
    """By the one operation that most of the step does, or the two that are all it does; `first` before two."""
    found = about.operations[index]
    lead = about.lead(index)
    if lead is not None:
        made = dict.fromkeys(c for o in found if o.verb == lead.verb for c in o.columns)
        if lead.thing == "columns" and lead.verb in ("derive", "scale", "transform") and len(made) == 1:
            yield f"{lead.verb}_{identifier(next(iter(made)).lower())}"
        yield lead.name if lead.name != "derive_columns" else "build_features"
        return
    yield from first
    every = list(dict.fromkeys(o.name for o in found if o.name not in MINOR))
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
        parts.append((first.verb, identifier(columns[0].lower()) if one else first.thing))
    (verb, thing), (other, second) = parts
    return f"{verb}_and_{other}_{second}" if thing == second else f"{verb}_{thing}_and_{other}_{second}"


def other(about: About, index: int, topic: str) -> Iterator[str]:
    """Names of a step of no kind: by what it sets, acts on, says or makes."""
    interface, done = about.found[index], about.done[index]
    verbs = {clause.verb for clause in done}
    defined = about.defined(index)
    telling = [name for name in about.telling(interface.outputs) if name not in defined]
    made = [name for name in about.named(interface.outputs) if name not in defined]
    if verbs <= {"download", "log", "set", "run", "add"} and "download" in verbs and not interface.outputs:
        yield "download_data"
    yield from _settled(about, index)
    yield from _by_operations(about, index)
    yield from _by_clause(about, index)
    yield from _by_function_name(about, index)
    drawn = sum(clause.verb == "draw" for clause in done)
    if (
        2 * drawn >= sum(clause.verb != "log" for clause in done)
        and drawn
        and all(draws_on(interface.types.get(n, "")) for n in interface.outputs)
    ):
        yield "draw_figures"
    if not interface.outputs:
        yield from _acted(about, index)
        yield from _run(about, index)
        if verbs <= {"log", "compute", "seed", "call", "change", "set", "take", "set up"} and "log" in verbs:
            yield from _reported(about, index)
    yield from (f"define_{name}" for name in defined[:1] if len(done) <= FEW)
    fixed = about.named(thing for c in done if c.verb == "set" for thing in c.things)
    yield from (f"set_{name}" for name in fixed if made == [name])
    yield from (f"make_{name}" for name in telling if name.startswith("compute"))
    taken = about.named(thing for c in done if c.verb == "take" for thing in c.things)
    if made and set(made) <= set(taken):
        yield from (f"select_{'_and_'.join(made)}" for _ in [0] if len(made) <= FEW)
        yield from (f"select_{name}" for name in telling[:1])
    if len(made) == FEW:
        yield f"compute_{'_and_'.join(made)}"
    yield from (f"compute_{name}" for name in telling)
    yield from _run(about, index)
    yield from _acted(about, index)
    changed = about.named(thing for c in done if c.verb == "change" for thing in c.things)
    yield from (f"update_{name}" for name in changed if not made)
    inside = about.named(t for c in done if c.verb in ("compute", "take") and c.weight < TELLING for t in c.things)
    some = made or inside
    asked = about.named(t for c in done if c.verb == "compute" and c.weight >= TELLING for t in c.things)
    yield from (f"compute_{asked[0]}_of_{name}" for name in inside[:1] if len(asked) == 1 and name not in GENERIC)
    yield from (f"compute_{name}" for name in some if name not in GENERIC)
    yield from (f"compute_{'_and_'.join(names)}" for names in (some[:2], some[:1]) if names)
    yield from ("run_shell_commands" for _ in [0] if "run" in verbs)
    known = {"log": "report_results", "write": "write_files"}
    yield from (name for verb, name in known.items() if verb in verbs)
    weighty = sorted(
        (c for c in done if c.weight >= TELLING and c.things and c.verb != "call"), key=lambda c: -c.weight
    )
    yield from (identifier(f"{c.verb.split()[0]} {snake(c.things[0])}") for c in weighty[:1])
    if "download" in verbs:
        yield "download_data"
    yield f"run_cell_{about.program.statements[interface.segment.statements[0]].cell + 1}"


def _settled(about: About, index: int) -> Iterator[str]:
    """Seeds, options, folders and constants: nothing is computed."""
    interface = about.found[index]
    verbs = {clause.verb for clause in about.done[index]}
    outside = {e for s in about.statements(interface.segment) for e in s.facts.effects}
    if verbs == {"seed"}:
        yield "seed_random_numbers"
    folders = [o for o in about.operations[index] if o.name == "create_folders"]
    only = {"environment", "seed", *(("write", "read") if folders else ())}
    given = about.named(interface.outputs)
    if verbs <= {"set", "seed"} and verbs:
        yield from (f"set_{'_and_'.join(given)}" for _ in [0] if 0 < len(given) <= FEW)
        yield "set_up"
        yield from (f"set_{name}" for name in given)
    elif (outside and outside <= only and not interface.outputs and "run" not in verbs) or (
        verbs <= {"seed", "set", "create", "add", "compute"}
        and not interface.outputs
        and not interface.inputs
        and not _worked(about, index)
    ):
        yield "set_up"
    if verbs <= {"run", "log", "set"} and "run" in verbs:
        yield "run_shell_commands"


def _worked(about: About, index: int) -> bool:
    """Whether anything is computed that has a name in the field, or with a function."""
    return any(c.weight and c.verb not in ("seed", "set", "create", "add") for c in about.done[index])


def _by_function_name(about: About, index: int) -> Iterator[str]:
    """By the one function that is called, where its name begins with what it does: `w = normalizeRatings(Y)`."""
    told = [c for c in about.done[index] if c.weight and c.verb in ("compute", "call")]
    asked = [c.rest.removeprefix("with ") if c.verb == "compute" else c.things[0] for c in told]
    names = list(dict.fromkeys(name for name in asked if name.isidentifier()))
    heavy = [
        c
        for c in about.done[index]
        if c.weight >= TELLING and c not in told and c.verb not in ("save", "write", "read")
    ]
    if len(names) == FEW and not heavy and all(words(name)[0] in VERBS for name in names):
        yield "_and_".join(identifier(snake(name)) for name in names)
    if len(names) != 1 or heavy:
        return
    parts = words(names[0])
    verb = next((part for part in parts if part in VERBS), "")
    if parts[:1] == [verb] and len(parts) > 1 and identifier(snake(names[0])) != names[0]:
        yield identifier(snake(names[0]))  # normalizeRatings: no name of the notebook is taken
    outputs = about.found[index].outputs
    made = about.named(n for c in told if c.verb == "compute" for n in c.things if n in outputs) or about.named(outputs)
    rest = parts[parts.index(verb) + 1 :] if verb else []
    if rest == ["features"] and made:
        yield "build_features"
    if verb in ("get", "do", "run", "perform") and not about.telling(made):
        yield f"run_{identifier(names[0])}"
    if (
        len(parts) > 1
        and made
        and rest
        and rest[-1] not in GENERIC
        and not set(rest) & {p for n in made for p in n.split("_")}
    ):
        yield f"{identifier(names[0])}_of_{'_and_'.join(made)}"
    if verb and 0 < len(made) <= FEW:
        yield f"{verb}_{'_and_'.join(made)}"
        yield from (f"{verb}_{name}" for name in about.telling(made))
    elif len(made) != 1:
        yield f"run_{identifier(names[0])}"


def _reported(about: About, index: int) -> Iterator[str]:
    said = {thing for c in about.done[index] if c.verb == "log" for thing in c.things}
    yield from ("report_library_versions" for _ in [0] if said == {"library versions"})
    yield "report_results"
    logged = about.telling(thing for c in about.done[index] if c.verb == "log" for thing in c.things)
    yield from (f"report_{name}" for name in logged if name != "values")


def _by_clause(about: About, index: int) -> Iterator[str]:
    """By what tells most of the step, where it is one thing: `projection = iso.fit_transform(digits.data)`."""
    curves = [
        c.verb.removesuffix(" of").replace(" the", "") for c in about.done[index] if c.verb.startswith("compute the")
    ]
    yield from (identifier(curve) for curve in curves[:1])
    heavy = [clause for clause in about.done[index] if clause.weight >= TELLING]
    heavy = [c for c in heavy if c.verb != "fit"] or heavy  # what transformers are fitted for says more
    if len({clause.verb for clause in heavy}) == 1 and heavy[0].verb in SPOKEN:
        verb = SPOKEN[heavy[0].verb]
        told = [thing.partition(".")[0] for clause in heavy for thing in clause.things]
        things = about.named(snake(thing) if thing[:1].isupper() and verb == "fit" else thing for thing in told)
        if verb in WHOLE:
            yield WHOLE[verb]
        elif 0 < len(things) <= FEW and (set(things) - GENERIC or len(things) == FEW):
            yield f"{verb}_{'_and_'.join(things)}"
        elif set(things) - GENERIC:
            yield f"{verb}_{things[0]}"


def _acted(about: About, index: int) -> Iterator[str]:
    """By a call that acts: `drive.mount(path)` as mount_drive, `mlflow.set_tracking_uri(uri)` as it stands."""
    for clause in about.done[index]:
        for thing in clause.things if clause.verb == "call" else ():
            owner, _, method = thing.rpartition(".")
            parts = words(method)
            if (owner, method) == ("subprocess", "run"):
                yield "run_shell_commands"
            elif PLOTS & {*parts} and about.found[index].outputs:
                continue  # what a step gives is more than what it shows
            elif owner and parts and (parts[0] in VERBS or PLOTS & {*parts}) and method not in OF_CONTAINERS:
                bare = len(parts) == 1 and len(owner) > 2
                yield f"{identifier(method)}_{identifier(owner.lower())}" if bare else identifier(method)


def _run(about: About, index: int) -> Iterator[str]:
    """A step that does little but call one function of the notebook."""
    called_here = [thing for c in about.done[index] if c.verb == "call" for thing in c.things if "." not in thing]
    for name in dict.fromkeys(called_here):
        yield f"run_{identifier(name)}"
