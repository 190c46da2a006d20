"""The first record: reports, origins, source texts, readings, entries."""

from __future__ import annotations

from alembic import op

from onrecord.record.schema import FTS, metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables of the first revision."""
    metadata.create_all(op.get_bind())
    for statement in FTS:
        op.execute(statement)
