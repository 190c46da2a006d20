"""The `onrecord` command: finds the sub-command, and turns errors into words and an exit status."""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Sequence

import click

from onrecord import __version__
from onrecord.errors import OnrecordError

# name: (module, one line of help); the modules are loaded only when the command is run
COMMANDS = {
    "read": ("onrecord.cli.read", "Read reports and show what they say."),
    "watch": ("onrecord.cli.watch", "Read what arrives in folders."),
    "bulk": ("onrecord.cli.bulk", "Read large numbers of reports into Parquet files."),
    "load": ("onrecord.cli.load", "Bring what was read in bulk into a record."),
    "entries": ("onrecord.cli.entries", "List entries of a record."),
    "serve": ("onrecord.cli.serve", "Open a record in a browser."),
    "show": ("onrecord.cli.show", "Show an entry or a report with its words marked."),
    "report": ("onrecord.cli.show", "Show a report, where it came from, or its original."),
    "reports": ("onrecord.cli.reports", "List the reports of a record."),
    "status": ("onrecord.cli.status", "Say where each process stands, and according to whom."),
    "processes": ("onrecord.cli.processes", "List the negotiations and conflicts of a record."),
    "actors": ("onrecord.cli.actors", "List who is who in a record."),
    "actor": ("onrecord.cli.actor", "Show all that one actor says, does and is said of."),
    "meetings": ("onrecord.cli.meetings", "List the meetings, each once."),
    "commitments": ("onrecord.cli.commitments", "Show who undertook what, and what became of it."),
    "demands": ("onrecord.cli.demands", "List demands and how they were answered."),
    "warnings": ("onrecord.cli.warnings", "List warnings and ultimatums."),
    "thread": ("onrecord.cli.thread", "Show every telling of one undertaking, demand or warning."),
    "disagreements": ("onrecord.cli.disagreements", "Show where versions differ."),
    "silence": ("onrecord.cli.silence", "Show who is not heard, and what has no answer."),
    "delegations": ("onrecord.cli.delegations", "Show who sat for whom, meeting by meeting."),
    "positions": ("onrecord.cli.positions", "Show what each party says on each issue, and how it moved."),
    "timeline": ("onrecord.cli.timeline", "List what happened when."),
    "statistics": ("onrecord.cli.statistics", "Count what is told, by act, party, outlet or month."),
    "changes": ("onrecord.cli.changes", "Show what is new or changed since a day."),
    "brief": ("onrecord.cli.brief", "Write a briefing on a process."),
    "review": ("onrecord.cli.review", "Accept, amend or reject lines one after the other, by keys."),
    "verdict": ("onrecord.cli.verdict", "Accept, amend or reject a line."),
    "decide": ("onrecord.cli.decide", "Decide whether two names are one actor."),
    "process": ("onrecord.cli.process", "Merge, split, rename processes; assign reports to them."),
    "export": ("onrecord.cli.exchange", "Write a record in a format that other programs read."),
    "import": ("onrecord.cli.imports", "Take in verdicts, annotations, actors or event data from elsewhere."),
    "foreign": ("onrecord.cli.beside", "Show what event data of others has that a record has not, and the reverse."),
    "copy": ("onrecord.cli.copy", "Copy a record from a file to PostgreSQL, or back."),
    "backup": ("onrecord.cli.backup", "Write a whole record into one file."),
    "restore": ("onrecord.cli.backup", "Read a backup into an empty record."),
    "search": ("onrecord.cli.search", "Search the texts of a record."),
    "attributions": ("onrecord.cli.attributions", "List who says what in a report."),
    "relate": ("onrecord.cli.relate", "Say what one marked actor does to another."),
    "codebook": ("onrecord.cli.codebook", "Show what an act means and how it is told."),
    "score": ("onrecord.cli.score", "Score reading against annotated reports."),
    "forget": ("onrecord.cli.forget", "Remove a report from a record for good."),
    "rebuild": ("onrecord.cli.rebuild", "Make anew all that follows from the entries."),
    "config": ("onrecord.cli.config", "Show settings and where they come from."),
}
# as a shell says it of a program that was interrupted, or whose reader went away
INTERRUPTED, UNHEARD = 130, 141


class Lazy(click.Group):
    """A group that knows its commands by name and loads the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order in which one learns them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        # a module of two commands has each under its own name
        command: click.Command = getattr(module, f"{cmd_name}_command", None) or module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=Lazy,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done, 1 done but some reports failed, 2 not run.",
)
@click.version_option(__version__, prog_name="onrecord", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show where an error comes from.")
@click.pass_context
def group(ctx: click.Context, debug: bool) -> None:
    """Keep the record of a negotiation from the reporting on it.

    \b
    Examples:
      onrecord read report.txt
      onrecord read articles/ --record talks.onrecord
      onrecord entries --record talks.onrecord --act refuse
    """
    ctx.obj = {"debug": debug}
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    # products of small matrices on several threads take twice the processor time and no minute less
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # before the sub-command only: behind it "--debug" may be the name of a file
    debug = words[:1] == ["--debug"]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a terminal that lacks a character shows another one in its place, and the rest goes on
            stream.reconfigure(errors="replace")
    try:
        status = _run(words)
        # what cannot be written any more is noticed here, not when Python shuts down
        sys.stdout.flush()
    except Exception as error:
        if debug:
            raise
        status = _failed(error)
    except KeyboardInterrupt:
        status = _failed(click.exceptions.Abort())
    sys.exit(status if isinstance(status, int) else 0)


def _run(words: list[str]) -> object:
    if "_ONRECORD_COMPLETE" in os.environ:
        return group.main(args=words, prog_name="onrecord", standalone_mode=False)
    # not by group.main, which leaves on its own when a pipe is closed
    try:
        with group.make_context("onrecord", words) as context:
            return group.invoke(context)
    except click.exceptions.Exit as left:
        return left.exit_code


def _failed(error: Exception) -> int:
    """Say what went wrong and what to do next; the exit status."""
    if isinstance(error, click.ClickException):
        error.show()
    elif isinstance(error, click.exceptions.Abort):
        click.echo("stopped; what was recorded before is kept", err=True)
        return INTERRUPTED
    elif isinstance(error, BrokenPipeError):
        # whoever was reading has seen enough; nothing more can be written, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNHEARD
    elif isinstance(error, OnrecordError):
        _say(str(error), error.hint)
    elif isinstance(error, OSError):
        _say(f"Stopped: {error.strerror or error}", "Check the disk and the permissions of the files named.")
    else:
        _say(
            f"Something broke that should not: {type(error).__name__}: {error}",
            "This is a fault of ours: please report it with what “onrecord --debug …” prints.",
        )
    return 2


def _say(message: str, hint: str) -> None:
    click.echo(message, err=True)
    if hint:
        click.echo(f"  {hint}", err=True)
