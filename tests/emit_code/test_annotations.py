"""Annotations name only what the imports of their own module give: (imports and calls of the notebook, how it is told)."""

import ast
import builtins

import pytest

from tests.notebooks import project

READ = "import pandas as pd\ndf = pd.read_csv('d.csv')\nX = df[['a', 'b']]\ny = df['c']"
LINEAR = "LinearRegression().fit(X, y)"

SHAPES = {
    "a module, by its full name": (("import sklearn.linear_model", f"sklearn.linear_model.{LINEAR}"),
                                   "sklearn.linear_model.LinearRegression"),
    "under another name": (("import sklearn.linear_model as lm", f"lm.{LINEAR}"), "lm.LinearRegression"),
    "from its package": (("from sklearn import linear_model", f"linear_model.{LINEAR}"), "linear_model.LinearRegression"),
    "by both, reached by the one": (
        ("import sklearn.linear_model\nfrom sklearn import linear_model", f"sklearn.linear_model.{LINEAR}"),
        "sklearn.linear_model.LinearRegression",
    ),
    "by both, reached by the other": (
        ("import sklearn.linear_model\nfrom sklearn import linear_model", f"linear_model.{LINEAR}"),
        "linear_model.LinearRegression",
    ),
    "the class": (("from sklearn.linear_model import LinearRegression", LINEAR), "LinearRegression"),
    "the class under another name": (("from sklearn.linear_model import LinearRegression as LR", "LR().fit(X, y)"), "LR"),
    "by a longer import": (("import sklearn.linear_model._base", f"sklearn.linear_model.{LINEAR}"),
                           "sklearn.linear_model.LinearRegression"),
    "a module that nothing here imports": (
        ("import sklearn\nfrom sklearn.linear_model import Ridge", f"sklearn.linear_model.{LINEAR}"), "Any",
    ),
    "a star import": (("from sklearn.linear_model import *", LINEAR), "Any"),
    "an import that is tried": (
        ("try:\n    import sklearn.linear_model as lm\nexcept ImportError:\n    lm = None", f"lm.{LINEAR}"), "Any",
    ),
    "what an older version had": (("from sklearn import mixture", "mixture.GMM().fit(X)"), "Any"),
    "what only we call so": (
        ("import sklearn\nfrom sklearn.base import clone\nfrom sklearn.linear_model import Ridge", "clone(Ridge()).fit(X, y)"),
        "Any",
    ),
    "a library that is flat": (("import xgboost as xgb", "xgb.XGBRegressor().fit(X, y)"), "xgb.XGBRegressor"),
    "a flat library by its inner module": (("import xgboost.sklearn", "xgboost.sklearn.XGBRegressor().fit(X, y)"),
                                           "xgboost.sklearn.XGBRegressor"),
}  # fmt: skip


def bound_at_once(tree):
    """Every dotted name that the module's own imports and definitions surely give."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                parts = (alias.asname or alias.name).split(".")
                found |= {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def annotations(tree):
    """The dotted names in annotations."""
    for node in ast.walk(tree):
        notes = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        for note in (n for n in notes if n is not None):
            inner = {id(n.value) for n in ast.walk(note) if isinstance(n, ast.Attribute)}
            for part in ast.walk(note):
                if isinstance(part, (ast.Name, ast.Attribute)) and id(part) not in inner:
                    yield ast.unparse(part)


@pytest.mark.parametrize("shape", SHAPES)
def test_an_annotation_names_what_the_imports_give(shape):
    (imports, call), told = SHAPES[shape]
    made = project(
        f"{imports}\n{READ}",
        "## Fit",
        f"model = {call}",
        "## Score",
        "print(model.get_params())\nprint(X.mean(), model)",
    )
    notes = set()
    for path, content in made.items():
        if path.endswith(".py"):
            tree = ast.parse(content)
            given = bound_at_once(tree) | {*vars(builtins)}
            for note in annotations(tree):
                assert note in given or note.rpartition(".")[0] in given, (path, note)
                notes |= {note} if path.endswith("/train.py") or path.endswith("/run.py") else set()
    models = {note for note in notes if "Regress" in note or note in ("LR", "mixture.GMM", "sklearn.Estimator")}
    assert models == (set() if told == "Any" else {told})
