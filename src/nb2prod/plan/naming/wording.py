"""The words that name steps, as tables: verbs, what they do, nouns that stand for a verb, words that say nothing."""

from __future__ import annotations

DEFAULT_OBJECT = {  # verb -> what it is called where the heading names no object
    "build": "build_features", "clean": "clean_data", "create": "create_data", "encode": "encode_categories",
    "evaluate": "evaluate_model", "explore": "explore_data", "export": "export_results", "extract": "extract_features",
    "fit": "train_model", "generate": "generate_data", "group": "group_data", "impute": "fill_missing_values",
    "import": "set_up", "join": "join_tables", "load": "load_data", "merge": "merge_tables", "model": "train_model",
    "normalise": "normalise_data", "normalize": "normalize_data", "predict": "make_predictions",
    "prepare": "prepare_data",
    "preprocess": "preprocess_data", "process": "process_data", "read": "load_data", "sample": "sample_data",
    "save": "save_results", "scale": "scale_features", "score": "evaluate_model", "select": "select_features",
    "split": "split_data", "standardise": "standardise_features", "standardize": "standardize_features",
    "test": "evaluate_model", "train": "train_model", "transform": "transform_data", "tune": "tune_model",
    "validate": "validate_model",
}  # fmt: skip

PHASE_OF_VERB = {  # the kind of step that a verb speaks of; verbs that are not here fit any
    **dict.fromkeys(("load", "read", "fetch", "download", "import", "open"), "load"),
    **dict.fromkeys(("split",), "split"),
    **dict.fromkeys(("train", "retrain", "fit", "tune", "optimise", "optimize", "pick", "recreate", "model"), "train"),
    **dict.fromkeys(("evaluate", "score", "test", "validate", "predict", "assess", "compare", "measure"), "evaluate"),
    **dict.fromkeys(("save", "export", "write", "store", "dump", "serialise", "serialize"), "export"),
    **dict.fromkeys(
        ("clean", "prepare", "preprocess", "encode", "impute", "scale", "normalise", "normalize", "standardise",
         "standardize", "drop", "remove", "fill", "engineer", "filter", "handle", "convert", "rename", "replace",
         "merge", "join", "tidy"),
        "prepare",
    ),
}  # fmt: skip

DOES: dict[str, frozenset[str]] = {  # verb of a heading -> verbs of operations and clauses that bear it out
    "aggregate": frozenset({"aggregate"}), "balance": frozenset({"balance", "sample", "resample"}),
    **dict.fromkeys(("clean", "clean_up", "tidy", "wrangle"), frozenset(
        {"drop", "fill", "rename", "convert", "recode", "filter", "parse", "replace", "transform", "assign"})),
    **dict.fromkeys(("prepare", "preprocess", "process", "handle", "transform", "engineer"), frozenset(
        {"drop", "fill", "rename", "convert", "recode", "filter", "parse", "replace", "transform", "encode", "scale",
         "normalize", "vectorize", "tokenize", "reduce", "select", "derive", "bin", "expand", "build", "take", "merge",
         "combine", "aggregate", "assign", "reshape", "resample", "sample", "split", "balance", "set"})),
    "bin": frozenset({"bin"}), "cluster": frozenset({"fit"}), "combine": frozenset({"combine", "merge"}),
    "convert": frozenset({"convert", "parse", "transform", "recode", "encode"}),
    "drop": frozenset({"drop", "filter"}), "encode": frozenset({"encode", "recode", "vectorize"}),
    "expand": frozenset({"expand"}), "fill": frozenset({"fill"}), "filter": frozenset({"filter", "drop"}),
    "generate": frozenset({"generate"}), "group": frozenset({"aggregate", "group"}), "impute": frozenset({"fill"}),
    "join": frozenset({"merge", "combine"}), "merge": frozenset({"merge", "combine"}),
    "normalise": frozenset({"normalize", "scale"}), "normalize": frozenset({"normalize", "scale"}),
    "reduce": frozenset({"reduce", "select", "drop"}), "remove": frozenset({"drop", "filter"}),
    "rename": frozenset({"rename"}), "replace": frozenset({"recode", "replace", "fill", "transform", "assign"}),
    "resample": frozenset({"resample", "sample"}), "reshape": frozenset({"reshape"}),
    "sample": frozenset({"sample", "resample"}), "scale": frozenset({"scale", "normalize"}),
    "select": frozenset({"select", "take", "filter", "drop"}), "sort": frozenset({"sort"}),
    "standardise": frozenset({"scale"}), "standardize": frozenset({"scale"}),
    "tokenise": frozenset({"tokenize"}), "tokenize": frozenset({"tokenize"}),
    "vectorise": frozenset({"vectorize"}), "vectorize": frozenset({"vectorize"}),
}  # fmt: skip
OF_FITS = frozenset(  # what a step that fits a model may be called by a heading
    """
    train retrain fit tune optimise optimize model build ensemble stack learn cross_validate calibrate select search
    cluster recreate pick
    """.split()
)
OTHERWISE = {  # verbs that say as much, for a name that the notebook itself has
    "load": "read", "train": "fit", "evaluate": "measure", "compute": "calculate", "build": "make",
}  # fmt: skip
OF_WORK = frozenset(  # verbs of headings that speak of the step: "Streaming TV" has none
    {*PHASE_OF_VERB, *DOES, *"add apply build compute create make run set try use".split()}
)
UNTELLING = frozenset(  # words of headings that any step below them could hold
    """
    about code data dataset example feature features from function into model models other part result results sample
    section step test that this train training using value values what when with your
    """.split()
)

