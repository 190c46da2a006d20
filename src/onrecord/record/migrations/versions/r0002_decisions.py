"""Decisions of people on actors and processes."""

from __future__ import annotations

from alembic import op

from onrecord.record.schema import decisions

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of decisions."""
    decisions.create(op.get_bind(), checkfirst=True)
