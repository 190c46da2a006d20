"""`onrecord import`: verdicts from another record, and what annotators changed in their tools."""

from __future__ import annotations

import difflib
import getpass
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.options import count, record_option, record_path
from onrecord.errors import RunStopped

if TYPE_CHECKING:
    from onrecord.annotated import Taken
    from onrecord.export.annotation.marks import Document
    from onrecord.record import Record

WHAT = {
    "verdicts": "what people decided on lines in another record of the same reports",
    "brat": "a folder that “onrecord export brat” wrote and people annotated",
    "cas": "a folder of UIMA CAS as JSON that “onrecord export cas” wrote and people annotated, as INCEpTION exports it",
    "gold": "annotated reports in the form of our benchmark (*.gold.json)",
}
# what is named of conflicts, missing lines and problems
NAMED = 20


class _Formats(click.Command):
    """A command that lists the formats in its help."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each format with what it is."""
        with formatter.section("Formats"):
            formatter.write_dl(list(WHAT.items()))


@click.command("import", cls=_Formats)
@click.argument("what", metavar="FORMAT")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--who", "--as", "who", help="Who annotated (by default the user who is logged in).")
@click.option("--accept-unchanged", is_flag=True, help="Lines that annotators left as they were are accepted.")
@click.option(
    "--exported",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The folder that the export wrote, where the annotated files are elsewhere.",
)
@click.option(
    "--files", "pattern", metavar="PATTERN", help="Only files of such a name, as those of one annotator: ana.json."
)
@record_option
def import_command(
    what: str,
    files: tuple[Path, ...],
    who: str | None,
    accept_unchanged: bool,
    exported: Path | None,
    pattern: str | None,
    record: Path | None,
) -> int:
    """Take in verdicts of another record of the same reports, or what annotators changed in brat or INCEpTION.

    What was changed amends the line, what was deleted rejects it, what is new is added; lines left as they were are accepted
    only if asked. Doing so twice changes nothing. Where a reviewer here decided otherwise, both count and a third decides;
    every such line is named, and so is all that could not be taken in. The exit status is 1 where something could not.
    For verdicts "-" reads standard input. The round trip step by step: docs/exchange-annotation.md.

    \b
    Examples:
      onrecord import verdicts ana.jsonl --record talks.onrecord
      onrecord import brat brat/ --record talks.onrecord --who Ana
      onrecord import cas curation/ --exported cas/ --record talks.onrecord --who Ana --accept-unchanged
      onrecord import gold talks.gold.json --record talks.onrecord --who Ana
    """
    if what not in WHAT:
        near = difflib.get_close_matches(what, list(WHAT), n=3)
        hint = f"perhaps {' or '.join(near)}?" if near else f"there are {', '.join(WHAT)}"
        raise click.UsageError(f"{what!r} is no format to import; {hint}")
    if what != "gold" and len(files) > 1:
        raise click.UsageError(f"{what} takes one {'file' if what == 'verdicts' else 'folder'}")
    if what in ("verdicts", "gold") and (accept_unchanged or exported is not None or pattern is not None):
        raise click.UsageError("--accept-unchanged, --exported and --files are for the folders of annotators")
    if what == "verdicts":
        if who is not None:
            raise click.UsageError("verdicts say themselves who gave them")
        return _verdicts(files[0], record)
    who = who or getpass.getuser()
    if what == "gold":
        return _annotated(record, lambda kept: _gold(kept, files, who))
    folder = files[0]
    if not folder.is_dir():
        raise RunStopped(f"{folder} is no folder", hint=f"Name the folder that “onrecord export {what}” wrote.")
    return _annotated(record, lambda kept: _folder(kept, what, folder, pattern, exported, who, accept_unchanged))


def _verdicts(file: Path, record: Path | None) -> int:
    from onrecord.record import open_record

    with open_record(record_path(record), create=False) as kept:
        done = kept.import_verdicts(_lines(file))
    _name("otherwise decided here", done.conflicts)
    _name("not here", done.missing)
    click.echo(f"{count(done.kept, 'verdict', 'verdicts')} taken in, {done.known} known already", err=True)
    return 1 if done.missing else 0


def _annotated(record: Path | None, take: Callable[[Record], Taken]) -> int:
    """Take in what annotators did, and say what became of it."""
    from onrecord.record import open_record

    with open_record(record_path(record), create=False) as kept:
        taken = take(kept)
    _name("otherwise decided", taken.conflicts)
    _name("left out", taken.problems)
    if taken.unlisted:
        click.echo(
            f"{count(taken.unlisted, 'file', 'files')} without a list of what was exported: no line is rejected there; "
            "name the folder of the export with --exported",
            err=True,
        )
    done = ", ".join(f"{number} {action}" for action, number in sorted(taken.actions.items()))
    total = sum(taken.actions.values())
    click.echo(
        f"{count(taken.files, 'file', 'files')}: {count(total, 'verdict', 'verdicts')} taken in"
        + (f" ({done})" if done else "") + f", {taken.known} known already",
        err=True,
    )  # fmt: skip
    return 1 if taken.problems else 0


def _folder(
    record: Record, what: str, folder: Path, pattern: str | None, exported: Path | None, who: str, accept: bool
) -> Taken:
    from importlib import import_module

    from onrecord.annotated import take_back
    from onrecord.export.annotation.marks import EXPORTED

    reading: Callable[..., Iterator[Document]] = import_module(f"onrecord.export.annotation.{what}").documents
    found = reading(folder, pattern) if pattern else reading(folder)
    taken = take_back(record, found, (exported or folder) / EXPORTED, who=who, accept_unchanged=accept)
    if not taken.files and not taken.problems:
        raise RunStopped(f"No annotated file in {folder}", hint=f"Name the folder that “onrecord export {what}” wrote.")
    return taken


def _gold(record: Record, files: tuple[Path, ...], who: str) -> Taken:
    from onrecord.golden import take_gold

    return take_gold(record, files, who=who)


def _name(title: str, found: list[str]) -> None:
    """Name what is to be known, a line each, the first of them."""
    from onrecord.export import one_line

    for line in found[:NAMED]:
        click.echo(one_line(f"{title}: {line}"), err=True)
    if len(found) > NAMED:
        click.echo(f"{title}: and {len(found) - NAMED} more", err=True)


def _lines(file: Path) -> Iterator[str]:
    try:
        with click.open_file(str(file), encoding="utf-8") as found:
            yield from found
    except (OSError, UnicodeDecodeError) as error:
        raise RunStopped(f"Cannot read {file}: {error}", hint="Name what “onrecord export verdicts” wrote.") from error
