"""What else is true of a step and of none of those that would be called the same: the last words before a number.

## Softmax regression      split_data_for_softmax_regression     its section
print(k, e)                log_values_of_k_and_e                 what it logs
lr.fit(X2, y)              train_lr_on_x2                        what comes in
df2 = df.copy()            build_features_into_df2               what leaves it
read_csv(p, header=None)   load_data_with_header                 functions that it calls, keywords that it gives
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

from nb2prod.knowledge.python import BUILTINS
from nb2prod.plan.headings import Heading
from nb2prod.plan.names import identifier, words
from nb2prod.plan.naming.about import LABEL, About
from nb2prod.plan.naming.clause import calls_of, last_of
from nb2prod.plan.naming.docstrings import answers
from nb2prod.plan.naming.effects import FIT, rank
from nb2prod.plan.naming.headline import bare, verb_of
from nb2prod.plan.naming.models import underscored
from nb2prod.plan.naming.wording import ARTICLES, EMPTY, STOPS
from nb2prod.plan.twins.facts import SECTION, Fact
from nb2prod.plan.twins.settings import SAME_FOR_ALL
from nb2prod.walking import walk

MOST_WORDS = 4
ORDINALS = frozenset("one two three four five first second third last next end more final part again rest".split())
LONGEST = 30  # letters of a word
NUMBERED = re.compile(r"\d|^(?:exercise|question|task|problem|part|step|quiz|todo)\b", re.IGNORECASE)
PLAIN = frozenset(  # functions that say nothing of what is done
    """
    append array astype copy count data_frame describe drop fit fit_transform format get head info items iterrows join
    keys list max series timestamp to_datetime where
    mean min plot predict print read read_csv ravel reset_index reshape round score shape show sort_values std sum tail
    to_list tolist transform unique value_counts values
    """.split()
)


def differing(about: About, index: int, heading: Heading | None) -> list[Fact]:
    """Further facts of a step, the most telling first; `heading`: that of the section in which all of it lies."""
    found = [*_section(heading), *_logged(about, index), *_crossing(about, index)]
    models = about.kind(index) in ("train", "evaluate")  # a column or a function of theirs is no word for a model
    found += [] if models else [*_columns(about, index), *_called(about, index)]
    return [*dict.fromkeys(found)]


def _section(heading: Heading | None) -> Iterator[Fact]:
    if heading is None or answers(heading) or NUMBERED.search(bare(heading.text)):
        return
    for text in (bare(heading.text), re.split(r"[,:;(]| [-–—] ", bare(heading.text))[0]):
        said = [word for word in words(text) if word not in ARTICLES]
        name = identifier("_".join(said), "")
        acts = not said or bool(verb_of(said[0])) or said[0] in STOPS or said[-1] in STOPS
        if acts or {*said} <= EMPTY | ORDINALS or len(said) > MOST_WORDS or not 2 < len(name) <= LONGEST:
            continue
        yield Fact(SECTION, name, name, name, "for", f"for {' '.join(said)}")
        return


def _spoken(heading: Heading) -> list[str]:
    return [word for word in words(bare(heading.text)) if word not in ARTICLES]


def rest_of(heading: Heading | None, headings: Collection[Heading]) -> Iterator[Fact]:
    """What follows the words that several headings begin with: "Encoding with sklearn", "Encoding with Spark"."""
    others = [_spoken(h) for h in headings if heading is not None and h.text != heading.text]
    if heading is None or answers(heading) or not others:
        return
    own = _spoken(heading)
    count = max(next((n for n, word in enumerate(own) if w[n : n + 1] != [word]), len(own)) for w in others)
    rest = own[count:]
    while rest and rest[0] in STOPS:
        rest = rest[1:]
    name = identifier("_".join(rest), "")
    fits = 0 < len(rest) <= MOST_WORDS and len(name) <= LONGEST and not verb_of(rest[0]) and not {*rest} <= ORDINALS
    if count > 1 and fits:
        yield Fact(SECTION, name, name, name, "for", f"for {' '.join(rest)}")


def _logged(about: About, index: int) -> Iterator[Fact]:
    """Of a step that only logs: what it logs."""
    if about.found[index].outputs or about.kind(index) != "other":
        return
    texts = [t for c in about.done[index] if c.verb == "log" for t in (c.given or c.things)]
    for text in dict.fromkeys(texts):
        name = identifier(text.removeprefix("values made of ").replace(" ", "_").replace(".", "_"), "")
        told = name if text not in ("values", "messages") and len(name) <= LONGEST else ""
        yield Fact(("logged",), text, told, told, "of", "")


def _crossing(about: About, index: int) -> Iterator[Fact]:
    """What comes into the step and what leaves it, by the names of the notebook."""
    found, kind = about.found[index], about.kind(index)
    if not found.outputs and kind not in ("train", "evaluate"):
        return
    asks = () if kind == "train" else ("predict", "score", "evaluate")
    work = [c for c in about.done[index] if rank(c) == FIT or c.verb.startswith(asks)]
    said = {w for c in work for part in (*c.things, c.rest, *c.given) for w in re.findall(r"\w+", part)}
    given = [n for n in found.inputs if kind not in ("train", "evaluate") or n in said]  # what is fitted, or asked
    given = [n for n in given if not about.type(index, n) and n not in about.proofs.inside and not LABEL.search(n)]
    how = "on" if kind in ("train", "evaluate") else "from"
    plain = [(identifier(name, ""), name) for name in given]
    yield from (Fact(("given",), n, n, n, how, f"{how} {name}") for n, name in plain if n and len(n) <= LONGEST)
    tables = [n for n in found.outputs if n in about.frames(index) or n[:1] in "xX"]
    tables = tables if len(tables) == 1 else []  # one would stand for all
    made = [] if kind in ("train", "evaluate", "export") else [(identifier(n, ""), n) for n in tables]
    yield from (Fact(("made",), n, n, n, "into", f"into {name}") for n, name in made if n and len(n) <= LONGEST)


def _columns(about: About, index: int) -> Iterator[Fact]:
    """The columns that the code spells out, where they are names."""
    for statement in about.statements(about.found[index].segment):
        for part in walk(statement.node):
            if isinstance(part, ast.Subscript) and len(getattr(part.slice, "elts", [0])) == 1:  # of several a part
                for text in (p.value for p in walk(part.slice) if isinstance(p, ast.Constant)):
                    if isinstance(text, str) and re.fullmatch(r"[A-Za-z]\w{2,}", text) and len(text) <= LONGEST:
                        name = identifier(text, "")
                        yield Fact(("column",), text, name, name, "of", f"of column {text}")


def _called(about: About, index: int) -> Iterator[Fact]:
    """The functions that are called, and the keywords that they are given."""
    calls = [c for s in about.statements(about.found[index].segment) for c in calls_of(s.node)]
    calls = sorted(calls, key=lambda call: last_of(call)[:1].isupper(), reverse=True)  # classes first
    for call in calls:
        name = last_of(call)
        plain = identifier(underscored(name), "")
        if plain and plain not in PLAIN and name not in BUILTINS and len(plain) <= LONGEST:
            yield Fact(("called",), plain, plain, plain, "with", f"with {name}")
    for call in calls:
        if last_of(call)[:1].isupper() or last_of(call).startswith("read_"):
            for given in call.keywords:
                name = identifier(given.arg or "", "")
                if name and given.arg not in SAME_FOR_ALL and len(name) <= LONGEST:
                    yield Fact(("keyword",), name, name, name, "with", f"with {given.arg}")
