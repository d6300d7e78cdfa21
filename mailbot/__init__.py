"""mailbot: an assistant for a shared support inbox that gets complaints.

Read ARCHITECTURE.md for one mail's way through the house.
"""

__version__ = "0.1.0"
