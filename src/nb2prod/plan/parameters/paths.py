"""Paths of what is read and written, called after the frame, else after the file, else after their kind.

train_df = pd.read_csv("in/train.csv")              train_path
pd.concat([pd.read_csv("a.csv"), ...])              a_path, where data_path is taken
pd.read_csv(os.path.join("in", "a.csv"))            data_path: in/a.csv
pd.read_csv(os.path.join(folder, "a.csv"))          data_file: a.csv
for path in ["a.csv", "b.csv"]: read(path)          data_paths
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from nb2prod.model import Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import in_function
from nb2prod.plan.names import identifier
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.documented import argument, documented
from nb2prod.plan.parameters.files import ADDRESS, file_help, folder_help, opened_to_write, written_by
from nb2prod.plan.parameters.own import arguments, signatures
from nb2prod.plan.parameters.pieces import last_piece, named, said
from nb2prod.plan.parameters.sites import Site, imported, literal, sites
from nb2prod.walking import values_given, walk

PATHS = {
    "filepath_or_buffer", "path_or_buf", "path", "io", "filename", "fname", "file", "path_or_buffer", "excel_writer",
    "url", "buf", "file_name", "directory", "filepath", "container_path", "origin",
}  # fmt: skip
FIRST = {  # functions whose first argument is a path, whatever it is called
    "builtins.open", "joblib.load", "glob.glob", "numpy.load", "numpy.loadtxt", "numpy.genfromtxt", "numpy.save",
    "numpy.savetxt", "joblib.dump", "sqlite3.connect", "pathlib.Path",
}  # fmt: skip
ASKING = {  # functions that ask or tidy up: their path is a parameter where the same one is read or written
    "os.path.exists", "os.path.isfile", "os.path.isdir", "os.path.getsize", "os.remove", "os.unlink", "os.stat",
    "os.makedirs", "os.mkdir", "os.listdir", "shutil.rmtree", "pathlib.Path",
}  # fmt: skip
SAVING = {  # calls that write a model down, or read it back, where a literal of theirs looks like such a file
    "save", "savetxt", "save_model", "save_weights", "ModelCheckpoint", "CSVLogger", "load_model", "load_weights",
}  # fmt: skip
FOLDERS = frozenset(
    {"flow_from_directory", "image_dataset_from_directory", "text_dataset_from_directory", "ImageFolder"}
)
SAVING_NAMES = {"ModelCheckpoint": "checkpoint_path", "CSVLogger": "log_path", "load_model": "model_path"}
PLAIN_NAMES = frozenset({"output_path", "file_path"})  # they tell less than the file's own name
LONGEST = 24  # of a name that a file or a folder gives
INPUT = re.compile(  # names that whoever reads them takes for what goes in
    r"(?:x_|y_|df_)?(?:train|test|val|valid|validation|dev|data|raw|input|source|dataset|df)(?:ing)?(?:_data|_set|_df)?\d*_path$"
)
SECOND = {"joblib.dump"}  # ... or the second, where the first is what is written
PLAIN = {  # methods that write no file, whatever their name
    "to_numpy", "to_list", "to_dict", "to_frame", "to_datetime", "to_period", "to_timestamp", "to_string", "to_numeric",
}  # fmt: skip
FETCHING = frozenset({"get_file", "urlretrieve", "urlopen", "get"})
SHOWING = frozenset({
    "print", "display", "Image", "IFrame", "HTML", "Markdown", "YouTubeVideo", "startswith", "replace",
    "set_tracking_uri",
})  # fmt: skip
SAVED = re.compile(
    r"^[^\n*?]*\.(?:h5|hdf5|keras|pth?|bin|model|json|ckpt|cbm|txt|pkl|onnx|csv|log|joblib|weights)$", re.I
)
FILE = re.compile(
    r"^(?!\.?\w{1,5}$)[^\n*?]*\.(?:csv|tsv|txt|json|jsonl|parquet|feather|xlsx?|pkl|pickle|joblib|h5|hdf5|npz?|zip|gz|db|ya?ml)$",
    re.I,
)


OWN = re.compile(r"(?!data|file|input|output|base|full|the_)[a-z]\w+_(?:path|file|filename)$")  # config_path tells more


def paths(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Every literal path outside the notebook's own functions, and every literal list of files that is gone through."""
    imports = imported(program, bound)
    found = _each_by_its_file(list(_of_calls(program, kept, bound, imports)))
    yield from found
    yield from _addresses(program, kept, bound, imports)
    known = {candidate.value: candidate for candidate in found if candidate.path}
    for site in sites(program, kept, bound):
        asks, saves = site.qualified in ASKING, site.called in SAVING
        for node in site.call.args[:1] if asks or saves else ():
            value = said(node, imports)
            if (
                value is not None and value in known
            ):  # if not os.path.exists("a"): get("a"); m.save("m"), load_model("m")
                same = replace(known[value], cell=site.statement.cell, span=span_of(node))
                yield replace(same, help=file_help(site, value, True), reads=False) if saves and not asks else same
    for statement in kept:
        if not in_function(program, statement):
            yield from _lists(statement)


