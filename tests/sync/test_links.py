"""What one module needs of another does not go without a word, whoever took it away."""

import pytest

from nb2prod.model import File, Tree
from nb2prod.sync import reconcile
from nb2prod.sync.marks import marks

BASE = {
    "src/p/__init__.py": "",
    "src/p/config.py": "class Config:\n    rate: float = 0.5\n    size: int = 3\n",
    "src/p/definitions.py": "def scale(x, by):\n    x = x * by\n    return x, by\n\n\ndef keep(x):\n    return x\n",
    "src/p/command.py": "from p.config import Config\n\n\ndef load() -> Config:\n    return Config()\n",
    "src/p/train.py": (
        "from p.command import load\nfrom p.config import Config\nfrom p.definitions import keep, scale\n\n\n"
        "def train(config: Config):\n    x = keep(1)\n    x, by = scale(x, config.size)\n    return x, by\n\n\n"
        "def main():\n    settings = load()\n    return train(settings)\n"
    ),
}
CONFIG, DEFINITIONS, TRAIN = "src/p/config.py", "src/p/definitions.py", "src/p/train.py"
NO_SIZE = [(CONFIG, "    size: int = 3\n", ""), (TRAIN, "config.size", "4")]
MORE = [(DEFINITIONS, "scale(x, by)", "scale(x, by, to)"), (TRAIN, "scale(x, config.size)", "scale(x, config.size, 2)")]
ONE = [
    (DEFINITIONS, "return x, by", "return x"),
    (TRAIN, "x, by = scale", "x = scale"),
    (TRAIN, "return x, by", "return x"),
]
NO_KEEP = [
    (DEFINITIONS, "\n\n\ndef keep(x):\n    return x\n", "\n"),
    (TRAIN, "import keep, scale", "import scale"),
    (TRAIN, "keep(1)", "1"),
]

# what: (by hand, by the notebook, a module of their own, what needs a person)
TORN = {
    "a parameter that a person reads in the workflow": (
        [(TRAIN, "    return train(", "    print(settings.size)\n    return train(")], NO_SIZE, "", [TRAIN],
    ),
    "a parameter that a person's function reads": (
        [(TRAIN, "def main", "def mine(config: Config):\n    return config.size\n\n\ndef main")], NO_SIZE, "", [TRAIN],
    ),
    "a parameter that a person dropped and the notebook reads again": (
        [(CONFIG, "    size: int = 3\n", ""), (TRAIN, "config.size", "4")],
        [(TRAIN, "    x = keep(1)", "    x = keep(config.size)")], "", [TRAIN],
    ),
    "a call of a person that fits no more": (
        [(TRAIN, "def main", "def mine(x):\n    return scale(x, 2)\n\n\ndef main")], MORE, "", [TRAIN],
    ),
    "a result that a person takes apart": (
        [(TRAIN, "def main", "def mine(x):\n    x, by = scale(x, 2)\n    return by\n\n\ndef main")], ONE, "", [TRAIN],
    ),
    "a function that a person's own module imports": (
        [], NO_KEEP, "from p.definitions import keep\n", [DEFINITIONS],
    ),
    "a call in a person's own module": (
        [], MORE, "from p.definitions import scale\n\nprint(scale(1, 2))\n", [DEFINITIONS],
    ),
}  # fmt: skip
WHOLE = {
    "nothing of it is needed": ([(TRAIN, "def main", "def mine(x):\n    return x\n\n\ndef main")], NO_SIZE, ""),
    "a person broke it before": ([(TRAIN, "    return train(", "    keep(1, 2)\n    return train(")], NO_SIZE, "import p.definitions\n"),
    "both call it as it is now": (MORE, [*MORE, (TRAIN, "train(settings)", "train(load())")], ""),
    "a method, and what a base class may bring": (
        [
            (CONFIG, "    size: int", "    def shown(self):\n        return 1\n\n    size: int"),
            (TRAIN, "    return train(", "    print(settings.shown())\n    return train("),
        ],
        [(CONFIG, "rate: float = 0.5", "rate: float = 0.7")],
        "",
    ),
    "a variable that is something else as well": (
        [(TRAIN, "    return train(", "    settings = settings or None\n    settings.size\n    return train(")], NO_SIZE, "",
    ),
}  # fmt: skip


