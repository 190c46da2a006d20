"""The record: one contract, and everything that can stand in its way."""

from __future__ import annotations

import random
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.errors import RecordError
from onrecord.model import Actor, Known, Reading, When
from onrecord.model.location import Location
from onrecord.record import EntryFilter, Put, Record, open_record
from onrecord.record import engine as engine_module
from onrecord.record.dialects import file as file_module
from onrecord.resolving import told_by
from tests import build


@pytest.fixture
def record(place: Location) -> Iterator[Record]:
    with open_record(place) as opened:
        yield opened


# -- the contract


def test_what_is_put_in_comes_out_the_same(record: Record) -> None:
    reading = build.reading()
    assert record.put(reading) is Put.NEW
    assert record.entries() == list(reading.entries)
    stored = record.report(reading.report.id)
    assert (stored.report.text, stored.report.blocks, stored.report.title) == (
        reading.report.text, reading.report.blocks, reading.report.title,
    )  # fmt: skip


def test_reading_twice_changes_nothing(record: Record) -> None:
    record.put(build.reading())
    before = record.counts()
    assert record.put(build.reading()) is Put.UNCHANGED
    assert record.counts() == before


def test_a_changed_file_is_a_new_source_text_of_the_same_report(record: Record) -> None:
    record.put(build.reading())
    changed = build.report(build.TEXT + " Somebody did.", ident="r-9999222233334444")
    line = build.entry(changed, ident="e-zzzzbbbbccccdddd")
    assert record.put(build.reading(changed, entries=(line,))) is Put.CHANGED
    assert record.counts() == {"reports": 1, "texts": 2, "entries": 1}
    assert [e.id for e in record.entries()] == ["e-zzzzbbbbccccdddd"]
    assert record.entries()[0].report == "r-1111222233334444"
    # nothing is lost: the line of the older text is still there, superseded
    assert [e.id for e in record.entries(EntryFilter(superseded=True))] == ["e-aaaabbbbccccdddd"]


def test_a_file_changed_back_has_its_first_lines_again(record: Record) -> None:
    record.put(build.reading())
    changed = build.report(build.TEXT + " Somebody did.", ident="r-9999222233334444")
    record.put(build.reading(changed, entries=()))
    record.put(build.reading())
    assert [e.id for e in record.entries()] == ["e-aaaabbbbccccdddd"]


def test_the_same_text_under_another_name_is_one_report_with_two_origins(record: Record) -> None:
    record.put(build.reading(build.report(name="a.txt")))
    record.put(build.reading(build.report(name="b.txt")))
    assert record.counts()["reports"] == 1
    assert record.report("b.txt").origins == ("a.txt", "b.txt")


def test_a_report_is_found_by_its_name_without_the_folder_unless_two_are_called_so(record: Record) -> None:
    record.put(build.reading(build.report(name="one/talks.txt")))
    assert record.report("talks.txt").origins == ("one/talks.txt",)
    record.put(
        build.reading(build.report("Another text.", name="two/talks.txt", ident="r-9999222233334444"), entries=())
    )
    with pytest.raises(RecordError):
        record.report("talks.txt")


def test_a_newer_reader_reads_again_and_the_older_lines_stay_superseded(record: Record) -> None:
    record.put(build.reading())
    newer = replace(build.entry(), id="e-newer00000000000")
    assert record.put(build.reading(entries=(newer,), reader="rules/2")) is Put.REREAD
    assert [e.id for e in record.entries()] == ["e-newer00000000000"]
    assert len(record.entries(EntryFilter(superseded=True))) == 1


def test_what_was_read_is_known_by_bytes_name_and_reader(record: Record) -> None:
    reading = build.reading()
    original = reading.report.original
    assert not record.has(original.sha256, "rules/1", original.name)
    record.put(reading)
    assert record.has(original.sha256, "rules/1", original.name)
    assert record.held("rules/1")(original.sha256, original.name) and not record.held("rules/2")(
        original.sha256, original.name
    )
    assert not record.has(original.sha256, "rules/2", original.name)
    assert not record.has("other", "rules/1", original.name)


