"""Services outside that the workflow asks are told once each, and what only the dropped part asks is not."""

import pytest

from tests.notebooks import planned

POST = "answer = requests.post(url, json={'a': 1}).json()\nprint(answer)"
TOLD = [
    ("from azureml.core import Workspace\nws = Workspace.from_config()\nprint(ws.name)",
     ["azureml.core.Workspace.from_config asks an Azure Machine Learning workspace: a run needs its config.json and a login"]),
    ("import requests\nurl = 'http://localhost:9696/predict'\n" + POST,
     ["requests.post asks a server on this machine: a run needs that server, which is another program"]),
    ("import requests\nhost = 'x.eu'\nurl = f'http://127.0.0.1/{host}'\n" + POST,
     ["requests.post asks a server on this machine: a run needs that server, which is another program"]),
    ("import requests\nurl = 'https://example.org/score'\n" + POST,
     ["requests.post asks a service on the network: a run needs it to be there"]),
    ("import yfinance as yf\ndf = yf.download('X')\nother = yf.download('Y')\ndf.to_csv('a.csv')\nother.to_csv('b.csv')",
     ["yfinance.download asks Yahoo Finance: a run needs a connection"]),
    ("import pandas as pd\ndf = pd.read_gbq('select a from b')\nprint(df.a.sum())",
     ["pandas.read_gbq asks Google BigQuery: a run needs a project and a login"]),
    ("import boto3\ns3 = boto3.client('s3')\ns3.upload_file('a', 'b', 'c')",
     ["boto3.client asks Amazon Web Services: a run needs a region and a login"]),
    ("!git clone https://user:secret@example.org/data\n!git pull",
     ["git clone (and git pull in cell 1) asks a server elsewhere: a run needs a connection and the program git"]),
    ("!kaggle datasets download -d a/b\n!wget -q https://example.org/b.csv",
     ["kaggle datasets asks Kaggle: a run needs a login and the program kaggle",
      "wget asks a server elsewhere: a run needs a connection and the program wget"]),
    ("import os\ncommand = 'kaggle datasets download -d ' + 'a/b'\nos.system(command)",
     ["kaggle datasets asks Kaggle: a run needs a login and the program kaggle"]),
    ("root = 'd'\n!kaggle competitions download -c titanic -p {root}",
     ["kaggle competitions asks Kaggle: a run needs a login and the program kaggle"]),
    ("from sklearn.datasets import fetch_openml, fetch_lfw_people\nprint(fetch_openml('a'), fetch_lfw_people())",
     ["sklearn.datasets.fetch_openml (and sklearn.datasets.fetch_lfw_people in cell 1) asks a server for data: a run needs a connection, "
      "unless it has them already"]),
    ("!ls\n!git status", []),
    ("import mlflow\nmlflow.set_tracking_uri('sqlite:///runs.db')\nprint(mlflow.active_run())", []),
    ("import mlflow\nwhere = 'http://runs.example.org'\nmlflow.set_tracking_uri(where)\nprint(mlflow.active_run())",
     ["mlflow.set_tracking_uri asks an MLflow server: a run needs the server to be there"]),
    ("import requests\nx = requests.get('https://example.org/a.csv').text\nprint(x)",
     ["requests.get asks a server elsewhere: a run needs a connection"]),
    ("from azureml.core.workspace import Workspace\nws = Workspace.from_config()\nprint(ws.name)",
     ["azureml.core.workspace.Workspace.from_config asks an Azure Machine Learning workspace: a run needs its config.json and a login"]),
    ("import pandas as pd\nx = pd.read_csv('a.csv')\nprint(x.a.sum(), 'http://localhost')", []),
    ("def post(url):\n    return url\nprint(post('http://localhost'))", []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "told"), TOLD)
def test_services(source, told):
    assert [f.text for f in planned(source).findings if f.code == "NB147"] == told


def test_a_module_beside_asks_too():
    written = "%%writefile grader.py\nfrom urllib.request import urlopen\ndef grade():\n    return urlopen('https://example.org')\n"
    told = [f.text for f in planned(written, "import grader\nprint(grader.grade())").findings if f.code == "NB147"]
    assert told == [
        "urllib.request.urlopen (grader.py) asks a server elsewhere: a run needs a connection where it comes there"
    ]
