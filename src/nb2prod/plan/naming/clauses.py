"""What one statement does, as a clause that is true of it: a verb, what it is done to, and how.

df = pd.read_csv("a.csv")                 read df from CSV
X_train = scaler.fit_transform(X_train)   scale X_train with StandardScaler
clf.fit(X_train, y_train)                 fit SVC on X_train and y_train
mae = fit_and_score(svr)                  compute mae with fit_and_score, which fits a model
total = a + b                             compute total            (plain: said only where nothing better is known)
"""

from __future__ import annotations

import ast
from dataclasses import replace

from nb2prod.model import Statement
from nb2prod.nesting import defined
from nb2prod.plan.names import first, words
from nb2prod.plan.naming.clause import (
    AGAIN,
    HOLDING,
    SEVERAL,
    Clause,
    calls_of,
    deferred,
    innermost,
    listed,
    maker_of,
    repeated,
    set_up,
    source_of,
    targets,
    text_of,
    variables,
)
from nb2prod.plan.naming.learning import (
    METHODS,
    TELLING,
    TELLING_NAMES,
    TRANSFORMING,
    Around,
    often,
    receiver_of,
    rows_given,
)
from nb2prod.plan.naming.operations import MINOR, operation
from nb2prod.plan.naming.plainly import of_operation, otherwise, taken
from nb2prod.plan.naming.wording import PLOTS, VERBS
from nb2prod.walking import last_of, walk

COMPOUND = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)
TABLES_OF_HITS = frozenset({"confusion_matrix", "classification_report"})
OF_TRAINING = ("zero_grad", "step", "train", "eval", "backward")  # of networks, optimizers, schedulers
TABLES = frozenset({"DataFrame", "Series", "dict"})
OF_WORDS = frozenset({"Word2Vec", "FastText", "Doc2Vec"})  # they learn where they are made, if they are given texts
ASKING = frozenset({"is", "has"})
CHOOSING = frozenset("max min sorted sort_values enumerate idxmax idxmin argmax argmin DataFrame".split())
SAMPLING = frozenset({"pymc.sample", "pymc3.sample"})
BOOSTED = frozenset({"xgboost.train", "lightgbm.train"})
CALLING = frozenset(  # what calls a function that it is given
    "map starmap imap pqdm thread_map process_map Parallel delayed fmin minimize optimize apply submit".split()
)


