"""Data that no installation brings: what is read, what the notebook fetches, the command that is told."""

import pytest

from tests.notebooks import planned

NLTK = "import nltk\nfrom nltk.corpus import stopwords\n"
TABLE = [
    (NLTK + "words = stopwords.words('english')\nprint(words)", "python -m nltk.downloader stopwords"),
    (NLTK + "nltk.download('stopwords')\nwords = stopwords.words('english')\nprint(words)", ""),
    (NLTK + "nltk.download(name)\nwords = stopwords.words('english')\nprint(words)", ""),
    (NLTK + "nltk.download('popular')\nwords = stopwords.words('english')\nprint(words)", ""),
    (
        NLTK + "def tags(t):\n    return nltk.pos_tag(nltk.word_tokenize(t))\nprint(tags('a b'))",
        "python -m nltk.downloader punkt punkt_tab averaged_perceptron_tagger averaged_perceptron_tagger_eng",
    ),
    (NLTK + "nltk.download('wordnet')\nprint(nltk.word_tokenize('a'))", "python -m nltk.downloader punkt punkt_tab"),
    (NLTK + "print(nltk.edit_distance('a', 'b'))", ""),
    ("import spacy\nnlp = spacy.load('en_core_web_sm')\nprint(nlp('a'))", "python -m spacy download en_core_web_sm"),
    ("import spacy\nnlp = spacy.load('my_model')\nprint(nlp('a'))", ""),  # a folder of its own
    ("import spacy\nnlp = spacy.blank('en')\nprint(nlp('a'))", ""),
    ("import spacy\n!python -m spacy download de_core_news_md\nnlp = spacy.load('de_core_news_md')\nprint(nlp)", ""),
]


@pytest.mark.parametrize(("source", "command"), TABLE)
def test_data_that_is_fetched_once(source, command):
    found = [f for f in planned(source).findings if f.code == "NB158"]
    advice = [f.advice for f in found]
    assert all(f.text.endswith("a run that gets there stops") for f in found)  # nobody may call the function
    assert advice == [f"once, after installing: {command}"] * bool(command)


TOOL = "%%writefile tool.py\nimport nltk\nfrom nltk.corpus import stopwords\ndef words():\n    return stopwords.words('english')\n"
BESIDE = [
    (TOOL, "words", ["stopwords"]),
    (TOOL + "def other(): pass\n", "other", []),  # what reads them is never called
    (TOOL.replace("def words", "nltk.download('stopwords')\ndef words"), "words", []),
]


@pytest.mark.parametrize(("tool", "called", "names"), BESIDE)
def test_data_that_a_module_beside_the_notebook_reads(tool, called, names):
    found = [f for f in planned(tool, f"from tool import {called}\nprint({called}())").findings if f.code == "NB158"]
    assert [f.advice.split()[-1] for f in found] == names
    assert all("nltk.corpus.stopwords.words in tool.py" in f.text for f in found)
