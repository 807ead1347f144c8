"""Numbers that measure a model: which of them reach metrics.json, and under which names."""

import pytest

from nb2prod.plan.measuring.metric_keys import Candidate, begun, keys
from nb2prod.plan.measuring.subjects import Subject
from nb2prod.plan.names import unique
from tests.notebooks import planned, text

HEAD = (
    "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\nfrom sklearn.model_selection import cross_val_score",
    "df = pd.read_csv('a.csv')\nX, y = df[['a']], df['b']",
    "models = {'weak': LogisticRegression(C=0.1), 'plain': LogisticRegression()}",
)
LOOPS = [
    (  # what the print calls a turn
        "for i, model in enumerate([1, 2]):\n    m = LogisticRegression(C=model).fit(X, y)\n"
        "    print('fold {}, accuracy {:.3f}'.format(i, m.score(X, y)))",
        ["accuracy_by_fold"],
    ),
    (  # the best of all turns
        "best_accuracy = 0\nfor c in [1, 2]:\n    s = LogisticRegression(C=c).fit(X, y).score(X, y)\n"
        "    if s > best_accuracy:\n        best_accuracy = s",
        ["best_accuracy"],
    ),
    (  # a key that stands for a model; the second loop by the heading that is printed over it
        "for key, model in models.items():\n    model.fit(X, y)\n    print(key, model.score(X, y))\n"
        "print('After Tuning -')\nfor key, model in models.items():\n    model.fit(y, X)\n    print(key, model.score(X, y))",
        ["score_by_model", "score_by_model_after_tuning"],
    ),
    (
        "for name, model in models.items():\n    model.fit(X, y)\n    print(name, model.score(X, y))",
        ["score_by_name"],
    ),
    (  # rounded, and of two loops that have one name for it
        "for c in [1, 2]:\n    score = LogisticRegression(C=c).fit(X, y).score(X, y)\n    print(c, score)\n"
        "for a in [1, 2]:\n    score = LogisticRegression(C=a, l1_ratio=0).fit(X, y).score(X, y)\n    print(a, round(score, 4))",
        ["score_by_c", "score_by_a"],
    ),
    (  # the places of rows tell no turns apart
        "from sklearn.model_selection import KFold\nfor t, v in KFold().split(X):\n    score = LogisticRegression().fit(X, y).score(X, y)\n    print(f'Best score: {score}')",
        ["best_score_by_fold"],
    ),
    (  # functions that measure, one after the other
        "from sklearn.metrics import f1_score, accuracy_score\nrates = {'f1': f1_score, 'accuracy': accuracy_score}\n"
        "p = LogisticRegression().fit(X, y).predict(X)\nfor name, rate in rates.items():\n    print(f'{name}: {rate(y, p)}')",
        ["score_by_name"],
    ),
    (  # a list of folds for each turn of the loop around
        "from sklearn.model_selection import KFold\nfor c in [1, 2]:\n    for t, v in KFold().split(X):\n"
        "        score = LogisticRegression(C=c).fit(X, y).score(X, y)\n        print(score)",
        ["score_by_c_and_fold"],
    ),
    (  # each turn as the print calls it, and what the function is called that worked it out
        "from sklearn.metrics import log_loss\nfrom sklearn.model_selection import KFold\nfor seed in [1, 2]:\n"
        "    for i, (t, v) in enumerate(KFold().split(X)):\n        score = log_loss(y, LogisticRegression(C=seed).fit(X, y).predict(X))\n"
        "        print(f'Seed-{seed} | Fold-{i} | OOF Score: {score}')",
        ["oof_log_loss_by_seed_and_fold"],
    ),
    (  # a number with a label, whoever worked it out
        "import numpy as np\nfrom sklearn.model_selection import KFold\nfrom somewhere import surely\nscores = []\n"
        "for i, (t, v) in enumerate(KFold().split(X)):\n    score, share = surely(LogisticRegression().fit(X, y))\n"
        "    print(f'Winkler score: {score:.4f} Coverage: {share:.4f} Took: {share:.1f}')\n    scores.append(score)\n"
        "print('Average Winkler:', np.mean(scores))",
        ["winkler_score_by_fold", "coverage_by_fold", "average_winkler"],
    ),
    (  # the columns of the rows
        "for c in ['a', 'b']:\n    score = LogisticRegression().fit(df[[c]], y).score(df[[c]], y)\n    print(c, df[c].name, score)",
        ["score_by_column"],
    ),
    (  # what another print of the turn calls it
        "from sklearn.metrics import log_loss\nnames, every = ['a', 'b'], [LogisticRegression(C=1), LogisticRegression(C=2)]\n"
        "for i in range(2):\n    off = log_loss(y, every[i].fit(X, y).predict(X))\n    print(f'Model: {names[i]}')\n    print('Log loss:', off)",
        ["log_loss_by_name"],
    ),
    (  # by its class, counted or not
        "every = [LogisticRegression(C=1), LogisticRegression(C=2)]\nfor i, m in enumerate(every):\n    m.fit(X, y)\n"
        "    print('==', type(m).__name__)\n    print('Accuracy:', m.score(X, y))",
        ["accuracy_by_m"],
    ),
    (
        "import optuna\nbest = optuna.create_study().best_trial\nfor key, value in best.params.items():\n    print(key, value)",
        ["params_by_key"],
    ),
    (  # of two classes: each says whose it is
        "from sklearn.svm import SVC\nfor c in [1, 2]:\n    m = SVC(C=c).fit(X, y)\n    print('Accuracy:', m.score(X, y))\n"
        "for c in [1, 2]:\n    m = LogisticRegression(C=c).fit(X, y)\n    print('Accuracy:', m.score(X, y))",
        ["svc_accuracy_by_c", "logistic_regression_accuracy_by_c"],
    ),
    (  # the next turn writes over it
        "best = 0\nfor c in [1, 2]:\n    accuracy = LogisticRegression(C=c).fit(X, y).score(X, y)\n"
        "    print('accuracy', accuracy, end='\\r')",
        [],
    ),
    ("for c in [1, 2]:\n    n = len(X)\n    print(c, round(n, 4))", []),
    (  # of a baseline, though its name holds another one later
        "import numpy as np\nfrom sklearn.metrics import mean_absolute_error\nm = LogisticRegression().fit(X, y)\n"
        "always_one = np.full(len(y), 1)\nmae = mean_absolute_error(y, always_one)\nprint(mae)\n"
        "mae = mean_absolute_error(y, m.predict(X))\nprint(mae)",
        ["always_one_mae", "m_train_mae"],
    ),
    (  # each loop has its part in telling them apart
        "for c in [1, 2]:\n    for a in [0, 1]:\n        s = LogisticRegression(C=c, l1_ratio=a).fit(X, y).score(X, y)\n        print(c, a, s)",
        ["score_by_c_and_a"],
    ),
    (  # a text is put together first
        "for name, model in models.items():\n    found = cross_val_score(model, X, y)\n"
        "    msg = '%s: %f' % (name, found.mean())\n    print(msg)",
        ["mean_found_by_name"],
    ),
    (  # what a fit found, of each column; what it is given as says more than a letter
        "m = LogisticRegression().fit(X, y)\nfor name, w in zip(X.columns, m.coef_[0]):\n    print(name, w)\n"
        "for i in [1, 2]:\n    print(i, LogisticRegression(max_iter=i).fit(X, y).score(X, y))",
        ["coef_by_name", "score_by_max_iter"],
    ),
    (  # keys of a mapping of measures are none, and its values are in it already
        "scores = {}\nfor c in [1, 2]:\n    scores[c] = LogisticRegression(C=c).fit(X, y).score(X, y)\n"
        "for k in scores:\n    print(k, scores[k])\nfor k, s in scores.items():\n    print(k, s)",
        ["scores"],
    ),
    (  # what the last turn leaves is none, nor is a model that stands beside its scores
        "def rate(c):\n    m = LogisticRegression(C=c).fit(X, y)\n    return {'r2': m.score(X, y), 'model': m}\n"
        "found = {'a': rate(1), 'b': rate(2)}\nfor name, one in found.items():\n    print(name, one['r2'])\n"
        "chosen = found['b']['model']\nweights = chosen.coef_\nprint(weights)",
        ["found", "weights"],
    ),
    (  # the notebook has a mapping of its own
        "scores = {}\nfor name, model in models.items():\n    scores[name] = cross_val_score(model, X, y).mean()\n    print(f'{name}: {scores[name]:.3f}')",
        ["scores"],
    ),
]


