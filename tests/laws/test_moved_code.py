"""What means something else inside a function than at the top of a module means the same in the project.

Class bodies, `global` and `del`, builtins bound on one path, what a module knows about itself, names in strings.
"""

import re

import pytest

from tests.laws.comparing import check
from tests.notebooks import planned, text

PD = "import pandas as pd\ndf = pd.DataFrame({'a': [3, 1, 2], 'b': [1.0, None, 3.0], 'c': list('xyx')})"

# name -> (cells, names that may be gone); no parameter is made of `[3].pop()`
CASES = {
    # class bodies
    "class reads then binds": (("k = [3].pop()", "class C:\n    k = k + 1\n    m = k", "r = (C.k, C.m, k)"), ""),
    "class reads then binds a constant": (("k = 3", "class C:\n    k = k + 1", "r = (C.k, k)"), ""),
    "class binds its own name for itself": (("seed = [3].pop()\nrate = 0.1", "class CFG:\n    seed = seed\n    rate = rate\n    size: int = seed * 2", "r = (CFG.seed, CFG.rate, CFG.size)"), ""),
    "class rebinds under condition": (("k = [3].pop()\nflag = bool([])", "class C:\n    if flag:\n        k = 9\n    m = k", "r = (C.m, hasattr(C, 'k'))"), ""),
    "class body loop": (("rows = list('ab')", "class C:\n    found = []\n    for row in rows:\n        found.append(row)", "r = (C.found, C.row)"), ""),
    "comprehension in class body": (("n = [3].pop()", "class C:\n    n = 5\n    rows = [n for v in range(n)]", "r = (C.rows, C.n)"), ""),
    "comprehension in class body reads variable": (("n = [3].pop()", "class C:\n    rows = [v * n for v in range(n)]", "n = 4", "r = C.rows"), ""),
    "class body lambda": (("n = [3].pop()", "class C:\n    n = 5\n    f = staticmethod(lambda: n)", "r = C.f()", "n = 7", "s = C.f()"), ""),
    "class with the name of a variable it reads": (("C = [3].pop()", "class D:\n    C = C\nclass C:\n    m = D.C", "r = C.m"), ""),
    "class body deletes": (("k = [1].pop()", "class C:\n    k = 2\n    del k\n    m = k", "r = C.m"), ""),
    "class body global": (("k = [1].pop()", "class C:\n    global k\n    k = 5\n    m = k", "r = (k, C.m, hasattr(C, 'k'))"), ""),
    "nested classes": (("k = [1].pop()", "class A:\n    k = 2\n    class B:\n        m = k\n    n = k", "r = (A.n, A.B.m)"), ""),
    "private name": (("__k = [4].pop()\n_C__k = [7].pop()", "class C:\n    def m(self): return __k", "r = C().m() + __k"), ""),
    "private attribute": (("k = [1].pop()", "class C:\n    __n = k\n    def m(self): return self.__n", "r = C().m()"), ""),
    "super": (("k = [1].pop()\nclass A:\n    def m(self): return k", "class B(A):\n    def m(self): return super().m() + len(__class__.__name__)", "r = B().m()"), ""),
    "old super": (("k = [1].pop()\nclass A:\n    def __init__(self): self.k = k", "class B(A):\n    def __init__(self):\n        super(B, self).__init__()\n        self.j = 2", "b = B()\nr = b.k + b.j"), ""),
    "class decorator": (("found = []\ndef note(c):\n    found.append(c.__name__)\n    return c", "@note\nclass C:\n    n = len(found)", "r = (found, C.n)"), ""),
    "metaclass": (("made = []\nclass M(type):\n    def __new__(m, n, b, d):\n        made.append(n)\n        return super().__new__(m, n, b, d)", "class C(metaclass=M): pass", "r = made"), ""),
    "init subclass": (("seen = []\nclass A:\n    def __init_subclass__(cls, **k): seen.append((cls.__name__, k))", "class B(A, tag=1): pass", "r = seen"), ""),
    # names
    "deleted variable of a function": (("k = [1].pop()\ndef f(): return k", "a = f()", "del k", "k = 5", "b = f()"), ""),
    "deleted and asked": (("k = [1].pop()\ndef f():\n    try:\n        return k\n    except NameError:\n        return 'gone'", "a = f()", "del k", "b = f()"), ""),
    "function deletes a global": (("k = [1].pop()\ndef f():\n    global k\n    del k", "f()", "try:\n    k\nexcept NameError:\n    r = 'gone'"), ""),
    "global at top": (("global n\nn = [1].pop()", "def f():\n    global n\n    n += 1", "f()", "r = n"), ""),
    "global under a condition": (("if True:\n    global n\n    n = [1].pop()", "r = n + 1"), ""),
    "global in a class method": (("n = [0].pop()\nclass C:\n    def up(self):\n        global n\n        n += 1", "C().up()", "r = n"), ""),
    "global under a local": (("n = [0].pop()\ndef f():\n    n = 5\n    def g():\n        global n\n        n += 1\n    g()\n    return n", "a = f()", "r = n"), ""),
    "global read under a local": (("n = [0].pop()\ndef f():\n    n = 5\n    def g():\n        global n\n        return n\n    return g() + n", "a = f()", "n = 9", "b = f()"), ""),
    "global name new": (("def f():\n    global fresh\n    fresh = 4", "f()", "r = fresh"), ""),
    "global for loop": (("def f(rows):\n    global row\n    for row in rows: pass", "f([1, 2])", "r = row"), ""),
    "global import": (("def f():\n    global json\n    import json", "f()", "r = json.dumps([1])"), ""),
    "global def": (("def f():\n    global g\n    def g(): return 3", "f()", "r = g()"), ""),
    "global class": (("def f():\n    global C\n    class C: n = 3", "f()", "r = C.n"), ""),
    "two globals one shared": (("a = [1].pop()\ndef f():\n    global a, b\n    a = 2\n    b = 3", "f()", "r = (a, b)"), ""),
    "name or default": (("try:\n    limit\nexcept NameError:\n    limit = 3", "r = limit"), ""),
    "name or default bound before": (("limit = [1].pop()", "try:\n    limit\nexcept NameError:\n    limit = 3", "r = limit"), ""),
    "undefined is caught": (("try:\n    v = nowhere\nexcept NameError as e:\n    v = str(e)", "r = v"), ""),
    "builtin under a condition": (("flag = bool([])", "if flag:\n    max = min", "r = max([1, 2])"), ""),
    "builtin bound in a try": (("try:\n    input = raw_input\nexcept NameError:\n    pass", "r = callable(input)"), ""),
    "builtin in a loop": (("out = []\nfor i in range(2):\n    out.append(sum([1, 2]) if i == 0 else sum)\n    sum = i", "r = out"), ""),
    "builtin in a function before it is bound": (("def f(): return sum([1, 2])", "a = f()", "sum = [5].pop()", "r = sum"), ""),
    "builtin deleted": (("list = [1]", "del list", "r = list((1, 2))"), ""),
    "builtin patched and restored": (("old = print\nout = []\ndef print(*a): out.append(a)", "print(1)", "print = old", "r = out"), ""),
    "builtin as a loop variable": (("for id in [1, 2]: pass", "r = id"), ""),
    "builtin as loop variable empty": (("for id in []: pass", "r = callable(id)"), ""),
    "recursive lambda": (("fib = lambda n: n if n < 2 else fib(n - 1) + fib(n - 2)", "r = fib(7)"), ""),
    "function calls later function": (("def f(): return g() + 1", "def g(): return k", "k = [1].pop()", "r = f()"), ""),
    "function replaced by its wrapper": (("def f(): return 1", "def wrap(fn): return lambda: fn() + 1", "f = wrap(f)", "r = f()", "f = wrap(f)", "s = f()"), ""),
    "name is its own function's": (("def total(v): return v + 1", "total = total(1)", "r = total"), ""),
    "loop variable kept": (("for i in range(3):\n    def f(): return i", "r = f()", "i = 10", "s = f()"), ""),
    "comprehension over a name of its own": (("x = [1, 2]", "x = [x for x in x]", "y = {x: x for x in x}", "r = (x, y)"), ""),
    "except name goes": (("e = [2.5].pop()", "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    pass", "try:\n    e\nexcept NameError:\n    r = 'gone'"), ""),
    "with name": (("import io\nwith io.StringIO('abc') as f:\n    v = f.read()", "r = f.closed"), "f"),
    "globals in a function": (("k = [3].pop()\ndef f(): return globals()['k']", "r = f()"), ""),
    "locals in a function": (("def f(a, b): return sorted(locals())", "r = f(1, 2)"), ""),
    "global list made in a function": (("seen = None\ndef start():\n    global seen\n    seen = []", "start()", text('# Add'), "seen.append(1)", text('# Count'), "n = len(seen)"), ""),
    "global alias made in a function": (("rows = [1]\nseen = None\ndef start():\n    global seen\n    seen = rows", "start()", text('# Add'), "seen.append(1)", text('# Count'), "n = len(rows)"), ""),
    "global alias of an argument": (("rows = [1]\nseen = None\ndef start(v):\n    global seen\n    seen = v", "start(rows)", text('# Add'), "seen.append(1)", text('# Count'), "n = len(rows)"), ""),
    "global rebound on one path": (("n = [1].pop()\ndef f(c):\n    global n\n    if c:\n        n = 5", "f(False)", "r = n"), ""),
    "global rebound by a callback": (("n = [0].pop()\ndef f(v):\n    global n\n    n = v", "out = list(map(f, [1, 2]))", "r = n"), ""),
    "global rebound by a method": (("n = [0].pop()\nclass C:\n    def set(self, v):\n        global n\n        n = v", "c = C()", "c.set([4])", "m = n", text('# Later'), "m.append(1)", "r = n"), ""),
    "global rebound by apply": ((PD, "last = None\ndef f(v):\n    global last\n    last = v\n    return v", "df['a'].apply(f)", "r = last"), ""),
    "global function made in a function": (("k = [2].pop()\ndef make():\n    global g\n    def g(): return k", "make()", "a = g()", "k = 5", "b = g()"), ""),
    "global rebound by a lambda's function": (("n = [0].pop()\ndef f():\n    global n\n    n = n + 1", "g = lambda: f()", "g()", "r = n"), ""),
    # what a module knows about itself
    "name": (("r = __name__",), ""),
    "name in a function": (("def f(): return __name__", "r = f()"), ""),
    "main guard": (("def main():\n    return 4", "if __name__ == '__main__':\n    r = main()"), ""),
    "main guard global": (("def main():\n    global r\n    r = 4", "if __name__ == '__main__':\n    main()"), ""),
    "doc": (("'''A text.'''", "def f():\n    '''Help.'''\n    return 1", "r = f.__doc__"), ""),
    "file": (("try:\n    here = __file__\nexcept NameError:\n    here = '.'", "r = here"), ""),
    "file2": (("import os\ntry:\n    here = os.path.dirname(__file__)\nexcept NameError:\n    here = '.'", "r = here"), ""),
    "file in globals": (("r = '__file__' in globals()",), ""),
    "annotation without value": (("x = [1].pop()", "x: int", "r = x"), ""),
    "annotation without value, bound later": (("x: int", "x = [1].pop()", "r = x"), ""),
    "annotation before a function binds": (("total: int", "def f():\n    global total\n    total = 3", "f()", "r = total"), ""),
    "annotation of attribute": (("class C: pass\nc = C()", "c.v: int = 3", "r = c.v"), ""),
    "annotation of builtin": (("max: int", "r = max([1, 2])"), ""),
    "forward annotation": (("class Node:\n    def add(self, other: 'Node') -> 'Node': return other", "r = Node().add(3)"), ""),
    "future annotations": (("from __future__ import annotations\ndef f(v: Undefined) -> Other: return v", "r = f(3)"), "annotations"),
    "future annotations variable": (("from __future__ import annotations\nk = [1].pop()\ndef f(v: Undefined) -> Other: return v + k", "r = f(3)"), "annotations"),
    "type hints": (("import typing\nclass P: pass\ndef f(v: 'P', w: 'int' = 1) -> 'P': return v", "r = sorted(typing.get_type_hints(f))"), ""),
    "dataclass forward": (("from dataclasses import dataclass, field, fields\n@dataclass\nclass Tree:\n    v: int\n    left: 'Tree' = None\n    rows: list = field(default_factory=list)", "t = Tree(1, Tree(2))", "r = (repr(t), [f.name for f in fields(Tree)])"), ""),
    "dataclass with variable": (("from dataclasses import dataclass\nk = [1].pop()\n@dataclass\nclass P:\n    v: int = k\n    w: float = 0.5", "p = P(2)", "r = repr(p)", "s = P() == P(1)"), ""),
    "dataclass future": (("from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\nclass P:\n    v: int = 1\n    o: P | None = None", "r = repr(P())"), "annotations"),
    "namedtuple": (("from collections import namedtuple", "P = namedtuple('P', 'a b')", "p = P(1, 2)", "r = (repr(p), p.a)"), ""),
    "typed namedtuple": (("from typing import NamedTuple\nk = [1].pop()\nclass P(NamedTuple):\n    a: int = k\n    b: str = 'x'", "p = P(2)", "r = repr(p)"), ""),
    "enum": (("from enum import Enum\nk = [1].pop()\nclass Color(Enum):\n    RED = k\n    BLUE = k + 1", "r = (repr(Color.RED), str(Color(2)), [c.name for c in Color])"), ""),
    "enum reads then binds": (("from enum import IntEnum\nA = [1].pop()\nclass E(IntEnum):\n    A = A\n    B = A + 1", "r = [int(e) for e in E]"), ""),
    "error text": (("k = [1].pop()\nclass Oops(Exception):\n    n = k", "try:\n    raise Oops('x')\nexcept Exception as e:\n    r = repr(e)"), ""),
    "pickle importable": (("import pickle\nclass P:\n    def __init__(self, v): self.v = v", "p = pickle.loads(pickle.dumps(P(3)))", "r = p.v"), ""),
    "pickle with variable": (("import pickle\nk = [1].pop()\nclass P:\n    def __init__(self, v): self.v = v + k", "p = pickle.loads(pickle.dumps(P(3)))", "r = p.v"), ""),
    "pickle a function": (("import pickle\nk = [1].pop()\ndef f(v): return v + k", "g = pickle.loads(pickle.dumps(f))", "r = g(1)"), ""),
    "pickle a namedtuple": (("import pickle\nfrom collections import namedtuple", "P = namedtuple('P', 'a b')", "p = pickle.loads(pickle.dumps(P(1, 2)))", "r = p.a"), ""),
    "pickle an enum": (("import pickle\nfrom enum import Enum\nclass E(Enum):\n    A = 1", "r = pickle.loads(pickle.dumps(E.A)).name"), ""),
    "copy": (("import copy\nk = [1].pop()\nclass P:\n    def __init__(self): self.v = [k]", "p = P()\nq = copy.deepcopy(p)", "q.v.append(2)", "r = (p.v, q.v)"), ""),
    "multiprocessing with variable": (("from multiprocessing import Pool\nk = [1].pop()\ndef f(v): return v + k", "with Pool(1) as pool:\n    r = pool.map(f, [1, 2])"), "Pool pool"),
    "source of a function": (("import inspect\ndef f(v):\n    return v + 1", "try:\n    r = len(inspect.signature(f).parameters)\nexcept OSError:\n    r = 0"), ""),
    "doctest": (("import doctest\ndef f(v):\n    '''\n    >>> f(1)\n    2\n    '''\n    return v + 1", "r = doctest.testmod().failed"), ""),
    "total ordering": (("from functools import total_ordering\nk = [1].pop()\n@total_ordering\nclass P:\n    def __init__(self, v): self.v = v * k\n    def __lt__(self, o): return self.v < o.v\n    def __eq__(self, o): return self.v == o.v", "r = P(1) <= P(2)"), ""),
    "lru cache": (("from functools import lru_cache\nk = [1].pop()\n@lru_cache(None)\ndef fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2) + k", "r = fib(5)\ns = fib.cache_info().misses"), ""),
    "singledispatch": (("from functools import singledispatch\n@singledispatch\ndef f(v): return 'any'\n@f.register(int)\ndef _(v): return 'int'\n@f.register\ndef _(v: str): return 'str'", "r = (f(1), f('x'), f(2.5))"), ""),
    "abstract": (("from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n    def m(self): ...\nclass B(A):\n    def m(self): return 1", "r = B().m()"), ""),
    "property": (("k = [2].pop()\nclass P:\n    @property\n    def v(self): return k\n    @v.setter\n    def v(self, w):\n        global k\n        k = w", "p = P()\na = p.v", "p.v = 7", "r = (k, p.v)"), ""),
    "import rebinds": (("json = [1].pop()", "a = json", "import json", "r = json.dumps(a)"), ""),
    "import under condition": (("if True:\n    import math as m\nelse:\n    m = None", "r = m.floor(2.5)"), ""),
    "import deleted": (("import math", "r = math.floor(1.5)", "del math", "try:\n    math\nexcept NameError:\n    s = 'gone'"), ""),
    # strings that name variables
    "query": ((PD, "limit = [1].pop()", text('# Select'), "part = df.query('a > @limit')", "n = len(part)"), ""),
    "query constant": ((PD, "limit = 1", text('# Select'), "part = df.query('a > @limit')", "n = len(part)"), ""),
    "query function": ((PD, "limit = [1].pop()\ndef pick(d): return d.query('a > @limit')", text('# Select'), "n = len(pick(df))"), ""),
    "query in a comprehension": ((PD, "limit = [1].pop()", "ns = [len(df.query('a > @limit and a < @t')) for t in (2, 3, 4)]"), ""),
    "query in a lambda": ((PD, "limit = [1].pop()", "f = lambda d: d.query('a > @limit')", "r = len(f(df))"), ""),
    "query with a parameter": ((PD, "def pick(d, limit): return d.query('a > @limit')", text('# Select'), "n = len(pick(df, 1))"), ""),
    "query of a constant in many places": ((PD, "limit = 1", text('# Select'), "part = df.query('a > @limit')\nmost = limit + 1", text('# More'), "other = df.query(f'a == {most} or a > @limit')", "n = len(part) + len(other)"), ""),
    "query in a loop": ((PD, "sizes = []\nfor low in [0, 1, 2]:\n    sizes.append(len(df.query('a > @low')))", "n = sum(sizes)"), ""),
    "query of a list": ((PD, "wanted = ['x']\nwanted.append('z')", text('# Select'), "n = len(df.query('c in @wanted'))"), ""),
    "formula of a function in another step": ((PD, "import statsmodels.formula.api as smf\nk = [2].pop()\ndef half(v): return v / k", text('# Fit'), "m = smf.ols('a ~ half(a)', data=df).fit()", "r = round(float(m.params.iloc[1]), 6)"), "m"),
    "formula of numpy": ((PD, "import numpy as np\nimport statsmodels.formula.api as smf", text('# Fit'), "m = smf.ols('a ~ np.log(a)', data=df).fit()", "r = round(float(m.params.iloc[1]), 6)"), "m"),
    "formula with a variable": ((PD, "import statsmodels.formula.api as smf\nimport numpy as np\nw = np.array([1.0, 4.0, 3.0])", text('# Fit'), "m = smf.ols('a ~ w', data=df).fit()", "r = round(float(m.params.iloc[1]), 6)"), "m"),
    "eval frame": ((PD, "k = [2].pop()", text('# Add'), "df = df.eval('z = a * @k')", "r = df['z'].sum()"), ""),
    "eval of pandas": ((PD, "k = [2].pop()", text('# Add'), "z = pd.eval('df.a * k')", "r = z.sum()"), ""),
    "formula": ((PD, "import statsmodels.formula.api as smf\ndef half(v): return v / 2", text('# Fit'), "m = smf.ols('a ~ half(a)', df).fit()", "r = round(float(m.params.iloc[1]), 6)"), "m"),
    # the rest
    "walrus in comprehension in function": (("def f():\n    [x := v for v in range(3)]\n    return x", "x = [9].pop()", "r = (f(), x)"), ""),
    "nonlocal with same global": (("n = [10].pop()\ndef outer():\n    n = 0\n    def up():\n        nonlocal n\n        n += 1\n        return n\n    return up()", "a = outer()", "r = n"), ""),
    "function attributes on closures": (("k = [1].pop()\ndef f():\n    f.n += k\n    return f.n", "f.n = 0", "a = f()", "r = f.n"), ""),
    "closure cell": (("def make(v):\n    def g(): return v\n    return g", "g = make([1])", "r = g.__closure__[0].cell_contents"), ""),
    "starred return of step": (("a, *b = range(4)", text('# Use'), "c, (d, *e) = 1, b", "r = (a, b, c, d, e)"), ""),
    "matrix of lambdas": (("k = [1].pop()\ntable = {'a': lambda v: v + k}", text('# Use'), "k = 10", text('# Call'), "r = table['a'](1)"), ""),
    "method reads a variable bound later": (("class C:\n    def m(self): return k", text('# B'), "c = C()", text('# C'), "k = [1].pop()", "r = c.m()"), ""),
    "two steps bind one name for a function": (("def f(): return k", text('# A'), "k = [1].pop()\na = f()", text('# B'), "k = [2].pop()\nb = f()"), ""),
    "dunder name": (("__version__ = '1.0'\n__all__ = ['a']", "r = __version__", "s = __all__"), ""),
    "builtins module": (("import builtins", "builtins.mine = 4", "r = mine"), ""),
    "dunder builtins": (("r = hasattr(__builtins__, 'len') or 'len' in __builtins__",), ""),
    "print overridden by lambda": (("print_ = print", "print = lambda *a: None", "print('x')", "r = 1"), ""),
    "semantic of nested def order": (("def f():\n    return g()\ndef g():\n    return h()\ndef h():\n    return k", "k = [1].pop()", "a = f()", "k = [2].pop()", "b = f()"), ""),
    "mutual classes": (("class A:\n    def b(self): return B()\nclass B:\n    def a(self): return A()", "r = type(A().b().a()).__name__"), ""),
    "del in a function's closure loop": (("rows = [1, 2]\nfor v in rows:\n    def f(): return v\n    w = f()\ndel v", "r = w"), ""),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_same_values(case, tmp_path):
    cells, gone = CASES[case]
    check(cells, gone, tmp_path, "moved_" + re.sub(r"\W+", "_", case))


K = "k = [1].pop()"
ONE_NAMESPACE = [
    ((K, "class C:\n    k = k + 1"), "class C binds k and reads the k around it (cell 2)"),
    ((K, "class C:\n    class D:\n        k = k"), "class C binds k and reads the k around it (cell 2)"),
    (("if not []:\n    max = min", "r = max([1, 2])"), "max may be the builtin or the notebook's own (cell 2)"),
    (("def f(): return max(1, 2)", "a = f()", "max = [5].pop()", "b = max"), "max may be the builtin or the notebook's own (cell 1)"),
    (("n = [0].pop()\ndef f():\n    n = 1\n    def g():\n        global n\n        n = 2\n    g()", "f()"), "n is a global and a local of functions in each other (cell 1)"),
    (("def f():\n    global json\n    import json", "f()", "r = json.dumps(1)"), "json is a global and a local of functions in each other (cell 1)"),
    (("try:\n    here = __file__\nexcept NameError:\n    here = '.'",), "__file__ is asked for, which a notebook does not have (cell 1)"),
    (("import pickle", K + "\nclass P:\n    n = k", "s = pickle.dumps([P()])"), "P is pickled, which only finds it in a module (cell 3)"),
    (("import joblib", K + "\ndef f(v): return v + k", "joblib.dump(f, 'f.joblib')"), "f is pickled, which only finds it in a module (cell 3)"),
    (("from multiprocessing import Pool", K + "\ndef f(v): return v + k", "with Pool(1) as pool:\n    r = pool.map(f, [1])"), "f goes to other processes, which only find it in a module (cell 3)"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "why"), ONE_NAMESPACE, ids=[why for _, why in ONE_NAMESPACE])
def test_what_only_a_module_can_do(cells, why):
    assert planned(*cells).namespace == why


TAKEN_APART = [
    ("import numpy as np\n%pylab inline\nx = np.ones(3)", "r = np.sum(x)"),  # np is numpy, whoever binds it
    (K, "class C:\n    m = k + 1"),
    (K, "class C:\n    k = 1\n    m = k + 1"),
    (K, "class C:\n    def k(self): return k"),
    ("from sklearn.pipeline import make_pipeline\nfrom sklearn.linear_model import LinearRegression\nfrom sklearn.base import BaseEstimator, TransformerMixin", K + "\nclass Add(BaseEstimator, TransformerMixin):\n    def fit(self, X, y=None): return self\n    def transform(self, X): return [[v + k for v in row] for row in X]", "model = make_pipeline(Add(), LinearRegression())\nmodel.fit([[1], [2]], [3, 4])", "pred = model.predict([[5]])"),
    ("import multiprocessing", K + "\ndef f(v): return v + k", "r = [f(1), multiprocessing.cpu_count()]"),  # starts no process
    ("import math", "class C:\n    math = math"),  # imports stand in the module
    ("max = max([1, 2])", "r = max + 1"),
    ("for id in [1, 2]:\n    r = id",),
    ("list = [1]", "del list", "r = list('ab')"),
    ("n = [0].pop()\ndef f():\n    global n\n    n += 1", "f()"),
    ("n = [0].pop()\ndef f(n):\n    def g(): return n\n    return g()", "r = f(1)"),
    ("import pickle", K + "\nclass P:\n    n = k", "p = P()", "s = pickle.dumps([1])"),
    ("import pickle", K + "\ndef p(v): return v + k", "p = p(1)", "s = pickle.dumps(p)"),
    ("import pickle\nclass P: pass", "s = pickle.dumps(P())"),
    ("import torch", K + "\nclass Net(torch.nn.Module):\n    n = k", "net = Net()", "torch.save(net.state_dict(), 'net.pt')"),
]  # fmt: skip


@pytest.mark.parametrize("cells", TAKEN_APART, ids=[row[-1] for row in TAKEN_APART])
def test_what_is_no_reason_for_one_namespace(cells):
    assert planned(*cells).namespace == ""
