"""What is decided about inference: the part of `model` that says how new rows become predictions.

In[2]  df["age"] = df["age"].fillna(df["age"].median())     Keep(target="age_median") and a line of Serving
"""

from __future__ import annotations

import ast
from typing import Literal

from nb2prod.replacing import dataclass

Span = tuple[int, int, int, int]  # line, column, end line, end column as `ast` counts them (columns in UTF-8 bytes)


@dataclass(frozen=True)
class Artifact:
    """A learned value that training saves and inference loads."""

    name: str
    kind: Literal["estimator", "value", "columns"]
    cell: int
    because: str
    value: str = ""  # the expression that gives it when training ends, "" = its name


@dataclass(frozen=True)
class Keep:
    """A line of training that keeps a learned value for inference."""

    statement: int  # beside it
    where: Literal["first", "before", "inside", "after"]  # first: before it, once; inside: the name replaces `span`
    target: str  # "medians[col]"
    span: Span | None
    text: str  # the expression, where it is not taken from `span`
    name: str  # what is bound: "medians"


@dataclass(frozen=True)
class Table:
    """Rows that come from no file of a table: `iris = load_iris()`, `X, y = make_blobs()`, `X = np.array(...)`.

    Training writes them down as a table; inference gets its rows as one and makes the notebook's own object of it.
    """

    rows: str  # what holds them, beside the load: "iris.data", "X"
    names: str  # what names their columns: "iris.feature_names"; "": x0, x1 and so on
    array: bool  # an array, else a frame
    span: Span  # of the expression whose value the load binds
    columns: tuple[int, ...] = ()  # of an array: numbers of those that a prediction needs
    others: bool = True  # `columns` are those that it does not need
    taken: tuple[str | int, ...] = ()  # the way from that value to the rows: ("data",), (0,)
    width: int = 0  # how many columns an array surely has, 0 = nobody knows


@dataclass(frozen=True)
class Serving:
    """What inference executes, from the raw rows to the prediction."""

    source: str  # the variable that the rows come as
    load: int  # the statement that loads them in training
    columns: tuple[str, ...] | None  # raw columns that are needed; None: all but `left_out`
    left_out: tuple[str, ...]
    listed: tuple[str, ...]  # artifacts that hold the names of more needed columns
    partly: bool  # only training knows which of `columns` are of the file, and which of a table looked up
    label: str  # a column that the notebook makes the labels of its rows
    lines: tuple[tuple[int, str], ...]  # (top-level statement, Python)
    expression: str  # the prediction
    statement: int  # that makes it in the notebook
    rows: bool  # whether a filter leaves rows out: `rows` are the positions of those that stay
    probability: tuple[str, str] | None  # artifact and matrix that give probabilities
    keeps: tuple[Keep, ...]
    artifacts: tuple[Artifact, ...]
    history: str  # the operation that looks at the rows before, "" = none
    short: bool = False  # whether `short_of_history` holds positions of rows that lack those before them
    sorted: bool = False  # whether rows are put into an order first
    order: str = ""  # the prediction as the notebook has it
    table: Table | None = None  # where the rows come from no file of a table
    matrix: str = ""  # what the model is asked about there, as the notebook has it; "": more than the model says it
    wanted: str = ""  # a condition on `name`, over artifacts: whether a raw column is needed, where code renames them
    staying: tuple[str, bool] = ("", False)  # what tells which rows its filters left; only of rows without gaps?
    anew: tuple[tuple[str, int], ...] = ()  # artifacts that training fits on the rows to be predicted, and where
    stopped: tuple[str, int] = ("", -1)  # why what makes its rows is not followed, and where; "": they are loaded
    targets: tuple[str, ...] = ()  # raw columns that the model was fitted to predict, and no served statement reads

    @property
    def statements(self) -> frozenset[int]:
        """Statements of the notebook that inference executes in its own way: of `lines`, and the prediction."""
        return frozenset({self.statement, *(identity for identity, _ in self.lines)})

    @property
    def said(self) -> ast.expr:
        """The expression of the prediction; of a name what the last line gave it."""
        node = ast.parse(self.expression, mode="eval").body
        for _, line in reversed(self.lines):
            match ast.parse(line).body:
                case [ast.Assign(targets=[ast.Name(id=name)], value=value)] if isinstance(node, ast.Name):
                    node = value if name == node.id else node
        return node


