"""What is a secret and what only looks like one. Each row is Python; the second column is the values that are found."""

import ast

import pytest

from nb2prod.knowledge import secrets
from tests.notebooks import code, notebook, text

HEX = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"
GITHUB = "ghp_" + "a1B2" * 9
AWS = "AKIA" + "ABCDEFGH12345678"
JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
FOUND = [
    # by their form, wherever they stand
    (f"x = '{GITHUB}'", [GITHUB]),
    ("x = 'github_pat_" + "11AB" * 8 + "'", ["github_pat_" + "11AB" * 8]),
    (f"f(1, ['{AWS}'])", [AWS]),
    ("x = 'xoxb-123456789012-abcdefABCDEF'", ["xoxb-123456789012-abcdefABCDEF"]),
    ("openai.Client('sk-proj-" + "aB3d" * 8 + "')", ["sk-proj-" + "aB3d" * 8]),
    ("x = 'sk-ant-api03-" + "aB3d" * 8 + "'", ["sk-ant-api03-" + "aB3d" * 8]),
    ("login('hf_" + "aBcD" * 8 + "')", ["hf_" + "aBcD" * 8]),
    ("g = Client(key='AIza" + "Sy1234567" * 3 + "abcdefgh')", ["AIza" + "Sy1234567" * 3 + "abcdefgh"]),
    ("x = 'sk_live_" + "aB3d" * 6 + "'", ["sk_live_" + "aB3d" * 6]),  # from here on detect-secrets knows them
    ("x = 'SG." + "aB3dE" * 4 + "aB." + "aB3dE" * 8 + "aB3'", ["SG." + "aB3dE" * 4 + "aB." + "aB3dE" * 8 + "aB3"]),
    (f"h = {{'Cookie': '{JWT}'}}", [JWT]),
    ("x = 'glpat-" + "aB3dE" * 4 + "'", ["glpat-" + "aB3dE" * 4]),
    ("k = '-----BEGIN RSA PRIVATE KEY-----\\nabc'", ["-----BEGIN RSA PRIVATE KEY-----"]),
    ("h = {'X': 'Bearer abcdef1234567890abcdef'}", ["Bearer abcdef1234567890abcdef"]),
    # by the name they stand under
    ("password = 'Tr0ub4dor&3'", ["Tr0ub4dor&3"]),
    ("password = 'root'", ["root"]),
    ("db_password2: str = 'hunter2'", ["hunter2"]),
    ("DB_PASSWORD_PROD = 'hunter2'", ["hunter2"]),
    ("user, password = 'bob', 'hunter22'", ["hunter22"]),
    ("self.passwd = 'hunter2'", ["hunter2"]),
    ("connect(host='h', password='hunter2')", ["hunter2"]),
    ("c = {'user': 'bob', 'password': 'hunter2'}", ["hunter2"]),
    ("config['db']['password'] = 'hunter2'", ["hunter2"]),
    ("os.environ['API_TOKEN'] = 'tok3nAbcDef123'", ["tok3nAbcDef123"]),
    ("os.environ['KAGGLE_KEY'] = '" + HEX + "'", [HEX]),
    ("c = {'username': 'bob', 'key': '" + HEX + "'}", [HEX]),
    ("apiKey = '" + HEX + "'", [HEX]),
    ("openai.api_key = 'q7w8e9r0t1y2u3'", ["q7w8e9r0t1y2u3"]),
    ("def f(token='q7w8e9r0t1y2u3'): pass", ["q7w8e9r0t1y2u3"]),
    ("f = lambda *, secret='hunter2': secret", ["hunter2"]),
    ("get(url, auth=('bob', 'hunter2'))", ["hunter2"]),
    ("a = HTTPBasicAuth('bob', 'hunter2')", ["hunter2"]),
    ("server.login('bob', 'hunter2')", ["hunter2"]),
    ("wandb.login(key='" + HEX + "00000000')", [HEX + "00000000"]),
    ("if password == 'hunter2': go()", ["hunter2"]),
    ("hash_key = '" + "aB3dE9" * 5 + "'", ["aB3dE9" * 5]),  # drawn, and called a key
    # inside a longer text
    ("e = create_engine('postgresql://bob:s3cr3tpw@db:5432/x')", ["s3cr3tpw"]),
    ("e = f'postgresql://bob:s3cr3tpw@{host}/x'", ["s3cr3tpw"]),
    ("u = 'https://bob:hunter2@example.org/a.csv'", ["hunter2"]),
    ("run('curl -s -u alice:wonder1and https://a.org -o a', shell=True)", ["wonder1and"]),
    ("run(['bash', '-c', 'export API_TOKEN=q7w8e9r0t1y2u3\\necho'])", ["q7w8e9r0t1y2u3"]),
    ("run('mysql -u root -phunter22 db')", ["hunter22"]),
    ("run('wandb login " + HEX + "00000000')", [HEX + "00000000"]),
    ('p.write_text(\'{"api_key": "' + HEX + "\"}')", [HEX]),
    ("u = 'https://a.org/v1?q=1&api_key=" + HEX + "'", [HEX]),
    ("c = odbc('Driver=x;Server=db;Uid=bob;Pwd=hunter2;')", ["hunter2"]),
    ("c = psycopg2.connect('dbname=x user=bob password=hunter2')", ["hunter2"]),
]
NONE = [
    # placeholders
    "password = '<your password>'", "password = 'your_password'", "api_key = 'YOUR_API_KEY'", "token = 'xxxxxxxxxxxxxxxx'",
    "password = '****'", "password = 'changeme'", "password = ''", "password = 'password'", "password = 'PASSWORD'",
    "api_key = 'insert your key here 123'", "api_key = 'INSERT-KEY-HERE-12345'", "token = '{token}'", "token = '$TOKEN'",
    "token = '%s'", "secret = 'my_secret_key'", "api_key = 'DEMO_KEY'", "api_key = 'example-key-12345'", "password = '...'",
    "e = 'postgresql://user:password@localhost/db'", "e = 'postgresql://USER:PASS@HOST/db'",
    "e = f'postgresql://{user}:{password}@{host}/db'", "e = 'mongodb://localhost:27017/'",
    # where the value is read from
    "password = os.environ['DB_PASSWORD']", "token = os.getenv('HF_TOKEN')", "api_key = 'OPENAI_API_KEY'",
    "password = getpass('password: ')", "token = open('token.txt').read()", "key_path = '/home/me/key.pem'",
    "secret = 'secrets.json'", "token = './token.txt'", "token_url = 'https://example.org/oauth2/token'",
    # columns, types, words
    "df['password'] = 1", "df = df.drop(columns=['password'])", "d = df.astype({'password': 'object'})",
    "c = {'password': 'string', 'age': 'int64'}", "d = df.rename(columns={'pwd': 'password_hash_2'})",
    "d = df.groupby('token').agg({'token': 'count'})", "x = df['api_key'].nunique()", "cols = ['password', 'token', 'secret']",
    "f(password='string')", "password_column = 'pw_2019'", "password_hash = '5f4dcc3b5aa765d61d8327deb882cf99'",
    # texts cut into words
    "pad_token = '[PAD]'", "t = Tokenizer(oov_token='<OOV>')", "tok.pad_token = tok.eos_token", "start_token = 'startseq1234'",
    "mask_token = 'mask12345678901'", "token = 'word'", "v = CountVectorizer(token_pattern=r'\\w{1,}')", "unk_token = 'unk123456789'",
    "token = 'the quick brown fox 12'", "secret = 'the secret of life'",
    # data
    "h = '5f4dcc3b5aa765d61d8327deb882cf99'", "h = 'da39a3ee5e6b4b0d3255bfef95601890afd80709'",
    "i = '123e4567-e89b-12d3-a456-426614174000'", "commit = 'da39a3ee5e6b4b0d3255bfef95601890afd80709'",
    "img = 'data:image/png;base64," + "iVBORw0KGgoAAAANSUhEUgAA" * 9 + "'", "b = '" + "QUJDRA1b2C3d4E5f" * 400 + "'",
    "f = 'santander-customer-transaction-prediction-2019-01-02'", "u = 'https://example.org/a/b/c/1234567890/abcdefghijkl'",
    "s = 'ACGTACGTTGCA12ACGTACGTTGCAACGTAC'", "m = 'bert-base-uncased-finetuned-sst-2-english'",
    "w = 'https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz'",
    "sort_key = 'created_at'", "key = 'sales_2019'", "primary_key = 'customer_id_2'", "k = {'key': 'value123456'}",
    "page = 'sk-44ace21d-8e02-4fd1-8b30-445946c4c3d0'",  # a diagram of scikit-learn
    "model = 'sklearn-pipeline-v123456789'", "sk = 'sk-learn-is-a-nice-library-for-python'",
    "msg = 'password: must be at least 8 characters'", "msg = 'Enter password:'", "d = {'Token': 'Basic', 'n': 3}",
    "x = input('api key = ')", "'the password is hunter2'", "driver.find_element(By.ID, 'password').send_keys(pw)",
]  # fmt: skip


