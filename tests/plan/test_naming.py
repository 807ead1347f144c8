"""What steps are called: by headings, by what statements do, by what tells two of a kind apart."""

import pytest

from nb2prod import analyse, plan
from nb2prod.plan.naming.headline import headline
from tests.notebooks import notebook, text

HEADINGS = {
    "## 15.1 Determining the appropriate number of components for PCA": "determine_appropriate_number_of_components",
    "Load the data": "load_data",
    "2.3 Loading the data and a first look": "load_data",
    "2.EDA": None,
    "Step 3: Train the model": "train_model",
    "Building the modeling dataset": "build_modeling_dataset",
    "Data cleaning": "clean_data",
    "Train/test split with state grouping": "split_data",
    "Separate dataset into train and test": "separate_dataset",
    "Build and run the pipeline": "build_pipeline",
    "Label Encoding": "encode_label",
    "Random Forest": "random_forest",
    "Plot the ROC curve": None,
    "Visualizing the data": None,
    "Introduction": None,
    "Score distribution comparison": "compare_score_distribution",
    "Score the model": "score_model",
    "Moving average": "moving_average",
    "Try a separate notebook": "try_separate_notebook",
    "Elastic net cross validation": "elastic_net_cross_validation",
    "What is machine learning?": None,
    "Model implementation": "model_implementation",
    "Logarithmic transformation": "apply_logarithmic_transformation",
    "Data transformation": "transform_data",
    "Import libraries": "set_up",
    "Setting up the model": "set_up_model",
    "Let's normalise `b` (see [docs](https://example.org))": "normalise_b",
    "!!!": None,
    "": None,
    "' + __import__('os').system('touch pwned') + '": "import_system",
}


@pytest.mark.parametrize(("said", "name"), HEADINGS.items(), ids=list(HEADINGS))
def test_headings(said, name):
    found = headline(said)
    assert (found.name if found else None) == name


