"""Wordings by language, as data: what mail programs and letter writers put around a text."""