def some_readings() -> list[Reading]:
    """New reports, and what is known from one of the others: a text under a second name, a changed one, one read anew."""

    def one(text: str, name: str, ident: str, line: str, reader: str = "rules/1") -> Reading:
        source = build.report(f"{build.TEXT} {text}", name=name, ident=ident)
        return build.reading(source, entries=(build.entry(source, ident=line),), reader=reader)

    new = [one(f"It was round {n}.", f"{n}.txt", f"r-{n:016d}", f"e-{n:016d}") for n in range(5)]
    return [
        *new,
        new[1],
        one("It was round 2.", "again.txt", "r-0000000000000002", "e-0000000000000002"),
        one("It was no round 3.", "3.txt", "r-3333333333333333", "e-changed000000000"),
        one("It was round 4.", "4.txt", "r-0000000000000004", "e-newer00000000000", "rules/2"),
        # a name in use, and an id in use
        replace(
            one("Another round.", "other.txt", "r-5555555555555555", "e-other00000000000"),
            report=replace(
                build.report(f"{build.TEXT} Another round.", name="other.txt", ident="r-5555555555555555"),
                id="r-0000000000000000",
            ),
        ),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_put_in_together_is_as_if_put_in_one_by_one(new_place: Callable[[], Location], seed: int) -> None:
    given = some_readings()
    random.Random(seed).shuffle(given)
    with open_record(new_place()) as one, open_record(new_place()) as other:
        outcomes = [one.put(reading) for reading in given]
        assert other.put_all(given) == outcomes and {Put.NEW, Put.UNCHANGED, Put.CHANGED} <= set(outcomes)
        for record in (one, other):
            record.put_all(given[:3])

        def held(record: Record) -> object:
            reports = [replace(stored, recorded_at="") for stored in record.reports()]
            every = [record.entries(), record.entries(EntryFilter(superseded=True))]
            return reports, every, record.origins(), record.counts(), record.derived.versions()

        assert held(other) == held(one)


def test_many_values_are_asked_for_at_once_whatever_is_in_them(record: Record) -> None:
    names = ["a.txt", 'q"{x},\\.txt', "NULL", "z\x00\U0010fffe.txt", *(f"{n}.txt" for n in range(700))]
    for n, ident in enumerate(names[:4]):
        source = build.report(f"{build.TEXT} {n}", name=f"n{n}", ident=ident)
        record.put(build.reading(source, entries=()))
    assert [stored.report.id for stored in record.reports(names)] == names[:4]
    assert set(record.texts(names)) == set(names[:4])


def test_of_each_actor_the_line_told_last_is_found_by_one_question(new_place: Callable[[], Location]) -> None:
    with open_record(new_place()) as record:
        for n, day in enumerate(("2026-03-01", "2026-03-09", "2026-03-05")):
            source = build.report(f"{build.TEXT} It was round {n}.", name=f"{n}.txt", ident=f"r-{n:016d}")
            source = replace(source, published=Known(day, "flag"))
            record.put(build.reading(source, entries=(build.entry(source, ident=f"e-{n:016d}"),)))
        told_by(record)
        derived = record.derived
        every = list(derived.actors())
        for until, last in ((None, "1"), ("2026-03-06", "2")):
            expected = {who: lines[0][0] for who in every if (lines := derived.lines_with(who, until=until))}
            assert derived.last_lines([*every, "a-nobody"], until=until) == expected
            assert f"e-{last:0>16}" in expected.values()
        assert derived.last_lines(every, until="2026-02-01") == {}


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (EntryFilter(kind="statement", act="commit", form="written"), 1),
        (EntryFilter(act="refuse"), 0),
        (EntryFilter(actor="GOVERN"), 1),
        (EntryFilter(actor="envoy"), 0),
        (EntryFilter(speaker="envöy"), 1),
        (EntryFilter(negated=True), 0),
        (EntryFilter(text="open the CROSSING"), 1),
        (EntryFilter(text="100%"), 0),
        (EntryFilter(min_confidence=1.0), 1),
        (EntryFilter(implied=True), 0),
    ],
)
def test_filters(record: Record, wanted: EntryFilter, count: int) -> None:
    record.put(build.reading())
    assert len(record.entries(wanted)) == count == record.count(wanted)


