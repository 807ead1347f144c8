"""Which statements of a notebook a plan lets stay: all but those whose fate is `dropped`; which imports act."""

from __future__ import annotations

from collections.abc import Iterable

from nb2prod import knowledge
from nb2prod.model import Choice, Import, Plan, Program, Statement


def staying(choices: Iterable[Choice]) -> frozenset[int]:
    """Their numbers."""
    return frozenset(choice.statement for choice in choices if choice.fate != "dropped")


def kept_statements(plan: Plan) -> list[Statement]:
    """The statements that stay, in their order."""
    kept = staying(plan.choices)
    return [statement for statement in plan.program.statements if statement.id in kept]


def acts(program: Program, item: Import) -> bool:
    """Whether importing it does something that no name shows."""
    facts = program.statements[item.statement].facts
    return knowledge.acting(item.module) or bool(facts.effects or facts.draws or facts.seeds)
