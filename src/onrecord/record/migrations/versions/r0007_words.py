"""In PostgreSQL: each list has words of its own, and the server keeps no examples of the words of reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from onrecord.record.dialects import postgres

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Write the words of the lists anew; forget the examples that there are."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        return
    if "list" in {column["name"] for column in sa.inspect(connection).get_columns("listed_words")}:
        op.execute("DROP INDEX listed_by_word")
        op.execute(
            "UPDATE listed_words SET words = coalesce((SELECT array_to_tsvector(array_agg(list || ' ' || lexeme)) "
            "FROM unnest(words)), words)"
        )
        op.execute("ALTER TABLE listed_words DROP COLUMN list")
        op.execute("CREATE INDEX listed_by_word ON listed_words USING gin (words)")
    for table, column, kind in postgres.WORDY:
        # of the same kind as before: nothing is written anew, but what was known of it goes
        op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {kind}')
    for statement in postgres.SECRET:
        op.execute(statement)
