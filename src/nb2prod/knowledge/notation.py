"""The sentence in which a library file says what a call does, and the value that it stands for.

    "as load, reads -> pandas.DataFrame"       Effect(role="load", io="read", returns="pandas.DataFrame")
    "look, draws numpy unless random_state"    Effect(kind="look", rng="numpy", rng_unless=("random_state",))
    "mutates self if inplace -> DataFrame"     Effect(mutates_if=("inplace",), returns="pandas.DataFrame")
    "pure"                                     Effect()

Clauses stand in any order, parted by commas; `-> type` comes last. The table below is the whole grammar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from nb2prod.model import Effect, Role
from nb2prod.replacing import replace

KINDS = ("plot", "look", "option", "metric", "report", "result")
STREAMS = ("numpy", "python", "torch", "tensorflow")
ROWS = ("map", "aggregate", "select", "split", "expand")
# Types that no file needs to define; "self" is the receiver itself, "same" a new value of its type, "item" an element.
UNDOTTED = frozenset((
    "self", "same", "item", "object", "int", "float", "bool", "complex", "str", "bytes", "bytearray", "list", "tuple",
    "dict", "set", "frozenset", "range", "iterator", "file", "module",
))  # fmt: skip
SIMPLE: Mapping[str, Mapping[str, object]] = {
    "pure": {},
    "reads": {"io": "read"},
    "writes": {"io": "write"},
    "network": {"io": "network"},
    "environment": {"io": "environment"},
    "untrusted": {"imported": False},
    **{kind: {"kind": kind} for kind in KINDS},
}


class KnowledgeError(ValueError):
    """A library file says something that the notation does not have: names the file, the key and the clause."""


@dataclass(frozen=True)
class Fact:
    """An effect, and the first arguments (as prefixes) that turn the call into a mere display option."""

    effect: Effect
    option_if: tuple[str, ...] = ()


def _chosen(word: str, known: tuple[str, ...]) -> str:
    if word not in known:
        raise KnowledgeError(f"{word!r} is none of {', '.join(known)}")
    return word


def _mutates(words: list[str]) -> dict[str, object]:
    if words[1:2] == ["unless"]:
        if words[0] != "0":
            raise KnowledgeError("only 'mutates 0' can have an 'unless'")
        return {"mutates_unless": tuple(words[2:])}
    if "if" not in words:
        return {"mutates": tuple(words)}
    at = words.index("if")
    if words[:at] != ["self"]:
        raise KnowledgeError("only 'mutates self' can have an 'if'")
    return {"mutates_if": tuple(words[at + 1 :])}


def _streams(words: list[str]) -> str:
    """One stream or several: keras seeds those of python, numpy and tensorflow."""
    return " ".join(_chosen(word, STREAMS) for word in words or [""])


def _draws(words: list[str]) -> dict[str, object]:
    """`draws numpy if self.solver unless self.random_state`: "not self.solver" is a keyword not given.

    `unless self.random_state+parts`: only both together keep it from drawing.
    """
    number = next((at for at, word in enumerate(words) if word in ("if", "unless")), len(words))
    rest = words[number:]
    at = rest.index("unless") if "unless" in rest else len(rest)
    needed, unless = rest[:at], rest[at + 1 :]
    if needed[:1] not in ([], ["if"]):
        raise KnowledgeError("'draws STREAM' goes on with 'if KEYWORD ...' or 'unless KEYWORD ...'")
    # Any of the needed keywords makes it draw; only where all are absent it does not.
    absent = (f"not {' '.join(needed[1:])}",) if needed else ()
    return {"rng": _streams(words[:number]), "rng_unless": (*unless, *absent)}


def _if(words: list[str]) -> tuple[str, ...]:
    if words[:1] != ["if"] or len(words) < 2:
        raise KnowledgeError("the clause goes on with 'if KEYWORD ...'")
    return tuple(words[1:])


# One row per clause with words after its verb.
CLAUSES: Mapping[str, Callable[[list[str]], dict[str, object]]] = {
    "as": lambda words: {"role": _chosen(" ".join(words), get_args(Role))},
    "mutates": _mutates,
    "aliases": lambda words: {"aliases": tuple(words)},
    "draws": _draws,
    "seeds": lambda words: {"seeds": _streams(words)},
    "rows": lambda words: {"rows": _chosen(" ".join(words), ROWS)},
    "holds": lambda words: {"holds": tuple(words)},
    "pair": lambda words: {"pair_if": _if(words)},
    "framed": lambda words: {"framed_if": _if(words)},
}


def fact(sentence: str, short: Mapping[str, str]) -> Fact:
    """Read one sentence; `short` maps the short names of the file's types to full ones. Raises KnowledgeError."""
    body, arrow, returns = sentence.partition("->")
    said: dict[str, Any] = {}
    option_if: tuple[str, ...] = ()
    for clause in filter(None, (part.strip() for part in body.split(","))):
        verb, *words = clause.split()
        new: Mapping[str, object]
        if verb == "option" and words[:1] == ["if"]:
            option_if, new = tuple(words[1:]), {"io": "environment"}
        elif words and verb in CLAUSES:
            new = CLAUSES[verb](words)
        elif not words and verb in SIMPLE:
            new = SIMPLE[verb]
        else:
            raise KnowledgeError(f"the clause {clause!r} is not part of the notation")
        if said.keys() & new.keys():
            raise KnowledgeError(f"{clause!r} says again what another clause of {sentence!r} says")
        said |= new
    if arrow:
        said["returns"] = full_type(returns.strip(), short)
    return Fact(Effect(**said), option_if)


def full_type(text: str, short: Mapping[str, str]) -> str:
    """Spell out the short type names in `text`, also in `tuple[Figure, Axes]`. Raises KnowledgeError for no type."""
    if not re.fullmatch(r"[\w.]+(\[[\w., \[\]]+\])?", text) or text.count("[") != text.count("]"):
        raise KnowledgeError(f"{text!r} is no type")
    return re.sub(r"[\w.]+", lambda match: _spelled_out(match[0], short), text)


def _spelled_out(name: str, short: Mapping[str, str]) -> str:
    if "." not in name and name not in short and name not in UNDOTTED:
        raise KnowledgeError(f"{name!r} is neither a builtin type nor one of this file")
    return short.get(name, name)


NAME = re.compile(r"([\w.*]+)(?:\(([\w, ]*)\))?(?:\s+|$)")


def names(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each name of `head tail read_csv(path, sep)` with its positional parameters. Raises KnowledgeError."""
    at = 0
    text = text.strip()
    while at < len(text):
        match = NAME.match(text, at)
        if match is None:
            raise KnowledgeError(f"cannot read the names from {text[at : at + 30]!r} on")
        at = match.end()
        yield match[1], tuple((match[2] or "").replace(",", " ").split())


def with_parameters(known: Fact, parameters: tuple[str, ...]) -> Fact:
    """Give `known` the positional parameters that stand behind one of its names."""
    return replace(known, effect=replace(known.effect, parameters=parameters)) if parameters else known
