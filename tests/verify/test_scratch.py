"""The scratch copy: what is in it, what is linked, and that the original stays as it is, whatever a run does to its copy."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nb2prod.verify import processes, scratch
from nb2prod.verify.scratch import Scratch, find_original

INSIDE = Path(scratch.__file__).parent / "inside"


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "repository"
    for name in ("books/a.ipynb", "data/small.csv", "data/large.csv", ".git/config", ".venv/x.py", "env/pyvenv.cfg"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    for name in ("node_modules/m.js", "src/__pycache__/m.pyc", "books/.ipynb_checkpoints/a.ipynb", ".env"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    (root / "data" / "large.csv").write_text("x" * 100)
    return root


@pytest.fixture
def small_limits(monkeypatch):
    monkeypatch.setattr(scratch, "COPIED", 50)


def test_what_is_copied(repository):
    found = find_original(repository, repository / "books" / "a.ipynb")
    assert sorted(found.files) == [".env", "books/a.ipynb", "data/large.csv", "data/small.csv"] and found.whole


def test_of_a_repository_with_too_much_in_it_only_the_folder(repository, monkeypatch):
    monkeypatch.setattr(scratch, "MANY", 3)
    found = find_original(repository, repository / "books" / "a.ipynb")
    assert (sorted(found.files), found.root.name, found.whole) == (["a.ipynb"], "books", False)


def test_a_root_that_is_not_above_the_notebook_is_none(repository, tmp_path):
    found = find_original(tmp_path / "elsewhere", repository / "books" / "a.ipynb")
    assert (sorted(found.files), found.whole) == (["a.ipynb"], True)


def test_links(repository, small_limits):
    (repository / "more").symlink_to(repository / "data")
    (repository / "data" / "again").symlink_to(repository)  # a circle
    with Scratch(find_original(repository, repository / "books" / "a.ipynb")) as made:
        made.refresh()
        links = sorted(p.relative_to(made.work).as_posix() for p in made.work.rglob("*") if p.is_symlink())
        assert "data/large.csv" in links and "more/large.csv" in links and "data/small.csv" not in links
        assert not (made.work / "more").is_symlink()


def test_a_run_finds_a_fresh_copy_and_leaves_what_it_wrote(repository, tmp_path):
    with Scratch(find_original(repository, repository / "books" / "a.ipynb")) as made:
        for name in ("first", "second"):
            made.refresh()
            assert (made.work / "data" / "small.csv").read_text() == "data/small.csv"
            (made.work / "data" / "small.csv").write_text(name)
            (made.work / "new").mkdir()
            for file in ("new/a.csv", "new/a.png", "new/a.pyc"):
                (made.work / file).write_text(name)
            found = made.collect(tmp_path / name)
            assert {path: file.read_text() for path, file in found.items()} == {
                "data/small.csv": name,
                "new/a.csv": name,
            }
    assert (repository / "data" / "small.csv").read_text() == "data/small.csv"


def test_nothing_stays(repository):
    with Scratch(find_original(repository, repository / "books" / "a.ipynb")) as made:
        made.refresh()
        (made.work / "closed").mkdir()
        (made.work / "closed" / "file").write_text("")
        (made.work / "closed").chmod(0)
        folder = made.folder
    assert not folder.exists()


WRITES = {
    "open to write": "open('data/large.csv', 'w').write('new')",
    "open to append": "open('data/large.csv', 'a').write('new')",
    "open to change": "open('data/large.csv', 'r+').write('new')",
    "os.open": "import os; os.write(os.open('data/large.csv', os.O_WRONLY), b'new')",
    "a path": "import pathlib; pathlib.Path('data/large.csv').write_text('new')",
    "from another folder": "import os; os.chdir('books'); open('../data/large.csv', 'w').write('new')",
    "truncate": "import os; os.truncate('data/large.csv', 3)",
    "mode": "import os; os.chmod('data/large.csv', 0o600)",
    "time": "import os; os.utime('data/large.csv', (1, 1))",
    "sqlite": "import sqlite3; sqlite3.connect('data/large.csv')",
}


@pytest.mark.parametrize("code", WRITES.values(), ids=WRITES)
def test_a_linked_file_that_is_written_becomes_a_copy(repository, small_limits, code):
    original = repository / "data" / "large.csv"
    before = state(original)
    with Scratch(find_original(repository, repository / "books" / "a.ipynb")) as made:
        made.refresh()
        start = f"import sys; sys.path.insert(0, {str(INSIDE.parent)!r}); from inside import guard\n"
        program = f"{start}guard.install({str(made.work)!r})\n{code}"
        subprocess.run([sys.executable, "-c", program], cwd=made.work, check=True)
        assert not (made.work / "data" / "large.csv").is_symlink()
        assert made.original.changed() == []
    assert state(original) == before


def state(file):
    found = file.stat()
    return file.read_text(), found.st_mode, found.st_mtime_ns, found.st_ino


def test_reading_keeps_the_link(repository, small_limits):
    with Scratch(find_original(repository, repository / "books" / "a.ipynb")) as made:
        made.refresh()
        start = f"import sys; sys.path.insert(0, {str(INSIDE.parent)!r}); from inside import guard\n"
        program = f"{start}guard.install({str(made.work)!r})\nassert len(open('data/large.csv').read()) == 100"
        subprocess.run([sys.executable, "-c", program], cwd=made.work, check=True)
        assert (made.work / "data" / "large.csv").is_symlink()


def test_a_linked_file_that_was_changed_anyway_is_told(repository, small_limits):
    found = find_original(repository, repository / "books" / "a.ipynb")
    (repository / "data" / "large.csv").write_text("y")
    assert found.changed() == ["data/large.csv"]


# ------------------------------------------------------------------------------------------------------------- children

CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
open("child", "w").write(str(child.pid))
{end}
"""


def alive(number):
    end = time.monotonic() + 5  # a process that was killed is gone a moment later
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{number}/stat").read_text().split()[2] == "Z":
                return False
        except OSError:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="only Linux shows whose child a process is")
@pytest.mark.parametrize("end, code", [("time.sleep(60)", None), ("pass", 0), ("sys.exit(3)", 3)])
def test_nothing_that_was_started_goes_on(tmp_path, end, code):
    env = {**os.environ, processes.MARK: tmp_path.name}
    command = [sys.executable, "-c", CHILD.format(end=end)]
    ended = processes.run(command, tmp_path, env, 3 if code is None else None, tmp_path / "log")
    assert ended.code == code
    assert not alive(int((tmp_path / "child").read_text()))
