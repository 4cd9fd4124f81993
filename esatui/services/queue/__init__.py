"""The mail queue: accepted messages on stable storage, until each recipient is done with.

`MailQueue` is what receivers, delivery and makers of messages use. Below it one log of records in
segment files: whatever happens at the same time shares one fsync, and a crash at any instant leaves
either a whole record or none.
"""

from esatui.services.queue.errors import QueueError
from esatui.services.queue.message import Message, NewMessage, Recipient, domain_of
from esatui.services.queue.queue import Claim, Interrupted, MailQueue
from esatui.services.queue.spool import Spool

__all__ = [
    "Claim",
    "Interrupted",
    "MailQueue",
    "Message",
    "NewMessage",
    "QueueError",
    "Recipient",
    "Spool",
    "domain_of",
]
