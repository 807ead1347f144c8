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
