"""What the path of a file says of itself: what is read from it, or written to it.

df = pd.read_csv("a.csv")                                Path of the file that df is read from.
with open("m.bin", "wb") as f: dump((dv, model), f)      Path of the file that dv and model are written to.
"""

from __future__ import annotations

import ast
import re

from nb2prod.listing import in_a_row
from nb2prod.model import Statement
from nb2prod.plan.parameters.sites import Site
from nb2prod.walking import walk

READ = re.compile(r"(Path of the file|Name of the file|Folder|Address|Path) that (\w+) is read from\.")
WRITE = re.compile(r"(Path of the file|Path) that (.+) (is|are) written to\.")
SUFFIX = re.compile(r"\.\w{1,8}$")
WRITTEN = "Path of the file that is written."
WRITING = ("to_", "dump", "save", "write", "imwrite", "ModelCheckpoint", "CSVLogger")
FOLDER = "Folder of the data to read."
AGAIN = "Path of a file that is written, and read again."
ADDRESS = re.compile(r"(?:https?|ftp|s3|gs|abfss?|hdfs|dbfs|wasbs?)://\S+$")


def file_help(site: Site, value: str, written: bool) -> str:
    """What a path says of itself: what is read from there, or written to it."""
    if site.called == "Path":
        bound = sorted(site.statement.facts.binds)
        return f"Path that {bound[0]} stands for." if len(bound) == 1 else "Path of a folder or of a file."
    if site.called == "get_file" and "://" not in value:
        return "Name under which the downloaded file is kept."
    if site.called in ("post", "put"):
        return "Address that the request goes to."
    if site.called in ("glob", "iglob"):
        name = _got(site.statement, site.call)
        return f"Pattern of the paths that {name} holds." if name else "Pattern of the paths that are gone through."
    kind = "Address" if ADDRESS.match(value) else "Path of the file" if SUFFIX.search(value) else "Path"
    subject = _put(site) if written else _got(site.statement, site.call)
    if subject:
        return (
            f"{kind} that {subject} {'are' if ' and ' in subject else 'is'} {'written to' if written else 'read from'}."
        )
    if written:
        return WRITTEN
    return "Address of the data to read." if kind == "Address" else "Path of the data to read."


def folder_help(site: Site) -> str:
    """What the folder of images or texts says of itself: what is read from there."""
    name = _got(site.statement, site.call)
    return f"Folder that {name} is read from." if name else FOLDER


def put_or_got(site: Site) -> str:
    """Which data is read there, or written: "for train"; "" where it has no name."""
    subject = _put(site) if written_by(site.called, site.call) else _got(site.statement, site.call)
    return f"for {subject}" if subject else ""


def _got(statement: Statement, call: ast.Call) -> str:
    """The one name that the data is read into, wholly: `df = pd.read_csv("a.csv").dropna()`."""
    node = statement.node
    if isinstance(node, ast.With):  # with open("m.bin", "rb") as f: dv, model = pickle.load(f)
        match node.body:
            case [ast.Assign(targets=[target], value=ast.Call())]:
                return _named(target)
        return ""
    value = node.value if isinstance(node, ast.Assign) and len(statement.facts.binds) == 1 else None
    while isinstance(value, (ast.Call, ast.Attribute, ast.Subscript)) and value is not call:
        value = value.func if isinstance(value, ast.Call) else value.value
    return min(statement.facts.binds) if value is call else ""


def _put(site: Site) -> str:
    """The name of what is written: `df.to_csv("a.csv")`, `dump(model, "m.pkl")`, or to a file that is opened."""
    call, node = site.call, site.statement.node
    if site.called == "open":  # with open("m.pkl", "wb") as f: pickle.dump(model, f)
        dumps = [
            part
            for part in walk(node)  # or pickle.dump(model, open("m.pkl", "wb"))
            if isinstance(part, ast.Call)
            and ast.unparse(part.func).endswith("dump")
            and (isinstance(node, ast.With) or any(given is call for given in part.args))
        ]
        return _first(dumps[0]) if len(dumps) == 1 else ""
    if site.called.startswith("to_") or site.called in ("save", "save_model", "save_weights", "save_pretrained"):
        match call.func:
            case ast.Attribute(value=ast.Name(id=owner)) if site.method:
                return owner
            case ast.Attribute(value=ast.Subscript(value=ast.Name(id=owner))) if site.method:
                return f"a part of {owner}"
            case ast.Attribute(value=ast.Call(func=ast.Attribute(attr="DataFrame"), args=[ast.Name(id=owner), *_])):
                return owner
    if site.called in ("savetxt", "save") and call.args[1:]:  # np.savetxt("a.csv", predicted)
        return _named(call.args[1])
    module = site.called == "to_pickle" and not site.method  # pd.to_pickle(model, "m.pkl")
    return _first(call) if module or site.called in ("dump", "save_model") else ""


def _first(call: ast.Call) -> str:
    return _named(call.args[0]) if call.args else ""


def _named(node: ast.expr) -> str:
    """`dv and model`, where it is names, or `search.best_estimator_`, and nothing else."""
    parts = node.elts if isinstance(node, (ast.Tuple, ast.List)) else [node]
    plain = (ast.Name, ast.Attribute, ast.Load)
    names = [ast.unparse(part) for part in parts if all(isinstance(inner, plain) for inner in walk(part))]
    return in_a_row(names) if len(names) == len(parts) else ""


def together(helps: list[str]) -> str:
    """One sentence for a path that several are read from, or written to; "" where the sentences say other things."""
    for form, does in ((READ, "read from"), (WRITE, "written to, one after the other")):
        found = [match for help_ in dict.fromkeys(helps) if (match := form.fullmatch(help_))]
        if len(found) == len({*helps}) > 1:
            return f"{found[0][1]} that {in_a_row([match[2] for match in found])} are {does}."
    return ""


def again(helps: list[str]) -> str:
    """One sentence for a path that is written, and read later; with what is written, where that is known."""
    found = [match for help_ in helps if (match := WRITE.fullmatch(help_))]
    if len({match[2] for match in found}) != 1:
        return AGAIN
    return f"{found[0][1]} that {found[0][2]} {found[0][3]} written to, and that is read again later."


def written_by(short: str, call: ast.Call) -> bool:
    """Whether the call writes the file that it is given."""
    return writes_to(short) or (short == "open" and opened_to_write(call))


def writes_to(called: str) -> bool:
    """Whether what is called writes the file that it is given: `to_csv`, `dump`, `ExcelWriter`."""
    return called.startswith(WRITING) or called.endswith("Writer")


def opened_to_write(call: ast.Call) -> bool:
    """Whether `open` is told a mode that writes: `open("a.txt", "w")`."""
    given = [*call.args[1:2], *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    return any(isinstance(mode, ast.Constant) and set(str(mode.value)) & set("wax") for mode in given)
