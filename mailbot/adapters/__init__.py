"""Adapters: the world behind the ports."""