def _of_calls(
    program: Program, kept: list[Statement], bound: dict[str, list[int]], imports: dict[str, str]
) -> Iterator[Candidate]:
    made, named = _put_together(program, bound), signatures(kept, bound)
    docs = documented(program, kept, bound)
    for site in sites(program, kept, bound):
        if site.called in FOLDERS:
            yield from _folder(site, imports)
            continue
        for given in _in_place(site, imports):
            node, cell = made.get(given.id, (given, -1)) if isinstance(given, ast.Name) else (given, -1)
            value = said(node, imports)
            if value and "\n" not in value:
                if cell < 0:  # of a name, it is the constant
                    found = _candidate(site, node, value)
                    own = next((arg for arg, there in arguments(site, named) if there is node), "")
                    telling = OWN.match(own) and not found.name.startswith(own.partition("_")[0])
                    yield replace(found, name=own, help=argument(own, site.called, docs)) if telling else found
                continue
            last, name = last_piece(node, imports)
            if FILE.match(name) and name[:1] not in "/\\":
                found = replace(_file(_candidate(site, last, name)), alike=("file", ast.unparse(node)))
                yield found if cell < 0 else replace(found, cell=cell)


def _each_by_its_file(found: list[Candidate]) -> list[Candidate]:
    """The candidates; of several files that would be called alike each bears the name of its file, else its folder."""
    alike: dict[str, set[str]] = {}
    for candidate in (c for c in found if c.reads and isinstance(c.value, str)):
        alike.setdefault(candidate.name, set()).add(str(candidate.value))
    names: dict[tuple[str, object], str] = {}
    for name, values in alike.items():
        for place in (-1, -2) if len(values) > 1 else ():
            told = {value: _part(value, place) for value in values}
            if all(told.values()) and len({*told.values()}) == len(told):
                names |= {(name, value): f"{part}_path" for value, part in told.items()}
                break
    found = [_both_ways(c, found) for c in found]
    return [
        replace(c, name=name, others=(c.name,)) if c.reads and (name := names.get((c.name, c.value), "")) else c
        for c in found
    ]


def _both_ways(candidate: Candidate, found: list[Candidate]) -> Candidate:
    """The candidate; of one name under which a file is read in one place and written in another, with both said."""
    if len({c.reads for c in found if (c.cell, c.span) == (candidate.cell, candidate.span)}) == 1:
        return candidate
    kind = "Path" if candidate.path else "Name"
    return replace(candidate, help=f"{kind} of a file that is both read and written.", reads=False)


def _part(path: str, place: int) -> str:
    """The file's name without its ending, or its folder's, as a name; "" where it is none."""
    parts = re.split(r"[/\\]", path.rstrip("/"))
    part = identifier(parts[place].partition(".")[0], "") if len(parts) >= -place else ""
    return part if part.isidentifier() and part[0] != "_" and len(part) <= LONGEST else ""


def _put_together(program: Program, bound: dict[str, list[int]]) -> dict[str, tuple[ast.expr, int]]:
    """Names that are set once, at the top level, to what a path is put together of, and in which cell."""
    found: dict[str, tuple[ast.expr, int]] = {}
    for statement in program.statements:
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp() | ast.Call() as value):
                if statement.parent is None and len(bound.get(name, ())) == 1:
                    found[name] = value, statement.cell
    return found


