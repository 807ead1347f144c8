"""How the arguments of a call are written in the tables of what is gone.

f(a=x)            f(a)              a keyword, whatever its value
f(a="auto")       f(a=auto)         a keyword with that text
f(x, y)           f(#2)             a second positional argument
f("15T")          f(#1=15T) f(#1=T) a text in its place; of a frequency, also its unit alone
f("m.ckpt")       f(#1=*.ckpt)      of a path its ending, of "m.weights.h5" both; f(#1=*) where it has none
f(a=-np.inf)      f(a=-inf)         what numpy has a name for
f(a=3)            f(a:number)       a whole number where newer ones want something else; also len(x) and x.shape[1]
f(a=[[0, 1]])     f(a:nested)       a list of lists, or a mapping
f({"a": {}})      f(#1:deep)        a mapping of mappings
f(a=True)         f(a=True)         a truth value
f(x.columns)      f(#1:array)       names in an array or index; also enc.get_feature_names_out()
f(str(x))         f(#1:text)        what surely is a text, as `answer.text` is
f(x)              f(!a)             the keyword a, which the tables ask for, is not given
f(x)              f(!a#2)           nor is there a second positional argument, which would be a
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator

Made = Callable[[str], Iterable[ast.expr]]  # what a name was bound to
WEIGHTS = ".weights.h5"
KERNELS = frozenset({"linear", "precomputed"})  # of support vector machines, that have no gamma
FREQUENCY = re.compile(r"\d*([A-Z]{1,3})(-[A-Z]{3})?")


def written(called: str, node: ast.Call, asked: Iterable[str] = ()) -> Iterator[str]:
    """The call of `called` in all these ways; `asked`: keywords whose absence the tables know."""
    for keyword in node.keywords:
        if keyword.arg:
            yield f"{called}({keyword.arg})"
            yield from (f"{called}({keyword.arg}{kind})" for kind in _kinds(keyword.value))
    spread = any(isinstance(part, ast.Starred) for part in node.args) or any(k.arg is None for k in node.keywords)
    if not any(isinstance(part, ast.Starred) for part in node.args):
        for count, given in enumerate(node.args, 1):
            yield f"{called}(#{count})"
            yield from (f"{called}(#{count}{kind})" for kind in _kinds(given))
    if not spread:
        named = {keyword.arg for keyword in node.keywords}
        for name in asked:
            wanted, _, place = name.partition("#")
            if wanted not in named and not _unasked(wanted, node) and (not place or len(node.args) < int(place)):
                yield f"{called}(!{name})"


def spelled_out(call: ast.Call, made: Made) -> ast.Call:
    """The call with the texts and arrays of names that its names hold: `Grouper(freq=every)` behind `every = "3M"`."""
    args = [_held(part, made) for part in call.args]
    keywords = [ast.keyword(k.arg, _held(k.value, made)) for k in call.keywords]
    return ast.copy_location(ast.Call(call.func, args, keywords), call)


def _held(value: ast.expr, made: Made) -> ast.expr:
    sources = [*made(value.id)] if isinstance(value, ast.Name) else []
    told = [source for source in sources if is_text(source) or ":array" in _kinds(source)]
    return told[0] if len(told) == len(sources) == 1 else value


def is_text(node: ast.AST | None) -> bool:
    """Whether it is a text that is written out."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _unasked(keyword: str, node: ast.Call) -> bool:
    """Whether the call says something else by which the keyword means nothing: `SVC(kernel="linear")` has no gamma."""
    said = [k.value.value for k in node.keywords if k.arg == "kernel" and isinstance(k.value, ast.Constant)]
    return keyword == "gamma" and bool(said) and said[0] in KERNELS


def _kinds(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(text)):
            yield f"={text}"
            yield f"=*{_ending(text)}"
            unit = FREQUENCY.fullmatch(text)
            if unit and unit[1] != text:
                yield f"={unit[1]}"
        case ast.UnaryOp(op=ast.USub(), operand=ast.Attribute(attr="inf" | "infty" | "Inf")):
            yield "=-inf"
        case ast.Constant(value=bool(truth)):
            yield f"={truth}"
        case ast.Constant(value=int()):
            yield ":number"
        case ast.Call(func=ast.Name(id="len")) | ast.Subscript(value=ast.Attribute(attr="shape"), slice=ast.Constant()):
            yield ":number"
        case ast.Call(func=ast.Name(id="str")) | ast.Attribute(attr="text"):
            yield ":text"
        case ast.Call(func=ast.Attribute(attr="get_feature_names_out")) | ast.Attribute(attr="columns"):
            yield ":array"
        case ast.Dict(values=[*parts]):
            yield ":nested"
            yield from [":deep"] * any(isinstance(part, ast.Dict) for part in parts)
        case ast.List(elts=[*parts]) if any(isinstance(part, ast.List) for part in parts):
            yield ":nested"


def _ending(text: str) -> str:
    """`.h5` of `models/a.h5`; `.weights.h5` is one."""
    last = text.rstrip("/").rpartition("/")[2]
    return WEIGHTS if last.endswith(WEIGHTS) else "".join(last.rpartition(".")[1:]) if "." in last else ""
