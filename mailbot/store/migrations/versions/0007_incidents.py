"""incidents.

Revision: 0007, after 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mailbot.store.types import Id, Json, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision: causes that the house knows, and a language model's tries at drafts."""
    op.create_table(
        "incidents",
        sa.Column("id", Id, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("words", Json, nullable=False),
        sa.Column("region", Json, nullable=False),
        sa.Column("problems", Json, nullable=False),
        sa.Column("texts", Json, nullable=False),
        sa.Column("begun_at", UtcDateTime, nullable=False),
        sa.Column("until", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("opened_by", Id),
    )
    op.create_index("ix_incidents_ended", "incidents", ["ended_at"])
    op.create_table(
        "writings",
        sa.Column("draft_id", Id, sa.ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("begun_at", UtcDateTime, nullable=False),
        sa.Column("leased_until", UtcDateTime),
        sa.Column("holder", sa.Text),
        sa.Column("outcome", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("ix_writings_begun", "writings", ["begun_at"])
