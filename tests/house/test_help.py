"""Every command and option has help, and the README names every command and option."""

from pathlib import Path

import pytest

from nb2prod.cli import app

ROOT = Path(__file__).parents[2]

COMMANDS = dict(app.commands)
OPTIONS = [(name, parameter) for name, command in COMMANDS.items() for parameter in command.params]


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_help(name):
    assert COMMANDS[name].help


@pytest.mark.parametrize("name, option", OPTIONS, ids=lambda value: getattr(value, "name", value))
def test_option_has_help(name, option):
    assert option.param_type_name == "argument" or option.help


@pytest.mark.parametrize("name, option", OPTIONS, ids=lambda value: getattr(value, "name", value))
def test_readme_names_it(name, option):
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"nb2prod {name}" in readme
    assert option.param_type_name == "argument" or any(spelling in readme for spelling in option.opts)