def found(source):
    return sorted({v for v in secrets.values(notebook(source))}) if source else []


@pytest.mark.parametrize(("source", "values"), FOUND, ids=[str(n) for n in range(len(FOUND))])
def test_secrets(source, values):
    assert found(source) == sorted(values), source
    nodes = [node for node, _ in secrets.secret_nodes(ast.parse(source))]
    assert len(nodes) == len(values), source


@pytest.mark.parametrize("source", NONE)
def test_no_secrets(source):
    assert list(secrets.secret_nodes(ast.parse(source))) == []


TEXTS = [
    (f"Use {GITHUB} for it.", [GITHUB]),
    ("Download with https://bob:hunter2@example.org", ["hunter2"]),
    ("The password is secret.", []),
    ("Get a token at https://huggingface.co/settings/tokens", []),
    ("| token | count |\n|---|---|\n| the | 12 |", []),
]


@pytest.mark.parametrize(("words", "values"), TEXTS)
def test_secrets_in_texts(words, values):
    assert sorted(set(secrets.inside(words))) == values
    read = notebook(text(words), "x = 1")
    assert [f.code for f in read.findings] == ["NB042"] * bool(values)
    assert not any(value in read.cells[0].source for value in values)


def test_a_magic_that_is_taken_out_may_hold_one():
    assert secrets.values(notebook(code("!pip install git+https://bob:hunter2@a.org/b.git"))) == ("hunter2",)


