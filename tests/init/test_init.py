"""`nb2prod init`: what it writes is valid where it is used, is not written twice, and leaves alone what is there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from nb2prod import delivery, init
from nb2prod.errors import ExitCode, Stop
from nb2prod.settings import load_settings
from tests.check.repository import ask, changed, convert, snapshot, write

BOOK = "books/totals.ipynb"
ALL = ("github", "gitlab", "azure", "jenkins")
SCRIPTS = Path(sys.executable).parent


@pytest.fixture(autouse=True)
def repo(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()


def start(*systems, requirement=""):
    return init.init(Path.cwd(), systems, requirement)


def texts():
    return {path: text for path, (text, _) in snapshot().items()}


def test_everything_and_not_twice():
    write(BOOK)
    done = start(*ALL)
    assert set(done.changed) == {
        "nb2prod.yaml", ".pre-commit-config.yaml", ".github/workflows/nb2prod.yml", ".gitlab/nb2prod.yml",
        ".gitlab-ci.yml", "azure-pipelines-nb2prod.yml", "Jenkinsfile.nb2prod",
    }  # fmt: skip
    before = snapshot()
    assert start(*ALL).changed == () and start().changed == ()
    assert snapshot() == before


# ------------------------------------------------------------------------------------------------------------ settings


def test_settings_list_what_was_converted():
    for book in (BOOK, "books/elsewhere.ipynb", "books/a: b #c.ipynb", "books/scratch.ipynb"):
        write(book)
    convert(BOOK, "books/a: b #c.ipynb")
    convert("books/elsewhere.ipynb", output=Path("services/x"))
    start()
    settings = load_settings(Path.cwd())
    assert {path: own.output for path, own in settings.notebooks.items()} == {
        BOOK: "", "books/elsewhere.ipynb": "services/x", "books/a: b #c.ipynb": "",
    }  # fmt: skip
    assert "#   books/scratch.ipynb: {}" in Path("nb2prod.yaml").read_text()
    assert (ask(".").code, ask(".").left_alone) == (ExitCode.DONE, ("books/scratch.ipynb",))


def test_without_notebooks():
    done = start()
    assert load_settings(Path.cwd()).notebooks == {}
    assert any("convert a notebook" in sentence for sentence in done.sentences)


@pytest.mark.parametrize(
    "name, text", [("nb2prod.yaml", "output: here # mine\n"), ("pyproject.toml", "[tool.nb2prod]\n")]
)
def test_settings_that_are_there_stay(name, text):
    Path(name).write_text(text)
    start()
    assert Path(name).read_text() == text
    assert len(list(Path().glob("nb2prod.yaml"))) == (name == "nb2prod.yaml")


# ---------------------------------------------------------------------------------------------------------- pre-commit

MINE = """\
# our hooks
default_stages: [pre-commit]

repos:
  - repo: https://example.org/hooks   # pinned, see #12
    rev: 'v1.2'
    hooks:
    - id: ruff
      # - id: off

