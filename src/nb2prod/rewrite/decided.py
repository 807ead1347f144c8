"""Code with some of its expressions known, here `yes` and `no`: what cannot run goes, what always runs stands free.

if yes: a = 1               a = 1
else: a = 2
if c: b = 1                 if c: b = 1
elif no: b = 2
n = depth if no else 3      n = 3

Every line keeps its number.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from operator import is_

from nb2prod.walking import children, walk

TRUTHS = (ast.BoolOp, ast.UnaryOp, ast.IfExp, ast.Compare)  # expressions that a known part may decide
WHOLE = (ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom)  # they say something of all their function, run or not
ATOMS = (ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Call, ast.List, ast.Dict)


class Deciding:
    """One cell: `text` and its `tree`; `known` gives for nodes of the tree what they come to."""

    def __init__(self, text: str, tree: ast.Module, known: Mapping[ast.expr, ast.expr]) -> None:
        """The lines as they are in the end, and which of them cannot run: first and last, from 1."""
        self.lines = text.split("\n")
        self.known = known
        self.gone: list[tuple[int, int]] = []
        self._edits: list[tuple[ast.expr, str]] = []
        ifs = [node for node in walk(tree) if isinstance(node, ast.If)]
        holds = {node: self._truth(node) for node in ifs}
        settled = {node.test for node, truth in holds.items() if truth is not None}
        self._expressions(tree, settled)
        for node, new in sorted(self._edits, key=lambda edit: (edit[0].lineno, edit[0].col_offset), reverse=True):
            self._replace(node, new)
        blocks = [n for n in walk(tree) if isinstance(n, (ast.stmt, ast.ExceptHandler)) and hasattr(n, "body")]
        for block in sorted(blocks, key=lambda each: each.lineno, reverse=True):  # what stands inside comes first
            truth = holds[block] if isinstance(block, ast.If) else None
            if isinstance(block, ast.If) and truth is not None:
                self._settle(block, truth)
            else:
                self._fill(block)

    def _truth(self, node: ast.If) -> bool | None:
        """Whether its condition holds; None where that is not known, or its lines have to stay."""
        test = self._folded(node.test, asked=True)
        parts = walk(node)
        texts = [part for part in parts if isinstance(part, (ast.Constant, ast.JoinedStr))]
        stays = any((p.end_lineno or p.lineno) > p.lineno for p in texts) or any(isinstance(p, WHOLE) for p in parts)
        stays |= test is node.test  # `if 0:` is the notebook's own
        return bool(test.value) if isinstance(test, ast.Constant) and not stays else None

    def _expressions(self, node: ast.AST, settled: set[ast.expr]) -> None:
        for child in children(node):
            if isinstance(child, ast.expr) and child not in settled:
                new = self._folded(child, asked=isinstance(node, (ast.If, ast.While)))
                if new is not child:
                    bare = isinstance(new, ATOMS) or isinstance(node, (ast.stmt, ast.Call, ast.keyword))
                    said = ast.unparse(_Swap(self.known).visit(new))
                    self._edits.append((child, said if bare else f"({said})"))
                    continue
            self._expressions(child, settled)

    def _folded(self, node: ast.expr, *, asked: bool = False) -> ast.expr:
        """What is left of an expression; itself where nothing in it is known. `asked`: only its truth matters."""
        if node in self.known:
            return self.known[node]
        if not isinstance(node, TRUTHS) or not any(part in self.known for part in walk(node)):
            return node
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self._folded(operand, asked=True)
                if isinstance(inner, ast.Constant):
                    return ast.Constant(not inner.value)
                return node if inner is operand else ast.UnaryOp(ast.Not(), inner)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                truth = self._folded(test, asked=True)
                if isinstance(truth, ast.Constant):
                    return self._folded(body if truth.value else orelse, asked=asked)
            case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot() as op], comparators=[ast.Constant(value=None)]):
                inner = self._folded(left)
                if isinstance(inner, ast.Constant):
                    return ast.Constant((inner.value is None) is isinstance(op, ast.Is))
            case ast.BoolOp(op=op, values=values):
                return self._joined(node, op, values, asked=asked)
        return node

    def _joined(self, node: ast.BoolOp, op: ast.boolop, values: list[ast.expr], *, asked: bool) -> ast.expr:
        """`and`, `or` without what is neutral, and up to what decides."""
        left: list[ast.expr] = []
        for at, value in enumerate(values):
            inner = self._folded(value, asked=asked)
            if inner is not value and isinstance(inner, ast.Constant):
                if bool(inner.value) is isinstance(op, ast.Or):
                    left.append(inner)
                    break
                if asked or at + 1 < len(values):
                    continue
            left.append(inner)
        if not left:
            return ast.Constant(isinstance(op, ast.And))
        if len(left) == 1:
            return left[0]
        same = len(left) == len(values) and all(map(is_, left, values))
        return node if same else ast.BoolOp(op, left)

    def _replace(self, node: ast.expr, new: str) -> None:
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        before = self.lines[first].encode()[: node.col_offset].decode()
        after = self.lines[last].encode()[node.end_col_offset or 0 :].decode()
        self.lines[first : last + 1] = [before + new + after, *[""] * (last - first)]

    def _settle(self, node: ast.If, holds: bool) -> None:
        """Take out the branch that cannot run, and the condition of the one that does."""
        start, end, last = node.lineno, node.end_lineno or node.lineno, node.body[-1].end_lineno or node.lineno
        inner = self.lines[start - 1].lstrip().startswith("elif")
        space = self.lines[start - 1][: node.col_offset]
        if not holds:
            self._blank(start, last)
            self._rest(last + 1, end, space, keep=inner)
            return
        if last < end:
            self._blank(last + 1, end)
        body = min([node.body[0].lineno, *(d.lineno for d in getattr(node.body[0], "decorator_list", ()))])
        on_one = body == (node.test.end_lineno or start)
        said = self.lines[body - 1].encode()[node.body[0].col_offset :].decode() if on_one else ""
        self.lines[start - 1 : (body if on_one else body - 1)] = [""] * (body - start + on_one)
        if inner:
            self.lines[start - 1] = f"{space}else: {said}".rstrip()
        elif on_one:
            self.lines[body - 1] = space + said
        else:
            self._outdent(body, last, space)

    def _rest(self, first: int, end: int, space: str, *, keep: bool) -> None:
        """What stands behind a branch that cannot run. `keep`: it follows another branch."""
        for number in range(first, end + 1):
            line = self.lines[number - 1]
            if not line.startswith((f"{space}elif", f"{space}else")):
                continue
            if keep:
                return
            if line.startswith(f"{space}elif"):
                self.lines[number - 1] = space + line[len(space) + 2 :]
                return
            said = line.partition(":")[2].strip()
            self.lines[number - 1] = space + said if said and not said.startswith("#") else ""
            self._outdent(number + 1, end, space)
            return

    def _outdent(self, first: int, last: int, space: str) -> None:
        lines = [line for line in self.lines[first - 1 : last] if line.strip() and not line.lstrip().startswith("#")]
        width = len(lines[0]) - len(lines[0].lstrip()) - len(space) if lines else 0
        for at in range(first - 1, last):
            line = self.lines[at]
            self.lines[at] = line[min(width, len(line) - len(line.lstrip())) :]

    def _blank(self, first: int, last: int) -> None:
        self.lines[first - 1 : last] = [""] * (last - first + 1)
        self.gone.append((first, last))

    def _fill(self, node: ast.stmt | ast.ExceptHandler) -> None:
        """Put `pass` where a block that stays lost all its lines; an `elif` that is gone needs none."""
        for body in (getattr(node, field, None) for field in ("body", "orelse", "finalbody")):
            if not body or body[0].col_offset == node.col_offset:
                continue
            first, last = body[0].lineno, body[-1].end_lineno
            if not any(line.strip() and not line.lstrip().startswith("#") for line in self.lines[first - 1 : last]):
                self.lines[first - 1] = " " * body[0].col_offset + "pass"


class _Swap(ast.NodeTransformer):
    """Puts what is known in the place of what stands for it."""

    def __init__(self, known: Mapping[ast.expr, ast.expr]) -> None:
        self.known = known

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.expr) and node in self.known:
            return self.known[node]
        changed: ast.AST = self.generic_visit(node)
        return changed
