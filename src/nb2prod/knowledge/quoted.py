"""Names in strings: some libraries look them up where they are called, as if the string were code.

df.query("age > @limit")                  reads limit
smf.ols("price ~ np.log(area)", df)       reads np; price and area, unless they are columns
duckdb.sql("select a from frame")         reads frame, unless it is a table
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping

from nb2prod.walking import values_given, walk

NAME = re.compile(r"[^\W\d]\w*")
MARKED = re.compile(r"@\s*([^\W\d]\w*)")
TABLE = re.compile(r"\b(?:from|join|describe|summarize|pivot|unpivot)\s+([^\W\d]\w*)", re.I)
OWNER = re.compile(r"(?<![\w.])([^\W\d]\w*)(?:\.\w+)+\(")
NOTHING: frozenset[str] = frozenset()


def _marked(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(MARKED.findall(text)), NOTHING


def _expression(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(MARKED.findall(text)), frozenset(NAME.findall(text))


def _words(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return NOTHING, frozenset(NAME.findall(text))


def _formula(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return _words(text) if "~" in text else (NOTHING, NOTHING)


def _sql(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return NOTHING, frozenset(TABLE.findall(text))


FORMULAS = (
    "ols", "wls", "gls", "glsar", "glm", "gee", "logit", "probit", "poisson", "mnlogit", "negativebinomial", "rlm",
    "mixedlm", "quantreg", "phreg", "conditional_logit", "from_formula", "fit_formula",
)  # fmt: skip
READERS: Mapping[str, tuple[Callable[[str], tuple[frozenset[str], frozenset[str]]], ...]] = {
    "query": (_marked, _sql),  # pandas; duckdb
    "eval": (_expression,),
    "sql": (_sql,),  # duckdb
    "execute": (_sql,),
    "sqldf": (_sql,),
    "evaluate": (_expression,),  # numexpr
    "dmatrix": (_words,),
    "dmatrices": (_words,),
    **dict.fromkeys(FORMULAS, (_formula,)),
}


def kept_formula(text: str) -> frozenset[str]:
    """Names that a formula calls, wherever the string stands: `formula = "y ~ np.log(x)"` is given to a fit later."""
    return frozenset(OWNER.findall(text)) if "~" in text else NOTHING


def marked(call: ast.Call) -> frozenset[str]:
    """Names that a call surely reads by its strings."""
    return quoted(call)[0]


def quoted(call: ast.Call) -> tuple[frozenset[str], frozenset[str]]:
    """Names that a call reads by its strings: surely, and perhaps (where no column or table is called so)."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name) if name in READERS:
            texts = [
                part.value
                for argument in values_given(call)
                for part in walk(argument)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ]
            found = [reader(text) for reader in READERS[name] for text in texts]
            return NOTHING.union(*(sure for sure, _ in found)), NOTHING.union(*(perhaps for _, perhaps in found))
    return NOTHING, NOTHING
