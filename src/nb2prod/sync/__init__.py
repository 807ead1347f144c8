"""(last generated, yours, new) -> what to write, delete and keep. Values in, values out; the disk is elsewhere."""

from nb2prod.sync.files import Kept, Reconciled, decide, reconcile

__all__ = ["Kept", "Reconciled", "decide", "reconcile"]