PD = "import pandas as pd\nfrom sklearn.model_selection import train_test_split"
LOAD = "df = pd.read_csv('a.csv')"
STEPS = {
    "both are evaluated on one matrix, one of them predicts for it too": (
        ["import pandas as pd\nfrom keras.models import Sequential\nfrom keras.layers import Dense\ndf = pd.read_csv('a.csv')",
         text("## A"), "model = Sequential([Dense(3)])\nmodel.fit(df, df.y)", text("## B"), "print(model.evaluate(df, df.y))\np = model.predict(df)\nprint(p)",
         text("## C"), "model = Sequential([Dense(4)])\nmodel.fit(df.head(), df.y.head())", text("## D"), "print(model.evaluate(df, df.y))"],
        ["load_data", "train_model", "evaluate_model", "train_model_2", "evaluate_model_2"]),
    "what is done": ([PD, LOAD, "df = df.fillna(0)", text("## Rest"), "df = pd.get_dummies(df)"],
                     ["load_data", "fill_missing_values", "encode_categories"]),
    "two loads": ([PD, LOAD, "other = pd.read_csv('b.csv')"], ["load_data", "load_other"]),
    "two loads of one name": ([PD, LOAD, "print(df.a.sum())", "df = pd.read_csv('in/houses.csv')"],
                              ["load_data", "log_sum_of_df_a", "load_houses"]),
    "a comment on the cell": ([PD, LOAD, "# Remove the outliers\ndf = df[df.a < 3]\nprint(len(df))"],
                              ["load_data", "remove_outliers"]),
    "a heading about something else": ([PD, LOAD, text("## Setting the seed"), "df = df.fillna(0)\nprint(df.a.sum())"],
                                       ["load_data", "fill_missing_values"]),
    "several models": (
        [PD + "\nfrom sklearn.svm import SVC\nfrom sklearn.ensemble import RandomForestClassifier", LOAD,
         text("## One"), "a = SVC().fit(df, df.y)", text("## Two"), "b = RandomForestClassifier().fit(df, df.y)"],
        ["load_data", "train_svc", "train_random_forest"]),
    "the first of the kind has the heading's name": (
        [PD + "\nfrom sklearn.linear_model import Ridge", LOAD, text("## Fit the price model"),
         "df = df.dropna()\ny = df.pop('y')", "m = Ridge()\nm.fit(df, y)"],
        ["load_data", "drop_missing_rows", "fit_price_model"]),
    "a verb is proved": (  # no model, no prediction, nothing fitted: the headings do not decide
        [PD, LOAD, text("## Hyperparameter tuning"), "grid = {'C': [len(df)]}", text("## Predictions"),
         "curve = [df.a.sum() * n for n in range(3)]", text("## Model evaluation"), "shares = df.a.mean()"],
        ["load_data", "compute_grid", "compute_curve", "compute_shares"]),
    "a measure of columns is none of a model": (
        [PD + "\nfrom sklearn.metrics import mutual_info_score", LOAD, text("## Feature importance"),
         "score = mutual_info_score(df.a, df.y)\nprint(score)"], ["load_data", "compute_score"]),
    "the fit is the main thing": (
        [PD + "\nfrom sklearn.tree import DecisionTreeClassifier", LOAD, text("## Split the data"),
         "for n in range(3):\n    a, b = train_test_split(df)\n    tree = DecisionTreeClassifier().fit(a, a.y)"],
        ["load_data", "train_model"]),
    "a call that acts": (["import mlflow\nmlflow.set_tracking_uri('sqlite:///a.db')\nprint('ready')"], ["set_tracking_uri"]),
    "a function that makes models is no kind of model": (
        [PD + "\nfrom made import Net\ndef make_model(n):\n    return Net(n)", LOAD, "m = make_model(3)\nm.fit(df, df.y)", "m = make_model(4)\nm.fit(df, df.y)"],
        ["load_data", "train_model", "train_model_again"]),
    "two of one kind": (
        [PD + "\nfrom sklearn.svm import SVC", LOAD, text("## One"), "a = SVC().fit(df, df.y)\nprint(a.C)",
         text("## Two"), "a = SVC(C=2).fit(df, df.y)\nprint(a.C)"], ["load_data", "train_svc", "train_svc_2"]),
    "a model that leaves is trained, also where a plot fits it": (
        ["from sklearn.cluster import KMeans\nfrom made import X\ndef plot_kmeans(k, X):\n    k.fit(X)\n    print(k)", text("## Weak and strong points"),
         "kmeans = KMeans(4)\nplot_kmeans(kmeans, X)"], ["train_model"]),
    "the first fragment of a section does not take its name": (
        [PD + "\nfrom sklearn.svm import SVC\nfrom sklearn.model_selection import cross_val_score", LOAD, "search = SVC().fit(df, df.y)",
         text("## Calculate evaluation metrics"), "best = search.C\nprint(best)", "# Build one\nb = SVC(C=2)", "p = cross_val_score(b, df, df.y)\nprint(p.mean())",
         "q = cross_val_score(b, df, df.y, scoring='f1')\nprint(q.mean())"],
        ["load_data", "train_model", "compute_best", "cross_validate_svc"]),
    "a plot that went leaves no name": (
        [PD + "\nimport matplotlib.pyplot as plt\ndef make_rows(n):\n    return list(range(n)), [1] * n", LOAD, text("## Validation curves"),
         "X2, y2 = make_rows(3)\nscores = [sum(X2[:n]) for n in X2]\nsteps = [n for n in X2]\nplt.plot(steps, scores)", text("## End"), "print(len(X2), y2)"],
        ["load_data", "make_x2_and_y2", "log_values"]),
    "constants are set": ([PD, LOAD, text("## Places"), "x_axis = 'a'\ny_axis = 'b'", text("## Sum"), "print(df[x_axis].sum(), df[y_axis].sum())"],
                          ["load_data", "set_x_axis_and_y_axis", "log_sum_of_df"]),
    "a fit in a loop and one alone": (
        [PD + "\nfrom sklearn.linear_model import Ridge", LOAD, "lr = Ridge()\nlr.fit(df, df.y)\nprint(lr.coef_)", text("## More"), "for n in range(3):\n    lr = Ridge(n)\n    lr.fit(df, df.y)\n    print(lr.coef_)"],
        ["load_data", "train_ridge", "train_ridge_over_alpha"]),
    "what a file handle holds is saved": (
        [PD + "\nimport pickle\nfrom sklearn.svm import SVC", LOAD, "clf = SVC().fit(df, df.y)", "with open('a.bin', 'wb') as f_out:\n    pickle.dump(clf, f_out)"],
        ["load_data", "train_model", "save_model"]),
    "predictions are measured by the model that made them": (
        [PD + "\nfrom sklearn.svm import SVC\nfrom sklearn.linear_model import Ridge\nfrom sklearn.metrics import mean_squared_error", LOAD,
         text("## A"), "a = SVC().fit(df, df.y)\npred = a.predict(df)", text("## B"), "mean_squared_error(df.y, pred)", text("## C"),
         "b = Ridge().fit(df, df.y)\npred = b.predict(df)", text("## D"), "mean_squared_error(df.y, pred)"],
        ["load_data", "train_svc", "predict_with_svc", "evaluate_svc", "train_ridge", "predict_with_ridge", "evaluate_ridge"]),
    "a column that is there is scaled": ([PD, LOAD, "df['age'] = df['age'] / 100"], ["load_data", "scale_age"]),
    "a fit that clusters": ([PD + "\nfrom sklearn.cluster import KMeans", LOAD, "km = KMeans(3)\nlabels = km.fit_predict(df)\nprint(labels)"], ["load_data", "train_model"]),
    "a cell of fits and measures in turn is one step": (
        [PD + "\nfrom sklearn.svm import SVC\nfrom sklearn.metrics import r2_score", LOAD,
         "m = SVC()\nm.fit(df[['a']], df.y)\na = r2_score(df.y, m.predict(df[['a']]))\nm.fit(df[['b']], df.y)\nb = r2_score(df.y, m.predict(df[['b']]))\nprint(a, b)"],
        ["load_data", "train_model"]),
    "rows for a prediction are made in its step": (
        [PD + "\nfrom sklearn.svm import SVC", LOAD, "m = SVC()\nm.fit(df[['a']], df.y)", text("## By age"),
         "new = pd.DataFrame()\nnew['a'] = [1, 2]\np = m.predict(new)\nnew['a'] = 3\nq = m.predict(new)\nprint(p, q)"],
        ["load_data", "train_model", "make_predictions"]),
    "a column is selected": ([PD, LOAD, text("## Ladder"), "ladder = df['Ladder score']", text("## Sum"), "print(ladder.sum(), ladder.max())"],
                             ["load_data", "select_ladder", "log_sum_of_ladder_and_max_of_ladder"]),
    "training under another name": (["import utils\nX, y = [[1], [2]], [1, 2]", text("## Fit line"), "theta = utils.trainLinearReg(X, y)\nprint(theta)"], ["set_x_and_y", "train_model"]),
    "values that are capped": ([PD, LOAD, "df.loc[df.age > 90, 'age'] = 90\ndf.loc[df.fare > 9, 'fare'] = 9"], ["load_data", "assign_age_and_fare"]),
    "a file that is fetched": (["!wget http://x.org/a.csv", "import pandas as pd\ndf = pd.read_csv('a.csv')"], ["download_data", "load_data"]),
    "a transformer that is only fitted": (
        [PD + "\nfrom made import RareLabelEncoder", LOAD, "encoder = RareLabelEncoder()\nencoder.fit(df)\nprint(encoder.kept_)"], ["load_data", "fit_rare_label_encoder"]),
    "an operation names no step that gives something else": (
        [PD, LOAD, text("## A"), "units = df.rename(columns={'a': 'b'})\nn = len(units)\nmeta = [n, units.a.sum()]", text("## B"), "print(meta)", text("## C"), "print(sum(meta))"],
        ["load_data", "compute_meta", "log_meta", "log_sum_of_meta"]),
    "a folder that is deleted": (["import tempfile, shutil\nfolder = tempfile.mkdtemp()", text("## Task parameters"), "print(folder)\nshutil.rmtree(folder)"],
                                 ["create_folders", "delete_folder"]),
    "a bare verb builds no features": (["import flow\ndag = flow.DAG()\nflow.Task(dag)", text("## Build"), "dag.build()"], ["build_dag", "build_dag_2"]),
    "columns are features where a model is fitted": (
        [PD + "\nfrom sklearn.svm import SVC", LOAD, "df['p'] = df.a / df.b\ndf['q'] = df.a - df.b\ndf['r'] = df.a * df.b", "m = SVC().fit(df, df.y)"],
        ["load_data", "build_features", "train_model"]),
    "and else columns": (
        [PD, LOAD, "df['precision_of_all'] = df.a / df.b\ndf['recall_of_all'] = df.a - df.b\ndf['r'] = df.a * df.b", text("## End"), "print(df.sum())"],
        ["load_data", "derive_columns", "log_sum_of_df"]),
    "one column or two": ([PD, LOAD, "df['year'] = df.a / df.b\ndf['month'] = df.a - df.b"], ["load_data", "derive_year_and_month"]),
    "who only predicts evaluates nothing": (
        [PD + "\nfrom sklearn.svm import SVC", LOAD, "m = SVC().fit(df, df.y)", text("## Evaluate model"), "p = m.predict(df)", text("## End"), "print(p.sum())"],
        ["load_data", "train_model", "make_predictions", "log_sum_of_p"]),
    "what is predicted": (
        [PD + "\nimport xgboost as xgb", LOAD, "d = xgb.DMatrix(df)\nm = xgb.train({}, d)", text("## Importance"),
         "shap_values = m.predict(d, pred_contribs=True)", text("## End"), "print(shap_values.sum())"],
        ["load_data", "train_model", "predict_shap_values", "log_sum_of_shap_values"]),
    "a function acts on what it is given": (
        [PD + "\ndef save_table(table):\n    table.to_csv('t.csv')", LOAD, "summary = df.describe().T\nsave_table(summary)"], ["load_data", "save_summary"]),
    "three values": ([PD, LOAD, "X, y, train_id = [], [], []\nfor n in range(len(df)):\n    X.append(n)\n    y.append(n)\n    train_id.append(n)",
                      text("## End"), "print(len(X), len(y), len(train_id))"], ["load_data", "compute_x_y_and_train_id", "log_values"]),
    "of a value that goes nowhere the last one": (
        [PD, LOAD, text("## Fit"), "low = df.a.min()\nspan = df.a.max() - low\nshares = [n * span for n in range(3)]"], ["load_data", "compute_shares"]),
    "a regressor and a classifier": (
        [PD + "\nfrom sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor", LOAD, text("## A"), "t = DecisionTreeClassifier().fit(df, df.y)\nprint(t.classes_)",
         text("## B"), "t = DecisionTreeRegressor().fit(df, df.y)\nprint(t.tree_)"],
        ["load_data", "train_decision_tree_classifier", "train_decision_tree_regressor"]),
    "splits of two tables": (
        [PD, "wine = pd.read_csv('wine.csv')", "a, b = train_test_split(wine)\nprint(len(a), len(b))", "cars = pd.read_csv('cars.csv')", "a, b = train_test_split(cars)\nprint(len(a), len(b))"],
        ["load_wine", "split_wine_data", "load_cars", "split_cars_data"]),
    "a search with another library": (
        [PD + "\nimport keras_tuner as kt\nimport build", LOAD, text("## Create model"), "tuner = kt.Hyperband(build.model, seed=1)\ntuner.search(df, df.y)\nbest = tuner.get_best_models()[0]"],
        ["load_data", "tune_model"]),
    "nothing is left of a cell of imports": (["from lightgbm import train, log_evaluation", PD, LOAD, "b = train({}, df)"], ["load_data", "train_model"]),
    "what an object does elsewhere is more than its answer": (
        ["from slacker import Slacker\nslack = Slacker('x')", text("## Links in messages"), "r = slack.chat.post_message(channel='c')"],
        ["build_slack", "post_message"]),
    "the call that the heading speaks of": (
        ["import flow\nrun = flow.start()\nprint(run)", text("## Upload"), "client = flow.Client(run)\nclient.upload_model(run)", text("## End"), "print(client)\nprint(client.n)"],
        ["compute_run", "upload_model", "log_client"]),
    "files that a shell line removes": (["!rm -rf logs"], ["delete_files"]),
    "a function that gives what its name says": (
        [PD + "\ndef get_last_friday(day):\n    return day - 1", LOAD, text("## Paydays"), "get_last_friday(df.a.max())"], ["load_data", "compute_last_friday"]),
    "a download": (["import wget, os\nname = 'covtype'\nif not os.path.exists(name):\n    wget.download('http://x.org/a', name)", text("## A"), "print(name)\nprint(len(name))", text("## B"), "print(name)"],
                   ["download_data", "log_name", "log_name_2"]),
    "columns go where the axis says so": ([PD, LOAD, "df = df.dropna(axis=1, how='all')", text("## End"), "print(df.sum())"], ["load_data", "drop_columns", "log_sum_of_df"]),
    "blanks that are written into": ([PD, LOAD, "df.loc[df.age.isnull() & (df.sex == 1), 'age'] = 30"], ["load_data", "fill_missing_values"]),
    "two models are measured": (
        [PD + "\nfrom sklearn.svm import SVC\nfrom sklearn.metrics import accuracy_score", LOAD, "one = SVC().fit(df, df.y)\nprint(one.C)", text("## Two"), "two = SVC().fit(df, df.y)\nprint(two.C)",
         text("## Results"), "p, q = one.predict(df), two.predict(df)\na = accuracy_score(df.y, one.predict(df))\nb = accuracy_score(df.y, two.predict(df))\nprint(a, b)"],
        ["load_data", "train_one", "train_two", "evaluate_one_and_two"]),
    "an unknown class that is only asked to transform": (
        [PD + "\nfrom made import Rocket", LOAD, "rocket = Rocket()\nrocket.fit(df)\nrows = rocket.transform(df)", text("## End"), "print(rows.sum())"], ["load_data", "transform_features", "log_sum_of_rows"]),
    "a heading that tells a story": ([PD, LOAD, text("## Introducing the totals"), "total = df.a.sum()\nmean = total / len(df)", text("## End"), "print(total, mean)\nprint(mean)"],
                                     ["load_data", "compute_total_and_mean", "log_total_and_mean"]),
    "one of two things that a comment says": (
        [PD + "\nfrom sklearn.svm import SVC", LOAD, text("## X"), "# train the model, print its text\nm = SVC()\nm.fit(df, df.y)\nprint(m.C)"], ["load_data", "train_model"]),
    "missing values that are no reason to fill": (
        [PD, LOAD, text("## Missing Values"), "gaps = df.isna().mean()\ndf = df.drop(columns=list(gaps[gaps > 0.5].index))", text("## End"), "print(df.sum())"], ["load_data", "drop_columns", "log_sum_of_df"]),
    "forests that classify and regress are measured by their whole class": (
        [PD + "\nfrom sklearn.ensemble import RandomForestClassifier, RandomForestRegressor\nfrom sklearn.metrics import r2_score, accuracy_score", LOAD,
         text("## A"), "m = RandomForestClassifier().fit(df, df.y)", text("## B"), "print(accuracy_score(df.y, m.predict(df)))",
         text("## C"), "m = RandomForestRegressor().fit(df, df.y)", text("## D"), "print(r2_score(df.y, m.predict(df)))"],
        ["load_data", "train_random_forest_classifier", "evaluate_random_forest_classifier", "train_random_forest_regressor", "evaluate_random_forest_regressor"]),
    "matrices of several operations that a model learns from": (
        [PD + "\nfrom sklearn.svm import SVC", LOAD, "df = df.fillna(0)\ndf = df.drop(columns=['k'])\ndf = pd.get_dummies(df)\nX, y = df[['a', 'b']], df.y",
         text("## Fit"), "m = SVC().fit(X, y)", text("## End"), "print(X.sum(), y.sum())"], ["load_data", "prepare_data", "train_model", "log_sum_of_x_and_sum_of_y"]),
    "a list is no table": ([PD, LOAD, "types = df.dropna(subset=['a'])\ntypes = types.kind.value_counts()\ntypes = list(types[types.values > 100].index)",
                            text("## End"), "print(types)", text("## More"), "print(len(types))"], ["load_data", "compute_types", "log_types", "log_len_of_types"]),
    "an object that goes nowhere is not what the step is about": (
        [PD + "\nfrom made import Bandit", LOAD, "df = df[df.a > 3]\nbandit = Bandit()\nfor n in range(9):\n    bandit.update(n)", text("## End"), "print(df.a.sum())", text("## More"), "print(df.a.max())"],
        ["load_data", "filter_rows", "log_sum_of_df_a", "log_max_of_df_a"]),
    "another program is run": (["import subprocess\nargs = ['dot', 'a.gv']\n_ = subprocess.call(args)"], ["run_another_program"]),
    "a fit beside the measures of a cross-validation": (
        [PD + "\nfrom sklearn.svm import SVC\nfrom sklearn.model_selection import cross_val_score", LOAD, "m = SVC().fit(df, df.y)\nprint(m.C)", text("## Scores"),
         "a = m.score(df, df.y)\nb = cross_val_score(m, df, df.y).mean()\nprint(a, b)"], ["load_data", "train_model", "evaluate_model"]),
    "a class in camel case": (["base = object\nclass MajorityVote(base):\n    pass", text("## Use"), "print(MajorityVote())"], ["define_majority_vote", "log_messages"]),
    "the target and what it is predicted from": (
        [PD + "\nfrom sklearn.svm import SVC", LOAD, "X, y = df.iloc[:, 1:].values, df.iloc[:, 0].values", text("## Fit"), "m = SVC().fit(X, y)", text("## End"), "print(X.sum(), y.sum())"],
        ["load_data", "separate_target", "train_model", "log_sum_of_x_and_sum_of_y"]),
    "targets that leave their tables": (
        [PD + "\nfrom sklearn.svm import SVC", LOAD, "a, b = train_test_split(df)", text("## Target"), "a = a.reset_index(drop=True)\ny_a = a.y.values\ndel a['y']", text("## Fit"), "m = SVC().fit(a, y_a)", text("## End"), "print(a.sum(), y_a.sum(), len(b))"],
        ["load_data", "split_data", "separate_target", "train_model", "log_values"]),
    "gradients in a loop": (
        ["import torch\nfrom made import rows, Net", text("## Loop"), "net = Net()\nopt = torch.optim.Adam(net.parameters())\nfor x, y in rows:\n    opt.zero_grad()\n    loss = ((net(x) - y) ** 2).mean()\n    loss.backward()\n    opt.step()", text("## End"), "print(net)\nprint(loss)"],
        ["train_model", "log_net_and_loss"]),
    "a function does to its object what its name says": (
        [PD + "\ndef process_data(d):\n    return d[d.a > 0]", "original = pd.read_csv('a.csv')", text("## A"), "df = process_data(original)", text("## End"), "print(df.a.sum())\nprint(df.b.sum())"],
        ["load_original", "process_original", "log_sum_of_df_a_and_sum_of_df_b"]),
    "parts of the rows are loaded by name": ([PD, "X_train = pd.read_csv('xtrain.csv')", "X_test = pd.read_csv('xtest.csv')", text("## End"), "print(X_train.sum(), X_test.sum())"],
                                             ["load_x_train", "load_x_test", "log_sum_of_x_train_and_sum_of_x_test"]),
    "figures under a heading of a plot": (
        ["from made import animate\nimport matplotlib.pyplot as plt", text("## First"), "fig, ax = plt.subplots()\nprint(ax.get_title())", text("## Plotting the tangent to a curve"), "fig, ax = plt.subplots()\nprint(ax.get_title())"],
        ["draw_figures", "draw_figures_again"]),
    "a forest is what its trees are": (
        [PD + "\nfrom sklearn.tree import DecisionTreeClassifier", LOAD, "forest = [DecisionTreeClassifier() for _ in range(9)]\nfor tree in forest:\n    tree.fit(df, df.y)",
         text("## Other"), "from sklearn.svm import SVC\nm = SVC().fit(df, df.y)", text("## End"), "print(forest, m)"], ["load_data", "train_forest", "train_svc", "log_forest_and_m"]),
    "a table that nobody names is written": (["import numpy as np\nfrom made import ids, p", text("## Predictions"), "rows = list(ids)\nnp.savetxt('submission.csv', np.rec.fromarrays([rows, p]))"], ["save_submission"]),
    "a callback is no word for a model": (
        [PD + "\nfrom tensorflow import keras", LOAD, text("## First"), "m = keras.Sequential([keras.layers.Dense(1)])\nm.fit(df, df.y)", text("## Overfitting"),
         "stop = keras.callbacks.EarlyStopping()\nm.fit(df, df.y, callbacks=[stop])"], ["load_data", "train_model", "train_model_2"]),
    "what is inside the model tells two apart": (
        [PD + "\nfrom made import Pipe\nfrom sklearn.svm import SVR\nfrom sklearn.linear_model import Ridge", LOAD, "p = Pipe(Ridge())\np.fit(df)\nprint(p.n)", "print(df.a.sum())", "p = Pipe(SVR())\np.fit(df)\nprint(p.n)"],
        ["load_data", "train_model_with_ridge", "train_model_with_svr"]),
    "who calls it a data set need not read it": (["from opendata import Diabetes", "x = Diabetes.get_tabular_dataset().to_pandas_dataframe()", text("## End"), "print(x.sum())", text("## More"), "print(x.max())"],
                            ["compute_x", "log_sum_of_x", "log_max_of_x"]),
    "a name that begins with what is done": (["from made import make_target", "compute_target = make_target()", text("## End"), "print(compute_target)", text("## More"), "print(compute_target.n)"],
                                             ["make_compute_target", "log_compute_target", "log_n_of_compute_target"]),
    "names in another script": (["def данные(x):\n    return x\nтаблица = данные(3)\nпечать = данные(таблица)\nprint(печать)"], ["log_values"]),
    "a function without words": (["def _(n):\n    print(n)\n_(3)"], ["run_statements"]),
    "a heading that nothing bears out": (["from ml import Compute\nws = Compute()", text("## Submit a run in a few ways"), "Compute.supported_sizes(ws)"], ["build_ws", "run_supported_sizes"]),
    "a new object elsewhere": (["from ml import Target, ws\ntry:\n    cluster = Target(ws)\nexcept ValueError:\n    cluster = Target.create(ws)", text("## End"), "print(cluster)", text("## More"), "print(cluster.n)"],
                               ["create_target", "log_cluster", "log_n_of_cluster"]),
    "what only says something is no work": (
        [PD + "\ndef print_section(t):\n    print('=', t)", LOAD, text("## Sanity check of the yields"), "gap = (df.a - df.b).abs()\nprint_section('gap')\nprint(gap.max())"], ["load_data", "compute_gap"]),
    "a heading of several words that covers its cell": (
        [PD + "\ndef frequent(d, v):\n    return d[v].mode()", LOAD, text("## Remove rare labels"), "for v in ['a', 'b']:\n    labels = frequent(df, v)\n    df[v] = df[v].where(df[v].isin(labels), 'Rare')"],
        ["load_data", "remove_rare_labels"]),
    "a heading right above tells apart, also where another step's code has its words": (
        [PD + "\nfrom made import Curve", LOAD, text("## Phone service"), "k = Curve()\nk.fit(df.a[df.phone == 'no'])\nprint(k.n)",
         text("## Multiple lines"), "k = Curve()\nk.fit(df.b[df.lines == 'no phone service'])\nprint(k.n)", text("## Streaming TV"), "k = Curve()\nk.fit(df.c[df.tv == 'no'])\nprint(k.n)"],
        ["load_data", "train_curve_for_phone_service", "train_curve_for_multiple_lines", "train_curve_for_streaming_tv"]),
    "what follows the words that headings share": (
        [PD, LOAD, text("## Adding a category of our own with sklearn"), "a, b = train_test_split(df[['k', 'l', 'm']])\nprint(a.sum(), b.sum())",
         text("## Adding a category of our own with the engine"), "a, b = train_test_split(df)\nprint(a.sum(), b.sum())"],
        ["load_data", "split_data", "split_data_2"]),
    "a part of the headings begins alike": (
        [PD, LOAD, text("## Whole"), "a, b = train_test_split(df)\nprint(a.sum(), b.sum())", text("## A category of our own with sklearn"), "a, b = train_test_split(df[['k', 'l', 'm']])\nprint(a.sum(), b.sum())",
         text("## A category of our own with the engine"), "a, b = train_test_split(df[['k', 'l', 'n']])\nprint(a.sum(), b.sum())"],
        ["load_data", "split_data_for_whole", "split_data", "split_data_2"]),
    "a function that the notebook imports bears the name": (
        [PD + "\nfrom sklearn.datasets import load_digits", LOAD, text("## Digits"), "d = load_digits()\nX, y = d.data, d.target", text("## End"), "print(X.sum(), y.sum(), df.a.sum())"],
        ["load_data", "read_digits", "log_values"]),
    "no model is made": (["from made import spark, rows", text("## Create a model"), "table = spark.createDataFrame(rows)", text("## End"), "print(table)\nprint(table.n)"],
                         ["compute_table", "log_table"]),
    "a fit of a preprocessor trains no model": (
        ["from pyspark.ml.feature import StringIndexer\nfrom made import table\nlabels = StringIndexer(inputCol='y').fit(table)", text("## End"), "print(labels)\nprint(labels.labels)"],
        ["fit_string_indexer", "log_labels"]),
    "half of a comment": (
        [PD + "\nimport made", LOAD, "# define the target and create data sets\ntarget = 'y'\ntrain = made.as_rows(df, label=target)", text("## End"), "print(train)\nprint(train.n)"],
        ["load_data", "compute_train", "log_train"]),
    "data that is made is not read": (
        ["from sklearn.datasets import make_moons, make_blobs\nsamples = [make_moons(9)[0], make_blobs(9)[0]]", text("## End"), "print(samples)\nprint(samples[0])"],
        ["generate_data", "log_samples"]),
    "the largest of the models that are built": (
        ["from tensorflow import keras\na = keras.Input(3)\nword_model = keras.Model(a, keras.layers.Dense(2)(a))\nline_model = keras.Model(a, keras.layers.Dense(3)(a))\n"
         "both = keras.Model(a, [word_model.output, line_model.output])", text("## End"), "print(word_model, line_model, both)\nprint(both.n)"], ["build_models", "log_values"]),
    "an object elsewhere that stores": (["from made import Client, m\nclient = Client()", text("## Save the model"), "kept = client.repository.store_model(m)\nclient.repository.list_models()"], ["build_client", "store_model"]),
    "versions that are checked": (["import sklearn\nassert sklearn.__version__ >= '1.0'\nsklearn.set_config(display='diagram')"], ["check_versions"]),
    "a heading with a preposition and nothing behind it": (
        [PD + "\nfrom made import read", LOAD, "# Load in and preprocess\nsteak = read('a.jpg')", text("## End"), "print(steak)\nprint(steak.n)"],
        ["load_data", "read_steak", "log_steak"]),
    "a transformer is fitted, whatever the heading says": (
        ["import numpy as np\nfrom sklearn.decomposition import PCA", text("## Introducing the components"), "X = np.ones((3, 2))\np = PCA(1)\np.fit(X)\nprint(p.components_)", text("## End"), "print(X)\nprint(X.sum())"],
        ["compute_x", "log_x"]),
    "batches train, too": (
        ["from made import net, rows", text("## Go on for 5 epochs"), "for a, b in rows:\n    net.train_on_batch(a, b)", text("## End"), "print(net)\nprint(net.n)"], ["train_model"]),
    "an axis is added": ([PD + "\nimport numpy as np\nfrom made import x", text("## Rows"), "X = x[:, np.newaxis]", text("## End"), "print(X)\nprint(X.sum())"], ["compute_x", "log_x"]),
    "a measure beside a table that is drawn": (
        [PD + "\nimport seaborn as sns\nfrom sklearn.model_selection import GridSearchCV\nfrom sklearn.svm import SVC", LOAD, "grid = GridSearchCV(SVC(), {'C': [1, 2]})\ngrid.fit(df[['a']], df.y)",
         text("## Looking back"), "dt = pd.DataFrame(grid.cv_results_)\ntable = pd.pivot_table(dt, values='mean_test_score', index='param_C')\nsns.heatmap(table)\ngrid.best_score_"],
        ["load_data", "tune_model", "log_best_score_of_grid"]),
    "two words that are verbs, too": ([text("## Prepare train and test sets"), PD, LOAD, "a, b = train_test_split(df)\nprint(a.sum(), b.sum())"], ["load_data", "prepare_train_and_test_sets"]),
    "no number that a variable has": (
        [PD + "\nfrom made import Net", LOAD, "model = Net()\nmodel.fit(df, df.y)\nprint(model.n)", text("## Again"), "model = Net()\nmodel.fit(df, df.y)\nprint(model.n)\nnet_2 = len(df)", text("## End"), "print(net_2)"],
        ["load_data", "train_net", "train_net_3", "log_net_2"]),
    "what is read on the way to something else": (["from made import load\nnlp = load('en')\nseen = nlp('a text')\nseen.describe_all()"], ["describe_all"]),
    "two of one verb": ([PD, LOAD, "df['reward'] = 25\ndf.loc[df.a > 3, 'b'] = 9\nprint(df.b.sum())"], ["load_data", "assign_reward_and_values"]),
    "a method that saves its object": (["from pycm import ConfusionMatrix\ncm1 = ConfusionMatrix([1, 2], [1, 1])", text("## The end"), "cm1.save_html('one')"], ["build_cm1", "save_cm1"]),
    "what a turn of a loop takes is not what the step makes": (
        [PD, LOAD, "rows = pd.DataFrame([[1], [2]], columns=df.columns)\nfor i in range(len(rows)):\n    row = rows.iloc[i].to_dict()\n    print(row, df.a[i])"],
        ["load_data", "compute_rows"]),
    "a loop through the answers of a model asks it": (
        [PD, LOAD, "from sklearn.svm import SVR\nreg = SVR().fit(df[['a']], df.y)",
         text("## Predicting prices"), "client_data = [[5], [4]]\nfor i, price in enumerate(reg.predict(client_data)):\n    print(i, price)"],
        ["load_data", "train_model", "make_predictions"]),
    "train the model, says the comment of one of two": (
        [PD, LOAD, "from sklearn.svm import SVC\nX, y = df[['a']], df.y", text("## A"), "# Train the model\nfirst = SVC(C=1)\nfirst.fit(X, y)",
         text("## B"), "second = SVC(C=2)\nsecond.fit(X, y)", text("## C"), "print(first, second)"],
        ["load_data", "separate_target", "train_first", "train_second", "log_first_and_second"]),
    "no name twice": ([text("## Say it"), "print(1)", text("## Say that"), "print(2)"], ["log_messages"]),
    "models that are tried in a loop, on two tables, with two measures": (
        [PD + "\nfrom sklearn.cluster import KMeans\nfrom sklearn.metrics import silhouette_score", LOAD, "X = df.dropna()\nZ = df.drop_duplicates()\nprint(X.a.sum(), Z.b.sum())",
         "w = []\nfor k in range(2, 9):\n    m = KMeans(n_clusters=k)\n    m.fit(X)\n    w.append(m.inertia_)\nprint(w)", text("## B"),
         "v = []\nfor k in range(2, 9):\n    m = KMeans(n_clusters=k)\n    m.fit(Z)\n    v.append(m.inertia_)\nprint(v)", text("## C"),
         "s = []\nfor k in range(2, 9):\n    m = KMeans(n_clusters=k)\n    m.fit(Z)\n    s.append(silhouette_score(Z, m.labels_))\nprint(s)", text("## D"),
         "kmeans = KMeans(n_clusters=3)\nkmeans.fit(Z)\nprint(kmeans.inertia_)"],
        ["load_data", "drop_missing_rows_and_duplicates", "compare_k_means_over_n_clusters", "compare_k_means_over_n_clusters_on_z", "compare_k_means_over_n_clusters_by_silhouette", "train_kmeans"]),
    "a function of the notebook called optimize minimizes nothing": (
        [PD + "\nfrom sklearn.svm import SVC\nfrom sklearn.model_selection import GridSearchCV\ndef optimize(m, d, g):\n    s = GridSearchCV(m, g)\n    s.fit(d[['a']], d.y)\n    return s.best_params_",
         LOAD, text("## Support Vector Machine"), "model = SVC()\nbest = optimize(model, df, {'C': [1, 2]})\nprint(best)"], ["load_data", "train_model"]),
    "several models that are cross-validated": (
        [PD + "\nfrom sklearn.svm import SVC\nfrom sklearn.linear_model import Ridge, Lasso\nfrom sklearn.model_selection import cross_val_score", LOAD,
         "a, b, c = SVC(), Ridge(), Lasso()\nprint(cross_val_score(a, df[['a']], df.y).mean())\nprint(cross_val_score(b, df[['a']], df.y).mean())\nprint(cross_val_score(c, df[['a']], df.y).mean())"],
        ["load_data", "cross_validate_models"]),
    "the top by a quantile, which are no outliers": (
        [PD, LOAD, "many = df.a.quantile(0.9)\ndf = df[df.a >= many]\nprint(df.a.sum())"], ["load_data", "filter_rows"]),
    "outliers by quantiles, and what is worked out last": (
        [PD, LOAD, text("## A"), "low, high = df.a.quantile(0.1), df.a.quantile(0.9)\ncut = (high - low) * 1.5\ntop = high + cut\ndf = df.drop(df[df['a'] > top].index)", text("## B"),
         "old = df[df.a > 3]\npart = len(old) / len(df)\nold = df[df.a > 4]\nprint(part)"], ["load_data", "filter_rows", "compute_part"]),
    "importances of two models": (
        [PD + "\nfrom sklearn.tree import DecisionTreeClassifier\nfrom sklearn.ensemble import RandomForestClassifier", LOAD,
         text("## A"), "dt = DecisionTreeClassifier()\ndt.fit(df[['a', 'b']], df.y)", "fi = pd.DataFrame({'n': ['a', 'b'], 'v': dt.feature_importances_}).sort_values('v')\nprint(fi)\nfi_a = fi.copy()",
         text("## B"), "rf = RandomForestClassifier()\nrf.fit(df[['a', 'b']], df.y)", "fi = pd.DataFrame({'n': ['a', 'b'], 'v': rf.feature_importances_}).sort_values('v')\nprint(fi)\nfi_b = fi.copy()",
         text("## C"), "print(fi_a.v.sum(), fi_b.v.sum())"],
        ["load_data", "train_decision_tree", "compute_feature_importances_of_decision_tree", "train_random_forest", "compute_feature_importances_of_random_forest", "log_sum_of_fi_a_v_and_sum_of_fi_b_v"]),
    "columns that are worked on in several ways": (
        [PD, LOAD, "df['title'] = df.name.str[:3]\ndf['title'] = df['title'].map({'Mr.': 1})\ndf['age'] = df['age'].fillna(df.age.mean())\ndf['age'] = df['age'] / 80", text("## End"), "print(df.age.sum())\nprint(df.title.sum())"],
        ["load_data", "prepare_data", "log_sum_of_df_age_and_sum_of_df_title"]),
    "a heading that only checks": (
        [PD + "\nfrom sklearn.utils import resample", LOAD, text("## Check the class value"), "few = resample(df[df.y == 1], n_samples=9)\ndf = pd.concat([few, df[df.y == 0]])", text("## End"), "print(df.a.sum())\nprint(df.b.sum())"],
        ["load_data", "resample_rows_and_combine_tables", "log_sum_of_df_a_and_sum_of_df_b"]),
    "two tables that are split": (
        [PD + "\nfrom sklearn.model_selection import train_test_split", LOAD, text("## A"), "X = df.drop('y', axis=1)\ny = df['y']\na, b, c, d = train_test_split(X, y)\nprint(a, b, c, d)",
         text("## B"), "few_df = df[df.a > 3]", text("## C"), "X = few_df.drop('y', axis=1)\ny = few_df['y']\na, b, c, d = train_test_split(X, y)\nprint(a, b, c, d)"],
        ["load_data", "split_data", "filter_rows", "split_few_df"]),
    "who measures a model is called after who trains it, also where that fits it once more in place": (
        [PD + "\nfrom sklearn.svm import SVC", LOAD, text("## A"), "m = SVC()\nm.fit(df[['a']], df.y)", text("## B"), "print(m.score(df[['b']], df.y))",
         text("## C"), "m.fit(df[['a']], df.z)", text("## D"), "print(m.score(df[['b']], df.z))\nprint(m.classes_)"],
        ["load_data", "train_svc", "evaluate_svc", "train_svc_2", "evaluate_svc_2"]),
    "a measured model that is fitted on other rows": (
        [PD + "\nfrom sklearn.svm import SVC", LOAD, "few = df[df.k > 3]", text("## A"), "m = SVC()\nm.fit(df, df.y)", text("## B"), "print(m.score(df, df.y))",
         text("## C"), "m = SVC()\nm.fit(few, few.y)", text("## D"), "print(m.score(df, df.y))\nprint(m.classes_)"],
        ["load_data", "filter_rows", "train_svc", "evaluate_svc", "train_svc_on_few", "evaluate_svc_fitted_on_few"]),
    "a model that only comes in is not the one that is measured": (
        [PD + "\nimport xgboost as xgb\nfrom sklearn.linear_model import SGDClassifier", LOAD, text("## A"), "sgd = SGDClassifier()\nsgd.fit(df, df.y)", text("## B"), "bst = xgb.train({}, xgb.DMatrix(df, df.y))",
         text("## C"), "d = xgb.DMatrix(df)\np = bst.predict(d)\nfrom sklearn.metrics import log_loss\nprint(log_loss(df.y, p, labels=sgd.classes_))"],
        ["load_data", "train_sgd", "train_booster", "evaluate_booster"]),
    "a row that a function gives": (
        [PD + "\nfrom sklearn.svm import SVC\ndef scores_of(m):\n    return m.score(df, df.y)", LOAD, "table = pd.DataFrame()\nprint(table.size)", text("## A"), "svc = SVC()\nsvc.fit(df, df.y)",
         text("## B"), "table.loc['svc'] = scores_of(svc)\ntable"], ["define_scores_of", "load_data", "compute_table", "train_model", "evaluate_model"]),
    "labels that are made of a column that goes": (
        [PD, LOAD, "y = (df.s == 'no').astype(int)\ndel df['s']", text("## End"), "print(df.a.sum(), y.sum())"], ["load_data", "separate_target", "log_sum_of_df_a_and_sum_of_y"]),
    "values that differ in one word": (
        [PD, LOAD, "cost_of_a_mean = df.a.mean()\ncost_of_b_mean = df.b.mean()\ncost_of_c_mean = df.c.mean()\nprint(cost_of_a_mean)", text("## End"), "print([cost_of_a_mean, cost_of_b_mean, cost_of_c_mean])"], ["load_data", "compute_cost_of_means", "log_values"]),
    "a heading of other things than are put together": (
        [PD + "\nfrom sklearn.svm import SVC", LOAD, "a = SVC().fit(df, df.y)\nb = SVC(C=2).fit(df, df.y)", text("## Calculate the scoring"), "found = [a, b, SVC(C=3)]", text("## End"), "print(len(found))\nprint(found)"],
        ["load_data", "train_model", "compute_found", "log_found"]),
    "what reads prepares nothing": (["import json", text("## Dataset"), "with open('a.json') as f:\n    rows = json.load(f)\nprint(rows)"], ["load_data"]),
    "values that differ in their last word": (
        [PD + "\nfrom made import part", LOAD, "rest_of_market_rows = part(df, 1)\nrest_of_market_aims = part(df, 2)", text("## End"), "print([rest_of_market_rows, rest_of_market_aims])"], ["load_data", "compute_rest_of_market", "log_rest_of_market_rows_and_rest_of_market_aims"]),
    "a loop over models, and one of them alone": (
        [PD + "\nfrom sklearn.svm import SVC\nfrom sklearn.linear_model import Ridge", LOAD, text("## A"), "for name, model in {'svc': SVC(), 'ridge': Ridge()}.items():\n    model.fit(df, df.y)\n    print(name, model.score(df, df.y))",
         text("## B"), "model = Ridge()\nmodel.fit(df, df.y)\nprint(model.coef_)"], ["load_data", "compare_models", "train_ridge"]),
    "importances that are only shown": (
        [PD + "\nfrom sklearn.tree import DecisionTreeClassifier", LOAD, text("## A"), "t = DecisionTreeClassifier()\nt.fit(df[['a', 'b']], df.y)", text("## Features importance"), "tmp = pd.DataFrame({'f': ['a', 'b'], 'i': t.feature_importances_})\ntmp = tmp.sort_values(by='i')\nprint(tmp)"],
        ["load_data", "train_model", "compute_feature_importances"]),
    "columns on the way to several tables": (
        [PD + "\nfrom sklearn.svm import SVC", LOAD, "df['k'] = df.a / 2\ndf['l'] = df.b / 2\nX_one = df.iloc[:50].to_numpy()\nX_two = df.iloc[50:].to_numpy()", text("## A"), "m = SVC()\nm.fit(X_one, X_two)\nprint(m.n)"], ["load_data", "build_features", "train_model"]),
    "two models in one step": (
        [PD + "\nfrom sklearn.svm import SVC\nfrom sklearn.linear_model import Ridge", LOAD, text("## A"), "a = SVC()\nb = Ridge()\na.fit(df, df.y)\nb.fit(df, df.y)\nprint(a.n, b.n)"], ["load_data", "train_models"]),
    "layers that the next step makes a model of": (
        ["import pandas as pd\nfrom tensorflow import keras", LOAD, text("## A"), "inp = keras.Input((3,))\nx = keras.layers.Dense(3)(inp)\nout = keras.layers.Dense(1)(x)", text("## B"), "model = keras.Model(inp, out)\nmodel.fit(df, df.y)"],
        ["load_data", "build_layers", "train_model"]),
    "answers that are held against labels by hand": (
        [PD + "\nfrom sklearn.svm import SVC", LOAD, text("## A"), "m = SVC()\nm.fit(df[['a']], df.y)", text("## B"), "y_pred = m.decision_function(df[['a']])", text("## C"), "y = df.y > 0\nsaid = y_pred > 0.5\n(y == said).mean()", text("## D"), "print(y_pred.sum())\nprint(y.sum())"],
        ["load_data", "train_model", "make_predictions", "evaluate_model", "log_sum_of_y_pred_and_sum_of_y"]),
    "a function whose name says in short that it evaluates": (
        [PD + "\nfrom sklearn.svm import SVC\ndef eval_it(a, b):\n    print((a == b).mean())", LOAD, text("## A"), "m = SVC()\nm.fit(df[['a']], df.y)", text("## B"), "p = m.predict(df[['a']])\neval_it(df.y, p)"],
        ["load_data", "train_model", "evaluate_model"]),
    "rows that are compared are not converted": ([PD, LOAD, "above = (df.age > 9).astype(int).values", text("## End"), "print(above.sum())"], ["load_data", "compute_above", "log_sum_of_above"]),
    "what draws names no step that makes something": (
        [PD + "\nfrom made import Scaling\ndef plot_it(a):\n    print(a.sum())\n    return a.b * 2", LOAD, text("## A"), "kept = Scaling()\nplot_it(df)", text("## B"), "print(kept)\nprint(kept.n)"], ["load_data", "build_kept", "log_kept"]),
    "data that is made up": ([PD + "\nimport numpy as np", "data = {'a': np.random.rand(9)}\ndf = pd.DataFrame(data)\ndf['b'] = df.a > 0.5", text("## End"), "print(df.b.sum())\nprint(df.a.sum())"], ["generate_data", "log_sum_of_df_b_and_sum_of_df_a"]),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "names"), STEPS.values(), ids=list(STEPS))
