"""What part of a workflow each statement plays, by rules in two tables, each role with its evidence."""

from nb2prod.analyse.roles.flow import in_flow
from nb2prod.analyse.roles.own import roles_of
from nb2prod.analyse.roles.terms import in_order

__all__ = ["in_flow", "in_order", "roles_of"]
