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
from nb2prod.plan.naming.about import GENERIC, LABEL, About
from nb2prod.plan.naming.acting import OF_CONTAINERS
from nb2prod.plan.naming.clause import RESULT, Clause, targets
from nb2prod.plan.naming.effects import CALL, FIT, MEASURE, WORK, rank
from nb2prod.plan.naming.effects import MAKING as MADE
from nb2prod.plan.naming.models import underscored
from nb2prod.plan.naming.proofs import transforms
from nb2prod.plan.naming.wording import PLOTS, STOPS, VERBS
from nb2prod.walking import walk

WHOLE = ("load", "generate")  # how most of the values of a step are made
FEW = 3  # values that a name may list
LONGEST = 42  # letters of a list in a name
SHORT = 2
CONTENT = {  # what an attribute or a method gives, in words
    "feature_importances_": "feature_importances", "coef_": "coefficients", "corr": "correlations",
    "permutation_importance": "feature_importances", "explained_variance_ratio_": "explained_variance",
}  # fmt: skip
PARTS = frozenset("train training test val valid validation dev".split())  # of rows
STEM = 5  # letters by which two words are held to be one
MADE_BY = {  # verb of the clause that tells what a value is -> how the name says it
    "set up": "build", "build": "build", "take": "select", "set": "set", "read": "load", "generate": "generate",
    "download": "download", "predict": "predict",
}  # fmt: skip
ON_OBJECTS = frozenset(  # verbs of functions that are done to what they are given
    """
    analyse analyze check clean describe drop encode evaluate explore export fill fit impute inspect log
    normalise normalize prepare preprocess print process remove report save scale score summarise summarize
    test train upload validate write
    """.split()
)
ASKED = frozenset({"get", "find", "compute", "calculate", "is", "make"})  # and of those that give what they name
MAKING = frozenset("compute compare calculate create build make get".split())
SAYING = frozenset(
    {"log", "list", "compute", "seed", "call", "change", "set", "take", "set up", "draw", "predict", "score"}
)


def told_by_content(about: About, index: int) -> Iterator[str]:
    """By what the field calls the one thing that is worked out, and of which model: feature_importances_of_forest."""
    results, found = about.results(index), about.found[index]
    if set(results) & set(found.inputs) or about.feeds(index) or (not results and about.alone(index)):
        return  # columns that are chosen by it are more, and so is what a heading says of what is shown
    feeding = about.feeding(index)
    every = [s for s in about.statements(found.segment) if not results or (s.facts.binds | s.facts.mutates) & feeding]
    parts = [part for s in every for part in walk(s.node) if isinstance(part, ast.Attribute)]
    said = {CONTENT[part.attr] for part in parts if part.attr in CONTENT}
    if len(said) != 1 or any(rank(c) in (FIT, MEASURE, MADE) for c in about.effective(index)):
        return
    thing, (kind, variable) = said.pop(), about.model(index)
    yield from (f"compute_{thing}_of_{name}" for name in (kind, variable) if name and about.models > 1)
    yield f"compute_{thing}"


def valued(about: About, index: int, topic: str) -> Iterator[str]:
    """After the values that leave the step: all of them where they are few, else what they have in common."""
    results = list(about.given(index).outputs)
    if not results:
        return
    verb = _verb(about, index, results)
    verb = "make" if verb == "compute" and first(results[0]) in MAKING else verb  # compute_target
    feeding = about.feeding(index)
    made = any(s.facts.draws and s.facts.binds & feeding for s in about.statements(about.found[index].segment))
    yield from (
        "generate_data"
        for _ in [0]
        if made and not about.found[index].inputs and not about.telling(results) and about.frames(index)
    )
    yield from ("split_data" for _ in [0] if _divides(about, index, results))
    listed = joined(about.named(results))
    telling = about.telling(results)
    several = len(results) > 1
    if len(results) <= FEW and len(listed) <= LONGEST and (telling or several):
        yield f"{verb}_{listed}"
    together = shared(results) if several else ""
    yield from (f"{verb}_{together}" for _ in [0] if together)
    alone = topic and about.alone(index) and first(topic) not in VERBS | PLOTS and first(topic)[-3:] != "ing"
    yield from (f"compute_{topic}" for _ in [0] if alone and (several or not telling))
    top = [about.program.statements[i] for i in about.found[index].segment.statements]
    said = {n for c in about.done[index] if c.verb == "log" for n in c.things}
    last = [name for name in about.telling(n for s in reversed(top) for n in targets(s) if n in said)]
    if not several and not telling and len(said) > FEW and last:
        yield f"compute_{last[0]}"
    if several:  # one of them would stand for all
        each = [_verb(about, index, [name]) for name in results]
        most = next((v for v in WHOLE if 2 * each.count(v) >= len(results)), "")
        yield from (f"{most}_data" for _ in [0] if most)
        main = about.main(index)
        yield from ("prepare_data" for _ in [0] if any(map(LABEL.search, results)) and about.feeds(index))
        yield from (f"prepare_{name}" for name in about.telling([main]) if about.kind(index) == "prepare")
        yield f"{_verb(about, index, [main])}_{identifier(main)}"
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


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in words(text)}