DEFINED_MORE = [
    (DEFINITIONS, "def keep(x):\n    return x\n", "def keep(x):\n    return x\n\n\ndef more(x):\n    return x\n"),
    (TRAIN, "import keep, scale", "import keep, more, scale"),
    (TRAIN, "    x = keep(1)", "    x = more(keep(1))"),
]
OWN = "src/p/mine.py"
AS_LIST = [(DEFINITIONS, "return x, by", "return [x, by]")]
AS_CALL = [(DEFINITIONS, "return x, by", "return divmod(x, by)")]
OTHER_NAMES = [(TRAIN, "x, by = scale", "y, by = scale"), (TRAIN, "return x, by", "return y, by")]
THREE = [(DEFINITIONS, "return x, by", "return x, by, x"), (TRAIN, "x, by = scale", "x, by, z = scale")]

# what: (by hand, by the notebook, files that are excepted, files that a person deleted, what is said of which file)
LACKING = {
    "a name that an excepted file lacks": (
        [], DEFINED_MORE, [DEFINITIONS], [], [(TRAIN, f"`more` of {DEFINITIONS}, which is yours")],
    ),
    "a call that an excepted file does not take": (
        [], MORE, [DEFINITIONS], [], [(TRAIN, f"`scale` of {DEFINITIONS}, which is yours")],
    ),
    "an excepted file that calls as it did": (
        [], MORE, [TRAIN], [], [(DEFINITIONS, f"your {TRAIN} needs `scale`")],
    ),
    "an excepted file that is not there": (
        [], [], [DEFINITIONS], [DEFINITIONS], [],
    ),
    "a name that an excepted file lacks, which is not there": (
        [], DEFINED_MORE, [DEFINITIONS], [DEFINITIONS], [(TRAIN, f"`more` of {DEFINITIONS}, which is left to you and is not there")],
    ),
    "an excepted function that returns a list, taken apart under other names": (
        AS_LIST, OTHER_NAMES, [DEFINITIONS], [], [],
    ),
    "an excepted function that returns what a call gives, taken apart under other names": (
        AS_CALL, OTHER_NAMES, [DEFINITIONS], [], [],
    ),
    "an excepted function that returns a list of two, where three are taken": (
        AS_LIST, THREE, [DEFINITIONS], [], [(TRAIN, f"`scale` of {DEFINITIONS}, which is yours")],
    ),
    "an excepted function that returns what a call gives, where three are taken": (
        AS_CALL, THREE, [DEFINITIONS], [], [(TRAIN, f"`scale` of {DEFINITIONS}, which is yours")],
    ),
    "a new file that needs what a person deleted": (
        [(TRAIN, "from p.definitions import keep, scale\n", "def keep(x):\n    return x\n\n\ndef scale(x, y):\n    return x, y\n")],
        [("src/p/__init__.py", "", "from p.definitions import keep\n\n__all__ = ['keep']\n")], [], [DEFINITIONS],
        [("src/p/__init__.py", f"`keep` of {DEFINITIONS}, which you deleted")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LACKING)
def test_lacking(what):
    hand, notebook, excepted, deleted, said = LACKING[what]
    yours, new = ({**project(edits)} for edits in (hand, notebook))
    yours = {path: text for path, text in yours.items() if path not in deleted}
    waiting, base, told = (), BASE, []
    for _ in range(3):
        three = ({path: text for path, text in side.items() if path not in excepted} for side in (base, yours, new))
        own, instead = ({path: side[path] for path in excepted if path in side} for side in (yours, new))
        decided = reconcile(*map(tree, three), waiting, tree(own), tree(instead))
        told.append([kept for kept in decided.kept if kept.conflict])
        yours = yours | {file.path: file.text for file in decided.write.files}
        base, waiting = {file.path: file.text for file in decided.base.files}, decided.waiting
        assert not {*excepted, *deleted} & {file.path for file in decided.write.files}
    assert [kept.path for kept in told[0]] == [path for path, _ in said]
    assert all(words in kept.because for kept, (_, words) in zip(told[0], said, strict=True))
    assert [[kept.path for kept in each] for each in told[1:]] == [[path for path, _ in said]] * 2


def test_what_was_lacking_and_is_there_again_or_accepted_is_said_no_more():
    new = project(DEFINED_MORE)
    own = {DEFINITIONS: BASE[DEFINITIONS]}
    rest, new_rest = ({path: text for path, text in side.items() if path != DEFINITIONS} for side in (BASE, new))
    first = reconcile(tree(rest), tree(rest), tree(new_rest), (), tree(own), tree({DEFINITIONS: new[DEFINITIONS]}))
    assert first.conflicts and first.waiting == ((TRAIN, "needs p.definitions.more"),)
    given = {DEFINITIONS: new[DEFINITIONS]}
    for waiting, beside in ((first.waiting, given), ((), own)):
        again = reconcile(tree(new_rest), tree(new_rest), tree(new_rest), waiting, tree(beside), tree(given))
        assert not again.conflicts and not again.waiting


def test_a_module_of_a_person_in_a_package_that_gets_another_name():
    def called(name, texts):
        return {
            path.replace("/p/", f"/{name}/"): text.replace("from p.", f"from {name}.") for path, text in texts.items()
        }

    test = "tests/test_mine.py"
    yours = BASE | {TRAIN: "from p.mine import more\n" + BASE[TRAIN].replace("keep(1)", "more(keep(1))")}
    own = {OWN: "from p.definitions import keep\n\n\ndef more(x):\n    return keep(x)\n"}
    own[test] = "from p.definitions import keep\n"
    first = reconcile(tree(BASE), tree(yours), tree(called("q", BASE)), (), tree(own))
    now = {file.path: file.text for file in first.write.files}
    again = reconcile(first.base, tree(now), tree(called("q", BASE)), first.waiting, tree(own))
    for decided in (first, again):
        one, other, third = [kept for kept in decided.kept if kept.conflict]
        assert one.path == OWN and "imports `p`, and the package is called `q` now" in one.because
        assert other.path == "src/q/train.py" and f"your {OWN} is not in the package" in other.because
        assert third.path == test and "now: put its imports right" in third.because
    moved = called("q", own)
    last = reconcile(first.base, tree(now), tree(called("q", BASE)), first.waiting, tree(moved))
    assert not last.conflicts and not last.waiting


def project(edits):
    texts = dict(BASE)
    for path, old, new in edits:
        assert old in texts[path], (path, old)
        texts[path] = texts[path].replace(old, new, 1)
    return texts


def tree(texts):
    return Tree(tuple(File(path, text) for path, text in sorted(texts.items())))


def merged(hand, notebook, own):
    beside = {"src/p/mine.py": own} if own else {}
    yours, new = project(hand), project(notebook)
    decided = reconcile(tree(BASE), tree(yours), tree(new), (), tree(beside))
    now = yours | {file.path: file.text for file in decided.write.files}
    again = reconcile(decided.base, tree(now), tree(new), decided.waiting, tree(beside))
    assert not again.changes and again.conflicts == decided.conflicts
    assert "src/p/mine.py" not in {file.path for file in (*decided.write.files, *decided.base.files)}
    return decided, now


@pytest.mark.parametrize("what", TORN)
def test_torn(what):
    hand, notebook, own, files = TORN[what]
    decided, now = merged(hand, notebook, own)
    assert [kept.path for kept in decided.kept if kept.conflict] == files
    assert [path for path, text in now.items() if marks(text)] == files
    because = " ".join(kept.because for kept in decided.kept)
    assert ("your src/p/mine.py needs" in because) == bool(own)


@pytest.mark.parametrize("what", WHOLE)
def test_whole(what):
    decided, now = merged(*WHOLE[what])
    assert not decided.conflicts, decided.kept
    assert not any(map(marks, now.values()))


MOVED_OUT = "from p.config import Config\nfrom p.definitions import keep, scale\n\n\ndef train(config: Config):\n" + (
    "    x = keep(1)\n    x, by = scale(x, config.size)\n    return x, by\n"
)


@pytest.mark.parametrize(
    "notebook",
    [
        [(TRAIN, "def train(config: Config)", "def fit(config: Config)"), (TRAIN, "train(settings)", "fit(settings)")],
        [
            (TRAIN, "def train(config: Config)", "def fit(config: Config, by=2)"),
            (TRAIN, "train(settings)", "fit(settings, 3)"),
        ],
    ],
    ids=["another name", "another name and signature"],
)
def test_a_step_that_a_person_moved_to_a_module_of_their_own_and_the_notebook_renames(notebook):
    """The call must not get a name that nothing has any more: the definition is the person's, in another file."""
    out = MOVED_OUT.partition("\n\n\n")[2]
    hand = [
        (TRAIN, out + "\n\n", ""),
        (TRAIN, "import keep, scale\n", "import keep, scale\nfrom p.mine import train\n"),
    ]
    decided, now = merged(hand, notebook, MOVED_OUT)
    assert [kept.path for kept in decided.kept if kept.conflict] == [TRAIN]
    assert "from p.mine import train\n" in now[TRAIN] and marks(now[TRAIN])
