"""Verdicts on lines, and what follows from the entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from onrecord.record.schema import DERIVED, LISTED, SHELVED, entries, notes, verdicts, versions

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what counts to the entries, and the tables of verdicts and of what follows."""
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("entries")}
    columns = (
        sa.Column("counts", sa.Boolean, nullable=False, server_default="1"),
        sa.Column("verdict", sa.String),
        sa.Column("suggested", sa.Text),
    )
    for column in columns:
        if column.name not in there:
            op.add_column("entries", column)
    op.execute("UPDATE entries SET counts = NOT superseded")
    for table_ in (verdicts, versions, notes, *DERIVED, *SHELVED):
        table_.create(op.get_bind(), checkfirst=True)
    for index in entries.indexes:
        index.create(op.get_bind(), checkfirst=True)
    if not sa.inspect(op.get_bind()).has_table("listed_words"):
        for statement in LISTED:
            op.execute(statement)