def shared(results: list[str]) -> str:
    """The words that all names begin with: par_dep_age, par_dep_fare."""
    every = [words(name.replace("_", " ")) for name in results]
    count = 0
    while all(len(w) > count and w[count] == every[0][count] for w in every):
        count += 1
    found = "_".join(every[0][:count])
    if not found:  # train_word_dataset, val_word_dataset
        whole = {"_".join(word for word in each if word not in PARTS) for each in every}
        found = f"{whole.pop()}s" if len(whole) == 1 else ""
        found = found if "_" in found and not found.endswith("ss") else ""
    return found if len(found) > SHORT and found not in GENERIC else ""


def unvalued(about: About, index: int, topic: str) -> Iterator[str]:
    """Of a step that gives nothing: by a call that acts, by what is said, by what is computed last."""
    done = about.effective(index)
    verbs = {clause.verb for clause in done}
    checked = [thing for c in done if c.verb == "check" for thing in c.things]
    if {c.verb for c in done} <= {"check", "log", "set"} and checked:
        yield from (f"check_{name}" for name in about.named(checked[:1]))
    yield from acted(about, index, topic)
    if any(c.verb == "call" and c.weight > 2 for c in done):
        return  # it acts on something elsewhere: that is what it is for
    told = about.named(t for c in done if rank(c) in (MEASURE, CALL) and c.verb == "compute" for t in c.things)
    listed = joined(told)
    said = list(dict.fromkeys(n for c in done if c.verb == "log" for n in c.things if n != "values"))
    other = bool(said) and not {*told} & {*about.named(said)}  # what is said is something else
    other &= all(rank(c) < MEASURE for c in done if c.verb == "compute")
    yield from (f"compute_{listed}" for _ in [0] if 0 < len(told) <= FEW and len(listed) <= LONGEST and not other)
    plain = all(c.weight <= 1 for c in done)
    if said and (verbs <= SAYING or plain):
        yield from reported(about, index, said, topic)
    later = {n for n in about.found[index].inputs if about.readers(index, n)}
    changed = about.named(n for c in done if c.verb == "change" for n in c.things if n in later)
    yield from (f"update_{name}" for name in changed if not said and rank_of(done) < MEASURE)
    built = about.named(t for c in done if c.verb in ("set up", "build") for t in c.things)
    if len(built) > FEW and not said:
        return  # one would stand for all
    models = apart_from_each_other(about, index)
    yield from ("build_models" for _ in [0] if len(models) > 1 and not said and rank_of(done) <= CALL)
    yield from (f"build_{name}" for name in built[-1:] if not said and rank_of(done) <= CALL)
    top = [about.program.statements[i] for i in about.found[index].segment.statements]
    fixed = {n for c in about.done[index] if c.verb == "set" and not c.weight for n in c.things}
    inside = [name for s in top for name in targets(s) if name not in fixed]
    inside = inside or [n for c in done if c.verb == "compute" for n in c.things]
    read = {n for s in top for n in s.facts.names if not isinstance(s.node, ast.Expr)}
    ends = [n for n in inside if n not in read and inside.count(n) == 1]
    inside = [*(n for n in inside if n not in ends), *ends]  # what nothing here is made of comes first
    yield from (f"run_{identifier(thing)}" for c in done if c.verb == "run" for thing in c.things)
    asked = about.named(t for c in done if c.verb == "compute" and c.weight > 1 for t in c.things)
    last = about.telling(reversed(inside))
    yield from (f"compute_{asked[0]}_of_{name}" for name in last[:1] if len(asked) == 1 and asked[0] != name)
    yield from (f"compute_{name}" for name in last)
    if "log" in verbs and (verbs <= SAYING or plain):
        yield from reported(about, index, said, topic)
    yield from (f"compute_{name}" for name in about.named(reversed(inside)))


def apart_from_each_other(about: About, index: int) -> set[str]:
    """The models that are set up here, but no parts of others: `model = make_pipeline(pca, svc)`."""
    made = {t for c in about.done[index] if c.verb in ("set up", "build") for t in c.things if about.type(index, t)}
    every = about.statements(about.found[index].segment)
    parts = {n for s in every for n in s.facts.names if n not in s.facts.binds and not s.facts.mutates & {n}}
    return {name for name in made - parts if not transforms(about.type(index, name))}