FINDINGS = [  # of tests, of a fit, of columns
    ("from scipy.stats import ttest_ind\nt, p = ttest_ind(df.a, df.b)\nprint(p)", ["ttest_ind_p_value"]),
    ("from scipy.stats import f_oneway\nf_oneway(df.a, df.b).pvalue", ["f_oneway_pvalue"]),
    (
        "from scipy.stats import ttest_ind\nfor c in ['a', 'b']:\n    t, p = ttest_ind(df[c], df.y)\n    print(c, p)",
        ["ttest_ind_p_value_by_column"],
    ),
    (
        "from sklearn.feature_selection import SelectKBest\nk = SelectKBest(k=1).fit(X, y)\n"
        "chosen = X.columns[k.get_support()]\nchosen",
        ["chosen"],
    ),
    (
        "from sklearn.metrics import confusion_matrix\nm = LogisticRegression().fit(X, y)\n"
        "tn, fp, fn, tp = confusion_matrix(y, m.predict(X)).ravel()\nprint('Sensitivity:', tp / (tp + fn))",
        ["fn", "fp", "tn", "tp", "train_sensitivity"],
    ),
    (
        "import statsmodels.api as sm\nols = sm.OLS(y, X).fit()\nprint(ols.summary())",
        ["ols_summary"],
    ),
    (  # the results of other models have no p-values
        "from statsmodels.tsa.holtwinters import Holt\nplan = Holt(y)\nfound = plan.fit()\nprint(found.summary())",
        [],
    ),
    (  # nor have comparisons of groups, even of what a regression predicts
        "import statsmodels.formula.api as smf\nfrom statsmodels.stats.multicomp import pairwise_tukeyhsd\n"
        "df['p'] = smf.ols('y ~ a', df).fit().predict(df)\nfound = pairwise_tukeyhsd(df.p, df.b)\nprint(found.summary())",
        [],
    ),
    (
        "from lifelines.statistics import logrank_test\ntest = logrank_test(df.a, df.b)\ntest.print_summary()\ntest.p_value",
        ["test_summary", "p_value"],
    ),
    ("df.head()\nprint('Average fare:', df.fare.mean())\nprint(len(df))", ["average_fare"]),
    (
        "print('mean of the known rents:', round(df.rent.mean(), 1))\nprint('mean of the rents in town:', df.rent.std())",
        ["mean_known_rents", "mean_rents_in_town"],
    ),
    ("LogisticRegression().fit(X, y)\nprint(np.sum(y) / float(len(y)))", []),
    (  # the root of a measure is one, though nobody imported numpy
        "from sklearn.metrics import mean_squared_error as mse\np = LogisticRegression().fit(X, y).predict(X)\n"
        "print('MSE:', mse(y, p))\nprint('RMSE:', np.sqrt(mse(y, p)))",
        ["mse", "rmse"],
    ),
    ("from pycm import ConfusionMatrix\ncm = ConfusionMatrix(y, y > 1)\ncm.Kappa", ["cm_kappa"]),
    ("import pingouin as pg\npg.ttest(df.a, df.b)", ["ttest"]),
    ("import pingouin as pg\npg.plot_paired(df.a, df.b)", []),
    (
        "from potions import Judge\nev = Judge()\nev.tell(X)\nev.AUC(X, y)",
        ["auc"],
    ),  # an object of a library that nobody knows
    ("from potions import Judge\nev = Judge()\nev.ViewLoss(X)", []),
    ("from ann_visualizer.visualize import ann_viz\nann_viz(y)", []),
    ("import utils\nutils.parallel_plot(df[df.a > 3], df)", []),
    (
        "from sklearn.model_selection import GridSearchCV\ng = GridSearchCV(LogisticRegression(), {'C': [1]}).fit(X, y)\n"
        "g.cv_results_['mean_test_score']",
        ["mean_test_score"],
    ),
    ("from hybrid import chosen_by\nkeep = chosen_by(X, y)\nkeep", ["keep"]),
    ("from sklearn.decomposition import PCA\npca = PCA(1).fit(X)\nprint(pca.components_)", ["components"]),
    ("from views import layered_view\nlayered_view(X)", []),
    ("from views import load_statistics\nload_statistics(X)", []),
    ("from tests_of_groups import logrank_test\nlogrank_test(X, y)", ["logrank_test"]),
    ("acc = LogisticRegression().fit(X, y).score(X, y)\nmsg = f'accuracy {acc}'\nprint(msg)", ["acc"]),
    (  # each name of a tuple measures what its own part does
        "rows, acc = X.to_dict(), LogisticRegression().fit(X, y).score(X, y)\nprint(acc)",
        ["acc"],
    ),
]


@pytest.mark.parametrize(("cell", "expected"), FINDINGS)
def test_findings_have_a_key(cell, expected):
    assert [key for key, _ in planned(*HEAD[:2], cell).metrics] == expected


def test_equal_keys_bear_their_headings():
    test = "from lifelines.statistics import logrank_test\ngroups = logrank_test(df.a, df.b)\ngroups.print_summary()"
    found = planned(*HEAD[:2], text("# Gender"), test, text("# Partner"), test.replace("df.b", "df.c")).metrics
    assert [name for _, name in found] == ["gender_groups_summary", "partner_groups_summary"]


def test_importances_that_only_a_function_draws_are_a_table():
    cells = (
        "import matplotlib.pyplot as plt\nfrom rfpimp import permutation_importances\n"
        "def draw(found):\n    found.columns = ['a', 'b']\n    plt.bar(found.a, found.b)",
        "m = LogisticRegression().fit(X, y)\nworth = permutation_importances(m, X, y)\ndraw(worth)",
    )
    assert planned(*HEAD[:2], *cells).tables == (("worth", "worth"),)


@pytest.mark.parametrize(("loop", "expected"), LOOPS)
def test_what_a_loop_shows_in_each_turn(loop, expected):
    assert [key for key, _ in planned(*HEAD, loop).metrics] == expected


