"""What a statement does that fits, splits, predicts and measures nothing: reads, writes, logs, computes."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from nb2prod import knowledge
from nb2prod.model import Statement
from nb2prod.plan.names import first, words
from nb2prod.plan.naming.acting import SAVING, acting, downloads, named_first, of_own, of_settings, saved, shown
from nb2prod.plan.naming.clause import (
    MODULES,
    SAME_VALUES,
    Clause,
    calls_of,
    constructs,
    innermost,
    maker_of,
    source_of,
    targets,
    text_of,
)
from nb2prod.plan.naming.forms import Operation
from nb2prod.plan.naming.operations import ANYWHERE
from nb2prod.plan.naming.wording import VERBS
from nb2prod.walking import last_of, walk

TAKING = frozenset("drop pop copy to_numpy get filter select_dtypes reshape ravel astype to_frame squeeze".split())
FORMS = {  # what a reader or a writer reads or writes
    "csv": "CSV", "table": "text", "excel": "Excel", "json": "JSON", "parquet": "Parquet", "html": "HTML",
    "pickle": "a pickle", "sql": "the database", "sql_query": "the database", "sql_table": "the database",
    "hdf": "HDF5", "feather": "Feather", "stata": "Stata", "fwf": "text", "xml": "XML",
}  # fmt: skip
IN_MEMORY = ("load_state_dict", "load_from_df")  # what they are given is in memory
MOVING = {  # what is done to files by name
    **dict.fromkeys(("move", "rename", "replace"), "move"),
    **dict.fromkeys(("extractall", "unpack_archive"), "unpack"),
}
UNWRITTEN = frozenset({"chmod", "close", "flush"})  # they change or end what is there
FETCHED = re.compile(r"\b(?:wget|curl|gdown|kaggle \w+ download)\b")
READS = frozenset({"read", "network"})
OF_VALUES = ("log", "log1p", "sqrt", "array", "asarray")
READING = re.compile(r"(?:^|[._])(?:read|load|fetch|open|get|from|import)")
LOADING = re.compile(r"(?:load|read|fetch)_(?!state_dict|from_)")
OWN_READING = re.compile(
    r"(?:^|_)(?:read|load|fetch|open|download|import)(?:_|$)|(?:read|load|fetch|download)(?=[A-Z])"
)
FEWER = frozenset(  # rows go
    """
    drop_columns drop_rows filter_rows drop_missing_rows drop_duplicates drop_outliers sample_rows select_rows
    balance_classes
    """.split()
)
OF_COLUMNS = {
    "drop_columns": "drop columns", "fill_missing_values": "fill missing values of", 
    "convert_types": "convert the types of",
    "parse_dates": "parse the dates of", "filter_rows": "filter rows by",
    "tokenize_text": "tokenize", "assign_values": "assign values of", "replace_values": "replace values of",
}  # fmt: skip
MEASURES = frozenset("mse rmse mae mape accuracy acc r2 auc f1 precision recall".split())
HOLDERS = SAME_VALUES | {"copy", "deepcopy", "defaultdict", "deque"}  # they say nothing of what they hold
TABLES = ("DataFrame", "Series", "Index", "Path", "DMatrix", "Dataset")
DELETING = frozenset({"rmtree", "unlink", "rmdir", "removedirs"})
RUNNING = frozenset("subprocess.run subprocess.call subprocess.check_call subprocess.check_output os.system".split())
REMOVES = re.compile(r"['\";&|]\s*rm\s")
PATHS = frozenset({"sys.path.append", "sys.path.insert"})
READERS = ("ExcelFile", "HDFStore", "Dataset", "File", "ImageFolder")


def taken(statement: Statement, imported: Collection[str]) -> Clause | None:
    """`X = df.drop("y", axis=1)`, `y = df["y"]`: what the model learns from, taken from its frame."""
    made = targets(statement)
    match statement.node:
        case ast.Assign(value=value) if made and not _whole(value):
            sources = {_root(part) for part in (value.elts if isinstance(value, ast.Tuple) else [value])}
            known = sources.pop() if len(sources) == 1 else ""
            form = _form_of(value)
            return Clause("take", made, f"from {known}{form}", 2) if known and known not in {*made, *imported} else None
    return None


def _form_of(node: ast.expr) -> str:
    """`np.log1p(df.price.values)`: the values are others than those of the table."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=attr)) if module in MODULES:
            return f" with {module}.{attr}" if attr not in SAME_VALUES else ""
    return ""


