"""The run makes the folders that it writes to, except where the notebook itself looks after folders."""

import contextlib
import io
import os

import pytest
import typer

from nb2prod.emit.command import makes_folders
from tests.notebooks import planned, project

WRITES = "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.to_csv('out/deep/b.csv')"
CASES = [  # cells, whether the run makes the folder
    ((WRITES,), True),
    (("import pandas as pd\nprint(pd.read_csv('a.csv').sum())",), False),  # writes nothing
    (("import os\nos.mkdir('out')\nos.mkdir('out/deep')", WRITES), True),  # another one that is set
    (("import os\nout = 'made/'\nos.mkdir(out)\nprint(out)", WRITES), False),  # whatever is set, it makes it
    (("import os\nOUT = 'res/c.csv'\nos.mkdir(os.path.dirname(OUT))", WRITES, "df.to_csv(OUT)"), False),
    (
        ("import os\nOUT = 'res/c.csv'\nfolder = os.path.dirname(OUT)\nos.mkdir(folder)", WRITES, "df.to_csv(OUT)"),
        False,
    ),
]


@pytest.mark.parametrize(("cells", "makes"), CASES)
def test_folders_are_made_where_the_notebook_does_not_look_after_them(cells, makes):
    plan = planned(*cells)
    assert makes_folders(plan) is makes
    texts = project(*cells)
    assert ("make_folders" in texts[f"src/{plan.package}/run.py"]) is makes
    assert ("def make_folders" in texts[f"src/{plan.package}/command.py"]) is makes


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path, monkeypatch):
    plan = planned(WRITES)
    text = project(WRITES)[f"src/{plan.package}/command.py"]
    names = {"__name__": "command"}
    exec(text.replace(f"from {plan.package}.config import Config, ConfigError, shown", "Config = object"), names)
    monkeypatch.chdir(tmp_path)
    names["make_folders"](["out/deep/b.csv", "s3://bucket/c.csv", None, "d.csv"])
    assert os.listdir(tmp_path) == ["out"] and os.listdir(tmp_path / "out") == ["deep"]
    (tmp_path / "file").write_text("")
    with contextlib.redirect_stderr(io.StringIO()) as said, pytest.raises(typer.Exit):
        names["make_folders"](["file/b.csv"])
    assert said.getvalue().startswith("error: ") and said.getvalue().count("\n") == 1


@pytest.mark.parametrize(
    "looks",
    [
        "import os\nos.mkdir('out')",  # fails where the folder is there
        "import os\nfirst = not os.path.exists('out')",  # would see another answer
        "from pathlib import Path\nPath('out').mkdir()",
    ],
)
def test_a_folder_that_the_notebook_looks_after_is_left_to_it(looks):
    texts = project(looks, WRITES)
    (run,) = [text for path, text in texts.items() if path.endswith("/run.py")]
    said = " ".join(run.split())
    assert 'for path, own in [ (settings.output_path, "out/deep/b.csv"), ] if path != own' in said
