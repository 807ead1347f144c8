"""Text of the notebook is never code: headings, names of files, strings and comments that try to become something else."""

import ast
import tomllib

import pytest
import yaml

from nb2prod import report
from nb2prod.errors import ExitCode, Stop
from tests.notebooks import code, planned, project, text

MARK = "PWNED"
PAYLOADS = [
    '"""\nPWNED = 1\n"""',
    "'''\nPWNED = 1\n'''",
    "x\nPWNED = 1",
    "x\rPWNED = 1",
    "x\u2028PWNED = 1",
    "x\x85PWNED = 1",
    "x\x0cPWNED = 1",
    "x\x0bPWNED = 1",
    '\\"""; PWNED = 1; """',
    'ends with a quote"',
    "ends with a backslash\\",
    "{{ PWNED }} {% include 'x' %} {# #} [[ PWNED ]]",
    "${PWNED} $(PWNED) `PWNED` %PWNED% !PWNED",
    "PWNED: true\n- PWNED",
    "x: &a [*a] # PWNED",
    '"]\nPWNED = "1',
    "]\n[PWNED]\nx = 1",
    "<script>PWNED</script> <!-- --> |PWNED|",
    "\\N{PWNED}",
    "{PWNED} {0} %(PWNED)s %s",
    "\U0001f600 PWNED",
    "import os; os.system('PWNED')",
]
CELLS = {  # what a payload, the n-th one, becomes in a notebook
    "heading": lambda p, n: (text(f"# {p}"), f"x{n} = [1]\nprint(x{n})"),
    "prose": lambda p, n: (text(f"# Title {n}\n\n{p}"), f"x{n} = [1]\nprint(x{n})"),
    "string": lambda p, n: (f"x{n} = [{p!r}]\nprint({p!r}, x{n})",),
    "parameter": lambda p, n: (
        code(f"label{n} = {p!r}\nnames{n} = [{p!r}]\nopts{n} = {{{p!r}: {p!r}}}", "parameters"),
        f"print(label{n}, names{n}, opts{n})",
    ),
    "path": lambda p, n: (f"import pandas as pd\ndf{n} = pd.read_csv({p!r})\nprint(len(df{n}))",),
    "comment": lambda p, n: (f"rate{n} = 2  # {flat(p)}\nx{n} = [rate{n}]\n# {flat(p)}\nprint(x{n})",),
    "docstring": lambda p, n: (f"def f{n}():\n    {p!r}\n    return 1\nprint(f{n}())",),
    "shell": lambda p, n: (f"files{n} = !echo {flat(p)}\nprint(files{n})",),
    "tag": lambda p, n: (code(f"x{n} = [1]\nprint(x{n})", f"nb2prod:step={p}"),),
    "key": lambda p, n: (f"x{n} = {{{p!r}: 1}}\nprint(x{n}[{p!r}])",),
}


def flat(payload):
    return " ".join(payload.split())


def assigned(source):
    """Every name that the code binds or reads: text that became code would be among them."""
    tree = ast.parse(source)
    found = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} | {
        n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)
    }
    found |= {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    found |= {alias.name for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom)) for alias in n.names}
    return found


@pytest.mark.parametrize("place", CELLS)
def test_text_is_never_code(place):
    cells = [cell for number, payload in enumerate(PAYLOADS) for cell in CELLS[place](payload, number)]
    for path, content in project(*cells).items():
        look(path, content, place)


@pytest.mark.parametrize("payload", PAYLOADS, ids=map(ascii, PAYLOADS))
def test_titles(payload):
    for path, content in project(text(f"# {payload}\n\n{payload}"), "x = [1]\nprint(x)").items():
        look(path, content, payload)


