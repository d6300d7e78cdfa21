"""mailbox health.

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
    """Bring the schema to this revision: when each mailbox was last looked through, and whether people know."""
    op.create_table(
        "mailbox_health",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("last_look_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trouble", sa.Text(), server_default="", nullable=False),
        sa.Column("alarmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("mailbox", name=op.f("pk_mailbox_health")),
    )


def downgrade() -> None:
    """Take the schema back to the one before."""
    op.drop_table("mailbox_health")
