"""IPython syntax and the Python it becomes, line for line; and Python that only looks like it, which stays."""

from __future__ import annotations

import warnings

import pytest
from IPython.core.inputtransformer2 import TransformerManager
from IPython.utils.text import DollarFormatter

from nb2prod.read.expand import expand
from nb2prod.read.lower import Lowered, Surroundings, lower

NAMES = frozenset({"url", "folder", "x", "sys"})


def lowered(source: str) -> Lowered:
    return lower(source, Surroundings(0, NAMES, frozenset({"ip"})))


BASH = ", executable=os.environ.get('SHELL')"


def run(command: str, shell: str = "") -> str:
    return f"subprocess.run({command}, shell=True{shell})"


def lines_of(command: str) -> str:
    return f"subprocess.run({command}, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout.splitlines()"


BECOMES = [
    # shell lines
    ("!wget -q a", run("'wget -q a'")),
    ("!echo -e 'a,b' > f", run('"echo -e \'a,b\' > f"', BASH)),
    ("!for i in {1..3}; do echo $i >> f; done", run("'for i in {1..3}; do echo $i >> f; done'", BASH)),
    ("!source a.sh && wget a", run("'source a.sh && wget a'", BASH)),
    ("!awk '{print $1, $2}' f > g", run('"awk \'{print $1, $2}\' f > g"')),
    ("! wget a;", run("'wget a;'")),
    ("!!wget a", run("'wget a'")),
    ("!wget {url} {folder + '/y'}", run("'wget {0} {1}'.format(url, folder + '/y')")),
    ("!wget $url/$HOME", run("'wget $url/$HOME'")),
    ("!wget $url", run("'wget {0}'.format(url)")),
    ("!wget {url!r} {{a}} $$url", run("'wget {0!r} {{a}} $url'.format(url)")),
    ("!awk '{print $1}' $url", run('"awk \'{print $1}\' $url"')),
    ("!echo '$x' > f", run('"echo \'$x\' > f"')),
    ("!python a.py \\\n    --b 1\ny = 2", run("'python a.py  --b 1'") + "\n\ny = 2"),
    ("if x:\n    !wget a\nelse:\n    !ls\n", f"if x:\n    {run(repr('wget a'))}\nelse:\n    pass\n"),
    ("x = !ls data", "x = " + lines_of("'ls data'")),
    ("x = ! cat {url}", "x = " + lines_of("'cat {0}'.format(url)")),
    ("x, y = !ls", "x, y = " + lines_of("'ls'")),
    ("x['a'] = !ls", "x['a'] = " + lines_of("'ls'")),
    ("def f():\n    y = !ls\n    return y", f"def f():\n    y = {lines_of(repr('ls'))}\n    return y"),
    ("%sx wget a", run("'wget a'")),
    ("x = %sx ls", "x = " + lines_of("'ls'")),
    ("%mkdir -p a", run("'mkdir -p a'")),
    ("!git clone a && pip install b", run("'git clone a'")),
    # quotes that only Python 3.12 reads
    ("print(f'{at('k')}')\n", 'print(f"""{at(\'k\')}""")\n'),
    ("print(f'{at('k')}\"')", "print(f\'\'\'{at('k')}\"\'\'\')"),
    ("x = f'{f'{at('k')}'}'", "x = f\'\'\'{f\"\"\"{at('k')}\"\"\"}\'\'\'"),
    ("!echo a > b", run("'echo a > b'")),
    ("%%bash\nwget a\n\nls", "subprocess.run(['bash', '-c', 'wget a\\n\\nls'], check=True)\n\n\n"),
    ("%%sh\nfor f in *; do rm $x; done", "subprocess.run(['sh', '-c', 'for f in *; do rm $x; done'], check=True)\n"),
    ("%%bash --out y\nwget a", "y = subprocess.run(['bash', '-c', 'wget a'], check=True, stdout=subprocess.PIPE, text=True).stdout\n"),
    ("%%bash -s {url}\nwget $1", "subprocess.run(['bash', '-c', 'wget $1', 'bash', '{0}'.format(url)], check=True)\n"),
    ("%%script python3\nprint(1)", "subprocess.run([sys.executable, '-c', 'print(1)'], check=True)\n"),
    ("%%bash --no-raise-error\nwget a", "subprocess.run(['bash', '-c', 'wget a'], check=False)\n"),
    # time
    ("%time x = 5", "x = 5"),
    ("%time f(\n    x)", "f(\n    x)"),
    ("y = %time f(x)", "y = f(x)"),
    ("%%time\nx = 1", "\nx = 1"),
    ("%%time\n%matplotlib inline\nx = 1", "\n\nx = 1"),
    ("%%capture out --no-stderr\n%%time\nx = 1", "\n\nx = 1"),
    ("%prun -l 5 f(x)", "f(x)"),
    ("try:\n    %tensorflow_version 2.x\nexcept Exception:\n    pass", "try:\n    import google.colab\nexcept Exception:\n    pass"),
    ("if x:\n    pass\n%tensorflow_version 2.x\ny = 1", "if x:\n    pass\n\ny = 1"),
    ("for x in y:\n    %timeit z = x", "for x in y:\n    pass"),
    ("for x in y:\n    %timeit z = x\n    z = 1", "for x in y:\n\n    z = 1"),
    # what is timed runs, and binds nothing
    ("for x in y:\n    %timeit f(x)", "for x in y:\n    f(x)"),
    ("%timeit -n 10 -r3 f(x)", "f(x)"),
    ("%%timeit -n 1\nm.fit(x)\nm.fit(y)", "\nm.fit(x)\nm.fit(y)"),
    # setting up
    ("%cd data", "os.chdir('data')"),
    (
        "%run lib/a.py",
        "globals().update({name: value for name, value in runpy.run_path('lib/a.py', run_name='__main__').items() if name[:2] != '__'})",
    ),
    ("%run -i 'a b.py'", "globals()['__name__'] = '__main__'; exec(compile(open('a b.py').read(), 'a b.py', 'exec'));"
     " globals()['__name__'] = getattr(__spec__, 'name', '__main__')"),
    ("%cd -q '~/my data'", "os.chdir(os.path.expanduser('~/my data'))"),
    ("%cd {folder}/a", "os.chdir('{0}/a'.format(folder))"),
    ("%cd", "os.chdir(os.path.expanduser('~'))"),
    ("x = %pwd", "x = os.getcwd()"),
    ("%env A=b c", "os.environ['A'] = 'b c'"),
    ("%set_env A {x}", "os.environ['A'] = '{0}'.format(x)"),
    ("y = %env A", "y = os.environ['A']"),
    ("%pylab inline", "import numpy; import matplotlib; from matplotlib import pylab, mlab, pyplot; import numpy as np; plt = pyplot; from pylab import *; from numpy import *; from IPython.core.pylabtools import figsize, getfigs"),
    ("%pylab --no-import-all", "import numpy; import matplotlib; from matplotlib import pylab, mlab, pyplot; import numpy as np; plt = pyplot"),
    ("%xdel x", "del x"),
    # files
    ("%%writefile a.txt\nhi", "pathlib.Path('a.txt').write_text('hi\\n', encoding='utf-8')\n"),
    ("%%writefile {folder}/a.py\nx = 1", "pathlib.Path('{0}/a.py'.format(folder)).write_text('x = 1\\n', encoding='utf-8')\n"),
    ("%%writefile ../a.py\nx = 1", "pathlib.Path('../a.py').write_text('x = 1\\n', encoding='utf-8')\n"),
    ("%%writefile class.py\nx = 1", "pathlib.Path('class.py').write_text('x = 1\\n', encoding='utf-8')\n"),
    ("%%file -a b.py\nx = 1", "open('b.py', 'a', encoding='utf-8').write('x = 1\\n')\n"),
    # what IPython takes off
    ("    x = 1\n    y = 2", "x = 1\ny = 2"),
    (">>> x = 1\n>>> if x:\n...     y = 2", "x = 1\nif x:\n    y = 2"),
    ("In [3]: x = 1\n   ...: y = 2", "x = 1\ny = 2"),
    ("x = 1\n;", "x = 1\n"),
    # values that only IPython has
    ("x = %who_ls", "x = None"),
    ("x = %foo bar", "x = None"),
    # the shell object
    ("get_ipython().run_line_magic('cd', 'data')", "os.chdir('data')"),
    ("get_ipython().magic('%time x = 1')", "x = 1"),
    ("get_ipython().magic('matplotlib inline'); y = 2", "pass; y = 2"),
    ("if x:\n    get_ipython().magic('matplotlib inline')", "if x:\n    pass"),
    ("ä = 'ä'; y = get_ipython().getoutput('ls {x}')", "ä = 'ä'; y = " + lines_of("'ls {0}'.format(x)")),
    ("get_ipython().system('wget a')", run("'wget a'")),
    ("get_ipython().run_cell_magic('time', '', 'x = 1\\ny = 2\\n')", "x = 1; y = 2"),
    ("get_ipython().run_cell_magic('time', '', 'for i in x:\\n    y\\n')", "exec('\\nfor i in x:\\n    y\\n')"),
    ("y = get_ipython().__class__.__name__ == 'a'", "y = None == 'a'"),
    ("try:\n    get_ipython\nexcept NameError:\n    x = 1", "try:\n    pass\nexcept NameError:\n    x = 1"),
    ("from IPython import get_ipython, display  # get_ipython", "from IPython import display  # ipython"),
    ("y = 'get_ipython' in globals()  # get_ipython?", "y = 'ipython' in globals()  # ipython?"),
    ("y = ip.foo", "y = None"),
]  # fmt: skip

