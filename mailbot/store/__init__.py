"""The store: one semantics on SQLite and PostgreSQL; its rows are the queue."""
