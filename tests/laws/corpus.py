"""Small notebooks that together show most of what notebooks do; the laws hold for each of them."""

from tests.notebooks import code, text

MODEL = (
    text("# Who leaves\n\nA model of churn."),
    "import numpy as np\nimport pandas as pd\nimport matplotlib.pyplot as plt\nimport seaborn as sns\nfrom sklearn.ensemble import RandomForestClassifier\nfrom sklearn.metrics import accuracy_score, classification_report\nfrom sklearn.model_selection import train_test_split\n%matplotlib inline",
    text("## Load"),
    "df = pd.read_csv('data/churn.csv', sep=';')\ndf.head()",
    text("## Look"),
    "corr = df.corr()\nsns.heatmap(corr)\nplt.show()",
    text("## Clean up"),
    "df = df.dropna()  # nobody knows why\ndf['age'] = df['age'].astype(int)",
    text("## Train"),
    "X, y = df.drop(columns='left'), df['left']\nX_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=42)",
    "model = RandomForestClassifier(n_estimators=50, random_state=42)\nmodel.fit(X_train, y_train)",
    "pred = model.predict(X_test)\nprint('accuracy', accuracy_score(y_test, pred))\nprint(classification_report(y_test, pred))",
    "import joblib\njoblib.dump(model, 'model.joblib')",
)

CORPUS = {
    "model": MODEL,
    "only comments": (text("# Nothing to do"), "# nothing", ""),
    "only looks": ("x = [1]", "x", "len(x)"),
    "only plots": ("import matplotlib.pyplot as plt", "plt.plot([1, 2])", "plt.show()"),
    "report": (
        "import pandas as pd",
        "sales = pd.read_csv('sales.csv')",
        "totals = sales.groupby('shop')['sum'].sum()",
        "totals.plot(kind='bar')",
        "totals.to_csv('totals.csv')",
        "print(totals.max())",
    ),
    "functions": (
        "import pandas as pd\nimport math",
        "def area(r: float) -> float:\n    '''Area of a circle.'''\n    return math.pi * r ** 2",
        "class Disc:\n    def __init__(self, r): self.r = r\n    def area(self): return area(self.r)",
        "total = sum(Disc(r).area() for r in [1, 2])\nprint(total)",
    ),
    "closures": (
        text("# A"),
        "factor = 3\ndef scale(v): return v * factor",
        text("# B"),
        "first = scale(1)",
        text("# C"),
        "factor = 10\nsecond = scale(1)",
    ),
    "globals": ("n = 0\ndef up():\n    global n\n    n += 1", "up()", "print(n)"),
    "undefined": ("reg_model = 3", "print(reg)", "def f(): return nowhere"),
    "shell": (
        "!pip install pandas==2.0\n!ls data",
        "files = !ls data\nprint(files)",
        "%cd ..",
        "%%bash\necho 'hello $HOME'",
    ),
    "parameters": (
        code("alpha = 0.5  # step\nnames = ['a', 'b']\nflag = True\nopts = {'k': 1}", "parameters"),
        "print(alpha, names, flag, opts)",
    ),
    "control": (
        "import json",
        "rows = []\nfor i in range(3):\n    try:\n        rows.append(json.loads('1'))\n    except ValueError as e:\n        print(e)\n    finally:\n        pass\nelse:\n    done = True",
        "while rows:\n    rows.pop()\n    if len(rows) == 1: break",
        "with open('a.txt') as f:\n    t = f.read()",
        "match t:\n    case 'a': k = 1\n    case _: k = 2",
    ),
    "a path written out before a constant says it": (
        "import pandas as pd\nplace = 'a/train.csv'",
        "x = pd.read_csv(place)\nprint(x.a.sum())",
        "place_ten = 'a/train.csv'\ny = pd.read_csv(place_ten)\nprint(y.a.mean())",
        "place = 'b/train.csv'\nz = pd.read_csv(place)\nprint(z.a.mean())",
    ),
    "draws": (
        "import numpy as np\nimport matplotlib.pyplot as plt",
        "np.random.seed(1)\nplt.hist(np.random.normal(size=3))\nx = np.random.rand()",
        "print(x)",
    ),
    "builtins": ("rows = [1, 2]", "max = max(rows)\nprint(max)", "list = [max]", "print(list)"),
    "generated names": (
        "config = 1\nlogger = 2\ntrain = 3\nrun = 4\nmain = 5\nPath = 6\ntyper = 7\nOptional = 8",
        "print(config, logger, train, run, main, Path, typer, Optional)",
    ),
    "stars": ("from math import *\nimport os.path, sys as system", "print(floor(pi), os.path.sep, system.argv)"),
    "comments": (
        "# first\n\n# second\nx = [1]  # behind\n# below",
        "# nothing but this",
        "if x:  # why\n    # inside\n    y = 2\n# after\nprint(y)",
    ),
    "writefile": (
        "%%writefile helper_mod.py\nimport json\ndef triple(v):\n    return 3 * v",
        "from helper_mod import triple\nprint(triple(2))",
    ),
    "a module that bears the name of one of ours": (
        "%%writefile config.py\nSIZE = 3",
        "%%writefile rows.py\nimport config\ndef triple(v): return config.SIZE * v",
        "import config as c\nfrom rows import triple\nx = triple(c.SIZE)\nprint(x)",
    ),
    "a module that bears the name that such a one would get": (
        "%%writefile config.py\nSIZE = 3",
        "%%writefile config_.py\nSIZE = 4",
        "import config as c\nfrom config_ import SIZE\nx = c.SIZE * SIZE\nprint(x)",
    ),
    "many lines": tuple(f"v{i} = [{i}]\nprint(v{i})" for i in range(30)),
    "await": ("import asyncio\nasync def wait(): return 1", "x = asyncio.run(wait())\nprint(x)"),
}