VANISHES = [
    ("%matplotlib inline", "dropped"), ("% matplotlib inline", "dropped"), ("%config x.y = 'svg'", "dropped"),
    ("%load_ext autoreload", "dropped"), ("%autoreload 2", "dropped"), ("%precision 3", "dropped"), ("%whos", "dropped"),
    ("%timeit -n 10 x + 1", "dropped"), ("%timeit -o f(x)", "dropped"), ("%timeit f(z := 1)", "dropped"),
    ("%%timeit\nz = f(x)", "dropped"), ("%%timeit z = 1\nf(z)", "dropped"), ("%%html\n<b>", "dropped"), ("%%latex\n$x$", "dropped"),
    ("?f", "dropped"), ("f?", "dropped"), ("f.g??", "dropped"), ("y = f?", "dropped"), ("x.*?", "dropped"), ("f?;", "dropped"),
    ("!ls -l | head", "dropped"), ("!nvidia-smi", "dropped"), ("!kill -9 -1", "dropped"), ("!sudo shutdown now", "dropped"), ("!python --version", "dropped"), ("!cat a 2>/dev/null", "dropped"),
    ("!pip list | grep a", "install"), ("!echo hi", "dropped"), ("!cd a", "dropped"), ("!# a", "dropped"), ("!", "dropped"),
    ("!pip install a", "install"), ("%pip install a", "install"), ("%conda install -y a", "install"), ("pip install a", "install"),
    ("!{sys.executable} -m pip install a", "install"), ("!apt-get -qq install a", "install"), ("!yes | pip uninstall a", "install"),
    ("!apt update && apt install a", "install"), ("!conda install a", "install"), ("%%bash\npip install a\nls", "install"),
    ("ls", "dropped"), ("ls -l", "dropped"), ("%run a.ipynb", "dropped"), ("%foo", "dropped"), ("%%foo\na b", "dropped"),
    ("%%R\ny <- 1", "dropped"), ("%%sql\nselect 1", "dropped"), ("%%script false --no-raise-error\nx = 1", "dropped"),
    ("%%writefile a.py\nx = 1", "module"), ("%%writefile pkg/a.py\nx = 1", "module"), ("from IPython import get_ipython", "dropped"),
    ("get_ipython().run_line_magic('matplotlib', 'inline')", "dropped"), ("get_ipython().foo()", "dropped"),
]  # fmt: skip

