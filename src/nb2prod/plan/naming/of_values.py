"""Names after what a step gives or, where it gives nothing, after what it acts on, says or computes last.

total, mean = df.a.sum(), df.a.mean()        compute_total_and_mean
x_axis = "a"                                 set_x_axis
print(total)                                 log_total
save_table(summary)                          save_summary
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from nb2prod.plan.keeping.drawn import draws_on
from nb2prod.plan.names import first, identifier, words
from nb2prod.plan.naming.about import GENERIC, About
from nb2prod.plan.naming.clause import LABEL, RESULT, calls_of
from nb2prod.plan.naming.effects import CALL, MEASURE, WORK, rank
from nb2prod.plan.naming.effects import MAKING as MADE
from nb2prod.plan.naming.learning import ANSWERING
from nb2prod.plan.naming.models import snake, underscored
from nb2prod.plan.naming.proofs import SHOWING, transforms
from nb2prod.plan.naming.wording import STOPS, VERBS
from nb2prod.walking import last_of, walk

WHOLE = ("load", "generate")  # how most of the values of a step are made
OF_LAYERS = {"build", "set up", "set", "change", "compute", "transform", "log"}  # verbs beside layers
FEW = 3  # values that a name may list
LONGEST = 42  # letters of a list in a name
SHORT = 2
LONG = 5  # datasets, but no datas
CONTENT = {  # what an attribute or a method gives, in words
    "feature_importances_": "feature_importances", "coef_": "coefficients", "corr": "correlations",
    "permutation_importance": "feature_importances", "explained_variance_ratio_": "explained_variance",
}  # fmt: skip
PARTS = frozenset("train training test val valid validation dev".split())  # of rows
MADE_BY = {  # verb of the clause that tells what a value is -> how the name says it
    "set up": "build", "build": "build", "take": "select", "set": "set", "read": "load", "generate": "generate",
    "download": "download", "predict": "predict",
}  # fmt: skip
MADE_VALUES = ("compute", "take", "set up", "build", "predict")
ON_OBJECTS = frozenset(  # verbs of functions that are done to what they are given
    """
    analyse analyze check clean describe drop encode evaluate explore export fill fit impute inspect log
    normalise normalize prepare preprocess print process remove report save scale score summarise summarize
    test train upload validate write
    """.split()
)
ASKED = frozenset({"get", "find", "compute", "calculate", "is", "make"})  # and of those that give what they name
MAKING = frozenset("compute compare calculate create build make get".split())


def told_by_content(about: About, index: int) -> Iterator[str]:
    """By what the field calls the one thing that is worked out, and of which model: feature_importances_of_forest."""
    results, found = about.results(index), about.found[index]
    heavy = any(rank(c) >= MADE or c.verb == "predict" for c in about.effective(index))
    if heavy or set(results) & set(found.inputs) or about.feeds(index):
        return  # columns that are chosen by it are more
    feeding = about.feeding(index)
    every = [s for s in about.statements(found.segment) if not results or (s.facts.binds | s.facts.mutates) & feeding]
    parts = [part for s in every for part in walk(s.node) if isinstance(part, ast.Attribute)]
    said = {CONTENT[part.attr] for part in parts if part.attr in CONTENT}
    kind, variable = about.model(index)
    if not results and about.alone(index) and said != {"feature_importances"}:
        return  # what a heading says of what is shown is more
    for thing in said if len(said) == 1 else ():
        yield from (f"compute_{thing}_of_{name}" for name in (kind, variable) if name and about.models > 1)
        yield f"compute_{thing}"


def valued(about: About, index: int) -> Iterator[str]:
    """After the values that leave the step: all of them where they are few, else what they have in common."""
    results = list(about.given(index).outputs)
    if not results:
        return
    verb = _verb(about, index, results)
    verb = "make" if verb == "compute" and first(results[0]) in MAKING else verb  # compute_target
    yield from ("split_data" for _ in [0] if _divides(about, index, results))
    layers = {thing for c in about.done[index] if c.verb == "build" for thing in c.things} == {"layers"}
    if layers and {c.verb for c in about.effective(index)} <= OF_LAYERS:
        yield "build_layers"
    listed = joined(about.named(results))
    several = len(results) > 1
    if len(results) <= FEW and len(listed) <= LONGEST and (about.telling(results) or several):
        yield f"{verb}_{listed}"
    together = shared(results) if several else ""
    yield from (f"{verb}_{together}" for _ in [0] if together)
    every, feeding = about.statements(about.found[index].segment), about.feeding(index)
    drawn = any(s.facts.draws and s.facts.binds & feeding for s in every)
    yield from ("generate_data" for _ in [0] if drawn and not about.found[index].inputs and about.frames(index))
    if several:  # one of them would stand for all
        each = [_verb(about, index, [name]) for name in results]
        most = next((v for v in WHOLE if 2 * each.count(v) >= len(results)), "")
        yield from (f"{most}_data" for _ in [0] if most)
        yield from ("prepare_data_and_build_layers" for _ in [0] if layers and about.feeds(index))
        main = identifier(about.main(index))
        if any(map(LABEL.search, results)) and about.feeds(index):
            yield from ("prepare_data", f"prepare_{main}")
        yield f"compute_{main}"
    yield f"{verb}_{identifier(results[0])}"


def _divides(about: About, index: int, results: Sequence[str]) -> bool:
    """`train, test = rows[:n], rows[n:]`: rows for training and others are taken from one table."""
    found = {n: c.rest for c in about.done[index] if c.verb == "take" for n in c.things if n in results}
    train = {rest for name, rest in found.items() if "train" in name.lower()}
    other = {rest for name, rest in found.items() if re.search("test|val", name.lower())}
    made = any(
        re.search("train", " ".join(c.things).lower()) and re.search("split|train_test", c.rest)
        for c in about.done[index]
        if c.verb == "compute" and c.rest.startswith("with ")
    )
    work = [c for c in about.done[index] if c.verb not in ("take", "log", "set") and set(c.made) & about.feeding(index)]
    made |= any(c.verb == "split" and {*c.made} <= {*results} for c in about.done[index] if c.made)
    slight = len(work) <= len(found)  # topics that are learned, and then parted, are more
    return made or (slight and bool(train & other) and not {*found} & {*about.found[index].inputs})


def _verb(about: About, index: int, results: Iterable[str]) -> str:
    """How the values are made, where that is the same for all: they are set, selected, built; else computed."""
    verbs = set()
    for name in results:
        done = [c for c in about.done[index] if c.verb != "change"]
        told = [c.verb for c in done if name in c.things or (c.verb == "read" and name in c.made)]
        later = any(c.verb not in ("take", "log") and rank(c) >= WORK and name in c.made for c in done)
        verb = MADE_BY.get(told[-1], "compute") if told and not (told[-1] == "take" and later) else "compute"
        verbs.add("predict" if verb == "select" and _predicted(about, index, name) else verb)
    return verbs.pop() if len(verbs) == 1 else "compute"


def _predicted(about: About, index: int, name: str) -> bool:
    """`proba = clf.predict_proba(X); p = proba[:, 1]`."""
    asked = {n for c in about.done[index] if c.verb == "predict" for n in c.things}
    return any(
        c.verb == "take" and name in c.things and c.rest.removeprefix("from ") in asked for c in about.done[index]
    )


def joined(names: list[str]) -> str:
    """Several values as a part of a name: x_y_and_train_id."""
    return "_and_".join(part for part in ("_".join(names[:-1]), *names[-1:]) if part)


def _plural(name: str) -> str:
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name.removesuffix('s')}s"


def shared(results: list[str]) -> str:
    """The words that all names begin with: par_dep_age, par_dep_fare."""
    every = [words(name.replace("_", " ")) for name in results]
    count = 0
    while all(len(w) > count and w[count] == every[0][count] for w in every):
        count += 1
    found = "_".join(every[0][:count])
    if not found:  # train_word_dataset, val_word_dataset
        whole = {"_".join(word for word in each if word not in PARTS) for each in every}
        found = _plural(whole.pop()) if len(whole) == 1 else ""
        found = found if "_" in found or len(found) > LONG else ""
        return found or _but_for_one(every)
    return _but_for_one(every) or (found if len(found) > SHORT and found not in GENERIC else "")


def _but_for_one(every: Sequence[Sequence[str]]) -> str:
    """What names have in common that differ in one word: region_a_mean, region_b_mean, the mean of each region."""
    places = [n for n, said in enumerate(zip(*every, strict=False)) if len({*said}) > 1]
    alike = [word for n, word in enumerate(every[0]) if n not in places]
    told = sum(len(word) > SHORT for word in alike) > 1 and len({len(each) for each in every}) == len(places) == 1
    told &= places != [len(every[0]) - 1]  # what stands before them says it
    return _plural("_".join(alike)) if told else ""


def unvalued(about: About, index: int) -> Iterator[str]:
    """Of a step that gives nothing: by a call that acts, by what is said, by what is computed last."""
    done = about.effective(index)
    verbs = {clause.verb for clause in done}
    checked = [thing for c in done if c.verb == "check" for thing in c.things]
    if verbs <= {"check", "log", "set"} and checked:
        yield from (f"check_{name}" for name in about.named(checked[:1]))
    yield from acted(about, index)
    if any(c.verb == "call" and c.weight > 2 for c in done):
        return  # it acts on something elsewhere: that is what it is for
    if all(not c.weight for c in about.done[index]):
        changed = about.named(t for c in done if c.verb == "change" for t in c.things if t in about.found[index].inputs)
        yield from (f"update_{name}" for name in changed[:1])
    told = about.named(t for c in done if rank(c) in (MEASURE, CALL) and c.verb == "compute" for t in c.things)
    listed = joined(told)
    said = list(dict.fromkeys(n for c in done if c.verb == "log" for n in c.things if n != "values"))
    other = bool(said) and not {*told} & {*about.named(said)}  # what is said is something else
    other &= all(rank(c) < MEASURE for c in done if c.verb == "compute")
    yield from (f"compute_{listed}" for _ in [0] if 0 < len(told) <= FEW and len(listed) <= LONGEST and not other)
    ran = about.named(thing for c in done if c.verb == "run" for thing in c.things)
    yield from (f"run_{joined(ran)}" for _ in [0] if ran)
    if "log" in verbs and all(c.weight <= 1 for c in done):
        yield from reported(about, index)
    making = [c for c in about.done[index] if c.verb in MADE_VALUES]
    heaviest = max(map(rank, making), default=0)
    bound = [c.things for c in making if heaviest < CALL or rank(c) == heaviest]
    bound = bound or [c.made for c in about.done[index] if rank(c) == WORK]
    inside = list(dict.fromkeys(name for names in reversed(bound) for name in reversed(names)))
    read = {n for s in about.statements(about.found[index].segment) for n in s.facts.names - s.facts.binds}
    ends = [n for n in inside if n not in read or n in said]  # what nothing here is made of
    yield from ("build_models" for _ in [0] if len(apart_from_each_other(about, index)) > 1)
    yield from ("create_folders" for _ in [0] if {c.verb for c in done if c.weight} == {"create"})
    alike = shared([*reversed(ends)]) if len(ends) > SHORT else ""
    yield from (f"{_verb(about, index, ends)}_{alike}" for _ in [0] if alike)
    if len(told := list(reversed(about.telling(ends)))) == 2 and len(joined(told)) <= LONGEST:
        yield f"{_verb(about, index, ends)}_{joined(told)}"
    for name in (about.telling(ends) or about.telling(inside) or about.named(inside))[:1]:
        yield f"{_verb(about, index, [n for n in inside if identifier(n) == name])}_{name}"
    yield from reported(about, index)


def apart_from_each_other(about: About, index: int) -> set[str]:
    """The models that are set up here, but no parts of others: `model = make_pipeline(pca, svc)`."""
    made = {t for c in about.done[index] if c.verb in ("set up", "build") for t in c.things if about.type(index, t)}
    every = about.statements(about.found[index].segment)
    parts = {n for s in every for n in s.facts.names if n not in s.facts.binds and not s.facts.mutates & {n}}
    return {name for name in made - parts if not transforms(about.type(index, name))}


def reported(about: About, index: int) -> Iterator[str]:
    """By what is printed, where that is one thing or two."""
    texts = list(dict.fromkeys(t for c in about.done[index] if c.verb == "log" for t in (c.given or c.things)))
    texts = [text for text in texts if text != "messages"] or texts
    yield from ("log_library_versions" for _ in [0] if texts == ["library versions"])
    names = [identifier(text) for text in texts if text.isidentifier()]
    if len(names) == len(texts) < FEW and {*names} - GENERIC:
        made = {t for c in about.done[index] if c.verb in ("compute", "take") for t in c.things}
        yield f"{'compute' if {*texts} <= made else 'log'}_{'_and_'.join(dict.fromkeys(names))}"
    said = " and ".join(texts)
    told = 0 < len(texts) < FEW and all(" of " in text and not text.startswith("values") for text in texts)
    yield from (f"log_{identifier(said)}" for _ in [0] if told and len(said) <= LONGEST)
    whole = {text.rpartition(" of ")[2] for text in texts}  # scores, mean of scores, std of scores
    yield from (f"log_{identifier(text)}" for text in whole if len(texts) > 1 == len(whole) and text.isidentifier())


def acted(about: About, index: int) -> Iterator[str]:
    """By a call that acts: `drive.mount(path)` as mount_drive, `save_table(summary)` as save_summary."""
    deleted = [thing for c in about.done[index] if c.verb == "delete" for thing in c.things]
    yield from (f"delete_{'_and_'.join(about.named(deleted))}" for _ in [0] if 0 < len(deleted) < FEW)
    calls = [c for c in about.effective(index) if c.verb == "call"]
    own = [c for c in calls if "." not in c.things[0] and words(c.things[0])]
    verbs = {first(c.things[0]) for c in own}
    given = about.telling(name for c in own for name in c.given)
    if len(verbs) == 1 and len(given) == 1 and verbs <= ON_OBJECTS:
        yield f"{verbs.pop()}_{given[0]}"
    for name in dict.fromkeys(c.things[0] for c in own):
        asked = "_".join(words(name)[1:]) if first(name) in ASKED else ""
        yield from (f"compute_{asked}" for _ in [0] if asked and asked not in GENERIC)
        plain = identifier(underscored(name))
        yield from (plain for _ in [0] if plain != name and first(name) in VERBS - {"test"})
        yield from left_of_drawing(about, index, name)
        yield from (f"run_{plain}" for _ in [0] if first(name) not in SHOWING)
    for call in calls:
        owner, _, method = call.things[0].rpartition(".")
        parts, last = words(underscored(method)), owner.rpartition(".")[2]
        if owner and parts and call.weight and (call.weight > SHORT or _telling(about, owner, parts)):
            bare = (len(parts) == 1 or parts[1] in STOPS) and len(last) > SHORT
            yield f"{identifier(parts[0])}_{identifier(last)}" if bare else identifier(underscored(method))


def left_of_drawing(about: About, index: int, name: str) -> Iterator[str]:
    """`plot_confusion(svc, X, y)`, of which only what it measures is left: evaluate_svc, else compute_confusion."""
    every = [
        s for s in about.statements(about.found[index].segment) if any(last_of(c) == name for c in calls_of(s.node))
    ]
    inside = about.proofs.inside.get(name, ())
    if first(name) not in SHOWING or any("write" in s.facts.effects for s in every):
        return
    if any(s.facts.measures or s.facts.metrics for s in inside):
        asked = any(call.rpartition(".")[2] in ANSWERING for s in inside for call in s.facts.calls)
        kinds = [t for n in about.found[index].inputs if (t := about.type(index, n)) and not transforms(t)]
        yield from (f"evaluate_{snake(t.rpartition('.')[2])}" for t in kinds if asked and len(kinds) == 1)
        yield f"compute_{'_'.join(words(name)[1:])}"


def _telling(about: About, owner: str, parts: Sequence[str]) -> bool:
    """`mlflow.set_tracking_uri(...)`, `dag.build()`, but no `random.shuffle(rows)` and no `axes.set_title(...)`."""
    of_module = owner.partition(".")[0] in {item.name for item in about.program.imports}
    return parts[0] in VERBS and (len(parts) > 1 if of_module else parts[0] not in ("set", "get", "add"))


def drawing(about: About, index: int) -> bool:
    """Whether figures are all that the step gives."""
    interface = about.found[index]
    drawn = sum(c.verb == "draw" for c in about.done[index])
    work = sum(c.verb not in ("log", "define") and bool(c.weight) for c in about.done[index])
    given = interface.outputs
    if not given and any(c.verb == "log" and RESULT in c.made for c in about.done[index]):
        return False  # a result is more than the figures
    figures = all(draws_on(interface.types.get(n, "")) or n in ("fig", "ax", "axes", "axs") for n in given)
    return figures and ((2 * drawn >= work and drawn > 0) or (bool(given) and not work))
