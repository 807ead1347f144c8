"""What a heading calls the step below it.

"2.3 Loading the data and a first look"     load_data          a verb, and what it does it to
"Feature scaling"                           scale_feature      a noun that stands for a verb
"Random Forest"                             no verb: a topic, ("random", "forest")
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nb2prod.plan.headings import calm, plain
from nb2prod.plan.names import identifier, words
from nb2prod.plan.naming.wording import (
    ARTICLES,
    DANGLING,
    DEFAULT_OBJECT,
    DOES,
    EMPTY,
    FINITE,
    FIXED,
    INCOMPLETE,
    LINKING,
    NOMINAL,
    NOUN_BEFORE,
    NOUN_GERUNDS,
    NOUNS_TOO,
    OF_WORK,
    OPENERS,
    PHASE_OF_VERB,
    PLOTS,
    PLOTTED,
    PREPROCESSED,
    QUESTIONS,
    SETUP,
    STOPS,
    THINGS,
    UNTELLING,
    VERBS,
)

COUNTED = re.compile(
    r"^\W*(?:(?:step|part|section|task|exercise|chapter|question|problem|lab|phase|stage|level|cell|q)\s*)?"
    r"(?:\(?\d+(?:\.\d+)*(?:[a-z]\b)?\s*[.:)\]-]+|(?<=\w)\s\d+\b|\(?[a-zA-Z]\))\s*",
    re.I,
)
BY_HAND = re.compile(r"\bmanually\b|\bby hand\b", re.I)
QUALITIES = frozenset(  # what an operation is like, not what it is done to
    """
    additional automatic backward basic bivariate categorical final first forward further initial manual more
    multivariate new numerical other polynomial random recursive second sequential simple statistical univariate
    """.split()
)
LONGEST_TITLE = 18  # words
LONGEST_PHRASE = 72
LETTERS = 44  # a name longer than this reads badly
MOST_WORDS = 6
MOST_SPOKEN = 4  # words that tell apart


@dataclass(frozen=True)
class Headline:
    """A heading as a name; `verb` is "" for a topic, `phase` the kind of step it speaks of, "" for any."""

    name: str
    verb: str = ""
    phase: str = ""
    text: str = ""  # the notebook's own phrase, where it is one: "Clean the data"
    nominal: bool = False  # its verb stands for a noun: "Feature scaling"


def headline(text: str) -> Headline | None:
    """What the heading says; None where it says nothing that a name could use."""
    topic: Headline | None = None
    if "?" in text:
        return None  # it asks, and what is done below may be anything
    text = text.replace("&", " and ")
    text = re.sub(r"(?<=[a-z])(?=CV\b)", " ", calm(text))  # GridSearchCV
    parts = _parts(text)
    for part in parts[:1] if len(words(text)) > LONGEST_TITLE else parts:  # of a paragraph only how it begins
        found = _phrase(part)
        if found is not None and found.verb and "," in part:
            found = _phrase(re.sub(r" (?:in|into) .*", "", part.partition(",")[0])) or found  # "Train it, print text"
        if found is not None and found.verb and BY_HAND.search(part) and not (found.verb in DOES or found.phase):
            return None  # "Manually examine the folder": a person does, and no step
        if found is not None and found.verb:
            return replace(found, text=_said(part, found.verb))
        topic = topic or found
    return topic


def _said(part: str, verb: str) -> str:
    """The phrase as it stands, where it opens with its verb and is plain text; "" where a sentence must be made."""
    phrase = re.sub(r"\s+", " ", plain(part)).strip(" .:;,!-")
    fits = len(phrase) <= LONGEST_PHRASE and re.fullmatch(r"[\w ,.'/%()&=+-]+", phrase, re.ASCII)
    several = any(
        word in VERBS | PLOTS for word in re.findall(r"(?:\band|&|,) (\w+)", phrase.lower())
    )  # it does one of them
    return phrase if fits and not several and phrase.lower().split(" ")[0] == verb.partition("_")[0] else ""


def _parts(text: str) -> list[str]:
    """The heading without its number and brackets, cut at colons and dashes."""
    said = bare(re.sub(r"[(\[{][^)\]}]*[)\]}]", " ", text))
    return [part for part in re.split(r"[:;|.!?]\s+|\s+[-–—]+\s+|[:.!?]$", said) if part.strip()]


def bare(text: str) -> str:
    """The heading without its number."""
    return COUNTED.sub("", text, count=1).lstrip("-–— ") or text


def _phrase(text: str) -> Headline | None:
    if (both := re.match(r"\W*(\w+) ?/ ?(\w+)\b", text)) and {*map(str.lower, both.groups())} <= VERBS - NOUNS_TOO:
        return None  # "Save/Load a SavedModel": one of two things
    if re.fullmatch(r"\W*[A-Z][a-z]+(?:[A-Z][a-z]*)+\W*", text):
        return Headline(identifier(text))  # SelectFromModel: a class, and no verb
    every = [word for word in words(text) if word not in ARTICLES]
    while every and every[0] in OPENERS and len(every) > 1:
        every = every[1:]
    if not every or every[0] in QUESTIONS or len(every) > 14:
        return None
    cut = _until_stop(every)
    fixed = FIXED.get(" ".join(cut)) if every[len(cut) : len(cut) + 1] not in (["and"], ["vs"], ["or"]) else None
    if fixed:
        verb = fixed.partition("_")[0]
        return Headline(fixed, verb, PHASE_OF_VERB.get(verb, ""))
    article = bool(re.search(r"^\W*\w+\s+(?:the|a|an|our|my|all)\b", text.strip(), re.I))
    if _verb(every[0], True) in PLOTS or every[0] in PLOTS:
        return None  # it speaks of the plot that went
    verb = _verb(every[0], len(every) == 1 or article or every[0] not in NOUN_GERUNDS)
    if every[0] in NOUNS_TOO and not article and len(every) > 1 and every[1] not in THINGS:
        verb = verb if every[0] == "train" and every[1] not in NOUN_BEFORE else ""
    if verb and not (every[0] == "preprocessing" and PREPROCESSED & {*every[1:2]}):
        return _called(verb, every[1:])
    last = NOMINAL.get(every[-1], "") if len(every) <= 4 and every[-2:-1] != ["cross"] else ""  # "Cross validation"
    if last == "transform" and not (THINGS | UNTELLING) & set(every[:-1]) and len(every) > 1:
        return Headline(f"apply_{'_'.join(every)}", "apply")  # "Logarithmic transformation": of what, it does not say
    if last and not STOPS & set(every):
        return _called(last, every[:-1], True)
    while every and every[0] in STOPS:  # "Back to Burgers' Equation"
        every = every[1:]
    topic = _whole(every)
    if not topic or topic[-1] in PLOTTED or all(word in EMPTY or word.isdigit() for word in topic):
        return None
    name = _fitting(topic)
    return Headline(name) if name else None


def _verb(word: str, gerund: bool) -> str:
    """The verb that a word is: "load", "loading"; "" where it is none."""
    if word == "using":
        return "use"
    if word in VERBS | PLOTS:
        return word
    if not gerund or not word.endswith("ing") or len(word) < 6:
        return ""
    stem = word[:-3]
    doubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem
    return next((verb for verb in (stem + "e", stem, doubled) if verb in VERBS | PLOTS), "")


def _called(verb: str, rest: list[str], nominal: bool = False) -> Headline | None:
    phase = PHASE_OF_VERB.get(verb, "")
    if rest and rest[0] in ("up", "out", "off") and verb in ("set", "clean", "find", "drop", "sum", "start"):
        verb, rest = (f"{verb}_{rest[0]}", rest[1:]) if verb not in ("clean", "sum") else (verb, rest[1:])
    if rest[:1] == ["or"]:
        return None
    if len(rest) > 2 and rest[0] == "and" and _verb(rest[1], True):
        rest = rest[2:]  # "Build and run the pipeline"
    elif rest[:1] == ["and"]:
        return None  # "Import and become one with the data": half of it
    thing = _until_stop(rest)
    if rest[len(thing) :][:1] == ["and"] and thing and not _verb(rest[-1:][0], True):
        second = _until_stop(rest[len(thing) + 1 :])  # "Find numerical and categorical variables": no half of it
        if second and NOMINAL.get(second[-1]):
            return None  # "Train a model and evaluation": two jobs
        if second and (second[0] in NOUNS_TOO or not _verb(second[0], True)):  # "Prepare train and test sets"
            name = _fitting([verb, *thing, "and", *second])
            return Headline(name, verb, phase, nominal=nominal) if name else None
    if verb in INCOMPLETE and len(thing) < len(rest) and _whole(rest, len(verb) + 1) != rest:
        return None  # "Bring the features onto one scale"
    if thing and FINITE & set(rest[len(thing) : len(thing) + 1]):
        return None  # "Ensure the target is handled as a category"
    if thing and len(thing) < len(rest) and thing[-1] in DANGLING:
        return None  # "Use these raw images along with ..."
    thing = _whole(rest, len(verb) + 1) if thing else thing
    if not thing and rest[:1] != [] and rest[0] in ("on", "with", "to", "for", "of", "in", "from"):
        of = _until_stop(rest[1:])
        thing = [*(rest[:1] if rest[0] != "of" else ()), *of] if of else []  # "Sampling from the posterior"
    if verb in ("import", "load") and thing and set(thing) & SETUP:
        return Headline("set_up", "set_up", "")
    if not thing and rest[:1] == ["only"]:
        return None  # "Extract only the letter"
    if not thing:
        default = DEFAULT_OBJECT.get(verb, "set_up" if verb == "set_up" else "")
        return Headline(default, verb, phase) if default else None
    if all(word.isdigit() for word in thing) or (thing[0].isdigit() and phase == "train"):
        return None  # "Choose 1/4 of the digits", "Train 2 epochs"
    if verb in ("make", "let", "see", "use", "get") and thing[0] in ("sure", "go", "started", "rid"):
        return None
    if nominal and {*thing} <= QUALITIES:
        return None  # "Random initialization": of what, it does not say
    thing = ["features"] if nominal and thing == ["feature"] else thing
    name = _fitting([verb, *thing])
    return Headline(name, verb, phase, nominal=nominal) if name else None


def _until_stop(every: list[str]) -> list[str]:
    end = next((n for n, word in enumerate(every) if word in STOPS), len(every))
    return every[:end]


def _whole(every: list[str], before: int = 0) -> list[str]:
    """With "of", "with" and the like, where the name stays short: "Test effect of changing SEX"."""
    start = _until_stop(every)
    of = start and every[len(start) :][:1] == ["of"]  # "the number of components for PCA": a number of what
    longer = [*start, "of", *_until_stop(every[len(start) + 1 :])] if of else start
    for found in (every, longer):
        short = len("_".join(found)) + before <= LETTERS and len(found) + bool(before) <= MOST_WORDS
        if short and not (STOPS - LINKING) & set(found) and found[-1:] and found[-1] not in STOPS:
            return found
    return start


def _fitting(every: list[str]) -> str:
    """The words as a name that can be read; "" for too many of them: half a phrase says something else."""
    name = "_".join(every)
    return name if len(every) <= MOST_WORDS and len(name) <= LETTERS else ""


def spoken_of(said: Headline, text: str) -> str:
    """All that a heading says, where it is a name for something and no work; "" else."""
    spoken = [word for word in words(bare(text)) if word not in ARTICLES]
    if said.verb and not (spoken and spoken[0].endswith("ing")):
        return ""  # "Get the data ready"
    if said.verb and said.verb not in OF_WORK:
        return "_".join(spoken) if len(spoken) <= MOST_SPOKEN and not STOPS & {*spoken} else ""  # "Streaming TV"
    topic = spoken[1:] if said.verb else spoken  # "Training a larger model"
    acts = any(word in VERBS or word.endswith(("ing", "ly")) for word in topic[:1])
    plain = topic and not acts and len(topic) <= MOST_SPOKEN and not STOPS & {*topic[:1]}
    return "_".join(topic) if plain and said.name.endswith("_".join(topic)) else ""
