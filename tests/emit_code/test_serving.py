"""The functions of inference at level raw: what they are made of, and what they are not."""

import ast

from tests.notebooks import planned, project, text

HEAD = "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\nfrom sklearn.preprocessing import StandardScaler"
CELLS = (
    HEAD,
    "df = pd.read_csv('a.csv')",
    "X = df.drop(columns=['left'])\ny = df['left']",
    text("## Fill"),
    "num_cols = ['age', 'pay']\nX[num_cols] = X[num_cols].fillna(0)",
    text("## Scale"),
    "scaler = StandardScaler()\nX[num_cols] = scaler.fit_transform(X[num_cols])",
    text("## Model"),
    "model = LogisticRegression()\nmodel.fit(X, y)",
    "y_pred = model.predict(X)",
)


def test_fixed_values_stand_in_definitions_only():
    files = project(*CELLS)
    inference = files["src/paper/inference.py"]
    assert "num_cols = [" in files["src/paper/definitions.py"]
    assert "from paper.definitions import num_cols" in inference
    functions = [node for node in ast.parse(inference).body if isinstance(node, ast.FunctionDef)]
    assert "prepare" not in {node.name for node in functions}
    assert "num_cols = [" not in inference


def test_what_both_execute_is_said():
    decided = planned(*CELLS)
    fates = {decided.program.statements[c.statement].source: c.fate for c in decided.choices}
    assert fates["X[num_cols] = X[num_cols].fillna(0)"] == "both"
    assert fates["X[num_cols] = scaler.fit_transform(X[num_cols])"] == "both"
    assert fates["y_pred = model.predict(X)"] == "both"
    assert fates["model.fit(X, y)"] == "train"
    assert fates["y = df['left']"] == "train"


def test_at_level_features_the_rows_seen_are_those_of_the_fit():
    """The matrix is bound again after the fit: what the model takes is what it was fitted on."""
    cells = (
        HEAD,
        "df = pd.read_csv('a.csv')\nX = df[['a', 'b']].rank()\ny = df['left']",
        "model = LogisticRegression()\nmodel.fit(X, y)",
        "X = df[['c']]\nprint(X.mean())",
    )
    decided = planned(*cells)
    assert decided.inference is not None and decided.inference.level == "features"
    lines = [line.strip() for line in project(*cells)["src/paper/train.py"].splitlines()]
    fitted, seen = lines.index("model.fit(X, y)"), lines.index("seen = remember(X)")
    again = next(n for n, line in enumerate(lines) if line.startswith('X = df[["c"]]'))
    assert fitted < seen and not fitted < again < seen


def test_cells_that_stay_in_one_namespace_remember_no_rows_of_the_load():
    files = project(*CELLS, "exec(input())")
    train = ast.parse(files["src/paper/train.py"])
    workflow = next(node for node in train.body if isinstance(node, ast.FunctionDef) and node.name == "train")
    bound = {n.id for n in ast.walk(workflow) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    read = {n.id for n in ast.walk(workflow) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    assert "seen" not in read - bound


def test_rows_that_only_a_filter_touched_are_not_copied():
    cells = (HEAD, "df = pd.read_csv('a.csv')", text("## Drop outliers"), "df = df[df['left'] < 99].copy()", *CELLS[2:])
    inference = project(*cells)["src/paper/inference.py"]
    assert ".copy().copy()" not in inference and "def drop_outliers" not in inference
    assert "drop_outliers" in project(*cells)["src/paper/train.py"]


def test_functions_of_inference_say_their_types():
    cells = (
        HEAD + "\nfrom sklearn.decomposition import PCA",
        "df = pd.read_csv('a.csv')\nlimit = df['a'].mean() + 3 * df['a'].std()",
        text("## Clean"),
        "X = df[['a', 'b']]\nX = X[X['a'] < limit]\nY = df.loc[X.index, 'y']",
        text("## Scale"),
        "scaler = StandardScaler()\nZ = scaler.fit_transform(X)",
        text("## Reduce"),
        "pca = PCA(1)\nP = pca.fit_transform(Z)",
        text("## Fit"),
        "model = LogisticRegression()\nmodel.fit(P, Y)\nprint(model.predict(P))",
    )
    inference = project(*cells)["src/paper/inference.py"]
    head = " ".join(inference.split())
    assert "scaler: StandardScaler) -> np.ndarray:" in head and "import numpy as np" in head
    assert "pca: PCA) -> np.ndarray:" in head and "limit: float" in head


def test_the_result_of_a_change_in_place_is_a_table():
    cells = (
        HEAD,
        "df = pd.read_csv('a.csv')\ndf.fillna(method='ffill', inplace=True)",  # gives None before pandas 3
        "model = LogisticRegression()\nmodel.fit(df[['a', 'b']], df['y'])\nprint(model.predict(df[['a', 'b']]))",
    )
    inference = project(*cells)["src/paper/inference.py"]
    assert 'df = df.fillna(method="ffill")\n' in inference