TWO = """from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, auc, precision_recall_curve, roc_auc_score, roc_curve
from sklearn.model_selection import GridSearchCV, train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
logreg = LogisticRegression().fit(X_train, y_train)
forest = RandomForestClassifier(random_state=0).fit(X_train, y_train)"""
AGAIN = "\nforest.fit(X_train, y_train)\np = forest.predict(X_test)\noff = np.mean(abs(p - y_test))\nprint(off)"
FITTED_AGAIN = f"import numpy as np{AGAIN}{AGAIN}"
NAMES = [  # what is shown of two models, keys of metrics.json in the notebook's order
    (  # a capital tells nobody anything
        "accuracy = accuracy_score(y, logreg.predict(X))\nAccuracy = accuracy_score(y_test, logreg.predict(X_test))",
        ["accuracy", "test_accuracy"],
    ),
    (  # each class by its name, and of one of them by its cell
        "m = RandomForestClassifier().fit(X_train, y_train)\nprint(m.score(X_test, y_test))\n"
        "m = RandomForestClassifier(9).fit(X_train, y_train)\nprint(m.score(X_test, y_test))\n"
        "m = LogisticRegression().fit(X_train, y_train)\nprint(m.score(X_test, y_test))",
        ["random_forest_classifier_score", "random_forest_classifier_score_2", "logistic_regression_score"],
    ),
    (  # of the second count the words of the first
        "p = logreg.predict(X_test)\nprint('Wrong points from %d points : %d' % (len(y_test), (p != y_test).sum()))",
        ["wrong_points"],
    ),
    (  # variables that a number tells apart by what a print calls them
        "miss, miss1 = [], []\nmiss.append((logreg.predict(X) != y).mean())\nmiss1.append((forest.predict(X) != y).mean())\n"
        "print('Wrong by line:', miss)\nprint('Wrong by tree:', miss1)",
        ["wrong_by_line", "wrong_by_tree"],
    ),
    ("print('Inaccuracy:', 1 - accuracy_score(y_test, predictions))", ["inaccuracy"]),  # no slip, but another measure
    (  # a search that is written to a file and read again is still told by its variable, as the other one is
        "import pickle\nsearch_a = GridSearchCV(LogisticRegression(), {'C': [1]}).fit(X, y)\n"
        "search_b = GridSearchCV(LogisticRegression(), {'C': [1]}).fit(X, y)\nprint(search_a.best_score_)\n"
        "print(search_b.best_score_)\nwith open('b.pkl', 'wb') as file:\n    pickle.dump(search_b, file)\n"
        "with open('b.pkl', 'rb') as file:\n    search_b = pickle.load(file)",
        ["search_a_best_score", "search_b_best_score"],
    ),
    (
        "a = logreg.predict(X_test)\nprint(accuracy_score(y_test, a))\nb = forest.predict(X_test)\nprint(accuracy_score(y_test, b))",
        ["logreg_accuracy", "forest_accuracy"],
    ),
    (  # one variable for both: its first value is not lost
        "p = logreg.predict(X_test)\nacc = accuracy_score(y_test, p)\nprint('Accuracy:', acc)\np = forest.predict(X_test)\nacc = accuracy_score(y_test, p)\nprint('Accuracy:', acc)",
        ["logreg_acc", "forest_acc"],
    ),
    ("m = LogisticRegression().fit(X, y)\nprint(m.score(X, y))\nm = RandomForestClassifier().fit(X, y)\nprint(m.score(X, y))",
     ["logistic_regression_train_score", "random_forest_classifier_train_score"]),
    ("print(forest.score(X_train, y_train))\nprint(forest.score(X_test, y_test))", ["train_score", "test_score"]),
    (  # the second number of one text
        "import sklearn.metrics as sm\nprint('R^2 train: %.3f, test: %.3f' % (sm.r2_score(y_train, forest.predict(X_train)), sm.r2_score(y_test, forest.predict(X_test))))",
        ["r2_train", "r2_test"],
    ),
    ("e = abs(logreg.predict(X_test) - y_test).mean()\nprint('The MAE of the logistic regression is', e)\ne = abs(forest.predict(X_test) - y_test).mean()\nprint('The MAE of the forest is', e)",
     ["logreg_mae", "forest_mae"]),
    ("def rate(X, y):\n    return cross_val_score(LogisticRegression(), X, y).mean()\nscore_new = rate(X_train, y_train)\nprint(score_new)", ["score_new"]),  # of folds
    ("def rate(X, y):\n    return forest.score(X, y)\nscore_new = rate(X_train, y_train)\nprint(score_new)", ["score_new"]),
    ("import optuna\nstudy = optuna.create_study()\ntrial = study.best_trial\nprint(f'Value: {trial.value}')\nprint('best:', study.best_params)",
     ["trial_value", "study_best_params"]),
    ("score = forest.score(X_test, y_test)\nprint('Accuracy:', score)", ["accuracy"]),
    ("score = forest.score(X_test, y_test)\nprint('The score:', score)", ["score"]),
    ("_ = rate(X)\n_, score = rate(X)\n_", []),  # thrown away
    ("logreg.fit(X_test, y_test).coef_", ["logreg_coef"]),  # shown, though it fits as well
    ("grid = GridSearchCV(forest, {'max_depth': [2, 3]}).fit(X, y)\nprint('Best Parameters are:', grid.best_params_)", ["grid_best_parameters"]),
    ("print(forest.score(X_train, y_train))", ["train_score"]),
    ("print('Logistic accuracy', logreg.score(X_test, y_test))\nprint('Forest accuracy', forest.score(X_test, y_test))",
     ["logistic_accuracy", "forest_accuracy"]),
    ("print(logreg.score(X_test, y_test))\nanswer = forest.predict(X_test)", ["logreg_score"]),  # not of the saved one
    ("baseline_acc = logreg.score(X_test, y_test)\nacc = forest.score(X_test, y_test)", ["baseline_acc", "forest_acc"]),  # acc: of which of them?
    ("p = forest.predict(X_test)\nprint(roc_auc_score(y_test, p))", ["roc_auc_of_hard_predictions"]),
    ("p = forest.predict_proba(X_test)[:, 1]\nprint(roc_auc_score(y_test, p))", ["roc_auc"]),
    ("p = forest.predict_proba(X_test)[:, 1]\nprecision, recall, _ = precision_recall_curve(y_test, p)\nprint('AUC', auc(recall, precision))",
     ["pr_auc"]),
    ("p = forest.predict_proba(X_test)[:, 1]\nfpr, tpr, _ = roc_curve(y_test, p)\nprint('AUC', auc(fpr, tpr))", ["roc_auc"]),
    ("a, b = forest.predict(X_test), forest.predict(X_test)\np_low = forest.predict(X_test)\np_high = forest.predict(X_test)\nprint(accuracy_score(y_test, p_low))\nprint(accuracy_score(y_test, p_high))",
     ["accuracy_low", "accuracy_high"]),
    ("import numpy as np\np = logreg.predict(X_test)\ne = np.mean(abs(p - y_test))\nprint(e)\np = forest.predict(X_test)\ne = np.mean(abs(p - y_test))\nprint(e)", ["logreg_e", "forest_e"]),
    ("import pyspark.ml.evaluation as ev\njudge = ev.BinaryEvaluator()\nmodel = surely.fit(X)\nseen = model.transform(X)\nprint(judge.evaluate(seen))\n"
     "model = other.fit(X)\nseen = model.transform(X)\nprint(judge.evaluate(seen))", ["surely_evaluation", "other_evaluation"]),
    ("from sklearn.metrics import roc_auc_score\np = forest.predict_proba(X_test)[:, 1]\nprint('auc', roc_auc_score(y_train, logreg.predict_proba(X_train)[:, 1]))\nauc = roc_auc_score(y_test, p)\nprint(auc)",
     ["logreg_train_auc", "forest_auc"]),
    ("t0 = logreg.intercept_\nt0\nprint(forest.score(X_test, y_test))", ["t0", "forest_score"]),  # as the notebook has it
    ("rf = forest\ndt_score = logreg.score(X_test, y_test)\nlr_score = logreg.score(X_train, y_train)",
     ["dt_score", "lr_score"]),
    ("import mlflow\nwith mlflow.start_run():\n    share = accuracy_score(y_test, forest.predict(X_test))\n    mlflow.log_metric('share', share)",
     ["share"]),
    ("import numpy as np\nfrom keras.models import Sequential\nnet = Sequential()\nh = net.fit(X, y)\nloss = h.history['loss']\nmiddle = np.median(loss)\nmiddle",
     ["history", "middle"]),
    ("from keras.models import Sequential\nnet = Sequential()\nhistory = net.fit(X, y)\nhistory_small = net.fit(X, y)",
     ["history", "history_small"]),
    ("from sklearn.mixture import GaussianMixture\nmix = GaussianMixture(3).fit(X)\nprint(mix.bic(X_test))\nprint(mix.aic(X_test))",
     ["bic", "aic"]),
    ("from sklearn.cluster import KMeans\nsse = []\nfor k in range(2, 5):\n    km = KMeans(k)\n    km.fit(X)\n    sse.append(km.inertia_)\nimport matplotlib.pyplot as plt\nplt.plot(sse)",
     ["sse"]),
    ("from sklearn.cluster import KMeans\nnames = []\nfor k in range(2, 5):\n    km = KMeans(k)\n    km.fit(X)\n    names.append(km.n_clusters)", []),
    ("from sklearn.ensemble import GradientBoostingClassifier as G\ng = G().fit(X, y)\ntree = g.estimators_[1][0]\ntree", []),  # no measure
    ("from sklearn.ensemble import GradientBoostingClassifier as G\ng = G().fit(X, y)\ntree = g.estimators_[1][0].feature_importances_\ntree",
     ["tree"]),
    (FITTED_AGAIN, ["earlier_off", "off"]),  # in the order of the fits
    (FITTED_AGAIN + AGAIN, ["first_off", "second_off", "off"]),
    ("print(cross_val_score(forest, X, y, scoring='precision'))", ["cv_precision"]),
    ("grid = GridSearchCV(forest, {'max_depth': [2, 3]}).fit(X, y)\nprint('Best CV error:', -grid.best_score_)", ["grid_best_cv_error"]),
    ("print(cross_val_score(forest, X_train, y_train).mean())", ["mean_cross_val_score"]),  # no score of training
    ("logreg.coef_", ["logreg_coef"]),
    ("logreg.coef_\nlogreg.coef_", ["logreg_coef"]),  # once
    ("cv = cross_val_score(forest, X, y)\ncv\ncv = cv.mean()\ncv", ["cv_folds", "cv"]),
    ("from sklearn.metrics import mean_squared_error\nprint(mean_squared_error(y_test, forest.predict(X_test), squared=False))", ["rmse"]),
    ("from sklearn.metrics import mutual_info_score\nmutual_info_score(df.town, y)\nmutual_info_score(df['room'], y)",
     ["mutual_info_score_town", "mutual_info_score_room"]),
    ("from scipy.stats import mode\nprint(forest.score(X_test, y_test))\ny_pred_votes, n = mode(Y_pred, axis=0)\nprint(accuracy_score(y_test, y_pred_votes))",
     ["forest_score", "votes_accuracy"]),
    ("train_length = 3\nprint(accuracy_score(y[train_length:], forest.predict(X[train_length:])))", ["accuracy"]),
    ("print(forest.score(X, y))", ["score"]),
    ("mae_lr = abs(logreg.predict(X_test) - y_test).mean()\nmae = abs(forest.predict(X_test) - y_test).mean()\nprint(mae_lr, mae)",
     ["mae_lr", "forest_mae"]),
    ("score = cross_val_score(forest, X, y)\nprint(score)", ["cv_score"]),
    ("def mape(a, b):\n    return abs(a / b - 1).mean()\nprint('Mean Absolute % Error (MAPE):', mape(y_test, forest.predict(X_test)))",
     ["mean_absolute_percentage_error"]),
    ("acc1 = forest.score(X_test, y_test) * 100\nprint(f'Test accuracy: {acc1}')", ["test_accuracy_percent"]),
    ("print('Accuracy Score:', round(accuracy_score(y_test, forest.predict(X_test)) * 100, 2), '%')", ["accuracy_score_percent"]),
    ("accuracy = round(100 * forest.score(X_test, y_test), 2)\nprint(accuracy)", ["accuracy_percent"]),
    ("gain_percent = forest.score(X_test, y_test) * 100\nprint(gain_percent)", ["gain_percent"]),
    ("from surely import Metric\nm = Metric(forest)\nfair = {'Parity': m.parity(), 'Impact': m.impact()}\nfair", ["fair"]),
    ("from sklearn.cluster import DBSCAN\nlabels = DBSCAN().fit(X).labels_\nn_clusters_ = len(set(labels)) - (1 if -1 in labels else 0)\nn_clusters_",
     ["n_clusters_"]),
    ("from surely import Metric\nm = Metric(forest.predict(X))\nfair = {'Parity': m.parity(), 'Impact': m.impact()}\nfair", ["fair"]),
    ("kinds = {'one': LogisticRegression(), 'two': RandomForestClassifier()}\nkinds", []),
    ("from surely import last\nsummary = {'Forest': {'val_accuracy': last(forest), 'val_auc': last(X)}, 'Tree': {'val_auc': last(y)}}\nsummary",
     []),  # one number is no table
    ("from surely import last\nsummary = {'Forest': {'val_accuracy': last(forest), 'val_auc': last(X)},\n 'Tree': {'val_accuracy': last(y), 'val_auc': last(X)}}\nsummary",
     ["summary"]),
    ("from surely import judge\nforest_results = judge(y_test, y_pred=forest.predict(X_test))\nforest_results", ["forest_results"]),
    ("from surely import judge\nforest_rows = judge(y_test, forest.predict(X_test))\nforest_rows", []),  # who knows what it holds
    ("found = pd.DataFrame({'model': ['a', 'b'], 'r2': [forest.score(X, y), forest.score(X_test, y_test)]})\nfound = found.sort_values('r2')\n"
     "name = found.iloc[0]['model']\nprint(f'Best model by mean RMSE: {name}')", []),  # a name
    ("print('RMSE tes    t  :', logreg.score(X_test, y_test))", ["logreg_rmse_test"]),  # a slip
    ("import numpy as np\nprint(f'y_train min: {np.min(y_test):.2f}')", []),  # a look at the data
    ("class Bag:\n    oob_score = 0.0\nbag = Bag()\nprint('OOB Score for Bagging Classifier: ', bag.oob_score)", ["oob_score"]),
    ("a = logreg.intercept_\ny = a + logreg.coef_[0] * 238\ny", []),  # what the formula foretells
    ("grid = GridSearchCV(LogisticRegression(), {'C': [1, 2]}).fit(X, y)\n"
     "for x in list(zip(grid.cv_results_['mean_test_score'], grid.cv_results_['params'])):\n    print(x)", []),
    ("for n in [1, 2]:\n    off = RandomForestClassifier(n).fit(X, y).score(X, y) * 100\n    print(n, off)", ["off_percent_by_n"]),
    ("import numpy as np\nS = cross_val_score(forest, X, y)\nD = np.std(S)\nprint(D)", ["std_S"]),
    ("from sklearn.decomposition import PCA\nimport numpy as np\npca = PCA(1).fit(X)\nprint(np.sum(pca.explained_variance_ratio_))",
     ["pca_sum_explained_variance_ratio"]),
    ("from surely import rows\nX_new = rows(df)\nforest.fit(X_new, y)\nprint(forest.score(X_new, y), forest.score(X_test, y))",
     ["train_score", "test_score"]),  # nobody knows what it does with such rows: in the same order
    ("from sklearn.preprocessing import LabelEncoder\nfrom sklearn.metrics import classification_report\nle = LabelEncoder().fit(y)\n"
     "p = forest.predict(X_test)\nprint(classification_report(y_test, p, target_names=le.classes_))", ["classification_report"]),
    ("m = LogisticRegression().fit(X, y)\nprint(m.score(X_test, y_test))\nm = LogisticRegression(C=2).fit(X, y)\nprint(m.score(X_test, y_test))",
     ["earlier_m_score", "m_score"]),  # of one cell
    ("from sklearn.metrics import confusion_matrix\nimport seaborn as sns\ncm = confusion_matrix(y_test, forest.predict(X_test))\nsns.heatmap(cm)", []),
    ("from sklearn.metrics import classification_report\np = forest.predict(X_test)\nprint(classification_report(y_test, p))", ["classification_report"]),
    ("from sklearn.metrics import classification_report\nprint(classification_report(y_test, forest.predict(X_test)))", []),
    ("for f in range(2):\n    print(f + 1, X.columns[f], forest.feature_importances_[f])", ["feature_importances_by_column"]),
    ("print(dict(zip(X.columns, logreg.coef_[0].round(3))))", ["logreg_coef"]),
    ("weights = pd.Series(forest.feature_importances_, index=X.columns)\nweights.sort_values()", []),  # a table
    ("import numpy as np\nbest = max([(0.5, forest), (forest.score(X_test, y_test), logreg)], key=lambda p: p[0])[1]\npred = np.exp(best.predict(X_test))\nprint(forest.score(X_test, y_test))",
     ["forest_score"]),
    ("grid = GridSearchCV(forest, {'max_depth': [2, 3]}).fit(X, y)\nprint('Best:', grid.best_params_)\ngrid.best_score_",
     ["grid_best_params", "grid_best_score"]),
    ("grid = GridSearchCV(forest, {'max_depth': [2, 3]}).fit(X, y)\nanswer = grid.predict(X)\ngrid.cv_results_", []),
    ("scores = X @ logreg.coef_[0]\nscores.head()", []),  # rows, and no result
    ("p = forest.fit(X_train, y_train).predict(X_test)\nprint(accuracy_score(y_test, p))\nq = forest.fit(X_test, y_test).predict(X_train)\nprint(accuracy_score(y_train, q))",
     ["test_accuracy", "train_accuracy"]),  # as the rows are called
    ("a = forest.fit(X, y).predict(df[['a']])\nb = forest.fit(df, y).predict(X)\nprint(accuracy_score(y, b))", ["accuracy"]),  # fitted on others
    ("b = forest.fit(X, y).predict(X)\nprint(accuracy_score(y, b))", ["train_accuracy"]),
    ("best = {'svm': logreg, 'tree': forest}\nbest['svm'].score(X_test, y_test)", ["svm_score"]),
    ("best = {'svm': logreg, 'tree': forest}\nprint(best['svm'].score(X_test, y_test))\nprint(best['tree'].score(X_test, y_test))",
     ["svm_score", "tree_score"]),
    ("fitted = {}\nfor m in [logreg, forest]:\n    fitted[m] = forest.score(X, y) and m\nbest = fitted[logreg]\nprint(best.predict(X))\nprint(forest.score(X_test, y_test))", ["forest_score"]),  # models
    ("scores = {}\nfor m in [logreg, forest]:\n    scores[m] = m.score(X_test, y_test)\nbest = scores[logreg]\nprint(best)", ["scores", "best"]),
    ("best = {'svm': logreg}\nprint('SVM accuracy', best['svm'].score(X_test, y_test))", ["svm_accuracy"]),
    (  # a variable that stands for several by turns
        "at_hand = logreg\nprint(at_hand.score(X_test, y_test))\nat_hand = forest\nprint(at_hand.score(X_test, y_test))",
        ["logreg_score", "forest_score"],
    ),
    (  # the model of a comprehension is not that of the cells
        "model = LogisticRegression().fit(X, y)\nscores = [model.score(X_test, y_test) for model in [logreg, forest]]\nprint(scores)\nprint(model.score(X_test, y_test))",
        ["scores", "score"],
    ),
    (  # each fit's epochs as the notebook calls them
        "from keras.models import Sequential\nnet, other = Sequential(), Sequential()\nhistory = net.fit(X, y)\nhistory2 = other.fit(X, y)",
        ["history", "history2"],
    ),
    ("p = forest.predict_proba(X_test)[:, 1]\nt = pd.read_csv('curve.csv')\nprint('AUC', auc(t.r, t.p))", ["pr_auc"]),
    ("import numpy as np\nMSE_h = np.mean((y_test - X_test.a) ** 2)\nn_rows = 3\nMSE_h, n_rows\nprint(forest.score(X, y))", ["score"]),
    ("import numpy as np\np = forest.predict(X_test)\nMSE_h = np.mean(np.square(y_test - p))\nNSE_v = 1 - MSE_h / y_test.var()\nMSE_h, NSE_v", ["MSE_h", "NSE_v"]),
    ("from rates import somehow\ndef rate(m):\n    s = 0\n    for k in X:\n        m.fit(X, y)\n        s += somehow(m.predict(X))\n    return s\nfound = {}\nfor c in [1, 2]:\n    cv_score = rate(LogisticRegression(C=c))\n    found.update({c: cv_score})\nfound", ["found"]),
    ("bestScore = somehow(forest)\nprint('bestScore:', bestScore)", ["bestScore"]),
    ("recalls = []\nfor m in [forest, logreg]:\n    recalls.append(f'{m.score(X, y):.2f}')\nfor m, score in zip([forest, logreg], recalls):\n    print(m, score)",
     ["recalls_by_m"]),
    ("for param, value in forest.params.items():\n    print(param, value)\nfound = GridSearchCV(forest, {'max_depth': [2]}).fit(X, y).best_params_\nfor param, value in found.items():\n    print(param, value)",
     ["found_by_param"]),
    (  # how classes are averaged
        "from sklearn.metrics import f1_score, recall_score\np = forest.predict(X_test)\nf1 = f1_score(y_test, p, average='weighted')\nprint(f1)\n"
        "print('Recall', recall_score(y_test, p, average='macro'))\nf1_forest = f1_score(y_test, p, average='micro')",
        ["weighted_f1", "macro_recall", "f1_forest"],
    ),
    ("from statistics import stdev\ns = [forest.score(X, y), forest.score(X_test, y_test)]\nprint('the standard deviation of the accuracy is: {}'.format(stdev(s)))",
     ["s", "std_accuracy"]),
    ("best = forest.score(X_test, y_test)\nprint(f'd* = {float(best)}')", ["best"]),  # once
    ("line, val_auc = 'a:1'.split(':')\nprint(val_auc, forest.score(X_test, y_test))", ["score"]),  # a text
    ("print('The first element of y is: ', y[0, 0])\npredictions = forest.predict_proba(X)\nprint(f'Total of predictions: {predictions.sum():.3f}')", []),  # no measures
    ("from sklearn.cluster import KMeans\nkm = KMeans(2).fit(X)\nkm.labels_", []),  # of each row
    ("print('Answer:', round(roc_auc_score(y_test, forest.predict_proba(X_test)[:, 1]), 3))", ["roc_auc"]),  # to what?
    ("w_0 = forest.score(X_test, y_test)\nprint(f'Weights - forest: {w_0:.3f}, other: {1:.3f}')", ["w_0"]),
    ("print(df.fare.mean())\nprint(forest.score(X_test, y_test))\ndf.fare.std()", ["score"]),  # looks at the rows
    ("r2 = accuracy_score([1, 0, 1], [1, 1, 1])\nprint(r2)\nprint(forest.score(X_test, y_test))", ["score"]),  # an example
    ("gain_hour_0 = forest.score(X_test, y_test) * 100\nprint(gain_hour_0, logreg.score(X_test, y_test))", ["gain_hour_0_percent", "logreg_score"]),
    ("best_model_name = pd.DataFrame({'m': ['a'], 'r2': [forest.score(X, y)]}).iloc[0]['m']\nprint(best_model_name)", []),  # a name
    ("about = {'r2': forest.score(X, y), 'features': list(X.columns)}\nprint(about)", []),  # a record of the run
    ("predicted_list = [forest.score(X, y)]\nprint(predicted_list)", []),  # it says that it holds answers
    ("one, other = logreg.score(X_test, y_test), forest.score(X_test, y_test)\nboth = [one, other]\nprint(both)", ["one", "other"]),
    ("one, other = logreg.score(X_test, y_test), forest.score(X_test, y_test)\nboth = [one, other]\nother = forest.score(X, y)\nprint(both)", ["one", "both", "other"]),  # as it was then
    ("held_model = forest.score(X_test, y_test)\nprint(held_model)", ["held_model"]),  # a number, whatever its name says
    ("held = {'-': forest.score(X_test, y_test)}\ntop_score = held['-']\nprint(top_score)", ["held", "top_score"]),  # no word at all
    ("r = accuracy_score([1, 0], [1, 1])\nr = forest.score(X_test, y_test)\nprint(r)", ["earlier_r", "r"]),  # an example is all that it ever is, or none
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), NAMES, ids=[row[0] for row in NAMES])
def test_a_key_says_whose_metric_it_is(source, expected):
    assert [key for key, _ in planned(*HEAD[:2], TWO, source).metrics] == expected


