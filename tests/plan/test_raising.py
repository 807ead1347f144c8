"""What the code itself shows to end a run: folds with a seed for nothing, keys of a grid."""

import pytest

from tests.notebooks import planned


def stops(plan):
    return [claim.cells for claim in plan.claims if claim.kind == "stops"]


FOLDS = "from sklearn.model_selection import KFold\n"
SKLEARN = """
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
scale = StandardScaler()
"""
SPLITTERS = [
    ("KFold(n_splits=5, random_state=7)", ["KFold"]),
    ("KFold(5, shuffle=False, random_state=seed)", ["KFold"]),
    ("KFold(5, shuffle=True, random_state=7)", []),
    ("KFold(5, random_state=None)", []),
    ("KFold(5, random_state=unknown())", []),
    ("KFold(5, **given)", []),
    ("KFold(5)", []),
    ("KFold(5, random_state=7) if given else KFold(5)", []),
    ("given and KFold(5, random_state=7) or KFold(5)", []),
    ("[KFold(5, random_state=7) for name in given] or KFold(5)", []),
]


def said(source: str, code: str) -> list[str]:
    return [f.text for f in planned(source).findings if f.code == code]


OF_A_MODULE = [
    ("here = os.path.dirname(__file__)\nprint(here)", True),
    ("try:\n    here = os.path.dirname(__file__)\nexcept NameError:\n    here = '.'\nprint(here)", False),
    ("if '__file__' in globals():\n    here = __file__\nelse:\n    here = '.'\nprint(here)", False),
    ("import contextlib\nhere = '.'\nwith contextlib.suppress(NameError):\n    here = __file__\nprint(here)", False),
    ("def here():\n    return os.path.dirname(__file__)\nprint(here)", False),
    ("here = __file__ if '__file__' in globals() else '.'\nprint(here)", False),
]


@pytest.mark.parametrize(("source", "due"), OF_A_MODULE)
def test_a_notebook_is_no_file(source, due):
    plan = planned("import os", source)
    assert (stops(plan) == [(2,)]) is due
    told = "__file__, which no notebook has: a NameError ends the run when it gets here"
    assert (told in [f.text for f in plan.findings]) is due


@pytest.mark.parametrize(("made", "names"), SPLITTERS)
def test_a_seed_without_shuffling(made, names):
    source = f"{FOLDS}seed = 3\ngiven = {{}}\ncv = {made}\nprint([*cv.split([1, 2, 3, 4, 5])])"
    assert [text.split()[0] for text in said(source, "NB155")] == names


def test_where_an_error_is_caught_nothing_is_told():
    source = f"{FOLDS}try:\n    cv = KFold(5, random_state=1)\nexcept ValueError:\n    cv = KFold(5)\nprint(cv)"
    assert not said(source, "NB155")


PINS = [("0.21.3", False), ("0.23.*", False), ("0.24.0", True), ("1.5", True)]


@pytest.mark.parametrize(("version", "ends"), PINS)
def test_an_old_version_takes_the_seed(version, ends):
    source = f"{FOLDS}cv = KFold(5, random_state=7)\nprint([*cv.split([1, 2, 3, 4, 5])])"
    plan = planned(f"%pip install scikit-learn=={version}", source)
    assert bool([f for f in plan.findings if f.code == "NB155"]) is ends
    assert (stops(plan) == [(2,)]) is ends


def test_what_may_not_run_is_said_to_end_it_only_there():
    source = f"{FOLDS}def folds(s):\n    if s:\n        return KFold(5, random_state=3)\n    return KFold(5)\nprint(folds(0))"
    plan = planned(source)
    texts = [f.text for f in plan.findings if f.code == "NB155"]
    assert len(texts) == 1 and texts[0].endswith("a ValueError ends the run when it gets here")
    assert stops(plan) == []


LOOPS = [
    ("if rows[i] == 'a': rows.pop(i)", True),
    ("if rows[i] == 'a':\n        del rows[i]\n    print('x')", True),
    ("if rows[i] == 'a':\n        rows.pop(i)\n        break", False),
    ("if rows[i] == 'a': rows.append('b')", False),
    ("if i < len(rows) and rows[i] == 'a': rows.pop(i)", False),
    ("if i < len(rows):\n        if rows[i] == 'a': rows.pop(i)", False),
    ("if rows[i] == 'a':\n        rows.pop(i)\n        rows.insert(0, 'c')", False),
    ("if rows[i] == 'a': rows = rows[1:]", False),
    ("if rows[i] == 'a': other.pop()", False),
]


