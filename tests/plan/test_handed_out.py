"""Modules that a course hands out: which of them the project still needs. Each row: cells, and the paths that are copied."""

import pytest

from nb2prod import pipeline
from nb2prod.read import read_bytes
from tests.notebooks import document

BESIDE = {
    "learntools/__init__.py": "from . import core, sql\n",
    "learntools/sql/__init__.py": "",
    "learntools/core/__init__.py": "import os\nMODE = os.environ.get('MODE')\n__all__ = [n for n in dir()] + ['____']\n____ = 0\n",
    "learntools/time_series/__init__.py": "",
    "learntools/time_series/style.py": "import warnings\nwarnings.simplefilter('ignore')\nplot_params = {}\n",
    "learntools/time_series/utils.py": "def make_lags(y):\n    return [y]\n",
    "learntools/nlp/__init__.py": "",
    "learntools/nlp/ex1.py": "qvars = bind_exercises(globals(), [A])\n__all__ = list(qvars)\n",
    "helper.py": "from learntools.sql import x\n",
}
PACKAGE = ["learntools/__init__.py", "learntools/core/__init__.py", "learntools/sql/__init__.py"]
SET = "from learntools.core import binder\nbinder.bind(globals())\nfrom learntools.nlp.ex1 import *"
UTILS = "from learntools.time_series.utils import make_lags"
NEEDED = [
    ((SET, "x = 1\nq1.check()"), []),
    ((SET, "x = ____\nx = 1\nprint(x)"), []),
    ((SET, "x = ____\ny = [x]"), PACKAGE),
    (("from learntools.time_series.style import *", "x = 1"), [*PACKAGE, "learntools/time_series/__init__.py", "learntools/time_series/style.py"]),
    ((SET, "from learntools.time_series.style import *", "x = 1"), []),
    ((SET, UTILS, "x = 1"), []),
    ((SET, UTILS, "x = make_lags(1)"), [*PACKAGE, "learntools/time_series/__init__.py", "learntools/time_series/utils.py"]),
    (("import helper", "x = helper.x"), ["helper.py", *PACKAGE]),
    (("import helper", "x = 1"), ["helper.py", *PACKAGE]),  # our own modules are copied whatever becomes of them
]  # fmt: skip


@pytest.mark.parametrize(("cells", "paths"), NEEDED)
def test_what_is_copied(cells, paths):
    decided = pipeline.decide(read_bytes(document(*cells), "a.ipynb", BESIDE.get))
    assert [module.path for module in decided.program.notebook.modules] == paths
    assert [step.name for step in decided.steps] != ["run_notebook"]
