"""Mail out: claim an outbox row, hand it to the server once, record what became of it, file it in Sent.

A mail whose outcome is unknown is looked up and never repeated of our own accord.
"""

from mailbot.delivery.lookup import Lookup
from mailbot.delivery.mirror import Mirror
from mailbot.delivery.sending import Delivery

__all__ = ["Delivery", "Lookup", "Mirror"]
