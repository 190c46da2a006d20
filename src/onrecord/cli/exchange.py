"""`onrecord export`: a record in the formats of other programs."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from onrecord.cli.options import count, day, record_location, record_option
from onrecord.config import load_settings
from onrecord.errors import RunStopped
from onrecord.model.location import Location


class _Formats(click.Command):
    """A command that lists the formats in its help."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each format with what it is."""
        from onrecord.export.formats import FORMATS

        with formatter.section("Formats"):
            formatter.write_dl([("verdicts", VERDICTS), *((one.name, one.label) for one in FORMATS.values())])


VERDICTS = "what people decided on lines, for another record of the same reports"


@click.command("export", cls=_Formats)
@click.argument("what", metavar="FORMAT")
@click.option(
    "--out", type=click.Path(path_type=Path), help="The file or folder to write (by default standard output)."
)
@click.option("--process", help="One process: its id, the beginning of it, or words of its name.")
@click.option("--as-of", type=day, metavar="DATE", help="By the reports published up to this day.")
@click.option("--reviewed", is_flag=True, help="Only lines behind which a person stands.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="Only lines of at least this confidence.")
@click.option("--no-text", is_flag=True, help="Leave the texts of the reports out; lines keep the words they rest on.")
@record_option
def export_command(
    what: str,
    out: Path | None,
    process: str | None,
    as_of: str | None,
    reviewed: bool,
    min_confidence: float | None,
    no_text: bool,
    record: Location | None,
) -> int:
    """Write a record, or one process of it, in a format that other programs read.

    The same record gives the same bytes. What each format holds and what is lost in it: docs/exchange.md.

    \b
    Examples:
      onrecord export verdicts --record talks.onrecord --out ana.jsonl
      onrecord export plover --record talks.onrecord --process "river talks" > events.jsonl
      onrecord export brat --record talks.onrecord --out brat/
    """
    if what == "verdicts":
        return _verdicts(out, record)
    from onrecord.cli.told import following
    from onrecord.export.formats import FORMATS
    from onrecord.exporting import leaving

    if what not in FORMATS:
        near = difflib.get_close_matches(what, ["verdicts", *FORMATS], n=3)
        raise click.UsageError(
            f"{what!r} is no format; " + (f"perhaps {' or '.join(near)}?" if near else "see onrecord export --help")
        )
    chosen = FORMATS[what]
    if chosen.needs_texts and no_text:
        raise click.UsageError(f"{what} is nothing without the texts of the reports")
    if chosen.folder and out is None:
        raise click.UsageError(f"{what} is several files: name a folder with --out")
    if min_confidence is None:
        min_confidence = load_settings()["min_confidence"].value or 0.0
    with following(record, process, as_of) as now:
        held = leaving(
            now.record, now.story, process=now.process, as_of=as_of, reviewed=reviewed, min_confidence=min_confidence,
            with_texts=not no_text,
        )  # fmt: skip
        if chosen.folder:
            assert out is not None
            click.echo(count(_write_folder(out, chosen.files(held)), "file", "files") + f" written: {out}", err=True)
        else:
            _write(out, chosen.write(held))
    return 0


def _verdicts(out: Path | None, record: Location | None) -> int:
    from onrecord.record import open_record

    with open_record(record_location(record), create=False, read_only=True) as kept:
        written = _write(out, (line + "\n" for line in kept.export_verdicts()))
    click.echo(count(written, "verdict", "verdicts"), err=True)
    return 0


def _write(out: Path | None, pieces: Iterable[str | bytes]) -> int:
    """Write a file piece by piece, whole or not at all; how many pieces there were."""
    if out is None:
        written = 0
        for piece in pieces:
            sys.stdout.buffer.write(as_bytes(piece))
            written += 1
        sys.stdout.buffer.flush()
        return written
    part = out.with_name(out.name + ".part")
    written = 0
    try:
        with part.open("wb") as file:
            for piece in pieces:
                file.write(as_bytes(piece))
                written += 1
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RunStopped(f"Cannot write {out}: {error.strerror}", hint="Choose another place.") from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return written


def as_bytes(piece: str | bytes) -> bytes:
    """A piece of a file as it is written; half a character is a question mark."""
    return piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace")


def _write_folder(out: Path, files: Iterable[tuple[str, Iterable[str | bytes]]]) -> int:
    """Write files into a folder that is empty or is to be made; how many."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise RunStopped(f"{out} is not empty", hint="Name a folder that is to be made, or empty this one.")
    except OSError as error:
        raise RunStopped(f"Cannot write {out}: {error.strerror}", hint="Choose another place.") from error
    written = 0
    for name, pieces in files:
        file = out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, pieces)
        written += 1
    return written
