"""unfiled by due.

Revision: 0010, after 0009.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_UNFILED = sa.text("state = 'sent' AND filed_at IS NULL")


def upgrade() -> None:
    """Bring the schema to this revision: what is to be filed is found without a walk through all that was."""
    op.create_index(
        "ix_outbox_unfiled_due", "outbox", ["state", "due_at", "id"], postgresql_where=_UNFILED, sqlite_where=_UNFILED
    )
