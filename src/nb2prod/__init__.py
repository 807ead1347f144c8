"""Turns a Jupyter notebook into a production project, and keeps the two in step."""

__version__ = "0.1.0"
