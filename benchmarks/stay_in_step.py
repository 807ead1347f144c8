"""Random hand edits against random notebook edits: none may be lost, and what is called clean must be sound.

python benchmarks/stay_in_step.py [--trials N] [--start N] [--seed S] [--pool K] [--cache FILE] [--only I]

Each notebook is converted as it is and with K random edits (and settings); a trial takes one of those projects, edits
it by hand at random, regenerates it from another, resolves the conflicts one way or the other, edits it again and
regenerates it once more. After every regeneration:

- the sign that each hand edit left is still there, and what was deleted by hand is still gone, or a conflict shows it;
- it still means what it did: a statement stands between those that it stood between, an own function is defined and
  called once, a decorator decorates, a renamed function is not there twice, a value in `config.yaml` is read as set;
- every file without a conflict parses, defines nothing twice, and misses no name that no parent misses; a project
  without any conflict has no import, call or parameter that no parent has wrong (`soundness.py`);
- where a person only inserted lines, the file without these lines is the generated one;
- files that are not nb2prod's are untouched, and a second run changes nothing and says the same.

Exits 1 when one of these is broken. `--only I` shows trial I; an interrupt ends the trials, and their figures are said.
"""

from __future__ import annotations

import argparse
import ast
import json
import pickle
import re
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import yaml
from hand_edits import Hand, Texts, by_hand, lines_without
from notebook_edits import edited
from soundness import broken, read, undefined

from nb2prod import pipeline
from nb2prod.errors import Stop
from nb2prod.model import File, Tree
from nb2prod.sync import Reconciled, reconcile

SETTINGS = ({"package": "another_name"}, {"order": "execution"}, {"final_model": "model"}, {"final_model": "baseline"})
EXAMPLES = Path(__file__).parents[1] / "examples"


@dataclass(frozen=True)
class Variant:
    """A notebook as somebody left it, converted."""

    notebook: str
    edits: tuple[str, ...]
    texts: Texts


@dataclass
class Project:
    """A project on an imaginary disk."""

    texts: Texts
    base: Tree
    waiting: tuple[tuple[str, str], ...] = ()


@dataclass
class Trial:
    """What happened in one trial."""

    number: int
    story: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    conflicts: int = 0
    merged: int = 0
    runs: int = 0


# ---------------------------------------------------------------------------------------------------------------- pools


def variants(path: Path, count: int, seed: int) -> list[Variant]:
    """The notebook as it stands, and `count` edited ones that convert."""
    chance = Random(f"{path.name} {seed}")
    original = json.loads(path.read_text("utf-8"))
    found = [_converted(path, original, (), {})]
    while len([each for each in found if each]) <= count:
        notebook, names = edited(original, chance, chance.choice((1, 1, 2, 3)))
        said = chance.choice(SETTINGS) if chance.random() < 0.12 else {}
        found.append(_converted(path, notebook, names, said))
    return [each for each in found if each]


def _converted(path: Path, notebook: object, edits: tuple[str, ...], settled: dict[str, str]) -> Variant | None:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        for beside in path.parent.glob("*.py"):
            Path(folder, beside.name).write_text(beside.read_text("utf-8"), "utf-8")
        copy.write_text(json.dumps(notebook), "utf-8")
        Path(folder, "nb2prod.yaml").write_text(json.dumps({"notebooks": {path.name: settled}}), "utf-8")
        try:
            tree = pipeline.draft(copy, False).tree
        except Stop:
            return None  # an edit that makes the notebook no notebook any more
    named = tuple(f"{key}: {value}" for key, value in settled.items())
    return Variant(path.stem, edits + named, {file.path: file.text for file in tree.files})


def pools(paths: list[Path], count: int, seed: int, cache: Path | None) -> dict[str, list[Variant]]:
    """The variants of every notebook, made once where a cache is named."""
    if cache and cache.exists():
        loaded: dict[str, list[Variant]] = pickle.loads(cache.read_bytes())
        return loaded
    made = {path.stem: variants(path, count, seed) for path in paths}
    if cache:
        cache.write_bytes(pickle.dumps(made))
    return made


# --------------------------------------------------------------------------------------------------------------- trials