STAYS = [
    "y = 5 %2", "share = (7\n         % 4)", "a = 7 \\\n  % 4", "text = '''\n%matplotlib inline\n!ls\nwhat?\n'''",
    "text = f'''\n!{x}\n%{x}\n'''", "y = 1  # what?", "y = 'a?'", "y = x != 2", "y %= 3", "import re\nre.match('a?', x)",
    "# %%time\n# !ls", "ls = 1\nls", "def cd(a):\n    return a\ncd", "y = [\n  'a', # !ls\n]", "lambda: get_x()", "y = {'%a': 1}",
    "print('%d %s' % (1,\n  2))", 'y = """a\n!b"""', "y = 'a\\\n!b'", "display(x)", "", "\n\n", "pass", "@f\ndef g(): pass",
]  # fmt: skip

REPORTS = [
    ("%foo", ["NB010"]), ("%run a.ipynb", ["NB011"]), ("%%R\nx", ["NB012"]), ("%load a.py", ["NB013"]), ("%timeit f()", ["NB021"]),
    ("%%timeit -n 3\nf()", ["NB021"]), ("%timeit x + 1", []), ("%store x", ["NB013"]),
    ("x = %foo", ["NB010", "NB014"]), ("y = get_ipython().kernel", ["NB015"]), ("# a\nx = 1\n%%time\nx", None),
    ("# a\n%%time\nx", ["NB017"]), ("!wget a", ["NB018"]), ("!pip install -r a.txt", ["NB030"]), ("!pip install '<'", ["NB031"]),
    ("!pip install -e .", ["NB032"]), ("!pip install -i https://a/b c", ["NB033"]), ("%cd -", ["NB013"]),
    ("!pip install git+https://me:secret@a.b/c", ["NB037"]), ("%matplotlib inline", []), ("%%script perl\nx", ["NB012"]),
    ("%tensorflow_version 1.x", ["NB046"]), ("%tensorflow_version 2.x", []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "python"), BECOMES)
