"""The title of a project: what the notebook calls itself, and no heading of a mere section."""

import pytest

from nb2prod.plan.headings import calm, title, topic
from tests.notebooks import notebook, text

TITLES = [
    ("# Trees &amp; forests**", "Trees & forests"),
    ("# Houses, final assignment(", "Houses, final assignment"),
    ("# Wine quality", "Wine quality"),
    ("# Introduction: Wine", "Wine"),
    ("# Recap", "paper"),
    ("# Practical Task", "paper"),
    ("# Thank you for opening this notebook!!!", "paper"),
    ("# Import necessary dependencies and settings", "paper"),
    ("## Setup", "paper"),
    ("# Introduction", "paper"),
    ("# 1. Import libraries", "paper"),
    ("# License", "paper"),
    ("# Importing and installing libraries", "paper"),
    ("# Learning with Trees\n# -- Code\n\n# Chapter 2 - Boosting", "Chapter 2 - Boosting"),
    ("# Example", "paper"),
    ("# Purpose", "paper"),
    ("# Data Exploration", "paper"),
    ("# Regression", "paper"),
    ("# Ridge regression", "Ridge regression"),
    ("# Load in Data", "paper"),
    ("# Data of taxis", "Data of taxis"),
    ("# Reading the data", "paper"),
    ("# House data", "House data"),
    ("**Chapter 14 - Computer vision**\n\n_Sample code._", "Chapter 14 - Computer vision"),
    ("Some **bold** words", "paper"),
    ("# Exercise 5:\n# Bias and variance\n\nText", "Exercise 5: Bias and variance"),
    ("# Wine 5\n# Bias and variance", "Wine 5"),
    ("# Exercise 5:\nBias", "paper"),
    ("**INITIALIZATION:**", "INITIALIZATION"),
    ("no heading", "paper"),
]


@pytest.mark.parametrize(("first", "expected"), TITLES)
def test_title(first, expected):
    assert title(notebook(text(first), "x = 1")) == expected


def test_a_heading_below_words_or_code_is_that_of_a_part():
    assert title(notebook(text("We begin with rules."), text("# Join the club"), "x = 1")) == "paper"
    assert title(notebook("x = 1", file="wine_list.ipynb.ipynb")) == "wine list"
    assert title(notebook("import os", text("# Wine quality"), "x = 1")) == "paper"
    assert title(notebook("%autosave 0", text("# Wine quality"), "x = 1")) == "Wine quality"


def test_the_first_of_several_bold_labels_is_no_title():
    label, other = text("**INITIALIZATION:**"), text("**RIDGE REGRESSION:**")
    assert title(notebook(label, "x = 1", other, "y = 2")) == "paper"
    assert title(notebook(text("**Chapter 14 - Vision**"), "x = 1", text("# Setup"), other)) == "Chapter 14 - Vision"


def test_a_heading_that_others_stand_beside_is_no_title():
    assert title(notebook(text("# Wine quality"), "x = 1", text("# The model"), "y = 2")) == "paper"
    assert title(notebook(text("# Wine quality"), "x = 1", text("## The model"), "y = 2")) == "Wine quality"
    assert title(notebook(text("# Wine quality\nOf all wines."), "x = 1", text("# Model"), "y = 2")) == "Wine quality"
    assert title(notebook(text("# 1. Wine quality\nOf all wines."), "x = 1", text("# 2. Model"), "y = 2")) == "paper"
    assert title(notebook(text("# CS229: Wine\nOf all."), "x = 1", text("# Part 1"), "y = 2")) == "paper"
    assert title(notebook(text("# Wine course\n\n## Lesson 4\n"), "x = 1")) == "Wine course: Lesson 4"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("TRAIN THE KNN MODEL", "Train the KNN model"),
        ("2. DATA CLEANING (PCA)", "2. Data cleaning (PCA)"),
        ("EDA", "EDA"),
        ("Training a KNN MODEL", "Training a KNN MODEL"),
    ],
)
def test_no_heading_shouts(said, expected):
    assert calm(said) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Training a larger model", "larger_model"),
        ("2.3 Checkpointing", "checkpointing"),
        ("Regularization and dropout", "regularization_dropout"),
        ("What we have learned about all of these models so far", ""),
        ("The", ""),
        ("8.6", ""),
    ],
)
def test_what_a_heading_is_about(heading, expected):
    assert topic(heading) == expected