def _folder(site: Site, imports: dict[str, str]) -> Iterator[Candidate]:
    """The folder that images or texts are read from, a subfolder of it for each class."""
    given = {keyword.arg: keyword.value for keyword in site.call.keywords}
    node = site.call.args[0] if site.call.args else given.get("directory") or given.get("root")
    value = said(node, imports) if node is not None else None
    if node is not None and value and "\n" not in value:
        stem = identifier(re.split(r"[/\\]", value.rstrip("/"))[-1], "")
        name = f"{stem}_dir" if 2 < len(stem) <= 24 and stem.isidentifier() else "data_dir"
        yield Candidate(
            name, value, site.statement.cell, span_of(node), folder_help(site), site.called,
            f"the folder of {site.called}", ("data",), path=True, must=True, reads=True,
        )  # fmt: skip


def _addresses(
    program: Program, kept: list[Statement], bound: dict[str, list[int]], imports: dict[str, str]
) -> Iterator[Candidate]:
    """Addresses that anything is called with: `download("https://host/a.csv")`."""
    for site in sites(program, kept, bound):
        own = site.effect is None and not site.method and "load" in site.statement.facts.roles
        for node in values_given(site.call):
            value = said(node, imports) if site.called not in SHOWING else None
            if value and ADDRESS.match(value):
                if own and getattr(site.statement.node, "value", None) is site.call:  # df = load("https://host/get/7")
                    yield _candidate(site, node, value)
                    continue
                stem = identifier(re.split(r"[/\\]", value.rstrip("/"))[-1].partition(".")[0], "")
                telling = 2 < len(stem) <= 24 and stem.isidentifier() and "." in value.rstrip("/").rpartition("/")[2]
                kind = f"{identifier(site.called)}_url" if site.called[:1].isupper() else "data_url"
                yield Candidate(
                    f"{stem}_url" if telling else kind, value, site.statement.cell, span_of(node),
                    f"Address that {site.called} takes.", site.called, f"the address of {site.called}",
                    (identifier(site.called, ""),), path=True, must=True, reads=True,
                )  # fmt: skip


