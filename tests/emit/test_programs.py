"""Programs that the README names: cells, and what must be there beside what pip installs."""

import pytest

from tests.notebooks import project

TABLE = [
    ("!wget -q http://a.org/b.zip && unzip b.zip", "`unzip`, `wget`."),
    ("import subprocess\nsubprocess.run('mkdir -p a; git clone http://a.org/b', shell=True)", "`git`."),
    ("path = 'a.dot'\n!dot -Tpng {path} -o a.png", "`dot`."),
    ("import os\npath = 'a.dot'\nos.system(f'dot -Tpng {path}')", "`dot`."),
    ("import h2o\nh2o.init()\nx = h2o.import_file('a.csv')\nprint(x)", "`java` (for h2o)."),
    ("import subprocess\nsubprocess.run(['git', 'status'])", "`git`."),
    ("import subprocess\nname = 'a'\ndef draw(name):\n    args = str('dot -Tpng ' + name + '.gv')\n    args = args.split()\n"
     "    return subprocess.call(args)\nx = draw(name)\nprint(x)", "`dot`."),
    ("from subprocess import check_call as call\ncall(['dot', '-Tpng', 'a.dot', '-o', 'a.png'])", "`dot`."),
    # nothing to say
    ("import tensorflowjs\nprint(tensorflowjs)\n!tensorflowjs_converter a.h5 out", ""),
    ("def check_call(words): return words\nx = check_call(['dot'])\nprint(x)", ""),
    ("import subprocess, sys\nx = subprocess.run([sys.executable, 'a.py'])\nprint(x)", ""),
    ("import subprocess\nname = input()\nx = subprocess.run([name, 'a.py'])\nprint(x)", ""),
    ("!mkdir -p data\n!cd data", ""),
    ("!chmod 600 key\n!kaggle datasets download a/b", ""),
    ("from graphviz import Source\nSource('digraph {}')\nprint(1)", ""),
]  # fmt: skip


@pytest.mark.parametrize(("source", "said"), TABLE)
def test_programs(source, said):
    readme = project(source + "\nprint(1)")["README.md"]
    line = next((line for line in readme.splitlines() if line.startswith("These programs must be there")), "")
    assert line.partition(" install them: ")[2] == said