PER_EPOCH = [  # what is shown of a fit of Keras, the keys
    (
        "first = net.fit(X, y, epochs=9)\nfirst.history",
        "np.mean(first.history['accuracy'])",
        "statistics.stdev(first.history['loss'][5:])",
        ["net_history", "first_mean_accuracy", "stdev_loss_of_some_epochs"],
    ),
    (
        "fit = net.fit(X, y, epochs=9)\nhist = fit.history\nhist",
        "np.median(hist['accuracy']).round(2)",
        "round(np.std(np.array(hist['loss'])), 2)",
        ["net_history", "median_accuracy", "hist_std_loss"],
    ),
]


@pytest.mark.parametrize(("fit", "one", "other", "keys"), PER_EPOCH)
def test_a_statistic_of_the_epochs_is_a_metric_and_the_epochs_stand_there_once(fit, one, other, keys):
    made = f"import statistics\nimport numpy as np\n{NET}".removesuffix("net.fit(X, y)\n")
    assert [key for key, _ in planned(made, fit, one, other).metrics] == keys


def test_in_one_namespace_loops_have_their_measures_too():
    cells = (
        *HEAD,
        "if 'X' not in locals():\n    X = 1\nfor name, m in models.items():\n    m.fit(X, y)\n    print(name, m.score(X, y))",
    )
    assert planned(*cells).metrics == (("score_by_name", "score_by_name"),)