@pytest.mark.parametrize(("body", "ends"), LOOPS)
def test_a_list_that_gets_shorter(body, ends):
    source = f"rows, other = ['a', 'b'], [1]\nrows = ['a', 'b']\nfor i in range(len(rows)):\n    {body}\nprint(rows)"
    assert bool(said(source, "NB156")) is ends


def test_a_mapping_keeps_its_keys():
    source = "rows = {0: 'a', 1: 'b'}\nfor i in range(len(rows)):\n    if rows[i] == 'a': rows.pop(i)\nprint(rows)"
    assert not said(source, "NB156")


PIPES = [
    ("make_pipeline(scale, SVC())", "{'clf__C': [1]}", "clf__C"),
    ("make_pipeline(scale, SVC())", "{'svc__C': [1], 'standardscaler__with_mean': [True]}", ""),
    ("make_pipeline(scale, StandardScaler(), SVC())", "{'standardscaler__copy': [True]}", "standardscaler__copy"),
    ("make_pipeline(scale, StandardScaler(), SVC())", "{'standardscaler-2__copy': [True]}", ""),
    ("make_pipeline(scale, of_mine())", "{'clf__C': [1]}", ""),
    ("Pipeline([('s', scale), ('clf', SVC())])", "{'clf__C': [1], 'C': [1]}", "C"),
    ("Pipeline([('s', scale), ('clf', SVC())])", "[{'clf': [SVC()], 'clf__C': [1]}, {'memory': [None]}]", ""),
    ("Pipeline([('s', scale), step])", "{'clf__C': [1]}", ""),
    ("SVC()", "{'clf__C': [1]}", ""),
]


@pytest.mark.parametrize(("pipe", "grid", "wrong"), PIPES)
def test_keys_that_name_no_step(pipe, grid, wrong):
    source = f"{SKLEARN}pipe = {pipe}\ngrid = {grid}\nsearch = GridSearchCV(pipe, grid)\nsearch.fit(X, y)"
    texts = said(f"X, y = [[1], [2]], [0, 1]\n{source}\nprint(search.best_score_)", "NB155")
    assert [text.split(" in the grid")[0] for text in texts] == [wrong] * bool(wrong)


def test_a_grid_that_is_added_to_is_not_seen_whole():
    source = f"{SKLEARN}pipe = make_pipeline(scale, SVC())\ngrid = {{'a__b': [1]}}\ngrid.clear()\n"
    assert not said(f"{source}s = GridSearchCV(pipe, grid)\ns.fit([[1], [2]], [0, 1])\nprint(s.best_score_)", "NB155")


def test_a_search_that_is_given_another_estimator_is_left_alone():
    source = f"{SKLEARN}X, y = [[1], [2]], [0, 1]\ns = GridSearchCV(make_pipeline(scale, SVC()), {{'clf__C': [1]}})\n"
    there = "s.fit(X, y)\nprint(s.best_score_)"
    assert said(source + there, "NB155")
    assert not said(f"{source}s.estimator = Pipeline([('s', scale), ('clf', SVC())])\n{there}", "NB155")


def test_the_readme_says_where_it_stops():
    source = f"{SKLEARN}pipe = make_pipeline(scale, SVC())\ns = GridSearchCV(pipe, {{'a__b': [1]}})\ns.fit([[1]], [1])"
    assert stops(planned(source)) == [(1,)]


PENALTIES = [
    ("LogisticRegression(C=0.1, penalty='l1')", True),
    ("LogisticRegression(penalty='l1', solver='saga')", False),
    ("LogisticRegression(penalty='l1', **given)", False),
    ("LogisticRegression(penalty='l2')", False),
    ("LinearSVC(penalty='l1', dual=False)", False),
]


@pytest.mark.parametrize(("made", "ends"), PENALTIES)
def test_a_penalty_that_the_solver_lacks(made, ends):
    imports = "from sklearn.linear_model import LogisticRegression\nfrom sklearn.svm import LinearSVC\ngiven = {}\n"
    assert bool(said(f"{imports}m = {made}.fit([[1], [2]], [0, 1])\nprint(m.coef_)", "NB155")) is ends
