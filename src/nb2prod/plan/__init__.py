"""Program -> Plan: what is kept, the steps, their names and parameters, the model and what inference gets."""

from __future__ import annotations

from nb2prod.plan.compose import Decisions, plan
from nb2prod.plan.cutting.handed_over import handed_over, told
from nb2prod.plan.cutting.places_inside import places_inside, where_written
from nb2prod.plan.installing.handed_out import unneeded_modules
from nb2prod.plan.names import package_name
from nb2prod.plan.naming.as_one import as_one
from nb2prod.plan.parameters.named_by_steps import named_by_steps
from nb2prod.plan.slicing import slice_of

__all__ = [
    "Decisions",
    "as_one",
    "handed_over",
    "named_by_steps",
    "package_name",
    "places_inside",
    "plan",
    "slice_of",
    "told",
    "unneeded_modules",
    "where_written",
]
