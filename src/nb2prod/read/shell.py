"""Shell lines: installs become requirements, looks go, work stays as a subprocess call whose text is one literal."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Requirement
from nb2prod.read.call import Call, Outcome
from nb2prod.read.commands import Command, split
from nb2prod.read.expand import expand
from nb2prod.read.pip_lines import Asked, read_conda, read_pip

_INSTALLS = "it only installs what pyproject.toml asks for"
_SHOWS = "it only shows something to the reader of the notebook"
_WORKS = "a shell line does work, so it runs as a subprocess"
_SUBPROCESS = frozenset({"subprocess"})
_BASH = re.compile(  # what sh does not know, or does otherwise; IPython asks the person's own shell, SHELL
    r"\[\[|\{[^{}\s]*(?:,|\.\.)[^{}]*\}|[<>]\(|<<<|&>|\|&|\becho -\w*e|\$'|\$\{\w+[,^/:@]|\w=\(|\(\(|\s==\s"
    r"|\$RANDOM\b|\*\*/|\b(?:source|function|declare|typeset|let|shopt|pushd|popd|mapfile|readarray)\s"
)


@dataclass(frozen=True)
class Sorted:
    """A shell text without what only installs; `work` is empty when nothing else is left."""

    work: str
    requirements: tuple[Requirement, ...]
    findings: tuple[Finding, ...]
    installs: bool

    @property
    def vanished(self) -> Outcome:
        """What to say when nothing but installs and looks stood there."""
        return Outcome(
            because=_INSTALLS if self.installs else _SHOWS,
            fate="install" if self.installs else "dropped",
            roles=("install",) if self.installs else ("display",),
            requirements=self.requirements,
            findings=self.findings,
        )


def sort_out(text: str, call: Call) -> Sorted:
    """Take the installs out of a shell text."""
    commands = split(text)
    asked = [_asked(command, call) for command in commands]
    requirements = tuple(one for each in asked for one in each.requirements)
    findings = tuple(one for each in asked for one in each.findings)
    installs = any(command.kind == "install" for command in commands)
    if all(command.kind != "work" for command in commands):
        return Sorted("", requirements, findings, installs)
    if installs and all(command.operator in ("", "&&", ";") for command in commands):
        text = _without_installs(commands)
    return Sorted(text, requirements, findings, installs)


def _without_installs(commands: tuple[Command, ...]) -> str:
    text = ""
    for command in commands:
        if command.kind != "install":
            joint = command.operator if command.operator != ";" else "; "
            joint = " && " if joint == "&&" else joint
            text = text + joint + command.text if text else command.text
    return text


def _asked(command: Command, call: Call) -> Asked:
    if not command.tool:
        return Asked()
    return (read_pip if command.tool == "pip" else read_conda)(list(command.words), call.cell, call.line)


def shell_line(call: Call) -> Outcome:
    """`!cmd`, and `x = !cmd` when the call has a target."""
    text = call.argument.strip()
    sorted_out = sort_out(text, call)
    if call.target:
        return _captured(text, sorted_out, call)
    if not sorted_out.work:
        return sorted_out.vanished
    return Outcome(
        because=_WORKS,
        python=f"subprocess.run({expand(sorted_out.work, call.names)}, {_shell(text)})",
        imports=_needed(text),
        requirements=sorted_out.requirements,
        findings=(*sorted_out.findings, finding("NB018", cell=call.cell, line=call.line)),
    )


def _captured(text: str, sorted_out: Sorted, call: Call) -> Outcome:
    if not sorted_out.work and sorted_out.installs:
        return Outcome(
            because=_INSTALLS,
            python="[]",
            requirements=sorted_out.requirements,
            findings=sorted_out.findings,
        )
    command = expand(text, call.names)
    return Outcome(
        because=_WORKS,
        python=f"subprocess.run({command}, {_shell(text)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)"
        ".stdout.splitlines()",
        imports=_needed(text),
        requirements=sorted_out.requirements,
        findings=(*sorted_out.findings, finding("NB018", cell=call.cell, line=call.line)),
    )


def _shell(text: str) -> str:
    """Which shell runs it: the system's, or the person's where the text asks for more than that one knows."""
    return "shell=True, executable=os.environ.get('SHELL')" if _BASH.search(text) else "shell=True"


def _needed(text: str) -> frozenset[str]:
    return _SUBPROCESS | {"os"} if _BASH.search(text) else _SUBPROCESS


def packages(tool: str, call: Call) -> Outcome:
    """`%pip install x`: as `!pip install x`, but `%pip list` and its like go too."""
    return sort_out(f"{tool} {call.argument}", call).vanished


def script(program: tuple[str, ...], call: Call) -> Outcome:
    """`%%bash` and its kind: the text goes to the program as one literal; IPython puts nothing into it."""
    if program[0] in ("bash", "sh"):
        sorted_out = sort_out(call.body, call)
        if not sorted_out.work:
            return sorted_out.vanished
    else:
        sorted_out = Sorted(call.body, (), (), installs=False)
    target, arguments = _script_options(call)
    words = ["sys.executable" if word == "python" else repr(word) for word in program]
    extra = [repr(program[0]), *arguments] if arguments else []
    command = ", ".join([*words, repr("-c"), repr(call.body.rstrip("\n")), *extra])
    run = f"subprocess.run([{command}], check={'--no-raise-error' not in call.argument}"
    python = f"{target} = {run}, stdout=subprocess.PIPE, text=True).stdout" if target else f"{run})"
    return Outcome(
        because="a script does work, so it runs as a subprocess",
        python=python,
        imports=_SUBPROCESS | ({"sys"} if "sys.executable" in words else frozenset()),
        requirements=sorted_out.requirements,
        findings=(*sorted_out.findings, finding("NB018", cell=call.cell, line=call.line)),
    )


def _script_options(call: Call) -> tuple[str, list[str]]:
    """Read `--out name` and the arguments after `-s`."""
    try:
        words = shlex.split(call.argument)
    except ValueError:
        words = call.argument.split()
    target, arguments = "", []
    rest = iter(words)
    for word in rest:
        option, _, value = word.partition("=")
        if option == "--out":
            name = value or next(rest, "")
            target = name if name.isidentifier() else ""
        elif option in ("--err", "--proc"):
            next(rest, "")
        elif not word.startswith("-"):
            arguments.append(expand(word, call.names))
    return target, arguments
