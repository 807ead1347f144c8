"""A parameter in the group of the step that takes it: what only says whose argument it is says in which step, too.

m = SVD(n_factors=18)       Passed to SVD, in train_svd.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nb2prod.model import Parameter, Step

BARE = re.compile(r"Argument ([^.]+?)(, in cells? [^.]+)?\.(?= |$)")


def in_its_step(parameter: Parameter, steps: Sequence[Step]) -> Parameter:
    """The parameter with the first step that takes it."""
    taking = [step.name for step in steps if parameter.name in step.parameters]
    where = f", in {taking[0]}" if len(taking) == 1 else ""
    own = re.compile(rf"{re.escape(parameter.name)} of (?=[^;]+$)", re.IGNORECASE)  # its name says it
    said = BARE.sub(lambda m: f"{own.sub('Passed to ', m[1])}{m[2] or where}.", parameter.help, count=1)
    return replace(parameter, step=taking[0] if taking else "", help=said)
