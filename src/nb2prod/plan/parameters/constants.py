"""Constants that the notebook sets once and reads: `TEST_SIZE = 0.2`; all literals of a cell tagged `parameters`."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.model import Edge, Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.parameters.calls import TRAINING
from nb2prod.plan.parameters.candidate import TYPES, Candidate
from nb2prod.plan.parameters.grids import grid_names, handed_only, mapping, settings_names
from nb2prod.plan.parameters.meaning import PATHLIKE, of_path, passed_to, takers_of, uses
from nb2prod.plan.parameters.paths import folder_names
from nb2prod.plan.parameters.pieces import said
from nb2prod.plan.parameters.plain_uses import no_settings
from nb2prod.plan.parameters.readings import parents, quoted
from nb2prod.plan.parameters.sites import imported, numbers, plain, sites, tunable
from nb2prod.plan.parameters.whole import whole

NAMED = re.compile(
    r"(?:^|_)(?:path|file|filename|dir|folder|root|data|url|uri|sep|delimiter|encoding|date|metric|method|kernel|ticker|symbol|experiment|experiment_name|"
    r"model_name|model_id|base_model|checkpoint|device|freq|frequency|interval|strategy|optimizer|loss|language)s?$",
    re.I,
)

DATE = re.compile(r"\d{4}-\d\d?(?:-\d\d?)?(?:[ T]\d\d:\d\d(?::\d\d)?)?$")  # 2005-01-31, where data begins or is parted
SPEAKING = re.compile(r"\b(?:we|our|us|let'?s|i|you|your)\b", re.I)  # of the notebook's author, not of the value
REMARK = re.compile(  # how the author thinks of the value, not what it is
    r"(?:this|these|it|that|here|note|see|because|since|so|if|must|should|needs?|don'?t|replace|good|same|as|but|todo|"
    r"hide|only|use|or|ou|ends?|for|keep|reduce|increase|adjust|avoid|put|pass|call)\b|\$|%",
    re.I,
)
DOING = re.compile(  # what the lines below do, not what the value is
    r"(?:set(?:ting)?(?:[ -]?up)?|define|load|extract|create|split|compute|calculate|init\w*|import|read|get|make|"
    r"train|fit|plot|build|show|draw|prepare|generate|add|use|run|now|here|first|next|then|choose|select|specify|try|"
    r"test|change)\b",
    re.I,
)
INDICES = frozenset({"i", "j", "idx", "ind", "index"})
DEFINING = re.compile(r"(?:define|set|specify)\s+(?=(?:the|a|an|how|which|whether)\s)(\w)", re.I)
BIDDING = re.compile(r"(?:change|modify|adjust|edit|try|test|play|fill)\b", re.I)  # what the reader is to do
SURE = 4  # letters of a name that no comment says by chance
LONGEST = 200  # of a comment that is quoted
PLAIN_WORDS = frozenset({"epochs", "seed", "patience"})  # keywords that mean the same as a name of one's own


def constants(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Top-level `NAME = literal`, bound once, never changed in place, and read by something that stays."""
    seen = [s for s in kept if "barrier" not in s.facts.effects]  # what exec changes, the plan provides for
    changed = frozenset().union(*(s.facts.mutates for s in seen)) if seen else frozenset()
    staying = {s.id for s in kept}
    read = {e.name for e in program.edges if e.target in staying and e.name in program.statements[e.target].facts.reads}
    reached = {(e.target, e.name) for e in program.edges}
    unbound = {n for s in kept for n in s.facts.names if hasattr(builtins, n) and (s.id, n) not in reached}
    unbound |= {e.name for e in program.edges if e.target in staying and _deletes(program, e)}
    unfit, places = unbound | changed, no_settings(kept)
    tags = {cell.index: cell.tags for cell in program.notebook.cells}
    settings, folders = settings_names(program, kept, bound), folder_names(program, kept, bound)
    searched, used = grid_names(program, kept, bound), uses(program, kept, bound)
    imports, takers = imported(program, bound), takers_of(program, kept, bound)
    counting, gone_through = whole(kept), _gone_through(program, kept, bound)
    for statement in kept:
        target = _target(statement)
        if target is None or statement.parent is not None:
            continue
        name, node = target
        tagged = "parameters" in tags.get(statement.cell, frozenset())
        value = _value(node)
        if value is None and not isinstance(node, ast.Constant):
            value = said(node, imports, paths=False)  # os.path.join("data", "a.csv")
        binders = bound.get(name, [])
        if value is None or (name not in read and not tagged) or name.startswith("_") or name in unfit:
            continue
        if type(value) in (int, bool) and name in places and not tagged:
            continue
        if isinstance(value, (list, dict)) and len(binders) > 1 and not handed_only(kept, name, imports):
            continue  # each place makes lists of its own, a parameter is one
        if not _one_value(program, binders, name, node):
            options = isinstance(value, dict) and name in searched
            if (name in TRAINING or options) and _plainly_set(program, binders, name):
                told = used.get(name, "") if options else known(name)
                yield Candidate(
                    name, value, statement.cell, span_of(node), told or f"The notebook's {name}.", "constant",
                    f"a setting that is set in {len(binders)} places", keyword=name, whole=name in counting,
                )  # fmt: skip
            continue
        given = (isinstance(value, (dict, str)) and name in settings) or (isinstance(value, list) and name in searched)
        given = given or (name in gone_through and numbers(node) is not None)
        if tagged or worth(name, value) or (given and value) or (name in folders and _short(value)):
            of_file, place = of_path(value, name in folders, takers.get(name, []), name)
            yield Candidate(
                name, value, statement.cell, span_of(node),
                _comment(program, statement) or of_file or used.get(name) or known(name)
                or gone_through.get(name) or passed_to(takers.get(name, []))
                or ("A part of the names of files." if name in folders else "") or _quoted(kept, statement, name)
                or f"The notebook's {name}.",
                "tagged parameters" if tagged else "constant",
                "it stands in the cell tagged parameters" if tagged else "a constant that is set once", (), False,
                statement.id, whole=name in counting, must=tagged or _is_place(value),
                alike=("constant", name), place=place,
            )  # fmt: skip


