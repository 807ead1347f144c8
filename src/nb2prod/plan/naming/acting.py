"""What a statement does that binds nothing: it acts on something elsewhere, says or shows a value, saves one.

slack.chat.post_message(text)       call slack.chat.post_message
print(total / n)                    log total and n
joblib.dump(clf, path)              save clf
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from nb2prod.model import Statement
from nb2prod.plan.names import first, words
from nb2prod.plan.naming.clause import MODULES, Clause, calls_of, innermost, text_of, variables
from nb2prod.plan.naming.phrases import phrase
from nb2prod.walking import last_of, walk

PRINTING = ("print", "log")  # functions of the notebook that only say something
LOOKING = frozenset("head tail sample describe info".split())
LONGEST_CALL = 50
SENDING = (
    "deploy",
    "register",
    "publish",
    "submit",
    "upload",
    "register_model",
    "post",
)  # also where the answer is kept
ACTING = frozenset(  # first words of methods that change something elsewhere
    """
    register deploy upload delete submit publish transition create start complete post send push terminate set store
    mount
    """.split()
)
WORKING = frozenset(
    "analyse analyze calculate compare compute evaluate find fit get train".split()
)  # functions that do
AXES = ("ax", "axes", "axs", "fig")  # what `set_title` and the like are asked of
GROWING = ("append", "extend", "insert")
OF_CONTAINERS = frozenset("append extend update add insert pop sort clear remove reverse".split())
OF_IMAGES = frozenset({"imwrite", "imsave"})  # (path, image)
SAVING = OF_IMAGES | {"dump", "save", "save_model", "savez", "savez_compressed", "savetxt", "write_model"}
OF_OBJECTS = ("torch", "tf", "tensorflow", "keras")  # torch.save(net, path): the object first
FETCHING = ("urlretrieve", "download", "download_file", "wget", "GetContentFile")


def downloads(value: ast.expr) -> bool:
    """`nltk.download("stopwords")`, and a function of the notebook that says so: `download_from_kaggle(name)`."""
    own = isinstance(value, ast.Call) and isinstance(value.func, ast.Name)
    return last_of(value) in FETCHING or (own and first(last_of(value)) == "download")


def named_first(node: ast.AST) -> tuple[str, ...]:
    """The variables that the calls of a statement are given first, or are made on: `shutil.rmtree(folder)`."""
    found = []
    for call in calls_of(node):
        owner = [call.func.value] if isinstance(call.func, ast.Attribute) and not call.args else []
        found += [text for part in [*call.args[:1], *owner] if (text := text_of(part))]
    return tuple(dict.fromkeys(found))


def acting(value: ast.expr | None, imported: Collection[str], bare: bool = False) -> Clause | None:
    """`r = slack.chat.post_message(...)`: what an object does elsewhere is more than what it answers.

    `bare`: nobody takes the answer.
    """
    while isinstance(value, ast.Attribute | ast.Subscript):
        value = value.value
    match value:
        case ast.Call(func=ast.Attribute(attr=method) as function) if words(method) and first(method) in ACTING:
            said = ast.unparse(function)
            owner, plain = said.rpartition(".")[0], re.fullmatch(r"[\w.]+", said) and len(said) <= LONGEST_CALL
            elsewhere = "." in owner if first(method) == "set" else True
            if owner.partition(".")[0] in imported:  # mlflow.register_model(...), but no np.delete(a, 0)
                apart = first(method) in ("set", "create", "start", "complete")
                elsewhere = not apart and (bare or method in SENDING)
                elsewhere |= method == "create" and owner.rpartition(".")[2][:1].isupper()  # ComputeTarget.create(...)
            return Clause("call", (said,), "", 3) if elsewhere and plain else None
    return None


def of_own(node: ast.AST, imported: Collection[str]) -> bool:
    """`stock.validate()`, `compare_scalers(df)`: a method of the notebook's own object, or its function, sets none."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner))):
            return innermost(owner).partition(".")[0] not in imported
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name not in imported and first(name) in WORKING
    return False


def of_settings(node: ast.stmt, imported: Collection[str]) -> bool:
    """`pd.options.mode.chained_assignment = None`."""
    match node:
        case ast.Assign(targets=[ast.Subscript(value=ast.Attribute(attr="environ"))]):
            return True
        case ast.Assign(targets=[ast.Attribute(value=value)]):
            return innermost(value).partition(".")[0] in imported
    return False


