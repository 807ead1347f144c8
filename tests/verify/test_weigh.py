"""What differs between the notebook's own runs is taken out, and nothing else is."""

import pytest

from nb2prod.verify import weigh
from nb2prod.verify.places import Places
from tests.notebooks import planned

# path that differs in the project, paths that differ between runs of the notebook, excused
EXCUSED = [
    ("column:x/row:3", ["column:x/row:5"], True),
    ("column:x/row:3", ["column:y/row:3"], False),
    ("column:x/part:dtype", ["column:x/row:5"], False),
    ("part:rows", ["column:x/row:5"], False),
    ("element:0", ["element:1"], False),
    ("element:1", ["element:1"], True),
    ("row:4", ["row:1"], True),
    ('field:cv_results_/key:"a"/row:0', ['field:cv_results_/key:"mean_fit_time"/row:0'], False),
    ("field:a/field:b", ["field:a"], True),
    ('field:vocabulary/key:"a"', ["field:vocabulary/part:keys"], True),
    ("field:vocabulary/part:keys", ["field:vocabulary/part:keys"], True),
    ("field:other", ["field:vocabulary/part:keys"], False),
    ("column:x/part:dtype", ["part:rows"], True),
    ("part:dtype", ["part:dtype"], True),
    ("row:3", ["part:dtype"], False),
    ("field:ab", ["field:a"], False),
    ("anything", [""], True),
    ("anything", [], False),
]


@pytest.mark.parametrize("path, unstable, excused", EXCUSED)
def test_excused(path, unstable, excused):
    assert weigh.excused(path, unstable) is excused


def verdict(*paths, exact=True):
    told = [{"path": path, "place": path, "text": f"{path}: 1 in the notebook, 2 in the project"} for path in paths]
    return {"verdict": "compared", "kind": "list", "exact": exact, "differences": told}


def found(values=(), aliases=(), files=(), metrics=()):
    return {"values": dict(values), "aliases": list(aliases), "files": dict(files), "metrics": dict(metrics)}


PLACES = Places(planned("import random\na = random.random()\nb = [1]", "c = b\nd = len(c)"))
MISSING = {"verdict": "missing", "kind": "int"}


def diverging(what, unstable=None, missing_files=()):
    told = weigh.divergences(what, unstable or weigh.Unstable(), PLACES, missing_files)
    return [(one.name, one.kind, one.place.cell, one.place.line) for one in told]


def test_a_value_that_differs_stands_where_the_notebook_last_binds_it():
    assert diverging(found({"d": verdict("x")})) == [("d", "value", 1, 2)]


def test_a_kept_name_that_the_workflow_lacks_is_missing():
    assert diverging(found({"d": MISSING})) == [("d", "missing", 1, 2)]


@pytest.mark.parametrize("last, different", [("plt.title(k)", False), ("print(k)", True)])
def test_an_earlier_value_of_a_name_whose_last_binding_is_left_out(last, different):
    loop = "import matplotlib.pyplot as plt\nsums = []\nfor k in range(2, 7):\n    sums.append(k * 2)"
    places = Places(planned(loop, "k = 3", last))
    what = found({"k": verdict("")})
    said = weigh.divergences(what, weigh.Unstable(), places, ())
    assert bool(said) == different
    assert weigh.values(what, weigh.Unstable(), places, said)[0].verdict == ("different" if different else "left out")


def test_an_import_is_never_missing():
    assert diverging(found({"random": MISSING})) == []


def test_what_differs_in_the_notebook_itself_is_taken_out():
    unstable = weigh.Unstable()
    unstable.add(found({"d": verdict("row:1")}, files={"a.csv": [{"path": "line:1", "place": "line 1", "text": ""}]}))
    assert diverging(found({"d": verdict("row:2")}), unstable) == []
    assert diverging(found({"d": verdict("row:2", "part:length")}), unstable) == [("d", "value", 1, 2)]
    assert unstable.texts() == ("d, row:1", "file a.csv")


def test_a_file_that_differs_in_many_places_may_differ_in_any():
    unstable = weigh.Unstable()
    unstable.add(found(files={"a.csv": [{"path": f"line:{n}", "place": "", "text": ""} for n in range(3)]}))
    assert diverging(found(files={"a.csv": [{"path": "line:9", "place": "", "text": ""}]}), unstable) == []


