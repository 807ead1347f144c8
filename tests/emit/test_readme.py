"""What the new owner reads: each cell by its first line, nothing secret, and only what helps."""

import pytest

from nb2prod.emit import readme
from tests.notebooks import planned, project, text

TOKEN = "ghp_" + "aB3dE5fG7h" * 3 + "Zz9Yy8"
USE = "\nprint(x)"

BEGINNINGS = [  # cell, what the table shows
    ('x = {}["a"]  # why', 'x = {}["a"]'),
    ("x = 'a|b`c'", "x = 'a|b`c'"),
    ("x = f'{1}/train.csv'", "x = f'{1}/train.csv'"),
    ("# first\n\nx = 1", "x = 1"),
    ("'What it does.'\nx = 1", "x = 1"),
    ("print('a long sentence that is no secret at all')", "print(\u2026)"),
    ("def f(a,\n      b):\n    return a", "def f(a,"),
    ("for i in [1]:\n    print(i)", "for i in [1]:"),
    ("%matplotlib inline\nx = 1", "%matplotlib inline"),
    ("!pip install a", "!pip install ..."),
    ("%%time\nx = 1", "x = 1"),
    ("!ls\nx = 1", "!ls"),
    ("%%bash\nmake", "%%bash"),
    ("x = " + "+".join("1" * 40), "x = " + "1+" * 20 + " ..."),
]
HIDDEN = [  # cell, what must not be shown of it
    ("'hunter2 and more than enough of it'", "hunter2"),
    (f"x = '{TOKEN}'", TOKEN[:8]),
    (f"x = f'{TOKEN}'", TOKEN[:8]),
    (f"x = f'{{1}}{TOKEN}'", TOKEN[:8]),
    (f"print('{TOKEN}')", TOKEN[:8]),
    (f"x = 1  # {TOKEN}", TOKEN[:8]),
    (f"# {TOKEN}", TOKEN[:8]),
    (f"!{TOKEN}", TOKEN[:8]),
    ("%env API_KEY hunter2", "hunter2"),
    ("%env API_KEY=hunter2", "hunter2"),
    ("password = 'hunter2'", "hunter2"),
    ("x = dict(token='hunter2')", "hunter2"),
    ("x = 'AKIA1234567890ABCDEF'", "AKIA"),
    ("x = 'db://me:hunter2@host'", "hunter2"),
    ('x = """hunter2\n' + "a" * 30 + '"""', "hunter2"),
]


@pytest.mark.parametrize("source, expected", BEGINNINGS)
def test_beginning_is_the_first_line(source, expected):
    assert readme.cells(planned(source))[0]["begins"] == expected


@pytest.mark.parametrize("source, secret", HIDDEN)
def test_beginning_shows_nothing_that_may_be_secret(source, secret):
    assert secret not in str(readme.cells(planned(source)))


def test_secret_known_from_one_cell_is_hidden_in_all():
    plan = planned("password = 'hunter2'\nprint(password)", "x = 'hunter2'\nprint(x)")
    assert [p.name for p in plan.parameters if p.required] == ["password"]
    assert "hunter2" not in str(readme.cells(plan))
    assert readme.cells(plan)[0]["went"].startswith("`.env.example`")


LEFT = [  # cells, those of which nothing is left
    (("%matplotlib inline\nx = 1" + USE,), ""),
    (("import matplotlib.pyplot as plt\nplt.plot([1])", "x = 1" + USE, "# words", "x"), "1, 3, 4"),
    (("x = 1\nx" + USE, "import os", "!head a.csv"), "2, 3"),
]


@pytest.mark.parametrize("cells, left", LEFT)
def test_cells_of_which_nothing_is_left_are_told_together(cells, left):
    plan = planned(*cells)
    assert readme.left(plan) == left
    assert {*left.split(", ")}.isdisjoint(str(row["number"]) for row in readme.cells(plan))
    told = f"Nothing of cell{'s' * (',' in left)} {left} is carried over; `nb2prod explain` says why."
    assert (told in project(*cells)["README.md"]) is bool(left)


GONE = "from sklearn.cross_validation import KFold"
STARTS = [  # cells, whether the command can be called
    ((GONE + "\nparts = KFold(2)" + USE.replace("x", "parts"),), False),
    ((GONE + "\nx = 1" + USE,), True),  # the import goes
    (("def f():\n    " + GONE + "\n    return KFold(2)", "x = f()" + USE), False),  # it goes to the top
    (("try:\n    " + GONE + "\nexcept ImportError:\n    KFold = list\nx = KFold([2])" + USE,), True),
    (("exec('a = 1')", GONE + "\nx = KFold(2)" + USE), True),  # in a function: the namespace
    (("x = 1" + USE,), True),
]


