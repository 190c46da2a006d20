"""`onrecord import verdicts`, `brat`, `cas` and `gold`: what people decided or annotated elsewhere, as verdicts."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.options import count, record_location, record_option
from onrecord.errors import RunStopped

if TYPE_CHECKING:
    from onrecord.annotated import Taken
    from onrecord.export.annotation.marks import Document
    from onrecord.record import Record

# what is named of conflicts, missing lines and problems
NAMED = 20
WHO = click.option("--who", help="Who annotated (by default the user who is logged in).")


def importing(name: str) -> click.Command:
    """The command that takes in files of this kind."""
    return {"verdicts": verdicts, "gold": gold}.get(name) or _of_annotators(name)


@click.command("verdicts")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@record_option
def verdicts(file: Path, record: Path | None) -> int:
    """Take in verdicts that another record of the same reports exported; "-" reads standard input.

    Doing so twice changes nothing. Where a reviewer here decided otherwise, both count and a third decides; every such line
    is named, and so is every verdict whose line or report is not here. The exit status is 1 where some are missing.

    \b
    Examples:
      onrecord import verdicts ana.jsonl --record talks.onrecord
      cat ana.jsonl | onrecord import verdicts - --record talks.onrecord
    """
    from onrecord.record import open_record

    with open_record(record_location(record), create=False) as kept:
        done = kept.import_verdicts(_lines(file))
    _name("otherwise decided here", done.conflicts)
    _name("not here", done.missing)
    click.echo(f"{count(done.kept, 'verdict', 'verdicts')} taken in, {done.known} known already", err=True)
    return 1 if done.missing else 0


@click.command("gold")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@WHO
@record_option
def gold(files: tuple[Path, ...], who: str | None, record: Path | None) -> int:
    """Take in annotated reports in the form of our benchmark (*.gold.json): their entries are accepted, amended or added.

    The record must have reports of the same texts; those that are not there are named (exit status 1). Doing so twice changes
    nothing.

    \b
    Examples:
      onrecord import gold talks.gold.json --record talks.onrecord --who Ana
    """
    from onrecord.golden import take_gold

    return _annotated(record, lambda kept: take_gold(kept, files, who=who or getpass.getuser()))


def _of_annotators(name: str) -> click.Command:
    """The command that takes in a folder that people annotated in brat, or in what reads UIMA CAS."""
    tool, annotated = {"brat": ("brat", "brat/"), "cas": ("INCEpTION", "curation/")}[name]

    @click.argument("folder", type=click.Path(path_type=Path))
    @WHO
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
    def function(
        folder: Path,
        who: str | None,
        accept_unchanged: bool,
        exported: Path | None,
        pattern: str | None,
        record: Path | None,
    ) -> int:
        if not folder.is_dir():
            raise RunStopped(f"{folder} is no folder", hint=f"Name the folder that “onrecord export {name}” wrote.")
        by = who or getpass.getuser()
        return _annotated(record, lambda kept: _folder(kept, name, folder, pattern, exported, by, accept_unchanged))

    function.__doc__ = f"""Take in what annotators changed in {tool}, in a folder that “onrecord export {name}” wrote.

    What was changed amends the line, what was deleted rejects it, what is new is added; lines left as they were are accepted
    only if asked. Doing so twice changes nothing. Where a reviewer here decided otherwise, both count and a third decides;
    every such line is named, and so is all that could not be taken in (exit status 1). The round trip step by step:
    docs/exchange-annotation.md.

    \b
    Examples:
      onrecord import {name} {annotated} --record talks.onrecord --who Ana
      onrecord import {name} {annotated} --exported {name}/ --record talks.onrecord --who Ana --accept-unchanged
    """
    return click.command(name)(function)


def _annotated(record: Path | None, take: Callable[[Record], Taken]) -> int:
    """Take in what annotators did, and say what became of it."""
    from onrecord.record import open_record

    with open_record(record_location(record), create=False) as kept:
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
