"""Two branches that change the notebook, convert and edit by hand, merged by git: nothing may be lost, it is one again.

python benchmarks/branches.py [--trials N] [--seed S] [--pool K] [--cache FILE] [--only I] [--notebooks FILE...]

A trial commits a project, changes it on two branches as `stay_in_step.py` does, merges them in a real git repository
and regenerates from a notebook. Of every fourth trial nobody edits by hand. Then:

- where nobody edited by hand, the project is what is generated now, and there is no conflict;
- the signs that git left of hand edits are all there afterwards, or a conflict shows them;
- what git merged sound is sound (`stay_in_step.faults`), and a second run changes nothing and says the same.

Exits 1 when one of these is broken.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import stay_in_step
from hand_edits import Hand, by_hand
from stay_in_step import Project, Variant

from nb2prod import disk
from nb2prod.errors import Stop
from nb2prod.model import Origin, Tree

WHO = ("-c", "user.name=us", "-c", "user.email=us@example.org", "-c", "commit.gpgsign=false")

HUNK = re.compile(r"^<{7}[^\n]*\n(.*?)^={7}\n(.*?)^>{7}[^\n]*\n", re.MULTILINE | re.DOTALL)


@dataclass
class Outcome:
    """What happened in one trial."""

    number: int
    story: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    marked: int = 0  # files that git could not merge, of those that people see
    conflicts: int = 0
    by_hand: bool = True


def run_trial(number: int, seed: int, pool: dict[str, list[Variant]]) -> Outcome:
    """Branch, merge, regenerate."""
    chance = Random(f"branches {seed} {number}")
    several = pool[chance.choice(sorted(pool))]
    first, now = several[0], chance.choice(several)
    outcome = Outcome(number, [f"{first.notebook}, at last: {', '.join(now.edits) or 'as it stands'}"])
    outcome.by_hand = number % 4 != 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _git(root, "init", "-q", "-b", "main")
        _put(root, Project(dict(first.texts), stay_in_step._tree(first.texts)), {})
        hands: list[Hand] = []
        for branch in ("one", "two"):
            _git(root, "checkout", "-q", "main")
            _git(root, "checkout", "-q", "-b", branch)
            hands.append(_branch(root, first, chance.choice(several), chance, outcome))
        said = _git(root, "merge", "-q", "one")
        outcome.story.append(" / ".join(line for line in said.splitlines() if "CONFLICT" in line))
        _judge(root, now, hands, outcome)
    return outcome


def _branch(root: Path, first: Variant, new: Variant, chance: Random, outcome: Outcome) -> Hand:
    """Edit, regenerate, decide about conflicts, edit again; all of it committed."""
    project = Project(dict(first.texts), stay_in_step._tree(first.texts))
    hand = by_hand(project.texts, chance, chance.randrange(1, 4) if outcome.by_hand else 0)
    project.texts = {**hand.texts, **hand.foreign}
    decided = stay_in_step._reconciled(project, new, ())
    stay_in_step._apply(project, decided)
    stay_in_step._resolve(project, decided, chance)
    outcome.story.append(f"notebook: {', '.join(new.edits) or 'as it stands'}; by hand: {', '.join(hand.did)}")
    _put(root, project, first.texts)
    return hand


def _put(root: Path, project: Project, before: dict[str, str]) -> None:
    """Write and commit it, with its base copies and a lock as the last run would have left them."""
    for path in before.keys() - project.texts.keys():
        (root / path).unlink()
    for path, text in project.texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode("utf-8", "surrogateescape"))
    origin = Origin(cells=(str(hash(project.base)),), notebook="book.ipynb")
    with disk.hold(root):
        disk.write_tree(
            root, Tree(()), (), disk.Generated(project.base, origin.cells[0], "0", origin, True, project.waiting)
        )
    _git(root, "add", "-A", "-f")
    _git(root, "commit", "-q", "--allow-empty", "-m", "work")


def _judge(root: Path, now: Variant, hands: list[Hand], outcome: Outcome) -> None:
    try:
        last = disk.read_generated(root)
    except (Stop, OSError) as error:
        outcome.faults.append(f"the lock cannot be read: {error}")
        return
    found = [path for path in root.rglob("*") if path.is_file() and not {".git", disk.OWN} & set(path.parts)]
    names = [path.relative_to(root).as_posix() for path in found]
    project = Project({file.path: file.text for file in disk.read_tree(root, names).files}, last.tree, last.waiting)
    # with a parent that parses: what a person broke on one branch is no fault of the merge
    yours = {path: HUNK.sub(r"\1", text) for path, text in project.texts.items()}
    outcome.marked = sum("\n>>>>>>> one" in text for text in project.texts.values())
    decided = stay_in_step._reconciled(project, now, ())
    stay_in_step._apply(project, decided)
    outcome.conflicts = sum(kept.conflict for kept in decided.kept)
    both = Hand({}, Random(0))
    for hand in hands:
        both.signs |= {sign: what for sign, what in hand.signs.items() if any(sign in text for text in yours.values())}
        both.meant |= {sign: told for sign, told in hand.meant.items() if sign in both.signs and not told(yours)}
        both.foreign |= {path: text for path, text in hand.foreign.items() if yours.get(path) == text}
    outcome.faults += stay_in_step.faults(yours, project.texts, now.texts, decided, both)
    if not outcome.by_hand and (project.texts != now.texts or outcome.conflicts):
        outcome.faults += [f"not generated: {path}" for path in _differing(project.texts, now.texts)]
        outcome.faults += [f"a conflict of nobody: {kept.path}: {kept.because}" for kept in decided.kept]
    again = stay_in_step._reconciled(project, now, ())
    told = [[kept.path for kept in each.kept if kept.conflict] for each in (decided, again)]
    if again.changes or again.base != project.base or told[0] != told[1]:
        outcome.faults.append(f"a second run: {[file.path for file in again.write.files]}, {again.delete}, {told}")


def _differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *WHO, *arguments], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0 or arguments[0] == "merge", done.stdout + done.stderr
    return done.stdout


def main() -> int:
    """Run the trials, print what broke and the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pool", type=int, default=30)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--only", type=int)
    parser.add_argument("--notebooks", nargs="*", type=Path, default=sorted(stay_in_step.EXAMPLES.glob("*/*.ipynb")))
    given = parser.parse_args()
    pool = stay_in_step.pools(given.notebooks, given.pool, given.seed, given.cache)
    begun = time.monotonic()
    outcomes: list[Outcome] = []
    for number in range(given.trials) if given.only is None else [given.only]:
        outcome = run_trial(number, given.seed, pool)
        outcomes.append(outcome)
        if outcome.faults or given.only is not None:
            said = (f"  FAULT {fault}" for fault in outcome.faults)
            print(f"--- trial {outcome.number}", *outcome.story, *said, sep="\n", flush=True)
    bad = [outcome for outcome in outcomes if outcome.faults]
    print(
        f"{len(outcomes)} trials, {sum(not each.by_hand for each in outcomes)} of them without hand edits; git marked "
        f"{sum(each.marked for each in outcomes)} files, {sum(each.conflicts for each in outcomes)} files in conflict; "
        f"{len(bad)} trials with faults, {time.monotonic() - begun:.0f} s"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