def run_trial(number: int, seed: int, pool: dict[str, list[Variant]]) -> Trial:
    """Two rounds of editing and regenerating."""
    chance = Random(f"{seed} {number}")
    several = pool[chance.choice(sorted(pool))]
    first, second, third = (
        chance.choice([several[0], chance.choice(several)]),
        chance.choice(several),
        chance.choice(several),
    )
    trial = Trial(number, [f"{first.notebook}: {', '.join(first.edits) or 'as it stands'}"])
    project = Project(dict(first.texts), _tree(first.texts))
    before: dict[str, str] = dict(first.texts)
    hand: Hand | None = None
    for new in (second, third):
        settled = (chance.choice(sorted(project.texts)),) if chance.random() < 0.08 else ()
        last = hand
        generated = {path: text for path, text in project.texts.items() if path in before}
        hand = by_hand(generated, chance, chance.randrange(1, 7))
        own = {path: text for path, text in project.texts.items() if path not in before}
        project.texts = {**own, **hand.texts, **hand.foreign}
        if last is not None:
            _carry(last, hand, project.texts)
        trial.story += [
            f"by hand: {', '.join(hand.did)}",
            f"notebook: {', '.join(new.edits) or 'as it stands'}; settled {settled}",
        ]
        decided = _regenerate(trial, project, new, hand, settled)
        if trial.faults:
            break
        before = {file.path: file.text for file in decided.base.files}
        _resolve(project, decided, chance)
    return trial


def _carry(last: Hand, hand: Hand, texts: Texts) -> None:
    """What was done by hand before must still be there after the next run, if resolving and editing left it."""
    hand.meant |= {sign: told for sign, told in last.meant.items() if any(sign in text for text in texts.values())}
    hand.signs |= {sign: what for sign, what in last.signs.items() if any(sign in text for text in texts.values())}
    for path in last.only_inserted.keys() | set(texts):
        hand.only_inserted[path] = False  # which lines are whose is not known any more


def _regenerate(trial: Trial, project: Project, new: Variant, hand: Hand, settled: tuple[str, ...]) -> Reconciled:
    yours = dict(project.texts)
    before = {file.path: file.text for file in project.base.files}
    hand.meant = {sign: told for sign, told in hand.meant.items() if not told(yours)}  # one edit may undo another
    hand.gone = {p: (path, w) for p, (path, w) in hand.gone.items() if re.search(p, before.get(path, ""), re.MULTILINE)}
    decided = _reconciled(project, new, settled)
    _apply(project, decided)
    trial.runs += 1
    trial.conflicts += sum(kept.conflict for kept in decided.kept)
    trial.merged += len(decided.merged)
    trial.faults += faults(yours, project.texts, new.texts, decided, hand, settled)
    again = _reconciled(project, new, settled)
    told = [kept.path for kept in again.kept if kept.conflict]
    if again.changes or again.base != project.base or told != [kept.path for kept in decided.kept if kept.conflict]:
        trial.faults.append(
            f"a second run: {[f.path for f in again.write.files]}, {again.delete}, {again.kept}, before: {decided.kept}"
        )
    return decided


def _reconciled(project: Project, new: Variant, settled: tuple[str, ...]) -> Reconciled:
    """As `delivery.compare` does it; `settled` are the exceptions of the settings."""
    known = {file.path for file in project.base.files} | new.texts.keys()
    there = _tree({path: text for path, text in project.texts.items() if path in known})
    base, there, generated = (
        Tree(tuple(file for file in tree.files if file.path not in settled))
        for tree in (project.base, there, _tree(new.texts))
    )
    own = {path: text for path, text in project.texts.items() if path not in known and path.endswith(".py")}
    own |= {path: project.texts[path] for path in settled if path in project.texts}
    instead = {path: new.texts[path] for path in settled if path in new.texts}
    decided = reconcile(base, there, generated, project.waiting, _tree(own), _tree(instead))
    left = {file.path: file.text for file in (*decided.base.files, *project.base.files) if file.path in settled}
    return replace(decided, base=_tree({file.path: file.text for file in decided.base.files} | left))


def _apply(project: Project, decided: Reconciled) -> None:
    project.texts |= {file.path: file.text for file in decided.write.files}
    for path in decided.delete:
        project.texts.pop(path, None)
    project.base, project.waiting = decided.base, decided.waiting


def _resolve(project: Project, decided: Reconciled, chance: Random) -> None:
    """As `resolve` does it, after a person took one side or the other, or both."""
    for kept in decided.kept:
        if kept.conflict and kept.path in project.texts:
            keep = chance.choice((r"\1", r"\3", r"\1\3"))
            clash = r"<{7}[^\n]*\n(.*?)\|{7}[^\n]*\n(.*?)={7}\n(.*?)>{7}[^\n]*\n"
            project.texts[kept.path] = re.sub(clash, keep, project.texts[kept.path], flags=re.DOTALL)
    left = {path for path, why in project.waiting if why == "left over"}
    project.base = Tree(tuple(file for file in project.base.files if file.path not in left))
    project.waiting = ()


def _tree(texts: Texts) -> Tree:
    return Tree(tuple(File(path, text) for path, text in sorted(texts.items())))


# --------------------------------------------------------------------------------------------------------------- faults


