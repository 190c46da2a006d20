"""The tables of a record."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
)
from sqlalchemy import String as AnyString
from sqlalchemy import Text as AnyText
from sqlalchemy.sql.elements import Grouping

REVISION = "0007"
metadata = MetaData()
# everywhere in the order of code points, as SQLite and Python have it
String = AnyString().with_variant(AnyString(collation="C"), "postgresql")
Long = Integer().with_variant(BigInteger(), "postgresql")
Text = AnyText().with_variant(AnyText(collation="C"), "postgresql")

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
    Column("size", Long, nullable=False),
    Column("media_type", String, nullable=False),
    Column("recorded_at", String, nullable=False),
    # the file on disk that the name leads into, and the place in there
    Column("file", Text),
    Column("position", Long),
    # of the bytes alone; `sha256` is of what their source says beside them, too
    Column("bytes_sha256", String),
    Column("retrieved", String),
    Column("address", Text),
)

# files that killed the process that decoded them: left alone until they are others, or somebody asks
quarantine = Table(
    "quarantine",
    metadata,
    Column("name", Text, primary_key=True),
    Column("stamp", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("since", String, nullable=False),
)

# which reports' bytes are kept beside the record, under their hash
originals = Table(
    "originals",
    metadata,
    Column("bytes_sha256", String, primary_key=True),
    Column("report_id", String, ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
)

# addresses that were asked, and what to say so as to be told only of changes
fetched = Table(
    "fetched",
    metadata,
    Column("address", Text, primary_key=True),
    Column("at", String, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("mark", Text),
    Column("not_before", String),
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
    # a newer reading of the report stands in its place
    Column("superseded", Boolean, nullable=False),
    # whether it counts, by readings and verdicts: `onrecord.record.review`
    Column("counts", Boolean, nullable=False, server_default="1"),
    Column("verdict", String),
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
    # what the reader suggested, where a person amended it
    Column("suggested", Text),
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

# what people decided on lines: appended, never changed. `body`: the line as it was decided
verdicts = Table(
    "verdicts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("entry_id", String, nullable=False),
    Column("report_id", String, ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("source_text_id", String, nullable=False),
    Column("action", String, nullable=False),
    Column("who", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("decided_at", String, nullable=False),
    Column("body", Text, nullable=False),
)

# what people wrote on lines; `in_brief`: it goes into the briefing; `withdrawn`: when it was taken back
notes = Table(
    "notes",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("entry_id", String, nullable=False),
    Column("report_id", String, ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("text", Text, nullable=False),
    Column("in_brief", Boolean, nullable=False),
    Column("who", Text, nullable=False),
    Column("noted_at", String, nullable=False),
    Column("withdrawn", String),
)

# how often the record was written to ("record"), and as of which of these what follows from it is kept ("resolved")
versions = Table(
    "versions",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

# -- what follows from the entries: all of it can be made anew (`onrecord rebuild`) ------------------------------------

# of each report what resolving needs: who acts towards whom by name, and hashes of its words
digests = Table(
    "digests",
    metadata,
    Column("report_id", String, ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("made_of", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("shingles", LargeBinary, nullable=False),
)

told = Table(
    "told",
    metadata,
    Column("report_id", String, ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("family", String, nullable=False),
    Column("names", Text, nullable=False),
    Column("marks", Text, nullable=False),
)

serves = Table(
    "serves",
    metadata,
    Column("process", String, primary_key=True),
    Column("report_id", String, ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
)

actors = Table(
    "actors",
    metadata,
    Column("id", String, primary_key=True),
    Column("body", Text, nullable=False),
)

# who is in which line, in which slot
slots = Table(
    "slots",
    metadata,
    Column("actor", String, primary_key=True),
    Column("told", String, primary_key=True),
    Column("entry_id", String, ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("slot", String, primary_key=True),
    Column("report_id", String, nullable=False),
    sqlite_with_rowid=False,
)

processes = Table(
    "processes",
    metadata,
    Column("id", String, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("body", Text, nullable=False),
)

# threads and meetings with all their tellings; `kind`: commitment, demand, warning or meeting
woven = Table(
    "woven",
    metadata,
    Column("id", String, primary_key=True),
    Column("process", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("last_told", String, nullable=False),
    Column("body", Text, nullable=False),
)

# what the models said of the texts of a process, by a hash of what they were asked
answers = Table(
    "answers",
    metadata,
    Column("process", String, primary_key=True),
    Column("key", BigInteger, primary_key=True),
    Column("answer", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# the rest, by name: earlier ids, keys of names, pairs of actors worth a look
resolved = Table(
    "resolved",
    metadata,
    Column("name", String, primary_key=True),
    Column("body", Text, nullable=False),
)

DERIVED = (digests, told, serves, actors, slots, processes, woven, answers, resolved)

# -- what the lists of the pages show and are narrowed by: made of what follows, too (`onrecord.shelving`) -------------------

# a row of a list. `owner`: the report or process that it is made of; `words`: what a search in the list looks at;
# `worth` and `more`: how much hangs on a line's being right, by itself and for the state of its process
listed = Table(
    "listed",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("list", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("id", String, nullable=False),
    Column("process", String, nullable=False),
    Column("worth", Float, nullable=False, server_default="0"),
    Column("more", Float, nullable=False, server_default="0"),
    Column("words", Text, nullable=False),
    Column("body", Text),
    # a number once given means no other row
    sqlite_autoincrement=True,
)

# of each owner's rows what they are sorted and narrowed by, as numbers. `made_of`: what they were made of
shelves = Table(
    "shelves",
    metadata,
    Column("list", String, primary_key=True),
    Column("owner", String, primary_key=True),
    Column("made_of", String, nullable=False),
    Column("rows", LargeBinary, nullable=False),
    Column("terms", LargeBinary, nullable=False),
)

# what a number in them means
terms = Table(
    "terms",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("list", String, nullable=False),
    Column("facet", String, nullable=False),
    Column("value", Text, nullable=False),
    UniqueConstraint("list", "facet", "value"),
)

# which lines a thread or meeting rests on
tells = Table(
    "tells",
    metadata,
    Column("entry_id", String, primary_key=True),
    Column("woven", String, primary_key=True),
    Column("process", String, nullable=False),
    sqlite_with_rowid=False,
)

SHELVED = (listed, shelves, terms, tells)

# how much hangs on a line; PostgreSQL wants it in brackets
HANGS = Grouping(listed.c.worth + listed.c.more)
Index("listed_by_owner", listed.c.list, listed.c.owner)
Index("listed_by_id", listed.c.list, listed.c.id)
Index("listed_by_worth", listed.c.list, HANGS.desc(), listed.c.id)
Index("listed_in_process", listed.c.list, listed.c.process, HANGS.desc(), listed.c.id)
Index("tells_by_process", tells.c.process)
Index("told_by_family", told.c.family)
Index("entries_by_verdict", entries.c.verdict, entries.c.counts)
Index("verdicts_by_entry", verdicts.c.entry_id)
Index("notes_by_entry", notes.c.entry_id)
Index("verdicts_by_who", verdicts.c.who, verdicts.c.entry_id)

Index("verdicts_by_report", verdicts.c.report_id, verdicts.c.entry_id)
Index("slots_by_report", slots.c.report_id)
Index("serves_by_report", serves.c.report_id)
Index("woven_by_process", woven.c.process, woven.c.kind)
Index("woven_by_kind", woven.c.kind, woven.c.last_told)
Index("entries_by_report", entries.c.report_id, entries.c.start)
Index("entries_by_act", entries.c.kind, entries.c.act)
Index("texts_by_report", source_texts.c.report_id)
Index("origins_by_report", origins.c.report_id)
# a name may be longer than an index of PostgreSQL takes, and is looked for inside others
Index("actors_by_name", entry_actors.c.folded).ddl_if(dialect="sqlite")

# the full-text index keeps no text of its own: it points into source_texts
FTS = (
    "CREATE VIRTUAL TABLE texts USING fts5(text, content='source_texts', content_rowid='seq', "
    'tokenize="unicode61 remove_diacritics 2")',
    "CREATE TRIGGER texts_in AFTER INSERT ON source_texts BEGIN "
    "INSERT INTO texts(rowid, text) VALUES (new.seq, new.text); END",
    "CREATE TRIGGER texts_out AFTER DELETE ON source_texts BEGIN "
    "INSERT INTO texts(texts, rowid, text) VALUES ('delete', old.seq, old.text); END",
)

LISTED_OUT = (
    "CREATE TRIGGER listed_out AFTER DELETE ON listed BEGIN "
    "INSERT INTO listed_words(listed_words, rowid, list, words) VALUES ('delete', old.n, old.list, old.words); END"
)
# words of lists, found without reading the rows
LISTED = (
    "CREATE VIRTUAL TABLE listed_words USING fts5(list, words, content='listed', content_rowid='n', detail='column', "
    'tokenize="unicode61 remove_diacritics 2")',
    "CREATE TRIGGER listed_in AFTER INSERT ON listed BEGIN "
    "INSERT INTO listed_words(rowid, list, words) VALUES (new.n, new.list, new.words); END",
    LISTED_OUT,
)