SAID = [
    ("# the api key is stored as text file", False),
    ("# the token is read from the environment", False),
    ("# the password is hunter2", True),
    ("# the password is butterfly", True),
    ("# api_key = 8f3c1b", True),
]


@pytest.mark.parametrize(("comment", "gone"), SAID)
def test_a_comment_about_a_secret_stays_and_one_that_tells_it_goes(comment, gone):
    assert (secrets.redacted(comment) != comment) is gone


HIDING = [
    ("x = 'hunter2!'", ["hunter2!"], f"x = '{secrets.HIDDEN}'"),
    ("root = f('root')", ["root"], f"root = f('{secrets.HIDDEN}')"),  # a common word goes in quotes only
    ("a = 'b'", [], "a = 'b'"),
]


@pytest.mark.parametrize(("source", "values", "left"), HIDING)
def test_hiding(source, values, left):
    assert secrets.hidden(source, values) == left


KEY = "9f8e7d6c5b4a39281706f5e4"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'f"/v2?q={{q!r}}&apiKey={KEY}&n=1"', "/v2?q={q!r}&apiKey={key}&n=1"),
        (f'f"/v2?apiKey={KEY}&q={{q}}"', "/v2?apiKey={key}&q={q}"),
        (f'f"/v2?q={{q}}"\n    "&apiKey={KEY}"', "/v2?q={q}&apiKey={key}"),
    ],
)
def test_of_an_f_string_the_secret_alone_is_replaced(text, expected):
    assert secrets.around_secret(text, "key")[2:-1] == expected


@pytest.mark.parametrize("text", [f"'/v2?apiKey={KEY}'", "f'{a}'", "0.7", f"f'apiKey={KEY} {{a}} token=x{KEY}'"])
def test_any_other_expression_is_replaced_as_a_whole(text):
    assert secrets.around_secret(text, "key") == "key"
