"""Names that a step could bear, by its kind: the most telling first, the plainest last.

clf = SVC(); clf.fit(X, y)            train_model (the only one), train_svc, train_clf
df["ratio"] = df.a / df.b             derive_ratio
X, y = df[cols], df.target            separate_target
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.plan.naming import of_files, of_models
from nb2prod.plan.naming.about import About
from nb2prod.plan.naming.acts import acts, by_clause


def candidates(about: About, index: int, topic: str) -> Iterator[str]:
    """Names of a step by what it does; `topic`: what its heading is about, or ""."""
    segment = about.found[index].segment
    if segment.load:
        return of_files.loaded(about, segment)
    return KINDS[about.kind(index)](about, index, topic)


def _train(about: About, index: int, topic: str) -> Iterator[str]:
    if about.fits(index):
        yield from of_models.fitted(about, index, topic)
        return
    asked = [c for c in about.done[index] if c.weight > 1]  # pca = PCA(2); X2 = pca.fit_transform(X)
    yield from by_clause(about, index) if asked and all(c.rest.startswith("with ") for c in asked) else ()
    yield from of_models.built(about, index, topic)
    yield from acts(about, index, topic)


KINDS = {
    "load": of_files.fetched, "split": of_files.divided, "prepare": acts, "train": _train,
    "evaluate": of_models.evaluated, "export": of_files.saved, "other": acts,
}  # fmt: skip
