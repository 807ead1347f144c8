"""Names of steps that read, divide and write data: after what is read, into what it is divided, what is written.

sales = pd.read_csv("in/sales.csv")       load_sales
train, test = train_test_split(sales)     split_data
sales.to_csv("out.csv")                   save_sales
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.model import Statement
from nb2prod.plan.cutting.segment import Segment
from nb2prod.plan.names import identifier, words
from nb2prod.plan.naming.about import GENERIC, About
from nb2prod.plan.naming.acts import acts
from nb2prod.plan.naming.of_values import acted, shared
from nb2prod.walking import walk

LONGEST_STEM = 24
WHOLE = frozenset("df data dataset frame raw df_raw raw_df d x tmp temp".split())  # the table, and no part of it
SHORT = 2  # letters of a variable that tells nothing
PLURAL = 2
MOST = 3  # tables that a name lists
ENDING = re.compile(r"^[^:\n]*\.[A-Za-z]\w{0,7}$|^\w+://\S+\.\w{1,8}$")
LONGEST_LIST = 36


def loaded(about: About, segment: Segment) -> Iterator[str]:
    """Names of a step that loads one table and does nothing else."""
    plain = identifier(segment.load)
    yield "load_data" if plain in WHOLE else f"load_{plain.removesuffix('_df').removeprefix('df_')}"
    first = about.program.statements[segment.statements[0]]
    for call in first.facts.calls:
        if made := re.search(r"\.(?:load|fetch)_(\w{3,})$", call):
            yield f"load_{'_'.join(words(made[1]))}_data"  # load_iris(as_frame=True)
    yield from (f"load_{stem}" for stem in _stems(first))
    yield from (f"load_{plain}" for _ in [0] if len(plain) > SHORT)


def fetched(about: About, index: int, topic: str) -> Iterator[str]:
    """Names of a step that reads, generates or downloads, and does a little more."""
    every = about.statements(about.found[index].segment)
    outputs = [n for n in about.found[index].outputs if n.lower() not in GENERIC and len(n) > SHORT]
    verbs = {clause.verb for clause in about.done[index]}
    if verbs & {"write", "save"} and not verbs & {"read"}:
        yield from saved(about, index, topic)
        return
    if "generate" in verbs and "read" not in verbs:
        yield "generate_data"
        yield from (f"generate_{name}" for name in about.named(about.found[index].outputs))
    calls = {call.rpartition(".")[2] for s in every for call in s.facts.calls}
    if calls & {"connect", "create_engine"}:
        yield "connect_database"
    if len(outputs) == len(about.found[index].outputs) <= PLURAL and not {*outputs} & {*about.defined(index)}:
        listed = "_and_".join(about.named(outputs))
        yield from (f"load_{listed}" for _ in [0] if outputs and len(listed) <= LONGEST_LIST)
    together = shared(outputs) if len(outputs) > 1 else ""
    yield from (f"load_{together}{'' if together.endswith('s') else 's'}" for _ in [0] if together)
    for last in sorted(calls):
        if re.match(r"(?:load|fetch)_(?!from_)\w{3,}", last) and not about.program.notebook.modules:
            yield f"load_{'_'.join(words(last.partition('_')[2]))}"  # fetch_california_housing()
    yield "load_data"


def divided(about: About, index: int, topic: str) -> Iterator[str]:
    """Names of a step that parts rows."""
    order = [o.name for o in about.operations[index] if o.name in ("balance_classes", "split_data")]
    if "balance_classes" in order:  # in the order of the code: rows that are added first may be on both sides
        first = order[0] == "balance_classes" and "split_data" in order
        yield "balance_classes_and_split_data" if first else "split_data_and_balance_classes"
    yield from ("load_and_split_data" for _ in about.read(index)[:1])
    if any(c.verb == "split" for c in about.done[index]):
        yield "split_data"
    yield from acts(about, index, topic)


def saved(about: About, index: int, topic: str) -> Iterator[str]:
    """Names of a step that writes."""
    written = [c for c in about.done[index] if c.verb in ("write", "save") and c.things != ("files",)]
    things = about.named(dict.fromkeys(thing for clause in written for thing in clause.things))
    if not set(things) - GENERIC or not things:
        calls = {c.rpartition(".")[2] for s in about.statements(about.found[index].segment) for c in s.facts.calls}
        if calls & {"dump", "save", "save_model"} and any(about.model(index)):
            yield "save_model"
    yield from (f"save_{'_and_'.join(some)}" for some in (things,) if 0 < len(some) <= MOST and set(some) - GENERIC)
    writes = any(c.verb in ("write", "save") for c in about.done[index])
    yield from (() if writes else acted(about, index))
    every = [s for s in about.statements(about.found[index].segment) if "write" in s.facts.effects]
    stems = list(dict.fromkeys(stem for s in every for stem in _stems(s)))
    yield from (f"save_{stems[0]}" for _ in [0] if len(stems) == 1)
    types = about.found[index].types
    tables = {t for c in written for t in c.things if types.get(t) == "pandas.DataFrame" and not re.match("res|out", t)}
    yield "save_data" if tables else "save_results" if things else "save_files"


def _stems(statement: Statement) -> Iterator[str]:
    """Names of the files that a statement mentions, without folder and ending."""
    for node in walk(statement.node):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ENDING.search(node.value):
            stem = identifier(re.split(r"[/\\]", node.value)[-1].rpartition(".")[0], "")
            if stem and len(stem) <= LONGEST_STEM:
                yield stem
