"""Shared fixtures. Real servers live in `tests/servers/`; see CONTRIBUTING.md."""

from __future__ import annotations
