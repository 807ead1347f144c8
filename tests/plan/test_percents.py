"""A text with another number of places than values stops the run, and nothing else is said."""

import pytest

from tests.notebooks import planned

FOUND = [  # cell, what the finding says of it
    ("print('303.99\\n' % 3.5)", "no place for 3.5"),
    ("print('%d of %d' % (1, 2, 3))", "2 places for 3 values"),
    ("print('%d' % ())", "1 place for no values"),
    ("def f(v):\n    return 'x' % 'v'\nprint(f(1))", "no place for 'v'"),
]
SILENT = [
    "import numpy as np\nJ = np.float64(3)\nprint('303.99' % J)",  # NumPy's numbers are none too many
    "try:\n    print('%d' % (1, 2))\nexcept TypeError:\n    print('no')",
    "print('%d%%' % 3)",
    "x = {'a': 1}\nprint('%(a)s' % x)",
    "print('%d' % 1)",
    "print('%s' % (1,))",
    "print('%*d' % (3, 1))",
    "x = {'a': 1}\nprint('none' % {'a': 1})",
    "n = 7\nprint(n % 2)",
    "print('%.3f %-10s %i' % (1.0, 'a', 2))",
    "parts = [1, 2]\nprint('%d %d' % (*parts,))",
    "print('100%' '' % ())",
]


@pytest.mark.parametrize(("cell", "said"), FOUND)
def test_places_that_do_not_fit(cell, said):
    (found,) = [f for f in planned(cell).findings if f.code == "NB155"]
    assert said in found.text


@pytest.mark.parametrize("cell", SILENT)
def test_places_that_fit(cell):
    assert not [f for f in planned(cell).findings if f.code == "NB155"]