def clauses(statement: Statement, around: Around) -> list[Clause]:
    """What the statement itself does, in the order in which it does it; none for a mere header."""
    match statement.node:
        case ast.Assign(targets=[ast.Name(id="_")], value=ast.Call() as value):
            statement = replace(statement, node=ast.copy_location(ast.Expr(value), value))  # nobody wants the answer
    if around.looped and isinstance(statement.node, ast.Expr) and last_of(statement.node.value) == "backward":
        return [Clause("fit", ("the network",), "by its gradients in a loop", 4)]
    if own := defined(statement.node):
        return [Clause("define", (own,))]
    if isinstance(statement.node, ast.For) and "split" in statement.facts.roles:
        parts = [source_of(c.args[0]) for c in calls_of(statement.node.iter) if last_of(c) == "split" and c.args]
        return [Clause("split", (name,), AGAIN, 3) for name in parts if name][:1]
    if isinstance(statement.node, ast.For):  # for price in model.predict(rows)
        asked = [_called(statement, c, around) for c in calls_of(statement.node.iter) if not _of_module(c, around)]
        return [found for found in asked if found is not None and found.verb.startswith("predict")]
    if isinstance(statement.node, ast.Assert):
        held = tuple(name for name in dict.fromkeys(variables(statement.node.test)) if name not in around.imported)
        return [Clause("check", held[:1] or ("versions",), "", 1)]
    if parted := _by_mask(statement.node):
        return [Clause("split", parted, f"into {listed(targets(statement), SEVERAL)}", 3)]
    if isinstance(statement.node, (*COMPOUND, ast.Import, ast.ImportFrom, ast.Pass)):
        return []
    every = [call for call in calls_of(statement.node) if not _of_module(call, around)]
    if SAMPLING & set(statement.facts.calls):
        return [Clause("fit", ("the model",), "by sampling its posterior", 4)]
    if boosted := _boosted(statement):
        return [Clause("fit", targets(statement) or ("the model",), often(f"with {boosted}", around), 4)]
    called = [found for call in every if (found := _called(statement, call, around)) is not None]
    called += [found for call in every if (found := _by_its_name(statement, call, around)) is not None]
    if inside := _through(statement, around):
        told = ("compute", "call")  # the function is said once
        called = [*(c for c in called if c.verb not in told or (c.verb == "call" and "." in c.things[0])), inside]
    if statement.facts.metrics and {clause.verb for clause in called} == {"predict for"}:
        called = []  # a = accuracy_score(y, model.predict(X)): it measures
    if called:
        return called
    tabled = maker_of(statement) in TABLES and not statement.facts.measures  # of numbers that were measured before
    if statement.facts.metrics and targets(statement) and not tabled and not _picked(statement, around):
        by = maker_of(statement)
        rest = f"with {by}" if by in statement.facts.calls else ""
        judges = rest or statement.facts.measures or not CHOOSING & {last_of(c) for c in calls_of(statement.node)}
        return [Clause("compute", targets(statement), rest, 2 if judges else 0)]  # best = max(scores) measures nothing
    if "split" in statement.facts.roles and (found := taken(statement, around.imported)):
        return [found]
    if (built := _holder(statement)) is not None:
        return [built]
    writes = "export" in statement.facts.roles and isinstance(statement.node, ast.Expr)  # df.drop(...).to_csv(path)
    done = None if around.mapped or writes else operation(statement, around.blanks, around.aims)
    if done is not None and done.name == "convert_types" and (found := taken(statement, around.imported)):
        return [found]  # y = df["left"].astype(int)
    if done is not None and done.verb == "generate" and targets(statement):
        return [Clause("generate", targets(statement), "", 3)]
    if done is not None and "load" in statement.facts.roles:  # pd.read_csv(path).drop(columns="id")
        read = [c for c in otherwise(statement, around.imported) if c.verb == "read"]
        return [*read, of_operation(done)]
    if done is not None and done.name == "merge_tables" and (merged := _merged(statement, around)) is not None:
        return [merged]
    if done is not None and not (done.name in MINOR and _new(statement, around)):
        return [of_operation(done)]
    if (made := _made_by_own(statement, around)) is not None:
        return [made]
    return [_acted(clause, around) for clause in otherwise(statement, around.imported)]


def _merged(statement: Statement, around: Around) -> Clause | None:
    """`both = pd.merge(people, visits, on="id")`: the two tables, where each has a name."""
    call = next((c for c in calls_of(statement.node) if last_of(c) in ("merge", "join")), None)
    tables = [call.func.value, *call.args[:2]] if call is not None and isinstance(call.func, ast.Attribute) else []
    names = [part.id for part in tables if isinstance(part, ast.Name) and part.id not in around.imported]
    return Clause("merge", (names[0],), f"with {names[1]}", 1) if len(names) == 2 and names[0] != names[1] else None


def _picked(statement: Statement, around: Around) -> bool:
    """`best = results["forest"]["model"]`: of what was measured the model is taken, whose attributes are asked."""
    value = getattr(statement.node, "value", None)
    asked = {name for made in targets(statement) for name in around.asked.get(made, ())}
    return isinstance(value, ast.Subscript) and any(name.endswith("_") or name in METHODS for name in asked)


def _by_mask(node: ast.stmt) -> tuple[str, ...]:
    """`x_train, x_test = x[rows], x[~rows]`: the tables whose rows are parted; () for anything else."""
    match node:
        case ast.Assign(targets=[ast.Tuple()], value=ast.Tuple(elts=every)):
            parts = [(ast.unparse(p.value), ast.unparse(p.slice)) for p in every if isinstance(p, ast.Subscript)]
            other = {(table, f"~{rows}") for table, rows in parts} & {*parts}
            whole = bool(other) and 2 * len(other) == len(parts) == len(every)
            return tuple(dict.fromkeys(table for table, _ in parts if table.isidentifier())) if whole else ()
    return ()


