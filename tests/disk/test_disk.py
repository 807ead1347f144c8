"""A project is old or new, never in between; and never outside its folder."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from nb2prod import disk
from nb2prod.disk import holding
from nb2prod.errors import ExitCode, Stop
from nb2prod.model import File, Origin, Tree

ROOT = Path(__file__).parents[2]


def tree(**texts):
    return Tree(tuple(File(name.replace("__", "/") + ".py", text) for name, text in sorted(texts.items())))


def write(root, new, delete=(), identity="id"):
    with disk.hold(root):
        disk.write_tree(root, new, delete, disk.Generated(new, identity, "0.1.0"))


def visible(root):
    return {
        p.relative_to(root).as_posix(): p.read_text()
        for p in root.rglob("*")
        if p.is_file() and ".nb2prod" not in p.parts
    }


def test_what_is_written_is_read_back(tmp_path):
    root, new = tmp_path / "p", tree(a="1\n", src__pkg__b="é\r\n\udc80")
    write(root, new)
    assert disk.read_tree(root, [file.path for file in new.files]) == new
    assert disk.read_generated(root) == disk.Generated(new, "id", "0.1.0")
    assert sorted(path.name for path in (root / ".nb2prod").iterdir()) == ["base", "lock.json"]


def test_the_lock_is_the_same_everywhere(tmp_path):
    for name in ("one", "two"):
        write(tmp_path / name, tree(b="2", a="1"))
    one, two = ((tmp_path / name / ".nb2prod/lock.json").read_text() for name in ("one", "two"))
    assert one == two and str(tmp_path) not in one
    lock = json.loads(one)
    assert list(lock) == ["format", "nb2prod", "notebook", "seal", "files"]
    assert list(lock["files"]) == ["a.py", "b.py"]


def test_a_second_write_touches_nothing(tmp_path):
    write(tmp_path, tree(a="1"))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    write(tmp_path, tree(a="1"))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_deleted_files_and_their_empty_folders_go(tmp_path):
    write(tmp_path, tree(a="1", sub__b="2"))
    with disk.hold(tmp_path):
        disk.write_tree(tmp_path, Tree(()), ["sub/b.py"], disk.Generated(tree(a="1"), "id", "0.1.0"))
    assert visible(tmp_path) == {"a.py": "1"}
    assert not (tmp_path / "sub").exists() and not (tmp_path / ".nb2prod/base/sub").exists()


def test_a_lost_or_changed_base_copy_is_no_base(tmp_path):
    write(tmp_path, tree(a="1", b="2", c="3"))
    (tmp_path / ".nb2prod/base/a.py").unlink()
    (tmp_path / ".nb2prod/base/b.py").write_text("other")
    assert disk.read_generated(tmp_path).tree == tree(c="3")


BROKEN = [
    "",
    "[]",
    "{",
    "<<<<<<< HEAD\n",
    '{"format": 1}',
    '{"format": 99, "nb2prod": "9.0", "notebook": "", "files": {}}',
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_lock_that_cannot_be_used_is_refused(tmp_path, text):
    write(tmp_path, tree(a="1"))
    (tmp_path / ".nb2prod/lock.json").write_text(text)
    with pytest.raises(Stop) as stop:
        disk.read_generated(tmp_path)
    assert stop.value.code is ExitCode.BAD_INPUT


@pytest.mark.parametrize("path", ["../out.py", "sub/../../out.py", "/etc/nb2prod.py", "link/out.py"])
def test_nothing_is_written_outside(tmp_path, path):
    root = tmp_path / "p"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    with pytest.raises(Stop) as stop, disk.hold(root):
        disk.write_tree(root, Tree((File(path, "x"),)), (), disk.Generated(Tree(())))
    assert stop.value.code is ExitCode.ENVIRONMENT
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["p"]
    assert [entry.name for entry in root.iterdir()] == ["link"]


def test_a_circle_of_links_is_an_environment_error(tmp_path):
    (tmp_path / "a.py").symlink_to("a.py")
    with pytest.raises((Stop, OSError)):
        write(tmp_path, tree(a="1"))


@pytest.mark.parametrize("block", ["p", "p/src", "p/.nb2prod"])
def test_a_file_where_a_folder_is_needed(tmp_path, block):
    target = tmp_path / block
    target.parent.mkdir(exist_ok=True)
    target.write_text("mine")
    with pytest.raises(Stop) as stop:
        write(tmp_path / "p", tree(a="1", src__b="2"))
    assert stop.value.code is ExitCode.ENVIRONMENT
    assert visible(tmp_path).keys() <= {block}
    assert target.read_text() == "mine"


def test_a_folder_where_a_file_is_needed(tmp_path):
    (tmp_path / "a.py").mkdir()
    with pytest.raises(Stop) as stop:
        write(tmp_path, tree(a="1"))
    assert stop.value.code is ExitCode.ENVIRONMENT


def test_a_full_disk_leaves_the_old_project(tmp_path, monkeypatch):
    write(tmp_path, tree(a="1", b="1"))
    before = visible(tmp_path), disk.read_generated(tmp_path)
    real, calls = os.fsync, []

    def full(handle):
        calls.append(handle)
        if len(calls) > 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Stop) as stop:
        write(tmp_path, tree(a="2", b="2", new__c="2"))
    monkeypatch.undo()
    assert stop.value.code is ExitCode.ENVIRONMENT and "No space left" in str(stop.value)
    assert (visible(tmp_path), disk.read_generated(tmp_path)) == before
    assert not (tmp_path / "new").exists() and not (tmp_path / ".nb2prod/stage").exists()


def test_a_read_only_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(Stop) as stop:
        write(tmp_path / "p", tree(a="1"))
    assert stop.value.code is ExitCode.ENVIRONMENT
    assert not (tmp_path / "p").exists()


def test_a_second_run_waits_and_then_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(holding, "PATIENCE", 0.1)
    with disk.hold(tmp_path), pytest.raises(Stop) as stop, disk.hold(tmp_path):
        pass
    assert stop.value.code is ExitCode.ENVIRONMENT and "Another nb2prod" in str(stop.value)


KILLED = """
import os, signal, sys
from pathlib import Path
from nb2prod import disk
from nb2prod.model import File, Origin, Tree
root, at, count = Path(sys.argv[1]), int(sys.argv[2]), 0
def dying(real):
    def call(*arguments, **named):
        global count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    return call
