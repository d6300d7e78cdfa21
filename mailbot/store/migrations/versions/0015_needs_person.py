"""callbacks that wait for a person.

Revision: 0015, after 0014.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision: what waits for a person does so after a claim, too."""
    op.add_column("callbacks", sa.Column("needs_person", sa.Boolean, nullable=False, server_default=sa.text("false")))
    op.execute(
        "UPDATE callbacks SET needs_person = true WHERE closed_at IS NULL AND number IS NOT NULL"
        " AND (state = 'needs_human' OR state IN ('claimed', 'snoozed') AND wrap_up_since IS NOT NULL)"
    )