def folder_names(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> frozenset[str]:
    """Names that the paths of what is read and written are made of: `base` in `f"{base}/a.csv"`."""
    imports = imported(program, bound)
    nodes = (node for site in sites(program, kept, bound) for node in _in_place(site, imports))
    return frozenset(name for node in nodes for name in named(node, imports))


def _file(candidate: Candidate) -> Candidate:
    """A file below a folder that has a name of its own."""
    names = {name: re.sub(r"_path$", "_file", name) for name in (candidate.name, *candidate.others)}
    others = tuple(names[name] for name in candidate.others)
    help_ = re.sub("^(?:Path|Address) of the ", "Name of the ", candidate.help)
    return replace(candidate, name=names[candidate.name], others=others, help=help_, path=False)


def _in_place(site: Site, imports: dict[str, str]) -> Iterator[ast.expr]:
    """Arguments that are a path: by their keyword, by the function, or by how they look where data is read."""
    index = 1 if site.qualified in SECOND and site.call.args[1:] else 0
    writes = site.method.startswith("to_")
    first = site.qualified in FIRST or writes
    makes = site.qualified != "pathlib.Path" or getattr(site.statement.node, "value", None) is site.call
    known = site.effect is not None or writes
    reads = "load" in site.statement.facts.roles and not known and site.qualified.rpartition(".")[2] != "join"
    if site.called in PLAIN:
        return  # pd.to_datetime(days, origin="unix")
    if site.called == "get_file" and {"untar", "extract"} & {given.arg for given in site.call.keywords}:
        return  # the archive says what its folder is called; a file is unpacked beside the name that it gets
    for number, (keyword, node) in enumerate(site.arguments()):
        looks = reads and isinstance(value := literal(node), str) and FILE.match(value)
        positional = number < len(site.call.args)
        saved = said(node, imports) or last_piece(node, imports)[1]
        looks = looks or (site.origin in SAVING and SAVED.match(saved))
        if (known and keyword in PATHS) or (first and positional and number == index and makes) or looks:
            yield node


def _candidate(site: Site, node: ast.expr, value: str) -> Candidate:
    stem = identifier(re.split(r"[/\\]", value.rstrip("/"))[-1].partition(".")[0].partition("{")[0].rstrip("_-"), "")
    short, name = site.called, _name(site)
    nameless = (
        ADDRESS.match(value) and "." not in re.split(r"[/\\]", value.rstrip("/"))[-1]
    )  # .../get_csv/16826755/phpMY
    own = f"{stem}_path" if not nameless and 0 < len(stem) <= 32 and stem.isidentifier() and stem[0] != "_" else ""
    plain = name in PLAIN_NAMES or "{" in value or (site.method.startswith("to_") and len(stem) > 4)
    if site.called in FETCHING and ADDRESS.match(value):  # one file is fetched, under another name it is kept
        name, own = re.sub(r"_path$", "_url", name), re.sub(r"_path$", "_url", own)
    first, second = (own, name) if own and plain and len(stem) > 2 else (name, own)
    written = written_by(short, site.call)
    if written:  # train.to_csv("train.csv"): not the train_path that somebody looks for
        first, second = (_as_output(name) if INPUT.match(name) else name for name in (first, second))
    folder = f"{first}_path" if short == "Path" and not first.endswith("path") else ""
    others = (folder, second, _as_output(first) if written else "")
    return Candidate(
        first, value, site.statement.cell, span_of(node), file_help(site, value, written), short,
        f"the path of {short}", (identifier(short),), path=True, must=short != "Path",
        others=tuple(filter(None, others)), reads=short != "Path" and not written,
    )  # fmt: skip


def _as_output(name: str) -> str:
    return re.sub(r"(?<!output)_path$", "_output_path", name)


def _lists(statement: Statement) -> Iterator[Candidate]:
    found = [statement.node.iter] if isinstance(statement.node, ast.For) else []
    if not hasattr(statement.node, "body"):
        found += [node.iter for node in walk(statement.node) if isinstance(node, ast.comprehension)]
    for node in found:
        values = [literal(part) for part in node.elts] if isinstance(node, ast.List) else []
        if values and all(isinstance(value, str) and FILE.match(value) for value in values):
            yield Candidate(
                "data_paths", values, statement.cell, span_of(node), "The files to read.", "files",
                "a list of files that is gone through", (*sorted(statement.facts.binds)[:1],),
            )  # fmt: skip


def _name(site: Site) -> str:
    if site.qualified == "pathlib.Path":
        (name,) = site.statement.facts.binds if len(site.statement.facts.binds) == 1 else ("",)
        return identifier(name.lower(), "folder")
    if site.qualified == "sqlite3.connect":
        return "database_path"
    return path_name(site.statement, site.qualified or site.method, site.call)


def path_name(statement: Statement, origin: str, call: ast.Call) -> str:
    """The parameter's name for the path in a call of `origin`."""
    if origin.rpartition(".")[2] in SAVING_NAMES:
        return SAVING_NAMES[origin.rpartition(".")[2]]
    reads = "load" in statement.facts.roles or origin.rpartition(".")[2].startswith(("read", "load", "glob", "genfrom"))
    if reads:
        names = sorted(statement.facts.binds)
        if len(names) == 1:
            plain = re.sub(r"^(?:df|dataset|data|frame)_?|_?(?:df|dataset|data|frame)$", "", names[0].lower())
            telling = plain and plain.isidentifier() and plain not in ("path", "file", "filename", "fname", "url")
            return f"{identifier(plain)}_path" if telling else "data_path"
        return "data_path"
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        owner = call.func.value.id
        if not origin.endswith("Writer") and owner not in {"joblib", "pickle", "np", "json", "pd"}:
            plain = re.sub(r"_?(?:df|data|frame)$", "", owner.lower())
            return f"{identifier(plain)}_path" if plain else "output_path"
    if origin.endswith(("dump", "to_pickle")):
        dumped = call.args[0] if call.args else None
        return f"{identifier(dumped.id.lower())}_path" if isinstance(dumped, ast.Name) else "output_path"
    if origin.endswith("save") and not origin.startswith("numpy."):
        return "model_path"
    return "file_path" if origin == "builtins.open" and not opened_to_write(call) else "output_path"
