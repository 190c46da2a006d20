"""Where each report came from in full, files in quarantine, addresses that were asked, originals that are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from onrecord.record.schema import fetched, originals, quarantine

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns of an origin and the tables."""
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("origins")}
    for name, kind in (
        ("file", sa.Text), ("position", sa.Integer), ("bytes_sha256", sa.String), ("retrieved", sa.String), ("address", sa.Text),
    ):  # fmt: skip
        if name not in there:
            op.add_column("origins", sa.Column(name, kind))
    for table in (quarantine, fetched, originals):
        table.create(op.get_bind(), checkfirst=True)
