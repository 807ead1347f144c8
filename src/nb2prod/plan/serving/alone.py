"""Whether anything that a model of an unknown kind may be made of could look at several rows at once.

def make(n): return make_pipeline(PolynomialFeatures(n), Ridge())      parts of sklearn look at each row alone
class Centre(TransformerMixin): def transform(self, X): return X - X.mean()      this one does not
"""

from __future__ import annotations

import ast

from nb2prod.model import Program
from nb2prod.plan.serving.words import ORDERED, REDUCING
from nb2prod.walking import walk

FITTING = frozenset({"__init__", "fit", "fit_transform", "partial_fit"})
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def alone(program: Program) -> bool:
    """Whether every class of the notebook looks at each row alone, as its words tell, and no function transforms."""
    if any(call.endswith("FunctionTransformer") for s in program.statements for call in s.facts.calls):
        return False
    classes = (s.node for s in program.statements if isinstance(s.node, ast.ClassDef))
    methods = (part for node in classes for part in node.body if isinstance(part, FUNCTION))
    asked = (part for method in methods if method.name not in FITTING for part in walk(method))
    return not any(isinstance(part, ast.Attribute) and part.attr in REDUCING | ORDERED for part in asked)
