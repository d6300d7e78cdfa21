"""inbox by category.

Revision: 0008, after 0007.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision: the inbox narrowed to a category reads the head of an index, in each order."""
    op.create_index("ix_conversations_category_heat", "conversations", ["category", "state", "heat"])
    op.create_index("ix_conversations_category_waiting", "conversations", ["category", "state", "waiting_at", "id"])
    op.create_index("ix_conversations_category_recent", "conversations", ["category", "state", "last_activity_at"])
