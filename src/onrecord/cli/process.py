"""`onrecord process`: what a person decides on processes: merge, split, rename, assign."""

from __future__ import annotations

import getpass
import hashlib

import click

from onrecord.cli.options import record_location, record_option
from onrecord.cli.told import following
from onrecord.errors import RunStopped
from onrecord.model.location import Location
from onrecord.model.story import Process


@click.group("process", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Correct which negotiation is which. Every correction is kept with who made it, and can be undone.

    \b
    Examples:
      onrecord process rename "Kesh Oram" "Ridge talks" --record talks.onrecord
      onrecord process merge "Kesh Oram" "Kesh Tavi" --record talks.onrecord
      onrecord process split "Prisoner exchange" r-1a2b r-3c4d --record talks.onrecord
      onrecord process assign r-1a2b "Ridge talks" --record talks.onrecord
      onrecord process undo p-1a2b --record talks.onrecord
    """


def _chosen(record: Location | None, wanted: str) -> Process:
    with following(record, wanted, None) as now:
        assert now.process is not None
        return now.process


def _decide(record: Location | None, action: str, one: str, other: str) -> None:
    from onrecord.model.decision import Decision
    from onrecord.record import open_record

    with open_record(record_location(record), create=False) as kept:
        kept.decide(Decision("process", action, one, other, getpass.getuser()))


@command.command("rename")
@click.argument("process")
@click.argument("name")
@record_option
def rename(process: str, name: str, record: Location | None) -> int:
    """Give a process another name."""
    _decide(record, "rename", _chosen(record, process).id, name)
    return 0


@command.command("merge")
@click.argument("process")
@click.argument("into")
@record_option
def merge(process: str, into: str, record: Location | None) -> int:
    """Make one process of two: the first goes into the second."""
    one, other = _chosen(record, process), _chosen(record, into)
    if one.id == other.id:
        raise RunStopped(f"{process!r} and {into!r} are the same process", hint="See: onrecord processes")
    _decide(record, "merge", one.id, other.id)
    return 0


@command.command("split")
@click.argument("name")
@click.argument("reports", nargs=-1, required=True)
@record_option
def split(name: str, reports: tuple[str, ...], record: Location | None) -> int:
    """Make a process of its own, of this name, out of some reports."""
    made = "p-" + hashlib.sha256(f"split\x1f{name}".encode()).hexdigest()[:12]
    known = [_report(record, wanted) for wanted in reports]
    _decide(record, "rename", made, name)
    for report in known:
        _decide(record, "assign", report, made)
    return 0


@command.command("assign")
@click.argument("report")
@click.argument("process")
@record_option
def assign(report: str, process: str, record: Location | None) -> int:
    """Say which process a report belongs to; `none` for no process."""
    into = "" if process == "none" else _chosen(record, process).id
    _decide(record, "assign", _report(record, report), into)
    return 0


@command.command("undo")
@click.argument("what")
@record_option
def undo(what: str, record: Location | None) -> int:
    """Take back what was decided of a process or a report."""
    from onrecord.record import open_record

    with open_record(record_location(record), create=False, read_only=True) as kept:
        known = {d.one for d in kept.decisions() if d.kind == "process" and d.one.startswith(what)}
    if len(known) != 1:
        raise RunStopped(
            f"Nothing was decided of {what!r}" if not known else f"{what!r} is the beginning of several ids",
            hint="Give the id of a process or report.",
        )
    _decide(record, "undone", known.pop(), "")
    return 0


def _report(record: Location | None, wanted: str) -> str:
    from onrecord.record import open_record

    with open_record(record_location(record), create=False, read_only=True) as kept:
        return kept.report(wanted).report.id
