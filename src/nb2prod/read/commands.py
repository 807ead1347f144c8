"""Which shell commands only install, and which only show: those two kinds are not work of the notebook."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["install", "show", "work"]

# They print, and change nothing that another line could see (`cd` in a subshell is gone with it).
_SHOW = frozenset(
    "ls ll pwd cd head tail cat more less tree df du free nvidia-smi lscpu lsb_release uname hostname whoami"
    " id date uptime wc file stat which whereis type echo printf printenv grep egrep fgrep zgrep zcat ps top"
    " htop clear cls dir man help history locale nproc groups who w cal true : jobs lsof ifconfig arch strings"
    " md5sum sha256sum md5 md5deep xxd ulimit getconf lspci nvcc lsblk rocm-smi numactl".split()
)
_ENDS = frozenset("kill killall pkill halt poweroff reboot shutdown".split())  # of a session: a run ends by itself
_WRAPPERS = frozenset("sudo -H -E nohup time".split())
_PACKAGES = frozenset("pip conda mamba micromamba".split())
_SYSTEM_INSTALLERS = frozenset(
    "apt apt-get aptitude yum dnf apk brew choco easy_install dpkg npm yarn port pacman snap gem cargo".split()
)
# Second words that make a program one that only shows, or one that only sets up the notebook's own front end.
_SHOW_WITH = {
    "git": frozenset("status log diff branch show config remote describe blame --version".split()),
    "jupyter": frozenset(
        "--version --paths lab nbextension labextension serverextension notebook contrib kernelspec"
        " troubleshoot".split()
    ),
    "docker": frozenset("ps images version info --version".split()),
    "kaggle": frozenset(["--version"]),
    "gcloud": frozenset("info version --version".split()),
    "ipython": frozenset(["--version"]),
    "hash": frozenset(["-r"]),
}
_ASKS_VERSION = frozenset("--version -V -version --help -h".split())
_PYTHON = re.compile(r"^(?:\S*/)?python[\d.]*(?:\.exe)?$|^[{$]\S*executable\}?$")
_PIP = re.compile(r"^(?:\S*/)?pip[\d.]*(?:\.exe)?$")
_ASSIGNMENT = re.compile(r"^[A-Za-z_]\w*=")
_HARMLESS_REDIRECT = re.compile(r"\s*(?:&>|\d?>&?)\s*(?:/dev/null|NUL|[12](?!\S))")
_REDIRECT = re.compile(r"(?:^|\s)(?:&|\d)?>>?&?\s*(?![=\d])\S+")
_OUTPUT = re.compile(r">|<<")


@dataclass(frozen=True)
class Command:
    """One pipeline of a shell line, with the operator before it, and what it is for."""

    operator: str  # "", "&&", "||", ";", "&" or a line end
    text: str
    kind: Kind
    tool: str = ""  # "pip" or "conda" where packages are named
    words: tuple[str, ...] = ()  # the words after `install`


def split(text: str) -> tuple[Command, ...]:
    """Split a shell line into its pipelines; what cannot be split for sure is one piece of work."""
    pieces = list(_pieces(text))
    if not pieces:
        return (Command("", text.strip(), "work"),)
    commands: list[Command] = []
    for operator, piece in pieces:
        command = _classify(operator, piece.strip())
        if operator == "|" and commands:
            last = commands[-1]
            kind: Kind = "work" if "work" in (last.kind, command.kind) else command.kind
            kind = "install" if "install" in (last.kind, command.kind) else kind
            asking = command if command.tool else last
            commands[-1] = Command(last.operator, f"{last.text} | {command.text}", kind, asking.tool, asking.words)
        elif command.text:
            commands.append(command)
    return tuple(commands)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield (operator, text) outside quotes; nothing at all when a quote is left open."""
    found: list[tuple[str, str]] = []
    operator, start, quote, position = "", 0, "", 0
    while position < len(text):
        character = text[position]
        if character == "\\" and quote != "'":
            position += 2
            continue
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif match := re.compile(r"&&|\|\||;|\n|\||(?<![<>&])&(?![>&\d])").match(text, position):
            found.append((operator, text[start:position]))
            operator, start = match[0], match.end()
            position = start
            continue
        position += 1
    if not quote:
        yield from [*found, (operator, text[start:])]


def _classify(operator: str, text: str) -> Command:
    if not text or text.startswith("#"):
        return Command(operator, "", "show")
    try:
        words = _words(text)
        if words and words[0] in _PACKAGES:
            # Redirections are found in the text, where `>=` is still distinct from `> file`.
            return _packages(operator, text, _words(_REDIRECT.sub(" ", text)))
    except ValueError:
        return Command(operator, text, "work")
    if not words:
        return Command(operator, text, "work" if _ASSIGNMENT.match(text) else "show")
    if words[0].rsplit("/", 1)[-1] in _SYSTEM_INSTALLERS:
        return Command(operator, text, "install")
    hidden = "$(" in text or "`" in text or _OUTPUT.search(_HARMLESS_REDIRECT.sub("", text))
    return Command(operator, text, "show" if not hidden and _shows(words) else "work")


def _words(text: str) -> list[str]:
    """Split into words, without what only wraps the command."""
    words = shlex.split(text)
    while words and (words[0] in _WRAPPERS or _ASSIGNMENT.match(words[0])):
        words = words[1:]
    return _without_interpreter(words) if words else words


def _without_interpreter(words: list[str]) -> list[str]:
    """`{sys.executable} -m pip install x` and `uv pip install x` are pip lines."""
    if _PYTHON.match(words[0]) and "-m" in words[1:4]:
        module = words[words.index("-m") + 1 :]
        if module[:1] in (["pip"], ["conda"]):
            return module
    if words[0] == "uv" and words[1:2] == ["pip"]:
        return words[1:]
    return ["pip", *words[1:]] if _PIP.match(words[0]) else words


def _packages(operator: str, text: str, words: list[str]) -> Command:
    verb = next((position for position, word in enumerate(words) if position and not word.startswith("-")), 0)
    if words[verb] == "install" or (words[verb] == "update" and words[0] != "pip"):
        tool = "pip" if words[0] == "pip" else "conda"
        return Command(operator, text, "install", tool, tuple(_until_comment(words[verb + 1 :])))
    return Command(operator, text, "install")


def _until_comment(words: list[str]) -> list[str]:
    comment = next((i for i, word in enumerate(words) if word.startswith("#")), len(words))
    return words[:comment]


def _shows(words: list[str]) -> bool:
    program = words[0].rsplit("/", 1)[-1]
    if program in _SHOW | _ENDS:
        return True
    if len(words) == 2 and words[1] in _ASKS_VERSION:
        return True
    if program == "find":
        return not any(word.startswith(("-delete", "-exec", "-ok", "-fprint")) for word in words)
    return words[1:2] != [] and words[1] in _SHOW_WITH.get(program, ())
