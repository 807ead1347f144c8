"""Words of names: which of them say only what was measured, and which say nothing of whose prediction it is.

test_accuracy, cv_scores_2     which metric it is
y_pred_forest                  the forest's
"""

from __future__ import annotations

from nb2prod.plan.measuring.subjects import PARTS

GENERAL = frozenset(  # words of names that do not say what was measured
    """
    acc accuracy area aic auc average avg balanced best bic cross curve cv entropy error errors eval evaluate
    evaluation explained f f1 fold folds fscore gini in is kappa k log loss mae map mape mean mse metric metrics model
    models msle of on out oof overall pct percent percentage pr precision pred prediction predictions r r2 rate recall
    report residual result results rmse rmsle roc root s sample score scores scoring set sigma silhouette squared std
    sum the total under validated value values variance absolute coefficient determination coef intercept importances
    importance feature params final confusion matrix classification history weighted macro micro
    """.split()
) | set(PARTS)
UNSAID = frozenset(  # words of names that do not say whose prediction it is
    """
    df data x y true truth array target targets label labels actual expected output proba probs prob hat fpr tpr
    threshold thresholds pos neg index columns np numpy statistics
    """.split()
)
MEASURES = frozenset(
    """
    accuracy auc f1 fscore loss mae mape mse precision r2 recall rmse rmsle score silhouette cost perplexity logloss
    gini kappa mcc ndcg rmspe smape aic bic distortion inertia iou bleu wer error sensitivity specificity dice jaccard
    likelihood deviance rms nrmse nse msle mase wape cindex concordance davies calinski
    """.split()
)


def general(name: str) -> bool:
    """Whether a name says only which metric it is: `test_accuracy`, `cv_scores_2`."""
    return all(word in GENERAL or word.isdigit() for word in name.lower().split("_") if word)