@dataclass(frozen=True)
class Finish:
    """What the notebook makes of the answers of its model, where these are not followed back to raw rows.

    p = model.predict(X_test); y_pred = np.round(p)      expression: "np.round(said)"
    """

    lines: tuple[tuple[int, str], ...]  # (top-level statement, Python)
    expression: str  # the prediction
    statement: int  # that makes it in the notebook
    name: str  # that holds it there, "" = none
    matrix: str  # the name of what the model was asked about, "" = it has none
    said: str  # the variable that holds what `predict` gives, "" = it is not asked
    chances: str  # that holds what `predict_proba` gives, "" = it is not asked
    rows: str  # that holds what it is asked about, where other models are asked about it, too; "" = none is
    keeps: tuple[Keep, ...]
    artifacts: tuple[Artifact, ...]


@dataclass(frozen=True)
class Reading:
    """The call that loads the rows inference takes, and what it says about the file."""

    statement: int
    cell: int
    span: Span  # of the call
    function: str  # of pandas: "read_csv"
    options: tuple[tuple[str, str], ...]  # keyword and Python expression; a lifted one is "config.sep"
    dates: tuple[tuple[str, str], ...]  # those of pandas.to_datetime that say how it reads dates
    left_out: tuple[str, ...]  # options that cannot stand on their own
    because: str


@dataclass(frozen=True)
class Inference:
    """What inference can be derived from: the level, and the statement that decided it."""

    level: Literal["raw", "features", "none"]
    because: str
    source: str = ""  # the notebook name of the frame that rows come as
    output: str = "prediction"
    model: str = ""  # the notebook name of the final model
    kind: str = ""  # what it is, as people say it: "of class `SVC`", "the best estimator of `search`"; "" = not known
    target: str = ""  # the column that it was fitted to predict; "": not known
    from_disk: int = 0  # the cell, from 1, that loads what the name holds at the end; 0: none does
    looped: int = 0  # the cell, from 1, of a loop that makes the model anew in each turn; 0: none does
    others: tuple[str, ...] = ()  # names of other models that are fitted, and stay
    probability: bool = False
    reading: Reading | None = None
    optional: tuple[str, ...] = ()  # columns of the source that no prediction needs: the target
    history: str = ""  # why rows cannot be answered one by one ("" = they can)
    fitted: int = -1  # at level features: the top-level statement that fits the model on `source`, -1 = none alone does
    beside: int = -1  # the top-level statement beside which `source` is what was fitted on: a loop, perhaps; -1: until
    # the end of the workflow, -2: nobody knows
    shown: str = ""  # what it was fitted on, where that is part of something else: "digits.data"; has no `source` then
    fit: int = -1  # the statement that fits on it, wherever it stands
    columns: tuple[str, ...] = ()  # at level features: those of the matrix in their order, where they are written out
    namer: str = ""  # at level features: the artifact that names them, a DictVectorizer
    matrix: str = ""  # the notebook name of what the final predictions are made for
    expected: str = ""  # the notebook name that holds these predictions at the end
    serving: Serving | None = None  # of level raw
    as_of: tuple[int, int] = (-1, -1)  # statements: where the served model answers last, and the first behind it that
    # fits it anew or gives its name to another one; (-1, -1): it is the one that the name holds at the end
    own: tuple[Keep, ...] = ()  # of level features: the line of training that keeps that one
    finish: Finish | None = (
        None  # of level features: what is made of the model's answers; None: they are the prediction
    )
    asked_with: str = ""  # of level features: what `predict` is given besides rows: "ntree_limit=m.best_ntree_limit"
    coded: str = ""  # the artifact that says what the classes are called, where it predicts their numbers
    unfinished: str = ""  # of level features: what the notebook makes of them, and is not followed
    rows: str = ""  # at level raw: the frame that training learned from, where the predicted rows are another one
    loaded: int = -1  # the statement that loads it

    @property
    def told(self) -> str:
        """The level as people read it: of rows that the notebook makes of others it is `features`."""
        return "features" if self.serving is not None and self.serving.stopped[0] else self.level

    @property
    def of_turns(self) -> bool:
        """Whether the models of all turns of a loop are kept, and answer together."""
        return any(keep.text.startswith(f"[*{keep.target}, ") for keep in self.keeps)

    @property
    def keeps(self) -> tuple[Keep, ...]:
        """The lines of training that keep what inference needs."""
        found = self.serving or self.finish
        return (*self.own, *(found.keeps if found is not None else ()))
