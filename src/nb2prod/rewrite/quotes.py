"""Texts whose expressions hold the quote that ends them: Python 3.12 reads them, older ones do not.

print(f'{at('k')}')        print(f\"\"\"{at('k')}\"\"\")
"""

from __future__ import annotations

import libcst

from nb2prod.rewrite.visiting import Transformer, visited

_TRIPLE = ('"""', "'''")


class _Quotes(Transformer):
    def leave_FormattedString(
        self, original_node: libcst.FormattedString, updated_node: libcst.FormattedString
    ) -> libcst.FormattedString:
        inside = [_code(part) for part in updated_node.parts if isinstance(part, libcst.FormattedStringExpression)]
        text = "".join(_code(part) for part in updated_node.parts)
        fits = next((quote for quote in _TRIPLE if quote not in text and not text.endswith(quote[0])), None)
        if fits is None or len(updated_node.end) > 1 or not any(updated_node.end in code for code in inside):
            return updated_node
        return updated_node.with_changes(start=updated_node.start[:-1] + fits, end=fits)


def older_quotes(source: str) -> str:
    """The cell as every Python 3 reads it, line for line; as it is where that is not needed, or not possible."""
    try:
        return visited(libcst.parse_module(source), _Quotes()).code
    except libcst.ParserSyntaxError:
        return source


def _code(node: libcst.CSTNode) -> str:
    return libcst.Module([]).code_for_node(node)
