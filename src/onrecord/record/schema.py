"""The tables of a record."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

REVISION = "0002"
metadata = MetaData()

reports = Table(
    "reports",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("title", Text),
    Column("title_basis", String),
    Column("outlet", Text),
    Column("outlet_basis", String),
    Column("published", String),
    Column("published_basis", String),
    Column("url", Text),
    Column("url_basis", String),
    Column("language", String, nullable=False),
    Column("recorded_at", String, nullable=False),
)

# where a report came from; the same name with other bytes is the same report, changed
origins = Table(
    "origins",
    metadata,
    Column("name", Text, primary_key=True),
    Column("report_id", String, ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("sha256", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("media_type", String, nullable=False),
    Column("recorded_at", String, nullable=False),
)

source_texts = Table(
    "source_texts",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("report_id", String, ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("sha256", String, nullable=False),
    Column("decoder", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("layout", Text, nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("recorded_at", String, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source_text_id", String, ForeignKey("source_texts.id", ondelete="CASCADE"), nullable=False),
    Column("reader", String, nullable=False),
    Column("recorded_at", String, nullable=False),
    UniqueConstraint("source_text_id", "reader"),
)

entries = Table(
    "entries",
    metadata,
    Column("id", String, primary_key=True),
    Column("report_id", String, ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("reading_id", Integer, ForeignKey("readings.id", ondelete="CASCADE"), nullable=False),
    Column("superseded", Boolean, nullable=False),
    Column("kind", String, nullable=False),
    Column("act", String),
    Column("role", String),
    Column("form", String),
    Column("style", String, nullable=False),
    Column("tier", String, nullable=False),
    Column("negated", Boolean, nullable=False),
    Column("future", Boolean, nullable=False),
    Column("conditional", Boolean, nullable=False),
    Column("historical", Boolean, nullable=False),
    Column("earliest", String),
    Column("latest", String),
    Column("start", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("words", Text, nullable=False),
    Column("body", Text, nullable=False),
)

entry_actors = Table(
    "entry_actors",
    metadata,
    Column("entry_id", String, ForeignKey("entries.id", ondelete="CASCADE"), nullable=False),
    Column("slot", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    UniqueConstraint("entry_id", "slot", "position"),
)

# what people decided on actors and processes: appended, never changed
decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),
    Column("action", String, nullable=False),
    Column("one", Text, nullable=False),
    Column("other", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("decided_at", String, nullable=False),
)

Index("entries_by_report", entries.c.report_id, entries.c.start)
Index("entries_by_act", entries.c.kind, entries.c.act)
Index("texts_by_report", source_texts.c.report_id)
Index("origins_by_report", origins.c.report_id)
Index("actors_by_name", entry_actors.c.folded)

# the full-text index keeps no text of its own: it points into source_texts
FTS = (
    "CREATE VIRTUAL TABLE texts USING fts5(text, content='source_texts', content_rowid='seq', "
    'tokenize="unicode61 remove_diacritics 2")',
    "CREATE TRIGGER texts_in AFTER INSERT ON source_texts BEGIN "
    "INSERT INTO texts(rowid, text) VALUES (new.seq, new.text); END",
    "CREATE TRIGGER texts_out AFTER DELETE ON source_texts BEGIN "
    "INSERT INTO texts(texts, rowid, text) VALUES ('delete', old.seq, old.text); END",
)
