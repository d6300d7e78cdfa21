"""Mail in: raw mail -> recorded message -> (after the customer's silence) recorded decision.

`Receiving` keeps and records what arrives (`Relay` batch after batch, side by side), `Triage` decides what is due. Both may be killed at any line: what is not
recorded is done again, what is recorded is known by its key.
"""

from mailbot.intake.receiving import Fate, Received, Receiving
from mailbot.intake.relay import Relay
from mailbot.intake.triage import Triage

__all__ = ["Fate", "Received", "Receiving", "Relay", "Triage"]
