"""The hooks under the real pre-commit, in a real git repository, with the definitions that users get.

Only the environment is the tests' own (`language: system`): building one needs a package registry.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.check.repository import changed, convert, write

ROOT = Path(__file__).parents[2]
BOOK = "books/totals.ipynb"
STALE = changed(3, "df = df.dropna()")


class Repository:
    """A git repository with a hook installed; every command runs in it, with nothing of the machine's git settings."""

    def __init__(self, folder, home):
        self.folder = folder
        scripts = Path(sys.executable).parent
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT"))}
        self.environment = inherited | {
            "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "PRE_COMMIT_HOME": str(home / "cache"),
            "GIT_CONFIG_NOSYSTEM": "1",
            **{f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }

    def run(self, *command, code=0):
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        said = done.stdout + done.stderr
        assert code is None or done.returncode == code, said
        return said

    def git(self, *command, code=0):
        return self.run("git", *command, code=code)

    def commit(self, *paths, code=0):
        """Stage and commit: what the hook said."""
        self.git("add", "-A", *paths)
        return self.git("commit", "-m", "change", code=code)

    def status(self):
        return self.git("status", "--porcelain").splitlines()

    def text(self, path):
        return (self.folder / path).read_text("utf-8")


@pytest.fixture(scope="session")
def definitions(tmp_path_factory):
    """A repository as users name it in `repo:`."""
    folder = tmp_path_factory.mktemp("nb2prod")
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", folder)
    repository = Repository(folder, tmp_path_factory.mktemp("home"))
    repository.git("init", "-q")
    repository.commit()
    return folder, repository.git("rev-parse", "HEAD").strip()


@pytest.fixture
def make(tmp_path, definitions, monkeypatch):
    def made(*hooks, books=(BOOK,)):
        (tmp_path / "home").mkdir()
        repository = Repository(tmp_path / "work", tmp_path / "home")
        for book in books:
            write(repository.folder / book)
        repository.git("init", "-q")
        monkeypatch.chdir(repository.folder)
        convert(*books)
        listed = "".join(f"  - {{language: system, {hook}}}\n" for hook in hooks)
        config = f"repos:\n- repo: {definitions[0]}\n  rev: {definitions[1]}\n  hooks:\n{listed}"
        (repository.folder / ".pre-commit-config.yaml").write_text(config)
        repository.run("pre-commit", "install")
        said = repository.commit()
        assert said.count("Passed") == len(hooks), said
        return repository

    return made


CHECK, CONVERT = "id: nb2prod-check", "id: nb2prod-convert"


def test_a_changed_notebook_is_refused_with_the_reason(make):
    repository = make(CHECK)
    write(repository.folder / BOOK, STALE)
    said = repository.commit(code=1)
    assert "cell 4 changed: `clean_up` is stale" in said
    assert repository.status() == [f"M  {BOOK}"]
    repository.run("nb2prod", "convert", BOOK)
    assert "Passed" in repository.commit()


def test_convert_brings_it_up_to_date_and_asks_to_look(make):
    repository = make(CONVERT)
    write(repository.folder / BOOK, STALE)
    assert "files were modified by this hook" in repository.commit(code=1)
    assert "dropna" in repository.git("diff", "prod")
    assert "Passed" in repository.commit()
    assert repository.status() == []


def test_an_edited_generated_file_is_looked_at_and_kept(make):
    repository = make(CHECK, CONVERT)
    edited = repository.text("prod/totals/README.md") + "\nMine.\n"
    (repository.folder / "prod/totals/README.md").write_text(edited)
    said = repository.commit(code=None)
    assert "Skipped" not in said
    assert repository.text("prod/totals/README.md") == edited


def test_a_conflict_is_refused(make):
    repository = make(CHECK)
    path = "prod/totals/src/totals/run.py"
    edited = repository.text(path).replace('df[df["amount"] > amount]', 'df[df["amount"] > 2 * amount]')
    edited = edited.replace('df[df["amount"] > 0]', 'df[df["amount"] > 2]')
    assert edited != repository.text(path)
    (repository.folder / path).write_text(edited)
    write(repository.folder / BOOK, changed(3, "df = df.dropna()\ndf = df[df['amount'] > df['amount'].min()]"))
    said = repository.commit(code=1)
    assert "needs a person" in said and path in said


def test_a_new_notebook_is_left_alone_until_it_is_listed(make):
    repository = make(CHECK, CONVERT)
    write(repository.folder / "books/scratch.ipynb")
    assert repository.commit().count("Passed") == 2
    (repository.folder / "nb2prod.yaml").write_text("notebooks: {books/scratch.ipynb: {}}\n")
    said = repository.commit(code=1)
    assert "there is no project in prod/scratch yet" in said  # check
    assert "books/scratch.ipynb -> prod/scratch" in said and "?? prod/scratch/" in repository.status()  # convert
    assert repository.commit().count("Passed") == 2


def test_a_new_notebook_fails_although_only_untracked_files_appear(make):
    repository = make(CONVERT)
    write(repository.folder / "books/more.ipynb")
    (repository.folder / "nb2prod.yaml").write_text("notebooks: {books/more.ipynb: {}}\n")
    assert "Failed" in repository.commit(code=1)
    assert "files were modified by this hook" not in repository.status()


def test_of_a_part_staged_notebook_the_staged_part_counts(make):
    repository = make(CONVERT)
    write(repository.folder / BOOK, STALE)
    repository.git("add", BOOK)
    both = changed(5, "totals = df.groupby('site')['amount'].mean()", STALE)
    write(repository.folder / BOOK, both)
    working = repository.text(BOOK)
    repository.git("commit", "-m", "part", code=1)
    run = repository.text("prod/totals/src/totals/run.py")
    assert ".mean()" not in run and '["amount"] >' not in run
    assert repository.text(BOOK) == working
    repository.git("add", "prod")
    repository.git("commit", "-m", "part")
    assert repository.status() == [f" M {BOOK}"]


def test_of_a_part_staged_notebook_check_sees_the_staged_part(make):
    repository = make(CHECK)
    write(repository.folder / BOOK, STALE)  # not staged: the commit is in step without it
    (repository.folder / "note.txt").write_text("x")
    repository.git("add", "note.txt")
    assert "Passed" in repository.git("commit", "-m", "note")
    assert repository.status() == [f" M {BOOK}"]


def test_a_deleted_notebook_is_said(make):
    repository = make(CHECK, CONVERT, books=(BOOK, "books/more.ipynb"))
    repository.git("rm", "-q", BOOK)
    said = repository.git("commit", "-m", "gone", code=1)
    assert said.count("delete prod/totals, or bring the notebook back") == 2
    repository.git("rm", "-rq", "prod/totals")
    assert repository.git("commit", "-m", "gone").count("Passed") == 2


BOOKS = tuple(f"books/book {number}.ipynb" for number in range(3))


def test_several_notebooks_at_once(make):
    repository = make(CHECK, books=BOOKS)
    for book in BOOKS:
        write(repository.folder / book, STALE)
    said = repository.commit(code=1)
    assert all(f"{book} -> prod/book_{number}: not in step" in said for number, book in enumerate(BOOKS))
    assert "0 of 3 projects in step." in said


def test_hooks_side_by_side(make):
    """As somebody may configure it: file names, spread over processes."""
    parallel = "always_run: false, pass_filenames: true, files: '[.]ipynb$', require_serial: false, args: []"
    repository = make(f"{CONVERT}, {parallel}", f"{CHECK}, {parallel}", books=BOOKS)
    for book in BOOKS:
        write(repository.folder / book, STALE)
    repository.commit(code=1)
    assert repository.commit().count("Passed") == 2
    assert all("dropna" in repository.text(f"prod/book_{number}/src/book_{number}/run.py") for number in range(3))
