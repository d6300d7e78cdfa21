"""What all tables share: one MetaData with named constraints, and the columns of a lease."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, MetaData, Text

from mailbot.store.types import Id, UtcDateTime

#: Names for constraints, so that migrations can drop them on both engines.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column() -> Column[str]:
    """Return the primary key: text made by `new_id`."""
    return Column("id", Id, primary_key=True)


def lease_columns() -> tuple[Column[Any], ...]:
    """Return the columns that `mailbot.store.claims` works on.

    `fence` grows with each claim: a worker that slept past its lease carries an old one and is refused.
    """
    return (
        Column("lease_holder", Text),
        Column("lease_until", UtcDateTime),
        Column("fence", Integer, nullable=False, server_default="0"),
    )
