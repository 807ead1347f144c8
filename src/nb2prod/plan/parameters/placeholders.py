"""Keys and passwords of which the notebook holds only a text that stands for them: what a person must give.

client = Client(key="ENTER YOUR KEY HERE")      key
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.knowledge.secrets.naming import FILLED, kind_of
from nb2prod.model import Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import literal, sites

LEAST = 8  # letters
# under a name that may be that of anything, as `key` is: Grouper(key="sample_date")
ADDRESSED = re.compile(r"(?=.*(?:^|[^a-z])(?:your|here)(?:$|[^a-z]))(?=.*(?:key|token|secret))", re.I | re.S)


def placeholders(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Each such argument of a call."""
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