# the end
"""


def test_the_entry_is_merged_and_comments_stay():
    Path(".pre-commit-config.yaml").write_text(MINE)
    start()
    text = Path(".pre-commit-config.yaml").read_text()
    lines = iter(text.splitlines())
    assert all(line in lines for line in MINE.splitlines()), text  # in this order, nothing lost
    config = yaml.safe_load(text)
    assert [repo["repo"] for repo in config["repos"]] == ["https://example.org/hooks", "local"]
    assert re.search(config["exclude"], "prod/x/.nb2prod/base/a.py") and not re.search(config["exclude"], "prod/x/a.py")


@pytest.mark.parametrize("identity", ["nb2prod-check", "nb2prod-convert"])
def test_an_entry_that_is_there_stays(identity):
    text = f"repos:\n- repo: https://example.org/nb2prod\n  rev: v1\n  hooks: [{{id: {identity}}}]\n"
    Path(".pre-commit-config.yaml").write_text(text)
    start()
    assert Path(".pre-commit-config.yaml").read_text() == text


def test_its_own_exclude_stays():
    Path(".pre-commit-config.yaml").write_text("exclude: ^docs/\nrepos: []\n")
    done = start()
    assert yaml.safe_load(Path(".pre-commit-config.yaml").read_text())["exclude"] == "^docs/"
    assert any("its `exclude` should also match" in sentence for sentence in done.sentences)


@pytest.mark.parametrize("text", [None, MINE, "repos: []\n", "repos:\n- repo: meta\n  hooks:\n  - id: identity\n"])
def test_pre_commit_takes_it(text):
    if text is not None:
        Path(".pre-commit-config.yaml").write_text(text)
    start()
    done = subprocess.run([SCRIPTS / "pre-commit", "validate-config", ".pre-commit-config.yaml"], capture_output=True)
    assert done.returncode == 0, done.stdout


def test_the_entry_is_the_hook_that_we_define():
    start()
    [hook] = yaml.safe_load(Path(".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    defined = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())
    [ours] = [each for each in defined if each["id"] == "nb2prod-check"]
    del hook["additional_dependencies"], ours["description"]
    assert hook == ours


def test_what_is_unclear_is_said_and_nothing_is_written():
    Path(".pre-commit-config.yaml").write_text("repos: [{repo: meta, hooks: [{id: identity}]}]\n")
    before = snapshot()
    with pytest.raises(Stop, match="Add this to its `repos` by hand") as stop:
        start(*ALL)
    assert (stop.value.code, snapshot()) == (ExitCode.BAD_INPUT, before)


# ------------------------------------------------------------------------------------------------------------------ CI

SCHEMAS = [
    (".github/workflows/nb2prod.yml", "github-workflows", ()),
    (".gitlab/nb2prod.yml", "gitlab-ci", ("--data-transform", "gitlab-ci")),
    (".gitlab-ci.yml", "gitlab-ci", ("--data-transform", "gitlab-ci")),
    ("azure-pipelines-nb2prod.yml", "azure-pipelines", ("--data-transform", "azure-pipelines", "--regex-variant", "python")),
]  # fmt: skip


@pytest.mark.parametrize("path, schema, options", SCHEMAS)
def test_the_system_takes_it(path, schema, options):
    start(*ALL)
    command = [SCRIPTS / "check-jsonschema", "--builtin-schema", f"vendor.{schema}", *options, path]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


COMMANDS = {
    ".github/workflows/nb2prod.yml": lambda said: [step["run"] for step in said["jobs"]["check"]["steps"] if "run" in step],
    ".gitlab/nb2prod.yml": lambda said: said["nb2prod-check"]["script"],
    "azure-pipelines-nb2prod.yml": lambda said: [step["script"] for step in said["jobs"][0]["steps"] if "script" in step],
}  # fmt: skip


@pytest.mark.parametrize("path", COMMANDS)
def test_the_job_fails_and_shows_the_difference(path):
    write(BOOK)
    convert(BOOK)
    start(*ALL)
    install, *commands = COMMANDS[path](yaml.safe_load(Path(path).read_text()))
    assert re.fullmatch(r'python -m pip install --quiet "nb2prod==[\d.]+"', install)
    for expected in (0, 1):
        done = subprocess.run(
            ["bash", "-ec", "\n".join(commands)],
            capture_output=True,
            text=True,
            env={**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"},
        )
        assert (done.returncode, "+++ b/prod/totals/src/totals/run.py" in done.stdout) == (expected, bool(expected))
        write(BOOK, changed(3, "df = df.dropna()"))


def test_jenkins_runs_the_same_in_an_environment_of_its_own():
    start(*ALL)
    text = Path("Jenkinsfile.nb2prod").read_text()
    assert text.count("{") == text.count("}") and "nb2prod==" in text
    [script] = re.findall(r"sh '''\n(.*?)\n\s*'''", text, re.DOTALL)
    assert "\\" not in script  # a Groovy string reads it
    assert subprocess.run(["bash", "-n"], input=script, text=True).returncode == 0
    assert 'nb2prod" check . --diff' in script


GITLAB = "# ours\nstages: [build, deploy]\ninclude:\n  - template: A.yml  # keep\nbuild:\n  script: !reference [x, y]\n"


def test_gitlab_includes_the_job():
    Path(".gitlab-ci.yml").write_text(GITLAB)
    start()
    text = Path(".gitlab-ci.yml").read_text()
    assert text == GITLAB.replace("# keep\n", "# keep\n  - local: .gitlab/nb2prod.yml\n")
    assert 'stage: "build"' in Path(".gitlab/nb2prod.yml").read_text()
    assert start().changed == ()


@pytest.mark.parametrize("said", ["ours.yml", "{template: A.yml}", "[ours.yml]"])
def test_gitlab_takes_an_include_that_was_no_list(said):
    Path(".gitlab-ci.yml").write_text(f"include: {said}\n")
    start("gitlab")
    old, ours = yaml.safe_load(Path(".gitlab-ci.yml").read_text())["include"]
    assert ([old] if said[0] == "[" else old) == yaml.safe_load(said) and ours == {"local": ".gitlab/nb2prod.yml"}
    assert start("gitlab").changed == ()
    schema = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", ".gitlab-ci.yml"]
    done = subprocess.run([SCRIPTS / "check-jsonschema", *schema], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


USED = [
    ({}, {".github/workflows/nb2prod.yml"}),
    ({".gitlab-ci.yml": "a: {script: x}\n"}, {".gitlab/nb2prod.yml", ".gitlab-ci.yml"}),
    ({"azure-pipelines.yml": ""}, {"azure-pipelines-nb2prod.yml"}),
    ({"Jenkinsfile": "", ".github/workflows/x.yml": ""}, {"Jenkinsfile.nb2prod", ".github/workflows/nb2prod.yml"}),
    ({".git/config": "[remote]\n\turl = git@gitlab.example.org:a/b.git\n"}, {".gitlab/nb2prod.yml", ".gitlab-ci.yml"}),
    ({".git/config": "[remote]\n\turl = https://dev.azure.com/a/b\n"}, {"azure-pipelines-nb2prod.yml"}),
]  # fmt: skip


@pytest.mark.parametrize("there, expected", USED)
def test_the_system_that_is_used_here(there, expected):
    for path, text in there.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)
    assert set(start().changed) - {"nb2prod.yaml", ".pre-commit-config.yaml"} == expected


def test_a_job_that_was_changed_stays():
    start("github")
    path = Path(".github/workflows/nb2prod.yml")
    path.write_text("mine")
    assert any("left as it is" in sentence for sentence in start("github").sentences)
    assert path.read_text() == "mine"


# ------------------------------------------------------------------------------------------------------------ refusals

BAD = ["a b", "x; rm -rf ~", '"', "$(x)", "a\nb", "`a`", "-r file", "", "{{a}}"]


@pytest.mark.parametrize("requirement", [text for text in BAD if text])
def test_a_requirement_is_never_code(requirement):
    with pytest.raises(Stop) as stop:
        start(requirement=requirement)
    assert stop.value.code is ExitCode.BAD_INPUT


@pytest.mark.parametrize(
    "requirement", ["nb2prod", "nb2prod>=0.1,<1", "nb2prod @ git+https://x.org/a.git@v1", "./dist/a.whl"[2:]]
)
def test_a_requirement_of_ones_own(requirement):
    start("github", requirement=requirement)
    assert f'install --quiet "{requirement}"' in Path(".github/workflows/nb2prod.yml").read_text()


def test_an_unknown_system():
    with pytest.raises(Stop, match="Unknown CI system travis: known are github, gitlab, azure, jenkins"):
        start("travis")


def test_a_link_that_leads_out(tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    Path(".github").symlink_to(outside)
    with pytest.raises(Stop, match="leads out of"):
        start("github")
    assert list(outside.iterdir()) == [] and not Path("nb2prod.yaml").exists()


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_modes_stay():
    Path(".pre-commit-config.yaml").write_text(MINE)
    os.chmod(".pre-commit-config.yaml", 0o600)
    start("github")
    assert os.stat(".pre-commit-config.yaml").st_mode & 0o777 == 0o600
    umask = os.umask(0)
    os.umask(umask)
    assert os.stat("nb2prod.yaml").st_mode & 0o777 == 0o666 & ~umask


def test_a_template_that_is_gone_is_our_fault_and_writes_nothing(monkeypatch):
    monkeypatch.setattr("nb2prod.init.change.__file__", "elsewhere/change.py")
    before = snapshot()
    outcome = delivery.attempt(lambda: start("github"))
    assert outcome.code == ExitCode.FAULT and snapshot() == before
    assert outcome.sentences == (
        "nb2prod's own file elsewhere/files/pre-commit-config.yaml is missing or cannot be read: install nb2prod again. "
        "Nothing was changed.",
    )
