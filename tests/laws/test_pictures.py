"""Figure files are display, until code that stays looks at one: then what drew it stays as well."""

import re

import pytest

from tests.laws.comparing import check
from tests.notebooks import planned, text

PLT = "import matplotlib.pyplot as plt\nplt.close('all')"
DRAWN = "plt.figure(figsize=(1, 1), dpi=40)\nplt.plot([1, 3])\n"
SAVE = "def save(name):\n    plt.tight_layout()\n    path = 'figures_' + name + '.png'\n    plt.savefig(path)\n    plt.close()"

# name -> (cells, names that may be gone)
READ = {
    "by name": ((PLT, "name = 'a.png'\n" + DRAWN + "plt.savefig(name)\nplt.close()", "ink = float(plt.imread(name).sum())"), ""),
    "under headings": ((PLT, text("# Draw"), DRAWN + "plt.savefig('a.png')\nplt.close()", text("# Look"), "ink = float(plt.imread('a.png').sum())"), ""),
    "drawn in a loop": ((PLT, "for i in range(2):\n    plt.figure(figsize=(1, 1), dpi=40)\n    plt.plot([i, 3])\n    plt.savefig(f'a{i}.png')\n    plt.close()", "ink = [float(plt.imread(f'a{i}.png').sum()) for i in range(2)]"), "i"),
    "saved by a function": ((PLT, SAVE, DRAWN + "save('one')", "ink = float(plt.imread('figures_one.png').sum())"), ""),
    "read by the function": ((PLT, "def ink_of(v):\n    fig = plt.figure(figsize=(1, 1), dpi=40)\n    fig.gca().plot(v)\n    fig.savefig('c.png')\n    plt.close(fig)\n    drawn = plt.imread('c.png')\n    return float(drawn.sum())", "ink = ink_of([1, 3])"), ""),
    "drawn by a function": ((PLT, "def draw(v, name):\n    fig = plt.figure(figsize=(1, 1), dpi=40)\n    fig.gca().plot(v)\n    fig.savefig(name)\n    plt.close(fig)", "draw([1, 3], 'b.png')", "ink = float(plt.imread('b.png').sum())"), ""),
    "as bytes": ((PLT, DRAWN + "plt.savefig('a.png', metadata={'Software': None})\nplt.close()", "with open('a.png', 'rb') as f:\n    head = f.read(4)"), "f"),
    "copied": (("import shutil, os\n" + PLT, DRAWN + "plt.savefig('a.png')\nplt.close()", "shutil.copy('a.png', 'b.png')", "there = os.path.exists('b.png')"), ""),
    "packed": (("import zipfile\n" + PLT, DRAWN + "plt.savefig('a.png')\nplt.close()", "with zipfile.ZipFile('z.zip', 'w') as z:\n    z.write('a.png')", "names = zipfile.ZipFile('z.zip').namelist()"), "z"),
    "found by its ending": (("import glob\n" + PLT, DRAWN + "plt.savefig('a.png')\nplt.close()", "found = glob.glob('*.png')"), ""),
    "counted in its folder": (("import os\nos.makedirs('out', exist_ok=True)\n" + PLT, DRAWN + "plt.savefig('out/a.png')\nplt.close()", "n = len(os.listdir('out'))"), ""),
    "shown in a report": ((PLT, DRAWN + "plt.savefig('a.png')\nplt.close()", "with open('report.md', 'w') as f:\n    f.write('![the curve](a.png)')", "import os\nthere = os.path.exists('a.png')"), "f"),
    "sent to a program": (("import subprocess\n" + PLT, DRAWN + "plt.savefig('a.png')\nplt.close()", "size = subprocess.run('wc -c < a.png', shell=True, capture_output=True).returncode"), ""),
}  # fmt: skip


RS = PLT + "\nimport numpy as np\nrs = np.random.RandomState(0)"
CLOSED = "\nplt.close('all')"

