"""Text to Notebook: formats, IPython syntax, requirements. Nothing is executed, and the notebook is never written."""

from nb2prod.read.notebook import read_bytes, read_notebook

__all__ = ["read_bytes", "read_notebook"]
