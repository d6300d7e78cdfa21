"""The composition root: settings in, wired parts out. Nothing else wires anything."""
