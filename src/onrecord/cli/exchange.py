"""`onrecord export` and `onrecord import`: verdicts that go from one record to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from onrecord.cli.options import count, record_option, record_path
from onrecord.errors import RunStopped

WHAT = click.Choice(("verdicts",))
# conflicts and missing lines that are named
NAMED = 20


@click.command("export")
@click.argument("what", type=WHAT)
@click.option("--out", type=click.Path(path_type=Path), help="The file to write (by default standard output).")
@record_option
def export_command(what: str, out: Path | None, record: Path | None) -> int:
    """Write all verdicts on lines as JSON lines: who decided what when, the line as it was decided, the text it is about.

    \b
    Examples:
      onrecord export verdicts --record talks.onrecord --out ana.jsonl
      onrecord export verdicts --record talks.onrecord > ana.jsonl
    """
    from onrecord.record import open_record

    written = 0
    with open_record(record_path(record), create=False, read_only=True) as kept:
        if out is None:
            for line in kept.export_verdicts():
                click.echo(line)
                written += 1
        else:
            try:
                with out.open("w", encoding="utf-8", errors="replace") as file:
                    for line in kept.export_verdicts():
                        file.write(line + "\n")
                        written += 1
            except OSError as error:
                raise RunStopped(f"Cannot write {out}: {error.strerror}", hint="Choose another place.") from error
    click.echo(count(written, "verdict", "verdicts"), err=True)
    return 0


@click.command("import")
@click.argument("what", type=WHAT)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@record_option
def import_command(what: str, file: Path, record: Path | None) -> int:
    """Take in verdicts that another record of the same reports exported; "-" reads standard input.

    Doing so twice changes nothing. Where a reviewer here decided otherwise, both count and a third decides; every such line
    is named, and so is every verdict whose line or report is not here. The exit status is 1 where some are missing.

    \b
    Examples:
      onrecord import verdicts ana.jsonl --record talks.onrecord
      cat ana.jsonl | onrecord import verdicts - --record talks.onrecord
    """
    from onrecord.export import one_line
    from onrecord.record import open_record

    with open_record(record_path(record), create=False) as kept:
        done = kept.import_verdicts(_lines(file))
    for title, found in (("otherwise decided here", done.conflicts), ("not here", done.missing)):
        for line in found[:NAMED]:
            click.echo(one_line(f"{title}: {line}"), err=True)
        if len(found) > NAMED:
            click.echo(f"{title}: and {len(found) - NAMED} more", err=True)
    click.echo(f"{count(done.kept, 'verdict', 'verdicts')} taken in, {done.known} known already", err=True)
    return 1 if done.missing else 0


def _lines(file: Path) -> Iterator[str]:
    try:
        with click.open_file(str(file), encoding="utf-8") as found:
            yield from found
    except (OSError, UnicodeDecodeError) as error:
        raise RunStopped(f"Cannot read {file}: {error}", hint="Name what “onrecord export verdicts” wrote.") from error
