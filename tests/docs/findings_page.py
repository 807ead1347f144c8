"""Makes docs/findings.md from the table of findings: `python -m tests.docs.findings_page`."""

import re
from pathlib import Path

from nb2prod.knowledge.findings import Kind, kinds

PAGE = Path(__file__).parents[2] / "docs" / "findings.md"
LATER = "NB100"  # what reading reports comes before
HEAD = """# Findings

What `convert`, `check` and `explain` tell about a notebook: a stable code, the place, what is so, and what to do. A finding never stops anything:
`error` means that the project does something else than the notebook, or cannot run as it stands (`--strict` makes it exit 1); `warning`, that somebody
should look; `note`, that it is good to know. Words in italics are filled in. Made by `python -m tests.docs.findings_page`; do not edit it by hand.

"""


def page() -> str:
    """The whole page."""
    parts = [
        HEAD,
        "## While reading the notebook\n\n",
        _table({code: kind for code, kind in kinds().items() if code < LATER}),
        "\n## About the code, the data and the plan\n\n",
    ]
    return "".join(parts) + _table({code: kind for code, kind in kinds().items() if code >= LATER})


def _table(some: dict[str, Kind]) -> str:
    rows = [
        f"| {code} | {some[code].level} | {_shown(some[code].text)} | {_shown(some[code].advice)} |"
        for code in sorted(some)
    ]
    return "\n".join(["| code | level | what is so | what to do |", "| --- | --- | --- | --- |", *rows]) + "\n"


def _shown(template: str) -> str:
    text = re.sub(r"\{(\w+)\}", r"*\1*", template).replace("|", "\\|")
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "*", "!")) else ".")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