@pytest.mark.parametrize(("cells", "starts"), STARTS, ids=[str(row[0]) for row in STARTS])
def test_whether_the_command_starts_is_said(cells, starts):
    made = project(*cells)
    assert ("The command does not start" not in made["README.md"]) is starts
    at_top = any(
        line.startswith(GONE) for path, text in made.items() if path.startswith("src/") for line in text.splitlines()
    )
    assert at_top is not starts


def test_an_index_of_packages_is_told():
    made = project(
        "!pip install --extra-index-url https://x.org/simple pandas", "import pandas as pd\nprint(pd.DataFrame())"
    )
    assert "The package index" in made["README.md"].partition("## Install")[0]


def test_an_option_behind_another_is_no_index_of_packages():
    assert "package index" not in project("!pip install -f --quiet --no-index pandas", "x = 1" + USE)["README.md"]


def test_definition_is_in_one_place():
    rows = readme.cells(planned("def f(x):\n    y = x\n    return y", "print(f(1))"))
    assert rows[0]["went"] == "`definitions.py`"


def test_level_features_says_which_steps_make_the_columns():
    cells = (
        "import pandas as pd\nfrom sklearn.svm import SVC",
        text("## Load"), "df = pd.read_csv('a.csv')",
        text("## Build features"), "import somewhere\nX = somewhere.columns(df)\ny = df['y']",
        text("## Train"), "model = SVC().fit(X, y)",
    )  # fmt: skip
    (claim,) = (c for c in planned(*cells).claims if c.kind == "comes from")
    assert claim.names[0] == "X" and claim.names[1] in {step.name for step in planned(*cells).steps}
    assert f"was fitted on, `X` of `{claim.names[1]}` in `train.py`, by name where" in project(*cells)["README.md"]


def test_steps_of_another_matrix_of_the_same_name_do_not_count():
    cells = (
        "import somewhere\nfrom sklearn.svm import SVC",
        text("## Load iris"), "X = somewhere.iris()\ny = somewhere.kinds(X)\nprint(X.sum())",
        text("## Train first"), "model = SVC()\nmodel.fit(X, y)\nprint(model.score(X, y))",
        text("## Load digits"), "X = somewhere.digits()\ny = somewhere.labels(X)\nprint(X.sum())",
        text("## Train second"), "model = SVC(C=2)\nmodel.fit(X, y)",
    )  # fmt: skip
    plan = planned(*cells)
    first, second = (next(s.name for s in plan.steps if cell in s.cells) for cell in (2, 6))
    assert [c.names[1] for c in plan.claims if c.kind == "comes from"] == [second] != [first]


def test_secret_has_its_variable_in_every_place():
    made = project(f"API_KEY = '{TOKEN}'\nprint(API_KEY)", f"print('{TOKEN}')")
    assert not [path for path, content in made.items() if TOKEN in content]
    assert "set `PAPER_API_KEY` (cell 1)" in made["README.md"]
    assert "PAPER_API_KEY=\n" in made[".env.example"]
    assert "as API_KEY" not in made["README.md"]


WRITING = [  # a path in no parameter, in a function of the notebook, none
    (("import torch\nw = torch.ones(3)\ntorch.save(w, name(w))",), True),
    (("import joblib\ndef keep(m):\n    joblib.dump(m, str(m) + '.pkl')", "from somewhere import m\nkeep(m)"), True),
    (("import os\nfrom somewhere import m\nos.makedirs(m, exist_ok=True)\nprint(m)",), False),
    (("import joblib\ndef keep(m):\n    joblib.dump(m, str(m) + '.pkl')", "print(1)"), False),  # nothing calls it
]


@pytest.mark.parametrize(("cells", "said"), WRITING)
def test_that_files_are_written_is_said_though_no_parameter_says_where(cells, said):
    assert ("own files go where its code says" in project(*cells)["README.md"]) is said


def test_constant_of_which_nothing_is_known_claims_nothing():
    made = project("BAND = 3\nprint(BAND)")
    assert "| `BAND` | `3` | cell 1 (`log_band`) |  |" in made["README.md"]
    assert "cell 1: constant" in made["config.yaml"]


def test_what_stays_in_the_workflow_is_no_step():
    cells = (text("# A"), "k = 3\nf = lambda v: v * k", text("# B"), "a = f(1)", text("# C"), "k = 10", "b = f(1)")
    plan = planned(*cells)
    assert any(step.inline for step in plan.steps)
    assert not {row["name"] for row in readme.steps(plan)} & {step.name for step in plan.steps if step.inline}