def _made_by_own(statement: Statement, around: Around) -> Clause | None:
    """`df = DropRare(df)`, by a function whose name looks like a class; `found = search.best(X)`, by an own class."""
    match getattr(statement.node, "value", None):
        case ast.Call(func=ast.Name(id=name)) if name in around.functions and name[:1].isupper():
            said = name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=method)) if (
            owner in around.makers and last_of(around.makers[owner]) in around.classes
        ):
            said = f"{owner}.{method}"
        case ast.Call(args=[ast.expr() as rows, *_]) as call if last_of(call) in OF_WORDS and text_of(rows):
            return Clause("fit", (last_of(call),), f"on {text_of(rows)}", 2)
        case _:
            return None
    return Clause("compute", targets(statement), f"with {said}", 1) if targets(statement) else None


def _new(statement: Statement, around: Around) -> bool:
    """`shares = study.shares_of(model).set_index("name")`: that it is made is more than how its rows are named."""
    match statement.node:
        case ast.Assign(targets=[ast.Name()], value=value):
            return innermost(value).partition(".")[0] in around.imported and source_of(value) not in ("pd", "pandas")
    return False


def _by_its_name(statement: Statement, call: ast.Call, around: Around) -> Clause | None:
    """`theta = utils.trainLinearReg(cost, X, y)`: a function from elsewhere whose name says that it trains."""
    match call.func:
        case ast.Attribute(value=ast.Name(id=module), attr=name) if module in around.imported:
            said = f"{module}.{name}"
        case ast.Name(id=name) if name in around.imported:
            said = name
        case _:
            return None
    said_so = {"train", "fit"} & {*words(name)[:1], *words(name)[-1:]}  # svmTrain
    if not said_so or len(words(name)) == 1 or name in TELLING_NAMES:
        return None
    made = targets(statement)
    return Clause("compute", made, f"with {said}", 4) if made else Clause("call", (said,), "", 4)


def _acted(clause: Clause, around: Around) -> Clause:
    """`bandit.update(feedback)` in a loop learns, where `bandit` is an object of a class; a list only grows."""
    owner, _, method = clause.things[0].partition(".") if clause.verb == "call" and clause.things else ("", "", "")
    if around.looped and clause.verb in ("save", "write") and clause.weight > 1:
        return replace(clause, rest=often(clause.rest, around))
    if around.looped and method in OF_TRAINING:
        return replace(clause, verb="set", things=("options",), weight=0)  # the fit says it
    if not around.looped or not owner or "." not in clause.things[0]:
        return clause
    own = owner in around.makers and around.constructs(around.makers[owner])
    return replace(clause, rest="in a loop", weight=2) if own else clause


def _of_module(call: ast.Call, around: Around) -> bool:
    """`utils.predict(X)`: what a function of a module does is not what a method of that name does."""
    match call.func:
        case ast.Attribute(value=ast.Name(id=name), attr=method):
            return name in around.imported and name not in around.makers and method in METHODS
    return False


def _boosted(statement: Statement) -> str:
    """`model = lgb.train(params, d_train)` as the notebook writes it; "" for anything else."""
    if not BOOSTED & set(statement.facts.calls):
        return ""
    found = [call.func for call in calls_of(statement.node) if last_of(call) == "train"]
    return ast.unparse(found[0]) if found else ""


