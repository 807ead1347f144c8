"""Every value that crosses a stage. Read this page first.

A notebook flows one way:

    bytes --read--> Notebook --analyse--> Program --plan--> Plan --emit--> Tree --sync, disk--> files

Two cells are enough to see all of it::

    In[1]  df = pd.read_csv("a.csv")     Statement(roles={load}), binds df, reads the file a.csv
    In[2]  df.hist()                     Statement(roles={plot}), reads df     Edge(0 -> 1, "df")

The plan keeps statement 0 (a load is a result) in the step `load_data`, lifts "a.csv" to the parameter `data_path`, and
drops statement 1 because it only draws. Each of those choices carries its `because`, a field without a default.
All values are frozen and hold tuples or frozensets: a stage replaces, it never mutates.
Cells count from 0 and lines from 1 inside their cell, as in `explain --json`; only messages count cells from 1.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Literal, NamedTuple

from nb2prod.model_claims import Claim as Claim
from nb2prod.model_inference import Artifact as Artifact
from nb2prod.model_inference import Finish as Finish
from nb2prod.model_inference import Inference as Inference
from nb2prod.model_inference import Keep as Keep
from nb2prod.model_inference import Reading as Reading
from nb2prod.model_inference import Serving as Serving
from nb2prod.model_inference import Span as Span
from nb2prod.model_inference import Table as Table
from nb2prod.model_install import Newest as Newest
from nb2prod.model_install import Removal as Removal
from nb2prod.model_install import Requirement as Requirement
from nb2prod.model_measures import Measure as Measure
from nb2prod.model_measures import Recording as Recording
from nb2prod.replacing import dataclass, field

Level = Literal["error", "warning", "note"]
Role = Literal[
    "import", "install", "setup", "parameter", "load", "explore", "clean", "feature", "split",
    "train", "evaluate", "predict", "export", "plot", "display", "other",
]  # fmt: skip
Fate = Literal["train", "inference", "both", "report", "dropped", "pruned", "parameter", "import", "install", "module"]


@dataclass(frozen=True)
class Finding:
    """Something a person should know: a stable code, a place, what is so, what to do."""

    code: str
    level: Level
    text: str
    advice: str
    cell: int | None = None  # from 0
    line: int | None = None  # from 1, inside the cell


# ---------------------------------------------------------------------------------------------------------------- read


@dataclass(frozen=True)
class LineFate:
    """What reading itself did with one line (a magic, a shell line, a help request): shown by `explain`."""

    line: int
    end_line: int
    source: str
    fate: Fate
    roles: tuple[Role, ...]
    because: str


@dataclass(frozen=True)
class Module:
    """A Python file that the package needs: written by `%%writefile`, or lying beside the notebook and imported."""

    name: str  # dotted module name as the notebook imports it, "helper_mod"
    path: str  # relative posix path inside the package, "helper_mod.py"
    text: str
    cell: int | None
    because: str


@dataclass(frozen=True)
class Cell:
    """One cell. `python` is its source with IPython syntax lowered to Python, line for line (line k stays line k)."""

    index: int
    kind: Literal["code", "markdown", "raw"]
    source: str
    python: str = ""
    tags: frozenset[str] = frozenset()
    count: int | None = None  # execution_count, shown to people as In[n]
    lines: tuple[LineFate, ...] = ()  # lines that reading took out of the Python
    imports: frozenset[str] = frozenset()  # modules that lowered lines need ("subprocess", "os")
    dropped: str = ""  # the reason why the whole cell is left out ("" = it is not)


@dataclass(frozen=True)
class Notebook:
    """A notebook as the later stages see it: no outputs, no ids, no metadata that does not matter."""

    name: str  # file name without suffix, as it stands on disk
    file: str  # file name with suffix, for messages and headers (never a path)
    cells: tuple[Cell, ...]
    requirements: tuple[Requirement, ...] = ()
    modules: tuple[Module, ...] = ()
    scripts: tuple[Module, ...] = ()  # programs beside it that its calls name; their paths are those of the project
    findings: tuple[Finding, ...] = ()
    identity: str = ""  # sha256 over sources and used metadata
    hidden_by: str = ""  # the module beside it that bears its name: run there, Python finds that one first
    origin: Origin = field(default_factory=lambda: Origin())


@dataclass(frozen=True)
class Origin:
    """What a project was made from, in hashes. Equal origins and one version of nb2prod give equal projects."""

    cells: tuple[str, ...] = ()  # of each cell, in document order
    order: tuple[int, ...] = ()  # places of the cells in the order in which they count, where it is another one
    beside: tuple[tuple[str, str], ...] = ()  # of each file that was looked for beside the notebook; "": not there
    form: str = ""  # codes of what reading remarked about the file as a whole
    notebook: str = ""  # its path from the root of the repository; without one, its file name
    settings: tuple[tuple[str, str], ...] = ()  # as JSON, those that are not the default and decide about the project


# ----------------------------------------------------------------------------------------------------------- knowledge


@dataclass(frozen=True)
class Effect:
    """What is known about one callable or attribute of a library. Defaults say: pure, fresh result of unknown type."""

    kind: Literal["compute", "plot", "look", "option", "metric", "report", "result"] = "compute"
    # plot: draws, nothing else. look: a view of data for people when nobody uses its value (head, info, describe).
    # option: display settings only. metric: a number that measures a model. report: text that measures a model.
    # result: what a fit or a test found (coefficients, best parameters): kept where the notebook shows it.
    returns: str = ""  # type, e.g. "pandas.DataFrame"; "self" = the receiver; "" = unknown; "item" = one of its own
    mutates: tuple[str, ...] = ()  # "self", parameter names, or positional indices as text ("0")
    mutates_if: tuple[str, ...] = ()  # keywords that, given and not False or None, make it mutate self: inplace
    mutates_unless: tuple[str, ...] = ()  # keyword arguments which, when given as False, make it write into its first
    aliases: tuple[str, ...] = ()  # result may share with "self" or the named/positional arguments ("0"); () = fresh
    rng: str = ""  # streams it draws from: "numpy", "python", "torch", "tensorflow", or several, parted by blanks
    rng_unless: tuple[str, ...] = ()  # keyword arguments that stop it from drawing when given and not None
    seeds: str = ""  # streams that it seeds
    io: Literal["", "read", "write", "network", "environment"] = ""
    rows: Literal["", "map", "aggregate", "select", "split", "expand"] = ""
    role: Role | Literal[""] = ""
    holds: tuple[str, ...] = ()  # of a load: which parts of the result are its rows, their targets, names of columns
    pair_if: tuple[str, ...] = ()  # keywords that, given as True, make it give just the rows and their targets
    framed_if: tuple[str, ...] = ()  # keywords that, given as True, make the rows a frame
    parameters: tuple[str, ...] = ()  # names of the positional parameters, for lifting literals
    imported: bool = True  # False: the name is known but nothing of it may be relied on


# ------------------------------------------------------------------------------------------------------------- analyse


@dataclass(frozen=True)
class Facts:
    """What one statement does, for its own part only: a compound statement's facts are those of its header line."""

    names: frozenset[str] = frozenset()  # names that its own text reads now
    reads: frozenset[str] = frozenset()  # those, and what the functions it may call read
    binds: frozenset[str] = frozenset()
    outer: frozenset[str] = frozenset()  # names that a function it calls rebinds through `global`
    deletes: frozenset[str] = frozenset()
    mutates: frozenset[str] = frozenset()  # names whose object may change in place
    late: frozenset[str] = frozenset()  # free names of functions defined here: read when called, not now
    calls: tuple[str, ...] = ()  # qualified names, in source order
    effects: frozenset[str] = frozenset()  # "write", "read", "network", "environment", "unknown", "barrier", "raise"
    draws: frozenset[str] = frozenset()  # random streams it advances
    drawing: tuple[Span, ...] = ()  # the calls inside it that do so
    seeds: frozenset[str] = frozenset()
    display: Literal["", "plot", "look", "print", "option", "report"] = ""
    pictures: bool = False  # it saves a figure as a file, itself or in a function that it calls
    roles: tuple[Role, ...] = ("other",)
    evidence: tuple[str, ...] = ("nothing tells",)  # why each of the roles
    flow: tuple[Role, ...] = ()  # roles that only the flow of values tells, beside those that it shows itself
    types: tuple[tuple[str, str], ...] = ()  # (name, type) for each name that it binds
    metrics: frozenset[str] = frozenset()  # names it binds to a number that measures a model
    measures: tuple[tuple[Span, str], ...] = ()  # calls inside it that measure a model, with their qualified names
    tables: tuple[tuple[Span, bool], ...] = ()  # frames and series that it shows, and whether a model's word is in them
    values: tuple[tuple[Span, str], ...] = ()  # types of the expressions in it, where known


