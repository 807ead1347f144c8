"""One prefix for all settings of a model, and no prefix for two models.

a = KMeans(n_clusters=3); a = KMeans(n_clusters=4, max_iter=9)      n_clusters, a_n_clusters and a_max_iter
n_clusters = range(9); a = KMeans(n_clusters=3, max_iter=9)         a_n_clusters and a_max_iter
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import replace

from nb2prod.plan.parameters.candidate import Candidate, Group
from nb2prod.plan.parameters.sisters import anew, call_of
from nb2prod.plan.parameters.telling import flat, joined, stutters
from nb2prod.plan.twins.facts import Fact, in_turn, told_apart

LONGEST = 36
Made = Callable[[Candidate], Sequence[Fact]]


def one_prefix_each(
    groups: list[Group],
    taken: Collection[str],
    order: list[int],
    own: Collection[int],
    near: Mapping[int, str],
    made: Made,
    sisters: Mapping[Hashable, str],
) -> list[Group]:
    """The groups; where one setting of a call cannot have its plain name, all of them with one prefix.

    Plain names are the saved model's: settings of other models have none, whether or not it has some itself.

    `taken`: names that no parameter may have; `order`: of the groups, who gets plain names first; `own`: statements
    that make the saved model, whose settings keep theirs; `near`: what the section of each cell is about; `made`: what
    is true of what the call makes; `sisters`: prefixes of trainings of which several have a setting of one name.
    """
    calls: dict[object, list[int]] = {}
    for number in order:
        if (call := call_of(groups[number])) is not None:
            calls.setdefault(call, []).append(number)
    shared = Counter(name for members in calls.values() for name in {groups[n][0].name for n in members})
    used, prefixes, found = set(taken), dict[str, str](), list(groups)
    used |= {group[0].name for group in groups if call_of(group) is None and not group[0].path}
    apart = _apart([[groups[n] for n in members] for members in calls.values()], near, made)
    for number, group in enumerate(groups):  # a number that each section sets anew
        prefix = sisters.get(anew(group), "")
        if prefix and joined(prefix, group[0].name) not in used:
            found[number] = tuple(replace(c, prefixes=(prefix,), always=True) for c in group)
            used.add(joined(prefix, group[0].name))
    for (call, members), told in zip(calls.items(), apart, strict=True):
        names = [groups[n][0].name for n in members]
        sister = sisters.get(call, "")
        of_model = any(c.home in own and not c.label for n in members for c in groups[n])
        other = bool(own) and not any(c.home in own for n in members for c in groups[n])
        other = other and any(c.statement >= 0 for n in members for c in groups[n])  # a model, no transformer
        if (
            not sister
            and not any(c.beside for n in members for c in groups[n])
            and used.isdisjoint(names)
            and (of_model or (not other and all(shared[name] == 1 for name in names)))
        ):
            used |= set(names)
            continue
        owner = groups[members[0]][0].of
        theirs = {name for name, whose in prefixes.items() if not owner or whose != owner}  # cat_depth, cat_epochs
        prefix = _free([groups[n] for n in members], names, used, theirs, sister or told)
        prefixes[prefix] = owner
        used |= {joined(prefix, name) for name in names}
        for number in members:
            found[number] = tuple(replace(c, prefixes=(prefix,), always=True) for c in groups[number])
    return found


def _apart(calls: list[list[Group]], near: Mapping[int, str], made: Made) -> list[str]:
    """For each call that would have the prefix of another what is true of it alone, before that prefix; "" for none.

    Where nothing is, which of them it is, but for the last: that is what the variable holds in the end.
    """
    natural = [_natural(members, near) for members in calls]
    found = [""] * len(calls)
    for base in dict.fromkeys(natural):
        at = [number for number, prefix in enumerate(natural) if prefix == base and base]
        cells = [calls[number][0][0].cell for number in at]
        topics = [near.get(cell, "") for cell in cells]
        facts = told_apart([made(calls[number][0][0]) for number in at], base.split("_")) if len(at) > 1 else []
        for number, cell, topic, told in zip(at, cells, topics, facts, strict=False):
            words = [fact.short for fact in told] or [topic] * (topics.count(topic) == 1)
            name = "_".join(word for word in (*words, base) if word)
            turn = in_turn(cell, cells)
            cell_of = f"{turn}_{base}" if turn and cells.count(cell) == 1 else f"cell_{cell + 1}_{base}"
            plain = name if name != base and len(name) <= LONGEST else cell_of
            found[number] = plain if name != base or cell != max(cells) else ""
    return found


def _natural(members: list[Group], near: Mapping[int, str]) -> str:
    """What the notebook calls it; how one object is trained is told by its section."""
    first = members[0][0]
    if not first.origin[:1].isupper():
        return ""
    return next((p for p in first.prefixes if p and p != near.get(first.cell)), "")


def _free(members: list[Group], names: list[str], used: set[str], prefixes: set[str], told: str) -> str:
    """The first prefix that no other call has, and that gives no name twice; else one with a number."""
    offered = dict.fromkeys(p for p in (told, *(p for group in members for c in group for p in c.prefixes)) if p)
    near = {flat(prefix) for prefix in prefixes}  # kmeans and k_means are no two
    fit = [p for p in offered if flat(p) not in near and used.isdisjoint(joined(p, name) for name in names)]
    plain = [p for p in fit if not any(stutters(joined(p, name)) for name in names)]
    once = [p for p in plain if all(len(set(joined(p, n).split("_"))) == len(joined(p, n).split("_")) for n in names)]
    for prefix in (*once, *plain):
        return prefix
    base = next((prefix for prefix in offered if prefix != told), "model")
    cell = f"cell_{members[0][0].cell + 1}_{base}"
    if not members[0][0].beside and flat(cell) not in near and used.isdisjoint(joined(cell, name) for name in names):
        return cell
    number = 2
    while flat(f"{base}_{number}") in near or not used.isdisjoint(joined(f"{base}_{number}", n) for n in names):
        number += 1
    return f"{base}_{number}"
