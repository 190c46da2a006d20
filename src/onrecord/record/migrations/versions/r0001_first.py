"""The first record: reports, origins, source texts, readings, entries."""

from __future__ import annotations

from alembic import op

from onrecord.record.dialects import dialect_of
from onrecord.record.schema import FTS, metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables of the first revision."""
    metadata.create_all(op.get_bind())
    # of PostgreSQL there is no older record: all of it is made at once
    beside = FTS if op.get_bind().dialect.name == "sqlite" else dialect_of(op.get_bind()).beside
    for statement in beside:
        op.execute(statement)