@dataclass(frozen=True)
class Statement:
    """A small statement, or the header of a compound one; `parent` is the compound statement that it stands in."""

    id: int
    cell: int
    line: int
    end_line: int
    column: int  # characters, from 0
    source: str
    node: ast.stmt = field(compare=False, repr=False)
    facts: Facts
    parent: int | None = None
    # which part of the parent it stands in
    body: Literal["", "body", "orelse", "handlers", "finalbody", "function"] = ""


STYLES = "<styles>"  # stands for how plots look: what is read from it, and figures that are saved, depend on it


class Edge(NamedTuple):  # a big notebook has a million
    """`target` reads `name` as `source` left it (bound, or changed in place)."""

    source: int
    target: int
    name: str


@dataclass(frozen=True)
class Import:
    """One name bound by an import statement."""

    name: str  # bound in the notebook: "np"; "*" for a star import
    module: str  # "numpy", "sklearn.svm"
    attribute: str  # "" for `import numpy as np`, else "SVC"
    statement: int
    level: int = 0
    place: tuple[str, str] | None = None  # module ("" = none) and name, where it has moved

    @property
    def qualified(self) -> str:
        """The full name of what is bound."""
        return f"{self.module}.{self.attribute}" if self.attribute else self.module

    @property
    def now(self) -> str:
        """The full name under which the project imports it."""
        return ".".join(self.place).lstrip(".") if self.place else self.qualified


