"""What a person must give: the notebook holds only a text that stands for it.

client = Client(key="ENTER YOUR KEY HERE")      key
project_id = "........"                         project_id
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.knowledge.data_files import ABSOLUTE
from nb2prod.knowledge.secrets.naming import FILLED, kind_of
from nb2prod.model import Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import literal, sites

STANDS_FOR = re.compile(r"[.…]{4,}|[xX]{4,}|YOUR [A-Z ]+|(?i:<your[_ -][\w -]*>|your[_-][\w-]*)")  # the whole text
OF_SOMEBODY = re.compile(  # names of what each person has another one of, and no separator or mask
    r"(?:^|_)(?:id|key|token|user|username|name|account|password|secret|project|bucket|host|server|endpoint|url|uri"
    r"|email|address|path|folder|dir|directory|file|database|db|region)$",
    re.I,
)
LEAST = 8  # letters
# under a name that may be that of anything, as `key` is: Grouper(key="sample_date")
ADDRESSED = re.compile(r"(?=.*(?:^|[^a-z])(?:your|here)(?:$|[^a-z]))(?=.*(?:key|token|secret))", re.I | re.S)


def fills_in(candidate: Candidate) -> bool:
    """Whether its value does not do elsewhere: a text that stands for one, a path of one machine."""
    return candidate.alike[:1] == ("placeholder",) or (
        candidate.reads and isinstance(candidate.value, str) and bool(ABSOLUTE.match(candidate.value))
    )


def placeholders(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Each such argument of a call, and each such variable that is set once."""
    for statement in kept:
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text)) as node) if (
                STANDS_FOR.fullmatch(text)
                and (OF_SOMEBODY.search(name) or "your" in text.lower())
                and statement.parent is None
                and len(bound.get(name, ())) == 1
            ):
                yield Candidate(
                    name, text, statement.cell, span_of(node), "The notebook holds a text that stands for it.",
                    "constant", "a constant, which a person must give", constant=statement.id,
                    alike=("placeholder", name), must=True,
                )  # fmt: skip
    for site in sites(program, kept, bound):
        for given in site.call.keywords:
            value = literal(given.value)
            if not isinstance(value, str) or len(value) < LEAST or not given.arg or not kind_of(given.arg):
                continue
            if (ADDRESSED if kind_of(given.arg) == "perhaps" else FILLED).search(value):
                yield Candidate(
                    given.arg, value, site.statement.cell, span_of(given.value),
                    f"{given.arg} of {site.called}: the notebook holds a text that stands for it.", site.called,
                    f"the argument {given.arg} of {site.called}, which a person must give", ("service",),
                    alike=("placeholder", value), keyword=given.arg, must=True,
                )  # fmt: skip
