"""Cue phrases, one file a language."""
