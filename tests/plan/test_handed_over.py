"""Functions that are handed the variables that they read: what a person is told of them."""

from nb2prod.pipeline import decide
from tests.notebooks import notebook

CELLS = (
    "rate = 0.2\ntotal = 10\nprint(total)",
    "def tax(v): return v * total",
    "a = tax(3)",
    "total = len('abc')",
    "b = tax(a)",
)


def test_explain_shows_the_text_of_the_notebook():
    decided = decide(notebook(*CELLS))
    assert [d.because for d in decided.definitions] == ["it is handed total; everything else it reads can be imported"]
    assert [s.source for s in decided.program.statements if "tax" in s.source] == [
        "def tax(v): return v * total", "a = tax(3)", "b = tax(a)",
    ]  # fmt: skip