def test_a_percentage_of_what_is_another_number_later_has_its_place():
    cell = "m{0} = LogisticRegression(C={0}).fit(X, y)\nacc = m{0}.score(X, y)\nprint('Accuracy: %.1f' % (acc * 100))"
    found = planned(*HEAD, cell.format(1), cell.format(2)).metrics
    assert [name for _, name in found] == ["m1_train_accuracy_percent", "acc"]


def test_a_model_that_is_made_with_a_measure_and_bound_anew_is_no_metric():
    cell = "m = LogisticRegression().fit(X, y)\nc = max([m.score(X, y)])\nn = LogisticRegression(C=c)\nn = m.fit(X, y)"
    assert [key for key, _ in planned(*HEAD, cell).metrics] == ["c"]


NET = """from keras.models import Sequential
net = Sequential()
net.compile(loss='mse', metrics=['accuracy'])
net.fit(X, y)
"""
EVALUATED = [  # what `evaluate` gave, what metrics.json takes of it
    ("scores = net.evaluate(X, y)", {"scores_by_name"}),
    ("scores = net.evaluate(X, y)\nprint('scores', scores)", {"scores_by_name"}),
    ("score, accuracy = net.evaluate(X, y)\nprint(score, accuracy)", {"score", "accuracy"}),  # each is one number
    ("[score, accuracy] = net.evaluate(X, y)\nprint(score, accuracy)", {"score", "accuracy"}),
    ("score, *others = net.evaluate(X, y)\nprint(score)", {"score"}),
    ("accuracy = net.evaluate(X, y)[1]\nprint(accuracy)", {"accuracy"}),
]


@pytest.mark.parametrize(("source", "names"), EVALUATED, ids=[row[0] for row in EVALUATED])
def test_only_the_whole_list_gets_the_names_of_its_numbers(source, names):
    plan = planned(*HEAD[:2], NET + source)
    assert {name for _, name in plan.metrics} >= names
    assert any("zip" in measure.text for measure in plan.measures) is any("by_name" in name for name in names)


SHOWN = [  # a bare expression, whether it stays
    ("grid.best_estimator_", True),
    ("pd.DataFrame(grid.cv_results_).sort_values('rank_test_score').head()", True),
    ("df['b'].mean()", True),
    ("df['a'].corr(df['b'])", True),
    ("df['b'].isnull().sum()", False),
    ("df.mean()", True),
    ("df['b'].value_counts()", False),
    ("grid.classes_", False),
    ("forest.n_features_in_", False),
    ("forest.estimators_", True),
    ("forest", False),
    ("p = forest.predict(X_test)\np[:10]", True),
    ("p = forest.predict(X_test)[0]\nq = p * 2\nq", True),
    ("p = forest.predict(X_test)\np.shape", False),
    ("p = forest.predict(X_test)\nseen = X_test.copy()\nseen['p'] = p\nseen", True),
    ("p = forest.predict(X_test)\nseen = X_test.copy()\nseen['p'] = p\nseen.head()", True),
    ("p = forest.predict(X_test)\nseen = pd.DataFrame({'is': y_test, 'said': p})\nseen.head(10)", True),
    ("seen = pd.DataFrame({'is': y_test, 'x': X_test['a']})\nseen.head(10)", False),
    (
        "import own\nlearner = own.Learner()\ntheta, costs = learner.train(3)\nlast = pd.DataFrame({'theta': theta.flatten()})\nlast.head()",
        True,
    ),
    (
        "from sklearn.feature_extraction.text import CountVectorizer\ntexts = df['text']\nvec = CountVectorizer()\nC = vec.fit_transform(texts)\npd.DataFrame(C.toarray(), columns=vec.get_feature_names_out())",
        False,
    ),  # of the data: as large as they are
    (
        "p = forest.predict(X_test)\nseen = X_test.copy()\nseen['p'] = p\nseen.sort_values('p').head(3)",
        True,
    ),  # those of which it says the leasts of people
    ("p = forest.predict(X_test)\nseen = X_test.copy()\nseen['p'] = p\nseen.style.format('{:.2f}')", True),
    ("p = pd.Series(forest.predict(X_test))\np.value_counts()", True),
    (
        "from sklearn.preprocessing import StandardScaler\nX_test = StandardScaler().fit_transform(X_test)\nX_test",
        False,
    ),
    (
        "ranks = []\nfor row in X_test.values:\n    ranks.append((forest.predict([row])[0], row[0]))\nsorted(ranks)[:9]",
        True,
    ),
    ("import surely\nlearner = surely.Learner()\nlearner.fit(X, y)\nlearner.leaderboard()", True),
    (
        "from sklearn.neighbors import NearestNeighbors\nnear = NearestNeighbors()\nnear.fit(X)\nnear.kneighbors(X_test)",
        True,
    ),
    (
        "from sklearn.neighbors import NearestNeighbors\nnear = NearestNeighbors()\nnear.fit(X)\nnear.get_params()",
        False,
    ),
    (
        "def ranked(names, weights):\n    return pd.DataFrame({'n': names, 'w': weights}).sort_values('w')\nranked(X.columns, forest.feature_importances_)",
        True,
    ),
]


