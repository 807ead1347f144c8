"""Two runs laid beside each other: objects, files, figures, and the place where a name goes astray."""

import ast
import gzip
import json
import pickle
import sys
import types
import zipfile

import joblib
import numpy as np
import pytest
from sklearn.linear_model import Ridge

from nb2prod.verify.inside import judge
from nb2prod.verify.inside.picture import Painter, paint_all
from nb2prod.verify.inside.predictions import predictions
from nb2prod.verify.inside.store import Shelf, Store
from nb2prod.verify.inside.trail import Naming, Recording


def left(folder, values, trail=()):
    """A folder as a run leaves it."""
    store = Store(folder)
    painter = Painter(store)
    store.write("values.jsonl", paint_all(painter, values))
    store.write("predictions.jsonl", list(predictions(painter, values)))
    store.write("trail.jsonl", [{"name": n, "place": p, "node": painter.paint(v)} for n, p, v in trail])
    return folder


def judged(tmp_path, one, other, **more):
    spec = {
        "one": str(left(tmp_path / "a", one)),
        "other": str(left(tmp_path / "b", other)),
        "files": [],
        "package": "p",
    }
    judge.main({**spec, "scratch": str(tmp_path), "out": str(tmp_path / "out.json"), **more}, [])
    found = json.loads((tmp_path / "out.json").read_text())
    told = [d for one in found["values"].values() for d in one.get("differences", ())]
    assert all({"path", "place", "text"} == set(d) for d in told), told
    return found


def test_verdicts(tmp_path):
    inner = [1]
    ours = {"a": 1, "b": inner, "c": inner, "f": len, "g": iter(()), "h": (n for n in ()), "only": 3}
    theirs = {"a": 2, "b": [1], "c": [1], "f": 5, "g": iter(()), "h": 4}
    found = judged(tmp_path, ours, theirs)
    assert {name: one["verdict"] for name, one in found["values"].items()} == {
        **dict.fromkeys("abcfg", "compared"), "h": "unknown", "only": "missing",
    }  # fmt: skip
    assert [name for name, one in found["values"].items() if one.get("differences")] == ["a", "f"]
    assert [alias["names"] for alias in found["aliases"]] == [["b", "c"]]
    assert "copies in the project" in found["aliases"][0]["text"]


def test_copies_that_became_one_object(tmp_path):
    shared = {"k": 1}
    found = judged(tmp_path, {"a": {"k": 1}, "b": {"k": 1}}, {"a": shared, "b": shared})
    assert "one object in the project" in found["aliases"][0]["text"]


def test_equal_texts_and_numbers_are_no_aliases(tmp_path):
    assert judged(tmp_path, {"a": "x", "b": "x", "c": 5, "d": 5}, {"a": "x", "b": "x", "c": 5, "d": 5})["aliases"] == []


class Opaque:
    """A model that keeps what it knows where nobody can look."""

    n_features_in_ = 2

    def __init__(self, factor):
        self.secret = (n * factor for n in range(2))
        self.predict = lambda table: table.sum(axis=1) * factor


def test_a_black_box_is_compared_by_what_it_predicts(tmp_path):
    table = np.ones((3, 2))
    found = judged(tmp_path, {"model": Opaque(1), "X": table}, {"model": Opaque(2), "X": table})
    assert "predictions on X" in found["values"]["model"]["differences"][0]["text"]


def test_metrics(tmp_path):
    (tmp_path / "m.json").write_text('{"auc": 0.5, "loss": 2, "train": {"mae": 2}}')
    named = {"auc": "auc", "loss": "total", "gone": "total", "text": "words", "train/mae": "total", "late/mae": "total"}
    values = {"auc": np.float64(0.5), "total": 2.5, "words": "x"}
    found = judged(tmp_path, values, {}, metrics=str(tmp_path / "m.json"), named=named)["metrics"]
    assert found["auc"] == [] and "text" not in found
    assert "2.5 in the notebook, 2.0 in the project" in found["loss"][0]["text"]
    assert "2.5 in the notebook, 2.0 in the project" in found["train/mae"][0]["text"]
    assert found["gone"][0]["text"] == found["late/mae"][0]["text"] == "not in metrics.json"


# ------------------------------------------------------------------------------------------------------------- files


class Own:
    def __init__(self, value):
        self.value = value


Own.__module__ = "nowhere_to_be_found"
sys.modules["nowhere_to_be_found"] = types.ModuleType("nowhere_to_be_found")
sys.modules["nowhere_to_be_found"].Own = Own


def text(content):
    return lambda path: path.write_text(content)


def zipped(stamp, content="1"):
    def write(path):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("docProps/core.xml", stamp)
            archive.writestr("sheet.xml", content)

    return write


def dumped(value, module="builtins"):
    def write(path):
        # the class is called by two modules in turn; neither need be there when the pickle is read
        path.write_bytes(pickle.dumps(value, protocol=2).replace(b"nowhere_to_be_found\n", f"{module}\n".encode()))

    return write


def joblibbed(value):
    return lambda path: joblib.dump(value, path, compress=3)


def array(value):
    return lambda path: np.save(path.open("wb"), value)


