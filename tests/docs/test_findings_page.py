"""The page of findings says what the table says, and every code in the source stands in it."""

import re
from pathlib import Path

from nb2prod.knowledge.findings import kinds
from tests.docs.findings_page import PAGE, page

SOURCE = Path(__file__).parents[2] / "src" / "nb2prod"


def test_the_page_is_made_from_the_tables():
    assert PAGE.read_text("utf-8") == page(), "python -m tests.docs.findings_page"


def test_every_code_has_one_row():
    used = {code for path in SOURCE.rglob("*.py") for code in re.findall(r'"(NB\d{3})"', path.read_text("utf-8"))}
    assert used == {*kinds()}


def test_rows_say_something():
    for kind in kinds().values():
        assert kind.level in ("error", "warning", "note")
        assert kind.text
        assert kind.advice