@dataclass(frozen=True, eq=False)  # by identity: what is asked about one program many times is worked out once
class Program:
    """The whole notebook as statements in document order (compound bodies follow their header) with named edges."""

    notebook: Notebook
    statements: tuple[Statement, ...]
    edges: tuple[Edge, ...]
    imports: tuple[Import, ...]
    exits: Mapping[str, frozenset[int]]  # name -> statements whose binding or change it holds at the notebook's end
    findings: tuple[Finding, ...] = ()
    removals: tuple[Removal, ...] = ()


# ---------------------------------------------------------------------------------------------------------------- plan


@dataclass(frozen=True)
class Choice:
    """The fate of one statement, top-level or nested, and the reason."""

    statement: int
    fate: Fate
    because: str
    step: str = ""
    remains: tuple[Span, ...] = ()  # of a dropped plot: the expressions that must still be evaluated
    unwrap: bool = False  # a plotting context whose body stays without it
    fresh: str = ""  # all figures are closed in front of it: the name of pyplot


@dataclass(frozen=True)
class Parameter:
    """A value that a person may want to change without touching the code."""

    name: str  # field of Config, valid identifier
    type: str  # "int" "float" "str" "bool" "list" "dict" "Optional[int]"...
    default: object  # a literal value
    help: str
    step: str  # the step whose group it stands in
    cell: int
    line: int
    origin: str  # "train_test_split" or "constant": shown in config.yaml
    because: str
    required: bool = False  # a secret: no default, from the environment
    constant: str = ""  # the notebook's own name for it, where it had one
    cells: tuple[int, ...] = ()  # every cell that takes its value; of a constant first the one that sets it
    place: Literal["", "read", "written"] = ""  # it is a file or an address that is read, a file that is written
    setting: bool = False  # it is a setting of a model
    choices: tuple[str, ...] = ()  # the only texts that it takes


