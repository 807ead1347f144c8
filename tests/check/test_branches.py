"""Two branches that both converted, merged by git: what each person wrote is there, and converting brings it together."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from nb2prod import disk, resolve
from nb2prod.errors import ExitCode
from tests.check.repository import ask, convert, notebook

BOOK = Path("totals.ipynb")
RUN, README = (Path("prod/totals", path) for path in ("src/totals/run.py", "README.md"))
BASE, LOCK = Path("prod/totals/.nb2prod/base"), Path("prod/totals/.nb2prod/lock.json")
LONGER = (("markdown", "# Totals"), ("markdown", "Sales by site."))


def git(*arguments, fails=False):
    done = subprocess.run(["git", *arguments], capture_output=True, text=True)
    assert fails or done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def save(cells=None):
    """As an editor saves it: line by line, so that git can merge it."""
    BOOK.write_text(json.dumps(notebook(*([cells] if cells else [])), indent=1) + "\n", "utf-8")


def replace(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture(autouse=True)
def repo(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "us")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "us@example.org")
    git("init", "-q", "-b", "main")
    save()
    assert convert(BOOK) == ExitCode.DONE
    commit()


def commit(branch=""):
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "work")
    if branch:
        git("branch", "-f", branch)


def merged(theirs, ours):
    """Do both on branches of one commit, and merge; each is called to change things."""
    git("checkout", "-q", "-b", "theirs")
    theirs()
    commit()
    git("checkout", "-q", "main")
    ours()
    commit()
    return git("merge", "theirs", "-m", "both", fails=True)


def converts(edit, *by_hand):
    def work():
        edit()
        assert convert(BOOK) == ExitCode.DONE
        for path, old, new in by_hand:
            replace(path, old, new)

    return work


def in_step():
    assert (convert(BOOK), ask(".").code) == (ExitCode.DONE, ExitCode.DONE)
    assert not [path for path in Path("prod").rglob("*") if path.is_file() and "<<<<<<<" in path.read_text()]
    assert disk.read_generated(Path("prod/totals")).whole
    return RUN.read_text("utf-8")


ALL, DAYS = 'dropna(how="all")', 'groupby(["site", "day"])'
CLEAN = converts(lambda: replace(BOOK, "df = df.dropna()", "df = df.dropna(how='all')"))
SITES = converts(
    lambda: replace(BOOK, "groupby('site')", "groupby(['site', 'day'])"),
    (RUN, "    totals.to_csv", "    print('ours')\n    totals.to_csv"),
    (README, "# Totals\n", "# Totals\n\nAsk Max.\n"),
)


def test_both_changed_the_notebook_and_both_converted():
    assert "lock.json" in merged(CLEAN, SITES)
    before = ask(".")
    assert before.code == ExitCode.DIFFERENT
    assert "two branches that converted it were merged" in before.verdicts[0].because[0]
    text = in_step()
    assert ALL in text and DAYS in text and "print('ours')" in text
    assert "Ask Max." in README.read_text("utf-8")


def more_cells():
    save((*LONGER, *notebook_cells()[1:]))


def notebook_cells():
    return [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(BOOK.read_text())["cells"]]


def test_what_git_marked_in_generated_lines_is_nobodys_conflict():
    """One branch moves every cell number, the other changes lines with such numbers, and somebody wrote beside them."""
    theirs = converts(lambda: replace(BOOK, "'site'", "'town'"), (RUN, '"""Clean', '"""Ours: clean'))
    said = merged(theirs, converts(more_cells, (RUN, "def run(", "OURS = 1\n\n\ndef run(")))
    assert "base/README.md" in said and ">>>>>>>" in (BASE / "README.md").read_text()
    assert convert(BOOK) in (ExitCode.DONE, ExitCode.CONFLICT)
    assert "<<<<<<<" not in README.read_text()  # nobody wrote in it
    RUN.write_text(re.sub(r"<{7}.*?={7}\n(.*?)>{7}[^\n]*\n", r"\1", RUN.read_text(), flags=re.DOTALL))
    text = in_step()
    assert "OURS = 1\n" in text and "Ours: clean" in text and '"town"' in text


def test_a_conflict_of_two_people_stays_marked_until_one_decides():
    hand = (RUN, "    totals.to_csv", "    print('{}')\n    totals.to_csv")
    people = [(hand[0], hand[1], hand[2].format(name)) for name in ("Ann", "Max")]
    merged(
        converts(lambda: replace(BOOK, "> 0", "> 1"), people[0]),
        converts(lambda: replace(BOOK, "sum()", "mean()"), people[1]),
    )
    assert convert(BOOK) == ExitCode.CONFLICT
    assert ask(".").verdicts[0].conflicts == ("src/totals/run.py",)
    before = RUN.read_text()
    assert convert(BOOK) == ExitCode.CONFLICT and RUN.read_text() == before
    assert resolve.resolve(RUN).code == ExitCode.CONFLICT
    RUN.write_text(re.sub(r"<{7}[^\n]*\n(.*?)={7}\n(.*?)>{7}[^\n]*\n", r"\1\2", before, flags=re.DOTALL))
    assert resolve.resolve(RUN).code == ExitCode.DONE
    text = in_step()
    assert "print('Ann')" in text and "print('Max')" in text and "> 1" in text and "mean()" in text


@pytest.mark.parametrize("side", ["ours", "theirs", "both"])
def test_a_lock_that_somebody_put_together_is_not_trusted(side):
    merged(CLEAN, SITES)
    kept = {"ours": r"\1", "theirs": r"\2", "both": r"\1"}[side]
    text = re.sub(
        r"<{7}[^\n]*\n(.*?)={7}\n(.*?)>{7}[^\n]*\n", kept, LOCK.read_text(), count=side == "both", flags=re.DOTALL
    )
    LOCK.write_text(text)
    assert disk.read_generated(Path("prod/totals")).merged
    assert ask(".").code == ExitCode.DIFFERENT
    text = in_step()
    assert ALL in text and DAYS in text and "print('ours')" in text


@pytest.mark.parametrize("side", ["--ours", "--theirs"])
def test_the_file_of_one_branch_that_nobody_edited_is_no_edit(side):
    """Else the other branch's changes of the notebook would be taken for lines that a person put back."""
    merged(CLEAN, converts(lambda: replace(BOOK, "groupby('site')", "groupby(['site', 'day'])")))
    git("checkout", {"--ours": "HEAD", "--theirs": "theirs"}[side], "--", str(RUN))
    text = in_step()
    assert ALL in text and DAYS in text


