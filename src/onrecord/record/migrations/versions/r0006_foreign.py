"""Foreign lines: event data that somebody else made, in tables of its own."""

from __future__ import annotations

from alembic import op

from onrecord.record.foreign import TABLES

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables of foreign lines."""
    for table in TABLES:
        table.create(op.get_bind(), checkfirst=True)
