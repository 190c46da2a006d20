"""`onrecord brief`: where a process stands, on paper, every line numbered to its source."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from onrecord.cli.options import day
from onrecord.cli.told import process_of, told_options, up_to_date
from onrecord.errors import RunStopped
from onrecord.model.location import Location

FORMATS = ("md", "html", "docx", "json")


@click.command("brief")
@click.option("--since", type=day, metavar="DATE", help="With what changed by the reports from this day on.")
@click.option("--full", is_flag=True, help="All lines instead of about a page.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="By default as the file's name ends, or md.")
@click.option("--out", type=click.Path(path_type=Path), help="Write it to this file instead of standard output.")
@told_options
def command(
    record: Location | None,
    process: str | None,
    as_of: str | None,
    as_json: bool,
    since: str | None,
    full: bool,
    form: str | None,
    out: Path | None,
) -> int:
    """Write a briefing on one process: its state and according to whom, commitments by form, what is open, who is not heard.

    The same record and days give the same bytes. To have it as PDF, print the HTML.

    \b
    Examples:
      onrecord brief --record talks.onrecord
      onrecord brief --record talks.onrecord --as-of 2026-03-01 --since 2026-02-22 --out briefing.docx
    """
    import json

    from onrecord.cli.options import record_location
    from onrecord.export.briefs import as_docx, as_markdown
    from onrecord.story import chief
    from onrecord.web.answer import standalone
    from onrecord.web.views.briefing import brief_view, briefing
    from onrecord.web.views.source import Source

    ending = out.suffix.removeprefix(".").lower() if out is not None else ""
    form = "json" if as_json else form or (ending if ending in FORMATS else "md")
    if form == "docx" and out is None and sys.stdout.isatty():
        raise RunStopped("A document is nothing for a terminal", hint="Name a file: --out briefing.docx")
    up_to_date(record_location(record))
    source = Source(record_location(record), read_only=True)
    story = source.told(as_of).story
    chosen = process_of(story, process) or next(iter(chief(story)), None)
    if chosen is None:
        raise RunStopped(
            "No process on record", hint="Read reports on a negotiation first: onrecord read FILE --record RECORD"
        )
    made = briefing(source, chosen.id, as_of, since, short=not full)
    source.close()
    if form == "docx":
        data = as_docx(made)
    elif form == "html":
        data = standalone("brief_file.html", brief_view(made)).encode("utf-8", "replace")
    elif form == "json":
        data = (json.dumps(brief_view(made), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
    else:
        data = as_markdown(made).encode("utf-8", "replace")
    if out is None:
        sys.stdout.buffer.write(data)
        return 0
    try:
        out.write_bytes(data)
    except OSError as error:
        raise RunStopped(f"Cannot write {out}: {error.strerror}", hint="Choose another place.") from error
    click.echo(f"briefing written: {out}", err=True)
    return 0
