"""What a value means, in a sentence that is true of it: the library's keyword, the notebook's docstring, what takes it.

def cut(t, top): "top: rows that are kept"         cut(t, 9): rows that are kept
path = "a.csv"; os.path.exists(path); read_csv(path)      Path of the file that read_csv takes.
"""

from __future__ import annotations

import ast
import re
from typing import Literal

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.plan.parameters.calls import FETCHING, RECORDING, SEEDS, TRAINING
from nb2prod.plan.parameters.documented import documented
from nb2prod.plan.parameters.files import FOLDER, WRITTEN, again, file_help, folder_help, together, written_by
from nb2prod.plan.parameters.others import listed
from nb2prod.plan.parameters.own import arguments, signatures
from nb2prod.plan.parameters.paths import ASKING, FOLDERS
from nb2prod.plan.parameters.readings import PLACED
from nb2prod.plan.parameters.sites import Site, meaning_of, sites
from nb2prod.walking import values_given

PATHLIKE = re.compile(
    r"^(?:[\w.+-]+://|/|\.{1,2}/|~/)|[\\/]|\.(?:csv|tsv|txt|json|jsonl|parquet|xlsx?|pkl|joblib|h5|zip|gz|db)$"
)
FOLDER_LIKE = re.compile(r"(?:dir|directory|folder|root|path|base)$", re.I)
DELETING = frozenset({"os.remove", "os.unlink"})
DELETED = " The run deletes the one that is there before."
SAYS = frozenset(
    {"print", "format", "range", "str", "len", "int", "float", "round", "info", "debug", "warning", "tqdm", "trange"}
)
LISTING = frozenset({"os.listdir", "os.scandir", "os.walk"})
JOINING = frozenset({"join", "Path", "PurePath"})


def of_path(value: object, piece: bool, takers: list[Site], name: str) -> tuple[str, Literal["", "read", "written"]]:
    """What a constant that is a path says of itself, and whether it is read or written."""
    if isinstance(value, str) and any(site.qualified in LISTING for site in takers):
        return FOLDER, "read"
    if not isinstance(value, str) or not (piece or PATHLIKE.search(value)):
        return "", ""
    known = [site for site in takers if not _asks(site)]
    gone = DELETED if any(site.qualified in DELETING for site in takers) else ""
    if helps := [folder_help(site) for site in known if site.called in FOLDERS]:
        return (together(helps) if len({*helps}) > 1 else helps[0]) or FOLDER, "read"
    if any(site.qualified.startswith("keras.datasets.") for site in known):
        return "Name of the file, below ~/.keras/datasets, that keeps the data.", ""
    called = known[0].called if known else ""
    writes = [_writes(site, name) for site in known]
    if re.match(r"[^:]* [^:]*://", value):  # a command
        return "", ""
    if re.match(r"[\w+.-]{2,}://", value):  # C://data is a path
        if called.startswith("read_"):
            return file_help(known[0], value, written=False), "read"
        return f"Address that {called} takes." if called else "An address, or the beginning of one.", ""
    if re.search(r"\.\w{1,7}$", value):
        if any(writes) and not all(writes):
            said = again([file_help(site, value, written) for site, written in zip(known, writes, strict=True)])
            return said + gone, "written"
        if known and called.startswith(("read_", "load", "to_", "dump", "save", "open")):
            return file_help(known[0], value, any(writes)) + gone * any(writes), "written" if any(writes) else "read"
        if any(writes):
            return WRITTEN + gone, "written"
        return f"Path of the file that {called} takes." if called else "Path of a file.", ""
    folder = FOLDER_LIKE.search(name) or "/" in value
    part = "Folder in the paths of files." if folder else "A part of the paths of files."
    joined = piece or value.endswith("/") or any(site.called in JOINING for site in takers)
    return part if joined else "", ""


def passed_to(takers: list[Site]) -> str:
    """What a service is told: nothing more is known of it."""
    name = RECORDING.get(takers[0].qualified, "") if takers else ""
    return knowledge.help_for(takers[0].qualified, "uri" if name.endswith("uri") else name) if name else ""


def takers_of(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> dict[str, list[Site]]:
    """The calls that each name is handed to."""
    found: dict[str, list[Site]] = {}
    for site in sites(program, kept, bound):
        for node in values_given(site.call):
            if isinstance(node, ast.Name) and site.called and site.called not in SAYS:
                found.setdefault(node.id, []).append(site)
    return found


def _asks(site: Site) -> bool:
    """Whether it only asks whether the file is there, makes a folder, or puts a path together."""
    return site.qualified in ASKING or site.qualified.endswith((".join", ".dirname", ".basename", "pathlib.Path"))


def _writes(site: Site, name: str) -> bool:
    """Whether it writes to the file: not `df.to_csv`'s frame, but its path."""
    fetched = site.called in ("urlretrieve", "download") and [
        n for n in site.call.args[1:2] if isinstance(n, ast.Name) and n.id == name
    ]
    return bool(fetched) or written_by(site.called, site.call)


def uses(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> dict[str, str]:
    """What a constant is handed on as, by its name: the keyword's meaning where it is called like the keyword."""
    found: dict[str, list[tuple[str, str, str]]] = {}  # meaning, keyword, what is called
    named, docs = signatures(kept, bound), documented(program, kept, bound)
    for site in sites(program, kept, bound):
        for keyword, node in (*site.arguments(), *arguments(site, named)):
            if not keyword or not site.called or site.called in SAYS:
                continue
            if isinstance(node, ast.Name):
                known = site.effect is not None or "_" in keyword or keyword in TRAINING or site.qualified in FETCHING
                meaning = meaning_of(site, site.qualified or site.method, keyword) if known else ""
                said = meaning or docs.get((site.called, keyword), "")
                said = "" if said.startswith(PLACED) else said  # there it has another name
                found.setdefault(node.id, []).append((said, keyword, site.called))
    return {name: _as_taken(name, taken) for name, taken in found.items()}


def _as_taken(name: str, taken: list[tuple[str, str, str]]) -> str:
    """What it means where it is taken, and as which arguments, all of them."""
    worded = {meaning for meaning, _, _ in taken if meaning}
    said = next(iter(worded)) if len(worded) == 1 else ""
    keywords = {keyword for _, keyword, _ in taken}
    if keywords <= SEEDS and all(called[:1].isupper() or called == "train_test_split" for _, _, called in taken):
        return f"Seed of {listed([called for _, _, called in taken])}."
    alike = keywords <= SEEDS or all(f"_{name.lower()}".endswith(f"_{keyword.lower()}") for keyword in keywords)
    if not said or alike or keywords & SEEDS:
        return said
    by_keyword: dict[str, list[str]] = {}
    for _, keyword, called in taken:
        by_keyword.setdefault(keyword, []).append(called)
    places = "; ".join(f"{keyword} of {listed(called)}" for keyword, called in by_keyword.items())
    own = len(set(taken)) == 1 and not knowledge.help_for(taken[0][2], taken[0][1])  # the notebook's own words
    return said if own else f"{said.rstrip('.')} ({places})."
