"""Adding to somebody's YAML: one more item, and every byte that was there is still there."""

import pytest
import yaml

from nb2prod.init.extending import UnclearError, listed, with_item, with_line

ITEM = ["repo: local", "hooks:", "  - id: new"]
ADDED = "- repo: local\n  hooks:\n    - id: new\n"


def deep(text, margin):
    return "".join(f"{margin}{line}\n" for line in text.splitlines())


# before, after
CASES = {
    "nothing": ("", "repos:\n" + deep(ADDED, "  ")),
    "only comments": ("# mine\n", "# mine\nrepos:\n" + deep(ADDED, "  ")),
    "another key": ("fail_fast: true\n", "fail_fast: true\nrepos:\n" + deep(ADDED, "  ")),
    "no value": ("repos:\nci: {}\n", "repos:\n" + deep(ADDED, "  ") + "ci: {}\n"),
    "an empty list": ("repos: []  # none\nci: {}\n", "repos:  # none\n" + deep(ADDED, "  ") + "ci: {}\n"),
    "at the margin": ("repos:\n- repo: a\n  hooks: []\n", "repos:\n- repo: a\n  hooks: []\n" + ADDED),
    "indented": ("repos:\n    - repo: a\n", "repos:\n    - repo: a\n" + deep(ADDED, "    ")),
    "no newline at the end": ("repos:\n- repo: a", "repos:\n- repo: a\n" + ADDED),
    "a key behind it": ("repos:\n- repo: a\n\n# about ci\nci: {}\n", "repos:\n- repo: a\n" + ADDED + "\n# about ci\nci: {}\n"),
    "comments of the last item": ("repos:\n- repo: a  # pinned\n  # - id: off\n\n# end\n", "repos:\n- repo: a  # pinned\n  # - id: off\n" + ADDED + "\n# end\n"),
    "other styles": ("'repos':\n- {repo: \"a\", rev: 'v1'}\n- &x\n  repo: b\n", "'repos':\n- {repo: \"a\", rev: 'v1'}\n- &x\n  repo: b\n" + ADDED),
    "windows": ("repos:\r\n- repo: a\r\n", ("repos:\n- repo: a\n" + ADDED).replace("\n", "\r\n")),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_one_more_item(name):
    before, after = CASES[name]
    changed = with_item(before, "repos", ITEM)
    assert changed == after
    old, new = yaml.safe_load(before) or {}, yaml.safe_load(changed)
    assert new == {**old, "repos": [*(old.get("repos") or []), yaml.safe_load("\n".join(ITEM))]}


UNCLEAR = {
    "brackets": ("repos: [{repo: a}]\n", "written in brackets"),
    "no list": ("repos: {a: b}\n", "is no list"),
    "a text": ("repos: none\n", "is no list"),
    "a list at the top": ("- a\n", "holds no keys"),
    "no YAML": ("repos: [\n", "not YAML"),
    "two documents": ("a: 1\n---\nb: 2\n", "not YAML"),
    "a tab": ("repos:\n\t- a\n", "not YAML"),
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_refused(name):
    text, said = UNCLEAR[name]
    with pytest.raises(UnclearError, match=said):
        with_item(text, "repos", ITEM)


INCLUDED = "  - local: b.yml\n"

# before, after: what GitLab takes in the place of a list
ONE = {
    "a text": ("include: a.yml  # ours\njob: {}\n", "include:\n  - a.yml  # ours\n" + INCLUDED + "job: {}\n"),
    "a quoted text": ("include:   '/a.yml'\n", "include:\n  - '/a.yml'\n" + INCLUDED),
    "a text below its key": ("include:\n  'a.yml'\njob: {}\n", "include:\n\n  - 'a.yml'\n" + INCLUDED + "job: {}\n"),
    "a mapping": (
        "include:\n  project: a/b  # theirs\n\n  file: c.yml\n  # end\n\n# jobs\njob: {}\n",
        "include:\n  - project: a/b  # theirs\n\n    file: c.yml\n" + INCLUDED + "  # end\n\n# jobs\njob: {}\n",
    ),
    "a mapping with more in it": (
        "include:\n    component: x@1\n    inputs:\n        stage: |\n            a\n            b\n",
        "include:\n    - component: x@1\n      inputs:\n          stage: |\n              a\n              b\n    - local: b.yml\n",
    ),
    "a mapping in braces": ("include: {local: a.yml}\n", "include:\n  - {local: a.yml}\n" + INCLUDED),
    "brackets": ("include: [a.yml, {local: c.yml}] # x\n", "include: [a.yml, {local: c.yml}, {local: b.yml}] # x\n"),
    "brackets over lines": ("include: [\n  'a.yml',  # ours\n]\n", "include: [\n  'a.yml', {local: b.yml},  # ours\n]\n"),
    "windows": ("include: a.yml\r\njob: {}\r\n", "include:\r\n  - a.yml\r\n  - local: b.yml\r\njob: {}\r\n"),
    "nothing": ("include:\njob: {}\n", "include:\n" + INCLUDED + "job: {}\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE)
def test_what_is_no_list_becomes_one(name):
    before, after = ONE[name]
    changed = with_item(listed(before, "include"), "include", ["local: b.yml"])
    assert changed == after
    old, new = yaml.safe_load(before), yaml.safe_load(changed)
    there = old["include"] if isinstance(old["include"], list) else [old["include"]] if old["include"] else []
    assert new == {**old, "include": [*there, {"local": "b.yml"}]}


ODD = ["include: !reference [a, b]\n", "include: &x\n  local: a\nb: *x\n", "x: &x a\ninclude: *x\n", "{include: a}\n"]


@pytest.mark.parametrize("text", ODD)
def test_an_include_that_is_written_in_an_unusual_way_is_refused(text):
    with pytest.raises(UnclearError):
        with_item(listed(text, "include"), "include", ["local: b.yml"])


def test_tags_of_somebody_else_do_not_matter():
    text = "job:\n  script: !reference [.setup, script]\ninclude:\n  - local: a.yml\n"
    assert with_item(text, "include", ["local: b.yml"]) == text + "  - local: b.yml\n"


def test_a_line_in_front_of_a_key():
    assert (
        with_line("# a\nci: {}\n# b\nrepos: []\n", "repos", "exclude: x") == "# a\nci: {}\n# b\nexclude: x\nrepos: []\n"
    )
    assert with_line("ci: {}\n", "repos", "exclude: x") == "ci: {}\n"


def test_a_byte_order_mark_stays_in_front():
    changed = with_line("\ufeffrepos: []\n", "repos", "exclude: x")
    assert changed == "\ufeffexclude: x\nrepos: []\n"
    assert with_item(changed, "repos", ITEM).startswith("\ufeffexclude: x\nrepos:\n  - ")
