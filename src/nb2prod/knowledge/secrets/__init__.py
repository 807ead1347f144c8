"""Values that must not reach a file: tokens told by their form, passwords told by the name they stand under.

forms.py knows tokens, naming.py names, texts.py longer texts, places.py where in Python a name stands over a value.
"""

from nb2prod.knowledge.secrets.forms import tokens
from nb2prod.knowledge.secrets.places import holds_secret, is_secret, secret_nodes
from nb2prod.knowledge.secrets.texts import called, inside
from nb2prod.knowledge.secrets.whole import HIDDEN, hidden, is_strong, redacted, values

__all__ = [
    "HIDDEN", "called", "hidden", "holds_secret", "inside", "is_secret", "is_strong", "redacted", "secret_nodes",
    "tokens", "values",
]  # fmt: skip
