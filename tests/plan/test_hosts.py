"""What serves a notebook's host, and where imports look: what goes, and what stays.

Each row: cells, the statements that go, codes of findings.
"""

import pytest

from nb2prod import analyse, plan
from nb2prod.read import read_bytes
from tests.notebooks import document, planned, project

SERVER = "import os\nimport kaggle_evaluation.server\ns = kaggle_evaluation.server.Server(None)\n"
GONE = [
    ("from google.colab import drive\ndrive.mount('/content/drive')\nprint(1)", 2, ["NB142"]),
    ("from google.colab import files\nopen('a.csv', 'w').write('1')\nfiles.download('a.csv')", 2, ["NB142"]),
    ("from google.colab import files\nup = files.upload()\nprint(1)", 2, ["NB142"]),
    ("from google.colab import files\nup = files.upload()\nprint(up['a.csv'])", 0, ["NB143"]),
    ("from kaggle_secrets import UserSecretsClient\nc = UserSecretsClient()\nprint(1)", 2, ["NB142"]),
    (SERVER + "if os.getenv('RERUN'):\n    s.serve()\nelse:\n    s.run_local_gateway(('/a.csv',))\nprint(1)", 6, ["NB142"]),
    (SERVER + "class S:\n    def serve(self):\n        print(1)\ns = S()\ns.serve()", 3, ["NB142"]),  # another one
    ("from google.colab import drive\ndrive.mount('/c')\nimport numpy as np\nprint(np.random.rand())", 2, ["NB142"]),  # no draw
    ("try:\n    %tensorflow_version 2.x\n    C = True\n    print('C')\nexcept:\n    C = False\nprint(1)", 5, []),
    ("try:\n    %tensorflow_version 2.x\n    C = True\nexcept:\n    C = False\nprint(1 if C else 2)", 0, []),
    ("try:\n    import google.colab\n    k = work()\nexcept ImportError:\n    k = 2\nprint(1)", 0, []),
    ("from google.cloud import storage\nc = storage.Client()\nprint(1)", 0, []),
    ("import sys\nsys.path.append('../src')\nprint(1)", 2, []),
    ("import sys\nif 'x' not in sys.path:\n    sys.path.insert(0, 'x')\nprint(1)", 3, []),
    ("import sys\nsys.path.append('../src')\nimport unheard_of\nprint(unheard_of)", 0, ["NB035"]),
    ("import sys\nsys.path.append('../src')\nprint(sys.path)", 0, []),
    ("import sys\nsys.path.append('../src')\nm = __import__('json')\nprint(m)", 0, []),
]  # fmt: skip
CODES = {"NB142", "NB143", "NB035"}


@pytest.mark.parametrize(("source", "count", "codes"), GONE, ids=[row[0][-50:] for row in GONE])
def test_what_goes(source, count, codes):
    made = planned(source)
    assert sum(choice.fate == "dropped" for choice in made.choices) == count
    assert [f.code for f in made.findings if f.code in CODES] == codes


def test_an_import_of_a_host_stands_where_it_is_used():
    run = project("from google.colab import files\nup = files.upload()\nprint(up['a.csv'])")["src/paper/run.py"]
    head, _, body = run.partition("\ndef ")
    assert "google.colab" not in head and "from google.colab import files\n" in body


FRAMEWORKS = [  # a decorated function, whether it stands at module level
    ("from flows import task\n@task(retries=3)\ndef f():\n    return 1", True),
    ("from flows import task\n@task\ndef f():\n    return 1", True),
    ("import flows\n@flows.grid(n=[1, 2])\ndef f(n):\n    return n", True),
    (
        "from flows import App\napp = App()\n@app.route('/')\ndef f():\n    return 1",
        False,
    ),  # it registers with an object
    ("from flows import task\nk = [1]\n@task(k)\ndef f():\n    return 1", False),
    ("from flows import task, now\n@task(now())\ndef f():\n    return 1", False),
]


@pytest.mark.parametrize(("source", "importable"), FRAMEWORKS, ids=[row[0][-45:] for row in FRAMEWORKS])
def test_functions_that_frameworks_look_up(source, importable):
    [found] = [d for d in planned(f"{source}\nprint(f)").definitions if d.name == "f"]
    assert found.importable is importable


def test_a_copied_module_needs_no_search_path():
    data = document("import sys\nsys.path.append('../src')\nimport helper\nprint(helper.K)")
    made = plan.plan(analyse.analyse(read_bytes(data, "a.ipynb", {"../src/helper.py": "K = 1"}.get)))
    assert [c.because for c in made.choices if c.fate == "dropped"] == [
        "nothing that stays uses it",
        "the modules from there go with the package",
    ]