def shown(statement: Statement, last: str, imported: Collection[str]) -> list[Clause]:
    """What a bare expression says, asks for, changes elsewhere or saves; none where nothing can be said."""
    facts = statement.facts
    if facts.display in ("print", "report") or last in ("pprint", "pp"):
        value = statement.node.value if isinstance(statement.node, ast.Expr) else None
        each = value.elts if isinstance(value, ast.Tuple) else [value]  # print(a), print(b)
        calls = [part for part in each if isinstance(part, ast.Call)]
        inside = [value] if facts.display == "report" else [a for call in calls for a in call.args]
        every = dict.fromkeys(text for node in inside if node is not None for text in variables(node))
        plain = ("library versions",) if "__version__" in statement.source else ("values",)
        told = tuple(dict.fromkeys(text for node in inside if node is not None for text in phrase(node, imported)))
        told = told or (("messages",) if plain == ("values",) else ())
        return [Clause("log", tuple(name for name in every if name not in imported) or plain, "", 0, given=told)]
    if facts.calls and "." not in facts.calls[-1]:
        given = tuple(name for name in named_first(statement.node)[:1] if name not in imported and "." not in name)
        if first(last) in PRINTING:
            return [Clause("log", given or ("values",), "", 0)]
        return [Clause("call", (last,), "", 2, given=given)]
    value = statement.node.value if isinstance(statement.node, ast.Expr) else None
    if facts.draws and not facts.mutates and not facts.effects and (facts.display == "look" or last == "sample"):
        return [Clause("advance", ("the random stream",), "", 1)]  # nobody takes the rows
    if (acts := acting(value, imported, bare=True)) is not None:
        return [acts]
    if isinstance(value, ast.expr) and not facts.mutates and not facts.effects and (asked := phrase(value, imported)):
        about = tuple(name for name in variables(value) if name not in imported)
        return [Clause("log", about or ("values",), "", 0, given=asked)]  # a pure value that the cell shows
    while (looked := _looked_at(value)) is not None:
        value = looked
    if isinstance(value, ast.Call) and last_of(value) in SAVING:
        things = tuple(name for name in saved(value) if name not in imported)
        if things or innermost(value.func).partition(".")[0] in MODULES:  # np.savetxt(path, [a, b])
            return [Clause("save", things or ("results",), "", 3)]
    match value:
        case ast.Call(func=ast.Attribute(value=owner, attr=method)) if innermost(owner):
            if method in GROWING and isinstance(owner, ast.Name):
                return [Clause("change", (owner.id,), "", 0)]  # rows.append(row)
            if first(method) == "set" and innermost(owner) in AXES:
                return [Clause("draw", ("figures",), "", 1)]
            whole = ast.unparse(value.func)  # tf.tpu.experimental.initialize_tpu_system
            short = re.fullmatch(r"[\w.]+", whole) and len(whole) <= LONGEST_CALL
            said = whole if short else f"{innermost(owner)}.{method}"
            return [Clause("call", (said,), "", int(method not in OF_CONTAINERS))]
        case ast.Call(func=ast.Name(id="print")):
            return [Clause("log", ("values",), "", 0)]
        case ast.Call(func=ast.Name(id=name)) if name in imported:
            return [Clause("call", (name,), "", 2)]
    return []


def _looked_at(value: ast.expr | None) -> ast.expr | None:
    """What an attribute is of, and what another call gave: `dag["one"].load().head()` looks at what `load()` gives."""
    match value:
        case ast.Attribute(value=owner):
            return owner
        case ast.Call(func=ast.Attribute(value=owner)) if last_of(value) in LOOKING:
            return owner if any(isinstance(part, ast.Call) for part in walk(owner)) else None
    return None


def saved(call: ast.Call) -> list[str]:
    """What `dump((a, b), file)`, `np.save(path, array)` and `model.save(path)` save, by its variables."""
    last = last_of(call)
    named = [k.value for k in call.keywords if k.arg in ("obj", "value", "arr", "X")]
    owner = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    owner = [node for node in owner if text_of(node) not in MODULES]
    if last == "save" and innermost(call.func).partition(".")[0] in OF_OBJECTS:
        given = named or call.args[:1]
    elif (last.startswith("save") or last in OF_IMAGES) and last != "save_model":
        given = named or [*call.args[1:2], *owner]
    else:
        given = named or call.args[:1]
    for node in given:
        parts = node.values if isinstance(node, ast.Dict) else getattr(node, "elts", [node])
        found = [text for part in parts if (text := text_of(part))]
        if found:
            return found
    return []
