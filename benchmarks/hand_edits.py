"""What a person does to a generated project. Every edit leaves a sign of itself, so that its loss can be seen."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from meaning import Texts, decorates, misplaced, not_once, not_set, parses


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
    meant: dict[str, Callable[[Texts], str]] = field(default_factory=dict)  # sign -> what is wrong now, "" if nothing

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


def functions(text: str) -> list[ast.FunctionDef]:
    return [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]


def _module(hand: Hand, wanted: Callable[[str], bool] = lambda text: bool(functions(text))) -> str | None:
    found = [path for path in hand.modules() if wanted(hand.texts[path])]
    # the workflow is where most edits happen
    heavy = [path for path in found if re.search(r"/(train|run|definitions|config)\.py$", path)]
    return hand.chance.choice(heavy * 3 + found) if found else None


def _first(node: ast.FunctionDef) -> int:
    return min([node.lineno, *(each.lineno for each in node.decorator_list)])


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
        at = function.body.index(node)
        hand.set(path, _put(text, line, " " * node.col_offset + f"{sign} = 1"), inserted=True)
        hand.meant[sign] = lambda texts: misplaced(texts, sign, function.body[at - 1] if at else None, node)


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
        line = _first(node)
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
        line = _first(function)
        hand.set(path, _put(text, line, f"def helper_{sign}():\n    return 7\n\n"))
        hand.meant[sign] = lambda texts: not_once(texts, f"helper_{sign}")


def _end_of_defaults(function: ast.FunctionDef) -> int:
    return max((default.end_lineno or 0 for default in function.args.defaults), default=0)


def add_option(hand: Hand) -> None:
    if path := _module(hand, lambda text: "\ndef main(" in text):
        text = hand.texts[path]
        main = next(node for node in functions(text) if node.name == "main")
        if main.args.args:
            sign = hand.sign(f"option of {path}")
            before = hand.chance.choice(main.args.args)
            made = f'    {sign}: Annotated[Optional[int], typer.Option(help="{sign}")] = None,'
            last = main.args.args[-1]
            # behind the last option, or in front of one; a signature on one line takes neither, and does not parse
            behind = hand.chance.random() < 0.5 or before is last
            line = (_end_of_defaults(main) or last.lineno) + 1 if behind else before.lineno
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
        key = text[: place.start()].rpartition("\n")[2].removesuffix(": ")
        hand.meant[number] = lambda texts: not_set(texts, key, int(number))


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
        first = _first(node)
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
        hand.meant[sign] = lambda texts: "" if any(f"def {name}_{sign}(" in text for text in texts.values()) else "gone"


def move_function(hand: Hand) -> None:
    paths = [path for path in hand.modules() if functions(hand.texts[path])]
    if len(paths) > 1:
        source, target = hand.chance.sample(paths, 2)
        text = hand.texts[source]
        node = hand.chance.choice(functions(text))
        lines = text.split("\n")
        first = _first(node)
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
        first = _first(node)
        moved = lines[first - 1 : node.end_lineno]
        del lines[first - 1 : node.end_lineno]
        rest = "\n".join(lines)
        line = hand.chance.choice(functions(rest)).lineno
        changed = _put(rest, line, "\n".join(moved) + "\n\n")
        if parses(changed):
            hand.set(path, changed)


def reformat(hand: Hand) -> None:
    if path := _module(hand):
        width = hand.chance.choice(("79", "100", "140"))
        for each in hand.modules() if hand.chance.random() < 0.3 else [path]:
            command = [sys.executable, "-m", "ruff", "format", "-q", "--line-length", width, "-"]
            done = subprocess.run(command, input=hand.texts[each], capture_output=True, text=True)
            if done.returncode == 0:
                hand.set(each, done.stdout)


def decorate(hand: Hand) -> None:
    if path := _module(hand):
        text = hand.texts[path]
        function = hand.chance.choice(functions(text))
        sign = hand.sign(f"decorator of {function.name} in {path}")
        made = f"def {sign}(function):\n    return function\n\n\n@{sign}"
        hand.set(path, _put(text, _first(function), made))
        hand.meant[sign] = lambda texts: (
            "" if any(decorates(text, sign) for text in texts.values()) else "decorates none"
        )


def wrap_in_try(hand: Hand) -> None:
    if path := _module(hand):
        text = hand.texts[path]
        function = hand.chance.choice(functions(text))
        body = [node for node in function.body if not isinstance(node, ast.Expr)]
        if len(body) > 1 and '"""' not in "\n".join(text.split("\n")[body[0].lineno - 1 : body[-1].end_lineno]):
            lines = text.split("\n")
            sign = hand.sign(f"try in {function.name} of {path}")
            first, last = body[0].lineno - 1 - len(getattr(body[0], "decorator_list", [])), body[-1].end_lineno or 0
            inner = [f"    {line}" if line.strip() else line for line in lines[first:last]]
            lines[first:last] = ["    try:", *inner, "    except OSError:", f"        print({sign!r})", "        raise"]
            hand.set(path, "\n".join(lines))


def change_signature(hand: Hand) -> None:
    """One more parameter, and one call that gives it."""
    if path := _module(hand):
        text = hand.texts[path]
        function = hand.chance.choice(functions(text))
        sign = hand.sign(f"parameter of {function.name} in {path}")
        given = re.sub(rf"^(def {function.name}\()", rf"\1{sign}, ", text, count=1, flags=re.MULTILINE)
        given = re.sub(rf"^( +.*(?<![\w.]){function.name}\()(?=\w)", r"\g<1>7, ", given, flags=re.MULTILINE)
        if parses(given):
            hand.set(path, given)


