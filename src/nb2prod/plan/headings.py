"""Headings of the notebook: which one stands over a cell, and what it says as plain text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from nb2prod.model import Cell, Notebook
from nb2prod.plan.names import identifier, words

HEADING = re.compile(r"^\s{0,3}(#{1,6})(?:\s+|(?=[A-Za-z\d*]))(.*?)\s*#*\s*$")  # older notebooks: "#SVM"
BOLD = re.compile(r"\*\*([^*]{3,100})\*\*$")
LABEL = re.compile(r"^(?:introduction|intro|tutorial|exercise|assignment|project|lab|homework)\s*[:-]\s+(?=\w)", re.I)
LESSON = re.compile(
    r"(?:chapter|class|day|homework|lab|lecture|lesson|module|part|seminar|session|unit|week|\u0441\u0435\u043c\u0438\u043d\u0430\u0440)\b.{0,9}\d",
    re.I,
)
PART = re.compile(r"^(?:chapter|exercise|lab|part|problem|question|q|section|step|task|week)\s*\d[\d.]*\W*", re.I)
COUNTED = re.compile(r"\W*\d")  # "1. Reading"
COURSE = re.compile(r"[A-Z]{0,4}\d{2,}[-\d]*:")  # "CS229: Machine learning"
SENTENCE = re.compile(r"(?:\S+ ){5}.*\.$")  # "This notebook shows how to read files."
CHAPTER = re.compile(r"chapter \d+\W+\w", re.IGNORECASE)
FIRST = 8  # cells
LONGEST_TOPIC, MOST_WORDS = 24, 4
LOUD = 4  # letters of a word that nobody takes for an abbreviation where all words are capitals
ABBREVIATIONS = frozenset(
    """
    ABC ADASYN AIC ANOVA API ARIMA ARMA AUC BERT BIC CSV DBSCAN EDA ELMO GAN GARCH GAUC GLUE GPU GRU IDF JSON LDA LIME
    MAE MAPE MCA MICE MNIST NASA NMF NUTS OLS PCA QDA RMSE ROC SARIMA SARIMAX SHAP SMOTE SQL SVC TSNE UMAP URL USA
    """.split()
)
SMALL = frozenset("a an and at by for from in into of on or our the this to using via with".split())
HTML = re.compile(r"^\s*<h([1-6])\b[^>]*>(.+?)</h[1-6]>\s*$", re.IGNORECASE)  # browsers close it with any


@dataclass(frozen=True)
class Heading:
    """One Markdown heading: the cell that it stands in, its level, its text."""

    cell: int
    level: int
    text: str


def headings(notebook: Notebook) -> dict[int, Heading]:
    """For each code cell the heading above it."""
    found: dict[int, Heading] = {}
    current: Heading | None = None
    over = _title_cell(notebook)
    for cell in notebook.cells:
        if cell.kind == "markdown":
            heading = _last(cell.index, cell.source)
            current = (None if cell.index == over else heading) if heading else current
        elif current is not None:
            found[cell.index] = current
    return found


def _title_cell(notebook: Notebook) -> int | None:
    """The cell of a first heading that stands above all others: it names the notebook, not a step."""
    found = [h for c in notebook.cells if c.kind == "markdown" and (h := _last(c.index, c.source))]
    if len(found) < 2 or any(other.level <= found[0].level for other in found[1:]):
        return None
    return found[0].cell


SECTIONS = frozenset({  # words of headings that name a part of any notebook, or any notebook, not this one
    "a", "about", "all", "an", "analysis", "and", "assignment", "background", "classification", "config",
    "configuration", "constants", "contents", "context", "data", "dataset", "datasets", "demo", "dependencies",
    "description", "descriptions", "eda", "environment", "example", "examples", "exercise", "exercises", "exploration",
    "exploratory", "file", "files", "from", "getting", "goal", "goals", "homework", "import", "importing",
    "imports", "in", "install", "installation", "installing",
    "intro", "introduction", "kernel", "lab", "libraries", "library", "license", "load", "loading",
    "main", "model", "modeling", "modelling", "models", "modules", "necessary", "needed", "notebook", "objective",
    "objectives", "of", "our", "overview", "packages", "parameters", "preliminaries", "preprocessing",
    "prerequisites", "project", "purpose", "read", "reading", "recap", "regression", "required", "requirements", "set",
    "settings",
    "setup", "solution", "solutions", "some", "started", "starter", "structure", "table", "test", "the", "this",
    "tools", "training", "tutorial", "tutorials", "up", "utils", "variables",
    "for", "my", "opening", "practical", "task", "tasks", "thank", "thanks", "to", "welcome", "what", "why", "you",
})  # fmt: skip


def title(notebook: Notebook) -> str:
    """What the notebook calls itself; else its file name."""
    return own_title(notebook) or plain(re.sub(r"[_-]+", " ", notebook.name.removesuffix(".ipynb"))) or "notebook"


def own_title(notebook: Notebook) -> str:
    """The first heading of the notebook as plain text, if it is about this one; "" else.

    A book's title gives way to that of the chapter, which stands below it.
    """
    for cell in notebook.cells[:FIRST]:
        for line in cell.source.split("\n") if cell.kind == "markdown" else ():
            if (found := _heading(line)) and found[0] == 1 and CHAPTER.match(plain(found[1])):
                return plain(found[1])
    marked = [cell for cell in notebook.cells if cell.kind == "markdown"]
    headed = any(_last(cell.index, cell.source) for cell in marked)
    labelled = not headed and sum(_bold(cell) is not None for cell in marked) > 1  # the first of many sections
    for cell in notebook.cells:
        if cell.kind == "markdown":
            first = next((found for line in cell.source.split("\n") if (found := _heading(line))), None)
            bold = None if labelled else _bold(cell)  # **Chapter 14 - Computer vision**
            first = (1, bold[1]) if bold else first
            if first and plain(first[1]):
                whole = plain(first[1]) if bold else _whole(cell, first)
                if not bold and _one_of_several(notebook, cell, first[0]):
                    break
                if SENTENCE.match(whole) or {*re.findall(r"[^\W\d_]+", whole.lower())} <= SECTIONS:
                    break
                return LABEL.sub("", whole).lstrip("\u2013\u2014-:| ")
            if first is None and any(line.strip()[:1].isalnum() for line in cell.source.split("\n")):
                break  # what is told before a heading is the notebook's: the heading is that of a part
        elif any(line.strip() and line.strip()[0] not in "%#" for line in cell.source.split("\n")):
            break
    return ""


def _one_of_several(notebook: Notebook, cell: Cell, level: int) -> bool:
    """Whether a heading behind the first one stands as high: then that is a section's, unless it opens the notebook.

    "# Wine quality", and a sentence about it, is a title all the same; "# 1. Reading" is none, nor a course.
    """
    lines = [
        line for c in notebook.cells if c.index > cell.index and c.kind == "markdown" for line in c.source.split("\n")
    ]
    beside = [found[1] for line in lines if (found := _heading(line)) and found[0] <= level]
    own = [line for line in cell.source.split("\n") if line.strip()]
    first = _heading(own[0]) if cell.index == 0 else None
    if not beside or first is None:
        return bool(beside)
    counted = COUNTED.match(first[1]) is not None and any(map(COUNTED.match, beside))
    if counted or COURSE.match(first[1]) is not None or len(own) < 2:
        return True
    below = _heading(own[1])  # "# Churn", and "## Introduction" in the same cell
    return not own[1].strip()[:1].isalnum() and (below is None or below[0] <= first[0])


def _whole(cell: Cell, first: tuple[int, str]) -> str:
    """A title over two lines, `# Exercise 5:` and `# Bias and variance`, as one."""
    lines = [line for line in cell.source.split("\n") if line.strip()]
    found = [heading for line in lines[:2] if (heading := _heading(line))]
    one = len(found) > 1 and found[0] == first and found[1][0] == first[0] and first[1].rstrip().endswith(":")
    one |= len(found) > 1 and found[0] == first and found[1][0] > first[0] and bool(LESSON.match(plain(found[1][1])))
    return f"{plain(first[1])}: {plain(found[1][1])}" if one else plain(first[1])


def _bold(cell: Cell) -> re.Match[str] | None:
    """The first line of a text, where all of it is bold."""
    return BOLD.match(cell.source.strip().split("\n")[0])


def plain(text: str) -> str:
    """Markdown as one line of text: no links, no HTML, no emphasis, no control characters."""
    text = re.sub(r"^\s*\(?\d+(?:\.\d+)*(?:\s*[.):\-]*\s+|[.):]+)(?=\D)", "", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<[^>]{0,200}>", "", text)
    text = re.sub(r"[*`]{1,3}(\S[^*`]*)[*`]{1,3}", r"\1", text)
    text = html.unescape(re.sub(r"\*{2,}|(?<=\w)\*$", "", text))  # what opens and never closes
    text = re.sub(r"(?<!\w)_{1,3}(?=[^\s_])([^_]+?)_{1,3}(?!\w)", r"\1", text)  # `X_train` is no emphasis
    text = "".join(" " if not letter.isprintable() else letter for letter in text)
    return re.sub(r"\s+", " ", text).strip(" :#").rstrip("([{ ")


def calm(text: str) -> str:
    """A heading that shouts, as a sentence: "TRAIN THE KNN MODEL" as "Train the KNN model"."""
    every = re.findall(r"[^\W\d_]+", text)
    if any(word != word.upper() for word in every) or not any(len(w) >= LOUD and not _spelt(w) for w in every):
        return text
    lower = re.sub(r"[^\W\d_]+", lambda found: found[0] if _spelt(found[0]) else found[0].lower(), text)
    return re.sub(r"[^\W\d_]", lambda found: found[0].upper(), lower, count=1)


def _spelt(word: str) -> bool:
    """Whether its letters are read one by one, as far as one sees: KNN, PCA."""
    return word in ABBREVIATIONS or not re.search("[AEIOUY]", word)


def topic(text: str) -> str:
    """What a heading is about, as a part of a name: "Training a larger model" as `larger_model`; "" for a long one."""
    said = words(PART.sub("", plain(text)))
    if said[:1] and said[0].endswith("ing") and len(said) > 1:
        said = said[1:]  # what is done there the rest of the name says
    said = [word for word in said if word not in SMALL]
    name = identifier(" ".join(said), "")
    told = name.isidentifier() and name[0] != "_"  # "6 epochs" counts something
    return name if told and len(name) <= LONGEST_TOPIC and len(said) <= MOST_WORDS else ""


def topics(notebook: Notebook) -> dict[int, str]:
    """For each code cell what the heading above it is about; nothing where other text stands between."""
    over, last = headings(notebook), -1
    found: dict[int, str] = {}
    for cell in notebook.cells:
        if cell.kind == "markdown" and cell.source.strip():
            last = cell.index
        elif cell.index in over and over[cell.index].cell == last:
            found[cell.index] = topic(over[cell.index].text)
    return found


def _last(cell: int, source: str) -> Heading | None:
    found, fenced = None, False
    for line in source.split("\n"):
        fenced ^= line.strip().startswith("```")
        match = None if fenced else _heading(line)
        if match:
            found = Heading(cell, match[0], calm(plain(match[1])))
    return found


def _heading(line: str) -> tuple[int, str] | None:
    """Level and text of a line that is a heading, in Markdown or HTML."""
    if match := HEADING.match(line):
        return len(match[1]), match[2]
    if match := HTML.match(line):
        return int(match[1]), match[2]
    return None
