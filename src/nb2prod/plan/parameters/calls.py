"""Literals in known places of calls: sizes, formats, hyperparameters.

pd.read_csv("data/a.csv", sep=";")        sep
RandomForestClassifier(n_estimators=200)  n_estimators
model.fit(X, y, epochs=20)                epochs
df.fillna(0)                              nothing: it is part of the logic

A name that is taken gets in front what tells the two apart: the label in a pipeline, the variable, the class.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.nesting import defined, span_of
from nb2prod.plan.headings import topics
from nb2prod.plan.keeping.steady import steady
from nb2prod.plan.models.fits import FITTING, Fits, family, method_calls
from nb2prod.plan.names import identifier
from nb2prod.plan.naming.models import underscored
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.documented import argument, documented
from nb2prod.plan.parameters.files import put_or_got
from nb2prod.plan.parameters.paths import PATHS, PLAIN
from nb2prod.plan.parameters.sites import (
    NEVER,
    OPTIMIZERS,
    Site,
    draws,
    literal,
    meaning_of,
    numbers,
    product,
    sites,
    texts,
    tunable,
)
from nb2prod.plan.parameters.splits import VALIDATING, divided, half, kept_for, parts_of, split_again
from nb2prod.walking import walk

DEFAULTS = {"sep": ",", "delimiter": ",", "encoding": "utf-8"}  # written out, they are no choice
FORMAT = {"sep", "delimiter", "encoding", "nrows", "sheet_name"}
SPLITS = {"test_size", "train_size", "random_state", "shuffle", "n_splits", "cv", "n_iter"}
PARTS = {"test_size", "train_size", "shuffle", "n_splits"}
TRAINING = {  # of any method or function: nothing else is called so
    "epochs", "batch_size", "validation_split", "num_boost_round", "early_stopping_rounds", "n_epochs", "nb_epoch",
    "learning_rate", "lr", "weight_decay", "num_epochs", "max_epochs", "num_train_epochs", "max_evals", "n_trials",
    "patience", "maxlen", "num_words", "time_limit", "presets", "draws", "tune", "chains", "total_timesteps", "n_steps",
    "max_steps", "max_models", "max_runtime_secs", "max_new_tokens", "num_iterations", "time_budget", "max_time",
}  # fmt: skip
SEEDS = {"random_state", "seed", "random_seed"}
RECORDING = {"mlflow.set_tracking_uri": "tracking_uri", "mlflow.set_experiment": "experiment_name"}  # first arguments
FETCHING = {  # what is loaded from a service, and how much of it
    "yfinance.download": ("tickers", "start", "end", "period", "interval"),
    "pandas_datareader.data.DataReader": ("name", "data_source", "start", "end"),
    "pandas_datareader.DataReader": ("name", "data_source", "start", "end"),
}  # fmt: skip
FETCHED = {"start": "start_date", "end": "end_date", "name": "symbol"}  # better names
FITTED_BY = frozenset({*FITTING, "fit_transform"})
TRAINED_WHEN_MADE = ("gensim.models.",)  # LdaModel(corpus, num_topics=10)
CALLBACKS = ("keras.callbacks.EarlyStopping", "keras.callbacks.ReduceLROnPlateau")
DETECTING = frozenset({"od_type", "od_wait", "od_pval"})  # when CatBoost stops: only where rows are given to watch
ASKING = ("predict", "evaluate", "transform", "encode")
LOADING = {"DataLoader", "pad_sequences", "ImageDataGenerator"}  # and flow_from_..., ..._dataset_from_...
MADE = "sklearn.datasets.make_"
# not how many columns and groups: code counts on them
SIZES = {"n_samples", "noise", "class_sep", "flip_y", "cluster_std"}
SUFFIXES = ("_classifier", "_regressor", "_cv", "_transformer", "_vectorizer", "_encoder")


def in_calls(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Candidates in the calls of every kept statement outside the notebook's own functions."""
    fitted, docs = _fitted(program, kept), documented(program, kept, bound)
    own = {defined(s.node) for s in program.statements}
    over = topics(program.notebook)
    watched, again = any("eval" in s.source for s in kept), split_again(kept)
    scheduled = {s.cell for s in kept if "LearningRateScheduler(" in s.source}  # it sets the rate of every epoch
    beside_it = {module.name.partition(".")[0] for module in program.notebook.modules}
    for site in sites(program, kept, bound):
        if site.called == "dict" or draws(site):  # entries are settings of what takes them, wholly or not at all
            continue
        writes = site.method.startswith("to_") and site.method not in PLAIN
        of_model = _makes(site, fitted)
        if site.qualified.startswith(OPTIMIZERS) and site.statement.cell in scheduled:
            continue
        of_module = site.qualified.partition(".")[0] in beside_it and not site.called[:1].isupper()
        study = site.called == "optimize"
        for keyword, node in site.arguments():
            drawn = site.method == "sample" and keyword == "frac"
            beside = keyword in TRAINING | SEEDS or _beside(site, node)
            if of_module and type(value := literal(node)) in (int, float) and keyword not in {*NEVER, "", *SEEDS}:
                yield _of_a_module(site, keyword, value, node, docs)
                continue
            if site.effect is not None or writes or drawn or of_model or study or beside:
                for candidate in _one(site, keyword, node, of_model, bound, docs, own):
                    still = not site.called.endswith("SearchCV") and steady(program, site.statement, site.call)
                    still = keyword in SEEDS and (still or _in_order(site.call))
                    said, alike = candidate.help, candidate.alike
                    if keyword in ("test_size", "train_size"):
                        part, use = divided(site, kept), kept_for(site, again)
                        said = said.replace("for testing", use)
                        said = said.replace("of rows", f"of the rows of {part}") if part else said
                        alike = ("split", site.qualified, keyword, part, use)  # one share for each use
                    idle = still or (keyword in DETECTING and not watched)
                    candidate = replace(candidate, idle=idle, help=said, alike=alike)
                    yield _of_section(site, candidate, over) if keyword in TRAINING and _receiver(site) else candidate
        yield from _of_services(site)


