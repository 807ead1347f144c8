"""One prediction of several models: inference asks all of those that the notebook's last one is made of, or none.

final = 0.3 * a.predict(X) + 0.7 * b.predict(X); out.to_csv(...)     of a and b, whatever columns and lists they pass
print(accuracy_score(y, p_a)); print(accuracy_score(y, p_b))         compared: none is made of both
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.plan.graph import FUNCTION, Graph, in_function, named, top_of
from nb2prod.plan.models.fits import FITTING, PREDICTING, Fits, method_calls
from nb2prod.plan.models.trained import returned
from nb2prod.plan.serving.measuring import calls_measure
from nb2prod.replacing import replace
from nb2prod.walking import last_of, walk

WRITING = frozenset({"to_csv", "to_excel", "to_parquet", "to_json", "savetxt"})
HOLDING = {*"array asarray stack column_stack vstack hstack dstack DataFrame concat list".split()}
JOINING = {*"where maximum minimum add multiply logical_and logical_or sum mode".split()}
OF_ROWS = {*"mean sum median average mode max min prod apply idxmax argmax".split()}
SHAPES = {  # the same answers in another shape or place
    *"copy ravel flatten reshape squeeze tolist to_numpy to_frame reset_index set_index rename assign values".split(),
    *"T items Series transpose loc iloc sort_values sort_index drop merge join insert append extend".split(),
}
SAME = SHAPES | {*"astype round clip map replace fillna exp expm1 rint int float inverse_transform".split()}  # scales
NUMBERS = frozenset({*"len describe value_counts groupby crosstab score evaluate unique nunique count".split()})
CHANCES = frozenset({"predict_proba", "decision_function"})
PLACES = ("loc", "iloc", "at", "iat")
Model = tuple[str, int]  # its name, and the statement that fits it
EACH, MANY = -1, -2  # one of each turn of a loop; those of all turns, put together


@dataclass(frozen=True)
class Said:
    """The models that one value of each row is made of, and its columns or elements, where it has some."""

    rows: frozenset[Model] = frozenset()
    parts: dict[object, Said] | None = None
    lost: frozenset[Model] = frozenset()  # those behind it, through what is not followed
    asked: frozenset[tuple[int, str]] = frozenset()  # the top-level statements that ask them, and by which method
    steps: frozenset[int] = frozenset()  # the top-level statements that make more of the answers

    @property
    def columns(self) -> list[Said]:
        """Each column, or element."""
        return [replace(self, parts=None), *(one for part in (self.parts or {}).values() for one in part.columns)]

    @property
    def all(self) -> frozenset[Model]:
        """Those of all that it holds."""
        return frozenset().union(*(column.rows for column in self.columns))

    @property
    def models(self) -> frozenset[Model]:
        """Those of all that it holds, followed or not."""
        return self.all.union(*(column.lost for column in self.columns))

    def of(self, rows: Iterable[Model], parts: dict[object, Said] | None = None, *others: Said, step: int = -1) -> Said:
        """What is made of it and of others, of which these are the models that are followed."""
        every = [column for said in (self, *others) for column in said.columns]
        own = frozenset({step} if step >= 0 and any(one.rows or one.lost for one in every) else ())
        return Said(
            frozenset(rows),
            parts,
            frozenset[Model]().union(*(one.lost for one in every)),
            frozenset[tuple[int, str]]().union(*(one.asked for one in every)),
            own.union(*(one.steps for one in every)),
        )

    def mixed(self, *others: Said, step: int = -1) -> Said:
        """One value of each row that is made of all."""
        every = self.all.union(*(other.all for other in others))
        return self.of(((name, MANY if at == EACH else at) for name, at in every), None, *others, step=step)

    def changed(self, key: object, step: int, by: Said) -> Said:
        """With some rows of a column, or of all of them, as a statement sets them."""
        if self.parts is None:
            return self.of(self.rows | by.all, None, by, step=step)
        if key is not None and key not in self.parts and not by.models:
            return self
        wanted = self.parts if key is None else {key: self.parts.get(key, Said())}
        return replace(self, parts=self.parts | {k: part.changed(None, step, by) for k, part in wanted.items()})

    def renamed(self, names: dict[str, str]) -> Said:
        """With the models of a function by what its caller gives; "": handed back to it, under whatever name."""
        parts = None if self.parts is None else {key: part.renamed(names) for key, part in self.parts.items()}
        rows, lost = (
            frozenset((names.get(n, n) or n, at if names.get(n, n) else 0) for n, at in some)
            for some in (self.rows, self.lost)
        )
        return replace(self, rows=rows, parts=parts, lost=lost)

    def part(self, key: ast.expr) -> Said:
        """A column, an element, some columns."""
        match key:
            case ast.Constant(value=int(number)) if any(at == EACH for _, at in self.all):
                return self.of((f"{name}[{number}]", at) for name, at in self.all)
            case ast.Constant(value=one) if self.parts is not None:
                return self.parts.get(one, replace(self, parts=None))
            case ast.List(elts=keys) if self.parts is not None:
                wanted = {key.value for key in keys if isinstance(key, ast.Constant)}
                return replace(self, parts={key: part for key, part in self.parts.items() if key in wanted})
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
    current: int = -1  # the top-level statement
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
            self.current = self.current if self.depth else top_of(self.program, statement.id)
            self.fitted |= dict.fromkeys(fitted := self._fitted(statement), statement.id)
            if statement.parent is None:  # it is another one than that of a loop's turns
                self.turns = {n: over for n, over in self.turns.items() if n not in fitted | statement.facts.binds}
            self._note(statement)
            match statement.node:
                case ast.For(target=target, iter=over):
                    inside = (statement.id, *Graph.of(self.program).inside(statement.id))
                    self.turns |= dict.fromkeys(named(target), head_of(ast.unparse(over), "."))
                    self.turns |= {name: name for i in inside for name in self._fitted(self.program.statements[i])}
                    self.env |= dict.fromkeys(named(target), (held := self.said(over)).of(held.all))
                case ast.Assign(targets=[target], value=value):
                    self._bind(target, made := self.said(value))
                    if isinstance(target, ast.Name) and several(made.rows) and statement.parent is None:
                        self.mixing |= {statement.id} if all(at for _, at in made.rows) else set()
                        self.ends.append((False, statement.id, made))
                case ast.AugAssign(target=target, op=ast.Add(), value=value):
                    self._bind(target, self.said(target).mixed(self._collected(self.said(value)), step=self.current))
                case ast.AugAssign(target=ast.Name(id=name)) if name in self.env:
                    self.env[name] = self.env[name].changed(None, self.current, Said())
                case ast.Expr(ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value])):
                    parts = self.env.get(name, Said()).parts or {}
                    self.env[name] = Said(parts={**parts, len(parts): self._collected(self.said(value))})
                case ast.Expr(ast.Call() as call) if last_of(call) not in SHAPES:
                    for name in sorted(statement.facts.mutates & self.env.keys()):  # np.putmask(p, X.a > 3, 1)
                        self.env[name] = self.env[name].changed(None, self.current, Said())
                case ast.Return(value=ast.expr() as value):
                    given = self.said(value)
        return given

    def _fitted(self, one: Statement) -> set[str]:
        fits = {n for n, how, _ in method_calls(one) if how in FITTING}
        return fits | {*Fits.of(self.program).fitted(one), *returned(one, (one,))}

    def _note(self, statement: Statement) -> None:
        """What it writes, shows or measures."""
        if not isinstance(statement.node, (ast.Expr, ast.Assign)):
            return
        calls = [part for part in walk(statement.node) if isinstance(part, ast.Call)]
        writes = [c.func.value for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr in WRITING]
        shows = writes or calls_measure(statement) or statement.facts.display
        shown = [argument for call in calls for argument in call.args] if shows else []
        found = [said for part in (*shown, *writes) if (said := self.said(part)).all or (writes and said.models)]
        self.ends += [(bool(writes), statement.id, said) for said in found]

    def _collected(self, said: Said) -> Said:
        """What each turn of a loop adds is of another model."""
        rows, lost = (
            frozenset((self.turns[n], EACH) if n in self.turns else (n, at) for n, at in some)
            for some in (said.rows, said.lost)
        )
        parts = None if said.parts is None else {key: self._collected(part) for key, part in said.parts.items()}
        return replace(said, rows=rows, lost=lost, parts=parts)

    def _bind(self, target: ast.expr, said: Said) -> None:
        match target:
            case ast.Name(id=name):
                self.env[name] = said
            case ast.Subscript(value=ast.Name(id=name), slice=key):
                held, one = self.env.get(name, Said()), key.value if isinstance(key, ast.Constant) else ast.unparse(key)
                kept = {**(held.parts or {}), one: said if isinstance(key, ast.Constant) else self._collected(said)}
                each = isinstance(key, ast.Tuple) and ast.unparse(key).startswith("(:")
                rows = held.parts is None and not isinstance(key, ast.Constant) and not each  # of a fold, no column
                self.env[name] = held.changed(None, self.current, said) if rows else replace(held, parts=kept)
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id=name), attr=place), slice=key) if place in PLACES:
                column = key.elts[1] if isinstance(key, ast.Tuple) and len(key.elts) == 2 else None
                one = column.value if isinstance(column, ast.Constant) else None
                self.env[name] = self.env.get(name, Said()).changed(one, self.current, said)
            case ast.Subscript(value=ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=one))):
                self.env[name] = self.env.get(name, Said()).changed(one, self.current, said)
            case ast.Attribute(value=ast.Name(id=name), attr=one) if name in self.env:
                self.env[name] = replace(self.env[name], parts=(self.env[name].parts or {}) | {one: said})
            case ast.Tuple(elts=targets):
                for number, one_of_them in enumerate(targets):
                    self._bind(one_of_them, said.part(ast.Constant(number)))

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
                turns = self.turns | dict.fromkeys(each, head_of(ast.unparse(turn.iter), "."))
                env = self.env | dict.fromkeys(each, over.of(over.all, step=self.current))
                inner = Run(self.program, env, self.fitted, turns, current=self.current, depth=self.depth)
                return Said(parts={0: inner._collected(inner.said(element))})
            case ast.BinOp(left=left, op=op, right=right) if not isinstance(op, (ast.Sub, ast.Mod)):
                return self.said(left).mixed(self.said(right), step=self.current)
            case ast.IfExp(test=test, body=one, orelse=other):
                held, more = self.said(one), self.said(other)
                asks = self._lost(self.said(test))
                return asks if not held.all | more.all else held.of(held.all | more.all, None, more, step=self.current)
            case ast.Compare(left=left):
                return self.said(left).mixed(step=self.current)
            case ast.Attribute(value=inner, attr=name):
                held = self.said(inner)  # once: each question goes down the whole chain
                if name in SAME:
                    return held
                return held.part(ast.Constant(name)) if name in (held.parts or {}) else self._lost(held)
            case ast.Subscript(value=inner, slice=key):
                held = self.said(inner)
                picked = isinstance(key, ast.Name) and not held.models  # names[i], of a class
                return self._lost(self.said(key)) if picked else held.part(key)
            case ast.Call():
                return self._called(node)
        return self._lost(*(self.said(part) for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)))

    def _lost(self, *given: Said) -> Said:
        """What is made of answers in a way that is not followed."""
        made = Said().of((), None, *given, step=self.current)
        return replace(made, lost=made.lost.union(*(one.all for one in given)))

    def _called(self, node: ast.Call) -> Said:
        given = [self.said(argument) for argument in node.args]
        along = any(k.arg == "axis" and getattr(k.value, "value", 0) is not None for k in node.keywords)
        along = along or any(type(getattr(part, "value", None)) is int for part in node.args)  # P.mean(1)
        functions, held = Fits.of(self.program).functions, Said()
        match node.func:
            case ast.Attribute(value=owner, attr=method) if method in PREDICTING or method in _asking(self.program):
                name = head_of(whole := ast.unparse(owner), ".fit(")
                name += ".fit()" if "(" in name and name != whole else ""
                asked = frozenset({(self.current, method)})
                return Said(frozenset({(name, self.fitted.get(name, 0))}), asked=asked)
            case ast.Name(id=name) if name in functions and self.depth < 3:
                names = [arg.arg for arg in functions[name].node.args.args]
                env = self.env | dict(zip(names, given, strict=False))
                inner = Run(self.program, env, dict(self.fitted), current=self.current, depth=self.depth + 1)
                made = inner.go(functions[name].inside)
                outside = {at: ast.unparse(arg) for at, arg in zip(names, node.args, strict=False)}
                return made.renamed(outside | dict.fromkeys(_handed_back(functions[name].inside), ""))
            case ast.Attribute(value=owner):
                held = self.said(owner)
        method = last_of(node)
        if (method in OF_ROWS - {"apply"} and not along and held.models) or method in NUMBERS or _measure(node):
            return Said()
        if held.all:
            step = -1 if method in SHAPES else self.current
            same = held.changed(None, step, Said())
            return same if method in SAME else held.mixed(step=step) if along else self._lost(held)
        if method in HOLDING or (method in SAME and given):
            if method not in SHAPES | HOLDING:
                return given[0].changed(None, self.current, Said())
            return given[0] if given and (len(given) == 1 or method in SAME) else Said(parts=dict(enumerate(given)))
        joins = method in JOINING and (method != "sum" or isinstance(node.func, ast.Name))
        if joins or (method in OF_ROWS and along):
            return Said().mixed(*given, step=self.current)
        return self._lost(held, *given, *(self.said(keyword.value) for keyword in node.keywords))


def _measure(node: ast.Call) -> bool:
    """Whether it compares answers with what is true, whatever module the function is taken from."""
    known = knowledge.function(f"sklearn.metrics.{last_of(node)}")
    return known is not None and known.kind in ("metric", "report")


@lru_cache(maxsize=1)
def _asking(program: Program) -> frozenset[str]:
    """Methods of the notebook's classes that ask a model which the object holds."""
    found = set[str]()
    classes = (s.node for s in program.statements if isinstance(s.node, ast.ClassDef))
    for method in (part for each in classes for part in each.body if isinstance(part, FUNCTION)):
        if any(isinstance(part, ast.Attribute) and part.attr in PREDICTING for part in walk(method)):
            found.add(method.name)
    return frozenset(found - {*FITTING, "__init__", "score"})


def head_of(text: str, mark: str) -> str:
    """What stands before a mark, where that is an expression: `models` of `models[0]`, all of `zip(w.values(), ms)`."""
    head = text.partition(mark)[0]
    return head if head and all(head.count(a) == head.count(b) for a, b in ("()", "[]", "{}")) else text


def _handed_back(inside: Iterable[Statement]) -> set[str]:
    given = [s.node.value for s in inside if isinstance(s.node, ast.Return) and s.node.value is not None]
    return {n.id for one in given for n in getattr(one, "elts", [one]) if isinstance(n, ast.Name)}


def several(models: Collection[Model]) -> bool:
    """Whether one value of each row is made of more than one model."""
    return len(models) > 1 or any(at == MANY for _, at in models)
