"""Random hand edits against random notebook edits: a small, fixed part of what `benchmarks/` does."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRIALS = 8


@pytest.fixture(scope="module")
def stay_in_step():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import branches
        import meaning
        import stay_in_step
    finally:
        sys.path.pop(0)
    stay_in_step.meaning, stay_in_step.branches = meaning, branches
    return stay_in_step


@pytest.mark.parametrize("name", ["bike_returns", "energy_report", "house_rents"])
def test_no_hand_edit_is_lost_and_no_clean_merge_is_broken(stay_in_step, name):
    pool = {name: stay_in_step.variants(ROOT / "examples" / name / f"{name}.ipynb", 3, 1)}
    trials = [stay_in_step.run_trial(number, 1, pool) for number in range(TRIALS)]
    assert [(trial.number, trial.story, trial.faults) for trial in trials if trial.faults] == []
    assert sum(trial.merged for trial in trials) > TRIALS  # else nothing was shown


def test_two_branches_that_both_converted_are_one_generation_again(stay_in_step):
    pool = {"bike_returns": stay_in_step.variants(ROOT / "examples/bike_returns/bike_returns.ipynb", 3, 1)}
    trials = [stay_in_step.branches.run_trial(number, 1, pool) for number in range(0, TRIALS, 2)]
    assert [(trial.number, trial.story, trial.faults) for trial in trials if trial.faults] == []
    assert sum(trial.marked for trial in trials) > 2  # else git had nothing to mark


def test_the_checks_would_notice(stay_in_step):
    """Each broken project is called broken."""
    good = {"a.py": "import os\n\n\ndef f():\n    return os.sep\n"}
    hand = stay_in_step.Hand({}, None)
    hand.signs = {"hand1": "an edit"}
    hand.foreign = {"own.py": "mine\n"}
    nothing = stay_in_step.reconcile(*[stay_in_step.Tree(())] * 3)
    for text, said in [
        ("def f():\n    return os.sep\n", "lost a name: os"),
        ("def f(:\n", "does not parse"),
        ("import os\n\n\ndef f():\n    return os.sep\n\n\ndef f():\n    return 1\n", "twice: f"),
    ]:
        found = list(stay_in_step.faults(good, {"a.py": text}, good, nothing, hand))
        assert [fault for fault in found if fault.startswith(said)], found
        assert "lost: an edit (hand1)" in found and "touched: own.py" in found


def test_what_means_something_else_would_be_noticed(stay_in_step):
    good = {"src/p/a.py": "def hand1():\n    return 1\n\n\ndef f():\n    return hand1()\n"}
    hand = stay_in_step.Hand({}, None)
    hand.signs = {"hand1": "an own function"}
    hand.meant = {"hand1": lambda texts: stay_in_step.meaning.not_once(texts, "hand1")}
    nothing = stay_in_step.reconcile(*[stay_in_step.Tree(())] * 3)
    for text, said in [
        (good["src/p/a.py"], ""),
        ("def hand1():\n    return 1\n", "means something else: an own function (hand1): defined 1 times, called 0"),
        (good["src/p/a.py"].replace("hand1()\n", "hand1(2)\n"), "broken: a call does not fit a.py hand1"),
    ]:
        found = list(stay_in_step.faults(good, {"src/p/a.py": text}, good, nothing, hand))
        assert [fault for fault in found if fault.startswith(said)] if said else not found, found


def test_what_a_person_broke_is_theirs_in_the_file_that_it_moved_to_and_nothing_else_is(stay_in_step):
    sound, own = {"src/p/a.py": "x = 1\n"}, "from p.gone import mine\n"
    yours, new = sound | {"src/p/run.py": own}, sound | {"src/p/train.py": "from p.a import x\n"}
    for after, wrong in [
        ({"src/p/train.py": own}, set()),
        ({"src/p/train.py": own, "src/p/run.py": own}, {("no such module", "train.py", "gone")}),  # nothing moved
        ({"src/p/train.py": "from p.other import mine\n"}, {("no such module", "train.py", "other")}),
        ({"src/p/train.py": "from p.a import y\n"}, {("not there", "train.py", "a", "y")}),
        ({"tests/train.py": own}, {("no such module", "train.py", "gone")}),  # another folder
    ]:
        assert stay_in_step.broken(sound | after, yours, new) == wrong


TWICE = "def tidy():\n    return 1\n\n\ndef tidy():\n    return 2\n"


@pytest.mark.parametrize(
    ("before", "faults"),
    [(TWICE.replace("tidy", "clean"), 0), ("def clean():\n    return 1\n", 1), (TWICE.replace("2", "3", 1), 0)],
    ids=["twice by hand under the old name", "once under the old name", "twice by hand"],
)
def test_a_function_that_a_person_has_twice_is_theirs_under_its_new_name(stay_in_step, before, faults):
    nothing = stay_in_step.reconcile(*[stay_in_step.Tree(())] * 3)
    found = stay_in_step.faults(
        {"a.py": before}, {"a.py": TWICE}, {"a.py": "def tidy():\n    return 2\n"}, nothing, stay_in_step.Hand({}, None)
    )
    assert len([fault for fault in found if fault.startswith("twice")]) == faults


CONFIG, RUN = "class Config:\n    rate: float = 0.5\n", "from old.config import Config\n\n\ndef run(config: Config):\n"
TAKEN_OVER = RUN + "    return config.size\n"


@pytest.mark.parametrize(
    ("package", "size", "faults"),
    [("new", "", 0), ("old", "    size: int = 1\n", 1), ("new", "    size: int = 1\n", 1)],
    ids=["lacked before, under the package's name of then", "was there", "was there, under the package's name of then"],
)
def test_what_a_file_of_a_person_lacked_before_is_no_fault_of_the_merge(stay_in_step, package, size, faults):
    yours = {
        f"src/{package}/__init__.py": "",
        f"src/{package}/config.py": CONFIG + size,
        "src/old/run.py": TAKEN_OVER,
    }
    new = {"src/old/__init__.py": "", "src/old/config.py": CONFIG}
    found = stay_in_step.broken({**new, "src/old/run.py": TAKEN_OVER}, yours, new)
    assert len(found) == faults, found
