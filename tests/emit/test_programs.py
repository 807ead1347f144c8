"""Programs that the README names: cells, and what must be there beside what pip installs."""

import pytest

from tests.notebooks import project

TABLE = [
    ("!wget -q http://a.org/b.zip && unzip b.zip", "`unzip`, `wget`."),
    ("import subprocess\nsubprocess.run('mkdir -p a; git clone http://a.org/b', shell=True)", "`git`."),
    ("path = 'a.dot'\n!dot -Tpng {path} -o a.png", "`dot`."),
    ("import os\npath = 'a.dot'\nos.system(f'dot -Tpng {path}')", "`dot`."),
    ("import h2o\nh2o.init()\nx = h2o.import_file('a.csv')\nprint(x)", "`java` (for h2o)."),
    # nothing to say
    ("!mkdir -p data\n!cd data", ""),
    ("import subprocess\nsubprocess.run(['git', 'status'])", ""),
    ("from graphviz import Source\nSource('digraph {}')\nprint(1)", ""),
]


@pytest.mark.parametrize(("source", "said"), TABLE)
def test_programs(source, said):
    readme = project(source + "\nprint(1)")["README.md"]
    line = next((line for line in readme.splitlines() if line.startswith("These programs must be there")), "")
    assert line.partition(" install them: ")[2] == said
