"""Inputs that are not what they should be: what can be read is read as ever, and what cannot be is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.arrive import BODY, OTHER, written
from tests.bulky import line

from benchmarks.faults.ground import Ground, fault
from benchmarks.faults.same import content

THIRD = "The rebels rejected the plan on Monday. The minister said that he would never talk to them again."
Put = Callable[[Path], Any]


def _table(file: Path, **columns: Any) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.table(columns), file)


def _good(folder: Path) -> None:
    """Two files that are as they should be, around that which is not."""
    _table(folder / "a.parquet", body=[BODY, OTHER], date=["2026-03-01", "2026-03-02"])
    written(folder, "z.jsonl", line(THIRD, id="one", date="2026-03-03"))


def _disturbed(at: Ground, before: Put | None, after: Put) -> str:
    """Read a folder as it should be without an engine; then disturb it, read it in bulk and load it."""
    folder, undisturbed = at.folder / "in", at.folder / "undisturbed.onrecord"
    folder.mkdir()
    _good(folder)
    if before is not None:
        before(folder)
    at.near("read", folder, "--record", undisturbed, "--reader", "rules")
    at.expected = content(undisturbed)
    after(folder)
    ended = at.near(*at.bulk_words(source=folder))
    assert ended.status in (0, 1), ended.words
    at.near(*at.load_words())
    return ended.words


def _as_read(at: Ground, after: Put) -> str:
    """As above, but what can be read of it counts, as reading without an engine has it, with all that is good in it."""
    words = _disturbed(at, None, after)
    good = at.expected or {}
    as_read = at.folder / "as-read.onrecord"
    at.near("read", at.folder / "in", "--record", as_read, "--reader", "rules")
    at.expected = content(as_read)
    assert at.expected["entries"][0] >= good["entries"][0]
    return words


@fault("inputs", says=r"b\.parquet: .*no column looks like a text")
def text_column_missing(at: Ground) -> str:
    """One of several tables has no column of text."""
    return _disturbed(at, None, lambda folder: _table(folder / "b.parquet", when=["2026-01-01"], number=[1]))


@fault("inputs", says=r"5 reports read")
def extra_columns(at: Ground) -> str:
    """A table has forty columns that nobody asked for."""
    more = {f"extra_{n}": [n, None] for n in range(40)}
    texts = {"body": [f"{BODY} It ended.", f"{OTHER} It ended."], "date": ["2026-03-04", "2026-03-05"]}
    return _disturbed(
        at,
        lambda folder: _table(folder / "b.parquet", **texts),
        lambda folder: _table(folder / "b.parquet", **more, **texts),
    )


@fault("inputs", says=r"5 reports read")
def columns_in_another_order(at: Ground) -> str:
    """Tables of one folder have their columns in another order and of another kind of text."""
    import pyarrow as pa

    texts, days = [f"{BODY} It ended.", f"{OTHER} It ended."], ["2026-03-04", "2026-03-05"]
    large = pa.array(texts, pa.large_string())
    return _disturbed(
        at,
        lambda folder: _table(folder / "b.parquet", body=texts, date=days),
        lambda folder: _table(folder / "b.parquet", date=pa.array(days).dictionary_encode(), body=large),
    )


@fault("inputs", says=r"4 reports read")
def dates_that_are_none(at: Ground) -> str:
    """A column of days holds words that are no days."""
    return _disturbed(
        at,
        lambda folder: _table(folder / "b.parquet", body=[f"{BODY} It ended."]),
        lambda folder: _table(folder / "b.parquet", body=[f"{BODY} It ended."], date=["soon"]),
    )


@fault("inputs", says=r"b\.parquet")
def text_that_is_a_number(at: Ground) -> str:
    """A column of text holds numbers."""
    return _as_read(at, lambda folder: _table(folder / "b.parquet", body=[1, 2], date=["2026-03-04", None]))


@fault("inputs", says=r"b\.parquet")
def text_that_is_a_list(at: Ground) -> str:
    """A column of text holds lists of paragraphs."""
    return _disturbed(at, None, lambda folder: _table(folder / "b.parquet", body=[[]], date=["2026-03-04"]))


@fault("inputs", says=r"b\.parquet")
def text_that_is_nested(at: Ground) -> str:
    """The text lies in a column within a column."""
    return _as_read(at, lambda folder: _table(folder / "b.parquet", meta=[{"deep": {"body": BODY}}]))


@fault("inputs", says=r"5 reports read|4 reports read")
def a_huge_column(at: Ground) -> str:
    """A table has 40 MB beside each text."""
    texts = {"body": [f"{BODY} It ended."], "date": ["2026-03-04"]}
    return _disturbed(
        at,
        lambda folder: _table(folder / "b.parquet", **texts),
        lambda folder: _table(folder / "b.parquet", blob=[b"x" * 40_000_000], **texts),
    )


@fault("inputs", says=r"5 reports read")
def texts_that_are_missing(at: Ground) -> str:
    """Some cells of the column of text are empty or nothing but blanks."""
    good = [f"{BODY} It ended.", f"{OTHER} It ended."]
    return _as_read(at, lambda folder: _table(folder / "b.parquet", body=[good[0], None, "  ", "", good[1]]))


@fault("inputs", says=r"3 reports read")
def a_table_without_rows(at: Ground) -> str:
    """A table has columns and no rows."""
    import pyarrow as pa

    return _disturbed(at, None, lambda folder: _table(folder / "b.parquet", body=pa.array([], pa.string())))


def _spoilt(at: Ground, spoil: Callable[[bytes], bytes]) -> str:
    def put(folder: Path) -> None:
        _table(folder / "b.parquet", body=[f"{BODY} {n}" for n in range(50)])
        (folder / "b.parquet").write_bytes(spoil((folder / "b.parquet").read_bytes()))

    return _disturbed(at, None, put)


@fault("inputs", says=r"b\.parquet: .*(damaged|no Parquet)")
def parquet_cut_short(at: Ground) -> str:
    """A Parquet file that was only half copied."""
    return _spoilt(at, lambda data: data[: len(data) // 2])


@fault("inputs", says=r"b\.parquet: .*(damaged|no Parquet)")
def parquet_with_wrong_bytes(at: Ground) -> str:
    """A Parquet file with a block of zeros in its rows."""
    return _spoilt(at, lambda data: data[:40] + bytes(400) + data[440:])


@fault("inputs", says=r"b\.parquet: .*(empty|damaged|no Parquet)")
def parquet_of_no_bytes(at: Ground) -> str:
    """A Parquet file of no bytes at all."""
    return _spoilt(at, lambda data: b"")


@fault("inputs", says=r"b\.jsonl.*line 3")
def json_lines_cut_short(at: Ground) -> str:
    """JSON lines whose last line was cut short."""
    lines = [line(f"{BODY} It ended.", id="1"), line(f"{OTHER} It ended.", id="2")]
    return _disturbed(
        at,
        lambda folder: written(folder, "b.jsonl", "".join(lines)),
        lambda folder: written(folder, "b.jsonl", "".join(lines) + line(THIRD + " Never.", id="3")[:60]),
    )


@fault("inputs", says=r"b\.jsonl.*Could not read|Could not read.*b\.jsonl")
def json_lines_with_other_things(at: Ground) -> str:
    """JSON lines among which are words, lists and half characters."""
    lines = [line(f"{BODY} It ended.", id="1"), line(f"{OTHER} It ended.", id="4")]
    bad = f'{lines[0]}words\n[1, 2]\n{{"text": \n'.encode() + b"\xff\xfe\xc3\n" + lines[1].encode()
    return _as_read(at, lambda folder: written(folder, "b.jsonl", bad))


@fault("inputs", says=r"6 reports read")
def ids_that_are_doubled(at: Ground) -> str:
    """Three different reports have the same id."""
    texts = [f"{BODY} It ended {when}." for when in ("early", "late", "never")]
    words = _as_read(at, lambda folder: written(folder, "b.jsonl", "".join(line(t, id="1") for t in texts)))
    assert at.expected is not None and at.expected["origins"][0] == 6
    return words


@fault("inputs", says=r"Could not read 1 of 1|nothing to read|no reports")
def an_empty_input(at: Ground) -> str:
    """A file of JSON lines in which nothing is, and a folder in which nothing lies."""
    empty = written(at.folder, "none.jsonl", "")
    (at.folder / "nothing").mkdir()
    words = ""
    for source in (empty, at.folder / "nothing"):
        ended = at.near(*at.bulk_words(source=source, output=at.folder / f"out-{source.stem}"))
        assert ended.status == 2, ended.words
        words += ended.words
    at.whole()
    return words