@dataclass(frozen=True)
class Edit:
    """Replace the expression at `span` of a cell by `name`."""

    cell: int
    span: Span
    name: str  # a plain name, "max_iter"; what it stands for is in Plan.parameters
    module: str = ""  # path of a copied module in whose text the span lies; its cell is -1 then


@dataclass(frozen=True)
class Step:
    """A function of the generated workflow; `inline` steps stand in the workflow function itself, and say why."""

    name: str
    statements: tuple[int, ...]  # top-level statements in document order
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    parameters: tuple[str, ...]  # names of Parameter that it takes
    doc: str
    cells: tuple[int, ...]
    because: str
    inline: bool = False
    loads: str = ""  # the frame that this step loads, when the workflow can be handed one instead
    reloads: str = ""  # the frame that it loads once more, from the same path: again the one that was handed in
    columns: tuple[str, ...] = ()  # of a file that is loaded once more: those that only this load takes; (): as before
    feeds: str = ""  # the frame whose load is all that needs this step: not done where one was handed in
    types: Mapping[str, str] = field(default_factory=dict)  # name -> annotation, where known
    perhaps: tuple[str, ...] = ()  # outputs that may be unbound at the end
    imports: tuple[int, ...] = ()  # of Program.imports, those that it repeats: modules and classes do not travel


@dataclass(frozen=True)
class Definition:
    """A function, class or fixed value: importable from definitions.py, or closed over in the workflow."""

    name: str
    statement: int
    importable: bool
    because: str
    called: str = ""  # its name at module level, where the notebook's own stands for another function
    loses: str = ""  # what its body no longer does, as a sentence: it draws nothing; "" where it is whole


@dataclass(frozen=True)
class Plan:
    """Every decision about the generated project, each with its reason; `explain` renders nothing else."""

    program: Program
    package: str
    title: str  # the first heading of the notebook as plain text, or its file name
    workflow: Literal["train", "run"]
    choices: tuple[Choice, ...]
    steps: tuple[Step, ...]
    definitions: tuple[Definition, ...]
    parameters: tuple[Parameter, ...]
    edits: tuple[Edit, ...]
    artifacts: tuple[Artifact, ...]
    metrics: tuple[tuple[str, str], ...]  # (key in metrics.json, behind its step and SEPARATOR; name in the workflow)
    inference: Inference | None
    requirements: tuple[Requirement, ...]
    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...] = ()
    tables: tuple[tuple[str, str], ...] = ()  # (name of the file without its ending, name in the workflow)
    recording: tuple[Recording, ...] = ()  # functions that put what they measure into a mapping
    folders: Literal["all", "new", "none"] = "all"  # that the run makes before it; new: of paths that are set otherwise
    hoisted: frozenset[str] = frozenset()  # imported names whose import moves to the head of the module
    persistence: Literal["joblib", "skops"] = "joblib"  # how learned values are saved
    namespace: str = ""  # why the whole notebook stays in one namespace of its own, "" = it does not
    titled: bool = True  # it is the notebook's own title, no file name
    newest: Newest = field(default_factory=lambda: Newest())
    claims: tuple[Claim, ...] = ()  # what the README says of the models and their columns


# ---------------------------------------------------------------------------------------------------------------- emit


@dataclass(frozen=True)
class File:
    """A file as a value: posix path relative to the project's root, and its text."""

    path: str
    text: str


@dataclass(frozen=True)
class Tree:
    """A project as a value; paths are unique and sorted."""

    files: tuple[File, ...]

    def __post_init__(self) -> None:
        """Refuse two files at one path: nothing could say which one wins."""
        paths = [file.path for file in self.files]
        if len(set(paths)) != len(paths):
            raise ValueError(f"two files at one path among {paths}")
