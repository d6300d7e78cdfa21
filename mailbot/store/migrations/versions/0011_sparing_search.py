"""sparing search.

Revision: 0011, after 0010.
"""

from __future__ import annotations

from alembic import op

from mailbot.store.search_ddl import spare

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision: a case is indexed with its first mail, and anew only when its words change."""
    spare(op.get_bind())
