"""What a run does outside is told once; what only fetches or looks is not."""

import pytest

from tests.notebooks import planned

SLACK = "from slacker import Slacker\nslack = Slacker('x')\n"
TOLD = [
    ("!cp ../a.csv .\n!unzip -q a.zip", "commands of a shell, whose failing stops nothing: cp (cell 1) and unzip (cell 1)"),
    ("!ls\n!wget https://example.org/a.csv", ""),
    (SLACK + "slack.chat.post_message('#a', 'done')", "changes at a service outside: chat.post_message (cell 1)"),
    (SLACK + "print(slack.users.list().body)", ""),
    ("rows = Table()\nrows.delete_row(3)", ""),  # no service is asked
    ("import requests\nrequests.post('https://example.org', json={})", "changes at a service outside: requests.post (cell 1)"),
    (SLACK + "service.delete()\nModel.deploy(slack)", "changes at a service outside: service.delete (cell 1) and Model.deploy (cell 1)"),
    (SLACK + "import numpy as np\nx = np.delete([1], 0)\nprint(x)", ""),
    ("import requests\nrequests.post('https://example.org')\nm.deploy()", "changes at a service outside: m.deploy (cell 1) and requests.post (cell 1)"),
    ("import shutil\nshutil.rmtree('out')", "deletions: shutil.rmtree('out') (cell 1)"),
    ("import os\nos.remove('https://me:token@example.org/a')", "deletions: os.remove (cell 1)"),
    ("from werkzeug.serving import run_simple\nrun_simple('localhost', 9000, None)", "servers, and it goes on only when they are stopped: run_simple (cell 1)"),
    ("import flask\napp = flask.Flask('a')\ndef serve():\n    app.run()\nif __name__ == '__main__':\n    app.run()", "servers, and it goes on only when they are stopped: app.run (cell 1)"),
    ("class Job:\n    def run(self): return 1\napp = Job()\napp.run()", ""),
    ("import os\nos.makedirs('out', exist_ok=True)", ""),
]  # fmt: skip


@pytest.mark.parametrize(("source", "told"), TOLD)
def test_what_is_done_outside(source, told):
    texts = [f.text for f in planned(source).findings if f.code == "NB150"]
    assert texts == ([f"a run does more than to compute: {told}"] if told else [])


def test_it_is_told_once_with_all_cells():
    [found] = [f for f in planned("!cp a b", "import os\nos.remove('a')", "!cp b c").findings if f.code == "NB150"]
    assert found.text.endswith("nothing: cp (cells 1, 3); deletions: os.remove('a') (cell 2)") and found.cell == 0
