"""Six small notebooks that predict, each with its data: what seeded_inference.py can be run on.

python benchmarks/serving_notebooks.py FOLDER

They share one table of loans and differ in how they get from it to a prediction.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd

START = """
import numpy as np
import pandas as pd
df = pd.read_csv("loans.csv", sep=";")
"""
NOTEBOOKS = {
    "encoders_and_scaler": """
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler
# %%
df["income"] = df["income"].fillna(df["income"].median())
df["years"] = df["years"].fillna(df["years"].mean())
df = df[df["purpose"].notna()]
# %%
encoders = {}
for col in ["home", "region"]:
    le = LabelEncoder()
    df[col] = le.fit_transform(df[col])
    encoders[col] = le
df = pd.get_dummies(df, columns=["purpose", "term"])
df["rate"] = df["amount"] / (df["income"] + 1)
# %%
X = df.drop(["id", "default", "loss"], axis=1)
y = df["default"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=1)
num_cols = ["income", "amount", "years", "rate"]
scaler = StandardScaler()
X_train[num_cols] = scaler.fit_transform(X_train[num_cols])
X_test[num_cols] = scaler.transform(X_test[num_cols])
# %%
from sklearn.linear_model import LogisticRegression
model = LogisticRegression(C=0.5, max_iter=500)
model.fit(X_train, y_train)
y_pred = model.predict(X_test)
print(accuracy_score(y_test, y_pred))
""",
    "by_hand": """
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
# %%
for c in ["income", "years"]:
    df[c] = df[c].fillna(df[c].median())
df["purpose"] = df["purpose"].fillna(df["purpose"].mode()[0])
# %%
top = df["region"].value_counts().index[:3]
df["region"] = df["region"].where(df["region"].isin(top), "other")
df["home"] = df["home"].map({"own": 0, "rent": 1, "family": 2})
rates = df.groupby("purpose")["default"].mean()
df["purpose_rate"] = df["purpose"].map(rates)
df = pd.get_dummies(df, columns=["region"])
# %%
features = [c for c in df.columns if c not in ["id", "default", "loss", "purpose", "term"]]
X = df[features].astype(float)
X = (X - X.mean()) / X.std()
y = df["default"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=2)
# %%
clf = LogisticRegression()
clf.fit(X_train, y_train)
proba = clf.predict_proba(X_test)[:, 1]
y_pred = (proba > 0.35).astype(int)
print((y_pred == y_test).mean())
""",
    "log_target": """
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split
# %%
df["income"] = np.log1p(df["income"].fillna(df["income"].median()))
df["years"] = df["years"].fillna(0)
low, high = df["amount"].quantile(0.05), df["amount"].quantile(0.95)
df["amount"] = df["amount"].clip(low, high)
df["bin"] = pd.qcut(df["age"], 4, labels=False)
df["purpose"] = df["purpose"].fillna("none")
df = pd.get_dummies(df, columns=["purpose", "home", "region"])
# %%
y = np.log1p(df["loss"])
X = df.drop(columns=["id", "default", "loss", "term"])
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=3)
model = Ridge(alpha=2.0)
model.fit(X_train, y_train)
y_pred = np.expm1(model.predict(X_test))
print(mean_absolute_error(np.expm1(y_test), y_pred))
""",
    "pipeline": """
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
# %%
df["per_year"] = df["amount"] / df["term"].str.replace(" months", "").astype(float) * 12
df["old"] = (df["age"] > 50).astype(int)
numeric = ["income", "amount", "years", "age", "per_year", "old"]
texts = ["home", "purpose", "region"]
# %%
prepare = ColumnTransformer([
    ("numbers", Pipeline([("fill", SimpleImputer(strategy="median")), ("scale", StandardScaler())]), numeric),
    ("texts", Pipeline([
        ("fill", SimpleImputer(strategy="most_frequent")),
        ("codes", OneHotEncoder(handle_unknown="ignore")),
    ]), texts),
])
X_train, X_test, y_train, y_test = train_test_split(df[numeric + texts], df["default"], random_state=4)
pipe = Pipeline([("prepare", prepare), ("model", LogisticRegression(max_iter=300))])
pipe.fit(X_train, y_train)
y_pred = (pipe.predict_proba(X_test)[:, 1] >= 0.4).astype(int)
print((y_pred == y_test).mean())
""",
    "two_models": """
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler
from sklearn.tree import DecisionTreeRegressor
# %%
medians = df.groupby("home")["income"].transform("median")
df["years"] = df["years"].fillna(df["years"].median())
df["income"] = df["income"].fillna(df["income"].mean())
df["purpose"] = df["purpose"].fillna("none").astype("category").cat.codes
counts = df["region"].value_counts()
df["region_count"] = df["region"].map(counts)
# %%
cols = ["income", "amount", "years", "age", "purpose", "region_count"]
X_train, X_test, y_train, y_test = train_test_split(df[cols], df["loss"], random_state=5)
scaler = MinMaxScaler()
X_train_s = scaler.fit_transform(X_train)
X_test_s = scaler.transform(X_test)
# %%
ridge = Ridge(alpha=0.5)
ridge.fit(X_train_s, y_train)
tree = DecisionTreeRegressor(max_depth=4, random_state=0)
tree.fit(X_train_s, y_train)
y_pred = 0.4 * ridge.predict(X_test_s) + 0.6 * tree.predict(X_test_s)
print(np.abs(y_pred - y_test).mean())
""",
    "neighbours": """
