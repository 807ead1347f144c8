"""Options that need a graphics processor are told where they stay, with the value that does without."""

import pytest

from tests.notebooks import planned

CAT = "from catboost import CatBoostClassifier\n"
LIGHT = "import lightgbm as lgb\n"
TORCH = "import torch\n"
TABLE = [  # source, what is written there, what does without
    (CAT + "m = CatBoostClassifier(task_type='GPU')", 'task_type="GPU"', 'task_type="CPU"'),
    (CAT + "params = {'task_type': 'GPU'}\nm = CatBoostClassifier(**params)", 'task_type="GPU"', 'task_type="CPU"'),
    ("import xgboost\np = dict(tree_method='gpu_hist')\nprint(p)", 'tree_method="gpu_hist"', 'tree_method="hist"'),
    (LIGHT + "m = lgb.LGBMClassifier(device='gpu')", 'device="gpu"', 'device="cpu"'),
    (TORCH + "net = torch.nn.Linear(1, 1).cuda()", ".cuda()", '.to("cpu")'),
    (TORCH + "device = torch.device('cuda:0')", 'device("cuda:0")', 'device("cpu")'),
]
SILENT = [
    CAT + "m = CatBoostClassifier(task_type='CPU')",
    "kind = {'task_type': 'GPU'}\nprint(kind)",
    "import xgboost\nm = xgboost.XGBClassifier(device='cuda')",  # which computes elsewhere where there is none
    LIGHT + TORCH + "p = {'device': 'cuda'}\nprint(p)",
    TORCH + "device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')",
    TORCH + "net = torch.nn.Linear(1, 1)\nif torch.cuda.is_available():\n    net = net.cuda()",
]


def told(source):
    return [f for f in planned(source).findings if f.code == "NB162"]


@pytest.mark.parametrize(("source", "option", "instead"), TABLE)
def test_a_graphics_processor_that_is_needed(source, option, instead):
    (found,) = told(source)
    assert found.text.startswith(f"{option} has ")
    assert found.advice == f"say {instead} there; the numbers may differ a little"


@pytest.mark.parametrize("source", SILENT)
def test_none_is_needed(source):
    assert told(source) == []
