"""The page of findings says what the tables say, and every code in the source stands in one of them, once."""

import re
from pathlib import Path

from nb2prod.knowledge.findings import FINDINGS as LATER
from nb2prod.read.findings import FINDINGS as READING
from tests.docs.findings_page import PAGE, page

SOURCE = Path(__file__).parents[2] / "src" / "nb2prod"


def test_the_page_is_made_from_the_tables():
    assert PAGE.read_text("utf-8") == page(), "python -m tests.docs.findings_page"


def test_every_code_has_one_row():
    used = {code for path in SOURCE.rglob("*.py") for code in re.findall(r'"(NB\d{3})"', path.read_text("utf-8"))}
    assert used == {*READING, *LATER}
    assert not set(READING) & set(LATER)


def test_rows_say_something():
    for kind in (*READING.values(), *LATER.values()):
        assert kind.level in ("error", "warning", "note")
        assert kind.text
        assert kind.advice
