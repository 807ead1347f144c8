"""What the words of a pip or conda line ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Parsed

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Requirement

_WITH_VALUE = frozenset(
    "-r --requirement -c --constraint -e --editable -i --index-url --extra-index-url -f --find-links -t"
    " --target --prefix --root --trusted-host --proxy --platform --python-version --implementation --abi --src"
    " --timeout --retries --cache-dir --progress-bar --log --cert --client-cert --upgrade-strategy"
    " --global-option --install-option --no-binary --only-binary --config-settings -n --name -p --channel"
    " --python --root-user-action --use-feature --use-deprecated".split()
)
_CONDA_WITH_VALUE = (_WITH_VALUE - {"-r", "-e", "-f", "-i", "-t"}) | {"-c", "--file"}
_AFTER_DASH = re.compile(r"(?:[A-Za-z]|qq+|upgrade|quiet|user|pre|force-reinstall|no-cache-dir|no-deps)$")
_OPERATOR = re.compile(r"(?:===|[<>=!~]=|[<>,])$")
_STARTS_WITH_OPERATOR = re.compile(r"^(?:===|[<>=!~]=|[<>,])")
_ADDRESS = re.compile(r"^(?:(?:git|hg|svn|bzr)\+\w+|https?|file)://|^git@", re.IGNORECASE)
_USER = re.compile(r"(?<=://)(?!git@)[^/@\s]+@")
_INTERPOLATED_OPTION = re.compile(r"^[{$]+\w*(?:FLAG|OPT|ARG|USER)\w*\}?$", re.IGNORECASE)
_CONDA = re.compile(r"^(?:[\w.-]+::)?([A-Za-z0-9][\w.-]*)\s*(?:(==|>=|<=|!=|=|>|<)\s*([\w.*,<>=!]+?))?(?:=[\w]+)?$")

# Names that conda has and the Python index has not, or not as the same thing. "" = no Python distribution.
_CONDA_NAMES: Mapping[str, str] = {
    "pytorch": "torch", "pytorch-cpu": "torch", "pytorch-gpu": "torch", "opencv": "opencv-python",
    "py-xgboost": "xgboost", "py-opencv": "opencv-python", "matplotlib-base": "matplotlib",
    "seaborn-base": "seaborn", "py-xgboost-cpu": "xgboost", "py-xgboost-gpu": "xgboost", "pytables": "tables",
    "python-graphviz": "graphviz", "msgpack-python": "msgpack", "faiss": "faiss-cpu", "python": "",
    "cudatoolkit": "", "cudnn": "", "pip": "", "anaconda": "", "conda": "", "nodejs": "", "mkl": "", "gcc": "",
    "gxx": "", "cmake": "", "git": "", "openjdk": "", "libgcc": "", "nomkl": "", "r-base": "", "xeus-python": "",
    "mamba": "", "openblas": "", "ffmpeg": "",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What one install line asks for."""

    requirements: tuple[Requirement, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_pip(words: list[str], cell: int, line: int) -> Asked:
    """Read the words after `pip install`; what cannot be understood becomes a finding."""
    return _read(words, cell, line, _WITH_VALUE, _pip_requirement)


def read_conda(words: list[str], cell: int, line: int) -> Asked:
    """Read the words after `conda install`, under the names of the Python index."""
    return _read(words, cell, line, _CONDA_WITH_VALUE, _conda_requirement)


def _read(
    words: list[str], cell: int, line: int, valued: frozenset[str], read: Callable[[str, int], Requirement | None]
) -> Asked:
    requirements: list[Requirement] = []
    findings: list[Finding] = []
    for option, word in _options(_joined(words), valued):
        if option:
            findings += _option_findings(option, word, cell, line)
            if option not in ("-e", "--editable") or not _ADDRESS.match(word):
                continue
        if word in (".", "..") or word.startswith(("./", "../", "/", "~")) or re.match(r"^\.\[", word):
            findings.append(finding("NB032", cell=cell, line=line, requirement=word))
            continue
        if _INTERPOLATED_OPTION.match(word):
            continue
        if _USER.search(word):
            word = _USER.sub("", word)
            findings.append(finding("NB037", cell=cell, line=line))
        try:
            requirement = read(word, cell)
        except (InvalidRequirement, ValueError):
            findings.append(finding("NB031", cell=cell, line=line, requirement=word))
            continue
        if requirement is not None:
            requirements.append(requirement)
    return Asked(tuple(requirements), tuple(findings))


def _joined(words: list[str]) -> list[str]:
    """Join `pandas >= 1.0`, which people write without quotes, and options with a stray blank: `- q - U x`."""
    joined: list[str] = []
    for word in words:
        last = joined[-1] if joined else ""
        stray = last in ("-", "--") and (word == "-" or _AFTER_DASH.match(word))
        if stray or (joined and (_OPERATOR.search(last) or _STARTS_WITH_OPERATOR.match(word))):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _options(words: list[str], valued: frozenset[str]) -> Iterator[tuple[str, str]]:
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            yield "", word.rstrip(",;")
            continue
        option, equals, value = word.partition("=")
        if re.match(r"^-r\S", word):  # -rrequirements.txt
            option, value = "-r", word[2:]
        elif option in valued and not equals:
            value = next(rest, "")
        yield option, value


def _option_findings(option: str, value: str, cell: int, line: int) -> Iterator[Finding]:
    if option in ("-r", "--requirement", "--file"):
        yield finding("NB030", cell=cell, line=line, path=value)
    elif option in ("-i", "--index-url", "--extra-index-url", "-f", "--find-links"):
        if not value.startswith("-"):  # pip takes a forgotten value's neighbour for it
            yield finding("NB033", cell=cell, line=line, index=_USER.sub("", value))
    elif option in ("-e", "--editable") and not _ADDRESS.match(value):
        yield finding("NB032", cell=cell, line=line, requirement=value)


def _pip_requirement(word: str, cell: int) -> Requirement | None:
    if _ADDRESS.match(word):
        return Requirement(_name_in(word), url=word, cell=cell)
    parsed = Parsed(re.sub(r"(?<![<>=!~])=(?!=)", "==", word))  # `pandas=1.0` is what conda's users write
    name = {"sklearn": "scikit-learn"}.get(parsed.name, parsed.name)
    if name.lower() in ("pip", "python"):
        return None
    return Requirement(name, str(parsed.specifier), parsed.url or "", cell, tuple(sorted(parsed.extras)))


def _name_in(address: str) -> str:
    egg = re.search(r"[#&]egg=([A-Za-z0-9][\w.-]*)", address)
    if egg:
        return egg[1]
    path = re.sub(r"[#?].*$", "", address)
    path = re.sub(r"@[^/]*$", "", path).rstrip("/")
    last = path.rsplit("/", 1)[-1].removesuffix(".git")
    if re.fullmatch(r"(?:master|main|HEAD|archive|[\w.-]*)\.(?:zip|tar\.gz)", last) and "/archive/" in path:
        last = path.split("/archive/")[0].rsplit("/", 1)[-1]
    last = re.split(r"-\d", re.sub(r"\.(?:whl|zip|tar\.gz|tgz)$", "", last))[0]
    if not re.fullmatch(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?", last):
        raise ValueError("no name in the address")
    return last


def _conda_requirement(word: str, cell: int) -> Requirement | None:
    match = _CONDA.match(word)
    if not match:
        raise ValueError("not a conda requirement")
    name = _CONDA_NAMES.get(match[1].lower(), match[1])
    if not name:
        return None
    if not match[2]:
        return Requirement(name, cell=cell)
    version = match[3]
    loose = match[2] == "=" and not version.endswith("*")
    specifier = f"=={version}.*" if loose else f"{'==' if match[2] == '=' else match[2]}{version}"
    return Requirement(name, str(Parsed(f"x{specifier}").specifier), cell=cell)
