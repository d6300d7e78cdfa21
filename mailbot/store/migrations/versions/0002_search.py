"""search words.

Revision: 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mailbot.store.search_ddl import install

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision: one row of words a case, filled from what is there."""
    op.create_table(
        "search_words",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search_words")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_search_words_conversation_id")),
    )
    install(op.get_bind())
