"""Whatever people do to notebook, project and settings, in any order: `check` says what `convert` would do.

The steps are random with fixed seeds. After each one both are asked, and neither may write; now and then somebody
converts, and then a second run has nothing to do.
"""

import os
import random
import shutil
from pathlib import Path

import pytest

from nb2prod.delivery import Options, attempt
from nb2prod.errors import ExitCode
from nb2prod.pipeline import convert
from tests.check.repository import CELLS, ask, snapshot, write

LIVES = int(os.environ.get("NB2PROD_LIVES", "15"))  # more of them: more certainty, 2 s of CPU each
BOOK = Path("books/totals.ipynb")
SOURCES = [
    "df = df.dropna()",
    "df = df[df['amount'] > 5]",
    "totals = df.groupby('site')['amount'].mean()",
    "df['double'] = df['amount'] * 2",
    "df.head()",
    "import helper\nextra = helper.a",
    "df['x'] = 1",
    "n = len(df)",
    "print(df.shape)",
    "print 'no Python 3'",
]
SETTINGS = [
    "output: services\n",
    "order: execution\n",
    "notebooks: {books/totals.ipynb: {package: sums}}\n",
    "notebooks: {books/totals.ipynb: {exceptions: [README.md]}}\n",
    "notebooks: {books/totals.ipynb: {exceptions: [nothing.md]}}\n",
    "notebooks: {books/totals.ipynb: {output: own/place}}\n",
    "outptu: x\n",
]


class World:
    """A repository and a person with dice."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.cells = list(CELLS)
        self.tags = []
        write(BOOK, self.cells)
        self.convert()

    def save(self):
        write(BOOK, self.cells, tags=self.tags, start=self.dice.choice([1, 50]))

    def cell_changes(self):
        place = self.dice.choice([place for place, (kind, _) in enumerate(self.cells) if kind == "code" and place > 1])
        self.cells[place] = ("code", self.dice.choice(SOURCES))
        self.save()

    def cell_comes(self):
        self.cells.insert(self.dice.randint(2, len(self.cells)), ("code", self.dice.choice(SOURCES)))
        self.save()

    def cell_goes(self):
        if len(self.cells) > 4:
            self.cells.pop(self.dice.randint(3, len(self.cells) - 1))
        self.save()

    def tag(self):
        self.tags = [
            (self.dice.randint(2, len(self.cells) - 1), self.dice.choice(["nb2prod:keep", "nb2prod:step=a b"]))
        ]
        self.save()

    def module(self):
        path = BOOK.parent / "helper.py"
        path.unlink() if path.exists() else path.write_text(f"a = {self.dice.randint(1, 3)}\n")

    def settings(self):
        path = Path("nb2prod.yaml")
        path.unlink() if path.exists() else path.write_text(self.dice.choice(SETTINGS))

    def generated(self):
        files = [path for path in sorted(Path("prod").rglob("*")) if path.is_file() and ".nb2prod" not in path.parts]
        return self.dice.choice(files) if files else None

    def hand_edit(self):
        if path := self.generated():
            lines = path.read_text().splitlines(keepends=True)
            lines.insert(self.dice.randint(0, len(lines)), "# mine\n")
            path.write_text("".join(lines))

    def hand_change(self):
        path = Path("prod/totals/src/totals/run.py")
        if path.exists():
            path.write_text(
                path.read_text().replace("df.dropna()", "df.dropna(how='all')").replace('"amount"', '"sum"', 1)
            )

    def file_goes(self):
        if path := self.generated():
            path.unlink()

    def base_is_damaged(self):
        path = Path("prod/totals/.nb2prod/base/README.md")
        if path.exists():
            path.write_text("damaged")

    def project_goes(self):
        if self.dice.random() < 0.2:
            shutil.rmtree("prod/totals", ignore_errors=True)

    def convert(self):
        attempt(lambda: convert([BOOK], Options()))

    STEPS = (cell_changes, cell_changes, cell_comes, cell_goes, tag, module, settings, hand_edit, hand_edit, hand_change,
             file_goes, base_is_damaged, project_goes, save, convert, convert, convert)  # fmt: skip


def checked():
    answer = attempt(lambda: ask(BOOK))
    return answer.code, "".join(verdict.diff for verdict in getattr(answer, "verdicts", ()))


def converting():
    outcomes = attempt(lambda: convert([BOOK], Options(diff=True, fail_on_change=True)))
    outcomes = outcomes if isinstance(outcomes, list) else [outcomes]
    return max(outcome.code for outcome in outcomes), "".join(outcome.diff for outcome in outcomes)


def live(seed, steps):
    """One repository's life: the codes that were agreed on."""
    world, codes = World(seed), set()
    for _ in range(steps):
        step = world.dice.choice(World.STEPS)
        step(world)
        before = snapshot()
        said, would = checked(), converting()
        assert snapshot() == before
        if getattr(attempt(lambda: ask(BOOK)), "left_alone", ()):  # its project is gone: it is nobody's business
            assert step in (World.project_goes, World.settings)
            world.convert()
            continue
        assert said == would, step.__name__
        codes.add(said[0])
        if step is World.convert:
            assert said[0] is not ExitCode.DIFFERENT, "a second run would change something"
    return codes


@pytest.mark.parametrize("first", range(0, LIVES, 5))
def test_check_agrees_with_convert(first, tmp_path, monkeypatch):
    codes = set()
    for seed in range(first, first + 5):
        (tmp_path / str(seed) / ".git").mkdir(parents=True)
        monkeypatch.chdir(tmp_path / str(seed))
        codes |= live(seed, steps=8)
    assert {ExitCode.DONE, ExitCode.DIFFERENT} <= codes