os.replace, os.fsync, os.unlink = dying(os.replace), dying(os.fsync), dying(os.unlink)
Path.unlink = dying(Path.unlink)
new = Tree((File("a.py", "2"), File("c.py", "2")))
with disk.hold(root):
    disk.write_tree(root, new, ["b.py"], disk.Generated(new, "two", "0.1.0"))
"""


@pytest.mark.parametrize("at", range(1, 30, 2))
def test_killed_at_any_moment(tmp_path, at):
    root, old = tmp_path / "p", tree(a="1", b="1")
    write(root, old, identity="one")
    run = subprocess.run([sys.executable, "-c", KILLED, str(root), str(at)])
    assert run.returncode in (0, -signal.SIGKILL)
    with disk.hold(root):
        pass
    now = visible(root), disk.read_generated(root).identity
    assert now in [({"a.py": "1", "b.py": "1"}, "one"), ({"a.py": "2", "c.py": "2"}, "two")]
    assert sorted(path.name for path in (root / ".nb2prod").iterdir()) == ["base", "lock.json"]


def test_an_edit_after_a_kill_survives_the_recovery_and_is_named(tmp_path):
    write(tmp_path, tree(a="1"))
    subprocess.run([sys.executable, "-c", KILLED.replace('["b.py"]', "[]"), str(tmp_path), "12"])
    assert (tmp_path / ".nb2prod/journal.json").exists(), "killed too early or too late to show anything"
    (tmp_path / "a.py").write_text("mine")
    with disk.hold(tmp_path):
        pass
    assert (tmp_path / "a.py").read_text() == "mine"
    assert "a.py" not in [file.path for file in disk.read_generated(tmp_path).tree.files]  # so it is foreign now


def test_random_kills():
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks/kills.py", "--kills", "12"], capture_output=True, text=True
    )
    assert done.returncode == 0 and ", 0 after a start that lived" in done.stdout, done.stdout + done.stderr


def test_a_change_meanwhile_stops_the_run(tmp_path):
    write(tmp_path, tree(a="1", b="1"))
    (tmp_path / "a.py").write_text("mine")
    with pytest.raises(Stop) as stop, disk.hold(tmp_path):
        disk.write_tree(tmp_path, tree(a="2", b="2"), (), disk.Generated(tree(a="2", b="2")), tree(a="1", b="1"))
    assert stop.value.code is ExitCode.ENVIRONMENT
    assert visible(tmp_path) == {"a.py": "mine", "b.py": "1"}
    assert sorted(path.name for path in (tmp_path / ".nb2prod").iterdir()) == ["base", "lock.json"]


def test_a_link_inside_stays_a_link(tmp_path):
    write(tmp_path, tree(a="1"))
    (tmp_path / "docs").mkdir()
    (tmp_path / "a.py").rename(tmp_path / "docs/a.py")
    (tmp_path / "a.py").symlink_to("docs/a.py")
    write(tmp_path, tree(a="2"))
    assert (tmp_path / "a.py").is_symlink() and (tmp_path / "docs/a.py").read_text() == "2"


def test_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "a.py")
    with pytest.raises(Stop) as stop:
        write(tmp_path, tree(a="1"))
    assert stop.value.code is ExitCode.ENVIRONMENT and "no regular file" in str(stop.value)


def test_line_ends_that_git_changed_are_no_change(tmp_path):
    write(tmp_path, tree(a="1\n2\n"))
    (tmp_path / ".nb2prod/base/a.py").write_bytes(b"1\r\n2\r\n")
    assert disk.read_generated(tmp_path).tree == tree(a="1\n2\n")


def test_what_waits_is_remembered(tmp_path):
    generated = disk.Generated(tree(a="1"), "id", "0.1.0", waiting=(("a.py", "foreign"),))
    with disk.hold(tmp_path):
        disk.write_tree(tmp_path, Tree(()), (), generated)
    assert disk.read_generated(tmp_path) == generated


@pytest.mark.parametrize("journal", ["{", '[["a", "../../x", null, null]]', '[["../a", null, null, null]]', "[1]"])
def test_a_strange_journal_is_refused(tmp_path, journal):
    write(tmp_path / "p", tree(a="1"))
    (tmp_path / "a").write_text("outside")
    (tmp_path / "p/.nb2prod/journal.json").write_text(journal)
    with pytest.raises(Stop) as stop, disk.hold(tmp_path / "p"):
        pass
    assert stop.value.code is ExitCode.ENVIRONMENT
    assert (tmp_path / "a").read_text() == "outside"


ORIGIN = Origin(
    ("k1", "k2"), (1, 0), (("helper.py", "h"), ("numpy", "")), "NB001", "books/n.ipynb", (("order", '"execution"'),)
)


def test_what_it_was_made_from_is_kept(tmp_path):
    whole = disk.Generated(tree(a="1"), "id", "0.1.0", ORIGIN, True)
    with disk.hold(tmp_path):
        disk.write_tree(tmp_path, whole.tree, (), whole)
    assert disk.read_generated(tmp_path) == whole
    (tmp_path / ".nb2prod/base/a.py").write_text("damaged")
    assert disk.read_generated(tmp_path) == disk.Generated(Tree(()), "id", "0.1.0", ORIGIN, False)


def test_who_looks_sees_the_old_or_the_new_one(tmp_path, monkeypatch):
    """Without waiting for the one that writes, base copies and lock would be of two runs now and then."""
    monkeypatch.setattr(holding, "PATIENCE", 60.0)
    versions = [tree(**{f"m{number}": f"{version} {number}\n" for number in range(8)}) for version in ("one", "two")]
    write(tmp_path, versions[0])
    done = threading.Event()

    def go_on():
        while not done.is_set():
            for version in reversed(versions):
                write(tmp_path, version)
                time.sleep(0.05)  # a lock is not fair to those who wait

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        for _ in range(10):
            with disk.look(tmp_path):
                seen = disk.read_generated(tmp_path).tree
                assert seen in versions and disk.read_tree(tmp_path, [file.path for file in seen.files]) == seen
    finally:
        done.set()
        writer.join()


def test_who_looks_does_not_wait_for_ever_and_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(holding, "PATIENCE", 0.1)
    with disk.look(tmp_path / "p"):
        assert not (tmp_path / "p").exists()
    write(tmp_path, tree(a="1"))
    with disk.hold(tmp_path), disk.look(tmp_path), disk.look(tmp_path):
        assert disk.read_generated(tmp_path).tree == tree(a="1")
