"""What a person does to a generated project. Every edit leaves a sign of itself, so that its loss can be seen."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

Texts = dict[str, str]


@dataclass
class Hand:
    """A project in somebody's hands: its files, and what has to be found (or not found) after every merge."""

    texts: Texts
    chance: Random
    count: int = 0
    signs: dict[str, str] = field(default_factory=dict)  # sign -> what was done
    gone: dict[str, tuple[str, str]] = field(default_factory=dict)  # pattern -> (path, what was done)
    deleted: list[str] = field(default_factory=list)
    foreign: Texts = field(default_factory=dict)
    only_inserted: dict[str, bool] = field(default_factory=dict)  # path -> all lines that are new have a sign
    did: list[str] = field(default_factory=list)

    def sign(self, what: str) -> str:
        self.count += 1
        made = f"hand{self.count}x{self.chance.randrange(10**6)}"
        self.signs[made] = what
        return made

    def set(self, path: str, text: str, inserted: bool = False) -> None:
        if text != self.texts[path]:
            self.only_inserted[path] = self.only_inserted.get(path, True) and inserted
            self.texts[path] = text

    def modules(self) -> list[str]:
        return [
            path
            for path, text in sorted(self.texts.items())
            if path.endswith(".py") and text.count("\n") > 3 and parses(text)
        ]


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def functions(text: str) -> list[ast.FunctionDef]:
    return [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]


def _module(hand: Hand, wanted: Callable[[str], bool] = lambda text: bool(functions(text))) -> str | None:
    found = [path for path in hand.modules() if wanted(hand.texts[path])]
    # the workflow is where most edits happen
    heavy = [path for path in found if re.search(r"/(train|run|definitions|config)\.py$", path)]
    return hand.chance.choice(heavy * 3 + found) if found else None


def _put(text: str, line: int, added: str) -> str:
    """`added` in front of `line`, counted from 1."""
    lines = text.split("\n")
    return "\n".join([*lines[: line - 1], *added.split("\n"), *lines[line - 1 :]])


def insert_statement(hand: Hand) -> None:
    if path := _module(hand):
        text = hand.texts[path]
        function = hand.chance.choice(functions(text))
        statements = [node for node in function.body if not isinstance(node, ast.Expr)] or function.body
        node = hand.chance.choice(statements)
        sign = hand.sign(f"statement in {function.name} of {path}")
        line = node.lineno - len(getattr(node, "decorator_list", []))
        hand.set(path, _put(text, line, " " * node.col_offset + f"{sign} = 1"), inserted=True)


def comment_on_line(hand: Hand) -> None:
    if path := _module(hand):
        text = hand.texts[path]
        node = hand.chance.choice(hand.chance.choice(functions(text)).body)
        lines = text.split("\n")
        at = (node.end_lineno or node.lineno) - 1
        lines[at] += f"  # {hand.sign(f'comment in {path}')}"
        hand.set(path, "\n".join(lines))


def change_statement(hand: Hand) -> None:
    if path := _module(hand):
        text = hand.texts[path]
        found = [n for f in functions(text) for n in f.body if isinstance(n, ast.Assign) and n.lineno == n.end_lineno]
        if found:
            node = hand.chance.choice(found)
            lines = text.split("\n")
            start = " " * node.col_offset
            sign = hand.sign(f"changed statement in {path}")
            names = ast.unparse(node.targets[0])
            value = ast.unparse(node.value)
            lines[node.lineno - 1] = f"{start}{names} = {value} if {len(sign)} else '{sign}'"
            hand.set(path, "\n".join(lines))


def delete_statement(hand: Hand) -> None:
    if path := _module(hand):
        text = hand.texts[path]
        found = [
            n for f in functions(text) for n in f.body[1:-1] if isinstance(n, ast.Expr) and n.lineno == n.end_lineno
        ]
        if found:
            node = hand.chance.choice(found)
            lines = text.split("\n")
            line = lines.pop(node.lineno - 1)
            if text.count(line) == 1:
                hand.gone[re.escape(line.strip())] = (path, f"statement deleted in {path}")
            hand.set(path, "\n".join(lines))


