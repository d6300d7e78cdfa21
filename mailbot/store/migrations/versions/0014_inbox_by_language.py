"""inbox by language and mailbox.

Revision: 0014, after 0013.
"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision: the inbox narrowed to a language or mailbox reads the head of an index, as by category."""
    for one in ("language", "mailbox"):
        op.create_index(f"ix_conversations_{one}_heat", "conversations", [one, "state", "heat"])
        op.create_index(f"ix_conversations_{one}_waiting", "conversations", [one, "state", "waiting_at", "id"])
        op.create_index(f"ix_conversations_{one}_recent", "conversations", [one, "state", "last_activity_at"])
