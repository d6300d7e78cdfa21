"""Alembic's entry: runs on the connection that `mailbot.store.migrate` hands over, inside its transaction."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from mailbot.store.search_ddl import is_ours
from mailbot.store.tables import metadata
from mailbot.store.types import UtcDateTime


def _render(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Write our types as plain ones: a revision must not change when the code does."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return "JSON" if kind == "type" and isinstance(item, sa.JSON) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    render_item=_render,
    compare_type=True,
    include_name=lambda name, kind, _parents: not is_ours(name),
)
with context.begin_transaction():
    context.run_migrations()
