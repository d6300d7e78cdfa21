"""open complaints.

Revision: 0013, after 0012.
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision: the clocks of open complaints are read without a walk through other cases."""
    op.create_index("ix_conversations_open_kind", "conversations", ["is_open", "kind", "opened_at", "id"])
