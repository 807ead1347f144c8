"""Import statements of the notebook as the package needs them: (before, after), and what stays."""

import libcst as cst
import pytest

from nb2prod.rewrite.imports import Relocate, module_name
from nb2prod.rewrite.visiting import visited


def relocated(source):
    return visited(cst.parse_module(source), Relocate("churn", {"beside": "beside", "pkg": "pkg"})).code


TABLE = [
    ("import beside", "from churn import beside"),
    ("import beside as b", "from churn import beside as b"),
    ("from beside import triple", "from churn.beside import triple"),
    ("from beside import triple as t, x", "from churn.beside import triple as t, x"),
    ("from beside import *", "from churn.beside import *"),
    ("from pkg.sub import x", "from churn.pkg.sub import x"),
    ("import pkg.sub", '__import__("churn.pkg.sub"); from churn import pkg'),
    ("import os, pkg.sub", 'import os; __import__("churn.pkg.sub"); from churn import pkg'),
    ("import pkg.sub as s", "from churn.pkg import sub as s"),
    ("from . import beside", "from churn import beside"),
    ("from .beside import x", "from churn.beside import x"),
    ("from tqdm.notebook import tqdm", "from tqdm import tqdm"),
    ("from tqdm import tqdm_notebook", "from tqdm import tqdm as tqdm_notebook"),
    ("from tqdm import tqdm_notebook as bar", "from tqdm import tqdm as bar"),
    ("from tqdm import tnrange, trange", "from tqdm import trange as tnrange, trange"),
    ("from tqdm.auto import tqdm", "from tqdm import tqdm"),
    ("import tqdm.notebook as t", "import tqdm as t"),
    ("def f():\n    import beside\n", "def f():\n    from churn import beside\n"),
    ("reload(sys.modules['beside'])", 'reload(sys.modules["churn.beside"])'),
    ("m = importlib.import_module('pkg.sub')", 'm = importlib.import_module("churn.pkg.sub")'),
    ("m = import_module(name)", "m = import_module(name)"),
    ("m = import_module('json')", "m = import_module('json')"),
    ("t = tables['beside']", "t = tables['beside']"),
]


@pytest.mark.parametrize(("before", "after"), TABLE, ids=[row[0] for row in TABLE])
def test_relocated(before, after):
    assert relocated(before) == after


ASIDE = [
    ("from config import SIZE", "from churn.config_ import SIZE"),
    ("import config", "from churn import config_ as config"),
    ("import config as c", "from churn import config_ as c"),
    ("import config.sub", '__import__("churn.config_.sub"); from churn import config_ as config'),
    ("import config.sub as s", "from churn.config_ import sub as s"),
    ("from beside import config", "from churn.beside import config"),
]


@pytest.mark.parametrize(("before", "after"), ASIDE, ids=[row[0] for row in ASIDE])
def test_a_module_that_bears_the_name_of_one_of_ours(before, after):
    relocate = Relocate("churn", {"beside": "beside", "config": "config_"})
    assert visited(cst.parse_module(before), relocate).code == after
    assert visited(cst.parse_module(before), relocate.of_copied()).code == after


def test_keywords_that_are_called_otherwise_now():
    keywords = {("Word2Vec", "size"): "vector_size"}
    module = cst.parse_module("m = g.Word2Vec(r, size=f(size=3))\nx = Other(size=1)\n")
    made = visited(module, Relocate("churn", {}, keywords=keywords))
    assert made.code == "m = g.Word2Vec(r, vector_size=f(size=3))\nx = Other(size=1)\n"


PLACES = {
    ("a.old", "f"): ("a.new", "f"),
    ("a.old", "G"): ("b", "H"),
    ("a.old", "m"): ("", "m"),
    ("old", ""): ("", "new"),
}
PLACED = [
    ("from a.old import f", "from a.new import f"),
    ("from a.old import G", "from b import H as G"),
    ("from a.old import G as g, G as k", "from b import H as g, H as k"),
    ("from a.old import m", "import m"),
    ("from a.old import f, G, stays, m as n", "from a.new import f; from b import H as G; from a.old import stays; import m as n"),
    ("from a.old import *", "from a.old import *"),
    ("import old", "import new as old"),
    ("import old as o, os", "import new as o, os"),
    ("import old.sub", "import old.sub"),
    ("from a import f", "from a import f"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), PLACED, ids=[row[0] for row in PLACED])
def test_what_has_moved_comes_from_where_it_is_now(before, after):
    assert visited(cst.parse_module(before), Relocate("churn", {}, PLACES)).code == after


COPIED = [
    ("from .core import x", "from .core import x"),
    ("from . import core", "from . import core"),
    ("from ..deep import x", "from ..deep import x"),
    ("from pkg.core import x", "from churn.pkg.core import x"),
    ("import beside", "from churn import beside"),
]


@pytest.mark.parametrize(("before", "after"), COPIED, ids=[row[0] for row in COPIED])
def test_in_a_copied_module_relative_imports_stay(before, after):
    assert (
        visited(cst.parse_module(before), Relocate("churn", {"beside": "beside", "pkg": "pkg"}).of_copied()).code
        == after
    )


STAYS = [
    "import pandas as pd",
    "import os, sys",
    "import os.path",
    "from besides import x",
    "from numpy import *",
    "from tqdm import tqdm",
    "import tqdm",
    "beside = 1",
    "x = 'import beside'",
]


@pytest.mark.parametrize("source", STAYS)
def test_stays(source):
    assert relocated(source) == source


def test_several_modules_on_one_line_are_all_relocated():
    assert "churn" in compile(relocated("import os, beside"), "cell", "exec").co_names


def test_module_name():
    assert module_name(cst.parse_expression("a.b.c")) == "a.b.c"


OPENED = [
    ("import urllib", "import urllib.error, urllib.request"),
    ("import urllib, os", "import urllib.error, urllib.request, os"),
    ("import os, urllib", "import os, urllib.error, urllib.request"),
    ("import urllib as u", "import urllib as u"),
    ("import urllib.parse", "import urllib.error, urllib.parse, urllib.request"),
    ("import urllib.error", "import urllib.error, urllib.request"),
]


@pytest.mark.parametrize(("before", "after"), OPENED, ids=[row[0] for row in OPENED])
def test_modules_that_the_code_takes_from_their_package_are_imported(before, after):
    opened = {"urllib": ("urllib.error", "urllib.request")}
    assert visited(cst.parse_module(before), Relocate("churn", {}, opened=opened)).code == after