def add_import(hand: Hand) -> None:
    if path := _module(hand, lambda text: "\nimport " in text or "\nfrom " in text):
        text = hand.texts[path]
        imports = [n for n in ast.parse(text).body if isinstance(n, ast.Import | ast.ImportFrom)]
        node = hand.chance.choice(imports)
        sign = hand.sign(f"import in {path}")
        hand.set(path, _put(text, node.lineno, f"import colorsys as {sign}"), inserted=True)


def add_to_import(hand: Hand) -> None:
    if path := _module(hand, lambda text: "\nfrom typing import " in text):
        sign = hand.sign(f"name in an import of {path}")
        text = hand.texts[path]
        hand.set(
            path, re.sub(r"^(from typing import [\w, ]+)$", rf"\1, Set as {sign}", text, count=1, flags=re.MULTILINE)
        )


def add_function(hand: Hand) -> None:
    if path := _module(hand):
        text = hand.texts[path]
        node = hand.chance.choice(functions(text))
        line = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        sign = hand.sign(f"function in {path}")
        made = f"def helper_{sign}(value):\n    {sign} = value\n    return {sign}"
        where = line if hand.chance.random() < 0.8 else text.count("\n") + 1
        hand.set(path, _put(text, where, f"{made}\n\n" if where == line else f"\n\n{made}\n"))


def use_own_function(hand: Hand) -> None:
    if path := _module(hand):
        text = hand.texts[path]
        function = hand.chance.choice(functions(text))
        sign = hand.sign(f"function in front of {function.name} in {path}, and a call of it")
        node = function.body[-1]
        text = _put(text, node.lineno, " " * node.col_offset + f"{sign} = helper_{sign}()")
        line = min([function.lineno, *(each.lineno for each in function.decorator_list)])
        hand.set(path, _put(text, line, f"def helper_{sign}():\n    return 7\n\n"))


def add_option(hand: Hand) -> None:
    if path := _module(hand, lambda text: "\ndef main(" in text):
        text = hand.texts[path]
        main = next(node for node in functions(text) if node.name == "main")
        if main.args.args:
            sign = hand.sign(f"option of {path}")
            before = hand.chance.choice(main.args.args)
            made = f'    {sign}: Annotated[Optional[int], typer.Option(help="{sign}")] = None,'
            last = main.args.args[-1]
            if hand.chance.random() < 0.5 or before is last:
                line = (
                    text.split("\n").index(") -> None:", last.lineno - 1) + 1 if ") -> None:" in text else before.lineno
                )
            else:
                line = before.lineno
            changed = _put(text, line, made)
            if parses(changed):
                hand.set(path, changed, inserted=True)
                return
            del hand.signs[sign]


def change_default(hand: Hand) -> None:
    path = next((path for path in hand.modules() if path.endswith("/config.py")), None)
    found = list(re.finditer(r"(?<=Field\()\d+(?:\.\d+)?(?=[,)])", hand.texts[path])) if path else []
    if path and found:
        place = hand.chance.choice(found)
        number = str(hand.chance.randrange(10**7, 10**8))
        hand.signs[number] = f"default in {path}"
        hand.set(path, hand.texts[path][: place.start()] + number + hand.texts[path][place.end() :])


def change_value(hand: Hand) -> None:
    text = hand.texts.get("config.yaml", "")
    found = list(re.finditer(r"(?<=: )[^\s#]+(?=  +#)", text))
    if found:
        place = hand.chance.choice(found)
        number = str(hand.chance.randrange(10**7, 10**8))
        hand.signs[number] = "value in config.yaml"
        hand.set("config.yaml", text[: place.start()] + number + text[place.end() :])


def _insert_line(hand: Hand, path: str, made: str) -> None:
    if path in hand.texts:
        lines = hand.texts[path].split("\n")
        lines.insert(hand.chance.randrange(len(lines)), made)
        hand.set(path, "\n".join(lines), inserted=True)


