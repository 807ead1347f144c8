"""Values that must not reach a file: tokens told by their form, passwords told by the name they stand under.

forms.py knows tokens, naming.py names, texts.py longer texts, places.py where in Python a name stands over a value.
"""

from nb2prod.knowledge.secrets.forms import tokens
from nb2prod.knowledge.secrets.places import around_secret, holds_secret, in_f_string, is_secret, secret_nodes
from nb2prod.knowledge.secrets.texts import called, inside, keyed
from nb2prod.knowledge.secrets.whole import HIDDEN, hidden, is_strong, redacted, values

__all__ = [
    "HIDDEN", "around_secret", "called", "hidden", "holds_secret", "in_f_string", "inside", "is_secret", "is_strong",
    "keyed", "redacted", "secret_nodes", "tokens", "values",
]  # fmt: skip