VERBS = (
    frozenset(PHASE_OF_VERB)
    | frozenset(DEFAULT_OBJECT)
    | frozenset(
        """
    add aggregate align analyse analyze apply arrange assemble assign attach augment average balance batch bin binarise
    binarize calculate calibrate call categorise categorize check choose classify cluster collect combine compile
    complete compute concatenate configure connect construct count cross customise customize cut debug decide declare
    decode decompose deduplicate define delete deploy derive describe detect determine discretise discretize divide
    enrich ensure enumerate estimate examine execute expand explain factorise factorize find flatten forecast format
    freeze gather get improve index infer initialise initialize insert install instantiate integrate
    interpolate investigate iterate label lemmatise lemmatize linearise link list log loop lower make map mark melt
    minimise minimize monitor move multiply obtain order organise organize pad parse partition perform permute pivot
    populate post prefix print produce profile project provide prune publish query randomise randomize rank
    reassign rebuild recode reduce refine register reindex reload reorder report represent resample reset
    reshape resize restore restructure retrieve return reverse review rotate round run search segment send separate
    sequence set shift shuffle simplify simulate sort specify squash stack start stem stop stratify strip subset
    subtract sum summarise summarize swap tag tokenise tokenize trim truncate undersample oversample unify
    unpack unzip update upload upsample downsample use vectorise vectorize verify visit weigh wrangle zip
    capture restrict adapt adjust append ask bind bring connect crop deduce denoise deskew detach detrend
    differentiate drill
    embed enable establish exclude extend fix freeze grow highlight identify impose include init inject
    inspect interpret invert invoke keep limit localise localize locate match mimic mount open pull push
    put quantify rebalance recover redefine reproduce request resolve respond scrape shrink shut shutdown solve stream
    submit substitute switch synthesise synthesize translate treat try turn wait wrap
    """.split()
    )
)

NOMINAL = {  # a noun at the end of a heading that stands for a verb: "Feature scaling" -> scale_feature
    "aggregation": "aggregate", "augmentation": "augment", "calculation": "calculate", "calibration": "calibrate",
    "classification": "", "cleaning": "clean", "cleansing": "clean", 
    "cleanup": "clean", "clustering": "",
    "collection": "collect", "comparison": "compare", "computation": "compute", "configuration": "configure",
    "construction": "construct", "conversion": "convert", "creation": "create", "definition": "define",
    "deployment": "deploy", "encoding": "encode", "engineering": "engineer", "evaluation": "evaluate",
    "export": "export", "extraction": "extract", "filtering": "filter", "fitting": "fit", "generation": "generate",
    "grouping": "group", "handling": "handle", "import": "load", "imputation": "impute", "ingestion": "load",
    "initialisation": "initialise", "initialization": "initialize", "joining": "join", "labeling": "label",
    "labelling": "label", "loading": "load", "mapping": "map", "merging": "merge", "normalisation": "normalise",
    "normalization": "normalize", "optimisation": "optimise", "optimization": "optimize", "prediction": "predict",
    "predictions": "predict", "preparation": "prepare", "preprocessing": "preprocess", "processing": "process",
    "reading": "load", "reduction": "reduce", "removal": "remove", "resampling": "resample", "reshaping": "reshape",
    "sampling": "sample", "saving": "save", "scaling": "scale", "scoring": "score", "selection": "select",
    "simulation": "simulate", "split": "split", "splitting": "split", "standardisation": "standardise",
    "standardization": "standardize", "tokenisation": "tokenise", "tokenization": "tokenize", "training": "train",
    "transformation": "transform", "tuning": "tune", "validation": "validate", "vectorisation": "vectorise",
    "vectorization": "vectorize", "wrangling": "clean",
}  # fmt: skip