def test_resolving_before_converting_loses_nothing():
    merged(CLEAN, SITES)
    assert resolve.resolve(RUN).code == ExitCode.DONE
    assert ask(".").code == ExitCode.DIFFERENT
    assert "print('ours')" in in_step()


def test_a_base_copy_that_only_one_branch_changed_must_still_be_whole():
    merged(CLEAN, SITES)
    (BASE / "config.yaml").write_text("other: 1\n")  # no branch did that
    replace(Path("prod/totals/config.yaml"), "sales.csv", "more.csv")
    assert convert(BOOK) == ExitCode.CONFLICT
    assert "config.yaml" in ask(".").verdicts[0].conflicts[0]


def test_one_branch_converted_with_other_settings():
    """Nothing that both changed stands beside the other: without the seal, git would call it one generation."""

    def settle():
        Path("nb2prod.yaml").write_text("notebooks:\n  totals.ipynb:\n    exceptions: [.gitignore]\n")

    merged(converts(settle), CLEAN)
    assert "<<<<<<<" in LOCK.read_text()
    assert ask(".").code == ExitCode.DIFFERENT
    assert ALL in in_step()


def test_a_branch_that_only_edits_by_hand_needs_nothing():
    merged(lambda: replace(RUN, "    totals.to_csv", "    print('ours')\n    totals.to_csv"), CLEAN)
    assert ask(".").code == ExitCode.DONE
    assert "print('ours')" in in_step()