def add_key(hand: Hand) -> None:
    sign = hand.sign("key in config.yaml")
    if "config.yaml" not in hand.texts:
        del hand.signs[sign]
        return
    _insert_line(hand, "config.yaml", f"{sign}: 3  # mine")


def comment_in_values(hand: Hand) -> None:
    if "config.yaml" in hand.texts:
        _insert_line(hand, "config.yaml", f"# {hand.sign('comment in config.yaml')}")


def delete_key(hand: Hand) -> None:
    text = hand.texts.get("config.yaml", "")
    found = re.findall(r"^\w+(?=: )", text, re.MULTILINE)
    if found:
        key = hand.chance.choice(found)
        hand.gone[rf"^{key}: "] = ("config.yaml", "key deleted in config.yaml")
        hand.set("config.yaml", re.sub(rf"^{key}: .*\n", "", text, flags=re.MULTILINE))


def delete_function(hand: Hand) -> None:
    if path := _module(hand):
        text = hand.texts[path]
        node = hand.chance.choice(functions(text))
        lines = text.split("\n")
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        del lines[first - 1 : node.end_lineno]
        hand.gone[rf"^def {node.name}\("] = (path, f"function {node.name} deleted in {path}")
        hand.set(path, "\n".join(lines))


def rename_function(hand: Hand) -> None:
    if path := _module(hand):
        name = hand.chance.choice(functions(hand.texts[path])).name
        sign = hand.sign(f"{name} renamed in {path}")
        everywhere = hand.chance.random() < 0.6
        for each in hand.modules() if everywhere else [path]:
            hand.set(each, re.sub(rf"(?<![\w.\"']){name}(?![\w\"'])", f"{name}_{sign}", hand.texts[each]))


def move_function(hand: Hand) -> None:
    paths = [path for path in hand.modules() if functions(hand.texts[path])]
    if len(paths) > 1:
        source, target = hand.chance.sample(paths, 2)
        text = hand.texts[source]
        node = hand.chance.choice(functions(text))
        lines = text.split("\n")
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        moved = lines[first - 1 : node.end_lineno]
        del lines[first - 1 : node.end_lineno]
        hand.gone[rf"^def {node.name}\("] = (source, f"function {node.name} moved from {source}")
        hand.set(source, "\n".join(lines))
        hand.set(target, hand.texts[target].rstrip("\n") + "\n\n\n" + "\n".join(moved) + f"  # {hand.sign('moved')}\n")


def reorder_functions(hand: Hand) -> None:
    if path := _module(hand, lambda text: len(functions(text)) > 2):
        text = hand.texts[path]
        node = hand.chance.choice(functions(text))
        lines = text.split("\n")
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        moved = lines[first - 1 : node.end_lineno]
        del lines[first - 1 : node.end_lineno]
        rest = "\n".join(lines)
        line = hand.chance.choice(functions(rest)).lineno
        changed = _put(rest, line, "\n".join(moved) + "\n\n")
        if parses(changed):
            hand.set(path, changed)


def reformat(hand: Hand) -> None:
    if path := _module(hand):
        command = [sys.executable, "-m", "ruff", "format", "-q", "--line-length", "140", "-"]
        done = subprocess.run(command, input=hand.texts[path], capture_output=True, text=True)
        if done.returncode == 0:
            hand.set(path, done.stdout)


def change_docstring(hand: Hand) -> None:
    if path := _module(hand):
        found = [
            f for f in functions(hand.texts[path]) if ast.get_docstring(f) and f.body[0].lineno == f.body[0].end_lineno
        ]
        if found:
            line = hand.chance.choice(found).body[0].lineno - 1
            lines = hand.texts[path].split("\n")
            sign = hand.sign(f"docstring in {path}")
            lines[line] = re.sub(r'"""(\w+)', rf'"""{sign} \1', lines[line], count=1)
            if sign in lines[line]:
                hand.set(path, "\n".join(lines))
            else:
                del hand.signs[sign]


