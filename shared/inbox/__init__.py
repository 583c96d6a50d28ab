"""The inbox: what was heard takes effect once, whatever arrives twice, late, broken or in another order.

The inbox row, the effect and what it tells commit in one transaction. A FACT is handled exactly once, by
event id, and waits behind an earlier message of its key that failed. A STATE older than the one already
written is superseded. What fails is kept here, not in broker topologies: replayable in order, visible in SQL.
"""

from shared.back_off import back_off
from shared.inbox.heard import Handler, Heard, NotYet, TooNew, Untrusted, understood
from shared.inbox.rows import HEARD, INBOX, OPEN, Status, counts_by_status, open_messages, open_totals
from shared.inbox.taking import ATTEMPTS, Inbox

__all__ = [
    "ATTEMPTS", "HEARD", "INBOX", "OPEN", "Handler", "Heard", "Inbox", "NotYet", "Status", "TooNew", "Untrusted",
    "back_off", "counts_by_status", "open_messages", "open_totals", "understood",
]