def read_parameter(hand: Hand) -> None:
    """A parameter that the workflow has, read once more."""
    if path := _module(hand, lambda text: bool(re.search(r"^def (train|run)\(.*config: Config", text, re.M | re.S))):
        text = hand.texts[path]
        workflow = [function for function in functions(text) if function.name in ("train", "run")]
        names = sorted(set(re.findall(r"\bconfig\.(\w+)", ast.unparse(workflow[0])))) if workflow else []
        if names:
            sign = hand.sign(f"parameter read in {path}")
            last = workflow[0].body[-1]
            made = " " * last.col_offset + f'logger.info("{sign} %s", config.{hand.chance.choice(names)})'
            hand.set(path, _put(text, last.lineno, made), inserted=True)


def call_step(hand: Hand) -> None:
    """An own function that calls a step as the workflow does."""
    if path := _module(hand, lambda text: bool(re.search(r"^def (train|run)\(", text, re.MULTILINE))):
        text = hand.texts[path]
        known = {function.name: function for function in functions(text)}
        workflow = known.get("train") or known.get("run")
        calls = [
            node
            for node in (ast.walk(workflow) if workflow else ())
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
            if isinstance(node.value.func, ast.Name) and node.value.func.id in known
        ]
        if calls and workflow:
            node = hand.chance.choice(calls)
            sign = hand.sign(f"own function that calls a step in {path}")
            read = {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)} - known.keys()
            body = f"    {ast.unparse(node)}\n    return {ast.unparse(node.targets[0])}"
            hand.set(path, _put(text, _first(workflow), f"def {sign}({', '.join(sorted(read))}):\n{body}\n\n"))


def own_module(hand: Hand) -> None:
    """A module of their own that imports something generated, and calls it."""
    if path := _module(hand):
        function = hand.chance.choice(functions(hand.texts[path]))
        package, module = path.removesuffix(".py").split("/")[-2:]
        if path.startswith("src/"):
            arguments = ", ".join(each.arg for each in function.args.args)
            name = f"own_{hand.chance.randrange(1000)}"
            body = f"def {name}({arguments}):\n    return {function.name}({arguments})\n"
            text = f"from {package}.{module} import {function.name}\n\n\n{body}"
            hand.foreign[f"src/{package}/{name}.py"] = text if not function.args.kwonlyargs else ""


def move_out(hand: Hand) -> None:
    """A function that moves to a module of their own, and is imported from there."""
    if path := _module(hand):
        text = hand.texts[path]
        tree = ast.parse(text)
        function = hand.chance.choice(functions(text))
        imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        read = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)} | {"logger"}
        if path.startswith("src/") and imports and not read & (own - {function.name}):
            package = path.split("/")[1]
            sign = hand.sign(f"{function.name} of {path} in a module of its own")
            lines = text.split("\n")
            moved = lines[_first(function) - 1 : function.end_lineno]
            del lines[_first(function) - 1 : function.end_lineno]
            lines.insert(imports[-1].end_lineno or 0, f"from {package}.{sign} import {function.name}")
            head = "\n".join(ast.unparse(node) for node in imports)
            hand.foreign[f"src/{package}/{sign}.py"] = f"{head}\n\n\n" + "\n".join(moved) + "\n"
            hand.gone[rf"^def {function.name}\("] = (path, f"function {function.name} moved out of {path}")
            hand.set(path, "\n".join(lines))


def change_log(hand: Hand) -> None:
    if path := _module(hand, lambda text: 'logger.info("' in text):
        found = list(re.finditer(r'logger\.info\("', hand.texts[path]))
        place = hand.chance.choice(found).end()
        sign = hand.sign(f"log text in {path}")
        hand.set(path, f"{hand.texts[path][:place]}{sign} {hand.texts[path][place:]}")


def add_method(hand: Hand) -> None:
    if path := _module(hand, lambda text: "\nclass " in text):
        classes = [node for node in ast.parse(hand.texts[path]).body if isinstance(node, ast.ClassDef)]
        node = hand.chance.choice(classes)
        sign = hand.sign(f"method of {node.name} in {path}")
        line = (node.end_lineno or node.lineno) + 1
        hand.set(path, _put(hand.texts[path], line, f"\n    def {sign}(self):\n        return 1"))


def add_test(hand: Hand) -> None:
    paths = sorted(path for path in hand.texts if path.startswith("tests/test_") and parses(hand.texts[path]))
    if paths:
        path = hand.chance.choice(paths)
        sign = hand.sign(f"test in {path}")
        hand.set(path, f"{hand.texts[path].rstrip()}\n\n\ndef test_{sign}():\n    assert True\n")


def pin_dependency(hand: Hand) -> None:
    text = hand.texts.get("pyproject.toml", "")
    found = list(re.finditer(r'(?<=^    "pandas)(?=",$)', text, re.MULTILINE))
    if found:
        sign = str(hand.chance.randrange(10**7, 10**8))
        hand.signs[sign] = "pin in pyproject.toml"
        place = found[0].start()
        hand.set("pyproject.toml", f"{text[:place]}>=1.{sign}{text[place:]}")


def add_bom(hand: Hand) -> None:
    path = hand.chance.choice(sorted(hand.texts))
    if not hand.texts[path].startswith("\ufeff"):
        hand.texts[path] = "\ufeff" + hand.texts[path]
        hand.only_inserted[path] = False


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
        line = _first(node)
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
    other_line_ends, no_last_line_end, decorate, wrap_in_try, change_signature, read_parameter, call_step, own_module,
    move_out, change_log, add_method, add_test, pin_dependency, add_bom,
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
