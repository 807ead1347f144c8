"""Functions that take what they read of the module around them as arguments, and the calls that hand it to them.

def ratio(a): return a / total                  def ratio(a, total): return a / total
ratio(3)                                        ratio(3, total)
ratio(a=3)                                      ratio(a=3, total=total)
df["a"].apply(ratio)                            df["a"].apply(lambda a: ratio(a, total))

def power(a, n=2): return total * a ** n        def power(a, n=2, *, total): return total * a ** n

Every line stays the line that it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import libcst as cst

from nb2prod.rewrite.outermost import Nested
from nb2prod.rewrite.visiting import Node, Transformer, renewed, visited

COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
CALLING = frozenset({"apply", "map", "applymap"})  # methods of tables
NO_SPACE = cst.SimpleWhitespace("")
Names = Mapping[str, Sequence[str]]


def with_arguments(texts: Mapping[int, str], given: Names) -> Mapping[int, str]:
    """The texts of modules that see each other's names, with the functions of `given` taking these names."""
    modules = {key: cst.parse_module(text) for key, text in texts.items() if any(name in text for name in given)}
    defined = [part for module in modules.values() for part in module.body if isinstance(part, cst.FunctionDef)]
    plain = {d.name.value: d.params.params for d in defined if d.name.value in given and _plain(d.params)}
    return {key: visited(module, _Handing(given, plain)).code for key, module in modules.items()}


def _plain(parameters: cst.Parameters) -> bool:
    """Whether the function takes a fixed number of arguments."""
    several = isinstance(parameters.star_arg, (cst.Param, cst.ParamStar)) or parameters.star_kwarg is not None
    plain = all(parameter.default is None for parameter in parameters.params)
    return plain and not several and not parameters.kwonly_params and not parameters.posonly_params


class _Handing(Nested):
    def __init__(self, given: Names, plain: Mapping[str, Sequence[cst.Param]]) -> None:
        self.given = given
        self.counts = {name: len(parameters) for name, parameters in plain.items()}
        self.firsts = {name: parameters[0].name.value for name, parameters in plain.items() if len(parameters) == 1}

    def function(self, node: cst.FunctionDef) -> cst.FunctionDef:
        name = node.name.value
        if self.depth or name not in self.given:
            return node
        node = renewed(node, _Undeclared(self.given[name]))
        return node.with_changes(params=taking(node.params, self.given[name]))

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        function = updated_node.func
        if isinstance(function, cst.Attribute) and function.attr.value in CALLING:
            return updated_node.with_changes(args=[*map(self._calling, updated_node.args[:1]), *updated_node.args[1:]])
        if not isinstance(function, cst.Name) or function.value not in self.given:
            return updated_node
        plain = not any(argument.star or argument.keyword for argument in updated_node.args)
        by_place = plain and len(updated_node.args) == self.counts.get(function.value)
        return updated_node.with_changes(args=_handing(updated_node.args, self.given[function.value], by_place))

    def _calling(self, argument: cst.Arg) -> cst.Arg:
        """A function that a table calls with one value after the other becomes a lambda that hands it the rest."""
        if not isinstance(argument.value, cst.Name) or argument.value.value not in self.firsts:
            return argument
        name = argument.value.value
        first = cst.Name(self.firsts[name])
        call = cst.Call(cst.Name(name), _handing([cst.Arg(first)], self.given[name], by_place=True))
        return argument.with_changes(value=cst.Lambda(cst.Parameters([cst.Param(first)]), call))


class _Undeclared(Transformer):
    """A parameter is no global any more: `global total` goes, which only said where `total` is read."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = frozenset(names)

    def leave_Global(self, original_node: cst.Global, updated_node: cst.Global) -> cst.BaseSmallStatement:
        left = [item for item in updated_node.names if item.name.value not in self.names]
        if len(left) == len(updated_node.names):
            return updated_node
        left[-1:] = [item.with_changes(comma=cst.MaybeSentinel.DEFAULT) for item in left[-1:]]
        return updated_node.with_changes(names=left) if left else cst.Pass(updated_node.semicolon)


def taking(parameters: cst.Parameters, names: Sequence[str]) -> cst.Parameters:
    """With these arguments behind its own."""
    added = [cst.Param(cst.Name(name)) for name in names]
    if not _plain(parameters):
        return parameters.with_changes(kwonly_params=[*parameters.kwonly_params, *added])
    if not parameters.params:
        return parameters.with_changes(params=added)
    *first, last = parameters.params
    comma = last.comma if isinstance(last.comma, cst.Comma) else COMMA
    space = last.whitespace_after_param
    last = last.with_changes(comma=comma, whitespace_after_param=NO_SPACE)
    ends = added[-1].with_changes(whitespace_after_param=space)
    return parameters.with_changes(params=[*first, last, *added[:-1], ends])


def _handing(arguments: Sequence[cst.Arg], names: Sequence[str], by_place: bool) -> list[cst.Arg]:
    equal = cst.AssignEqual(NO_SPACE, NO_SPACE)
    added = [
        cst.Arg(cst.Name(n), None if by_place else cst.Name(n), cst.MaybeSentinel.DEFAULT if by_place else equal)
        for n in names
    ]
    return with_more(arguments, added)


def with_more(arguments: Sequence[cst.Arg], added: Sequence[cst.Arg]) -> list[cst.Arg]:
    """The arguments of a call, and more behind them."""
    added = [*(argument.with_changes(comma=COMMA) for argument in added[:-1]), added[-1]]
    if not arguments:
        return added
    *first, last = arguments
    comma = last.comma if isinstance(last.comma, cst.Comma) else COMMA
    space = last.whitespace_after_arg
    last = last.with_changes(comma=comma, whitespace_after_arg=NO_SPACE)
    return [*first, last, *added[:-1], added[-1].with_changes(whitespace_after_arg=space)]


def filling(node: Node, arguments: Mapping[str, str], given: Mapping[str, str]) -> Node:
    """Calls of the functions of `arguments` hand it on, by its name: what `given` says, else an empty mapping."""
    return renewed(node, _Filling(arguments, given)) if arguments else node


class _Filling(Transformer):
    def __init__(self, arguments: Mapping[str, str], given: Mapping[str, str]) -> None:
        self.arguments, self.given = arguments, given

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        name = updated_node.func.value if isinstance(updated_node.func, cst.Name) else ""
        if name not in self.arguments:
            return updated_node
        value = cst.parse_expression(self.given[name]) if self.given[name] else cst.Dict([])
        equal = cst.AssignEqual(NO_SPACE, NO_SPACE)
        added = cst.Arg(value, cst.Name(self.arguments[name]), equal)
        return updated_node.with_changes(args=with_more(updated_node.args, [added]))
