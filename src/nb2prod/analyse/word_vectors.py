"""Words that are asked of a model of gensim itself, and not of its vectors.

model["tea"]; model.most_similar("tea")          an error from gensim 4.0 on: model.wv["tea"]
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nb2prod.analyse.chained import Here
from nb2prod.knowledge.versions import Gone

WORD = Gone("a word asked of the model itself, as in model[word]", "gensim", "4.0", "model.wv")
MODELS = frozenset({"Word2Vec", "FastText"})
ASKING = frozenset({"most_similar", "similarity", "doesnt_match", "similar_by_word", "n_similarity", "wmdistance"})


def word_vectors(parts: Iterable[ast.AST], here: Here) -> Iterator[Gone]:
    """`parts`: of a statement."""
    for part in parts if "gensim" in here.tops else ():
        match part:
            case ast.Subscript(value=ast.Name(id=name)) if _model(name, here):
                yield WORD
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if attr in ASKING and _model(name, here):
                yield WORD


def _model(name: str, here: Here) -> bool:
    made = list(here.made(name))
    calls = [ast.unparse(each.func).rpartition(".")[2] for each in made if isinstance(each, ast.Call)]
    return bool(made) and len(calls) == len(made) and {*calls} <= MODELS