def test_a_draw_that_nobody_seeded_may_agree_twice_by_luck():
    unstable = weigh.Unstable({"other": {"": ""}})
    assert diverging(found({"a": verdict("")}), unstable) == []
    assert diverging(found({"a": verdict("")})) == [("a", "value", 0, 2)]


def test_of_a_list_of_unseeded_draws_some_may_agree_by_luck():
    coins = "import random\nc = []\nfor i in range(9):\n    r = random.random()\n    c.append(round(r))"
    what, unstable = found({"c": verdict("element:2")}), weigh.Unstable({"c": {"element:5": "[5]"}})
    unseeded, seeded = (Places(planned(first + coins)) for first in ("", "import random\nrandom.seed(1)\n"))
    assert weigh.divergences(what, unstable, unseeded, ()) == []
    assert [one.name for one in weigh.divergences(what, weigh.Unstable(), unseeded, ())] == ["c"]
    assert [one.name for one in weigh.divergences(what, unstable, seeded, ())] == ["c"]


@pytest.mark.parametrize("path, random", [('key:"mean_fit_time"', False), ("field:estimators_", True)])
def test_clocks_are_not_random(path, random):
    assert weigh.Unstable({"grid": {path: path}}).random is random


def test_one_object_must_stay_one():
    alias = {"names": ["b", "c"], "path": "object", "text": "one object in the notebook, copies in the project"}
    assert diverging(found(aliases=[alias])) == [("c", "object", 1, 1)]


def test_files_and_metrics():
    what = found(files={"a.csv": [{"path": "line:1", "place": "line 1", "text": "line 1: 1 in the notebook, 2"}]})
    assert [name for name, *_ in diverging(what, missing_files=["b.csv"])] == ["a.csv", "b.csv"]
    figures = found(metrics={"d": [{"path": "", "place": "", "text": "x"}]})
    assert [kind for _, kind, *_ in diverging(figures)] == ["metric"]
    assert diverging(figures, weigh.Unstable({"d": {"": ""}})) == []


def test_verdicts():
    what = found({"d": verdict(exact=False), "b": verdict(), "c": verdict("x"), "gone": MISSING})
    told = weigh.divergences(what, weigh.Unstable(), PLACES, ())
    verdicts = {one.name: one.verdict for one in weigh.values(what, weigh.Unstable(), PLACES, told)}
    assert verdicts == {"b": "exact", "c": "different", "d": "approximate", "gone": "missing"}


SPLIT = (
    "import random\nimport math\nseen = [random.random() for i in range(9)]\nbest = round(max(seen))\nfixed = math.pi"
)
LACKS = [{"path": "", "place": "", "text": weigh.LACKS}]
# what is found, what differs between the notebook's runs, what is told
BY_LUCK = [
    (found({"best": verdict("")}), {"seen": {"row:": "[0]"}}, []),
    (found({"best": verdict("")}), {}, ["best"]),
    (found({"fixed": verdict("")}), {"seen": {"row:": "[0]"}}, ["fixed"]),
    (found({"best": verdict("part:type")}), {"seen": {"row:": "[0]"}}, ["best"]),
    (found(metrics={"best": verdict("")["differences"]}), {"seen": {"row:": "[0]"}}, []),
    (found(metrics={"best": LACKS}), {"seen": {"row:": "[0]"}}, ["best"]),
    (found(metrics={"fixed": verdict("")["differences"]}), {"seen": {"row:": "[0]"}}, ["fixed"]),
]


@pytest.mark.parametrize("what, unstable, told", BY_LUCK)
def test_what_comes_out_of_an_unseeded_draw_may_agree_by_luck(what, unstable, told):
    said = weigh.divergences(what, weigh.Unstable(unstable), Places(planned(SPLIT)), ())
    assert [one.name for one in said] == told
    if told and unstable:
        return
    seeded = Places(planned("import random\nrandom.seed(1)\n" + SPLIT))
    assert weigh.divergences(what, weigh.Unstable(unstable), seeded, ())
