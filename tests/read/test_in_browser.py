"""What only Python in a browser has. Each row: cells, and the Python that is left of them; then what stays as it is."""

import pytest

from tests.notebooks import notebook

FETCH = "from js import fetch\nimport io\nresp = await fetch(URL)"
DOWNLOAD = """from pyodide.http import pyfetch
async def download(url, file):
    response = await pyfetch(url)
    if response.status == 200:
        with open(file, "wb") as f:
            f.write(await response.bytes())
"""
LOWERED = [
    (("import piplite\nawait piplite.install(['a', 'b==1'])\nawait piplite.install('c')\nx = 1",), ("\n\n\nx = 1",)),
    (
        (f"{FETCH}\ntext = io.BytesIO((await resp.arrayBuffer()).to_py())",),
        ("import urllib.request\nimport io\nresp = urllib.request.urlopen(URL)\ntext = io.BytesIO(resp.read())",),
    ),
    (
        (FETCH, "text = io.StringIO(await resp.text())"),
        (
            "import urllib.request\nimport io\nresp = urllib.request.urlopen(URL)",
            "text = io.StringIO(resp.read().decode())",
        ),
    ),
    (
        (DOWNLOAD, "await download(path, 'a.csv')"),
        (
            DOWNLOAD.replace("from pyodide.http import pyfetch", "import urllib.request")
            .replace("async def", "def")
            .replace("await pyfetch(url)", "urllib.request.urlopen(url)")
            .replace("await response.bytes()", "response.read()"),
            "download(path, 'a.csv')",
        ),
    ),
]
STAYS = [
    (FETCH, "use(resp)"),  # nobody knows what it wants of it
    (FETCH, "x = await resp.json()"),
    (FETCH, "(await resp.arrayBuffer()).to_py()", "def fetch(url): pass\nfetch(1)"),
    ("from own import fetch", "resp = await fetch(URL)\ntext = await resp.text()"),
    ("from pyodide.http import pyfetch, open_url\nresp = await pyfetch(URL)",),
    ("async def f(): return await g()", "await f()"),
]


@pytest.mark.parametrize(("cells", "python"), LOWERED)
def test_becomes_plain_python(cells: tuple[str, ...], python: tuple[str, ...]) -> None:
    assert tuple(cell.python for cell in notebook(*cells).cells) == python


@pytest.mark.parametrize("cells", STAYS)
def test_stays(cells: tuple[str, ...]) -> None:
    assert tuple(cell.python for cell in notebook(*cells).cells) == cells


def test_installs_are_requirements() -> None:
    lab = notebook(*LOWERED[0][0], "import c")
    assert ("c", "") in {(each.name, each.specifier) for each in lab.requirements}
    assert sorted(line.fate for line in lab.cells[0].lines) == ["dropped", "install", "install"]
    assert not [each for each in lab.findings if each.code == "NB035"]  # nobody is asked where piplite comes from