def _quoted(kept: list[Statement], made: Statement, name: str) -> str:
    """What reads it first, word for word."""
    nodes = (s.node for s in kept if s.id > made.id and name in s.facts.names | s.facts.late)
    return next(filter(None, (quoted(node, name, parents(node)) for node in nodes)), "")


def _gone_through(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> dict[str, str]:
    """What a loop goes through to try each as a setting, and what it is: `for c in Cs: SVC(C=c)`."""
    turns: dict[str, set[str]] = {}
    for statement in kept:
        match statement.node:
            case ast.For(target=ast.Name(id=turn), iter=ast.Name(id=name)):
                turns.setdefault(turn, set()).add(name)
    tried = {
        node.id: f"Values of {keyword} of {site.called} that are tried."
        for site in (sites(program, kept, bound) if turns else ())
        for keyword, node in site.arguments()
        if isinstance(node, ast.Name) and tunable(site, keyword)
    }
    return {name: tried[turn] for turn in tried.keys() & turns.keys() for name in turns[turn]}


def _one_value(program: Program, binders: list[int], name: str, node: ast.expr) -> bool:
    """Whether all that binds the name sets it to this, at the top level: `n = 7` in one cell, `n = 7` in another."""
    for identity in binders:
        target = _target(program.statements[identity])
        same = target is not None and target[0] == name and ast.dump(target[1]) == ast.dump(node)
        if not same or program.statements[identity].parent is not None:
            return False
    return bool(binders)


def _plainly_set(program: Program, binders: list[int], name: str) -> bool:
    """Whether each of the statements sets the name to a value of its own, at the top level: one value a section."""
    targets = [_target(program.statements[identity]) for identity in binders]
    numbers = [
        target is not None and target[0] == name and type(_value(target[1])) in (int, float, dict) for target in targets
    ]
    return all(numbers) and all(program.statements[identity].parent is None for identity in binders)


def _is_place(value: object) -> bool:
    """Whether it says where data comes from, which is a parameter whatever becomes of the data."""
    return isinstance(value, str) and ("://" in value or bool(re.search(r"\w\.\w{1,7}$", value)))


def _deletes(program: Program, edge: Edge) -> bool:
    """`del n`, and somebody asks for n: a parameter cannot be gone."""
    return edge.name in program.statements[edge.source].facts.deletes


def _target(statement: Statement) -> tuple[str, ast.expr] | None:
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, value
        case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
            return name, value
    return None


def _value(node: ast.expr) -> object:
    if isinstance(node, ast.Call):  # dict(max_depth=3)
        return mapping(node)
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    if isinstance(value, (list, dict)) and not plain(value):
        return None
    if isinstance(value, tuple) and not all(type(part) in (int, float) for part in value):
        return None
    return value if type(value) in TYPES and value != () else None


def worth(name: str, value: object) -> bool:
    """Column names and lists of them stay code; numbers, flags and paths are what people change."""
    if name in INDICES and isinstance(value, int):
        return False  # which row is looked at
    if isinstance(value, str):
        return bool(PATHLIKE.search(value) or NAMED.search(name) or DATE.match(value)) and _short(value)
    return isinstance(value, (bool, int, float)) or (isinstance(value, tuple) and name.isupper())  # IMG_SIZE = (64, 64)


def _short(value: object) -> bool:
    return isinstance(value, str) and "\n" not in value and 0 < len(value) < 300


def _comment(program: Program, statement: Statement) -> str:
    """A comment behind the constant, or one on the line above it, says what the constant is for."""
    lines = next(c.python for c in program.notebook.cells if c.index == statement.cell).split("\n")
    behind = re.search(r"#\s*([^#'\"]{3,100})$", lines[statement.end_line - 1])
    above = re.fullmatch(r"#+\s*([^#'\"]{3,100})", lines[statement.line - 2].strip()) if statement.line > 1 else None
    if naming := _naming(lines, statement):
        return naming
    match = behind or above
    text = match[1].strip() if match else ""
    name = (_target(statement) or ("",))[0].lower()
    if (said := DEFINING.match(text)) and any(len(w) >= SURE and w in name.split("_") for w in text.lower().split()):
        text = f"{said[1].upper()}{text[said.end() :]}"  # "Define the rate of success", over success_rate
    # 25 hidden units: a number is not true with another value
    text = "" if DOING.match(text) or REMARK.match(text) or re.search(r"\d", text) else text
    commented_out = re.search(r"^\w[\w.]*\s*(?:=|\()|[(\[{]\S*[)\]}]", text)
    alone = behind or (statement.line > 1 and not _follows(program, statement))
    says = (
        text.isprintable() and text[:1].isalnum() and " " in text and re.search(r"[a-z]{3}", text) and not _speaks(text)
    )
    return text if says and alone and not commented_out else ""


def _speaks(text: str) -> bool:
    """Whether the author speaks; `Whether we normalize the data` says what the value is all the same."""
    return bool(SPEAKING.search(text)) and not text.lower().startswith("whether ")


def _naming(lines: list[str], statement: Statement) -> str:
    """What the lines above say of the constant by its own name: "Set FAST=False for all folds": they speak of it."""
    target, above = _target(statement), list[str]()
    for line in reversed(lines[: statement.line - 1]):
        if not line.strip().startswith("#"):
            break
        above.insert(0, line.strip().lstrip("#").strip())
    text = " ".join(above)
    if target is None or len(target[0]) < SURE or not re.search(rf"(?<![\w.]){re.escape(target[0])}\b", text):
        return ""
    code = re.search(rf"^\s*{re.escape(target[0])}\s*=", "\n".join(above), re.MULTILINE)  # a value that was tried
    code = code or BIDDING.match(text) or re.search(r"\d", text) or SPEAKING.search(text)  # another number tomorrow
    return text if not code and len(text) <= LONGEST and text.isprintable() and text.count(" ") > 2 else ""


def _follows(program: Program, statement: Statement) -> bool:
    """Whether another statement stands right below it: then a comment above speaks of both."""
    after = statement.end_line + 1
    return any(s.cell == statement.cell and s.line == after and s.parent is None for s in program.statements)


def known(name: str) -> str:
    """`TEST_SIZE` and `my_random_state` say themselves which keyword they are for."""
    words = name.lower().split("_")
    for start in range(len(words) - 1):
        if meaning := knowledge.help_for("", "_".join(words[start:])):
            return meaning
    return knowledge.help_for("", words[-1]) if words[-1] in PLAIN_WORDS else ""
