"""Import statements for the package: modules beside the notebook come from the package, notebook front ends go.

from helper_mod import triple       from churn.helper_mod import triple
from config import SIZE             from churn.config_ import SIZE   (where the project has a module of that name)
from tqdm.notebook import tqdm      from tqdm import tqdm
from sklearn.externals import joblib        import joblib       (where it has moved to: plan)
Word2Vec(rows, size=9)          Word2Vec(rows, vector_size=9)      (where the keyword has another name now)
KFold(9, n_folds=3)             list(KFold(n_splits=3).split(range(9)))     (of sklearn.cross_validation)
import_module("helper_mod")     import_module("churn.helper_mod")
import urllib                   import urllib.request   (of which the code says urllib.request.urlopen)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import libcst as cst

from nb2prod.rewrite.build import call, dotted
from nb2prod.rewrite.visiting import Transformer

FRONT_ENDS = {"tqdm.notebook": "tqdm", "tqdm.autonotebook": "tqdm", "tqdm._tqdm_notebook": "tqdm", "tqdm.auto": "tqdm"}
RENAMED = {("tqdm", "tqdm_notebook"): "tqdm", ("tqdm", "tnrange"): "trange"}

Holder = TypeVar("Holder", cst.Arg, cst.Index)  # of a text
Places = Mapping[tuple[str, str], tuple[str, str]]
NOWHERE: Places = {}
NOTHING: Mapping[str, Sequence[str]] = {}
SAME: Mapping[tuple[str, str], str] = {}


class Relocate(Transformer):
    """Rewrites every import statement below a node."""

    def __init__(
        self,
        package: str,
        local: Mapping[str, str],
        places: Places = NOWHERE,
        *,
        opened: Mapping[str, Sequence[str]] = NOTHING,
        keywords: Mapping[tuple[str, str], str] = SAME,
        copied: bool = False,
    ) -> None:
        """`local`: top-level names of the modules that were copied into the package, and their names there.

        `places`: module and name of what has moved, and where it is now. `opened`: packages, and those of their
        modules that the code takes from them, in order: importing the package does not bring them. `keywords`: what is
        called and its keyword or text in quotes, and what that is now. `copied`: the code is a module that was copied,
        whose relative imports are right.
        """
        self.package = package
        self.local = local
        self.places = places
        self.opened = opened
        self.keywords = keywords
        self.copied = copied

    def of_copied(self, places: Places = NOWHERE) -> Relocate:
        """The same for a module that was copied."""
        return Relocate(self.package, self.local, places, copied=True)

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        """`Word2Vec(rows, size=9)` is `Word2Vec(rows, vector_size=9)` now."""
        func = original_node.func
        if isinstance(func, cst.Name) and ("sklearn.cross_validation", func.value) in self.places:
            return _splits(func.value, updated_node)
        called = func.attr if isinstance(func, cst.Attribute) else func
        if updated_node.args and isinstance(called, cst.Name) and called.value == "import_module":
            first = self._named_in_text(updated_node.args[0])
            return updated_node.with_changes(args=[first, *updated_node.args[1:]])
        if not self.keywords or not isinstance(called, cst.Name):
            return updated_node
        return updated_node.with_changes(args=[self._keyword(called.value, arg) for arg in updated_node.args])

    def leave_Subscript(self, original_node: cst.Subscript, updated_node: cst.Subscript) -> cst.Subscript:
        """`sys.modules["helpers"]` is `sys.modules["churn.helpers"]` where helpers was copied into the package."""
        match updated_node:
            case cst.Subscript(
                value=cst.Attribute(value=cst.Name("sys"), attr=cst.Name("modules")),
                slice=[cst.SubscriptElement(slice=cst.Index() as index) as only],
            ):
                return updated_node.with_changes(slice=[only.with_changes(slice=self._named_in_text(index))])
        return updated_node

    def _named_in_text(self, holder: Holder) -> Holder:
        """A module that was copied, named in a text: under its name in the package."""
        text = holder.value.evaluated_value if isinstance(holder.value, cst.SimpleString) else None
        if not isinstance(text, str) or text.partition(".")[0] not in self.local:
            return holder
        return holder.with_changes(value=cst.SimpleString(f'"{self._inside(text)}"'))

    def _keyword(self, called: str, arg: cst.Arg) -> cst.Arg:
        if arg.keyword is not None:
            now = self.keywords.get((called, arg.keyword.value))
            return arg.with_changes(keyword=cst.Name(now)) if now is not None else arg
        text = arg.value.evaluated_value if isinstance(arg.value, cst.SimpleString) else None
        now = self.keywords.get((called, f'"{text}"')) if isinstance(text, str) else None
        return arg.with_changes(value=cst.SimpleString(f'"{now}"')) if now is not None else arg

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom | cst.Import | cst.FlattenSentinel[cst.BaseSmallStatement]:
        """`from x import y`; names that stand in several places now are taken apart."""
        if updated_node.relative and self.copied:
            return updated_node
        if updated_node.module is None:
            if updated_node.relative:
                return updated_node.with_changes(relative=(), module=dotted(self.package))
            return updated_node
        name = module_name(updated_node.module)
        if updated_node.relative or name.split(".")[0] in self.local:
            return updated_node.with_changes(relative=(), module=dotted(self._inside(name)))
        name = FRONT_ENDS.get(name, name)
        names = updated_node.names
        if isinstance(names, cst.ImportStar):
            return updated_node.with_changes(module=dotted(name))
        placed = [(self.places.get((name, module_name(alias.name)), (name, "")), alias) for alias in names]
        modules = list(dict.fromkeys(module for (module, _), _ in placed))
        made = []
        for module in modules:
            own = [_alias(alias, new) if new else _renamed(name, alias) for (at, new), alias in placed if at == module]
            if len(modules) > 1:
                own[-1] = own[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
            made.append(updated_node.with_changes(module=dotted(module), names=own) if module else cst.Import(own))
        return made[0] if len(made) == 1 else cst.FlattenSentinel(made)

    def leave_Import(
        self, original_node: cst.Import, updated_node: cst.Import
    ) -> cst.Import | cst.ImportFrom | cst.FlattenSentinel[cst.BaseSmallStatement]:
        """`import x`; one with several names is taken apart where one of them is in the package."""
        if len(updated_node.names) > 1 and any(
            module_name(a.name).split(".")[0] in self.local for a in updated_node.names
        ):
            single = [cst.Import([a.with_changes(comma=cst.MaybeSentinel.DEFAULT)]) for a in updated_node.names]
            return cst.FlattenSentinel([made for part in single for made in self._one(part)])
        made = self._one(updated_node)
        return made[0] if isinstance(made[0], cst.Import | cst.ImportFrom) else cst.FlattenSentinel(made)

    def _one(self, updated_node: cst.Import) -> list[cst.Import | cst.ImportFrom | cst.Expr]:
        first = module_name(updated_node.names[0].name)
        if first.split(".")[0] in self.local and len(updated_node.names) == 1:
            alias = updated_node.names[0]
            if "." in first and alias.asname is None:  # `import pkg.sub` binds pkg, which then has a `sub`
                ran = cst.Expr(call("__import__", [cst.SimpleString(f'"{self._inside(first)}"')]))
                return [ran, *self._one(cst.Import([cst.ImportAlias(cst.Name(first.split(".")[0]))]))]
            package, _, module = self._inside(first).rpartition(".")
            return [cst.ImportFrom(dotted(package), [_alias(alias, module)])]
        return [updated_node.with_changes(names=[made for a in updated_node.names for made in self._opened(a)])]

    def _inside(self, name: str) -> str:
        """Where a copied module stands in the package."""
        top, dot, rest = name.partition(".")
        return f"{self.package}.{self.local.get(top, top)}{dot}{rest}"

    def _opened(self, alias: cst.ImportAlias) -> list[cst.ImportAlias]:
        """`import xml` is `import xml.dom, xml.sax` where the code takes both from it; so is `import xml.dom`."""
        name = module_name(alias.name)
        modules = self.opened.get(name.partition(".")[0], ())
        if alias.asname is not None or not modules:
            return [self._whole(alias)]
        *others, last = (cst.ImportAlias(dotted(each)) for each in sorted({*modules, *([name] if "." in name else [])}))
        return [*others, last.with_changes(comma=alias.comma)]

    def _whole(self, alias: cst.ImportAlias) -> cst.ImportAlias:
        """`import fbprophet` is `import prophet as fbprophet` now."""
        name = module_name(alias.name)
        _, new = self.places.get((name, ""), ("", ""))
        if not new or ("." in name and alias.asname is None):
            return alias.with_changes(name=dotted(FRONT_ENDS.get(name, name)))
        return alias.with_changes(name=dotted(new), asname=alias.asname or cst.AsName(cst.Name(name)))


def _splits(name: str, old: cst.Call) -> cst.Call:
    """All at once: they were iterated over, and again. A seed where nothing is drawn is refused now."""
    named = {arg.keyword.value: arg.value for arg in old.args if arg.keyword is not None}
    if not named.keys() & {"n_folds", "n_iter"}:
        return old  # done already, or no splitter
    rows = named.pop("n", None) or old.args[0].value
    if "n_folds" in named and "shuffle" not in named:
        named.pop("random_state", None)
    made = call(name, [], **{"n_splits" if key in ("n_folds", "n_iter") else key: v for key, v in named.items()})
    return call("list", [cst.Call(cst.Attribute(made, cst.Name("split")), [cst.Arg(call("range", [rows]))])])


def module_name(node: cst.BaseExpression) -> str:
    """The dotted name that an import names."""
    if isinstance(node, cst.Attribute):
        return f"{module_name(node.value)}.{node.attr.value}"
    assert isinstance(node, cst.Name)
    return node.value


def _alias(alias: cst.ImportAlias, new: str) -> cst.ImportAlias:
    """The same binding, of what is called `new` now."""
    name = module_name(alias.name)
    kept = alias.asname or (cst.AsName(cst.Name(name)) if new != name else None)
    return alias.with_changes(name=cst.Name(new), asname=kept)


def _renamed(module: str, alias: cst.ImportAlias) -> cst.ImportAlias:
    name = module_name(alias.name)
    return _alias(alias, RENAMED.get((module, name), name))
