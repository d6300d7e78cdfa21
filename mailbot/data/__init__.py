"""Data that the package reads: cue phrases."""
