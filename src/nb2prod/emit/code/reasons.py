"""Comments that say why something stays which looks as if it could go."""

from __future__ import annotations

import libcst as cst

from nb2prod.model import Choice, Statement


def why_it_stays(choice: Choice, statement: Statement) -> list[cst.EmptyLine]:
    """Above a plot, or a fit that nobody uses, which only stays for the random numbers that it draws."""
    facts = statement.facts
    for_draws = bool(facts.draws) and "random stream" in choice.because
    if statement.parent is not None or not for_draws or facts.metrics:
        return []
    return [cst.EmptyLine(comment=cst.Comment(f"# stays: {choice.because}"))]
