"""What a project's inference says of rows: all of them, each of some alone, and each column with a gap or a new text.

python benchmarks/inference_witness.py PACKAGE ARTIFACTS ROWS.pickle OUT      with the package on PYTHONPATH
"""

import importlib
import pickle
import sys
import warnings
from pathlib import Path

ALONE = 60


def said(predict, rows, learned) -> str:
    """Predictions as text, without the last digits; or the exception."""
    try:
        answers = predict(rows.copy(), learned).astype(object)
        return answers.map(lambda one: round(one, 8) if isinstance(one, float) else one).to_csv(index=False)
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"


def main(package: str, artifacts: str, file: str, out: str) -> None:
    """Ask, and write down what was said."""
    warnings.simplefilter("ignore")
    learned = importlib.import_module(f"{package}.artifacts").load(Path(artifacts))
    predict = importlib.import_module(f"{package}.inference").predict
    rows = pickle.loads(Path(file).read_bytes()).reset_index(drop=True)
    answers = [said(predict, rows, learned)]
    answers += [said(predict, rows.iloc[[number]], learned) for number in range(min(ALONE, len(rows)))]
    for name in rows.columns:
        for value in (None, "nb2prod: never seen"):
            changed = rows.head(ALONE).astype({name: object})
            changed.loc[3, name] = value
            if value is None:
                changed[name] = changed[name].astype(rows[name].dtype, errors="ignore")
            answers.append(said(predict, changed, learned))
    Path(out).write_text("\n".join(answers), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