def look(path, content, payload):
    match path.rpartition(".")[2]:
        case "py":
            assert MARK not in assigned(content), (path, payload)
            assert not [
                s for s in ast.walk(ast.parse(content)) if isinstance(s, ast.JoinedStr) and MARK in ast.unparse(s)
            ]
        case "yaml":
            loaded = yaml.safe_load(content) or {}
            assert isinstance(loaded, dict) and MARK not in loaded, (path, payload)
            assert all(line.isprintable() for line in content.split("\n")), (path, payload)
        case "toml":
            assert not nested_key(tomllib.loads(content)), (path, payload)
    assert "\r" not in content and "\u2028" not in content and "\x85" not in content, (path, payload)


def nested_key(value):
    if isinstance(value, dict):
        return MARK in value or any(map(nested_key, value.values()))
    return isinstance(value, list) and any(map(nested_key, value))


def test_strings_come_back_unchanged():
    cells = [code(f"label{n} = {payload!r}", "parameters") for n, payload in enumerate(PAYLOADS)]
    made = project(*cells, f"print({', '.join(f'label{n}' for n in range(len(PAYLOADS)))})")
    assert [yaml.safe_load(made["config.yaml"])[f"label{n}"] for n in range(len(PAYLOADS))] == PAYLOADS
    texts = {n.value for n in ast.walk(ast.parse(made["src/paper/config.py"])) if isinstance(n, ast.Constant)}
    assert [payload for payload in PAYLOADS if payload not in texts] == []


FILES = [
    "PWNED; import os.ipynb",
    "'''PWNED.ipynb",
    "{{ PWNED }}.ipynb",
    "a\nPWNED = 1.ipynb",
    "$(PWNED).ipynb",
    "..ipynb",
    "PWNED: x.ipynb",
    '"PWNED".ipynb',
    "-PWNED.ipynb",
    "数据 PWNED.ipynb",
]


@pytest.mark.parametrize("file", FILES)
def test_names_of_files(file):
    made = project(text(" "), "x = [1]\nprint(x)", file=file)
    packages = {path.split("/")[1] for path in made if path.startswith("src/")}
    assert len(packages) == 1 and all(p.isidentifier() and p.isascii() and p == p.lower() for p in packages)
    for path, content in made.items():
        assert ".." not in path.split("/") and not path.startswith("/")
        look(path, content.replace("pwned", ""), file)


SECRETS = ["ghp_" + "a1B2" * 9, "AKIA" + "ABCDEFGH12345678"]


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_reach_no_file(secret):
    made = project(f"token = '{secret}'", "import os\nos.environ['TOKEN'] = token", f"print('{secret}')")
    assert [path for path, content in made.items() if secret in content] == []


