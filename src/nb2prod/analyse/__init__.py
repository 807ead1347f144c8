"""Notebook -> Program: statements with facts and roles, named edges, and what a person should know."""

from __future__ import annotations

from nb2prod.analyse.program import analyse

__all__ = ["analyse"]