NEEDED = [  # how the matrix is taken, what the README says a raw row needs
    ("X = df[['a', 'b']]", "Columns, by name: `a`, `b`."),
    ("X = df.drop(columns=['y'])", "All columns that training saw but `y`."),
]


@pytest.mark.parametrize("matrix, said", NEEDED)
def test_columns_that_a_raw_row_needs(matrix, said):
    start = "import pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv('a.csv')\ny = df['y']\n"
    made = project(start + matrix + "\nm = SVC().fit(X, y)\np = m.predict(X)")
    assert said in made["README.md"]


def test_a_key_that_training_never_saw_is_said_to_find_nothing():
    start = "import pandas as pd\nfrom sklearn.linear_model import LinearRegression\ndf = pd.read_csv('a.csv')\nstores = pd.read_csv('b.csv')"
    joined = "df = df.merge(stores, on='store', how='left')\nX = df[['a', 'size']]\nm = LinearRegression().fit(X, df['y'])\np = m.predict(X)"
    assert (
        " A row whose `store` is not in `learned_stores`, as training saved it, gets nothing of it."
        in project(start, joined)["README.md"]
    )


def test_what_waits_for_a_person_is_said_once_for_its_cell():
    made = project("a = input()\nb = input()\nprint(a, b)")["README.md"]
    assert made.count("waits for a person") == 1


STOPS = [  # cells, what the README says of the run
    (("print(x)", "x = 1\nprint(x)"), "does not run to its end: it stops in cell 1, see below."),
    (("x", "x = 1\nprint(x)"), "the notebook stops in cell 1; the workflow leaves out the lines that stop it"),
    (("import pandas as pd\ndef f(d):\n    return pd.read_csv('a.csv').ix[3]", "print(f(3))"), "does not need to run.\n"),
    (("x = 1", "print(x)"), "does not need to run.\n"),
    (("y", "x = 1\nprint(x)\nx += y\nprint(x)"), "does not need to run.\n\n## Look at this first\n\n- **error** in cell 1: the name y"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "said"), STOPS)
def test_whether_the_workflow_runs_to_its_end_is_said(cells, said):
    assert said in project(*cells)["README.md"]


def test_what_a_run_that_stops_does_not_write_is_not_promised():
    fit = "from sklearn.linear_model import Ridge\nm = Ridge().fit([[1], [2]], [1, 2])\nprint(m.score([[1]], [1]))"
    assert "This writes" in project(fit)["README.md"]
    stopped = project(fit, "print(x)", "x = 1")["README.md"]
    assert "Run to its end, this would write" in stopped and "nothing is predicted before one did" in stopped
    assert "nothing is predicted before" not in project(fit)["README.md"]


def test_what_the_project_leaves_out_is_no_finding_of_its_readme():
    assert readme.findings(planned("x", "x = 1\nprint(x)")) == []
    assert len(readme.findings(planned("print(x)", "x = 1\nprint(x)"))) == 1


def test_findings_stand_in_the_order_of_their_weight():
    draws = "import numpy as np\nx = np.random.rand(3)\nprint(x)"
    cells = ("import shutil\nshutil.rmtree('a')", draws, "print(y)", "y = np.random.rand(3)\nprint(y)")
    assert [row["place"] for row in readme.findings(planned(*cells))] == [" in cell 3", " in cell 2", " in cell 1"]


def test_one_namespace_is_told_with_the_steps():
    made = project("exec('a = 1')\nb = 2", "print(b)")["README.md"]
    assert "All cells stay in one function" in made.partition("## The steps")[2]
    assert "Look at this first" not in made


def test_the_rows_of_people_are_told_where_they_are_kept():
    start = "import pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv('a.csv').drop(columns=['email'])\n"
    raw = start + "m = SVC().fit(df[['a']], df['t'])\nprint(m.predict(df[['a']]))"
    assert any("email" in row["text"] for row in readme.findings(planned(raw)))
    assert readme.findings(planned(start + "print(df.sum())")) == []


SHORT = [  # cells, a sentence that stood there and that nothing proves
    (("import pandas as pd\nd = pd.DataFrame({'a': [1]})\nd.to_csv('out.csv')",), "Steps that write files"),
    ((text("# Title\n\nThis notebook predicts prices. Licence: mine."), "x = 1" + USE), "says of itself"),
    (("x = 1", text("## A"), "def f():\n    global x\n    x = x + 1\nf()", text("## B"), "f()" + USE), "a step of their own"),
]  # fmt: skip


@pytest.mark.parametrize("cells, gone", SHORT)
def test_nobody_is_told_what_nobody_can_be_sure_of(cells, gone):
    assert gone not in project(*cells)["README.md"]


