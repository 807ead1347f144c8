"""What the comment above a formula calls its result: nothing else tells what it is.

# Adjusted R2 score
1 - (1 - r2) * (n - 1) / (n - p - 1)      adjusted_r2_score
"""

from __future__ import annotations

from nb2prod.model import Statement
from nb2prod.plan.measuring.slips import names_metric
from nb2prod.plan.names import identifier, words

ASKING = frozenset("calculate compute get print show find the our evaluate now".split())
MOST = 4  # words of a comment that may be a name


def comment_over(cell: str, statement: Statement) -> str:
    """What the comment in the line above calls it: `# Adjusted R2 score`; "" where it says more, or no metric."""
    lines = cell.split("\n")
    above = lines[statement.line - 2].strip() if 1 < statement.line <= len(lines) else ""
    said = words(above.lstrip("# ")) if above.startswith("#") else []
    while said and said[0] in ASKING:
        said = said[1:]
    return identifier(" ".join(said), "") if len(said) <= MOST and names_metric("_".join(said)) else ""
