"""Where rows come from: df = pd.read_csv("https://x.org/a.csv") reads them over the network, from x.org."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from urllib.parse import urlsplit

from nb2prod.fates import kept_statements
from nb2prod.model import Claim, Plan, Statement
from nb2prod.plan.telling.learned_from import sources
from nb2prod.walking import walk

MOST = 4  # that one sentence names


def origins(plan: Plan) -> Iterator[Claim]:
    """From which hosts rows are read."""
    loads = [s for s in kept_statements(plan) if "load" in s.facts.roles]
    known = {*sources(plan, loads)}
    hosts = tuple(host for host in dict.fromkeys(_hosts(plan, loads)) if host not in known)
    if 0 < len(hosts) <= MOST:
        yield Claim("from hosts", hosts)


def _hosts(plan: Plan, loads: list[Statement]) -> Iterator[str]:
    """The hosts of addresses that rows are read from."""
    texts = [p.default for p in plan.parameters if p.place == "read"]
    texts += [n.value for s in loads for n in walk(s.node) if isinstance(n, ast.Constant)]
    for text in texts:
        if isinstance(text, str) and text.startswith(("http://", "https://")):
            yield urlsplit(text).hostname or ""