def test_names(cells, names):
    assert [step.name for step in plan.plan(analyse.analyse(notebook(*cells))).steps] == names


MODEL = "from sklearn.svm import SVC\nclf = SVC()\nclf.fit(df[['a']], df['y'])"
DOCSTRINGS = {  # cells after the load, docstring of the last step
    "what is fitted, and on what": (["X, y = df[['a']], df['y']", text("## Support vectors"),
                                     "from sklearn.svm import SVC\nclf = SVC()\nclf.fit(X, y)"],
                                    'Fit SVC on X and y (cell 5, "Support vectors").'),
    "a heading is no sentence": ([text("## DBSCAN, as in the book"), "total = df.a.sum()\nprint(total)"],
                                 'Compute total (cell 4, "DBSCAN, as in the book").'),
    "a verb of the notebook, and what it means": ([text("## Clean the data"), "df = df.drop('k', axis=1)\ndf = df.dropna()"],
                                                  "Clean the data: drop column k and drop missing rows (cell 4)."),
    "a function of the notebook that measures": (["def judge(m, X):\n    print(m.score(X, df.y))", text("## A"), "from sklearn.svm import SVC\nm = SVC().fit(df, df.y)", text("## B"), "p = m.predict(df)\njudge(m, df)"], "Predict p with m and call judge on m (cell 7)."),
    "what a loop goes through is logged": ([text("## A"), "names, costs = list(df), list(df.a)\nprint(len(names))", text("## B"), "for i, (n, v) in enumerate(zip(names, costs)):\n    print(i, n, v)"], "Log names and costs (cell 6)."),
    "a loader learns nothing": (["from made import MyDataLoader\nloader = MyDataLoader(df)\ntrain, test = loader.fit(0.8, 0.2)\nprint(train, test)"], "Compute train and test (cell 3)."),
    "what is zipped is logged": ([text("## A"), "names, costs = list(df), list(df.a)\nprint(len(names))", text("## B"), "print(list(zip(names, costs)))"], "Log names and costs (cell 6)."),
    "formulas are not quoted": ([text(r"## $$ \\frac{\\delta J}{\\delta x} $$"), "total = df.a.sum()\nprint(total)"],
                                "Compute total (cell 4)."),
    "underscores stay": ([text("## Split into X_train and y_train"),
                          "from sklearn.model_selection import train_test_split\n"
                          "X_train, X_test = train_test_split(df)\nprint(len(X_train), len(X_test))"],
                         "Split into X_train and y_train: split df into X_train and X_test (cell 4)."),
    "a prediction is one only where nothing else is done to it": ([MODEL, text("## Rest"), "rest = df.y - clf.predict(df[['a']])\nprint(rest.sum())"],
                                                                   'Predict for df with clf and log sum_rest (cell 5, "Rest").'),
    "the main thing, not what falls off": ([MODEL + "\np = clf.predict(df)\nq = p + 1\nr = q + 1\ns = r * 2\nprint(s, r, q)"],
                                           "Predict p with clf (cell 3)."),
    "a model without a name": (["from sklearn.mixture import GaussianMixture as GMM", "gmm = GMM(4).fit(df[['a']])"], "Fit GaussianMixture on df (cell 4)."),
    "a booster": (["import lightgbm as lgb", "d = lgb.Dataset(df)\nm = lgb.train({}, d)"], "Fit m with lgb.train (cell 4)."),
    "what a function of the notebook gives": (["def clean(d):\n    return d[d.a > 0]", "df = clean(df)\nprint(df.a.sum())"],
                                              "Compute df with clean (cell 4)."),
    "a list, and the heading in quotes": ([text("## Interest on interest"), "a = df.a.sum()\nb = a + 1\nc = b + 1\nd = c + 1\nprint(a, b, c, d)"],
                                     'Compute a, b, c and d (cell 4, "Interest on interest").'),
    "a second training is not hidden": (["from sklearn.svm import SVC\nm = SVC()\na = m.fit(df[['a']], df.y)\nX2, y2 = df[['b']], df.y\nb = m.fit(X2, y2)\nprint(a, b)"],
                                        "Fit SVC on df and df.y and again on X2 and y2 (cell 3)."),
    "a search is said once": (["from sklearn.svm import SVC\nfrom sklearn.model_selection import GridSearchCV\ng = GridSearchCV(SVC(), {'C': [1, 2]})\ng.fit(df[['a']], df.y)"],
                              "Search parameters of SVC with GridSearchCV on df and df.y (cell 3)."),
    "what is split is the table": (["from sklearn.model_selection import train_test_split\na, b, c, d = train_test_split(df.drop('y', axis=1), df['y'])\nprint(a, b, c, d)"],
                                   "Split df into a, b, c and d (cell 3)."),
    "the root of an error": (["from sklearn.metrics import mean_squared_error\nfrom sklearn.svm import SVC\nm = SVC().fit(df[['a']], df.y)", text("## Error"),
                              "mean_squared_error(df.y, m.predict(df[['a']]), squared=False)"],
                             'Compute root mean squared error (cell 5, "Error").'),
    "a function that fits": (["from sklearn.svm import SVC\ndef score_of(c):\n    return SVC(C=c).fit(df[['a']], df.y).score(df[['a']], df.y)",
                              "best = [score_of(c) for c in (1, 2)]\nprint(best)"],
                             "Compute best with score_of, which fits a model again and again (cells 3, 4)."),
    "a heading of another model": ([MODEL, text("## KMeans"), "from sklearn.cluster import KMeans\nk = KMeans(2).fit(df)", "from sklearn.linear_model import Ridge\nr = Ridge().fit(df, df.y)"],
                                   "Fit Ridge on df and df.y (cell 6)."),
    "columns that operations are about": (["df['age'] = df['age'].fillna(0)\ndf['city'] = df['city'].map({'a': 1})\ndf = df.drop_duplicates()"],
                                          "Fill missing values of age, recode city and drop duplicates (cell 3)."),
    "frames put into another form": (["from sklearn.preprocessing import StandardScaler\nX = df[['a']]\nX = StandardScaler().fit_transform(X)\nX = pd.DataFrame(X)\nprint(X.sum())"],
                                     "Scale X with StandardScaler and log sum_x (cell 3)."),
    "rows that are left out": (["df = df[df.city.isin(['a', 'b'])].reset_index(drop=True)\nX, y = df[['a']], df['y']", "print(X.sum(), y.sum())"],
                               "Filter rows by city and log sum_x (cells 3, 4)."),
    "all that is given is accounted for": (
        ["from sklearn.ensemble import BaggingClassifier\nfrom sklearn.tree import DecisionTreeClassifier\ntree = DecisionTreeClassifier()\nbag = BaggingClassifier(tree)\n"
         "tree.fit(df[['a']], df.y)\nlimit = df.a.max()\nclass Bag:\n    pass\nprint(limit)"],
        "Fit DecisionTreeClassifier on df and df.y (cell 3)."),
    "a value on the way leaves no rows out": (["port = df.port.dropna().mode()[0]\ndf['port'] = df.port.fillna(port)"], "Fill missing values of port (cell 3)."),
    "a phrase that says it all": ([text("## Fill in missing data in numerical variables"), "for n in ['a', 'b']:\n    df[n] = df[n].fillna(0)"], "Fill in missing data in numerical variables (cell 4)."),
    "dropped columns are never left out": (
        ["df = df.replace('?', 0)\ndf['a'] = df.a.map(str)\ndf['b'] = df.b / 2\ndf['c'] = df.c.astype(int)\ndf.drop(labels=['name'], axis=1, inplace=True)"],
        "Recode values, transform a, scale b, convert the types of c and drop column name (cell 3)."),
    "the notebook's own function reads nothing unless it says so": (
        ["from tensorflow import keras\ndef make_model(rate):\n    base = keras.applications.Xception(weights='imagenet')\n    return keras.Sequential([base])",
         "model = make_model(0.1)\nmodel.fit(df, df.y)"], "Fit model on df and df.y (cell 4)."),
    "other rows than the table's": (["mask = df.a > 3\ntrain = df[mask]\ntrain.to_csv('t.csv')"], "Write train to CSV (cell 3)."),
    "modules are said whole": (["import tensorflow as tf\ntf.tpu.experimental.initialize_tpu_system()"], "Call tf.tpu.experimental.initialize_tpu_system (cell 3)."),
    "an object's own check sets no options": (["from made import Stock\ns = Stock()", text("## Check"), "s.prior_validation()"], 'Call s.prior_validation (cell 5, "Check").'),
    "an answer is no heading of what follows": ([text("## Answer for question 3: 0.56"), "total = df.a.sum()\nprint(total)"], "Compute total (cell 4)."),
    "a heading that shouts": ([text("## CLEAN THE DATA OF THE KNN"), "df = df.drop('k', axis=1)\ndf = df.dropna()"],
                              "Clean the data of the KNN: drop column k and drop missing rows (cell 4)."),
    "mere values come last": (["from sklearn.svm import SVC\nlimit = df.a.max()\nX = df[['a']]\nm = SVC().fit(X, df.y)\nprint(limit)"], "Fit SVC on X and df.y (cell 3)."),
    "what a transformer is given": (["from sklearn.decomposition import PCA\nfrom sklearn.svm import SVC\nX = df[['a']]\np = PCA(1).fit(X)\nm = SVC()\nm.fit(p.transform(X)[:, :1], df.y)"],
                                    "Reduce the dimensions of X with PCA; fit SVC on X and df.y (cell 3)."),
    "rows that are cut off": (["df['f'] = df.a.map(str)\ndf = df[:1000]"], "Derive f and select rows (cell 3)."),
    "variables of loops are no values": (["for i in ['a', 'b']:\n    print(i, df[i].isnull().mean())"], "Log values made of df (cell 3)."),
    "what is installed is not quoted": ([text("## Install the library"), "total = df.a.sum()\nprint(total)"], "Compute total (cell 4)."),
    "that a table is made is more than its index": (["import study\nshares = study.shares_of(df).set_index('name')\nprint(shares.a.sum())"], "Log sum of shares.a (cell 3)."),
    "one thing with two": (["from sklearn.decomposition import PCA\nfrom sklearn.manifold import TSNE\nX = df[['a']]\np = PCA(2).fit_transform(X)\nq = TSNE(2).fit_transform(X)\nprint(p, q)"],
                           "Reduce the dimensions of X with PCA and with TSNE (cell 3)."),
    "a second fit without rows": (["from made import Net\nn = Net()\nn.fit(df[['a']], df.y)\nn.fit()"], "Fit Net on df and df.y (cell 3)."),
    "parts of texts": (["df['a'] = df['a'].str.replace('-', '')\nprint(df.a.sum())"], "Replace values of a (cell 3)."),
    "rows that are sampled to be shown": (["from made import show\ndf['b'] = df.a.map(len)\nshow(df.sample(9))\nprint(df.b.sum())"], "Derive b (cell 3)."),
    "a transformer that learns for nothing": (["from sklearn.feature_extraction.text import CountVectorizer\ndf['a'] = df['a'].str.replace('-', '')\nv = CountVectorizer()\nv.fit(df['a'])"],
                                              "Replace values of a and fit CountVectorizer on a (cell 3)."),
    "a table of a table": (["from sklearn.svm import SVC\nrows = df[df.a > 3]\ny = rows.y\nm = SVC().fit(rows, y)"], "Filter rows; fit SVC on rows and y (cell 3)."),
    "a function that only changes the form": (["import numpy as np\nprint(np.squeeze(df.a))"], "Log a of df (cell 3)."),
    "a heading in one word, and one that the name says": (
        [text("## Curves"), "from made import CurveFitter as C\nk = C()\nk.fit(df.a)\nprint(k.n)", text("## PhoneService"), "k = C()\nk.fit(df.b)\nprint(k.n)"], 'Fit C on df.b (cell 6, "PhoneService").'),
    "a row by its number": (["df.columns = ['ds', 'y']\ndf = df.drop(168)"], "Rename columns and drop rows (cell 3)."),
    "an object that is created elsewhere": (["from ml import Target, ws\ntarget = Target.create(ws)\ntarget.wait()"], "Call Target.create (cell 3)."),
    "rows that are split again": (
        ["from sklearn.model_selection import train_test_split as split_rows\nfrom sklearn.model_selection import train_test_split\nX, y = df[['a', 'b']], df['y']\n"
         "X_train, X_rest, y_train, y_rest = train_test_split(X, y)\nX_development, X_test, y_development, y_test = train_test_split(X_rest, y_rest)\nprint(X_train, X_development, X_test)"],
        "Split X and y into X_train, X_rest, y_train and y_rest; split X_rest and y_rest into X_development, X_test, y_development and y_test (cell 3)."),
    "a search is not hidden by fits": (
        ["from sklearn.linear_model import LogisticRegression, RidgeClassifier\nfrom sklearn.model_selection import GridSearchCV\nfrom sklearn.tree import DecisionTreeClassifier\n"
         "X, y = df[['a']], df['y']\na = LogisticRegression()\nb = RidgeClassifier()\nc = GridSearchCV(DecisionTreeClassifier(), {'max_depth': [1, 2]})\na.fit(X, y)\nb.fit(X, y)\nc.fit(X, y)"],
        "Fit LogisticRegression and RidgeClassifier on X and y; search parameters of DecisionTreeClassifier with GridSearchCV on X and y (cell 3)."),
    "outliers by their index": (["outliers = df[df.a > 99]\ndf = df.drop(outliers.index)", "print(df.a.sum())"], "Drop outliers (cells 3, 4)."),
    "a file that is written beside what is derived": (
        [MODEL, "p = clf.predict(df[['a']])\nq = clf.predict(df[['b']])", "df['p'] = p\ndf.to_csv('p.csv')"], "Derive p and write df to CSV (cell 5)."),
    "a function whose name looks like a class": (["def DropRare(d, n):\n    return d[d.a > n]\ndf = DropRare(df, 3)", "print(df.a.sum())"], "Compute df with DropRare (cells 3, 4)."),
    "an object of a class of the notebook is asked": (
        ["class Search:\n    def __init__(self, X):\n        self.X = X\n    def BestAnswer(self, X):\n        return X.a", "s = Search(df)\np = s.BestAnswer(df)\nprint('right', (p == df.y).mean())"],
        "Compute p with s.BestAnswer (cell 4)."),
    "an operation that is said with what it is done to": (["del df['Unnamed: 0']\ndf = df.drop(['a', 'b'], axis=1)", "print(df.c.sum())"], "Drop columns (cells 3, 4)."),
    "a model under the name of a module": (["import xgboost as xgb\nfrom xgboost import XGBClassifier\nxgb = XGBClassifier()\nxgb.fit(df[['a']], df.y)"], "Fit XGBClassifier on df and df.y (cell 3)."),
    "word vectors are learned where they are made": (["from gensim.models import Word2Vec\nw = Word2Vec(df.words, size=9)\nprint(w.wv)"], "Fit Word2Vec on df.words (cell 3)."),
    "a verb that the code does not bear out": ([text("## Saving time"), "total = df.a.sum()\nprint(total)"],
                                               'Compute total (cell 4, "Saving time").'),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "doc"), DOCSTRINGS.values(), ids=list(DOCSTRINGS))
