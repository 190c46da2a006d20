"""`onrecord show`: an entry or a report, the words marked where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.options import colored, count, record_location, record_option
from onrecord.errors import RecordError
from onrecord.model import BlockKind, Entry, Report
from onrecord.model.decision import Verdict
from onrecord.model.location import Location

if TYPE_CHECKING:
    from onrecord.record import Record, StoredReport


@click.command("show")
@click.argument("ident", metavar="ID")
@record_option
@click.option("--why", is_flag=True, help="Also say what proposed and decided the line.")
@click.option("--provenance", is_flag=True, help="Of a report, say only where it came from and what decoded it.")
def command(ident: str, record: Location | None, why: bool, provenance: bool) -> int:
    """Show an entry or a report. ID is an id or its beginning (4 characters), or a report's file name.

    \b
    Examples:
      onrecord show e-3f2a --record talks.onrecord
      onrecord show e-3f2a --why --record talks.onrecord
      onrecord show articles/0412.txt --record talks.onrecord
      onrecord show press.zip!day/0412.pdf --provenance --record talks.onrecord
    """
    from onrecord.record import open_record

    with open_record(record_location(record), create=False, read_only=True) as kept:
        found = _found(ident, kept)
        if isinstance(found, Entry):
            stored = kept.report(found.report)
            if provenance:
                _provenance(stored, kept)
            else:
                _entry(found, stored.report, kept.verdicts(entry=found.id), why=why)
        elif provenance:
            _provenance(found, kept)
        else:
            _report(found, kept, why=why)
    return 0


@click.command("report")
@click.argument("ident", metavar="ID")
@record_option
@click.option("--provenance", is_flag=True, help="Say only where it came from and what decoded it.")
@click.option(
    "--original", type=click.Path(path_type=Path), metavar="FILE", help="Write the original that is kept to a file."
)
def report_command(ident: str, record: Location | None, provenance: bool, original: Path | None) -> int:
    """Show a report. ID is its id or the beginning of it (4 characters), or its name: the file, and behind ! what is in it.

    \b
    Examples:
      onrecord report r-81c4 --record talks.onrecord
      onrecord report press.zip!day/0412.pdf --provenance --record talks.onrecord
      onrecord report articles/0412.pdf --original again.pdf --record talks.onrecord
    """
    from onrecord.record import open_record

    with open_record(record_location(record), create=False, read_only=True) as kept:
        stored = kept.report(ident)
        if original is not None:
            _write_original(stored, kept, original)
        elif provenance:
            _provenance(stored, kept)
        else:
            _report(stored, kept, why=False)
    return 0


def _write_original(stored: StoredReport, kept: Record, target: Path) -> None:
    sha256 = stored.report.original.bytes_sha256
    data = kept.arrived.original(sha256) if sha256 is not None else None
    if data is None:
        raise RecordError(
            f"The original of {stored.report.id} is not kept",
            hint="It is referred to only (--provenance says where); read with --keep-originals to keep it.",
        )
    try:
        target.write_bytes(data)
    except OSError as error:
        raise RecordError(f"Cannot write {target}: {error.strerror}", hint="Choose another place.") from error


def _found(ident: str, kept: Record) -> Entry | StoredReport:
    """What is meant: by its prefix an entry or a report, else a report's name, else an entry's bare number."""
    if ident.startswith("e-"):
        return kept.entry(ident)
    try:
        return kept.report(ident)
    except RecordError:
        if ident.startswith("r-"):
            raise
    try:
        return kept.entry("e-" + ident)
    except RecordError as error:
        raise RecordError(
            f"No report or entry {ident!r} on record", hint="See what is there: onrecord reports, onrecord entries"
        ) from error


def _bold(text: str) -> str:
    return click.style(text, bold=True, underline=True)


def _bracketed(text: str) -> str:
    return f"[{text}]"


def _entry(entry: Entry, report: Report, verdicts: Sequence[Verdict], *, why: bool) -> None:
    from onrecord.export import decided, details, line_of, one_line, safe

    color = colored()
    click.echo(line_of(entry) + "\n")
    for evidence in entry.evidence:
        # evidence may go on beyond its sentence: a quotation over two
        start, end = min(evidence.sentence.start, evidence.start), max(evidence.sentence.end, evidence.end)
        shown = _marked(safe(report.text), start, end, [(evidence.start, evidence.end)], _bold if color else _bracketed)
        click.echo(f"  “{shown}”", color=color)
    click.echo()
    rows = [*details(entry), ("report", one_line(report.title.value if report.title else report.original.name))]
    places = ", ".join(f"{e.start}-{e.end}" for e in entry.evidence)
    rows += [("report id", report.id), ("characters", places)]
    pages = {str(page) for e in entry.evidence if (page := report.page_of(e.start)) is not None}
    if pages:
        rows.append(("page", ", ".join(sorted(pages, key=int))))
    for name, value in rows:
        click.echo(f"  {name:14s} {value}")
    if why:
        click.echo("\n" + _why(entry, verdicts))
    elif verdicts:
        click.echo("\n" + "\n".join(f"  {sentence}" for sentence in decided(verdicts)))


def _provenance(stored: StoredReport, kept: Record) -> None:
    """Where a report came from: every file it was found in, its bytes, what decoded them, what is known and from where."""
    from onrecord.export import one_line

    report, original = stored.report, stored.report.original
    rows = [("report id", report.id)]
    for one in stored.originals:
        rows.append(("found in", one.name))
        if one.file:
            rows += [("file", one.file), ("position in it", str(one.position or ""))]
        if one.retrieved is not None:
            rows.append(("retrieved", f"{one.retrieved} from {one.address or one.name}"))
    if original.bytes_sha256 is not None:
        is_kept = kept.arrived.original(original.bytes_sha256) is not None
        rows.append(("bytes", f"{original.size}, sha256 {original.bytes_sha256}, {'kept' if is_kept else 'not kept'}"))
    else:
        rows.append(("bytes", f"{original.size}, sha256 {original.sha256}"))
    rows += [
        ("media type", original.media_type),
        ("decoder", report.source.decoder),
        ("source text", f"{report.source.id}, {count(len(report.text), 'character', 'characters')}"),
    ]
    if report.pages:
        rows.append(("pages", str(len(report.pages))))
    for name in ("title", "author", "outlet", "published", "moment", "updated", "url"):
        known = getattr(report, name)
        if known is not None or name != "moment":
            rows.append((name, f"{known.value} ({known.basis})" if known is not None else "unknown"))
    rows += [("on record since", stored.recorded_at), *(("warning", words) for words in report.warnings)]
    for name, value in rows:
        click.echo(f"{name:16s} {one_line(value)}")


def _why(entry: Entry, verdicts: Sequence[Verdict]) -> str:
    from onrecord.export import why

    return "\n".join(f"  {sentence}" for sentence in why(entry, verdicts))


def _report(stored: StoredReport, kept: Record, *, why: bool) -> None:
    from onrecord.export import line_of, one_line, safe
    from onrecord.record import EntryFilter

    report = stored.report
    head = [report.title.value if report.title else report.id]
    for name in ("author", "outlet", "published", "updated", "url"):
        known = getattr(report, name)
        if known is not None:
            head.append(f"{name}: {known.value} ({known.basis})")
    head += [f"id: {report.id}", f"from: {', '.join(stored.origins)}", *report.warnings]
    click.echo("\n".join(one_line(line) for line in head) + "\n")
    entries = kept.entries(EntryFilter(report=report.id))
    verdicts: dict[str, list[Verdict]] = {}
    for one in kept.verdicts(report=report.id):
        verdicts.setdefault(one.line.id, []).append(one)
    marks = _outlines((e.start, e.end) for entry in entries for e in entry.evidence)
    text, color = safe(report.text), colored()
    for block in report.blocks:
        label = "" if block.kind is BlockKind.BODY else f"({block.kind.value}) "
        shown = _marked(text, block.start, block.end, marks, _bold if color else _bracketed)
        click.echo(label + shown + "\n", color=color)
    for entry in entries:
        click.echo(f"{entry.id[:10]}  {line_of(entry)}")
        if why:
            click.echo(_why(entry, verdicts.get(entry.id, [])))


def _outlines(marks: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Marks that overlap made into one, so that no marked word is left out."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _marked(text: str, start: int, end: int, marks: list[tuple[int, int]], mark: Callable[[str], str]) -> str:
    """A stretch of the text with the marks in it; a mark that goes beyond it is cut."""
    out, at = [], start
    for first, last in marks:
        left, right = max(first, start), min(last, end)
        if left < right:
            out.append(text[at:left] + mark(text[left:right]))
            at = right
    return "".join(out) + text[at:end]
