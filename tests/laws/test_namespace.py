"""Notebooks that cannot be taken apart: the workflow runs them in one namespace, and still gives the notebook's values."""

import re

import pytest

from tests.laws.comparing import check
from tests.notebooks import project, text

# name -> (cells, names that may be gone)
CASES = {
    "exec binds": (("x = 1", "exec('y = x + 1')", "z = y * 2"), ""),
    "exec binds in a loop": (("for i in (1, 2):\n    exec(f'n_{i} = {i} * 10')", text("# Sum"), "total = n_1 + n_2"), ""),
    "exec binds what nobody reads": (("exec('z = 3')",), ""),
    "exec binds several": (("a = 2\nexec('z = a + 1\\nimport math\\ndef f(v):\\n    return v * z')", "r = f(2)"), ""),
    "exec deletes": (("x = 1\nexec('del x')", "try:\n    y = x\nexcept NameError:\n    y = 0"), ""),
    "exec of what does not parse": (("try:\n    exec('1 +')\n    v = 1\nexcept SyntaxError:\n    v = 2",), ""),
    "exec rebinds": ((text("# A"), "x = 1", text("# B"), "exec('x = 2')", text("# C"), "y = x"), ""),
    "exec changes in place": (("rows = [1]", "exec('rows.append(2)')", "n = len(rows)"), ""),
    "exec in a function": (("def f(code):\n    exec(code)\n    return 1", "a = f('x = 1')", "b = a + 1"), ""),
    "exec with a namespace": (("space = {}", text("# B"), "exec('a = 3', space)", text("# C"), "b = space['a'] + 1\nspace = None"), ""),
    "eval": (("x, y = 2, 3", text("# B"), "z = eval('x + y')", text("# C"), "zs = [eval(t) for t in ('x * 2', 'y * 2')]"), "t"),
    "eval in a comprehension": (("x = 2", "zs = [eval('x * k') for k in range(3)]"), ""),
    "written through globals": (("globals()['w'] = 4", "for k in 'ab':\n    globals()[k + '_1'] = k", "v = w + 1\nu = a_1 + b_1"), ""),
    "updated through globals": (("globals().update({'w': 4})", "v = w + 1"), ""),
    "asked through globals": (("x = 1", "n = 'x' in globals()", "if 'missing' not in globals():\n    missing = 5", "m = missing"), ""),
    "a script runs": (("open('part.py', 'w').write('base = 3\\ndef f(v): return v * base') and None", "base = 1\n%run part.py", "y = f(2) + base"), ""),
    "a script runs inside": (("open('part.py', 'w').write('z = k * 2') and None", "k = 4\n%run -i part.py", "y = z + 1"), ""),
    "a script with a main part runs inside": (("open('part.py', 'w').write('z = k\\nif __name__ == \"__main__\":\\n    z = k * 2\\n') and None", "k = 4\n%run -i part.py", "class C: pass\nhome = C.__module__ != 'part'\ny = z + 1"), ""),
    "locals for a format": (("name, n = 'a', 3", "s = '{name} {n}'.format(**locals())"), ""),
    "vars of the notebook": (("x = 5", "y = vars()['x'] + 1"), ""),
    "vars of an object": (("class C: pass\nc = C()\nc.k = 3", text("# B"), "d = dict(vars(c))"), "c"),
    "locals in a function": (("def f(a, b):\n    return '{a}-{b}'.format(**locals())", "s = f(1, 2)"), ""),
    "functions and classes beside exec": (
        ("k = 2\ndef f(v): return v * k + extra", "exec('extra = 10')", "a = f(1)", "k = 3", "b = f(1)", "class C:\n    n = k\n    def m(self): return extra", "c = C().m() + C.n"),
        "",
    ),
    "annotations and global beside exec": (("x: int = 3\nglobal y\ny = x", "exec('x = x + 1')", "z: 'int'\nz = x"), ""),
    "deleted beside exec": (("x = 1\ny = 2", "exec('x = 5')", "del y", "try:\n    r = y\nexcept NameError:\n    r = x"), ""),
    "names of ours beside exec": (("config = 1\nlogger = 2\nnotebook = 3\nrun_notebook = 4\nrun = 5\nConfig = 6\nAny = 7", "exec('k = config + logger')", "r = [k, notebook, run_notebook, run, Config, Any]\nprint(r)"), ""),
    "a constant that exec reads": (("LIMIT = 3", "exec('a = LIMIT * 2')", "b = a"), ""),
    "errors beside exec": (("exec('n = 0')", "try:\n    v = 1 / n\nexcept ZeroDivisionError as problem:\n    v = str(problem)"), ""),
    "star import over a variable": (("e = 5", "from math import *", "z = e * 2"), "inf nan pi tau"),
    "star import under a variable": (("from math import *", "z = e * 2", "e = 5", "y = e + pi"), "inf nan pi tau"),
    "star import after an import": (("from os.path import join as floor", "from math import *", "z = floor(2.5)"), "e inf nan pi tau"),
    "star import before an import": (("from datetime import *", "import datetime", "d = datetime.datetime(2020, 1, 1)"), "MAXYEAR MINYEAR UTC"),
    "star import in a branch": (("x = 2", "if x > 1:\n    from math import *", "y = floor(2.7)"), "e inf nan pi tau"),
    "two star imports": (("from math import *", "from cmath import *", "r = sqrt(-1)"), "e inf nan pi tau infj nanj"),
    "star import under a variable that is set anew": (("e = 5\nz = e * 2", "from math import *", "e = 6\ny = e + pi"), "inf nan pi tau"),
    "star import over what a function reads": (("e = 5\ndef f(): return e", "from math import *", "y = f()"), "inf nan pi tau"),
    "star imports and what they give in between": (("from math import *", "r = sqrt(4)", "from cmath import *", "s = sqrt(-1)"), "e inf nan pi tau infj nanj"),
    "await": (("import asyncio\nasync def get(i):\n    await asyncio.sleep(0)\n    return i * 3", "first = await get(1)", "rows = [await get(i) for i in range(3)]"), ""),
    "tasks over cells": (("import asyncio\nasync def get(i):\n    await asyncio.sleep(0)\n    return i", "tasks = [asyncio.create_task(get(i)) for i in range(3)]\nx = await get(9)", "out = await asyncio.gather(*tasks)\ndone = len(out)\ntasks = None"), ""),
    "async for and with": (
        ("import asyncio\nasync def count():\n    for i in range(3):\n        yield i", "total = 0\nasync for i in count():\n    total += i", "lock = asyncio.Lock()\nasync with lock:\n    held = lock.locked()\nlock = None", "xs = [i async for i in count()]"),
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_same_values(case, tmp_path):
    cells, gone = CASES[case]
    check(cells, gone, tmp_path, "space_" + re.sub(r"\W+", "_", case))


TAKEN_APART = [
    ("from math import *", "x = floor(2.5)"),
    ("space = {}", "exec('a = 1', space)"),
    ("e = 5\nz = e * 2", "from math import *", "e = 6\ny = e + pi"),
    ("class C: pass", "d = vars(C())"),
    ("x = 1", "if 'x' not in globals():\n    x = 2", "y = globals().get('depth', x)"),
]


@pytest.mark.parametrize("cells", TAKEN_APART, ids=[row[-1] for row in TAKEN_APART])
def test_what_is_no_reason_for_one_namespace(cells):
    assert not any(path.endswith("/notebook.py") for path in project(*cells))


def test_the_reason_stands_in_the_module():
    module = project("x = 1", "exec('x = 2')")["src/paper/notebook.py"]
    assert "in one namespace: exec, eval, globals(), locals() or dir() may read or bind any name (cell 2)" in module
