"""Which parameters are files and folders that the notebook writes: a run makes their folders, and lists them."""

import pytest

from nb2prod.emit.exports import export_places
from tests.notebooks import planned

START = "import os\nimport gzip\nimport numpy as np\nimport pandas as pd\nd = pd.DataFrame({'a': [1]})"
READ = "import somewhere\nT = r'/(\\w+)'\nf = somewhere.d\n"
PLACES = [  # code of the second cell, values of parameters
    ("d.to_csv('out/b.csv')", ["out/b.csv"]),
    ("OUT = 'res'\nd.to_csv(os.path.join(OUT, 'b.csv'))", ["res"]),
    ("NAME = 'b.csv'\nd.to_csv(NAME)", ["b.csv"]),
    ("NAME = 'b.csv'\nd.to_csv('out/' + NAME)", []),  # a piece of a path, and no folder
    ("NAME = 'b.csv'\nwith open(NAME, 'wb') as f:\n    d.to_csv('out/' + NAME)", ["b.csv"]),  # it is left empty
    ("OUT = './out'\npath = os.path.join(OUT, 'b.csv')\nd.to_csv(path)", ["./out"]),
    ("OUT = './out'\nfor k in range(2):\n    path = os.path.join(OUT, f'{k}.csv')\n    d.to_csv(path)", ["./out"]),
    ("OUT = 'out'\npath = os.path.join(OUT, 'b.csv')\nprint(pd.read_csv(path))", []),
    ("with gzip.open('a.gz', 'rb') as f, open('a.csv', 'wb') as out:\n    out.write(f.read())", ["a.csv"]),
    ("np.savetxt('a.csv', [1])", ["a.csv"]),
    (READ + "f['a'] = f.b.str.extract(T)\nprint(f.a.sum())", []),  # a pattern of texts
    ("d.to_csv(f'out_{len(d)}.csv')", []),
]


@pytest.mark.parametrize(("code", "places"), PLACES)
def test_parameters_that_say_where_the_notebook_writes(code, places):
    plan = planned(START, code)
    assert [p.default for p in plan.parameters if p.name in export_places(plan)] == places
