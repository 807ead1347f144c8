"""Names of steps that ask one model, after the step that trains it: whoever reads one of them finds the other.

train_svc, train_svc_2            evaluate_svc, evaluate_svc_2
train_svc_on_x_resampled          evaluate_svc_fitted_on_x_resampled, where it is asked about other rows
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from nb2prod.plan.naming.about import About
from nb2prod.plan.naming.apart import apart
from nb2prod.plan.naming.fitted import answering, asked
from nb2prod.plan.naming.of_models import answered
from nb2prod.plan.naming.twins import Twins
from nb2prod.plan.twins.facts import joined

ASKING = ("evaluate", "predict_with")
TRAINING = ("train", "tune", "fit")  # first words of names of steps that leave a model
UNTELLING = ("", "model", "models")


class Trained:
    """Which steps ask which trainings of one plan."""

    def __init__(self, about: About, twins: Twins, plain: Mapping[int, str], bound: Collection[str]) -> None:
        """`plain`: what the steps would be called that no words of the notebook name; `bound`: its variables."""
        self.about, self.twins, self.bound = about, twins, bound
        asking = {i: next((v for v in ASKING if name.startswith(f"{v}_")), "") for i, name in plain.items()}
        several = {i for i, name in plain.items() if name.endswith("_models") or about.kind(i) != "evaluate"}
        self.asking = {i: (verb, self._by(i)) for i, verb in asking.items() if verb and i not in several}

    def names(self, index: int, holders: Mapping[str, int]) -> Iterator[str]:
        """The best name first; `holders`: the steps that have their names."""
        verb, training = self.asking.get(index, ("", None))
        first, _, thing = next((name for name, step in holders.items() if step == training), "").partition("_")
        thing = thing.partition("_over_")[0]
        if training is None or first not in TRAINING or thing in UNTELLING:
            return
        thing = f"tuned_{thing}" if first == "tune" and f"train_{thing}" in holders else thing
        plain, _, rows = thing.partition("_on_")
        if rows in self.bound and rows not in asked(self.about, index):
            thing = f"{plain}_fitted_on_{rows}"
        said, alike = f"{verb}_{thing}", [i for i, one in self.asking.items() if one == (verb, training)]
        facts = self.twins.apart(alike, said)[alike.index(index)] if len(alike) > 1 else ()
        yield from (f"{said}_{joined(facts, short=short)}" for short in (False, True) if facts)
        yield said
        yield from apart(self.about, index, said, holders.get(said))

    def _by(self, index: int) -> int | None:
        """The one step that fitted the one model that a step asks, or whose answers it is given."""
        about = self.about
        own = [n for n in answering(about, index) if n in about.found[index].inputs]
        steps = {at for name in own for at in about.last_to_fit(index, name)} or {*about.trained_by(index)}
        steps = steps or {t for at in answered(about, index) for t in about.trained_by(at) or [at]}
        at = next(iter(steps), -1)
        models = [n for n in about.found[at].outputs if about.type(at, n)]
        return at if len(steps) == 1 and len(models) <= 1 and about.trains(at) else None
