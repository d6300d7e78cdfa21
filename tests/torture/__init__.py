"""Torture: three nodes, real servers, a stream of mail, and a loop that kills, stops, cuts and leaps (docs/scale.md)."""
