"""Text of the notebook is never code: headings, names of files, strings and comments that try to become something else."""

import ast
import tomllib

import pytest
import yaml

from tests.notebooks import code, project, text

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
            assert isinstance(loaded, dict) and MARK not in loaded and content.isascii(), (path, payload)
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
