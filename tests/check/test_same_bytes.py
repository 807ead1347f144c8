"""One notebook, one project: whoever saved it, wherever it lies, whatever machine and Python convert it."""

import json
import locale
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nb2prod

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "examples" / "house_rents" / "house_rents.ipynb"
CONVERT = "import sys; sys.path[:0] = {paths!r}; from nb2prod.cli import main; main()"


def convert(folder, python=sys.executable, **environment):
    """Convert the notebook of a folder in a process of its own: every file of the project."""
    paths = [str(Path(nb2prod.__file__).parents[1])]
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "TZ", "PYTHON"))}
    done = subprocess.run(
        [python, "-c", CONVERT.format(paths=paths), "convert", BOOK.name, "-o", "out"],
        cwd=folder, env=clean | environment, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {
        path.relative_to(folder / "out").as_posix(): path.read_bytes()
        for path in sorted((folder / "out").rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    folder = tmp_path_factory.mktemp("usual")
    shutil.copy(BOOK, folder)
    return convert(folder)


def differing(one, other):
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


MACHINES = {
    "another path": ("a/b c/ü", {}),
    "C locale, far away, another seed": ("x", {"LC_ALL": "C", "TZ": "Pacific/Chatham", "PYTHONHASHSEED": "1"}),
    "no home, 1970, another seed": ("y", {"HOME": "/nonexistent", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "0"}),
    "UTF-8 mode off": ("z", {"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}),
}


@pytest.mark.parametrize("name", MACHINES)
def test_on_another_machine(usual, tmp_path, name):
    place, environment = MACHINES[name]
    (tmp_path / place).mkdir(parents=True)
    shutil.copy(BOOK, tmp_path / place)
    assert differing(usual, convert(tmp_path / place, **environment)) == []


def test_in_a_locale_that_writes_numbers_otherwise(usual, tmp_path):
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.split()
    german = next((name for name in known if name.startswith("de_")), None)
    if german is None:
        pytest.skip("no German locale on this machine")
    locale.setlocale(locale.LC_ALL, "C")
    shutil.copy(BOOK, tmp_path)
    assert differing(usual, convert(tmp_path, LC_ALL=german)) == []


def other_frontend(document):
    """Another editor: new ids, outputs and counts, sources as one text, metadata of its own, Windows line ends."""
    for place, cell in enumerate(document["cells"]):
        cell["id"] = f"{place:08x}"
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
        cell["metadata"] |= {"collapsed": False, "vscode": {"languageId": "python"}}
        if cell["cell_type"] == "code":
            cell |= {"execution_count": None, "outputs": [{"output_type": "stream", "name": "stdout", "text": "?"}]}
    document["metadata"]["kernelspec"] = {"display_name": "other", "language": "python", "name": "other"}
    document["metadata"]["language_info"]["version"] = "3.9.99"
    return json.dumps(document, indent=4, sort_keys=True)


def older_format(document):
    """Without ids, as 4.4 has it."""
    for cell in document["cells"]:
        cell.pop("id", None)
    return json.dumps(document | {"nbformat_minor": 4}, separators=(",", ":"))


@pytest.mark.parametrize("save", [other_frontend, older_format])
def test_saved_by_another_frontend(usual, tmp_path, save):
    document = json.loads(BOOK.read_text("utf-8"))
    (tmp_path / BOOK.name).write_text(save(document), "utf-8", newline="")
    assert differing(usual, convert(tmp_path)) == []


def other_pythons():
    """Other Pythons on this machine that have what nb2prod needs: NB2PROD_PYTHONS names them, parted by colons."""
    return [python for python in os.environ.get("NB2PROD_PYTHONS", "").split(os.pathsep) if python]


def test_by_another_python(usual, tmp_path):
    if not other_pythons():
        pytest.skip("NB2PROD_PYTHONS names none")
    for number, python in enumerate(other_pythons()):
        (tmp_path / str(number)).mkdir()
        shutil.copy(BOOK, tmp_path / str(number))
        assert differing(usual, convert(tmp_path / str(number), python)) == []
