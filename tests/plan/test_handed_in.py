"""Which steps a frame that is handed in makes needless."""

import pytest

from tests.notebooks import planned, project, text

PD = "import os, requests, kagglehub\nimport pandas as pd\nfrom urllib.request import urlretrieve"
GET = "urlretrieve('https://x.example.com/a.csv', 'a.csv')"
LOAD = "df = pd.read_csv('a.csv')"
USE = "n = len(df)"
READ = "print(df.a.sum())"  # a load that nobody reads before the next takes its name is gone

NEEDLESS = [  # cells, for each step (loads, reloads, feeds)
    ((GET, LOAD, USE), [("", "", "df"), ("df", "", ""), ("", "", "")]),
    (("if not os.path.exists('a.csv'):\n    " + GET, LOAD, USE), [("", "", "df"), ("df", "", ""), ("", "", "")]),
    ((GET, LOAD, READ, "df = pd.read_csv('a.csv', sep=';')", USE), [("", "", "df"), ("df", "", ""), ("", "", ""), ("", "df", ""), ("", "", "")]),
    (("!wget https://x.example.com/in -O a.csv", LOAD, USE), [("", "", "df"), ("df", "", ""), ("", "", "")]),
    (("!curl -o a.csv https://x.example.com/in", LOAD, USE), [("", "", "df"), ("df", "", ""), ("", "", "")]),
    (("!wget -qO a.csv https://x.example.com/in", LOAD, USE), [("", "", "df"), ("df", "", ""), ("", "", "")]),
    (("!wget -P in https://x.example.com/a.csv", LOAD, USE), [("", "", ""), ("df", "", ""), ("", "", "")]),
    (("!wget https://x.example.com/b.csv", LOAD, USE), [("", "", ""), ("df", "", ""), ("", "", "")]),  # another file
    (("!wget https://x.example.com/a.csv && ls", LOAD, USE), [("", "", ""), ("df", "", ""), ("", "", "")]),
    (("if not os.path.exists('a.csv'):\n    !wget https://x.example.com/a.csv", LOAD, USE), [("", "", "df"), ("df", "", ""), ("", "", "")]),
    (("if not os.path.exists('a.csv'):\n    !wget https://x.example.com/a.zip\n    !unzip a.zip", LOAD, USE), [("", "", ""), ("df", "", ""), ("", "", "")]),
    (("if not os.path.exists('a.csv'):\n    !wget https://x.example.com/a.csv", LOAD, "o = open('b.csv').read()", USE), [("", "", ""), ("df", "", ""), ("", "", "")]),
    ((text("# Get"), "path = kagglehub.dataset_download('a/b')", text("# Load"), "df = pd.read_csv(f'{path}/a.csv')", USE),
     [("", "", "df"), ("df", "", ""), ("", "", "")]),
    ((LOAD, "df = pd.read_csv('b.csv')", USE), [("df", "", ""), ("", "", "")]),  # nobody reads the first
    ((LOAD, READ, "df = pd.read_csv('b.csv')", USE), [("df", "", ""), ("", "", ""), ("", "", ""), ("", "", "")]),  # other data
    ((GET, LOAD, "other = pd.read_csv('a.csv', nrows=3)", USE), [("", "", ""), ("df", "", ""), ("other", "", ""), ("", "", "")]),
    ((GET, LOAD, "size = os.path.getsize('a.csv')", USE), [("", "", ""), ("df", "", ""), ("", "", "")]),
    (("urlretrieve('https://x.example.com/a.csv', where)", LOAD, USE), [("", "", ""), ("df", "", ""), ("", "", "")]),
    ((text("# Get"), "page = requests.get('https://x.example.com').text", text("# Load"), "df = pd.read_json(page)", USE),
     [("", "", "df"), ("df", "", ""), ("", "", "")]),
    ((text("# Get"), "page = requests.get('https://x.example.com').text", text("# Load"), "df = pd.read_json(page)",
      "n = len(df) + len(page)"), [("", "", ""), ("df", "", ""), ("", "", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), NEEDLESS)
def test_needless(cells, expected):
    steps = planned(PD, *cells).steps
    assert [(step.loads, step.reloads, step.feeds) for step in steps] == expected


@pytest.mark.parametrize(("first", "again", "columns"), [
    ("", ", usecols=['a', 'b']", ("a", "b")),
    ("", ", usecols=names", ("a", "c")),
    ("", ", usecols=[0, 1]", ()),  # by number: as it is
    (", usecols=['a', 'b']", ", usecols=['a', 'b']", ()),  # the frame that is handed in has no others
    ("", ", sep=';'", ()),
])  # fmt: skip
def test_of_a_frame_that_is_handed_in_the_second_load_takes_its_columns(first, again, columns):
    cells = (
        PD,
        "names = ['a', 'c']",
        f"df = pd.read_csv('a.csv'{first})",
        READ,
        f"df = pd.read_csv('a.csv'{again})",
        USE,
    )
    assert [step.columns for step in planned(*cells).steps if step.reloads] == [columns]
    made = project(*cells)["src/paper/run.py"]
    assert (".columns.isin(" in made) is bool(columns)


def test_a_frame_that_is_handed_in_is_all_that_is_read():
    made = project(PD, GET, LOAD, READ, "df = pd.read_csv('a.csv', sep=';')", USE + "\nprint(n)")["src/paper/run.py"]
    body = made[made.index("def run(") : made.index("def main(")].split('"""\n')[-1].split("\n")
    assert [line.strip() for line in body[:6]] == [
        "given_df = df",
        "if df is None:",
        "download_data(config.data_url, config.data_path)",
        "df = load_data(config.data_path) if df is None else df.copy()",
        "log_sum_of_df_a(df)",
        "df = load_a(config.data_path, config.sep) if given_df is None else given_df.copy()",
    ]


def test_a_frame_of_the_notebooks_own_text_is_nothing_to_hand_in():
    steps = planned("from io import StringIO\n" + PD, "df = pd.read_csv(StringIO('a,b\\n1,2'))", "n = len(df)").steps
    assert not any(step.loads for step in steps)


def test_each_of_two_loads_in_one_cell_can_be_handed_in():
    own = (
        "def read(p):\n    d = pd.read_parquet(p)\n    d['m'] = d['t'].apply(lambda t: t.total_seconds())\n    return d"
    )
    first = "df = pd.read_parquet('a.parquet')\ndf['d'] = df['t'].apply(lambda t: t.seconds())\ny = df['d'].values"
    steps = planned(
        PD, first, own, "a = read('a.parquet')\nb = read('b.parquet')", "n = len(a) + len(b) + len(y)"
    ).steps
    assert [step.loads for step in steps if step.loads] == ["df", "a", "b"]


def test_tables_of_one_database_can_be_handed_in():
    asked = (
        "con = sqlite3.connect('a.db')\norders = pd.read_sql_query('select * from o', con)\n"
        "items = pd.read_sql('select * from i', con)\ncon.close()"
    )
    steps = planned("import sqlite3\n" + PD, asked, "both = orders.merge(items)\nprint(both.net.sum())").steps
    assert [(step.loads, step.inputs) for step in steps if step.loads] == [("orders", ("con",)), ("items", ("con",))]


FETCH = """\
from os.path import basename, exists
def fetch(url):
    filename = basename(url)
    if not exists(filename):
        local, _ = urlretrieve(url, filename)
        print('Downloaded ' + local)"""


@pytest.mark.parametrize(("file", "feeds"), [("a.csv", "df"), ("b.csv", "")])
def test_the_notebooks_own_download_is_not_done_for_a_frame_that_is_handed_in(file, feeds):
    get = f"import numpy as np\nnp.random.seed(3)\nfetch('https://x.example.com/' +\n      'in/{file}')"
    steps = planned(PD, FETCH, get, LOAD, USE + "\nr = np.random.rand()").steps
    assert [(step.loads, step.feeds) for step in steps if "rand" not in step.name][:2] == [("", feeds), ("df", "")]


def test_a_file_whose_path_a_name_takes_to_the_write_is_one_that_is_written():
    made = project(PD, "where = os.path.join('out', 'a.csv')", LOAD, "df.to_csv(where)")
    assert "sum_up(artifacts_dir, result.metrics, [settings.where])" in made["src/paper/run.py"]


def test_a_frame_that_is_loaded_anew_before_anybody_reads_it_is_handed_in_there_too():
    cells = "df = pd.read_csv('a.csv')\ndf.plot()", "df = pd.read_csv('b.csv')\nprint(df.a.sum())"
    text = project(PD, *cells, "df = pd.read_csv('b.csv')\nprint(df.b.sum())")["src/paper/run.py"]
    assert text.count("if given_df is None else given_df.copy()") == 1  # the second of b.csv; a.csv is gone
    read = project(PD, cells[0] + "\nprint(df.c.sum())", cells[1])["src/paper/run.py"]
    assert "given_df" not in read  # the first one is what is handed in
