"""retention.

Revision: 0009, after 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mailbot.store.types import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision: how far a case is erased, and the hold that keeps it from being so."""
    op.add_column("conversations", sa.Column("erased", sa.Integer, nullable=False, server_default="0"))
    op.add_column("conversations", sa.Column("erased_at", UtcDateTime))
    op.add_column("conversations", sa.Column("held_at", UtcDateTime))
    op.add_column("conversations", sa.Column("held_by", sa.Text))
    op.add_column("conversations", sa.Column("held_why", sa.Text))
    op.create_index("ix_conversations_retention", "conversations", ["is_open", "erased", "last_activity_at"])