from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import OrdinalEncoder, RobustScaler
# %%
df = df.dropna(subset=["purpose"])
missing = df["income"].isna().astype(int)
df["income_missing"] = missing
for c in ["income", "years"]:
    df[c] = df[c].fillna(df[c].mean())
cat_cols = ["home", "purpose", "region"]
codes = OrdinalEncoder()
df[cat_cols] = codes.fit_transform(df[cat_cols])
df["months"] = df["term"].str.split(" ").str[0].astype(int)
# %%
X = df.drop(columns=["id", "default", "loss", "term"])
y = df["default"].map({0: "paid", 1: "lost"})
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=6, stratify=y)
scale = RobustScaler().fit(X_train)
pca = PCA(n_components=5, random_state=0)
Z_train = pca.fit_transform(scale.transform(X_train))
Z_test = pca.transform(scale.transform(X_test))
knn = KNeighborsClassifier(n_neighbors=7)
knn.fit(Z_train, y_train)
y_pred = knn.predict(Z_test)
print((y_pred == y_test).mean())
""",
}


def loans() -> pd.DataFrame:
    """Loans that never were."""
    draw, size = np.random.default_rng(11), 400
    df = pd.DataFrame(
        {
            "id": np.arange(size) + 100,
            "age": draw.integers(19, 75, size),
            "income": draw.gamma(5, 700, size).round(0),
            "amount": draw.gamma(3, 1500, size).round(-1),
            "years": draw.integers(0, 30, size).astype(float),
            "home": draw.choice(["own", "rent", "family"], size),
            "purpose": draw.choice(["car", "house", "study", "travel"], size, p=[0.4, 0.3, 0.2, 0.1]),
            "region": draw.choice(["north", "south", "east", "west", "isle"], size, p=[0.3, 0.3, 0.2, 0.15, 0.05]),
            "term": draw.choice(["12 months", "24 months", "36 months"], size),
        }
    )
    score = df["amount"] / df["income"] - df["years"] / 20 + (df["home"] == "rent") - (df["purpose"] == "house")
    df["default"] = (score + draw.normal(0, 0.4, size) > 1).astype(int)
    df["loss"] = (df["amount"] * (0.1 + 0.3 * df["default"]) * draw.uniform(0.8, 1.2, size) + df["age"] * 5).round(2)
    for name, count in (("income", 30), ("years", 20), ("purpose", 8)):
        df.loc[draw.choice(size, count, replace=False), name] = None
    return df


def main(folder: Path) -> None:
    """Write them."""
    for name, text in NOTEBOOKS.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        cells = [nbformat.v4.new_code_cell(cell.strip()) for cell in [START, *text.split("# %%\n")]]
        for number, cell in enumerate(cells):
            cell["id"] = f"cell{number}"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / name / f"{name}.ipynb")
        loans().to_csv(folder / name / "loans.csv", index=False, sep=";")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
