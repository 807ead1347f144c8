"""Python merges by unit: what comes out clean, what needs a person, and what must not come out at all."""

import pytest

from nb2prod.sync.marks import Clash, clashes, render
from nb2prod.sync.python import merge_python

BASE = '''"""Train."""

import logging

import pandas as pd
from a import b, c

logger = logging.getLogger(__name__)


def load(path: str):
    """Read (cell 2)."""
    return pd.read_csv(path)


def clean(df):
    """Clean up (cell 3)."""
    df = df.dropna()
    df = df.drop_duplicates()
    df = b(c(df))
    return df


class Config:
    """Parameters."""

    path: str = "a.csv"
    size: float = 0.25

    def shown(self):
        return self.path


def train(path):
    df = load(path)
    df = clean(df)
    return df
'''

# what: [(old, new) by hand], [(old, new) by the notebook], what must stand in the merged text, what must not
CLEAN = {
    "a body, and the cell's number": (
        [("return pd.read_csv(path)", "return pd.read_csv(path, sep=';')")],
        [("cell 2", "cell 3")],
        ["cell 3", "sep=';'"],
        ["cell 2"],
    ),
    "a docstring, and the cell's number in it": (
        [("Clean up (cell 3)", "Clean up, as agreed with Ann (cell 3)")],
        [("(cell 3)", "(cells 4, 5)")],
        ['"""Clean up, as agreed with Ann (cells 4, 5)."""'],
        [],
    ),
    "a docstring written anew, of which the notebook only counts the cells otherwise": (
        [("Clean up (cell 3)", "What Ann asked for")],
        [("cell 2", "cell 3"), ("Clean up (cell 3)", "Clean up (cells 4, 6 to 9)")],
        ['"""What Ann asked for."""', "Read (cell 3)"],
        ["<<<<"],
    ),
    "a line of the log right before a statement that the notebook changes": (
        [("    return df\n\n\nclass", "    print(len(df))\n    return df\n\n\nclass")],
        [("    return df\n\n\nclass", "    return df, 1\n\n\nclass")],
        ["    print(len(df))\n    return df, 1\n"],
        ["<<<<"],
    ),
    "a function each, in one place": (
        [("def train(", "def mine():\n    return 1\n\n\ndef train(")],
        [("def train(", "def theirs(df):\n    return df\n\n\ndef train(")],
        ["def mine():\n    return 1\n", "def theirs(df):\n    return df\n"],
        [],
    ),
    "an import each, in one place": (
        [
            ("import pandas as pd\n", "import os\nimport pandas as pd\n"),
            ("df = clean(df)", "df = clean(df)\n    print(os.getcwd())"),
        ],
        [
            ("import pandas as pd\n", "import numpy as np\nimport pandas as pd\n"),
            ("df.dropna()", "df.dropna(thresh=np.nan)"),
        ],
        ["import os\n", "import numpy as np\n"],
        [],
    ),
    "a name each in one import": (
        [("import b, c", "import b, c, d"), ("b(c(df))", "b(c(d(df)))")],
        [("import b, c", "import b, c, a"), ("load(path)", "a(load(path))")],
        ["from a import a, b, c, d\n"],
        [],
    ),
    "an import that the notebook dropped and a person needs": (
        [("df.dropna()", "c(df.dropna())")],
        [("import b, c", "import b"), ("b(c(df))", "b(df)")],
        ["from a import b, c\n", "c(df.dropna())", "b(df)"],
        [],
    ),
    "an import that nobody needs any more": (
        [("df.dropna()", "df.dropna(axis=1)")],
        [("import b, c", "import b"), ("b(c(df))", "b(df)")],
        ["from a import b\n"],
        ["b, c"],
    ),
    "an import that a person dropped and the notebook needs again": (
        [("import b, c", "import b"), ("b(c(df))", "b(df)")],
        [("return df\n\n\nclass", "return df\n\n\ndef more(df):\n    return c(df)\n\n\nclass")],
        ["import b, c", "b(df)", "return c(df)"],
        [],
    ),
    "a step under a new name, with a call by hand": (
        [
            ("df.dropna()", "df.dropna(axis=1)"),
            ("class Config", "def twice(df):\n    return clean(clean(df))\n\n\nclass Config"),
        ],
        [("clean(df)", "tidy(df)"), ("Clean up (cell 3)", "Tidy (cell 3)")],
        ["def tidy(df):", "axis=1", "return tidy(tidy(df))", "Tidy (cell 3)"],
        ["clean("],
    ),
    "a function that a person renamed, and the notebook calls": (
        [("clean(df)", "scrub(df)")],
        [
            ("return df\n", "return df.copy()\n"),
            ("class Config", "def again(df):\n    return clean(df)\n\n\nclass Config"),
        ],
        ["def scrub(df):", "return scrub(df)", "df.copy()"],
        ["clean("],
    ),
    "a function deleted by hand, whose cell moved": (
        [
            ('def load(path: str):\n    """Read (cell 2)."""\n    return pd.read_csv(path)\n\n\n', ""),
            ("load(path)", "pd.read_csv(path)"),
        ],
        [("cell 2", "cell 3"), ("cell 3", "cell 4")],
        [],
        ["def load"],
    ),
    "a field each": (
        [("    size: float = 0.25\n", "    size: float = 0.25\n    mine: int = 1\n")],
        [("    size: float = 0.25\n", "    size: float = 0.25\n    theirs: int = 2\n")],
        ["mine: int = 1", "theirs: int = 2"],
        [],
    ),
    "a field with another value, and a field less": (
        [("0.25", "0.3")],
        [('    path: str = "a.csv"\n', ""), ("return self.path", "return self.size")],
        ["size: float = 0.3", "return self.size"],
        ["a.csv"],
    ),
    "another order by hand": (
        [
            ('def load(path: str):\n    """Read (cell 2)."""\n    return pd.read_csv(path)\n\n\n', ""),
            (
                "def train(",
                'def load(path: str):\n    """Read (cell 2)."""\n    return pd.read_csv(path)\n\n\ndef train(',
            ),
        ],
        [("read_csv(path)", "read_csv(path, sep=',')")],
        ["sep=','", "class Config"],
        [],
    ),
    "another layout by hand, another content by the notebook": (
        [("return pd.read_csv(path)", "return pd.read_csv(\n        path\n    )")],
        [("return pd.read_csv(path)", "return pd.read_csv(path, sep=',')")],
        ["return pd.read_csv(path, sep=',')"],
        [],
    ),
    "kept, whatever the notebook says": (
        [("def clean(df):", "# nb2prod: keep\ndef clean(df):\n    print(1)")],
        [("df.dropna()", "df.dropna(axis=1)"), ("cell 3", "cell 9")],
        ["# nb2prod: keep\ndef clean(df):\n    print(1)", "cell 3", "df.dropna()"],
        ["cell 9", "axis=1"],
    ),
    "one statement kept in a function": (
        [("    df = df.dropna()\n", "    # nb2prod: keep\n    df = df.dropna(how='all')\n")],
        [("df.dropna()", "df.fillna(0)"), ("b(c(df))", "c(df)")],
        ["    # nb2prod: keep\n    df = df.dropna(how='all')\n", "df = c(df)"],
        ["fillna"],
    ),
    "kept on its first line, though the notebook dropped it": (
        [("def clean(df):", "def clean(df):  # nb2prod: keep")],
        [
            (
                'def clean(df):\n    """Clean up (cell 3)."""\n    df = df.dropna()\n    df = df.drop_duplicates()\n    df = b(c(df))\n    return df\n\n\n',
                "",
            ),
            ("    df = clean(df)\n", ""),
            ("from a import b, c\n", ""),
        ],
        ["def clean(df):  # nb2prod: keep", "from a import b, c"],
        ["    df = clean(df)\n    return df\n"],
    ),
    "both did the same": ([("0.25", "0.3")], [("0.25", "0.3")], ["0.3"], []),
    "comments of a person": (
        [
            ("def load(", "# why we read it here\ndef load("),
            ("    df = df.drop_duplicates()\n", "    # once is enough\n    df = df.drop_duplicates()\n"),
        ],
        [
            ("cell 2", "cell 3"),
            ("import pandas", "import numpy\nimport pandas"),
            ("load(path)\n", "load(numpy.str_(path))\n"),
        ],
        ["# why we read it here\ndef load(", "    # once is enough\n"],
        [],
    ),
    "a file without a last line end": (
        [("    df = clean(df)\n    return df\n", "    df = clean(df)\n    return df")],
        [("0.25", "0.5"), ("cell 2", "cell 5")],
        ["0.5", "cell 5"],
        [],
    ),
}


