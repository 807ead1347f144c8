"""Random streams, files, the environment, iterators, registries: state that no name shows still reaches its readers."""

import re

import pytest

from tests.laws.comparing import check

# name -> (cells, names that may be gone, or are equal only by identity)
CASES = {
    "sample look": (("import numpy as np, pandas as pd\ndf = pd.DataFrame({'a': range(10)})\ndf.sample(3)", 'x = np.random.rand(2)',), ""),
    "strip then split": (("import numpy as np, pandas as pd, seaborn as sns\nimport matplotlib.pyplot as plt\ndf = pd.DataFrame({'a': range(10), 'b': list('xyxyxyxyxy')})", "sns.stripplot(x='b', y='a', data=df)\nplt.show()", 'r = np.random.permutation(5)',), ""),
    "scatter rand": (('import numpy as np\nimport matplotlib.pyplot as plt\nplt.scatter(np.random.rand(5), np.random.rand(5))\nplt.show()', 'a = np.random.rand(3)',), ""),
    "loop plot draw": (('import numpy as np\nimport matplotlib.pyplot as plt\nfor i in range(3):\n    plt.plot(np.random.randn(4), label=str(i))\nplt.legend()', 'a = np.random.randn(2)',), ""),
    "func plot draw": (('import numpy as np\nimport matplotlib.pyplot as plt\ndef show(n):\n    plt.hist(np.random.randn(n))\n    plt.show()\nshow(5)', 'a = np.random.randn(2)',), "show"),
    "generator draw": (('import numpy as np\nimport matplotlib.pyplot as plt\nrng = np.random.default_rng(3)\nplt.plot(rng.normal(size=4))', 'a = rng.normal(size=2)\nrng = None',), ""),
    "random state obj": (('import numpy as np\nfrom sklearn.model_selection import KFold\nrs = np.random.RandomState(0)\nkf = KFold(3, shuffle=True, random_state=rs)\nX = np.arange(12)\nfor tr, te in kf.split(X):\n    pass', 'a = rs.rand(2)\nkf = rs = None',), ""),
    "python random": (('import random\nrandom.seed(4)\nitems = list(range(5))\nrandom.shuffle(items)', 'pick = random.choice(items)\nrandom.random()', 'other = random.random()',), ""),
    "cond draw plot": (('import numpy as np\nimport matplotlib.pyplot as plt\nflag = True\nif flag and np.random.rand() < 2:\n    plt.plot([1])', 'a = np.random.rand()',), ""),
    "boxplot bootstrap": (('import numpy as np\nimport matplotlib.pyplot as plt\nplt.boxplot(np.arange(10), bootstrap=100)', 'a = np.random.rand()',), ""),
    "hist values": (('import numpy as np\nimport matplotlib.pyplot as plt\nx = np.arange(20) % 7\ncounts, edges, patches = plt.hist(x, bins=4)\npatches = None', 'mode = edges[counts.argmax()]',), ""),
    "box values": (("import numpy as np\nimport matplotlib.pyplot as plt\nx = np.arange(20) % 7\nbp = plt.boxplot(x)\nmed = bp['medians'][0].get_ydata()[0]",), "bp"),
    "chdir": (("import os\nos.makedirs('sub', exist_ok=True)", "os.chdir('sub')\nopen('k.txt', 'w').write('hi')", "s = open('k.txt').read()\nos.chdir('..')\nhere = os.path.exists('sub/k.txt')",), ""),
    "environ": (("import os\nos.environ['MY_MODE'] = 'fast'", "mode = os.environ.get('MY_MODE', 'slow')",), ""),
    "file write read": (("import pandas as pd\ndf = pd.DataFrame({'a': [1, 2]})\ndf.to_csv('t.csv', index=False)", "df['b'] = df['a'] * 2\nback = pd.read_csv('t.csv')",), ""),
    "seterr": (("import numpy as np\nold = np.seterr(all='raise')\ntry:\n    z = np.float64(1) / np.float64(0)\nexcept FloatingPointError:\n    z = -1\nnp.seterr(**old)\nold = None",), ""),
    "warnings error": (("import warnings\nwarnings.filterwarnings('error')\ntry:\n    warnings.warn('x')\n    ok = True\nexcept UserWarning:\n    ok = False\nwarnings.resetwarnings()",), ""),
    "pd option": (("import pandas as pd\npd.set_option('future.infer_string', False)\ns = pd.Series(['a', None])\nt = str(s.dtype)",), ""),
    "pd display used": (("import pandas as pd\npd.set_option('display.precision', 2)\ndf = pd.DataFrame({'a': [1.23456]})\ntext = df.to_string()\npd.reset_option('display.precision')",), ""),
    "registry": (('REG = {}\ndef register(f):\n    REG[f.__name__] = f\n    return f', '@register\ndef one(x): return x + 1\n@register\ndef two(x): return x * 2', 'out = {k: f(5) for k, f in REG.items()}\nREG = None',), ""),
    "class registry": (('class Base:\n    subs = []\n    def __init_subclass__(cls, **kw):\n        Base.subs.append(cls.__name__)\nclass A(Base): pass\nclass B(Base): pass', 'names = list(Base.subs)',), ""),
    "default mutable": (('def add(x, acc=[]):\n    acc.append(x)\n    return list(acc)\na = add(1)', 'b = add(2)',), ""),
    "closures loop": (('fs = []\nfor i in range(3):\n    def f(i=i): return i\n    fs.append(f)', 'out = [g() for g in fs]\nfs = None',), ""),
    "late closure": (('n = 1\ndef get(): return n\nn = 2', 'a = get()\nfor n in range(5): pass\nb = get()',), ""),
    "counter closure": (('def make():\n    k = 0\n    def inc():\n        nonlocal k\n        k += 1\n        return k\n    return inc\ninc = make()\na = inc()', 'inc()\nb = inc()',), ""),
    "generator func": (('def gen():\n    yield from range(4)\ng = gen()\na = next(g)', 'b = list(g)\ng = None',), ""),
    "zip iter": (("it = zip([1, 2, 3], 'abc')\nfirst = next(it)", 'rest = list(it)\nit = None',), ""),
    "iter look": (('it = iter([1, 2, 3])\nnext(it)', 'rest = list(it)\nit = None',), ""),
    "map side": (('log = []\ndef note(x):\n    log.append(x)\n    return x * 2\nm = map(note, [1, 2, 3])', 'k = len(log)\nout = list(m)\nn = len(log)\nm = None',), ""),
    "alias aug": (('a = [1]\nb = a\nb += [2]', 'n = len(a)\nt = (1,)\nu = t\nu += (2,)',), ""),
    "np view": (('import numpy as np\na = np.arange(6)\nv = a.reshape(2, 3)\nv[0] = 9', 's = a.sum()\nw = a[1:3]\nw *= 2\nt = a.sum()',), ""),
    "np copy": (('import numpy as np\na = np.arange(6)\nc = a[[0, 1]]\nc[0] = 100\ns = a.sum()',), ""),
    "dict of df": (("import pandas as pd\nd = {k: pd.DataFrame({'a': [1, 2]}) for k in 'xy'}\nfor k, f in d.items():\n    f['b'] = f['a'] * 2", "tot = d['x']['b'].sum()",), ""),
    "list of df": (("import pandas as pd\ntrain = pd.DataFrame({'a': [1, None]}); test = pd.DataFrame({'a': [None, 3]})\nfor d in [train, test]:\n    d['a'] = d['a'].fillna(0)", 's = train.a.sum() + test.a.sum()',), ""),
    "drop inplace": (("import pandas as pd\ndf = pd.DataFrame({'a': [1, 2], 'b': [3, 4]})\nraw = df\ndf.drop(columns='b', inplace=True)", 'cols = list(raw.columns)',), ""),
    "pop": (("import pandas as pd\ndf = pd.DataFrame({'a': [1, 2], 'y': [3, 4]})\ny = df.pop('y')\ndf.pop('a')", 'n = df.shape[1]',), ""),
    "walrus if": (('data = [1, 5, 9]\nif (n := len(data)) > 2:\n    big = True\nk = n\nwhile (x := data.pop()) > 2:\n    last = x',), ""),
    "star unpack": (('first, *mid, last = [1, 2, 3, 4]\na, (b, *c) = 1, (2, 3, 4)\nd = [*mid, *c]',), ""),
    "match": (("cmd = {'op': 'add', 'args': [1, 2]}\nmatch cmd:\n    case {'op': 'add', 'args': [x, y]}:\n        r = x + y\n    case _:\n        r = None",), ""),
    "try else": (('try:\n    import nothing_here\n    have = True\nexcept ImportError as e:\n    have = False\n    why = str(e)\nelse:\n    more = 1\nfinally:\n    done = 1',), ""),
    "with suppress": (('from contextlib import suppress\nx = 0\nwith suppress(ZeroDivisionError):\n    x = 1\n    x = 1 / 0\n    x = 2\ny = x',), ""),
    "shadow": (('list = [3, 1]\nsum = 0\nfor v in list:\n    sum += v', "del list, sum\nk = sum([v, 1]) if v else None\nz = list('ab')",), ""),
    "global fn": (('count = 0\ndef bump(n=1):\n    global count\n    count += n', 'for i in range(3): bump(i)', 'c2 = count',), ""),
    "lambda global": (('scale = 2\nf = lambda x: x * scale\na = f(3)\nscale = 5', 'b = f(3)',), ""),
    "partial": (('from functools import partial, reduce\nbase = [1]\nadd = partial(base.append, 5)\nadd()', 'n = base[-1]\nt = reduce(lambda a, b: a + b, base)\nadd = None',), ""),
    "lru": (('from functools import lru_cache\ncalls = 0\n@lru_cache(None)\ndef sq(x):\n    global calls\n    calls += 1\n    return x * x\na = [sq(2), sq(2), sq(3)]', 'n = calls',), ""),
    "prop": (('class P:\n    def __init__(self): self._v = 1; self.reads = 0\n    @property\n    def v(self):\n        self.reads += 1\n        return self._v\np = P()\np.v', 'k = p.reads',), ""),
    "getitem side": (('class L:\n    def __init__(self): self.n = 0\n    def __getitem__(self, i):\n        self.n += 1\n        return i\nl = L()\nl[3]', 'k = l.n',), ""),
    "setattr": (("class C: pass\nc = C()\nsetattr(c, 'a', 1)\nc.__dict__['b'] = 2", 't = c.a + c.b',), ""),
    "ctx": (("class T:\n    log = []\n    def __enter__(self): T.log.append('in'); return self\n    def __exit__(self, *a): T.log.append('out')\nwith T() as t:\n    x = 1", 'k = list(T.log)\nt = None',), ""),
    "unbound": (('import random\nrandom.seed(0)\nif random.random() > 2:\n    val = 1', "try:\n    r = val\nexcept NameError:\n    r = 'none'",), ""),
    "loop else": (('for i in range(5):\n    if i == 9: break\nelse:\n    nob = True\nk = i',), ""),
    "comp leak": (('xs = [i for i in range(3)]\nys = [j * k for j in xs for k in (1, 2) if j]\ni = 7\nzs = {i: [i + k for k in range(2)] for i in xs}',), ""),
    "plot return": (("import pandas as pd\nimport matplotlib.pyplot as plt\ndf = pd.DataFrame({'a': [1, 2, 3]})\nax = df.plot()\nax.set_title('t')\ntotal = df.a.sum()",), "ax"),
    "style ctx": (("import pandas as pd\nimport matplotlib.pyplot as plt\ndf = pd.DataFrame({'a': [1, 2, 3]})\nwith plt.style.context('ggplot'):\n    m = df.a.mean()\n    df.a.plot()\n    plt.show()\nk = m",), ""),
    "if show": (("import matplotlib.pyplot as plt\nverbose = True\nif verbose:\n    plt.plot([1])\n    plt.show()\nelse:\n    print('quiet')\nx = 1",), ""),
    "facet": (("import pandas as pd, seaborn as sns\nimport matplotlib.pyplot as plt\ndf = pd.DataFrame({'a': [1, 2, 3, 4], 'g': list('xxyy')})\nseen = []\ndef draw(data, **kw):\n    seen.append(len(data))\n    plt.plot(data['a'])\ng = sns.FacetGrid(df, col='g')\ng.map_dataframe(draw)\ng = None", 'n = len(seen)',), ""),
    "cond expr plot": (("import matplotlib.pyplot as plt\nimport numpy as np\ndo = True\nplt.plot([1]) if do else None\n[plt.axvline(v) for v in (1, 2)]\n_ = plt.title('x')\nx = 2",), "_ do"),
    "gen draw": (('import numpy as np\nimport matplotlib.pyplot as plt\nrng = np.random.default_rng(3)\nplt.plot(rng.normal(size=4))', "a = rng.normal(size=2)\nplt.plot(rng.normal(size=4))\nstate = rng.bit_generator.state['state']['state']",), "rng"),
    "gen loop": (("import numpy as np\nimport matplotlib.pyplot as plt\nrng = np.random.default_rng(3)\nfig, axes = plt.subplots(2)\nfor i, ax in enumerate(axes):\n    ax.plot(rng.normal(size=4), label=str(i))\n    ax.set_title('x')\na = rng.normal(size=2)\nfig = axes = ax = None",), "rng"),
    "gen fn": (('import numpy as np\nimport matplotlib.pyplot as plt\nrng = np.random.default_rng(3)\ndef show(n):\n    plt.plot(rng.normal(size=n))\n    plt.show()\nshow(3)\na = rng.normal(size=2)\nshow(2)\nb = rng.normal(size=2)',), "rng"),
    "gen look": (('import numpy as np\nrng = np.random.default_rng(3)\nrng.normal(size=2)\nb = rng.normal(size=2)\nrng.random()',), "rng"),
    "loop if": (("import numpy as np\nimport matplotlib.pyplot as plt\nfor i in range(4):\n    if i % 2:\n        plt.scatter(np.random.rand(i), np.random.rand(i))\n    else:\n        plt.title('k')\na = np.random.rand()",), ""),
    "while draw": (('import numpy as np\nimport matplotlib.pyplot as plt\nk = 0\nwhile k < 3:\n    plt.plot(np.random.rand(k + 1))\n    k += 1\na = np.random.rand()',), ""),
    "with draw": (("import numpy as np\nimport matplotlib.pyplot as plt\nwith plt.style.context('ggplot'):\n    plt.plot(np.random.rand(4))\na = np.random.rand()",), ""),
    "try draw": (('import numpy as np\nimport matplotlib.pyplot as plt\ntry:\n    plt.plot(np.random.rand(4))\nexcept Exception:\n    pass\na = np.random.rand()',), ""),
    "named draw": (('import numpy as np\nimport matplotlib.pyplot as plt\nnoise = np.random.rand(4)\nplt.plot(noise)\na = np.random.rand()',), ""),
    "df sample plot": (("import numpy as np, pandas as pd\nimport matplotlib.pyplot as plt\ndf = pd.DataFrame({'a': range(9)})\ndf.sample(3).plot()\nplt.show()\na = np.random.rand()",), ""),
    "import try": (('try:\n    import nothing_here\n    have = True\nexcept ImportError:\n    have = False',), ""),
    "import try used": (("try:\n    import json, nothing_here\n    have = json.dumps([1])\nexcept ImportError:\n    have = 'no'\nx = 2",), ""),
    "import try star": (('try:\n    from nothing_here import thing as t\nexcept ImportError:\n    t = None\ntry:\n    import ujson as js\nexcept ImportError:\n    import json as js\ns = js.dumps([1])',), ""),
    "import flag": (("HAS = False\ntry:\n    import lightgbm_nope\nexcept ImportError:\n    print('no')\nelse:\n    HAS = True",), ""),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_same_values(case, tmp_path):
    cells, gone = CASES[case]
    check(cells, gone, tmp_path, "hidden_" + re.sub(r"\W+", "_", case))