# a figure that is asked for its state, not for its file
ASKED = {
    "axes in a loop": ((RS, "found = None", "for trial in range(9):\n    v = rs.rand()\n    fig, ax = plt.subplots()\n    ax.hist(rs.rand(5))\n    if ax.get_ylim()[1] > 2.0:\n        found = trial\n        break", "w = rs.rand()" + CLOSED), "fig ax rs"),
    "axes in turn": ((RS, "maxes = []", "fig, axes = plt.subplots(1, 2)\nfor ax, n in zip(axes, (5, 20)):\n    ax.hist(rs.rand(n), bins=3)\n    maxes.append(ax.get_ylim()[1])\n    ax.set_ylim(0, 50)", "m = max(maxes)" + CLOSED), "fig ax axes rs"),
    "a style that is not there": ((PLT, "try:\n    plt.style.use('no-such-style')\nexcept OSError:\n    style = 'default'\nelse:\n    style = 'fancy'"), ""),
    "what fails decides": ((PLT, "try:\n    plt.rcParams['no.such'] = 1\n    r = 1\nexcept KeyError:\n    r = 0", "fig = plt.figure()\ntry:\n    fig.add_subplot(1, 1, 5)\n    s = 1\nexcept ValueError:\n    s = 0" + CLOSED), "fig"),
    "axes of a function": ((PLT, "def draw(vals):\n    fig, ax = plt.subplots()\n    ax.bar(range(len(vals)), vals)\n    ax.set_title('n=%d' % len(vals))\n    return ax\ndef top(ax): return ax.get_ylim()[1]", "ax = draw([1, 2, 3])\nt = top(ax)\nlab = draw([1]).get_title()\nhs = [p.get_height() for p in draw([4, 5]).patches]" + CLOSED), "ax"),
    "a function that draws on its axes": ((PLT, "def deco(ax):\n    ax.set_title('hello')\n    ax.plot([1, 2])", "fig, ax = plt.subplots()\ndeco(ax)", "t = ax.get_title()\nn = len(ax.lines)" + CLOSED), "fig ax"),
    "numbers of spectra": ((RS, "x = rs.rand(50)\nlags, c, line, b = plt.acorr(x, maxlags=3)\nP, freqs = plt.psd(x, NFFT=16)", "spec, f, t, im = plt.specgram(x, NFFT=8, noverlap=2)\ne = plt.ecdf(x).get_xdata()[:3]\nresult = (c.tolist(), P.sum(), spec.shape, e.tolist())" + CLOSED), "rs line b im"),
}  # fmt: skip


@pytest.mark.parametrize("case", ASKED)
def test_what_a_figure_is_asked_for(case, tmp_path):
    cells, gone = ASKED[case]
    check(cells, gone, tmp_path, "asked_" + re.sub(r"\W+", "_", case))


@pytest.mark.parametrize("case", READ)
def test_same_values(case, tmp_path):
    cells, gone = READ[case]
    check(cells, gone, tmp_path, "picture_" + re.sub(r"\W+", "_", case))


UNREAD = [
    ("n = 1",),
    ("import pandas as pd\ndf = pd.read_csv('a.csv')",),
    ("import os\nnames = os.listdir('data')",),
    ("text = open('notes.txt').read()",),
    ("plt.imshow(plt.imread('a.png'))",),  # a look at it
    ("import subprocess\nsubprocess.run('wc -l rows.csv', shell=True)",),
]


@pytest.mark.parametrize("later", UNREAD, ids=[row[0] for row in UNREAD])
def test_a_picture_that_nobody_reads_goes(later):
    for saving in (f"{DRAWN}plt.savefig('a.png')", f"{SAVE}\n{DRAWN}save('a')"):
        assert fate_of_the_curve(PLT, saving, *later) == "dropped"


def test_another_picture_is_no_reason():
    assert fate_of_the_curve(PLT, f"{DRAWN}plt.savefig('a.png')", "im = plt.imread('other.png')") == "dropped"
    assert fate_of_the_curve(PLT, f"{SAVE}\n{DRAWN}save('a')", "im = plt.imread('other.png')") == "train"  # perhaps it


def fate_of_the_curve(*cells):
    made = planned(*cells)
    return {made.program.statements[c.statement].source: c.fate for c in made.choices}["plt.plot([1, 3])"]