def rank_of(done: Sequence[Clause]) -> int:
    """How much the weightiest clause says."""
    return max((rank(clause) for clause in done), default=0)


def reported(about: About, index: int, said: list[str], topic: str) -> Iterator[str]:
    """By what is printed, where that is one thing or two."""
    if any(c.verb == "fit" for c in about.done[index]):
        return  # that is more
    yield from ("log_library_versions" for _ in [0] if said == ["library versions"])
    yield from ("list_files" for _ in [0] if any(c.verb == "list" for c in about.done[index]))
    texts = list(dict.fromkeys(t for c in about.done[index] if c.verb == "log" for t in (c.given or c.things)))
    names = [identifier(text) for text in texts if text.isidentifier()]
    if len(names) == len(texts) < FEW and {*names} - GENERIC:
        yield f"log_{'_and_'.join(dict.fromkeys(names))}"
    if texts == ["messages"]:
        yield "log_messages"
        yield from (f"log_messages_of_{topic}" for _ in [0] if topic)
        return
    if len(topic) > SHORT and about.alone(index):
        yield f"log_{topic}"
    one = len(texts) == 1 and " of " in texts[0] and not texts[0].startswith("values")
    yield from (f"log_{identifier(text)}" for text in texts if one and len(text) <= LONGEST)


def acted(about: About, index: int, topic: str, first: Sequence[Clause] = ()) -> Iterator[str]:
    """By a call that acts: `drive.mount(path)` as mount_drive, `save_table(summary)` as save_summary.

    `first`: the calls that the heading speaks of.
    """
    deleted = [thing for c in about.done[index] if c.verb == "delete" for thing in c.things]
    yield from (f"delete_{'_and_'.join(about.named(deleted))}" for _ in [0] if 0 < len(deleted) < FEW)
    calls = [c for c in about.effective(index) if c.verb == "call"]
    far = [thing for c in calls if c.weight > 2 and "." in c.things[0] for thing in c.things]
    for thing in [n for clause in first for n in clause.things] + far:
        yield from _method(about, index, thing)
    own = [c for c in calls if "." not in c.things[0]]
    if own:
        yield from _called(about, own, topic)
    things = [thing for clause in [*first, *calls] for thing in clause.things]
    plain = [thing for thing in things if words(thing.rpartition(".")[2])[:1] not in (["set"], ["get"], ["list"])]
    for thing in dict.fromkeys([*(thing for c in first for thing in c.things), *plain, *things]):
        yield from _method(about, index, thing)


def _called(about: About, own: list[Clause], topic: str) -> Iterator[str]:
    """By functions of the notebook: what the first word of their names does to what they are given."""
    names = [name for name in dict.fromkeys(c.things[0] for c in own) if words(name)]  # `_(3)` has none
    verbs = list(dict.fromkeys(verb for name in names if (verb := first(name)) in VERBS | PLOTS))
    given = about.telling(name for c in own for name in c.given)
    if len(verbs) == 1 and len(given) == 1 and verbs[0] in ON_OBJECTS:
        yield f"{verbs[0]}_{given[0]}"
    asked = ["_".join(words(name)[1:]) for name in names if first(name) in ASKED and len(words(name)) > 1]
    yield from (f"compute_{thing}" for thing in asked[:1] if thing not in GENERIC)
    if len(names) == 2 and len(verbs) and all(first(name) in VERBS for name in names):
        yield "_and_".join(identifier(underscored(name)) for name in names)
    for name in names:
        plain = identifier(underscored(name))
        yield from (plain for _ in [0] if plain != name and first(name) in VERBS)
        yield from (
            f"{plain}_for_{topic}" for _ in [0] if topic and first(name) in VERBS and not _stems(topic) & _stems(name)
        )
        yield f"run_{plain}"


def _method(about: About, index: int, thing: str) -> Iterator[str]:
    owner, _, method = thing.rpartition(".")
    parts = words(underscored(method))
    if (owner, method) == ("subprocess", "run"):
        yield "run_shell_commands"
    elif PLOTS & {*parts} and (about.found[index].outputs or any(c.verb == "compute" for c in about.effective(index))):
        return  # what a step gives or computes is more than what it shows
    elif owner and parts and (parts[0] in VERBS or PLOTS & {*parts}) and method not in OF_CONTAINERS:
        last = owner.rpartition(".")[2]
        bare = (len(parts) == 1 or parts[1] in STOPS) and len(last) > SHORT
        method = parts[0] if bare else underscored(method)  # tokenizer.fit_on_texts
        yield f"{identifier(method)}_{identifier(last)}" if bare else identifier(method)


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
