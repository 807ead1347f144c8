"""The words that name steps: verbs, nouns that stand for one, words that say nothing; the table is `headings.yaml`."""

from __future__ import annotations

from nb2prod.knowledge.shelf import table

_TABLES = table("headings.yaml")


def _said(key: str) -> dict[str, str]:
    """What comes of each word of a table."""
    return {word: said for said, words in _TABLES[key].items() for word in words.split()}


def _words(key: str) -> frozenset[str]:
    return frozenset(_TABLES[key].split())


DEFAULT_OBJECT = _said("default_object")
PHASE_OF_VERB = _said("phase_of_verb")
OTHERWISE = _said("otherwise")
NOMINAL = _said("nominal")
FIXED: dict[str, str] = {heading: name for name, headings in _TABLES["fixed"].items() for heading in headings}
DOES = {verb: frozenset(doing.split()) for verbs, doing in _TABLES["does"].items() for verb in verbs.split()}
VERBS = _words("verbs") | {*PHASE_OF_VERB, *DEFAULT_OBJECT}
OF_WORK = _words("of_work") | {*PHASE_OF_VERB, *DOES}
OF_FITS = _words("of_fits")
UNTELLING = _words("untelling")
NOUNS_TOO = _words("nouns_too")
THINGS = _words("things")
PLOTS = _words("plots")
PLOTTED = _words("plotted")
NOUN_GERUNDS = _words("noun_gerunds")
NOUN_BEFORE = _words("noun_before")
PREPROCESSED = _words("preprocessed")
LINKING = _words("linking")
ARTICLES = _words("articles")
OPENERS = _words("openers")
STOPS = _words("stops")
DANGLING = _words("dangling")
INCOMPLETE = _words("incomplete")
FINITE = _words("finite")
QUESTIONS = _words("questions")
EMPTY = _words("empty")
SETUP = _words("setup")