def _whole(node: ast.expr) -> bool:
    """`np.array(rows)`: all of it in another form, nothing is taken from it."""
    match node:
        case ast.Call(args=[ast.Name()]):
            return last_of(node) in SAME_VALUES
    return False


def _adds_axis(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "newaxis"


def _root(node: ast.expr) -> str:
    """The frame that an expression takes a part of: `df.drop("y", axis=1).values`; "" where it does anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr="shape" | "size" | "columns" | "index" | "dtypes"):
            return ""
        case ast.Subscript(slice=places) if any(_adds_axis(part) for part in walk(places)):
            return ""  # x[:, np.newaxis]: all of it, in another form
        case ast.Subscript(value=inner) | ast.Attribute(value=inner):
            return _root(inner)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=attr), args=[inner]) if (
            module in MODULES and attr in OF_VALUES
        ):
            return _root(inner)  # np.log1p(df.price.values)
        case ast.Call(func=ast.Attribute(value=inner, attr=attr)) if attr in TAKING:
            return _root(inner)
    return ""


def of_operation(done: Operation) -> Clause:
    """An operation of the field as a clause; one that leaves rows out is said wherever it stands."""
    weight = 3 if done.name in FEWER else 1
    if done.columns:
        return Clause(OF_COLUMNS.get(done.name, done.verb), done.columns, "", max(weight, 2))
    thing = "the target" if done.name == "encode_target" else done.thing.replace("_", " ")
    return Clause(done.verb, (thing,), "", weight, general=weight == 1)


def otherwise(statement: Statement, imported: Collection[str]) -> list[Clause]:
    """What a statement does that has no other clause; none where nothing can be said."""
    facts, made = statement.facts, targets(statement)
    if made and not facts.effects & READS and any(_generates(call) for call in facts.calls):
        return [Clause("generate", made, "", 3)]  # samples = [make_moons(99), make_blobs(99)]
    last = facts.calls[-1].rpartition(".")[2] if facts.calls else ""
    if made and (
        ("load" in facts.roles and _reads(statement, imported))
        or (last in ("read", "readlines") and "read" in facts.effects)
        or _reads_by_name(statement, imported)
    ):
        form = next((FORMS[n] for call in facts.calls if (n := _form(call, "read_")) in FORMS), "")
        return [Clause("read", made, f"from {form}" if form else "", 2)]
    if isinstance(statement.node, ast.Expr) and downloads(statement.node.value):
        return [Clause("download", ("files",), "", 3)]  # nltk.download("stopwords")
    if "export" in facts.roles and (kept := _saved_with(statement, imported)) is not None:
        return [kept]
    own = facts.calls and "." not in facts.calls[-1] and facts.calls[-1] not in imported
    if "export" in facts.roles and ((done := _written(statement, imported)).weight > 1 or not own):
        return [done]
    if (
        last in MOVING
        and not made
        and isinstance(statement.node, ast.Expr)
        and ("write" in facts.effects or last == "extractall")
    ):
        return [Clause(MOVING[last], ("files",), "", 3)]
    if "os.remove" in facts.calls or DELETING & {call.rpartition(".")[2] for call in facts.calls}:
        return [Clause("delete", named_first(statement.node) or ("files",), "", 3)]
    if "subprocess.run" in facts.calls and not made and REMOVES.search(statement.source):
        return [Clause("delete", ("files",), "", 3)]
    if "os.chdir" in facts.calls and not made:
        return [Clause("set", ("the working directory",), "", 1)]
    if facts.seeds and not (made and facts.calls and "." not in facts.calls[-1]):  # X, y = make_data(40)
        return [Clause("seed", ("the random numbers",), "", 1)]
    if facts.display == "option" or ("setup" in facts.roles and not made and not of_own(statement.node, imported)):
        return [Clause("set", ("options",), "", 1)]
    if facts.roles == ("plot",) and first(last) == "export" and (drawn := named_first(statement.node)):
        return [Clause("write", tuple(name for name in drawn if name not in imported)[:1], "as a figure", 3)]
    if facts.roles == ("plot",) and not own:  # what is left of a function of the notebook need not draw
        return [Clause("draw", ("figures",), "", 1)]
    if (
        "write" in facts.effects
        and not own
        and "builtins.print" not in facts.calls
        and not (
            made
            and (maker_of(statement)[:1].isupper() or not isinstance(getattr(statement.node, "value", None), ast.Call))
        )
    ):
        return [Clause("write", ("files",), "", 1)] if last not in UNWRITTEN else []
    if RUNNING & set(facts.calls) and not made:
        if FETCHED.search(statement.source):
            return [Clause("download", ("files",), "", 3)]
        shell = "subprocess.run" in facts.calls
        if programs := _programs(statement.node):
            return [Clause("run", programs, "", 1)]
        return [Clause("run", ("shell commands" if shell else "another program",), "", 1 if shell else 2)]
    if PATHS & set(facts.calls):
        return [Clause("add", ("a folder",), "to the module search path", 1)]
    if isinstance(statement.node, ast.Expr):
        return shown(statement, last, imported)
    if made:
        return [_bound(statement, made, imported)]
    if of_settings(statement.node, imported):
        return [Clause("set", ("options",), "", 1)]
    match statement.node:
        case ast.Assign(targets=[ast.Subscript() as target], value=ast.Call(func=ast.Name(id=name))) if own:
            return [Clause("compute", (innermost(target).partition(".")[0],), f"with {name}", 1)]
    written: list[ast.expr] = statement.node.targets if isinstance(statement.node, ast.Assign) else []
    written = [statement.node.target] if isinstance(statement.node, ast.AugAssign) else written
    roots = {innermost(node).partition(".")[0] for node in written}  # what is read may change for all we know: not said
    changed = tuple(sorted(facts.mutates & facts.names & roots))
    return [Clause("change", changed, "", 0)] if changed else []


def _programs(node: ast.AST) -> tuple[str, ...]:
    """`subprocess.run([sys.executable, "-m", "pip", "install", name])`: what is run, where it is written out."""
    found: list[str] = []
    for call in calls_of(node):
        match call.args[:1]:
            case [ast.List(elts=[_, ast.Constant(value="-m"), ast.Constant(value=str(name)), *_])]:
                found.append(name)
            case [ast.List(elts=[ast.Constant(value=str(name)), *_])]:
                found.append(name)
    return tuple(dict.fromkeys(name for name in found if name.isidentifier()))


def _generates(call: str) -> bool:
    return ANYWHERE.get(call.rpartition(".")[2], ("", ""))[0] == "generate"


def _reads(statement: Statement, imported: Collection[str]) -> bool:
    """Whether the value is read: a function of the notebook must say so, a class is only set up."""
    calls, value = statement.facts.calls, getattr(statement.node, "value", None)
    last = last_of(value) if isinstance(value, ast.expr) else ""
    if last[:1].isupper() and last not in READERS:
        return False
    own = [call for call in calls if "." not in call and call not in imported]
    pairs = zip(statement.facts.roles, statement.facts.evidence, strict=False)
    known = {why for role, why in pairs if role == "load" and (own or "." in why)}
    if known and not known & {*calls}:  # what a function does that is called, or that is handed over: rows.map(decode)
        return any(map(OWN_READING.search, own))
    return bool(known or statement.facts.effects & READS) or any(map(READING.search, calls))


def _reads_by_name(statement: Statement, imported: Collection[str]) -> bool:
    """`rows = pyreadr.read_r(path)["rows"]`, `model = Predictor.load(folder)`, `X = load_data(path) / 255`."""
    for call in calls_of(statement.node):
        match call.func:
            case ast.Attribute(value=owner, attr=name) if innermost(owner).partition(".")[0] in imported:
                pass
            case ast.Attribute(value=reader, attr=name) if any(
                isinstance(part, ast.Attribute) and part.attr == "read" for part in walk(reader)
            ):
                pass  # spark.read.format("csv").load(path)
            case ast.Attribute(value=ast.Name(), attr=name) if getattr(statement.node, "value", None) is call:
                if len(words(name)) == 1:
                    continue  # data = reader.load_texts(3)
            case ast.Name(id=name) if len(words(name)) > 1:
                if getattr(statement.node, "value", None) is call:
                    continue  # the value is told with the function that gives it
            case _:
                continue
        if words(name)[:1] in (["load"], ["read"], ["fetch"]) and name not in IN_MEMORY:
            return True
    return False


def _bound(statement: Statement, made: tuple[str, ...], imported: Collection[str]) -> Clause:
    """What an assignment makes, and with which function, where one makes it."""
    value = getattr(statement.node, "value", None)
    last = statement.facts.calls[-1].rpartition(".")[2] if statement.facts.calls else ""
    if (acts := acting(value, imported)) is not None:
        return acts
    named = isinstance(value, ast.Attribute | ast.Name)  # mse = metrics.mean_squared_error
    if len(made) == 1 and made[0].lower() in MEASURES and not named and not maker_of(statement)[:1].isupper():
        return Clause("compute", made, "", 2)
    if last in ("Sequential", "Model") and len(made) == 1:
        return Clause("build", made, "", 2)
    kinds = [effect.returns for call in statement.facts.calls if (effect := knowledge.function(call)) is not None]
    put = value is not None and any(isinstance(p, ast.Call) and isinstance(p.func, ast.Call) for p in walk(value))
    if put and any(knowledge.is_a(kind, "keras.Layer") for kind in kinds):  # Dense(3)(x), behind another one
        return Clause("build", ("layers",), "", 2)
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=source), attr="copy"), args=[]) if len(made) == 1:
            return Clause("copy", (source,), f"to {made[0]}", 0) if source != made[0] else Clause("change", made, "", 0)
    match value:
        case ast.BinOp(left=left, op=ast.Div(), right=ast.Constant(value=int() | float() as by)) if made == (
            text_of(left),
        ):
            return Clause("divide", made, f"by {by}", 1)  # pixels / 255
    if value is None or not any(isinstance(part, ast.Name | ast.Call) for part in walk(value)):
        return Clause("set", made, "", 0)
    if isinstance(value, ast.Name | ast.Attribute) and innermost(value).partition(".")[0] in imported:
        return Clause("set", made, "", 0)  # data = keras.datasets.mnist: a module, another name for a function
    if (
        len(made) == 1
        and (known := _root(value))
        and known not in {*made, *imported}
        and not isinstance(value, ast.Name)
        and not _whole(value)
    ):
        return Clause("take", made, f"from {known}{_form_of(value)}", 0)
    if isinstance(value, ast.Tuple) and len(roots := {_root(part) for part in value.elts}) == 1 and len(made) > 1:
        known = roots.pop()  # X, y = table[columns].values, table["y"]
        if (
            known
            and known not in {*made, *imported}
            and all(isinstance(e, ast.Subscript | ast.Attribute) for e in value.elts)
        ):
            return Clause("take", made, f"from {known}", 0)
    match value:
        case ast.Attribute(value=ast.Name(id=search), attr="best_estimator_" | "best_model_"):
            return Clause("take", made, f"from {search}", 2)
        case ast.Call() as call if constructs(call, imported) and (name := last_of(call)) not in TABLES:
            return Clause("set up", made, f"as {name}", 0)
        case ast.Call(func=ast.Attribute(attr="download")):
            return Clause("download", made, "", 3)
        case ast.Call(func=ast.Attribute(attr=name)) if name.endswith("_download"):
            return Clause("download", ("files",), "", 3)  # what it gives is where they are
        case ast.Call(func=ast.Name(id=function)) if function[:1].islower() and function not in HOLDERS:
            if function in statement.facts.calls or function in imported:  # the notebook's own, or one of a library
                given = tuple(text for node in value.args[:1] if (text := text_of(node)) and "." not in text)
                loads = LOADING.match(function)
                return Clause("read" if loads else "compute", made, f"with {function}", 1 + bool(loads), given=given)
        case ast.Call(func=ast.Attribute(value=owner, attr=method) as function) if (
            re.fullmatch(r"[\w.]+", ast.unparse(owner))
            and innermost(owner).partition(".")[0] not in imported
            and (
                method[:1].isupper()
                or (
                    len(words(method)) > 1
                    and first(method) in (VERBS if isinstance(owner, ast.Name) else VERBS - {"get"})
                )
            )
        ):
            return Clause("compute", made, f"with {ast.unparse(function)}", 1)  # limit = model.select_threshold(labels)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=module)) as function, args=[inner, *_]) if (
            module in imported and function.attr not in SAME_VALUES
        ):
            if source_of(inner) in made and len(made) == 1:  # y = np.log(y)
                return Clause("transform", made, f"with {ast.unparse(function)}", 2)
    return Clause("compute", made, "", 0)


def _written(statement: Statement, imported: Collection[str]) -> Clause:
    for call in calls_of(statement.node):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if (
                attr.startswith("save_") and name not in imported and attr not in SAVING
            ):
                return Clause("save", (name,), "", 3)  # matrix.save_html(path)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr), args=args) if attr.startswith("to_"):
                form = FORMS.get(attr.removeprefix("to_"), "")
                given = text_of(args[0]) or "results" if name in imported and args else name  # pd.to_pickle(df, path)
                return Clause("write", (given,), f"to {form}" if form else "", 3)
            case ast.Call(func=ast.Attribute(value=ast.Call(args=[ast.Name(id=name), *_]) as table, attr=attr)) if (
                attr.startswith("to_") and last_of(table) in SAME_VALUES
            ):
                form = FORMS.get(attr.removeprefix("to_"), "")  # pd.Series(chosen).to_csv(path)
                return Clause("write", (name,), f"to {form}" if form else "", 3)
            case ast.Call(func=ast.Attribute(value=table, attr=attr)) if attr.startswith("to_") and source_of(table):
                form = FORMS.get(attr.removeprefix("to_"), "")  # df.drop(columns="id").to_csv(path)
                if source_of(table) not in MODULES:
                    return Clause("write", (source_of(table),), f"to {form}" if form else "", 3)
            case ast.Call(func=ast.Attribute(attr=attr) | ast.Name(id=attr), args=args) if attr in SAVING and args:
                named = [name for name in saved(call) if name not in imported]
                return Clause("save", tuple(named) or ("results",), "", 3)
    return Clause("write", ("files",), "", 1)


def _saved_with(statement: Statement, imported: Collection[str]) -> Clause | None:
    """`save_table(summary)`: a function of the notebook that saves what it is given."""
    match statement.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))) if first(name) in ("save", "write", "export", "store"):
            given = tuple(n for n in named_first(statement.node)[:1] if n not in imported and "." not in n)
            return Clause("save", given, f"with {name}", 3) if given else None
    return None


def _form(call: str, prefix: str) -> str:
    last = call.rpartition(".")[2]
    return last.removeprefix(prefix) if last.startswith(prefix) else ""