@pytest.mark.parametrize(("source", "stays"), SHOWN, ids=[row[0] for row in SHOWN])
def test_results_that_are_shown_bare_stay_and_looks_go(source, stays):
    plan = planned(*HEAD[:2], TWO, "grid = GridSearchCV(forest, {'max_depth': [2, 3]}).fit(X, y)", source)
    assert (plan.choices[-1].fate == "train") is stays


SAID = [  # a print of something that no library measured, the keys that it gives
    (  # of what is called predictions a measure, and each by its whole label
        "def gini(a, b): return surely(a, b)\ngini_predictions = gini(X, 1)\nn = gini(X, 2)\n"
        "print('Gini: %.3f, Normalized Gini: %.3f' % (gini_predictions, n))",
        ["gini_predictions", "normalized_gini"],
    ),
    (
        "auc_oof = surely(X)\nprint('Out-of-fold normalized gini: %.5f' % (auc_oof * 2 - 1))",
        ["oof_normalized_gini"],
    ),
    ("error = surely(X)\nprint('RMSPE: {:.6f}'.format(error))", ["rmspe"]),
    (  # a look at the clock
        "import time\nimport numpy as np\np = surely(X)\n"
        "print('OOF score : %.6f in [%5.1f]' % (np.mean(p), time.time()))",
        ["oof_score"],
    ),
    ("from sklearn.metrics import accuracy_score\nacc = accuracy_score(X, y)\nprint('%.1f%%' % (acc * 100))", ["acc"]),
    ("best = surely(X)\nprint('Final RMSE: %.4f' % best)", ["rmse"]),
    (
        "import numpy as np\np = surely(X)\nprint('Training Set Accuracy: %f' % (np.mean(p == y) * 100))",
        ["training_set_accuracy_percent"],
    ),
    ("found = surely(X)\nprint('Best run_id rmse: ' + str(found))", ["rmse"]),
    (  # a baseline bears its label, and no words of what it is worked out from
        "import numpy as np\nfrom sklearn.metrics import mean_absolute_error\nmask = df.a > 3\n"
        "base = mean_absolute_error(y[~mask], np.repeat(y[mask].mean(), (~mask).sum()))\nprint('Baseline MAE =', base)",
        ["baseline_mae"],
    ),
    ("from somewhere import rmse\nrmse_b = rmse(X)\nrmse_b", ["rmse_b"]),  # a cell ends with it
    ("accuracy = ____\nprint('Accuracy:', accuracy)", []),  # a blank of an exercise
    ("rmse = 3\nrmse", []),  # it is written out
    ("b = surely(X)\nb", ["b"]),
    ("f1, where = surely(X)\nprint('Best F1 score:')\nprint(f1)\nprint(where)", ["f1"]),
    ("reg_mae = surely(X)\nprint('Baseline Mean Absolute Error: %0.4f' % reg_mae)", ["reg_mae"]),
    ("found = surely(X)\nprint('rows of the f1 table', len(found))", []),
    ("found = 'svc'\nprint('best accuracy:', found)", []),
    ("try:\n    found = surely(X)\nexcept OSError as problem:\n    print('loss:', problem)", []),
    ("for turn in range(9):\n    loss = surely(turn)\n    print('loss:', loss)", []),  # it may hold a whole network
    ("print('loss:', surely(X))", ["loss"]),
    ("print('loss:', surely(X), surely(y))", []),  # a call that may do anything stays where it is
    ("print('Train C-Index:', surely(X))", ["train_c_index"]),
    ("total_cost = float(y.sum())\nprint('Total cost:', surely(total_cost))", []),  # written down, not worked out
    ("print(f'Share of ones: {y.mean():.3f}')\nprint(f'Density: {X.size / X.shape[0]:.3f}')", []),  # of the data
    (
        "from sklearn.metrics import r2_score\nk = r2_score(y, X)\nprint(1 - (1 - k) * (len(y) - 1) / (len(y) - 3))",
        ["k"],
    ),
    (
        "from sklearn.metrics import r2_score\nk = r2_score(y, X)\nprint(1 - (1 - k) * (len(y) - 1) / (len(y) - X.shape[1] - 1))",
        ["k", "adjusted_r2"],
    ),
    ("share = surely(X)\nRED = surely(y)\nprint('Accuracy:', RED, share)", []),
    ("J = surely(X)\nACC = surely(y)\nprint('Cost:', J)\nprint('Accuracy:', ACC)", ["J", "ACC"]),  # no colours
    ("i = surely(X)\naccs = [accuracy_score(y, i)]\nbest_i = np.argmax(accs)", []),
    ("rest = surely(X) / y.median()\nprint(f'RMSE/Median(y): {rest:.3f}')", ["rmse_median"]),
    ("found = surely(X)\nprint('found', found)", []),
    ("paid = surely(X)\nprint(f'Average payment (leavers): £{paid:.2f}')", ["paid"]),
    (  # the head of a line is that of each number in it
        "bias = surely(X)\nprint(f\"Bias | Net: {bias['a']:.1f} | Mean: {bias['b']:.1f}\")",
        ["bias_net", "bias_mean"],
    ),
    (  # the row of a table is of whichever model stands in it
        "m = LogisticRegression().fit(X, y)\nprint(m.score(X, y))\nbest = surely(X)\nprint('R2 test:', best['r2'])",
        ["m_train_score", "best_r2_test"],
    ),
    ("share = surely(X)\nprint(f'β₁: {share:.2f}')", ["share"]),
    ("f1 = surely(X)\nprint('F1:', f1)\nprint('It explains', f1 * 100)", ["f1"]),
    (  # what the turns go through, and no accuracy
        "best, best_n = 0, 0\nfor n in range(1, 5):\n    r = surely(n)\n    if r > best:\n        best = r\n        best_n = n\n"
        "print('The accuracy of the best model had n_estimators set to', best_n, 'with a score of', best)",
        ["best", "best_n"],
    ),
    ("best_k = surely(X)\nprint('Best k:', best_k)\nprint('Best k by F1:', int(best_k))", ["best_k"]),
    (
        "import numpy as np\nfrom sklearn.metrics import mean_squared_error\nm = LogisticRegression().fit(X, y)\n"
        "mse = mean_squared_error(y, m.predict(X))\nprint('MSE:', mse)\nprint('RMSE in cents:', np.sqrt(mse * 100))",
        ["mse", "train_rmse_in_cents"],  # a root of it is another number
    ),
]


@pytest.mark.parametrize(("source", "keys"), SAID, ids=[row[0] for row in SAID])
def test_what_a_print_calls_a_measure(source, keys):
    plan = planned(*HEAD[:2], "from somewhere import surely", source)
    assert [key for key, _ in plan.metrics] == keys


EDA = ("import pandas as pd\ndf = pd.read_csv('a.csv')\nby = df.groupby('town').price.mean()",)
RESULTS = [  # what a notebook without a model shows at a cell's end, whether it stays
    ("by", True),
    ("by.sort_values()", True),
    ("df.groupby('town').price.describe()", True),
    ("df.corr()['price']", True),
    ("rows = []\nfor town in by.index:\n    rows.append(len(town))\npd.DataFrame(rows)", True),
    ("1 - df.price.mean()", True),
    ("df", False),
    ("df.head()", False),
    ("df[df.price > 3]", False),
    ("df.price", False),
    ("df.describe()", False),
    ("df.isnull().sum()", False),
    ("df.town.value_counts()", False),
    ("df = df.fillna(df.mean(numeric_only=True))\ndf", False),
    ("by\nprint(1)", False),  # not the cell's last expression: the notebook does not show it
]


@pytest.mark.parametrize(("source", "stays"), RESULTS, ids=[row[0] for row in RESULTS])
def test_without_a_model_what_is_worked_out_is_the_result(source, stays):
    plan = planned(*EDA, source)
    [shown] = [s.id for s in plan.program.statements if s.source == source.split("\n")[-1]] if stays else [None]
    fates = [c.fate for s, c in zip(plan.program.statements, plan.choices, strict=True) if s.facts.display == "look"]
    assert (plan.choices[shown].fate == "train") if stays else fates == ["dropped"]


