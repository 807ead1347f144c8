"""Text to Notebook: formats, IPython syntax, requirements. Nothing is executed, and the notebook is never written."""

from nb2prod.read.notebook import read_bytes, read_notebook
from nb2prod.read.origin import positions, read_origin

__all__ = ["positions", "read_bytes", "read_notebook", "read_origin"]