def test_docstrings(cells, doc):
    assert plan.plan(analyse.analyse(notebook(PD, LOAD, *cells))).steps[-1].doc == doc


GIVING = {  # cells after the load, docstring of the step after it: what later steps ask for is accounted for
    "measures by another name": (
        ["from sklearn import metrics as m\nmse = m.mean_squared_error\nn = len(df)", text("## A"), "print(mse(df.a, df.b), n)", text("## B"), "print(mse(df.a, df.c), n)"], "Compute n from df and set mse (cell 3)."),
    "what is set, beside what is worked out and shown": (
        ["columns = ['a', 'b']\nshares = df[columns].apply(lambda c: c / 9)\nprint(shares)", text("## B"), "print(df[columns].sum())", text("## C"), "columns.pop()"], "Log shares and set columns (cell 3)."),
    "two that are taken from one table": (
        ["prices = df.y\nfeatures = df.drop('y', axis=1)", text("## A"), "print(prices, features)"], "Take prices and features from df (cell 3)."),
    "what is set up and computed beside a fit": (
        ["from sklearn.ensemble import BaggingClassifier\nfrom sklearn.tree import DecisionTreeClassifier\ntree = DecisionTreeClassifier()\nbag = BaggingClassifier(tree)\n"
         "tree.fit(df[['a']], df.y)\nlimit = df.a.max()", text("## A"), "print(bag, tree, limit)", text("## B"), "print(bag, tree, limit)"],
        "Build bag; fit DecisionTreeClassifier on df and df.y; compute limit (cell 3)."),
    "mere values come last, and what is named is not said again": (
        ["from sklearn.svm import SVC\nlimit = df.a.max()\nX = df.a + df.b\nm = SVC().fit(X, df.y)", text("## A"), "print(limit, X, m)", text("## B"), "print(limit, X, m)"],
        "Compute limit; fit SVC on X and df.y (cell 3)."),
    "what is taken and set": (
        ["K = len(df)\ny = df['y']\ndf = df.dropna()", text("## A"), "print(K, y, df)", text("## B"), "print(K, y, df)"],
        "Take y from df, drop missing rows and compute K (cell 3)."),
    "read and changed in one line": (["both = pd.read_csv('b.csv').drop('id', axis=1)\nn = len(both)", text("## A"), "print(both, n)", text("## B"), "print(both, n)"],
                                     "Read both from CSV and drop column id (cell 3)."),
    "outliers and parts that are put together again": (
        ["import numpy as np\nfrom scipy import stats\nfrom sklearn.utils import resample\nmore = df[df['y'] == 0]\nless = df[df['y'] == 1]\nless = resample(less, n_samples=900)\n"
         "both = pd.concat([more, less])\nz = np.abs(stats.zscore(both))\nclean = both[(z < 3).all(axis=1)]", text("## A"), "print(clean.a.sum())", text("## B"), "print(clean.b.sum())"],
        "Filter rows, resample rows and combine tables (cell 3)."),
    "a table that is made here": (
        ["w = pd.DataFrame(sorted(df.columns), columns=['s'])\nw['n'] = 100 * w['s'].str.len()\nw = w.rename(columns={'s': 't'})", text("## A"), "print(w.t.sum())", text("## B"), "print(w.t.max())"],
        "Compute w (cell 3)."),
    "rows by a mask and all columns": (
        ["df = df.loc[df['y'] < 170, :]\ny = df['y']", text("## A"), "print(y, df)", text("## B"), "print(y, df)"], "Filter rows by y and take y from df (cell 3)."),
    "what is taken out of a list": (
        ["names = ['a', 'b']\nn = names.pop(0)\ndf = df.fillna(n)", text("## A"), "print(df.a, names)", text("## B"), "print(df.b, names)"], "Fill missing values and compute names (cell 3)."),
    "many values": (["a = df.a.max()\nb = df.b.max()\nc = df.c.max()\nd = df.d.max()\ne = df.e.max()\nf = df.f.max()", text("## A"), "print(a, b, c, d, e, f)", text("## B"), "print(f)"],
                    "Compute a, b, c, d, e and f from df (cell 3)."),
    "a table, and what is made beside it": (
        ["df = pd.merge(df, df, on='a')\nd = {}\nfor i in range(len(df)):\n    d[df.a[i]] = df.b[i]", text("## A"), "print(d, df)", text("## B"), "print(d, df)"], "Merge tables and compute d (cell 3)."),
    "rows by a mask": (["mask = df.a > 3\ntrain = df[mask]", text("## A"), "print(train)", text("## B"), "print(train.sum())"],
                       "Take train from df (cell 3)."),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "doc"), GIVING.values(), ids=list(GIVING))
def test_docstrings_say_what_is_given(cells, doc):
    assert plan.plan(analyse.analyse(notebook(PD, LOAD, *cells))).steps[1].doc == doc
