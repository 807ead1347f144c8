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