EXPLAINED = [  # statsmodels explains and serves nothing: what is worked out is the result here, too
    ("df.groupby('town').price.mean()", True),
    ("off = abs(found.resid).mean()\noff", True),
    ("found.resid", True),
    ("df", False),
]


FIT = "m = LogisticRegression(C={}).fit(df[['a']], df['b'])\nprint(m.score(df[['a']], df['b']))"
OTHERS = [  # cells of models under one name, variables of what is measured
    ((FIT.format(1), FIT.format(2)), ["first_m_score", "m_score"]),
    ((text("## Baseline"), FIT.format(1), text("## Tuned"), FIT.format(2)), ["baseline_m_score", "m_score"]),
    ((text("## Question 2"), FIT.format(1), text("## Question 3"), FIT.format(2)), ["first_m_score", "m_score"]),
    (
        (text("## 8.5 Model training"), FIT.format(1), text("## Fix problems"), FIT.format(2)),
        ["first_m_score", "m_score"],
    ),
    ((FIT.format(1), FIT.format(2), FIT.format(3)), ["first_m_score", "second_m_score", "m_score"]),
    (
        (
            "from sklearn.linear_model import Ridge",
            FIT.format(1),
            FIT.replace("LogisticRegression(C", "Ridge(alpha").format(1),
        ),
        ["logistic_regression_score", "ridge_score"],
    ),
    ((FIT.format(1), FIT.format(1)), ["logistic_regression_score"]),  # the same fit once more
    ((FIT.format(1), FIT.replace("[['a']]", "[['c']]").format(1)), ["first_m_score", "m_score"]),
    ((FIT.format(1), "print(m.score(df[['a']].head(), df['b'].head()))"), ["earlier_score", "score"]),
    (  # where it was fitted is not where it is measured
        (
            "from sklearn.model_selection import train_test_split\nX_train, X_valid, y_train, y_valid = train_test_split(df[['a']], df['b'])\n"
            "X_more, y_more = X_train * 2, y_train",
            "m = LogisticRegression().fit(X_train, y_train)\nprint('AUC', m.score(X_valid, y_valid))",
            "m = LogisticRegression().fit(X_more, y_more)\nprint('AUC', m.score(X_valid, y_valid))",
        ),
        ["first_m_auc", "m_auc"],
    ),
    (  # what ends is of the last cell, though a loop has collected another one under its name
        (
            "for c in (1, 2):\n    m = LogisticRegression(C=c).fit(df[['a']], df['b'])\n    score = m.score(df[['a']], df['b'])\n    print(c, score)",
            "m = LogisticRegression().fit(df[['a']], df['b'])\nscore = m.score(df[['a']], df['b'])\nprint(score)",
        ),
        ["score_by_c", "score"],
    ),
]


@pytest.mark.parametrize(("cells", "keys"), OTHERS)
def test_models_under_one_name_are_told_apart_by_where_they_were_made(cells, keys):
    assert [name for _, name in planned(*HEAD[:1], *cells).metrics] == keys


@pytest.mark.parametrize(("source", "stays"), EXPLAINED)
def test_a_regression_that_only_explains_leaves_tables_results(source, stays):
    plan = planned(
        *EDA, "import statsmodels.formula.api as smf\nfound = smf.ols('price ~ size', data=df).fit()", source
    )
    assert (plan.choices[-1].fate == "train") is stays


@pytest.mark.parametrize(
    ("said", "key"), [("90_train_precision", "train_90_precision"), ("90", "value_90"), ("r2", "r2")]
)
def test_a_key_begins_with_a_word(said, key):
    assert begun(said) == key and unique(said, ()).isidentifier()


WITH_A_MODEL = [
    ("by.sort_values()", True),
    ("by.head()", True),
    ("df[df.price > df.price.mean()]", False),
    ("df.corr()", True),
    ("c = df.corr()\nc", True),
    ("c = df.groupby('town').corr()\nc", True),
    ("sums = df.groupby('town').price.sum()\nsums", True),  # it has a name: an answer
    ("df.groupby('town').price.sum()", True),
    ("df.groupby('town').size()", True),
    ("df.price.max()", True),
    ("df.price.size", False),
    ("df.count()", False),
    ("df.town.value_counts()", False),
    ("df.isnull().mean()", False),
    ("top = df.price.max()\ntop", True),
    ("for c in ['town']:\n    display(df.groupby(c).price.mean())", True),
    ("for c in ['town']:\n    display(df[c])", False),
    ("def rate(m):\n    return m.score(df[['a']], df.b)\nfound = rate(m)\nfound", True),
    ("from rating import rated\nfound = rated(m, df)\nfound.sort_values('a')", True),
    ("from rating import rated\nfound = rated(m, df)\nfound.head()", True),
    ("from rating import rows\nfound = rows('a.csv')\nfound", False),
    (
        "def rate(c):\n    return m.score(df[['a']], c)\nfound = df[['a']].apply(rate)\nfound = found.sort_values().to_frame(name='r')\nfound.head()",
        True,
    ),
    ("steps = []\nfor turn in range(9):\n    steps.append(turn / 2)\nsteps[-1]", True),
    ("steps = []\nfor turn in range(9):\n    steps.append(turn / 2)\nsteps[:3]", True),
    ("steps = []\nfor turn in df.columns:\n    steps.append(turn)\nsteps[:3]", False),
    ("sums = df.groupby('town').price.sum()\nsums.shape", False),
    ("def half(n):\n    return n / 2\nfound = half(3)\nfound", False),
    ("wide = df.pivot_table(values='price', index='town')\nwide.head()", True),
    ("df.corr()['price'].sort_values()", True),
    ("df.corrwith(df.price)", True),
    (
        "kinds = {'a': m.predict}\nahead = kinds['a'](df[['a']])\nout = pd.DataFrame({'day': df.town, 'p': ahead})\nout",
        False,
    ),
    (
        "grown = {'a': len}\nbest = grown['a']\nahead = best(df)\nout = pd.DataFrame({'day': df.town, 'p': ahead})\nout",
        True,
    ),
    (
        "def kind(r):\n    return m.predict([r])\ndf['said'] = df.apply(lambda r: kind(r.a), axis=1)\nlow = df.loc[(df.said == 1)]\nlow",
        True,
    ),
    ("def late(t):\n    after = t.price > 3\n    return t[after]\nlast = late(df)\nlast", False),  # rows
    ("found = pd.DataFrame({'c': df.columns, 'l': m.coef_})\nprint(found[['c', 'l']].to_string(index=False))", True),
    ("from collections import Counter\nn = []\nfor k in range(3):\n    n.append(len(df) + k)\nCounter(n)", True),
    ("from rating import test_results\ntest_results(m)", True),
]


@pytest.mark.parametrize(("source", "stays"), WITH_A_MODEL)
def test_with_a_model_what_is_worked_out_is_a_result_and_rows_are_looks(source, stays):
    plan = planned(*EDA, *HEAD[:1], "m = LogisticRegression().fit(df[['a']], df['b'])", source)
    assert (plan.choices[-1].fate == "train") is stays


def test_a_table_that_was_written_as_it_was_shown_is_not_written_again():
    fit = "m = LogisticRegression().fit(X, y)\nparams = pd.Series(m.coef_[0], index=X.columns)\nparams"
    again = "from sklearn.utils import resample\nerr = [m.fit(*resample(X, y)).coef_[0] for i in range(9)]"
    shown = planned(*HEAD[:2], fit, again, "print(pd.DataFrame({'effect': params.round(0)}))")
    assert dict(shown.tables) == {"params": "params_table", "m_params_table": "m_params_table"}


OWN = """def descend(n):
    print(n)
    return n * 2
def draw():
    print("drawn")"""
CALLS = [  # a function of the notebook, called bare; keys of metrics.json
    (("descend(3)",), []),  # its name says no measure
    (("descend(3)\nprint(1)",), []),  # not shown
    (("draw()",), []),
    (("n = descend(3)\nn",), ["n"]),
    (("def get_confusion(a):\n    return [a]\nget_confusion(1)",), []),  # who knows what that is
    (("def rmse(a):\n    return [a]\nrmse(1)",), ["rmse"]),  # its name says it
    (("def check(a):\n    return [a * 2, a]\ncheck(1)",), []),
    (
        (
            "def check(a):\n    n = 0\n    for row in a:\n        n += (row > 2).sum()\n    return {'share': n / len(a)}\ncheck(rows)",
        ),
        [],
    ),
    (("def check(a):\n    n = a\n    n += 1\n    return n\ncheck(rows)",), []),
]


