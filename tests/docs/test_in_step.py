"""The story in docs/in_step.md, done as it stands: each command is typed, each answer compared, each edit made.

```sh exit 1                      commands, in bash, and the code of the last one (0 if none is named)
```text                           what they say; `...` stands for anything
```diff FILE                      an edit by hand: these lines in place of those
```python cell N                  what cell N becomes
```python between the marks of FILE    what a person writes in place of a marked conflict
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import nb2prod

DOCS = Path(__file__).parents[2] / "docs"
STORY = (DOCS / "in_step.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)(?: ([^\n]*))?\n(.*?)^```$", STORY, re.MULTILINE | re.DOTALL)
NOTEBOOK = "orders.ipynb"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "story@example.org")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(Path(nb2prod.__file__).parents[1]))
    Path("work").mkdir()
    monkeypatch.chdir("work")
    Path(NOTEBOOK).write_bytes((DOCS / NOTEBOOK).read_bytes())
    subprocess.run(["git", "init", "-q"], check=True)


def pattern(expected):
    """A regular expression for an answer in which `...` stands for anything, alone on a line for any lines."""
    lines = [
        r"(?:[^\n]*\n)*?" if line == "..." else re.escape(line).replace(r"\.\.\.", "[^\n]*") + "\n"
        for line in expected.splitlines()
    ]
    return re.compile("".join(lines) + r"\Z")


def run(how, commands, expected):
    code = int(how.removeprefix("exit ")) if how else 0
    done = subprocess.run(["bash", "-c", commands], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == code, f"{commands}\n{done.stdout}"
    if expected is not None:
        assert pattern(expected).match(done.stdout), f"{commands}\n{done.stdout}"


def edit(path, diff):
    old = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line[0] in " -")
    new = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line[0] in " +")
    text = Path(path).read_text("utf-8")
    assert text.count(old) == 1, f"{old}\n{text}"
    Path(path).write_text(text.replace(old, new), "utf-8")


def change_cell(number, source):
    document = json.loads(Path(NOTEBOOK).read_text("utf-8"))
    document["cells"][number - 1] |= {"source": source.rstrip("\n").splitlines(keepends=True), "execution_count": 77}
    Path(NOTEBOOK).write_text(json.dumps(document, indent=1), "utf-8")


def settle(path, text):
    conflict = r"^<<<<<<< .*?^>>>>>>> [^\n]*\n"
    before = Path(path).read_text("utf-8")
    assert len(re.findall(conflict, before, re.MULTILINE | re.DOTALL)) == 1
    Path(path).write_text(re.sub(conflict, lambda _: text, before, flags=re.MULTILINE | re.DOTALL), "utf-8")


def test_the_story(folder):
    assert len(BLOCKS) > 20
    after = [*BLOCKS[1:], ("", "", "")]
    for (kind, how, text), (next_kind, _, next_text) in zip(BLOCKS, after, strict=True):
        match kind, how.split(" "):
            case "sh", _:
                run(how, text, next_text if next_kind == "text" else None)
            case "text", _:
                pass  # compared with the commands before it
            case "diff", [path]:
                edit(path, text)
            case "python", ["cell", number]:
                change_cell(int(number), text)
            case "python", ["between", "the", "marks", "of", path]:
                settle(path, text)
            case _:
                raise AssertionError(f"a block that nobody runs: {kind} {how}")


def test_the_cells_of_the_table_are_those_of_the_notebook():
    cells = json.loads((DOCS / NOTEBOOK).read_text("utf-8"))["cells"]
    told = re.findall(r"^\| (\d+), [^|]* \| `([^`]+)` \|", STORY, re.MULTILINE)
    tagged = [(str(n), tag) for n, cell in enumerate(cells, 1) for tag in cell["metadata"].get("tags", ())]
    assert sorted(told) == sorted(tagged)
