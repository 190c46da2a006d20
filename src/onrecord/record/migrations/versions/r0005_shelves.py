"""Rows of lists say between which days they stand so: those kept before are made anew."""

from __future__ import annotations

from alembic import op

from onrecord.record.shelved import empty

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Forget the rows, which are made of what follows from the record."""
    empty(op.get_bind())