def faults(
    yours: Texts, after: Texts, new: Texts, decided: Reconciled, hand: Hand, settled: tuple[str, ...] = ()
) -> Iterator[str]:
    """What went wrong in one regeneration."""
    marked = {kept.path for kept in decided.kept if kept.conflict}
    whole = {path: text for path, text in after.items() if path not in marked}
    for sign, told in hand.meant.items():
        here = [path for path, text in after.items() if sign in text]
        if here and not marked.intersection(here) and (wrong := told(whole)):
            yield f"means something else: {hand.signs.get(sign, sign)} ({sign}): {wrong}"
    moved = decided.delete and any(path not in new for path in decided.delete)  # an excepted file stays where it was
    if not marked and not (settled and moved):
        wrong = broken(after | hand.foreign, yours | hand.foreign, new | hand.foreign)
        yield from (f"broken: {' '.join(each)}" for each in sorted(wrong))
    for sign, what in hand.signs.items():
        if not any(sign in text for text in after.values()):
            yield f"lost: {what} ({sign})"
    for pattern, (path, what) in hand.gone.items():
        if path not in marked and re.search(pattern, after.get(path, ""), re.MULTILINE):
            yield f"came back: {what}"
    for path in hand.deleted:
        if path in after:
            yield f"came back: {path}"
    for path, text in hand.foreign.items():
        if after.get(path) != text:
            yield f"touched: {path}"
    for path in sorted(after.keys() - marked):
        # a file may have moved: then its parent is the one of its name, or one that went
        sides = [
            text.replace("\r\n", "\n").removeprefix("\ufeff")
            for side in (yours, new)
            for place, text in side.items()
            if Path(place).name == Path(path).name or (place in decided.delete and path not in yours)
        ]
        text = after[path].replace("\r\n", "\n").removeprefix("\ufeff")
        if text not in sides:
            yield from _unsound(path, text, sides)
        merged = path in new and path in yours and text != yours[path]
        if merged and hand.only_inserted.get(path) and _said(path, text, hand) != _said(path, new[path], hand):
            yield f"not what was generated: {path}"


def _said(path: str, text: str, hand: Hand) -> list[str]:
    lines = list(lines_without(text, hand.signs))
    return [line for line in lines if not line.startswith("#") and line.strip()] if path.endswith(".yaml") else lines


def _unsound(path: str, text: str, sides: list[str]) -> Iterator[str]:
    if path.endswith(".py"):
        if (tree := read(text)) is None:
            yield f"does not parse: {path}"
            return
        good = [each for each in map(read, sides) if each is not None]
        lost = undefined(tree) - {name for side in good for name in undefined(side)}
        for name in sorted(lost):
            yield f"lost a name: {name} in {path}"
        counts = Counter(_defined(tree))
        # who kept both sides of a conflict may have a function twice, and has it twice under its new name
        theirs = [Counter({was: n for was, n in Counter(_defined(side)).items() if was not in counts}) for side in good]
        for name, count in counts.items():
            own = (Counter(_defined(side))[name] < count for side in good)
            if count > 1 and all(own) and not any(count in gone.values() for gone in theirs):
                yield f"twice: {name} in {path}"
    try:
        if path.endswith(".yaml"):
            yaml.safe_load(text)
            keys = re.findall(r"^(\w+):", text, re.MULTILINE)
            if len(set(keys)) < len(keys):
                yield f"a key twice in {path}"
        if path.endswith(".toml"):
            tomllib.loads(text)
    except (yaml.YAMLError, ValueError) as error:
        yield f"does not parse: {path}: {error}"


def _defined(tree: ast.Module) -> list[str]:
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def main() -> int:
    """Run the trials, print what broke and the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pool", type=int, default=30)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--only", type=int)
    parser.add_argument("--notebooks", nargs="*", type=Path, default=sorted(EXAMPLES.glob("*/*.ipynb")))
    given = parser.parse_args()
    pool = pools(given.notebooks, given.pool, given.seed, given.cache)
    begun = time.monotonic()
    trials: list[Trial] = []
    with suppress(KeyboardInterrupt):  # what was done until then counts
        for number in range(given.start, given.start + given.trials) if given.only is None else [given.only]:
            trial = run_trial(number, given.seed, pool)
            trials.append(trial)
            if trial.faults or given.only is not None:
                said = (f"  FAULT {fault}" for fault in trial.faults)
                print(f"--- trial {trial.number}", *trial.story, *said, sep="\n", flush=True)
    bad = [trial for trial in trials if trial.faults]
    conflicts = sum(trial.conflicts > 0 for trial in trials)
    print(
        f"{len(trials)} trials, {sum(t.runs for t in trials)} regenerations, {sum(map(len, pool.values()))} projects, "
        f"{sum(t.merged for t in trials)} files merged clean, {sum(t.conflicts for t in trials)} in conflict "
        f"({conflicts} trials), {len(bad)} trials with faults, {time.monotonic() - begun:.0f} s"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
