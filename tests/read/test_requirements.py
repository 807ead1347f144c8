"""What pip lines, conda lines and imports ask for, and which modules come along."""

from __future__ import annotations

import ast
import json

import pytest
from packaging.utils import canonicalize_name

from nb2prod.knowledge.distributions import STDLIB, distribution_of, well_known
from nb2prod.knowledge.shelf import STANDARD, known, load
from nb2prod.model import Notebook
from nb2prod.read import read_bytes
from nb2prod.read.added_folders import added_folders


def read(*sources: str, **beside: str) -> Notebook:
    cells = [{"cell_type": "code", "source": source} for source in sources]
    data = json.dumps({"nbformat": 4, "metadata": {}, "cells": cells}).encode()
    return read_bytes(data, "a.ipynb", lambda path: beside.get(path.removesuffix(".py").replace("/", "__")))


PIP = [
    ("!pip install a", ["a"]),
    ("!pip install -q -U --no-cache-dir A==1.0 'b[x,y]>=2,<3' c>=1.5 > /dev/null 2>&1", ["A==1.0", "b[x,y]<3,>=2", "c>=1.5"]),
    ("!pip install pandas >= 1.0", ["pandas>=1.0"]),
    ("!pip3 install a  # why", ["a"]),
    ("!pip install a=1.0", ["a==1.0"]),
    ("!pip install --index-url https://x/y -c c.txt a", ["a"]),
    ("!pip install git+https://github.com/u/repo.git@v1", ["repo @ git+https://github.com/u/repo.git@v1"]),
    ("!pip install 'git+https://github.com/u/r#egg=name'", ["name @ git+https://github.com/u/r#egg=name"]),
    ("!pip install -e git+https://github.com/u/r", ["r @ git+https://github.com/u/r"]),
    ("!pip install https://h/torch-1.0-cp37-linux.whl", ["torch @ https://h/torch-1.0-cp37-linux.whl"]),
    ("!pip install sklearn", ["scikit-learn"]),
    ("!pip install --upgrade pip", []),
    ("!pip install . ../x -r r.txt", []),
    ("!pip install $UNKNOWN", []),
    ("!pip install - q - U Slacker", ["Slacker"]),  # options with a stray blank
    ("!pip install - - upgrade a - r b.txt", ["a"]),
    ("!pip install -q q U", ["q", "U"]),  # there is no such blank: they are asked for
    ("!pip uninstall -y a", []),
    ("!conda install -c conda-forge -y pytorch=1.2 b>=1 python=3.7", ["b>=1", "torch==1.2.*"]),
    ("!apt install a", []),
    ("!sudo pip install a; pip install b && python -m pip install c", ["a", "b", "c"]),
    ("%%bash\npip install a\nwget b", ["a"]),
    ("!pip install a==1\n!pip install a==2", ["a==2"]),
    ("!pip install a==1\n!pip install A", ["a==1"]),
    ("import numpy as np, cv2\nfrom sklearn.svm import SVC", ["numpy", "opencv-python", "scikit-learn"]),
    ("def f():\n    try:\n        import yaml\n    except ImportError:\n        pass", ["PyYAML"]),
    ("import json, os.path, cPickle, urllib2, __future__", []),
    ("!pip install opencv-python-headless\nimport cv2", ["opencv-python-headless"]),
    ("import optuna\nfrom optuna.integration import OptunaSearchCV", ["optuna", "optuna-integration"]),
    ("!pip install Scikit_Learn==1.0\nimport sklearn", ["Scikit_Learn==1.0"]),
    ("from . import a", []),
    ("from google.cloud import storage\nfrom google.colab import drive\nimport google.auth", ["google-auth", "google-cloud-storage"]),
    ("import azureml.core\nfrom azure.ai.ml import MLClient", ["azure-ai-ml", "azureml-core"]),
    ("import numpy_financial as npf, visualkeras\nimport dataframe_image", ["dataframe-image", "numpy-financial", "visualkeras"]),
    ("import slacker, pandas_datareader.data\nfrom adjustText import adjust_text", ["adjustText", "pandas-datareader", "slacker"]),
    ("import utils", []), ("import learntools", []), ("import ploomber, pqdm", ["ploomber", "pqdm"]), ("import ftfy, sklearn_extra\nfrom pattern.en import suggest", ["ftfy", "pattern", "scikit-learn-extra"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), PIP)
def test_requirements(source: str, expected: list[str]) -> None:
    found = [
        each.name + (f"[{','.join(each.extras)}]" if each.extras else "") + each.specifier
        + (f" @ {each.url}" if each.url else "")
        for each in read(f"{source}\n").requirements
    ]  # fmt: skip
    assert found == expected


CALL = "import figs\nfigs.show()"
OPTIONAL = [  # the module beside the notebook; what is required, and what is optional
    ("import yaml\ndef show(): pass", "PyYAML", ""),
    ("def show(): help()\ndef help():\n    import yaml", "PyYAML", ""),
    ("def show(): pass\ndef old():\n    import yaml", "", "PyYAML"),
    ("try:\n    import yaml\nexcept ImportError:\n    yaml = None\ndef show(): pass", "", "PyYAML"),
    ("try:\n    import yaml\nexcept ImportError:\n    raise SystemExit\ndef show(): pass", "PyYAML", ""),
    ("import os\nON = os.environ.get('SDK') == 'True'\nif ON:\n    import yaml\ndef show(): pass", "", "PyYAML"),
    (
        "import os\nON = os.environ.get('SDK', 'True') == 'True'\nif ON:\n    import yaml\ndef show(): pass",
        "PyYAML",
        "",
    ),
    ("ON = True\nif ON:\n    import yaml\ndef show(): pass", "PyYAML", ""),
    ("def show(): pass\nif __name__ == '__main__':\n    import yaml", "", "PyYAML"),
    ("import yaml\ndef show(): pass\ndef old():\n    import yaml", "PyYAML", ""),
    ("def show(): print(globals())\ndef old():\n    import yaml", "PyYAML", ""),
    ("def old():\n    import yaml\nTABLE = [old]\ndef show(): pass", "PyYAML", ""),
    ("__all__ = ['show', 'old']\ndef show(): pass\ndef old():\n    import yaml", "", "PyYAML"),
    ("def show(): pass\n@show\ndef old():\n    import yaml", "PyYAML", ""),
]


@pytest.mark.parametrize(("module", "firm", "optional"), OPTIONAL)
def test_what_copied_modules_import(module: str, firm: str, optional: str) -> None:
    found = read(CALL, figs=module).requirements
    assert " ".join(each.name for each in found if not each.optional) == firm
    assert " ".join(each.name for each in found if each.optional) == optional
    both = read(CALL + "\nimport yaml", figs=module).requirements
    assert [each.optional for each in both] == [False]


def test_a_module_that_nobody_knows_is_told_where_something_calls_for_it() -> None:
    assert not read(CALL, figs="def show(): pass\ndef old():\n    import strangely").findings
    assert [f.code for f in read(CALL, figs="def show():\n    import strangely").findings] == ["NB035"]


def test_all_that_a_library_file_is_about_is_known() -> None:
    own = [name for name in known() if name not in (*STDLIB, STANDARD)]
    assert not [
        name for name in own if canonicalize_name(distribution_of(name) or "") != canonicalize_name(_held(name))
    ]
    handed_out = [name for name in own if (library := load(name)) and library.grades.modules]  # no index has it
    assert [name for name in own if not well_known(name)] == handed_out == ["learntools"]


def _held(top: str) -> str:
    library = load(top)
    assert library is not None
    return library.distribution or library.name


def test_only_pip_lines_carry_a_cell() -> None:
    found = read("import numpy", "!pip install pandas\nimport pandas").requirements
    assert [(each.name, each.cell) for each in found] == [("numpy", None), ("pandas", 1)]


REPORTS = [
    ("import numpy", []), ("import nobody_knows_it", ["NB035"]), ("import utils", ["NB036"]),
    ("!pip install kats numpy==1.20", []), ("!pip install kats==0.1\n!pip install numpy==1.20", []),
    ("!pip install nobody-knows-it\nimport nobody_knows_it", []), ("!pip install a==1\n!pip install a==2", ["NB034"]),
    ("!pip install a==1\n!pip install a==1", []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "codes"), REPORTS)
def test_reports(source: str, codes: list[str]) -> None:
    assert [each.code for each in read(source).findings] == codes


def test_modules_beside_come_along_with_what_they_import() -> None:
    notebook = read(
        "import helper\nfrom pkg.sub import f\nfrom pkg import other",
        helper="import yaml\nimport second", second="import helper", pkg____init__="from .deep import x",
        pkg__sub="from . import other\nfrom .. import up", pkg__other="import numpy", pkg__deep="from .more.a import b",
        pkg__more____init__="", pkg__more__a="", unused="import tensorflow",
    )  # fmt: skip
    assert [(module.name, module.path) for module in notebook.modules] == [
        ("helper", "helper.py"), ("pkg", "pkg/__init__.py"), ("pkg.deep", "pkg/deep.py"),
        ("pkg.more", "pkg/more/__init__.py"), ("pkg.more.a", "pkg/more/a.py"), ("pkg.other", "pkg/other.py"),
        ("pkg.sub", "pkg/sub.py"), ("second", "second.py"),
    ]  # fmt: skip
    assert [each.name for each in notebook.requirements] == ["numpy", "PyYAML"]
    assert notebook.findings == ()


def test_what_nobody_knows_is_no_requirement_unless_a_pip_line_says_so() -> None:
    assert [each.name for each in read("import cons\nimport preprocessors\nimport janitor").requirements] == [
        "pyjanitor"
    ]
    assert [each.name for each in read("!pip install cons\nimport cons").requirements] == ["cons"]


ADDED = [  # what adds folders, the folders where modules are looked for
    ("sys.path.append('lib')", ["./lib/"]),
    ("sys.path.insert(0, os.path.abspath('../src'))", ["../src/"]),
    ("here = os.path.abspath(os.path.join('..'))\nsys.path.append(here + '')", []),
    ("here = os.path.abspath(os.path.join('..'))\nsys.path.append(here)", ["../"]),
    ("sys.path.append(str(Path('..') / 'src'))", ["../src/"]),
    ("sys.path.append(str(Path.cwd().parent))", ["../"]),
    ("sys.path.extend(['a', 'b/c'])", ["./a/", "./b/c/"]),
    ("sys.path.append(os.path.join(os.getcwd(), 'lib'))", ["./lib/"]),
    ("sys.path.append('.')", []),
    ("sys.path.append('/home/me/lib')\nsys.path.append('~/lib')\nsys.path.append('C:/lib')", []),
    ("sys.path.append(os.environ['LIB'])", []),
    ("sys.path.append('../../../../../etc')", []),
    ("here = here2\nhere2 = here\nsys.path.append(here)", []),
    ("r = Path.cwd()\nif r.name == 'n':\n    r = r.parent\nsys.path.insert(0, str(r / 'src'))", ["./src/", "../src/"]),
    ("sys.path.append(str(Path.cwd().parents[1]))", ["../../"]),
    (
        "here = Path.cwd()\nfor p in [here] + list(here.parents):\n    if (p / 'src').exists():\n        top = p\n"
        "sys.path.insert(0, str(top))",
        ["../", "../../", "../../../"],
    ),
    (
        "top = next(p for p in [Path.cwd(), *Path.cwd().parents] if (p / 'src').exists())\nsys.path.append(f'{top}')\n"
        "sys.path.append(str(top / 'src'))",
        ["./src/", "../src/", "../../src/", "../../../src/"],
    ),
]


@pytest.mark.parametrize(("source", "folders"), ADDED)
def test_folders_that_are_added_to_the_path(source: str, folders: list[str]) -> None:
    assert list(added_folders([ast.parse(source)])) == folders


def test_modules_in_an_added_folder_come_along() -> None:
    notebook = read(
        "import sys\nsys.path.append('../src')\nimport cons", **{"..__src__cons": "import yaml", "cons2": ""}
    )
    assert [(each.name, each.path, each.text) for each in notebook.modules] == [("cons", "cons.py", "import yaml")]
    assert "../src/" in notebook.modules[0].because and [each.name for each in notebook.requirements] == ["PyYAML"]
    assert ("../src/cons.py", "") not in notebook.origin.beside and notebook.findings == ()


ABOVE = [  # source, files by path with __ for /, modules that come along, findings
    ("import lessons.core", {"..__..__lessons____init__": "", "..__..__lessons__core": "import yaml"}, ["lessons", "lessons.core"], []),
    ("import lessons", {"..__lessons": ""}, ["lessons"], []),
    ("!pip install lessons\nimport lessons", {"..__lessons": ""}, [], []),  # the pip line says which one is meant
    ("import numpy", {"..__numpy": ""}, [], []),  # everybody knows which one is meant
    ("import helper", {"helper": "def ask():\n    return input('?')"}, ["helper"], ["NB022"]),
    ("import utils", {"..__utils": ""}, [], ["NB036"]),  # every folder has one of that name
    ("import helper", {"helper": "import sys\nsys.path.append('..')\nimport second", "..__second": ""}, ["helper", "second"], []),
    ("import second\nimport helper", {"helper": "import sys\nsys.path.append('../x')", "..__x__second": ""}, ["helper", "second"], []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "files", "modules", "codes"), ABOVE)
def test_modules_above_the_notebook(source: str, files: dict[str, str], modules: list[str], codes: list[str]) -> None:
    notebook = read(source, **files)
    assert [each.name for each in notebook.modules] == modules
    assert [each.code for each in notebook.findings] == codes


def test_written_modules_are_no_requirements() -> None:
    notebook = read("%%writefile mine.py\nimport yaml\n", "import mine")
    assert [(module.path, module.text, module.cell) for module in notebook.modules] == [("mine.py", "import yaml\n", 0)]
    assert [each.name for each in notebook.requirements] == ["PyYAML"]


def test_a_module_written_twice_is_reported() -> None:
    found = read(*(f"%%writefile mine.py\n{text}\n" for text in ("v = 1", "v = 1", "v = 2"))).findings
    assert [each.cell for each in found if each.code == "NB039"] == [0, 1]


def test_a_broken_module_is_reported() -> None:
    found = read("import helper", helper="print 'x'")
    assert [each.code for each in found.findings] == ["NB038"]
    assert found.modules == ()  # a project that holds it could not even be formatted


def test_the_identity_covers_the_modules() -> None:
    assert read("import helper", helper="x = 1").identity != read("import helper", helper="x = 2").identity


@pytest.mark.parametrize(
    ("module", "name"),
    [("sklearn", "scikit-learn"), ("PIL", "pillow"), ("json", None), ("numpy", "numpy"), ("google", None),
     ("google.cloud.bigquery", "google-cloud-bigquery"), ("mpl_toolkits.mplot3d", "matplotlib"), ("_thread", None)],
)  # fmt: skip
def test_distribution_of(module: str, name: str | None) -> None:
    assert distribution_of(module) == name


def test_a_module_beside_comes_without_what_sets_up_the_front_end() -> None:
    notebook = read("import own", own="from IPython import get_ipython\nget_ipython().config.A.b = 1\nx = 1\n")
    assert [module.text for module in notebook.modules] == ["from IPython import get_ipython\n\nx = 1\n"]


@pytest.mark.parametrize(("cells", "codes"), [
    (("!pip install kats", "!pip install numpy==1.20"), ["NB043"]),
    (("!pip install numpy==1.20", "!pip install kats"), []),
    (("!pip install kats", "!pip install 'numpy>=1.20'"), []),
    (("!pip install kats==0.2", "!pip install numpy==1.20"), []),
    (("!pip install kats", "!pip install prophet==1.0"), []),
])  # fmt: skip
def test_a_pin_after_what_stands_on_it(cells: tuple[str, ...], codes: list[str]) -> None:
    assert [each.code for each in read(*cells).findings] == codes


TOLD = [  # a comment of the notebook, what the advice on a module that nobody knows ends with
    ("# Set `PYTHONPATH=src` (or `pip install -e .`) first.", "(cell 1): Set `PYTHONPATH=src` (or `pip install -e .`) first."),
    ("# It is ours. Run pip install nobody first\n# and wait", "(cell 1): Run pip install nobody first"),
    ("# pip install https://u:s3cr3tpa55word@h/n.whl", "pip install https://u:(a secret stood here)@h/n.whl"),
    ("# PYTHONPATH " + "is long " * 30, "to it."),
    ("# nothing", "to it."),
]  # fmt: skip


@pytest.mark.parametrize(("comment", "said"), TOLD, ids=[said[:30] for _, said in TOLD])
def test_what_the_notebook_says_of_installing(comment, said):
    (found,) = read(f"{comment}\nimport nobody_knows_it").findings
    assert found.advice.endswith(said)