def _of_section(site: Site, candidate: Candidate, over: dict[int, str]) -> Candidate:
    """How one model is trained, which another section trains otherwise: the section tells the two apart.

    ## Checkpointing: model.fit(X, epochs=10); ## Larger model: model.fit(X, epochs=50)     checkpointing_epochs, ...
    """
    prefixes = dict.fromkeys(
        (over.get(site.statement.cell, ""), identifier(_receiver(site).lower(), ""), *candidate.prefixes)
    )
    return replace(candidate, prefixes=tuple(prefix for prefix in prefixes if prefix))


def _fitted(program: Program, kept: list[Statement]) -> frozenset[str]:
    """Names of models of any library, of the notebook's own, and of whatever else is fitted."""
    known = Fits.of(program)
    asked = (name for s in kept for name, method, _ in method_calls(s) if method in FITTED_BY)
    return frozenset(name for statement in kept for name in known.fitted(statement)) | frozenset(asked)


def _in_order(call: ast.Call) -> bool:
    """`train_test_split(X, shuffle=False, random_state=1)`: nothing is drawn."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    return isinstance(off := given.get("shuffle"), ast.Constant) and off.value is False


def _makes(site: Site, fitted: frozenset[str]) -> bool:
    """Whether the call makes an object that is fitted, of a class of which nobody knows the settings.

    pot = TPOTClassifier(generations=10)      result = ARIMA(y, order=(1, 0, 1)).fit()      Word2Vec(s, vector_size=9)
    """
    if not (site.called[:1].isupper() or site.qualified == "arch.arch_model") or tunable(site, ""):
        return False
    if site.qualified.startswith(TRAINED_WHEN_MADE):
        return True
    node = site.statement.node
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and node.value is site.call:
        return not site.statement.facts.binds.isdisjoint(fitted)
    return any(
        isinstance(part, ast.Attribute) and part.value is site.call and part.attr in FITTED_BY for part in walk(node)
    )


def _beside(site: Site, node: ast.expr) -> bool:
    """Whether it is a number or a flag of `predictor.fit(train, time_limit=60, num_gpus=1)`: all of them or none."""
    given = {keyword.arg for keyword in site.call.keywords}
    whole = site.called == "fit" and bool(given & {"time_limit", "presets"})
    return whole and any(k.value is node for k in site.call.keywords) and type(literal(node)) in (bool, int, float)


def _one(
    site: Site,
    keyword: str,
    node: ast.expr,
    of_model: bool,
    bound: dict[str, list[int]],
    docs: dict[tuple[str, str], str],
    classes: Collection[str],
) -> Iterator[Candidate]:
    value = literal(node)
    if value is None and (tunable(site, keyword) or of_model):
        value = numbers(node)
    seconds = keyword == "timeout" and site.called == "optimize"  # of a study
    if value is None and (keyword in TRAINING or seconds):
        value = product(node)  # time_limit=3600 * 5
    if value is None or not keyword or keyword in NEVER | PATHS:
        return
    if keyword == "batch_size" and site.called.startswith(ASKING):  # how many at once: the answers are the same
        return
    if keyword == "objective" and isinstance(value, str) and value.startswith(("binary", "multi")):
        return  # the target decides on it
    if keyword in FORMAT and tunable(site, keyword):  # CountVectorizer(encoding="utf8") is handed no file
        return
    if keyword in SEEDS and type(value) is not int:  # RandomSampleImputer(seed="general"): how it is seeded
        return
    short, origin = site.called, site.qualified or site.method
    tabular = short.startswith(("read_", "to_", "load", "genfrom", "savetxt"))
    splits = keyword in SPLITS and (keyword != "shuffle" or origin.startswith("sklearn.model_selection."))
    inline = bool(site.call.args) and ast.unparse(site.call.args[0]).startswith(("io.StringIO(", "StringIO("))
    formats = keyword in FORMAT and tabular and value != DEFAULTS.get(keyword) and not inline
    tells = formats or splits or keyword in TRAINING or seconds
    made = origin.startswith(MADE) and keyword in SIZES and type(value) in (int, float)
    share = keyword == "frac" and isinstance(value, float) and 0 < value < 1
    own = of_model and type(value) is not str
    calls_back = site.qualified.startswith(CALLBACKS) and type(value) in (int, float)
    for_fit = _beside(site, node)
    seeds = keyword in SEEDS and type(value) is int
    if for_fit or calls_back or tells or made or share or own or tunable(site, keyword) or seeds:
        known = origin or ("" if short in classes else short)  # a class of the notebook is no class of a library
        help_ = meaning_of(site, known, keyword)
        if not help_ and tunable(site, keyword):  # SVC(break_ties=True): nobody could say what it is for
            return
        help_ = help_ or argument(keyword, short, docs)
        if other := half(site, keyword):
            help_ = f"{help_.rstrip('.')}; with {other} at most all rows."
        if formats and (whose := put_or_got(site)):  # two files in one cell
            help_ = f"{help_.rstrip('.')} {whose}."
        trained = _receiver(site) if keyword in TRAINING or for_fit else ""  # model.fit(X, y, epochs=9)
        model = of_model or family(site.effect.returns if site.effect is not None else "") or bool(trained)
        optimizer = site.qualified.startswith(OPTIMIZERS)  # as how it is trained, told apart from that of others
        owner = trained or (_name(site) if model or tunable(site, keyword) else short if calls_back else parts_of(site))
        yield Candidate(
            keyword, value, site.statement.cell, span_of(node), help_, short, f"the argument {keyword} of {short}",
            _prefixes(site, bool(model)), statement=site.statement.id if model else -1,
            inside=site.statement.id if tunable(site, keyword) and not optimizer else -1, of=owner,
            alike=_alike(site, keyword, bound), keyword=keyword, label=_label(site), beside=site.beside,
        )  # fmt: skip


def _of_a_module(
    site: Site, keyword: str, value: object, node: ast.expr, docs: dict[tuple[str, str], str]
) -> Candidate:
    """`cleaning.keep_frequent(df, tol=0.01)`: a number that a function beside the notebook is handed by its name."""
    return Candidate(
        keyword, value, site.statement.cell, span_of(node), argument(keyword, site.called, docs), site.called,
        f"the argument {keyword} of {site.called}", (identifier(site.called, ""),), alike=("own", site.called, keyword),
        keyword=keyword,
    )  # fmt: skip


def _of_services(site: Site) -> Iterator[Candidate]:
    """Addresses and names of services: where runs are recorded, whose prices are loaded."""
    if site.qualified in RECORDING and site.call.args and isinstance(value := literal(site.call.args[0]), str):
        name = RECORDING[site.qualified]
        keyword = "uri" if name.endswith("uri") else name
        yield _of_service(site, name, keyword, value, site.call.args[0])
    names = FETCHING.get(site.qualified, ())
    given = [
        *zip(names, site.call.args, strict=False),
        *((k.arg, k.value) for k in site.call.keywords if k.arg in names),
    ]
    for found, node in given:
        if found and (value := literal(node) or texts(node)) is not None and type(value) in (str, list):
            yield _of_service(site, FETCHED.get(found, found), found, value, node)


def _of_service(site: Site, name: str, keyword: str, value: object, node: ast.expr) -> Candidate:
    help_ = knowledge.help_for(site.qualified, keyword) or f"Argument {keyword} of {site.origin}."
    because = f"the argument {keyword} of {site.origin}"
    alike = ("service", site.qualified, keyword)
    return Candidate(
        name, value, site.statement.cell, span_of(node), help_, site.origin, because, _prefixes(site), alike=alike,
        keyword=keyword, must=True,
    )  # fmt: skip


def _alike(site: Site, keyword: str, bound: dict[str, list[int]]) -> tuple[object, ...]:
    """What two equal literals must have in common to be one parameter; () where each is its own.

    All seeds of one name and value; the folds of one function; one model written out twice, of one name and class;
    a split into the same parts; the training of one object; batches and lengths of what one function prepares.
    """
    if keyword in SEEDS:
        return ("seed", keyword)
    statement, call = site.statement, site.call
    if keyword == "frac" and site.method == "sample":
        return ("sample", statement.cell)  # the rows and their targets
    if keyword == "cv" and site.origin[:1].islower():
        return ("cv", site.qualified)
    if keyword in PARTS and isinstance(statement.node, ast.Assign):
        return ("split", site.qualified, keyword, *(ast.unparse(target) for target in statement.node.targets))
    if keyword in FORMAT and call.args:
        return ("format", keyword, ast.unparse(call.args[0]))
    if keyword in TRAINING and (
        site.called in LOADING or "flow_from_" in site.called or "_from_directory" in site.called
    ):
        return ("loading", site.called, keyword)  # of the rows to train and of those to test alike
    if keyword in TRAINING and isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        same = (
            len(bound.get(call.func.value.id, ())) == 1 and not site.called[:1].isupper()
        )  # one object, trained again
        return ("training", call.func.value.id, call.func.attr, keyword) if same else ()
    made = isinstance(statement.node, ast.Assign) and _unfitted(statement.node.value) is call
    again = site.qualified.startswith(MADE)  # X, y = make_moons(100), made anew
    if made and site.effect is not None and (len(statement.facts.binds) == 1 or again):
        return ("made", *sorted(statement.facts.binds), ast.unparse(call), keyword)
    if site.effect is not None and call.args + call.keywords and site.called[:1].isupper() and not made:
        return ("nameless", statement.cell, ast.unparse(call), keyword)  # Tree(3).fit(a, b); Tree(3).fit(b, a)
    return ()


def _name(site: Site) -> str:
    """What the notebook calls the model that the call makes: its variable, else its class."""
    (name, *others) = sorted(site.statement.facts.binds) or [""]
    made = getattr(site.statement.node, "value", None)
    if name and not others and _unfitted(made) is site.call:
        return name
    alike = [
        p for p in walk(site.statement.node) if isinstance(p, ast.Call) and ast.dump(p.func) == ast.dump(site.call.func)
    ]
    called = f"{site.called} {label}" if len(alike) > 1 and (label := _label(site)) else site.called
    return f"the {called} in {name}" if name and not others else f"a {called}"


def _unfitted(made: ast.expr | None) -> ast.expr | None:
    """What `SVC(C=3).fit(X, y)` fits."""
    while isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute) and isinstance(made.func.value, ast.Call):
        made = made.func.value
    return made


def _receiver(site: Site) -> str:
    """`model`, where the call is `model.fit(...)` and trains."""
    match site.call.func:
        case ast.Attribute(value=ast.Name(id=name), attr=method) if method.startswith("fit"):
            return name
    return ""


def _prefixes(site: Site, of_model: bool = False) -> tuple[str, ...]:
    """What may stand in front of a name that is taken, best first; of a model nothing that it is only fitted on."""
    splits = site.called == "train_test_split"
    kind = "split" if splits else kind_of(site.called)  # its parts are called train and test
    func = site.call.func
    owner = (
        func.value.id.lower()
        if site.method and isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name)
        else ""
    )
    label, variables = _label(site), [] if site.beside else _variables(site.statement)
    plain = [re.sub(r"_(?:transformer|pipeline|pipe|preprocessor|preprocessing|processor)$", "", v) for v in variables]
    both = [f"{variable}_{label}" for variable in plain if label and variable]
    found = [label, *both, *variables, identifier(owner, ""), kind, *([] if of_model or splits else _about(site))]
    return tuple(dict.fromkeys(part for part in found if part))


def kind_of(called: str) -> str:
    """`RandomForestClassifier` as `random_forest`."""
    kind = underscored(called)
    for suffix in SUFFIXES:
        kind = kind.removesuffix(suffix)
    return identifier(kind, "")


def _about(site: Site) -> Iterator[str]:
    """What a function is called with: the class of a model that is made for it, names of models and tables."""
    for node in site.call.args[:1]:
        made = [part for part in walk(node) if isinstance(part, ast.Call)]
        kinds = [ast.unparse(part.func).rpartition(".")[2] for part in made]
        yield from (kind_of(kind) for kind in reversed(kinds) if kind[:1].isupper())
    called = {call.rpartition(".")[2] for call in site.statement.facts.calls}
    names = [part.id for part in walk(site.statement.node) if isinstance(part, ast.Name)]
    for name in names:
        if name in site.statement.facts.names - called and len(name) > 2 and name.islower():
            yield identifier(re.sub(r"^(?:df|data)_|_(?:df|data)$", "", name), "")


def _variables(statement: Statement) -> list[str]:
    """The variable that the statement binds; of the parts of a split the one that is held out."""
    node = statement.node
    if len(statement.facts.binds) == 1:
        (name,) = statement.facts.binds
        return [identifier(re.sub(r"(?<=.)_(?:df|data|frame)$", "", name.lower()), "")]
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
        named = [part.id for part in node.targets[0].elts if isinstance(part, ast.Name)]
        held = re.sub(r"^(?:x|df|data)_|_(?:df|data|set|x)$", "", named[1].lower()) if len(named) > 1 else ""
        other = [word for word in held.split("_") if word not in ("test", "train")]  # X_test_pca: of the pca
        stays = re.sub(r"^(?:x|df|data)_", "", named[0].lower()) if named else ""  # X_val, X_test: a split of held rows
        held = "_".join(other) or (stays if VALIDATING.search(stays) else held)
        return [identifier(held, "")] if len(held) > 1 else []
    return []


def _label(site: Site) -> str:
    """What a pipeline or a dictionary calls the estimator: `("scale", StandardScaler(...))`, `{"svc": SVC(...)}`."""
    for node in walk(site.statement.node):
        match node:
            case ast.Tuple(elts=[ast.Constant(value=str(label)), made, *_]) if made is site.call:
                return _prefix(label)
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if value is site.call and isinstance(key, ast.Constant) and isinstance(key.value, str):
                        return _prefix(key.value)
    return ""


def _prefix(text: str) -> str:
    """The text as the beginning of a name; "" where none begins so: "1-nn"."""
    return "" if text[:1].isdigit() else identifier(text, "").removeprefix("_")
