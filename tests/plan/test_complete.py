"""No docstring is silent: what a step fits, asks, measures, writes and hands on stands in it."""

import re

import pytest

from nb2prod import analyse, plan
from tests.laws.corpus import CORPUS
from tests.notebooks import notebook, text

PD = "import pandas as pd\nfrom sklearn.model_selection import train_test_split"
LOAD = "df = pd.read_csv('a.csv')"
END = (text("## End"), "print(df.shape)")
ACTS = {  # in the source of a step -> what its docstring must say, one of them
    r"\.fit\(": ("fit", "search", "cross-validate", "scale", "encode", "vectorize", "fill"),
    r"\.predict\(": ("predict", "compute", "score"),
    r"accuracy_score\(|\.score\(": ("compute", "score", "cross-validate"),
    r"\.to_csv\(": ("write",),
    r"\.dump\(": ("save",),
    r"np\.random\.seed\(": ("seed",),
    r"train_test_split\(": ("split",),
}
KERAS = "from keras.layers import Dense, Input\nfrom keras.models import Model, Sequential"
CASES = {  # cells after the load, which step, its name and its docstring
    "history of a fit": (
        ["from sklearn.neural_network import MLPClassifier\nm = MLPClassifier()\nm.fit(df, df.y)\nlosses = m.loss_curve_", text("## End"), "print(losses, m)"],
        1, "train_model", "Fit MLPClassifier on df and df.y; take losses"),
    "layers of a network": (
        [KERAS, text("## Ready"), "df = df.dropna()\ninputs = Input(shape=(3,))\nhidden = Dense(4)(inputs)\nout = Dense(1)(hidden)", text("## Net"), "net = Model(inputs, out)\nnet.fit(df, df.y)"],
        1, "compute_df_inputs_and_out", "Build layers and drop missing rows; build inputs"),
    "what is shown is told by its column": (
        ["from made import history", text("## Answers"), "history.history['loss'].mean()"], 1, "log_mean_of_loss", "Log mean of loss"),
    "a target is no category": (
        ["y = df['kind'].factorize()[0]\nX = df.drop(columns='kind')", text("## End"), "from sklearn.svm import SVC\nprint(SVC().fit(X, y))"], 1, "encode_target_and_drop_kind", "Encode the target and take X from df"),
    "labels that go nowhere beside labels that do": (
        ["a, b = train_test_split(df)", text("## Target"), "y_train = a.y.values\ny_test = b.y.values\ndel a['y']\ndel b['y']", text("## Fit"), "from sklearn.svm import SVC\nm = SVC().fit(a, y_train)\nprint(m.predict(b))"],
        2, "separate_target", "Take y_train and y_test from a and b; drop column y"),
    "programs by their names": (
        ["import subprocess, sys\nfor n in ['a']:\n    subprocess.run([sys.executable, '-m', 'pip', 'install', n])\nsubprocess.run(['git', 'clone', 'x'])"], 1, "run_pip_and_git", "Run pip and git"),
    "a program that a variable names": (
        ["import subprocess\nfrom made import tool\nsubprocess.run([tool, 'install', 'n'])"], 1, "run_shell_commands", "Run shell commands"),
    "others are said once": (
        ["\n".join(f"{n} = df.a.sum() + {i}" for i, n in enumerate("klmnopqrs")), text("## End"), "print(k, l, m, n, o, p, q, r, s)"], 1, "compute_s", "Compute k, l, m, n, o and others from df"),
    "what the heading says of a prediction is not its object": (
        ["from sklearn.svm import SVC\nm = SVC().fit(df, df.y)", text("## Real time prediction"), "p = m.predict([[1]])\nprint(p)"], 2, "make_predictions", "Predict p with m"),
    "the first of what a split gives": (
        [text("## Split dataset into training, validation and test sets"), "a, b = train_test_split(df)", *END], 1, "split_dataset", "Split df into a and b"),
    "both of two values": (
        ["n, m = df.a.sum(), df.b.sum()", text("## Means"), "first = df.a.mean() / n\nprint(round(first, 2))\nother = df.b.mean() / m\nprint(round(other, 2))"], 2, "compute_first_and_other", "Compute first and other"),
    "one row that is made up": (
        ["from sklearn.feature_extraction import DictVectorizer\ndv = DictVectorizer()\nX = dv.fit_transform(df.to_dict('records'))", text("## One"), "customer = {'a': 3}\nZ = dv.transform([customer])", text("## End"), "print(X, Z)"],
        2, "vectorize_customer", "Vectorize customer with DictVectorizer"),
    "an encoder for each column": (
        ["from sklearn.preprocessing import LabelEncoder\nle = LabelEncoder()\ncodes = df.apply(le.fit_transform)", text("## End"), "print(codes.sum())"], 1, "encode_categories", "Encode df with LabelEncoder"),
    "pixels": (["X = df.values\nX = X / 255", text("## End"), "print(X)"], 1, "select_features", "Take X from df and divide X by 255"),
    "a part of a mean": (["X = df.values\nX = X.mean() / 255", text("## End"), "print(X)"], 1, "select_features", "Take X from df"),
    "a layer that is only set up": (
        ["from keras.layers import TextVectorization", text("## Words"), "vectorizer = TextVectorization(max_tokens=9)\nvectorizer.adapt(df.texts)\nprint(vectorizer.get_vocabulary())"], 1, "adapt_vectorizer", "Call vectorizer.adapt"),
    "what is looped over": (["for name in list(df.columns):\n    print(name)\nfor kind in df.kinds:\n    print(kind)"], 1, "log_values", "Log name and df.kinds"),
    "a model that is made and fitted in one line": (
        ["from sklearn.svm import SVC\nfrom made import Box\nmodels = {'a': SVC()}", text("## One"), "best = Box(models['a']).fit(df, df.y)", text("## Two"), "other = Box(SVC()).fit(df, df.y)", text("## End"), "print(best, other)"],
        2, "train_other", "Fit Box on df and df.y"),
    "the curve that is learned": (
        ["from sklearn.model_selection import learning_curve\nfrom sklearn.svm import SVC", text("## A"), "print(learning_curve(SVC(), df, df.y))"], 1, "compute_learning_curve_of_svc", "Compute the learning curve of SVC"),
    "a heading that points": ([text("## Now let's see them"), "one = df.a.mean()\nother = df.b.mean()", *END, "print(one, other)"], 1, "compute_one_and_other", "Compute one and other from df"),
    "a class is asked and not defined": (
        ["from sklearn.svm import SVC\nm = SVC().fit(df, df.y)", text("## Define the custom model"), "p = m.predict(df)\nprint(p)"], 2, "make_predictions", "Predict p with m"),
    "rows are split for what comes later": ([text("## Prepare for the mapping"), "a, b = train_test_split(df)", *END, "print(a.sum(), b.sum())"], 1, "split_data", "Split df into a and b"),
    "a table of scores goes with the fits": (
        ["from sklearn.metrics import accuracy_score\nfrom sklearn.svm import SVC", text("## Try"),
         "scores = []\nfor c in [1, 2]:\n    m = SVC(C=c)\n    m.fit(df, df.y)\n    p = m.predict(df)\n    scores.append((c, accuracy_score(df.y, p)))\ntable = pd.DataFrame(scores)\nprint(table)"],
        1, "train_model_over_c", "Fit SVC on df and df.y in a loop; predict p with m; compute accuracy and table"),
    "parts of a text that is formatted": (["print('rows {} {:.1f}'.format(len(df.a), df['y'].mean()))"], 1, "log_len_of_df_a_and_mean_of_y", "Log len of df.a and mean of y"),
}  # fmt: skip


@pytest.mark.parametrize("cells", CORPUS.values(), ids=list(CORPUS))
def test_no_docstring_is_silent(cells):
    program = analyse.analyse(notebook(*cells))
    for step in plan.plan(program).steps:
        said = re.findall(r"[\w-]+", step.doc.lower())
        source = "\n".join(program.statements[i].source for i in step.statements)
        for act, words in ACTS.items():
            assert not re.search(act, source) or {*words} & {*said}, (act, step.doc)
        own = {n for i in step.statements for n in program.statements[i].facts.binds} - {*step.inputs}
        told = {n for n, kind in step.types.items() if kind.rpartition(".")[2].lower() in said}  # "fit SVC": model
        silent = [n for n in step.outputs if n in own - told and n.lower() not in said]
        assert not silent or "and others" in step.doc or "defin" in step.doc.lower(), (silent, step.doc)


@pytest.mark.parametrize(("cells", "at", "name", "doc"), CASES.values(), ids=list(CASES))
def test_what_is_done_is_said(cells, at, name, doc):
    step = plan.plan(analyse.analyse(notebook(PD, LOAD, *cells))).steps[at]
    assert (step.name, step.doc.rpartition(" (cell")[0]) == (name, doc)
