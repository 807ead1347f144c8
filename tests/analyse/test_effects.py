"""What a statement shows, draws, seeds and does to the outside. Each row: set-up, statement, what is seen."""

import pytest

from tests.notebooks import program

SETUP = """
import random, os, sys, warnings
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
import seaborn as sns
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, classification_report, confusion_matrix
from sklearn.model_selection import train_test_split
df = pd.read_csv("a.csv")
y, X = df["y"], df[["a"]]
model = LogisticRegression().fit(X, y)
fig, ax = plt.subplots()
total = df["a"].sum()
acc = accuracy_score(y, model.predict(X))
report = classification_report(y, model.predict(X))
rng = np.random.default_rng(1)
x = np.array([3, 1, 2])
rows = [1, 2]
def show(frame):
    frame.hist()
    plt.show()
def change(frame):
    frame["z"] = 1
    frame.hist()
def touch(): total
"""


def last(source):
    statements = program(SETUP, source).statements
    return next(s for s in reversed(statements) if s.parent is None).facts


SHOWN = [
    ("df.hist()", "plot"),
    ("df['a'].plot(kind='bar')", "plot"),
    ("df.plot.scatter(x='a', y='y')", "plot"),
    ("plt.plot(x)", "plot"),
    ("plt.show()", "plot"),
    ("plt.savefig('a.png')", "plot"),
    ("fig.savefig('a.png')", "plot"),
    ("ax.set_title('t')", "plot"),
    ("sns.heatmap(df.corr())", "plot"),
    ("sns.pairplot(df, hue='y')", "plot"),
    ("f2, axes = plt.subplots(2, 2)", "plot"),
    ("g = sns.FacetGrid(df)", "plot"),
    ("plt.figure(figsize=(8, 4))", "plot"),
    ("show(df)", "plot"),
    ("display(df)", "look"),
    ("df", "look"),
    ("df.head()", "look"),
    ("df.head(10).T", "look"),
    ("df.info()", "look"),
    ("df.describe()", "look"),
    ("df.shape", "look"),
    ("df['a'].value_counts()", "look"),
    ("df.isnull().sum()", "look"),
    ("df.dropna()", "look"),
    ("'just a text'", "look"),
    ("print(df.head())", "look"),
    ("print(df.shape, df.columns)", "look"),
    ("print(f'shape {df.shape}')", "look"),
    ("print(total)", "print"),
    ("print('total:', total)", "print"),
    ("print('done')", "print"),
    ("print(f'{total:.2f}')", "print"),
    ("print(df.shape[0], total)", "print"),
    ("print(acc)", "print"),
    ("acc", "report"),
    ("model.score(X, y)", "report"),
    ("report", "report"),
    ("accuracy_score(y, model.predict(X))", "report"),
    ("pd.set_option('display.max_columns', 50)", "option"),
    ("pd.options.display.max_rows = 10", "option"),
    ("plt.rcParams['figure.figsize'] = (8, 4)", "option"),
    ("plt.style.use('ggplot')", "option"),
    ("sns.set()", "option"),
    ("np.set_printoptions(precision=3)", "option"),
]


@pytest.mark.parametrize(("source", "display"), SHOWN, ids=[row[0] for row in SHOWN])
def test_shown(source, display):
    assert last(source).display in ({"plot", "option"} if display in {"plot", "option"} else {display})


ACTS = [
    "df.pop('y')",
    "df.dropna(inplace=True)",
    "change(df)",
    "rows.append(3)",
    "rows.pop()",
    "model.fit(X, y)",
    "os.makedirs('out')",
    "os.environ['A'] = '1'",
    "df.to_csv('out.csv')",
    "pd.set_option('mode.copy_on_write', True)",
    "pd.set_option('mode.use_inf_as_na', True)",
    "np.seterr(all='raise')",
    "sys.setrecursionlimit(10_000)",
    "np.random.seed(1)",
    "unknown_function(df)",
    "print(rows.pop())",
    "print(df.head(), file=open('a.txt', 'w'))",
    "best = df.describe()",
    "corr = df.corr()",
    "ax = total",
    "df['z'] = df['a'].plot and 1",
]


@pytest.mark.parametrize("source", ACTS)
def test_not_only_shown(source):
    assert last(source).display == ""


DRAWS = [
    ("v = np.random.rand(3)", "numpy"),
    ("v = np.random.normal(size=3) + 1", "numpy"),
    ("v = np.random.permutation(x)", "numpy"),
    ("v = random.random()", "python"),
    ("v = random.sample(rows, 1)", "python"),
    ("v = df.sample(2)", "numpy"),
    ("v = train_test_split(X, y)", "numpy"),
    ("df.sample(2).plot()", "numpy"),
    ("plt.plot(np.random.rand(3))", "numpy"),
    # none of these advances a stream that others see
    ("v = df.sample(2, random_state=1)", ""),
    ("v = train_test_split(X, y, random_state=0)", ""),
    ("v = np.random.default_rng(1)", ""),
    ("v = np.random.RandomState(1)", ""),
    ("v = np.random.RandomState(1).rand(3)", ""),
    ("v = np.mean(x)", ""),
    ("v = df['a'].sum()", ""),
    ("df.hist()", ""),
]


