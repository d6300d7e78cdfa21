"""Decisions: pure functions that read heat and facts, choose, draft and check; no I/O, no clock."""
