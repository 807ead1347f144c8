"""One prediction of several models: inference asks all of those that the notebook's last one is made of, or none.

final = 0.3 * a.predict(X) + 0.7 * b.predict(X); out.to_csv(...)     of a and b, whatever columns and lists they pass
print(accuracy_score(y, p_a)); print(accuracy_score(y, p_b))         compared: none is made of both
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from nb2prod.model import Artifact, Inference, Program, Statement
from nb2prod.plan.graph import Graph, in_function, named
from nb2prod.plan.models.fits import FITTING, PREDICTING, Fits, method_calls
from nb2prod.plan.serving.measuring import calls_measure
from nb2prod.walking import last_of, walk

WRITING = frozenset({"to_csv", "to_excel", "to_parquet", "to_json", "savetxt"})
HOLDING = {*"array asarray stack column_stack vstack hstack dstack DataFrame concat list".split()}
JOINING = {*"where maximum minimum add multiply logical_and logical_or sum mode".split()}
OF_ROWS = {*"mean sum median average mode max min prod apply idxmax argmax".split()}
SAME = {  # the same answers in another shape, on another scale
    *"copy astype ravel flatten reshape squeeze tolist to_numpy round clip to_frame map replace reset_index".split(),
    *"set_index rename fillna assign values T items exp expm1 rint int float Series transpose loc iloc".split(),
    "inverse_transform",
}
Model = tuple[str, int]  # its name, and the statement that fits it
EACH, MANY = -1, -2  # one of each turn of a loop; those of all turns, put together


@dataclass(frozen=True)
class Said:
    """The models that one value of each row is made of, and its columns or elements, where it has some."""

    rows: frozenset[Model] = frozenset()
    parts: dict[object, Said] | None = None

    @property
    def columns(self) -> list[frozenset[Model]]:
        """Those of each column."""
        return [self.rows, *(models for part in (self.parts or {}).values() for models in part.columns)]

    @property
    def all(self) -> frozenset[Model]:
        """Those of all that it holds."""
        return frozenset().union(*self.columns)

    def mixed(self, *others: Said) -> Said:
        """One value of each row that is made of all."""
        every = self.all.union(*(other.all for other in others))
        return Said(frozenset((name, MANY if at == EACH else at) for name, at in every))

    def renamed(self, names: dict[str, str]) -> Said:
        """With the models of a function by what its caller gives; "": handed back to it, under whatever name."""
        parts = None if self.parts is None else {key: part.renamed(names) for key, part in self.parts.items()}
        return Said(frozenset((names.get(n, n) or n, at if names.get(n, n) else 0) for n, at in self.rows), parts)

    def part(self, key: ast.expr) -> Said:
        """A column, an element, some columns."""
        match key:
            case ast.Constant(value=int(number)) if any(at == EACH for _, at in self.all):
                return Said(frozenset((f"{name}[{number}]", at) for name, at in self.all))
            case ast.Constant(value=one) if self.parts is not None:
                return self.parts.get(one, Said(self.rows))
            case ast.List(elts=keys) if self.parts is not None:
                wanted = {key.value for key in keys if isinstance(key, ast.Constant)}
                return Said(self.rows, {key: part for key, part in self.parts.items() if key in wanted})
        return self


@dataclass
class Run:
    """The notebook's statements, gone through once for what their names hold."""

    program: Program
    env: dict[str, Said] = field(default_factory=dict)
    fitted: dict[str, int] = field(default_factory=dict)
    turns: dict[str, str] = field(default_factory=dict)  # names that a loop gives another model in each turn
    ends: list[tuple[bool, int, Said]] = field(default_factory=list)  # written?, statement, what is shown or written
    mixing: set[int] = field(default_factory=set)  # statements that give a name to one prediction of several models
    depth: int = 0

    @staticmethod
    @lru_cache(maxsize=1)
    def of(program: Program) -> Run:
        """That of all statements outside of functions."""
        (run := Run(program)).go(s for s in program.statements if not in_function(program, s))
        return run

    def go(self, statements: Iterable[Statement]) -> Said:
        """What a function of these returns."""
        given = Said()
        for statement in statements:
            self.fitted |= dict.fromkeys(fitted := self._fitted(statement), statement.id)
            if statement.parent is None:  # it is another one than that of a loop's turns
                self.turns = {n: over for n, over in self.turns.items() if n not in fitted | statement.facts.binds}
            self._note(statement)
            match statement.node:
                case ast.For(target=target, iter=over):
                    inside = (statement.id, *Graph.of(self.program).inside(statement.id))
                    self.turns |= dict.fromkeys(named(target), _head(ast.unparse(over), "."))
                    self.turns |= {name: name for i in inside for name in self._fitted(self.program.statements[i])}
                    self.env |= dict.fromkeys(named(target), Said(self.said(over).all))
                case ast.Assign(targets=[target], value=value):
                    self._bind(target, made := self.said(value))
                    if isinstance(target, ast.Name) and _several(made.rows) and statement.parent is None:
                        self.mixing |= {statement.id} if all(at for _, at in made.rows) else set()
                        self.ends.append((False, statement.id, made))
                case ast.AugAssign(target=target, op=ast.Add(), value=value):
                    self._bind(target, self.said(target).mixed(self._collected(self.said(value))))
                case ast.Expr(ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value])):
                    parts = self.env.get(name, Said()).parts or {}
                    self.env[name] = Said(parts={**parts, len(parts): self._collected(self.said(value))})
                case ast.Return(value=ast.expr() as value):
                    given = self.said(value)
        return given

    def _fitted(self, one: Statement) -> set[str]:
        return {n for n, how, _ in method_calls(one) if how in FITTING} | {*Fits.of(self.program).fitted(one)}

    def _note(self, statement: Statement) -> None:
        """What it writes, shows or measures."""
        if not isinstance(statement.node, (ast.Expr, ast.Assign)):
            return
        calls = [part for part in walk(statement.node) if isinstance(part, ast.Call)]
        writes = [c.func.value for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr in WRITING]
        shows = writes or calls_measure(statement) or statement.facts.display
        shown = [argument for call in calls for argument in call.args] if shows else []
        found = [said for part in (*shown, *writes) if (said := self.said(part)).all]
        self.ends += [(bool(writes), statement.id, said) for said in found]

    def _collected(self, said: Said) -> Said:
        """What each turn of a loop adds is of another model."""
        return Said(frozenset((self.turns[n], EACH) if n in self.turns else (n, at) for n, at in said.all))

    def _bind(self, target: ast.expr, said: Said) -> None:
        match target:
            case ast.Name(id=name):
                self.env[name] = said
            case ast.Subscript(value=ast.Name(id=name), slice=key):
                held, one = self.env.get(name, Said()), key.value if isinstance(key, ast.Constant) else ast.unparse(key)
                kept = {**(held.parts or {}), one: said if isinstance(key, ast.Constant) else self._collected(said)}
                rows = held.parts is None and not isinstance(key, ast.Constant)  # rows of each fold, not a column
                self.env[name] = Said(held.rows | said.all) if rows else Said(held.rows, kept)

    def said(self, node: ast.expr) -> Said:
        """What an expression holds."""
        match node:
            case ast.Name(id=name):
                return self.env.get(name, Said())
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return Said(parts=dict(enumerate(map(self.said, parts))))
            case ast.Dict(keys=keys, values=values):
                names = [key.value if isinstance(key, ast.Constant) else object() for key in keys]
                return Said(parts=dict(zip(names, map(self.said, values), strict=True)))
            case ast.ListComp(elt=element, generators=[turn]) | ast.GeneratorExp(elt=element, generators=[turn]):
                each, over = named(turn.target), self.said(turn.iter)
                turns = self.turns | dict.fromkeys(each, _head(ast.unparse(turn.iter), "."))
                env = self.env | dict.fromkeys(each, Said(over.all))
                inner = Run(self.program, env, self.fitted, turns, depth=self.depth)
                return Said(parts={0: inner._collected(inner.said(element))})
            case ast.BinOp(left=left, op=op, right=right) if not isinstance(op, (ast.Sub, ast.Mod)):
                return self.said(left).mixed(self.said(right))
            case ast.IfExp(body=one, orelse=other):
                return Said(self.said(one).all | self.said(other).all)
            case ast.Compare(left=left):
                return self.said(left).mixed()
            case ast.Attribute(value=inner, attr=name) if name in SAME:
                return self.said(inner)
            case ast.Subscript(value=inner, slice=key):
                return self.said(inner).part(key)
            case ast.Call():
                return self._called(node)
        return Said()

    def _called(self, node: ast.Call) -> Said:
        given = [self.said(argument) for argument in node.args]
        along = any(k.arg == "axis" and getattr(k.value, "value", 0) is not None for k in node.keywords)
        functions, held = Fits.of(self.program).functions, Said()
        match node.func:
            case ast.Attribute(value=owner, attr=method) if method in PREDICTING:
                name = _head(whole := ast.unparse(owner), ".fit(")
                name += ".fit()" if "(" in name and name != whole else ""
                return Said(frozenset({(name, self.fitted.get(name, 0))}))
            case ast.Name(id=name) if name in functions and self.depth < 3:
                names = [arg.arg for arg in functions[name].node.args.args]
                env = self.env | dict(zip(names, given, strict=False))
                made = Run(self.program, env, dict(self.fitted), depth=self.depth + 1).go(functions[name].inside)
                outside = {at: ast.unparse(arg) for at, arg in zip(names, node.args, strict=False)}
                return made.renamed(outside | dict.fromkeys(_handed_back(functions[name].inside), ""))
            case ast.Attribute(value=owner):
                held = self.said(owner)
        method = last_of(node)
        if held.all:
            return held if method in SAME else held.mixed() if along else Said()
        if method in HOLDING or (method in SAME and given):
            return given[0] if given and (len(given) == 1 or method in SAME) else Said(parts=dict(enumerate(given)))
        joins = method in JOINING and (method != "sum" or isinstance(node.func, ast.Name))
        return Said().mixed(*given) if joins or (method in OF_ROWS and along) else Said()