def _through(statement: Statement, around: Around) -> Clause | None:
    """A function of the notebook that fits models, called here or handed to what calls it."""
    calls = {last_of(call) for call in calls_of(statement.node)} - deferred(statement.node)
    named = [part.id for part in walk(statement.node) if isinstance(part, ast.Name) and part.id in around.fitting]
    named = [name for name in named if name in calls or calls & CALLING]
    if not named:
        return None
    made = targets(statement)
    often = " again and again" if around.looped or repeated(statement.node) else ""
    does = f"which {around.fitting[named[0]]} a model{often}"
    first_given = [c.args[0] for c in calls_of(statement.node) if last_of(c) == named[0] and c.args][:1]
    given = tuple(dict.fromkeys(name for node in first_given for name in variables(node)))
    if not made:
        return Clause("call", (named[0],), does, 4)
    return Clause("compute", made, f"with {named[0]}, {does}", 4, given=given)


def _holder(statement: Statement) -> Clause | None:
    """`pipe = Pipeline([...])`: what its steps do is done when it is fitted."""
    made, value = targets(statement), getattr(statement.node, "value", None)
    value = set_up(value) if isinstance(value, ast.expr) else None
    if not made or not isinstance(value, ast.Call) or last_of(value) not in HOLDING:
        return None
    inner = value.args[0].elts if value.args and isinstance(value.args[0], ast.List) else value.args
    kind = {"make_pipeline": "Pipeline", "make_column_transformer": "ColumnTransformer"}.get(last_of(value))
    steps = f" of {len(inner)} steps" if len(inner) > 1 and "ipeline" in last_of(value) else ""
    return Clause("set up", made, f"as {kind or last_of(value)}{steps}", 1)


def _called(statement: Statement, call: ast.Call, around: Around) -> Clause | None:
    match call.func:
        case ast.Attribute(attr=last) | ast.Name(id=last):
            pass
        case _:
            return None
    method = isinstance(call.func, ast.Attribute)
    for wanted, make in TELLING:
        if last in wanted and (method or last not in METHODS):  # `predict(theta, X)` is a function of the notebook
            return make(statement, call, last, around)
    match call:  # df.apply(encoder.fit_transform), column for column
        case ast.Call(func=ast.Attribute(value=rows, attr="apply"), args=[ast.Attribute(attr=inner) as does, *_]) if (
            inner in TRANSFORMING
        ):
            return _called(statement, ast.Call(does, [rows], []), around)
    owner = innermost(call.func)
    if last == "test" and method and call.args and owner in around.makers:  # trainer.test(model)
        return Clause("evaluate", (text_of(call.args[0]) or "the model",), f"with {owner}", 2)
    if last in TABLES_OF_HITS:
        return Clause("compute", (last.replace("_", " "),), "", 2)
    if last in ("score", "evaluate") and method and targets(statement) and statement.facts.metrics:
        return Clause(last, (receiver_of(statement, call, around),), rows_given(call), 2)
    if not last.startswith("set_") and any(name.rpartition(".")[2] == last for _, name in statement.facts.measures):
        if last in ("score", "evaluate"):
            return Clause(last, (receiver_of(statement, call, around),), rows_given(call), 2)
        own = isinstance(call.func, ast.Name) and last in statement.facts.calls and last not in around.imported
        if own and first(last) in VERBS | ASKING | PLOTS and not targets(statement):
            return Clause("call", (last,), "", 2, given=tuple(name for n in call.args[:1] if (name := text_of(n))))
        said = last.removeprefix("get_").replace("_", " ").removesuffix(" score")
        return Clause("compute", (f"root {said}" if _rooted(statement.node, call) else said,), "", 2)
    return None


def _rooted(node: ast.AST, call: ast.Call) -> bool:
    """Whether a mean squared error is the root of it: by its keyword, or by what stands around it."""
    if not last_of(call).startswith("mean_squared"):
        return False
    if any(k.arg == "squared" and isinstance(k.value, ast.Constant) and k.value.value is False for k in call.keywords):
        return True
    for part in walk(node):
        match part:
            case ast.Call(args=[inner]) if inner is call and last_of(part) == "sqrt":
                return True
            case ast.BinOp(left=inner, op=ast.Pow(), right=ast.Constant(value=0.5)) if inner is call:
                return True
    return False
