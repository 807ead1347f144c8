"""One prefix for all settings of a model, and no prefix for two models.

a = KMeans(n_clusters=3); a = KMeans(n_clusters=4, max_iter=9)      n_clusters, a_n_clusters and a_max_iter
n_clusters = range(9); a = KMeans(n_clusters=3, max_iter=9)         a_n_clusters and a_max_iter
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from nb2prod.plan.parameters.candidate import Group
from nb2prod.plan.parameters.telling import flat, joined, stutters


def _call_of(group: Group) -> object:
    """The model or transformer that it is a setting of; None where it is none, or the seed of several."""
    candidate = group[0]
    setting = candidate.statement >= 0 or (candidate.of and candidate.alike[:1] != ("split",))
    several = candidate.alike[:1] == ("seed",) and (len(group) > 1 or candidate.statement < 0)
    if not setting or several or candidate.constant is not None:
        return None
    return (candidate.statement, candidate.cell, candidate.origin, candidate.of, candidate.label)


def one_prefix_each(groups: list[Group], taken: Collection[str], order: list[int], own: Collection[int]) -> list[Group]:
    """The groups; where one setting of a call cannot have its plain name, all of them with one prefix.

    Where settings of the saved model have plain names, those of other models have none.

    `taken`: names that no parameter may have; `order`: of the groups, who gets plain names first; `own`: statements
    that make the saved model, whose settings keep theirs.
    """
    calls: dict[object, list[int]] = {}
    for number in order:
        if (call := _call_of(groups[number])) is not None:
            calls.setdefault(call, []).append(number)
    shared = Counter(name for members in calls.values() for name in {groups[n][0].name for n in members})
    plain = any(c.statement in own for members in calls.values() for n in members for c in groups[n])
    used, prefixes, found = set(taken), set[str](), list(groups)
    used |= {group[0].name for group in groups if _call_of(group) is None and not group[0].path}
    for members in calls.values():
        names = [groups[n][0].name for n in members]
        of_model = any(c.statement in own and not c.label for n in members for c in groups[n])
        other = plain and not any(c.statement in own for n in members for c in groups[n])
        other = other and any(c.statement >= 0 for n in members for c in groups[n])  # a model, no transformer
        if used.isdisjoint(names) and (of_model or (not other and all(shared[name] == 1 for name in names))):
            used |= set(names)
            continue
        prefix = _free([groups[n] for n in members], names, used, prefixes)
        prefixes.add(prefix)
        used |= {joined(prefix, name) for name in names}
        for number in members:
            found[number] = tuple(replace(c, prefixes=(prefix,), always=True) for c in groups[number])
    return found


def _free(members: list[Group], names: list[str], used: set[str], prefixes: set[str]) -> str:
    """The first prefix that no other call has, and that gives no name twice; else one with a number."""
    offered = dict.fromkeys(p for group in members for c in group for p in c.prefixes if p)
    near = {flat(prefix) for prefix in prefixes}  # kmeans and k_means are no two
    fit = [p for p in offered if flat(p) not in near and used.isdisjoint(joined(p, name) for name in names)]
    plain = [p for p in fit if not any(stutters(joined(p, name)) for name in names)]
    once = [p for p in plain if all(len(set(joined(p, n).split("_"))) == len(joined(p, n).split("_")) for n in names)]
    for prefix in (*once, *plain):
        return prefix
    base = next(iter(offered), "model")
    cell = f"{base}_of_cell_{members[0][0].cell + 1}"
    if flat(cell) not in near and used.isdisjoint(joined(cell, name) for name in names):
        return cell
    number = 2
    while flat(f"{base}_{number}") in near or not used.isdisjoint(joined(f"{base}_{number}", n) for n in names):
        number += 1
    return f"{base}_{number}"