def _head(text: str, mark: str) -> str:
    """What stands before a mark, where that is an expression: `models` of `models[0]`, all of `zip(w.values(), ms)`."""
    head = text.partition(mark)[0]
    return head if head and all(head.count(a) == head.count(b) for a, b in ("()", "[]", "{}")) else text


def _handed_back(inside: Iterable[Statement]) -> set[str]:
    given = [s.node.value for s in inside if isinstance(s.node, ast.Return) and s.node.value is not None]
    return {n.id for one in given for n in getattr(one, "elts", [one]) if isinstance(n, ast.Name)}


def _several(models: frozenset[Model]) -> bool:
    return len(models) > 1 or any(at == MANY for _, at in models)


def told_together(program: Program, found: Inference, saved: Iterable[Artifact]) -> str:
    """Why the last prediction is none that inference can give: it is of models that are not asked; "" where it can."""
    ends = Run.of(program).ends
    for written, at, said in ([end for end in ends if end[0]] or ends)[-1:]:
        for models in said.columns:
            if written and any(_nobody_holds(program, model, found) for model in models):
                return f"a model that no name holds gives what is written (cell {program.statements[at].cell + 1})"
            if _several(models) and not _answered(models, found, saved):
                names = sorted({name for name, _ in models})
                what = " and ".join(names) if len(names) > 1 else f"several models ({names[0]})"
                cell = program.statements[at].cell + 1
                return f"answers of {what} are put together in a way that is not followed (cell {cell})"
    return ""


def _nobody_holds(program: Program, model: Model, found: Inference) -> bool:
    """Whether it is made and fitted in a function that hands back its answers alone, or in the call that asks it."""
    name, at = model
    inside = at > 0 and in_function(program, program.statements[at])
    held = {found.model, *(keep.name for keep in found.keeps)}
    return (inside or name.endswith(".fit()")) and not named(ast.parse(_head(name, "["))) & held


def _answered(models: frozenset[Model], found: Inference, saved: Iterable[Artifact]) -> bool:
    """Whether inference asks them all; a name that is fitted twice is two of them."""
    holding = [{keep.name, *named(ast.parse(keep.text))} for keep in found.keeps]
    holding += [{a.name} for a in saved if not any(a.name in one for one in holding)]
    for base in {_head(name, "[") for name, _ in models}:
        names = named(ast.parse(base))
        asked = [at for name, at in models if _head(name, "[") == base]
        if MANY in asked and not found.of_turns and not any((names - {found.model}) & one for one in holding):
            return False
        if sum(bool(names & one) for one in holding) < len(asked):
            return False
    return True
