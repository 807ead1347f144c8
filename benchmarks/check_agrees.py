"""Does `check` say what `convert` then does? Random hand edits and notebook edits on a real disk.

python benchmarks/check_agrees.py [--trials N] [--seed S]

A trial converts an example in a folder of its own, edits project and notebook at random, and then three times asks
`check` and converts: after the edits, once more at once, and after the notebook was changed again. `check` must say 0
where `convert` writes nothing, 1 where it writes, 3 where it leaves a conflict, what it refuses with `convert`'s own
code; and it must leave every file as it is. Exits 1 when it does not.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from random import Random

from hand_edits import by_hand
from kills import state
from notebook_edits import edited

from nb2prod import pipeline
from nb2prod.check import check
from nb2prod.errors import ExitCode

EXAMPLES = Path(__file__).parents[1] / "examples"


def edit_project(root: Path, chance: Random) -> tuple[str, ...]:
    """Edit the generated files as a person would."""
    before = {path: text for path, text in state(root).items() if not path.startswith(".nb2prod/")}
    hand = by_hand(before, chance, chance.randrange(0, 5))
    for path in before.keys() - hand.texts.keys():
        (root / path).unlink()
    for path, text in {**hand.texts, **hand.foreign}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode("utf-8", "surrogateescape"))
    return tuple(hand.did)


def asked_and_done(notebook: Path, root: Path) -> str:
    """Ask, convert, compare; what is wrong, or ""."""
    before = state(root)
    said = check([notebook], root)
    if state(root) != before:
        return "check changed a file"
    outcome = pipeline.convert([notebook], pipeline.Options(output=root))[0]
    changed = _project(state(root)) != _project(before)
    wanted = outcome.code or (ExitCode.DIFFERENT if changed else ExitCode.DONE)
    return "" if said.code == wanted else f"check says {int(said.code)}, convert {int(wanted)}"


def _project(files: dict[str, str]) -> dict[str, str]:
    """Without nb2prod's own records: which notebook a project was made from may be written anew silently."""
    return {path: text for path, text in files.items() if not path.startswith(".nb2prod/")}


def trial(number: int, seed: int) -> tuple[str, str]:
    """One trial: what happened, and what is wrong with it."""
    chance = Random(f"{seed} {number}")
    name = chance.choice(("bike_returns", "energy_report", "house_rents"))
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        notebook, root = Path(folder, f"{name}.ipynb"), Path(folder, "project")
        source = json.loads((EXAMPLES / name / f"{name}.ipynb").read_text("utf-8"))
        notebook.write_text(json.dumps(source), "utf-8")
        for beside in (EXAMPLES / name).glob("*.py"):
            Path(folder, beside.name).write_text(beside.read_text("utf-8"), "utf-8")
        pipeline.convert([notebook], pipeline.Options(output=root))
        story = [name, *edit_project(root, chance)]
        for again in (True, False, True):
            if again:
                source, names = edited(source, chance, chance.choice((0, 1, 2)))
                story += names
                notebook.write_text(json.dumps(source), "utf-8")
            wrong = asked_and_done(notebook, root)
            if wrong:
                return ", ".join(story), wrong
        os.chdir(EXAMPLES)
    return ", ".join(story), ""


def main() -> int:
    """Run the trials."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--trials", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    wrong = 0
    for number in range(given.trials):
        story, fault = trial(number, given.seed)
        if fault:
            wrong += 1
            print(f"trial {number}: {fault}\n    {story}", flush=True)
    print(f"{given.trials} trials, {3 * given.trials} times asked, {wrong} disagree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