def edited(pairs):
    text = BASE
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def follow(yours, new):
    """As `reconcile` merges a file: names first."""
    from nb2prod.sync.across import Sides, renamed_alike

    path = "src/p/train.py"
    one = renamed_alike({path: Sides(BASE, yours, new)})[0][path]
    return one.base, one.yours, one.new


@pytest.mark.parametrize("what", CLEAN)
def test_clean(what):
    by_hand, by_notebook, there, gone = CLEAN[what]
    yours, new = edited(by_hand), edited(by_notebook)
    merged = merge_python(*follow(yours, new))
    text = render(merged)
    assert not clashes(merged), text
    compile(text, "merged", "exec")
    assert [piece for piece in there if piece not in text] == [], text
    assert [piece for piece in gone if piece in text] == [], text
    assert render(merge_python(new, text, new)) == text


CLASHES = {
    "one line, two ways": (
        [("df.dropna()", "df.dropna(axis=1)")],
        [("df.dropna()", "df.fillna(0)")],
        ["axis=1", "fillna(0)"],
    ),
    "edited by hand, dropped by the notebook": (
        [("df.dropna()", "df.dropna(axis=1)")],
        [
            (
                'def clean(df):\n    """Clean up (cell 3)."""\n    df = df.dropna()\n    df = df.drop_duplicates()\n    df = b(c(df))\n    return df\n\n\n',
                "",
            ),
            ("    df = clean(df)\n", ""),
        ],
        ["axis=1"],
    ),
    "deleted by hand, changed by the notebook": (
        [
            ('def load(path: str):\n    """Read (cell 2)."""\n    return pd.read_csv(path)\n\n\n', ""),
            ("load(path)", "pd.read_csv(path)"),
        ],
        [("return pd.read_csv(path)", "return pd.read_parquet(path)")],
        ["read_parquet"],
    ),
    "a change in place right before a statement that the notebook changes": (
        [("    df = df.dropna()\n", "    df.pop('a')\n    df = df.dropna()\n")],
        [("    df = df.dropna()\n", "    df = df.fillna(0)\n")],
        ["df.pop('a')", "fillna(0)"],
    ),
    "the same name twice": (
        [("def train(", "def more():\n    return 1\n\n\ndef train(")],
        [("def train(", "def more(df):\n    return df\n\n\ndef train(")],
        ["def more():", "def more(df):"],
    ),
    "a name that the notebook dropped and a person uses": (
        [("    return df\n\n\nclass", "    print(logger)\n    return df\n\n\nclass")],
        [("logger = logging.getLogger(__name__)\n", ""), ("import logging\n", "")],
        ["print(logger)", "logger = logging.getLogger(__name__)"],
    ),
    "a variable that the notebook dropped and a person uses": (
        [("    df = clean(df)\n    return df\n", "    df = clean(df)\n    print(path)\n    return df\n")],
        [("def train(path):\n    df = load(path)", "def train(where):\n    df = load(where)")],
        ["print(path)"],
    ),
    "a kept statement, and the next one changed by both": (
        [
            (
                "    df = df.dropna()\n    df = df.drop_duplicates()\n",
                "    # nb2prod: keep\n    df = df.dropna(how='all')\n    df = df.drop_duplicates('a')\n",
            )
        ],
        [("df.dropna()\n    df = df.drop_duplicates()", "df.fillna(0)\n    df = df.drop_duplicates('b')")],
        ["drop_duplicates('a')", "drop_duplicates('b')"],
    ),
    "a result that is taken apart, and comes whole now": (
        [
            (
                "class Config",
                "def twice(df):\n    df, n = clean(df), 1\n    df = clean(df)\n    return df\n\n\nclass Config",
            )
        ],
        [
            ("    df = b(c(df))\n    return df", "    df = b(c(df))\n    return df, 1"),
            ("df = clean(df)", "df, n = clean(df)"),
        ],
        ["def twice(df)", "return df, 1"],
    ),
    "a call that does not fit any more": (
        [("class Config", "def twice(df):\n    return clean(clean(df))\n\n\nclass Config")],
        [
            ("def clean(df):", "def clean(df, axis):"),
            ("    df = clean(df)", "    df = clean(df, 1)"),
            ("dropna()", "dropna(axis=axis)"),
        ],
        ["return clean(clean(df))", "def clean(df, axis):"],
    ),
    "a variable that is read too early": (
        [
            ("    df = df.drop_duplicates()\n", "    df = df.drop_duplicates()\n    print(rest)\n"),
            ("    df = df.dropna()\n", "    rest = 1\n    df = df.dropna()\n"),
        ],
        [
            ("    return df\n\n\nclass", "    rest = 2\n    return df\n\n\nclass"),
            ("    df = df.dropna()\n", "    df = df.dropna(axis=0)\n"),
        ],
        ["print(rest)", "axis=0"],
    ),
    "two things of one name": (
        [("import pandas as pd\n", "import pandas as pd\nfrom x import tool\n"), ("df.dropna()", "tool(df)")],
        [("import pandas as pd\n", "import pandas as pd\nfrom y import tool\n"), ("load(path)", "tool(load(path))")],
        ["from x import tool", "from y import tool"],
    ),
}


@pytest.mark.parametrize("what", CLASHES)
def test_needs_a_person(what):
    by_hand, by_notebook, there = CLASHES[what]
    merged = merge_python(*follow(edited(by_hand), edited(by_notebook)))
    text = render(merged)
    assert clashes(merged), text
    assert [piece for piece in there if piece not in text] == [], text


@pytest.mark.parametrize("text", ["x = (", "def f(:\n", "\x00"])
def test_no_python_is_not_merged_as_python(text):
    assert merge_python("x = 1\n", text, "x = 2\n") is None


def test_the_same_statement_changed_twice_is_one_statement():
    assert merge_python("one\n", "mine\n", "new\n") == (Clash("one\n", "mine\n", "new\n"),)