def test_long_lists_of_metrics_are_cut():
    scores = "\n".join(f"m{n} = m.score(X[{n}:], y[{n}:])\nprint('Score {n}:', m{n})" for n in range(20))
    start = "import pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv('a.csv')\nX, y = df[['a']], df['y']\n"
    assert "`m11` and 8 more.\n" in project(start + "m = SVC().fit(X, y)\n" + scores)["README.md"]


def test_metrics_that_stay_empty_are_not_announced_as_if_they_held_something():
    fit = "import pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv('a.csv')\nm = SVC().fit(df[['a']], df.b)"
    said = [project(fit, shown)["README.md"] for shown in ("", "print(m.score(df[['a']], df.b))")]
    assert ["`metrics.json` stays empty: nothing was recognised" in one for one in said] == [True, False]


def test_many_names_that_nothing_binds_are_one_finding():
    few, many = (readme.findings(planned(*[f"print(name_{n})" for n in range(count)])) for count in (3, 4))
    assert len(few) == 3 and [row["text"] for row in many] == [
        "4 names are defined nowhere in the notebook, and code that reads them stays: "
        "name_0 (cell 1), name_1 (cell 2), name_2 (cell 3), name_3 (cell 4)"
    ]


def test_what_a_group_is_told_by_is_its_number():
    made = project(
        "import pandas as pd\nfrom sklearn.cluster import KMeans\ndf = pd.read_csv('a.csv')",
        "m = KMeans(n_clusters=3, random_state=0).fit(df[['a', 'b']])\nprint(m.predict(df[['a', 'b']]))",
    )
    assert "what `predict` of `m` says: the number of a group." in made["README.md"]
    piped = project(
        "import pandas as pd\nfrom sklearn.pipeline import make_pipeline\nfrom sklearn.linear_model import LogisticRegression",
        "df = pd.read_csv('a.csv')\nm = make_pipeline(LogisticRegression()).fit(df[['a', 'b']], df.t)\nprint(m.predict(df[['a', 'b']]))",
    )
    assert "what `predict` of `m` says. " in piped["README.md"]


def test_findings_of_one_kind_are_one_line():
    made = project(
        "x = open('/home/me/' + 'a' + '.txt').read()",
        "y = open('/home/me/' + 'b' + '.txt').read()\nprint(len(x), len(y))",
    )
    assert made["README.md"].count("a path of one machine") == 1


def test_a_config_yaml_of_the_notebook_s_own_is_not_taken_for_the_project_s():
    cells = ("import yaml", "def load(config_path):\n    return yaml.safe_load(open(config_path))", "n = 3")
    made = project(*cells, "print(load('config.yaml'), n)")
    assert "DEFAULT_CONFIG" not in made["src/paper/command.py"]
    assert "the notebook has a `config.yaml` of its own" in made["README.md"]
    assert "DEFAULT_CONFIG" in project(*cells, "print(load('other_config.yaml'), n)")["src/paper/command.py"]


def test_where_the_notebook_changes_the_current_directory_artifacts_stay_where_they_are_wanted():
    made = project("import os\nos.chdir('..')", "print(open('a.txt').read())")
    assert "resolve_path=True" in made["src/paper/run.py"]
    assert "which the workflow changes as the notebook does." in made["README.md"]
    assert "resolve_path" not in project("print(open('a.txt').read())")["src/paper/run.py"]


def test_where_the_files_of_the_notebook_go():
    saved = "import os\nOUT = './out'\npath = os.path.join(OUT, 'b.csv')\nd.to_csv(path)"
    readme = project("import pandas as pd\nd = pd.read_csv('a.csv')", saved)["README.md"]
    assert "The notebook's own files go where `OUT` says" in readme
    read = "import pandas as pd\nd = pd.read_csv('a.csv')"
    readme = project(read, "d.to_csv('x/b.csv')\nwith open('c.txt', 'w') as f:\n    f.write('1')")["README.md"]
    assert "own files go where" in readme and "others where" not in readme
    named = "name = input_name()\nd.to_csv(f'{name}.csv')"
    readme = project("from somewhere import input_name", read, "d.to_csv('x/b.csv')", named)["README.md"]
    assert "_path` says, others where its code says." in readme


def test_a_network_alone_keeps_no_rows():
    network = "from tensorflow import keras\nm = keras.Sequential()\nm.compile(loss='mse')\n"
    streamed = "s = keras.utils.image_dataset_from_directory('in')\nm.fit(s)\nm.save('m.keras')"
    assert "may hold rows" not in project(network + streamed)["README.md"]
    table = (
        "import pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv('a.csv')\nm = SVC().fit(df[['a']], df.b)"
    )
    assert "may hold rows" in project(table)["README.md"]
