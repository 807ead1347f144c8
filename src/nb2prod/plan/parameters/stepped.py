"""A parameter in the group of the step that takes it: of an argument that nobody explains, whose it is.

m = SVD(n_factors=18)       n_factors of SVD.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nb2prod.model import Parameter, Step


def in_its_step(parameter: Parameter, steps: Sequence[Step]) -> Parameter:
    """The parameter with the first step that takes it."""
    taking = next((step.name for step in steps if parameter.name in step.parameters), "")
    return replace(parameter, step=taking, help=parameter.help.removeprefix("Argument "))