X = np.arange(12.0).reshape(6, 2)
FILES = {  # name of the file, written by the notebook, written by the project, what is said ("" = equal)
    "text": ("a.txt", text("one\n"), text("one\n"), ""),
    "last digits": ("a.csv", text("x,y\n1,0.30000000000000004\n"), text("x,y\n1,0.3\n"), ""),
    "another number": ("a.csv", text("x,y\n1,0.30\n"), text("x,y\n1,0.31\n"), "line 1"),
    "another word": ("a.csv", text("x,y\na,1\n"), text("x,y\nb,1\n"), "'a,1' in the notebook, 'b,1'"),
    "one line more": ("a.csv", text("x\n1\n"), text("x\n1\n2\n"), "length"),
    "order of lines": ("a.csv", text("x\n1\n2\n"), text("x\n2\n1\n"), "'1' in the notebook, '2'"),
    "packed text": ("a.csv.gz", lambda p: p.write_bytes(gzip.compress(b"1\n", mtime=1)), lambda p: p.write_bytes(gzip.compress(b"1\n", mtime=2)), ""),
    "packed differently": ("a.csv.gz", lambda p: p.write_bytes(gzip.compress(b"1\n")), lambda p: p.write_bytes(gzip.compress(b"2\n")), "'1' in the notebook, '2'"),
    "a stamp in an office file": ("a.xlsx", zipped("10:00"), zipped("11:00"), ""),
    "a sheet": ("a.xlsx", zipped("10:00"), zipped("10:00", "2"), "sheet.xml"),
    "a model": ("m.joblib", joblibbed(Ridge().fit(X, X[:, 0])), joblibbed(Ridge().fit(X, X[:, 0])), ""),
    "another model": ("m.joblib", joblibbed(Ridge().fit(X, X[:, 0])), joblibbed(Ridge(2.0).fit(X, X[:, 0])), ".alpha"),
    "a pickle of plain values": ("m.pkl", dumped({"a": [1]}), dumped({"a": [2]}), "1 in the notebook, 2"),
    "own class of notebook and package": ("m.pkl", dumped(Own(1), "__main__"), dumped(Own(1), "p.definitions"), ""),
    "own class, another value": ("m.pkl", dumped(Own(1), "__main__"), dumped(Own(2), "p.definitions"), ".value: 1 in the notebook, 2"),
    "an array": ("a.npy", array(X), array(X[::-1]), "0.0 in the notebook, 10.0"),
    "bytes": ("a.bin", lambda p: p.write_bytes(b"\xff\x00"), lambda p: p.write_bytes(b"\xff\x01"), "ff00 in the notebook, ff01"),
}  # fmt: skip


@pytest.mark.parametrize("name, one, other, said", FILES.values(), ids=FILES)
def test_files(tmp_path, name, one, other, said):
    paths = [tmp_path / side / name for side in ("x", "y")]
    for path, write in zip(paths, (one, other), strict=True):
        path.parent.mkdir()
        write(path)
    pair = {"path": name, "one": str(paths[0]), "other": str(paths[1])}
    found = judged(tmp_path, {}, {}, files=[pair])["files"].get(name, [])
    assert bool(found) is bool(said) and (not said or said in found[0]["text"]), found


# ------------------------------------------------------------------------------------------------------------ trails


def test_a_figure_without_a_name_is_handed_on():
    source = "x = 2\nprint('é', score(x, 3) + 1)"
    naming = Naming("measure({name!r}, 0)", "here")
    naming.names = {(2, 12, 2, 23): "score_2"}  # columns are bytes
    kept, values = {}, []
    space = {
        "score": lambda a, b: a * b,
        "measure": lambda n, v: kept.setdefault(n, v),
        "print": lambda *a: values.append(a),
    }
    exec(compile(naming.visit(ast.parse(source)), "cell", "exec"), space)
    assert (kept, values) == ({"score_2": 6}, [("é", 7)])


def test_what_the_driver_says_between_cells_is_not_named():
    source = "__import__('sys').modules['here'].end(1)"
    naming = Naming("measure({name!r}, 0)", "here")
    naming.names = {(1, 0, 1, 25): "score"}
    assert ast.unparse(naming.visit(ast.parse(source))) == source
    shown = ast.unparse(naming.visit(ast.parse("clf.score(X_test, y_test)")))
    assert shown == "measure('score', clf.score(X_test, y_test))"


def test_calls_behind_statements_change_no_display():
    recording = Recording("after({line})")
    recording.active = True
    shown = ast.unparse(recording.visit(ast.parse("for i in x:\n    f(i)\ny = 1\ny")))
    assert shown == "for i in x:\n    f(i)\nafter(1)\ny = 1\nafter(3)\ny"
    assert ast.unparse(recording.visit(ast.parse("y = 1"))) == "y = 1\nafter(1)"


# values of a name in the notebook by place, and in the project; where they part in both
TRAILS = {
    "equal": ([(1, 1), (2, 2)], [(1, "a"), (2, "b")], None),
    "the project makes another value": ([(1, 1), (2, 2), (3, 3)], [(1, "a"), (7, "b"), (8, "c")], (2, "b")),
    "the last statement is gone": ([(1, 1), (2, 2)], [(1, "a")], (2, None)),
    "a statement in the middle is gone": ([(1, 1), (2, 2), (3, 3)], [(1, "a"), (30, "c")], (2, "c")),
    "a value that nobody needed is not made": ([(0, 1), (1, 2)], [(1, "a")], None),
    "nearly equal": ([(0.3, 1)], [(0.1 + 0.2, "a")], None),
    "wrong from the start": ([(1, 1), (2, 2)], [(5, "a")], (1, "a")),
    "never held": ([(1, 1)], [], None),
}


@pytest.mark.parametrize("theirs, ours, expected", TRAILS.values(), ids=TRAILS)
def test_where_they_part(tmp_path, theirs, ours, expected):
    sides = [
        left(tmp_path / str(number), {}, [("x", place, value) for value, place in trail])
        for number, trail in enumerate((theirs, ours))
    ]
    found = judge.trails(*(Shelf(side) for side in sides)).get("x")
    assert (found and (found["notebook"], found["project"])) == expected