LINE = "import numpy as np\nfrom rows import X, y\nw = np.zeros(3)\ndef predict(X, w):\n    return X @ w > 0.5\ndef draw(X):\n    return X @ w > 0.5"
OWN_NET = "class Net:\n    def fit(self, X, y):\n        self.w = np.zeros(3)\n        return self\n    def predict(self, X):\n        return X @ self.w"
CALLS += [  # what functions and classes of the notebook predict
    ((LINE, "print(np.mean(predict(X, w) == y))"), ["accuracy"]),
    ((LINE, "def predictClass(X):\n    return X @ w > 0\nprint(np.mean(predictClass(X) == y))"), ["accuracy"]),
    ((LINE, "print(np.mean(draw(X) == y))"), []),
    ((LINE, OWN_NET, "net = Net().fit(X, y)\nprint('val acc', np.mean((net.predict(X) > 0.5) == y))"), ["val_acc"]),
    (
        (
            LINE,
            "oof = np.zeros(9)\nfor rows in range(3):\n    oof[rows] = predict(X[rows], w)\nprint(((oof > 0.5) == y).mean())",
        ),
        ["accuracy"],
    ),
    (
        (
            LINE,
            "said = []\nfor rows in range(3):\n    said.append(predict(X[rows], w))\nprint(np.mean(np.array(said) == y))",
        ),
        ["accuracy"],
    ),
    (
        (
            LINE,
            "import pandas as pd\nr = pd.DataFrame({'mae': [(predict(X, w) - y).mean()]})\nprint(f\"MAE of {r['mae'].idxmin()}: {r['mae'].min():.2f}\")",
        ),
        ["mae"],
    ),
]
CALLS += [
    ((LINE, "def accuracy_of(rows):\n    hit = rows[rows > 1]\n    return hit.shape[0] / rows.shape[0]\nrows = np.array([1, 2])\nprint('accuracy:', accuracy_of(rows))\nprint('rows:', accuracy_of(rows))"), ["accuracy"]),
    (("import pandas as pd\ndf = pd.read_csv('a.csv')\nview = df.groupby('a').b.sum().to_frame('b')\nshown = view\nshown", "view['b'] = 3"), []),  # not as shown
    (("import pandas as pd\ndf = pd.read_csv('a.csv')\nview = df.groupby('a').b.sum().to_frame('b')\nshown = view\nshown", "n = len(view)\nprint(n)"), []),  # a file
    (("import pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv('a.csv')\nm = SVC().fit(df, df.y)\ndescend(3)",), []),  # of no model
    (("import statsmodels.api as sm\nres = sm.OLS(y, X).fit()\nforeseen = res.get_prediction().predicted_mean\n"
      "mse = ((foreseen - y) ** 2).mean()\nprint('MSE {}'.format(round(mse, 2)))",), ["mse"]),
    (("trainer.test(net)",), ["test"]),
    (("from sklearn.metrics import *", "share = accuracy_score(y, p)\nprint(share)"), ["share"]),
    (("from sklearn.metrics import *", "accuracy_score(y, p)"), ["accuracy"]),
    (("from sklearn.metrics import *\nfrom unknown_place import *", "share = accuracy_score(y, p)\nprint(share)"), []),  # whose is it?
    (("from sklearn.metrics import *", "def accuracy_score(a):\n    return [a]", "accuracy_check = accuracy_score(3)"), []),
    (("import pandas as pd\ndf = pd.read_csv('a.csv')\nport = df.port.mode()[0]\nport", "df['port'] = df.port.fillna(port)"), []),  # a text
    (("import pandas as pd\ndf = pd.read_csv('a.csv')\nage = df.age.median()\nage", "df['age'] = df.age.fillna(age)"), ["age"]),
    (("print(gs.best_score['rmse'])",), ["best_score"]),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), CALLS)
def test_what_a_function_of_the_notebook_gives_at_a_cells_end(cells, expected):
    assert [key for key, _ in planned(OWN, *cells).metrics] == expected


def test_nothing_else_bears_the_name_of_a_measured_variable():
    one, other = Subject("m", "forest", frozenset({1})), Subject("", "")
    candidates = [
        Candidate("auc_town", one, own=True),
        Candidate("auc_town", other, cell=4),
        Candidate("score", Subject("n", "tree")),
    ]
    assert keys(candidates, "n", ()) == ["auc_town", "earlier_auc_town", "n_score"]


ASKED_ONCE = [  # what a print shows, the metrics
    ("print('BIC:', ae.bic(Z), 'AIC:', ae.aic(Z))", ["bic", "aic"]),
    ("print('shape:', Z.shape, 'Recon MSE:', ae.error(Z))", ["recon_mse"]),
    ("print('Recon MSE:', ae.error(Z), ae.next())", []),  # who knows what the other does
    ("print('Recon:', ae.error(Z))", []),
]


@pytest.mark.parametrize(("shown", "keys"), ASKED_ONCE)
def test_unknown_calls_in_a_print_that_are_called_measures(shown, keys):
    plan = planned("from coders import AE, rows\nae = AE(3)\nZ = ae.transform(rows)", shown)
    assert [key for key, _ in plan.metrics] == keys


def test_a_number_in_a_coloured_text_is_the_metric():
    head = "from colorama import Fore\nfrom sklearn.linear_model import Ridge\nfrom rows import X, y\nRED = Fore.RED"
    turns = "for d in range(3):\n    m = Ridge(alpha=d).fit(X, y)\n    r2 = m.score(X, y)\n    print(RED + f'{d}', RED + f'{r2:.3f}')"
    plan = planned(head, turns)
    assert [(m.name, m.into) for m in plan.measures] == [("r2", "score_by_alpha")] and len(plan.metrics) == 1


def test_lists_of_measures_under_one_name_are_a_metric_each():
    elbow = "w = []\nfor k in range(1, 9):\n    km = KMeans(n_clusters=k)\n    km.fit({})\n    w.append(km.inertia_)\nplt.plot(w)"
    head = "from sklearn.cluster import KMeans\nimport matplotlib.pyplot as plt\nfrom rows import a, b"
    plan = planned(head, elbow.format("a"), elbow.format("b"))
    assert [name for _, name in plan.metrics] == ["earlier_w", "w"] and [m.text for m in plan.measures] == ["w"]
    shown = planned(head, elbow.format("a") + "\nprint(min(w))", elbow.format("b"))
    assert [name for _, name in shown.metrics] == ["min_w", "w"]


METRICS = "from sklearn.metrics import accuracy_score, classification_report"
TREE = "from sklearn.tree import DecisionTreeClassifier\nm = DecisionTreeClassifier().fit(X, y)\ns = [m.score(X, y)]"
KERAS = (
    "import statistics\nimport numpy as np\nfrom tensorflow.keras.models import Sequential\n"
    "from tensorflow.keras.layers import Dense\nn = Sequential([Dense(1)])\nn.compile(loss='mse', metrics=['accuracy'])"
)
FOUND_AND_NOT = [  # what a notebook shows, the metrics
    (  # statistics of what a fit recorded; the record stands there once
        (KERAS, "h = n.fit(X, y)\nh.history", "statistics.stdev(h.history['loss'])", "np.mean(h.history['accuracy'][5:]).round(2)"),
        ["history", "stdev_loss", "mean_accuracy_of_some_epochs"],
    ),
    (  # the name holds that of another model later
        (METRICS, "from own import f\na = accuracy_score(y, f(X))\nprint('Test accuracy:', a * 100)", "a = accuracy_score(y, LogisticRegression().fit(X, y).predict(X))\nprint('Test accuracy:', a * 100)"),
        ["test_accuracy_percent", "a"],
    ),
    (  # once more, for a file
        (METRICS, "from sklearn.model_selection import GridSearchCV\ng = GridSearchCV(LogisticRegression(), {'C': [1, 2]}).fit(X, y)\nb = g.best_estimator_\np = b.predict(X)\naccuracy = accuracy_score(y, p)\nprint(f'Accuracy: {accuracy:.2f}')", "accuracy = accuracy_score(y, p)\nopen('m.txt', 'w').write(f'{accuracy}')"),
        ["accuracy"],
    ),
    ((TREE, "t = DecisionTreeClassifier(ccp_alpha=s[0])\nt = m.fit(X, y)", "print(t.score(X, y))"), ["train_score"]),  # no tree
    (("from xgboost import XGBRegressor\nm = XGBRegressor().fit(X, y, eval_set=[(X, y)])\nprint(m.evals_result())",), ["evals_result"]),
    ((TREE, "t = pd.DataFrame({'a': s}, index=['F1'])\nbest = t.T['F1'].idxmax()\nprint(f'Meilleur modèle selon F1-Score: {best}')"), []),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), FOUND_AND_NOT)
def test_what_is_a_measure_there_and_what_is_none(cells, expected):
    assert [name for _, name in planned(*HEAD[:2], *cells).metrics] == expected


def test_a_report_that_a_function_binds_and_prints_is_handed_back():
    report = "    p = m.predict(X)\n    rep = classification_report(y, p)\n    print('rep', rep)\n    return m"
    plan = planned(
        *HEAD[:2], METRICS, f"def fit(X, y):\n    m = LogisticRegression().fit(X, y)\n{report}", "m = fit(X, y)"
    )
    assert [m.text for m in plan.measures if m.into] == ["classification_report(y, p, output_dict=True)"]
