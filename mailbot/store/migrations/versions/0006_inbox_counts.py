"""inbox counts.

Revision: 0006, after 0005.
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision: counting a tab of the inbox reads an index and no row."""
    op.create_index(
        "ix_conversations_counts",
        "conversations",
        ["state", "merged_into", "snoozed_until", "id"],
    )