@pytest.mark.parametrize(("source", "stream"), DRAWS, ids=[row[0] for row in DRAWS])
def test_draws(source, stream):
    assert last(source).draws == ({stream} if stream else set())


def test_an_own_generator_is_changed_by_drawing():
    facts = last("v = rng.normal(size=3)")
    assert "rng" in facts.mutates


SEEDS = [
    ("np.random.seed(1)", "numpy"),
    ("random.seed(1)", "python"),
    ("random.seed(1); np.random.seed(1)", "numpy"),
    ("np.random.default_rng(1)", ""),
    ("np.random.rand()", ""),
]


@pytest.mark.parametrize(("source", "stream"), SEEDS, ids=[row[0] for row in SEEDS])
def test_seeds(source, stream):
    assert last(source).seeds == ({stream} if stream else set())


EFFECTS = [
    ("df.to_csv('out.csv')", "write"),
    ("df2 = pd.read_csv('b.csv')", "read"),
    ("exec('a = 1')", "barrier"),
    ("v = eval(total)", "barrier"),
    ("globals()[total] = 1", "barrier"),
    ("unknown_function(total)", "unknown"),
    ("raise ValueError", "raise"),
    ("assert total > 0", "raise"),
    ("os.environ['A'] = '1'", "environment"),
]


@pytest.mark.parametrize(("source", "effect"), EFFECTS, ids=[row[0] for row in EFFECTS])
def test_effects(source, effect):
    assert effect in last(source).effects


QUIET = [
    "v = total + 1",
    "v = df.groupby('a').mean()",
    "v = np.log1p(x)",
    "v = [r for r in rows]",
    "df.head()",
    "v = model.predict(X)",
]


@pytest.mark.parametrize("source", QUIET)
def test_no_effects(source):
    assert last(source).effects == set()


ROLES = [
    ("v = pd.read_csv('b.csv')", "load"),
    ("v = df.dropna()", "clean"),
    ("df['b'] = df['a'] * 2", "feature"),
    ("a, b, c, d = train_test_split(X, y)", "split"),
    ("model.fit(X, y)", "train"),
    ("p = model.predict(X)", "predict"),
    ("a = accuracy_score(y, y)", "evaluate"),
    ("df.to_csv('o.csv')", "export"),
    ("rate = 0.1", "parameter"),
    ("import json", "import"),
    ("np.random.seed(0)", "setup"),
    ("df['b'] = df['a'].fillna(0)", "feature"),
    ("df['a'] = df['a'].str.lower()", "clean"),
    ("df.columns = ['a', 'y']", "clean"),
    ("del df['a']", "clean"),
    ("v = df[df['a'] > 0]", "clean"),
    ("v = df.groupby('a').mean()", "clean"),
    ("v = pd.get_dummies(df)", "feature"),
    ("v = LogisticRegression()", "train"),
    ("acc", "evaluate"),
    ("print(acc)", "evaluate"),
    ("print(len(rows))", "display"),
    ("sns.heatmap(df.corr())", "plot"),
    ("open('o.txt', 'w').write('a')", "export"),
    ("os.makedirs('o')", "other"),
    ("'words'", "other"),
]
ONLY = [  # what a statement is not, though it looks like it
    ("sns.heatmap(df.corr())", "explore"),
    ("print(acc)", "explore"),
    ("df['a'] = df['a'].str.lower()", "feature"),
    ("v = df.groupby('a').mean()", "feature"),
    ("v = df.head()", "explore"),
    ("acc", "display"),
    ("x = np.linspace(0, 1)", "split"),
]


@pytest.mark.parametrize(("source", "role"), ROLES, ids=[row[0] for row in ROLES])
def test_roles(source, role):
    assert role in last(source).roles


@pytest.mark.parametrize(("source", "role"), ONLY, ids=[row[0] for row in ONLY])
def test_no_such_role(source, role):
    assert role not in last(source).roles


METRICS = [
    ("v = accuracy_score(y, y)", "v"),
    ("v = model.score(X, y)", "v"),
    ("v = round(acc, 2)", "v"),
    ("v = total", ""),
    ("v = len(rows)", ""),
]


@pytest.mark.parametrize(("source", "names"), METRICS, ids=[row[0] for row in METRICS])
def test_names_of_metrics(source, names):
    assert last(source).metrics == set(names.split())