def keep_function(hand: Hand) -> None:
    if path := _module(hand):
        text = hand.texts[path]
        node = hand.chance.choice(functions(text))
        line = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        last = node.body[-1]
        sign = hand.sign(f"kept function {node.name} in {path}")
        text = _put(text, last.lineno, " " * last.col_offset + f"{sign} = 2")
        hand.set(path, _put(text, line, "# nb2prod: keep"))


def delete_file(hand: Hand) -> None:
    path = hand.chance.choice(sorted(hand.texts))
    del hand.texts[path]
    hand.deleted.append(path)
    hand.signs = {sign: what for sign, what in hand.signs.items() if any(sign in text for text in hand.texts.values())}


def add_file(hand: Hand) -> None:
    folder = hand.chance.choice(["", "tests/", "deploy/"])
    hand.foreign[f"{folder}own_{hand.chance.randrange(1000)}.py"] = "mine = True\n"


def edit_readme(hand: Hand) -> None:
    if "README.md" in hand.texts:
        _insert_line(hand, "README.md", f"A sentence of ours {hand.sign('line in README.md')}.")


def change_readme(hand: Hand) -> None:
    lines = hand.texts.get("README.md", "").split("\n")
    found = [i for i, line in enumerate(lines) if " " in line]
    if found:
        at = hand.chance.choice(found)
        words = lines[at].split(" ")
        words.insert(hand.chance.randrange(1, len(words)), hand.sign("word in README.md"))
        lines[at] = " ".join(words)
        hand.set("README.md", "\n".join(lines))


def add_dependency(hand: Hand) -> None:
    text = hand.texts.get("pyproject.toml", "")
    if "dependencies = [\n" in text:
        made = f'dependencies = [\n    "{hand.sign("dependency")}",\n'
        hand.set("pyproject.toml", text.replace("dependencies = [\n", made, 1), inserted=True)


def add_tool(hand: Hand) -> None:
    if "pyproject.toml" in hand.texts:
        made = f"\n[tool.{hand.sign('tool section')}]\nline-length = 100\n"
        hand.set("pyproject.toml", hand.texts["pyproject.toml"] + made)


def ignore_more(hand: Hand) -> None:
    if ".gitignore" in hand.texts:
        _insert_line(hand, ".gitignore", hand.sign("line in .gitignore"))


def other_line_ends(hand: Hand) -> None:
    path = hand.chance.choice(sorted(hand.texts))
    if "\r" not in hand.texts[path]:
        hand.texts[path] = hand.texts[path].replace("\n", "\r\n")
        hand.only_inserted[path] = False


def no_last_line_end(hand: Hand) -> None:
    path = hand.chance.choice(sorted(hand.texts))
    hand.set(path, hand.texts[path].rstrip("\r\n"))


EDITS: tuple[Callable[[Hand], None], ...] = (
    insert_statement, insert_statement, comment_on_line, change_statement, delete_statement, add_import, add_to_import,
    add_function, use_own_function, add_option, change_default, change_value, change_value, add_key, comment_in_values,
    delete_key, delete_function, rename_function, move_function, reorder_functions, reformat, change_docstring,
    keep_function, delete_file, add_file, edit_readme, change_readme, add_dependency, add_tool, ignore_more,
    other_line_ends, no_last_line_end,
)  # fmt: skip


def by_hand(texts: Texts, chance: Random, number: int) -> Hand:
    """`number` random edits of a copy of a project."""
    hand = Hand(dict(texts), chance)
    for _ in range(number):
        edit = chance.choice(EDITS)
        before = dict(hand.texts)
        edit(hand)
        if hand.texts != before or edit is add_file:
            hand.did.append(edit.__name__)
        hand.signs = {s: w for s, w in hand.signs.items() if any(s in text for text in hand.texts.values())}
    hand.gone = {
        p: w for p, w in hand.gone.items() if not any(re.search(p, t, re.MULTILINE) for t in hand.texts.values())
    }
    return hand


def lines_without(text: str, signs: dict[str, str]) -> Iterator[str]:
    """The lines that no hand has added."""
    return (line for line in text.split("\n") if not any(sign in line for sign in signs))
