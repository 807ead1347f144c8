"""(last generated, yours, new) -> what to write, delete and keep. Values in, values out; the disk is elsewhere."""

from nb2prod.sync.decisions import decide
from nb2prod.sync.files import Kept, Reconciled, reconcile
from nb2prod.sync.marks import marks
from nb2prod.sync.merging import unreadable

__all__ = ["Kept", "Reconciled", "decide", "marks", "reconcile", "unreadable"]