LEAKY = {  # a cell, the secret in it
    "a constant": ("password = 'Tr0ub4dor&3'  # Tr0ub4dor&3", "Tr0ub4dor&3"),
    "an argument": ("r = dict(user='bob', password='Tr0ub4dor&3')", "Tr0ub4dor&3"),
    "a pair": ("r = dict(auth=('bob', 'Tr0ub4dor&3'))", "Tr0ub4dor&3"),
    "a default": ("def f(token='q7w8e9r0t1y2u3'):\n    return len(token)\nr = f()", "q7w8e9r0t1y2u3"),
    "a class": ("class C:\n    api_key = 'q7w8e9r0t1y2u3'\nr = C()", "q7w8e9r0t1y2u3"),
    "a loop": ("for n in [1]:\n    secret = 'Tr0ub4dor&3'\n    print(n)", "Tr0ub4dor&3"),
    "a lambda": ("f = lambda key, token='q7w8e9r0t1y2u3': token\nr = f(1)", "q7w8e9r0t1y2u3"),
    "an address": ("u = 'postgresql://bob:s3cr3tpw@db:5432/x'\nprint(len(u))", "s3cr3tpw"),
    "an f-string": ("h = 'db'\nu = f'postgresql://bob:s3cr3tpw@{h}/x'\nprint(len(u))", "s3cr3tpw"),
    "a magic": ("%env API_TOKEN=q7w8e9r0t1y2u3", "q7w8e9r0t1y2u3"),
    "a shell line": ("!curl -u alice:wonder1and https://a.org -o x", "wonder1and"),
    "a script": ("%%bash\nexport TOKEN=q7w8e9r0t1y2u3\necho", "q7w8e9r0t1y2u3"),
    "a file": ('%%writefile a.json\n{"api_key": "9f8e7d6c5b4a39281706f5e4d3c2b1a0"}', "9f8e7d6c5b4a39281706f5e4d3c2b1a0"),
    "a module": ("%%writefile keys.py\n'Keys.'\nAPI_KEY = 'q7w8e9r0t1y2u3'  # q7w8e9r0t1y2u3", "q7w8e9r0t1y2u3"),
    "a requirement": ("!pip install git+https://bob:s3cr3tpw@a.org/b.git", "s3cr3tpw"),
    "a plot that goes": ("import plotly.express as px\npx.set_mapbox_access_token('q7w8e9r0t1y2u3', token='q7w8e9r0t1y2u3')", "q7w8e9r0t1y2u3"),
    "a repetition": ("password = 'Tr0ub4dor&3'\nother = ['Tr0ub4dor&3']\nprint(len(other))", "Tr0ub4dor&3"),
    "a left out cell": (code("password = 'Tr0ub4dor&3'", "nb2prod:drop"), "Tr0ub4dor&3"),
    "a text": (text("# Use https://bob:s3cr3tpw@a.org\n\nIt needs ghp_" + "a1B2" * 9 + " to run."), "s3cr3tpw"),
    "a heading": (text("# With ghp_" + "a1B2" * 9), "ghp_" + "a1B2" * 9),
}  # fmt: skip


@pytest.mark.parametrize("case", LEAKY)
def test_no_secret_leaves_the_notebook(case):
    cell, secret = LEAKY[case]
    cells = (cell, "import math\nn = math.pi\nprint(n)")
    made = project(*cells)
    assert [path for path, content in made.items() if secret in content] == []
    plan = planned(*cells)
    told = report.json_text(report.explain_json(plan)) + "\n".join(report.summary(plan))
    assert secret not in told
    assert plan.findings
    assert all(secret not in step.doc for step in plan.steps) or case in {"a text", "a heading"}
    if any(p.required for p in plan.parameters):
        assert ".env.example" in made
    for path, content in made.items():
        if path.endswith(".py"):
            compile(content, path, "exec")


def test_a_module_asks_the_environment(tmp_path):
    made = project(
        "%%writefile keys.py\n'Keys.'\nAPI_KEY = 'q7w8e9r0t1y2u3'", "import keys\nn = len(keys.API_KEY)\nprint(n)"
    )
    assert 'API_KEY = os.environ.get("PAPER_API_KEY", "")' in made["src/paper/keys.py"]
    assert "Keys." in made["src/paper/keys.py"].splitlines()[0]
    assert "PAPER_API_KEY=" in made[".env.example"]


def test_what_cannot_be_taken_out_is_refused():
    with pytest.raises(Stop) as refused:
        project("token = b'ghp_" + "a1B2" * 9 + "'  # ghp_" + "a1B2" * 9, "print(len(token))")
    assert refused.value.code == ExitCode.BAD_INPUT
    assert "cell 1 holds a secret" in str(refused.value.sentences)


@pytest.mark.parametrize("name", ["metrics", "config", "run", "run_summary"])
def test_a_module_of_a_generated_name_stands_beside_ours(name):
    made = project(f"%%writefile {name}.py\nX = 1", f"import {name}\ny = {name}.X\nprint(y)")
    assert made[f"src/paper/{name}_.py"] == "X = 1\n"
    assert made.get(f"src/paper/{name}.py") != "X = 1\n"
    assert f"from paper import {name}_ as {name}\n" in made["src/paper/run.py"]
