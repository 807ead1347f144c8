"""The arguments of one call, as values."""

from __future__ import annotations

from dataclasses import dataclass

from nb2prod.analyse.environment import NO_NAMES, Value
from nb2prod.replacing import replace


@dataclass(frozen=True)
class Arguments:
    """The values a call is given."""

    positional: tuple[Value, ...]
    keywords: dict[str, Value]
    off: frozenset[str] = NO_NAMES  # keywords given as False or None
    parameters: tuple[str, ...] = ()
    spread: tuple[Value, ...] = ()  # from the first `*values` on: nobody knows which parameters they meet

    @property
    def all(self) -> list[Value]:
        """Every argument in source order."""
        return [*self.positional, *self.spread, *self.keywords.values()]

    def reaching(self, key: str) -> list[Value]:
        """The arguments that may be the one with this name or position."""
        sure = self.named(key)
        return [sure] if sure is not None else list(self.spread) if key != "self" else []

    def named(self, key: str) -> Value | None:
        """The argument with this name or position, where it is given."""
        if key.isdigit():
            return self.positional[int(key)] if int(key) < len(self.positional) else None
        if key in self.keywords:
            return self.keywords[key]
        if key in self.parameters and self.parameters.index(key) < len(self.positional):
            return self.positional[self.parameters.index(key)]
        return None

    def behind(self, *first: Value) -> Arguments:
        """The same arguments after `first`; nothing but them for none."""
        return replace(self, positional=(*first, *self.positional)) if first else self

    @property
    def names(self) -> frozenset[str]:
        """Names of the arguments that are given and not None, positional ones where their names are known."""
        positional = [p for p, v in zip(self.parameters, self.positional, strict=False) if v.type != "None"]
        return frozenset({*positional, *(k for k, v in self.keywords.items() if v.type != "None")})

    @property
    def said(self) -> frozenset[str]:
        """Those names, and `-shuffle` where shuffle is False or None."""
        return self.names | {f"-{key}" for key in self.off}

    def switched_on(self, key: str) -> bool:
        """Whether the argument is given and neither False nor None."""
        given = self.named(key)
        return given is not None and key not in self.off and given.type != "None"