def test_becomes(source: str, python: str) -> None:
    result = lowered(source)
    assert (result.python, result.refusal) == (python, None)
    assert python.count("\n") == source.count("\n") and "get_ipython" not in python
    for module in ("subprocess", "os", "pathlib", "sys"):
        assert (module in result.imports) == (f"{module}." in python)


@pytest.mark.parametrize(("source", "fate"), VANISHES)
def test_vanishes(source: str, fate: str) -> None:
    result = lowered(source)
    assert (result.python, result.refusal) == ("\n" * source.count("\n"), None)
    [line] = result.lines
    assert (line.line, line.end_line, line.source, line.fate) == (1, source.count("\n") + 1, source, fate)
    assert line.because and line.roles


@pytest.mark.parametrize("source", STAYS)
def test_stays(source: str) -> None:
    assert lower(source, Surroundings(0, frozenset({"ls", "cd", "x"}))) == Lowered(
        source, refusal=lowered(source).refusal
    )


@pytest.mark.parametrize("syntax", ["%matplotlib inline", "!ls", "f?"])
@pytest.mark.parametrize("source", [source for source in STAYS if source])
def test_stays_beside_a_magic(source: str, syntax: str) -> None:
    assert lowered(f"{source}\n{syntax}").python == f"{source}\n"
    assert lowered(f"{syntax}\n{source}").python == f"\n{source}"


@pytest.mark.parametrize(("source", "codes"), REPORTS)
def test_reports(source: str, codes: list[str] | None) -> None:
    result = lowered(source)
    assert codes is None or [finding.code for finding in result.findings] == codes
    assert "secret" not in str(result.findings) + str(result.requirements)


@pytest.mark.parametrize("source", STAYS)
def test_ipython_agrees_that_it_is_python(source: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert "get_ipython" not in TransformerManager().transform_cell(source).replace("get_ipython().__", "")


TEXTS = [
    "a {x} $x $$x {{x}}", "{x!r:>5}", "{x!r}", "{str(x)[0:1]}", "'$x' $x", "$y {x}", "{print $1} $x", "{x", "}", "{}", "$x.real", "{[i for i in [1, 2]]}",
    "{x:{x}}", "100%", "{len(str(x))}", "a\\nb '{x}'",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_expands_as_ipython_does(text: str) -> None:
    try:
        expected = DollarFormatter().vformat(text, args=[], kwargs={"x": 7})
    except Exception:  # whatever it is, IPython then leaves the text alone
        expected = text
    value = eval(expand(text, frozenset({"x"})), {"x": 7})
    assert value == expected