FIXED = {  # words of a whole heading (articles left out) -> the name
    "train test split": "split_data", "test train split": "split_data", "train validation split": "split_data",
    "train validation test split": "split_data", "train test validation split": "split_data",
    "feature engineering": "build_features", "features": "build_features", "feature creation": "build_features",
    "data": "prepare_data", "dataset": "prepare_data", "model": "train_model", "modeling": "train_model",
    "modelling": "train_model", "model building": "train_model", "building model": "train_model",
    "model training": "train_model", "training": "train_model", "training model": "train_model",
    "evaluation": "evaluate_model", "model evaluation": "evaluate_model", "hyperparameter tuning": "tune_model",
    "hyper parameter tuning": "tune_model", "parameter tuning": "tune_model", "missing values": "fill_missing_values",
    "missing data": "fill_missing_values", "predictions": "make_predictions", "prediction": "make_predictions",
    "preprocessing": "preprocess_data", "pre processing": "preprocess_data",
    "data pre processing": "preprocess_data", "data preprocessing": "preprocess_data",
    "cleaning": "clean_data", "data cleaning": "clean_data", "data wrangling": "clean_data",
    "data preparation": "prepare_data", "data munging": "clean_data", "clean up": "clean_up",
    "save": "save_results", "one hot encoding": "encode_categories",
    "cross validation": "cross_validate_model", "k fold cross validation": "cross_validate_model",
    "kfold cross validation": "cross_validate_model",
}  # fmt: skip

NOUNS_TOO = frozenset(  # verbs that are as often a noun: "Model implementation", "Project information"
    """
    batch cluster crop cross feature group index label link list log map mark model order post profile project query
    rank report
    sample segment sequence set stack stem table tag test train estimate forecast
    """.split()
)
THINGS = frozenset(  # objects in front of which NOUNS_TOO are verbs: "Label encoding" is none, "Label data" is one
    """
    baseline classifier classifiers columns data dataset datasets ensemble features images labels model models network
    neural pipeline regressor results rows samples set tree trees values variables decision random logistic linear
    validate xgboost lightgbm multiple several final best and on with
    """.split()
)
PLOTS = frozenset("plot display draw show visualise visualize view look inspect chart graph".split())
PLOTTED = frozenset(  # a heading that ends so speaks of plots, and they went
    """
    plot plots plotting graph graphs chart charts histogram histograms visualisation visualisations visualization
    visualizations heatmap boxplot
    """.split()
)
NOUN_GERUNDS = frozenset(  # gerunds that are nouns in front of another word: "training set", "learning rate"
    "training testing learning modeling modelling engineering processing clustering pricing marketing housing".split()
)
NOUN_BEFORE = frozenset(  # words in front of which "train" is no verb: "Train set"
    """
    accuracy and data dataset error errors examples features images labels loss predictions sample samples score
    scores set sets size split test valid validation vs x y
    """.split()
)
LINKING = frozenset("of with for to by on in into from using".split())
ARTICLES = frozenset("the a an our my your their its this that these those some all".split())
OPENERS = frozenset(  # words in front of what a heading says
    """
    and also but finally first firstly for i lastly let lets next now ok okay secondly section so step then third
    to us we will would want need going part here back more another working automatically manually quickly again
    """.split()
)
STOPS = frozenset(
    """
    with and for of on in into using by to from via or is are at per as before after between through where which who
    if when while based so because only again vs versus onto i you we they
    """.split()
)
DANGLING = frozenset("according along apart based depending due instead rather such together".split())
INCOMPLETE = frozenset("bring put turn get make take move keep let".split())
FINITE = frozenset("is are was were has have can should".split())
QUESTIONS = frozenset("does do is are how what why when where which who can could should did was".split())
EMPTY = frozenset(  # headings that say nothing about the step below them
    """
    hands about abstract acknowledgements answer answers appendix assignment background basics begin chapter class code
    conclusion conclusions contents context demo description discussion eda end example examples exercise exercises
    experiment function functions getting goal goals graphs helper helpers hints homework implementation imports intro
    introduction libraries library main misc motivation note notes objective objectives overview packages part plots
    plotting preface prerequisites problem question questions references requirements result results section setup
    solution solutions start started step steps summary table task test todo tutorial usage util utilities utility utils
    visualisation visualization visualizations warmup workflow
    """.split()
)
SETUP = frozenset(
    """
    import imports importing install installing setup libraries library packages modules dependencies requirements
    """.split()
)
