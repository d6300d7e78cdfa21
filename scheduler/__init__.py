"""Time: follow-ups, promises as clocks, business hours."""