def test_entries_without_a_date_are_left_out_of_dated_views_and_counted(record: Record) -> None:
    dated = replace(build.entry(ident="e-dated"), time=When("in May", "2026-05-01", "2026-05-31"))
    record.put(build.reading(entries=(build.entry(), dated)))
    wanted = EntryFilter(since="2026-05-20", until="2026-06-01")
    assert [e.id for e in record.entries(wanted)] == ["e-dated"]
    assert record.count_undated(wanted) == 1


def test_search_finds_words_phrases_and_beginnings_and_no_query_is_an_error(record: Record) -> None:
    record.put(build.reading())
    assert record.search("crossing")[0].start == build.TEXT.index("crossing")
    assert record.search('"promised in writing"') and not record.search('"writing promised"')
    assert record.search("cross*")
    for odd in ("", '"', "(", "AND", "a:b", "NEAR(", "*", "^x", "-", '"" ""', "né*é"):
        record.search(odd)


def test_ids_may_be_shortened_and_what_is_ambiguous_is_said(record: Record) -> None:
    record.put(build.reading(entries=(build.entry(ident="e-aaaa1"), build.entry(ident="e-aaaa2", end=60))))
    assert record.entry("e-aaaa1").id == "e-aaaa1"
    with pytest.raises(RecordError, match="several ids: e-aaaa1, e-aaaa2"):
        record.entry("e-aaaa")
    with pytest.raises(RecordError, match="No entry"):
        record.entry("e-zzzz")
    with pytest.raises(RecordError) as short:
        record.report("r-")
    assert "4 characters" in short.value.hint


def test_forgetting_removes_the_text_from_the_file_itself(record: Record) -> None:
    secret = build.report("A secret word, xyzzyplugh, the envoy said the government had promised in writing to open.")
    record.put(build.reading(secret))
    record.put(
        build.reading(
            build.report(name="other.txt", ident="r-5555222233334444", text=build.TEXT + " More."), entries=()
        )
    )
    gone = record.forget(secret.id)
    assert gone.entries == 1
    assert [s.report.id for s in record.reports()] == ["r-5555222233334444"]
    assert record.search("xyzzyplugh") == [] and record.entries() == []
    if isinstance(record.location, Path):
        for file in record.location.parent.iterdir():
            assert b"xyzzyplugh" not in file.read_bytes(), file


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1, max_size=20), words=st.text(min_size=1, max_size=80).filter(lambda t: t.strip()))
def test_any_text_and_name_comes_back_as_it_went_in(record: Record, name: str, words: str) -> None:
    if any("\ud800" <= c <= "\udfff" for c in name + words):
        return
    # one record for all of them: a text and a name of its own for each
    source = build.report(f"{words} {name!r}", name=f"{name} {words}", ident=f"r-{abs(hash((name, words))):016x}"[:18])
    line = replace(build.entry(source, ident="e-" + source.id, start=0, end=len(words)), actors=(Actor(name, name),))
    record.put(build.reading(source, entries=(line,)))
    assert record.entries(EntryFilter(report=source.id)) == [line]
    assert record.report(source.id).report.text == source.text


# -- the file


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "x.onrecord"
    with open_record(path) as record:
        record.put(build.reading())
        for file in tmp_path.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_a_missing_record_is_not_made_by_asking(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="No record") as caught:
        open_record(tmp_path / "none.onrecord", create=False)
    assert "onrecord read" in caught.value.hint
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="No folder"):
        open_record(tmp_path / "no" / "x.onrecord")


