"""inbox counts.

Revision: 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision: counting a tab of the inbox reads an index and no row."""
    op.create_index(
        "ix_conversations_counts",
        "conversations",
        ["state", "snoozed_until", "id"],
        postgresql_where=sa.text("merged_into IS NULL"),
        sqlite_where=sa.text("merged_into IS NULL"),
    )
