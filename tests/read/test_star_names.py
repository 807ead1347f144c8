"""Star imports of modules whose names are known: the cells, and what the import says in the end."""

import pytest

from tests.notebooks import notebook

TK = "from tkinter import *"
TABLE = [
    ((TK + "\nroot = Tk()\ne = Entry(root)\nmainloop()",), "from tkinter import Entry, Tk, mainloop"),
    (("def show():\n    return Label()", TK, "r = Tk()\nshow()"), "from tkinter import Label, Tk"),
    (("class A:\n    def show(self):\n        return Label()\na = A()", TK, "a.show()"), "from tkinter import Label"),
    (("X = 1\nprint(X)", TK, "r = Tk()"), "from tkinter import Tk"),  # X is read before it means anything else
    ((TK, "print(1)"), "from tkinter import TclError"),
    (("from sklearn import *\nm = svm.SVC()",), "from sklearn import svm"),
    ((TK, "r = Tk()\nprint(globals())"), TK),
    (("from enigma import *\nr = Tk()",), "from enigma import *"),
]


@pytest.mark.parametrize(("cells", "said"), TABLE)
def test_names_of_a_star_import(cells, said):
    lines = [line for cell in notebook(*cells).cells for line in cell.python.split("\n")]
    assert [line for line in lines if "import" in line] == [said]