@pytest.mark.parametrize("content", [b"just words\n" * 400, bytes(range(256)) * 20])
def test_a_file_that_is_no_record_is_said_to_be_none_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.onrecord"
    path.write_bytes(content)
    with pytest.raises(RecordError, match="not a record"):
        open_record(path)
    assert path.read_bytes() == content


def test_another_database_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE t (a)")
    other.close()
    with pytest.raises(RecordError, match="not a record"):
        open_record(path)


def test_a_record_whose_making_was_cut_off_is_made(tmp_path: Path) -> None:
    path = tmp_path / "x.onrecord"
    with sqlite3.connect(path) as begun:
        # what is on disk when the first run is killed between its file and the first table
        begun.execute("PRAGMA journal_mode=WAL")
    begun.close()
    assert path.stat().st_size > 0
    with pytest.raises(RecordError, match="not a record"):
        open_record(path, create=False)
    with open_record(path) as record:
        assert record.put(build.reading()) is Put.NEW


def test_a_record_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "x.onrecord"
    open_record(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(RecordError, match="newer Onrecord"):
        open_record(path)


def test_a_truncated_record_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "x.onrecord"
    with open_record(path) as record:
        for n in range(40):
            source = build.report(build.TEXT + f" {n} " + "word " * 500, name=f"{n}.txt", ident=f"r-{n:016d}")
            record.put(build.reading(source, entries=()))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 3])
    with pytest.raises(RecordError, match=r"damaged|not a record"), open_record(path, create=False) as record:
        record.reports()
        record.search("word")


def test_a_locked_record_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_module, "BUSY_MS", 50)
    path = tmp_path / "x.onrecord"
    with open_record(path) as record:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordError, match="in use by another process"):
            record.put(build.reading())
        holder.execute("ROLLBACK")
        holder.close()
        assert record.put(build.reading()) is Put.NEW


def test_a_read_only_record_can_be_asked_and_not_written(tmp_path: Path) -> None:
    path = tmp_path / "x.onrecord"
    with open_record(path) as record:
        record.put(build.reading())
    with open_record(path, read_only=True) as record:
        assert record.counts()["entries"] == 1
        with pytest.raises(RecordError, match="cannot be written"):
            record.put(build.reading(build.report(name="b.txt", text=build.TEXT + "!", ident="r-7777222233334444")))


def test_a_full_disk_loses_nothing_that_was_recorded(tmp_path: Path) -> None:
    path = tmp_path / "x.onrecord"
    with open_record(path) as record:
        record.put(build.reading())
        with record.store.reading() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        big = build.report("word " * 100_000, name="big.txt", ident="r-8888222233334444")
        with pytest.raises(RecordError, match="No room left"):
            record.put(build.reading(big, entries=()))
        assert record.counts() == {"reports": 1, "texts": 1, "entries": 1}


def test_a_quota_is_no_damage(tmp_path: Path) -> None:
    # SQLite says so of a file that may not grow, as under a quota
    said = str(file_module.named(tmp_path / "x.onrecord", sqlite3.OperationalError("disk I/O error")))
    assert "cannot be written or read" in said and "damaged" not in said


def test_migrations_lead_to_the_same_tables_as_a_new_record(tmp_path: Path) -> None:
    open_record(tmp_path / "new.onrecord").close()
    old = tmp_path / "old.onrecord"
    old.touch()
    engine = file_module.engine_of(old, read_only=False)
    with engine.connect() as connection:
        engine_module.migrate(connection)
    engine.dispose()

    def tables(path: Path) -> set[tuple[str, str]]:
        with sqlite3.connect(path) as raw:
            rows = raw.execute(
                "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%' AND sql IS NOT NULL"
            ).fetchall()
        raw.close()
        return {(name, " ".join(sql.split())) for name, sql in rows}

    assert tables(old) == tables(tmp_path / "new.onrecord")
    with open_record(old) as record:
        assert record.put(build.reading()) is Put.NEW
