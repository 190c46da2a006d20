"""`onrecord import`: what other programs and people made, each kind a command of its own."""

from __future__ import annotations

import importlib

import click

# name: (module that makes its command, one line of help); the modules are loaded only when the command is run
IMPORTS = {
    "verdicts": ("onrecord.cli.annotated_in", "What people decided on lines, from another record of the same reports."),
    "brat": ("onrecord.cli.annotated_in", "What annotators changed in brat, as verdicts."),
    "cas": ("onrecord.cli.annotated_in", "What annotators changed in INCEpTION, as verdicts."),
    "gold": ("onrecord.cli.annotated_in", "Annotated reports in the form of our benchmark, as verdicts."),
    "actors": ("onrecord.cli.actors_in", "Who is who, from a CSV file or FollowTheMoney JSON lines, as decisions."),
    "gdelt": ("onrecord.cli.foreign", "Event data of GDELT 1.0 and 2.0, as foreign lines."),
    "polecat": ("onrecord.cli.foreign", "Event data of POLECAT, as foreign lines."),
    "icews": ("onrecord.cli.foreign", "Event data of ICEWS, as foreign lines."),
    "ucdp": ("onrecord.cli.foreign", "Deadly events of UCDP GED, as foreign lines."),
    "ceasefires": ("onrecord.cli.foreign", "Ceasefires of the ETH/PRIO data, as foreign lines."),
}


class _Imports(click.Group):
    """A group that knows what can be taken in by name, and loads what is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in order."""
        return list(IMPORTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """What takes in files of this kind."""
        if cmd_name not in IMPORTS:
            return None
        made: click.Command = importlib.import_module(IMPORTS[cmd_name][0]).importing(cmd_name)
        return made

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list, without loading them."""
        with formatter.section("What"):
            formatter.write_dl([(name, words) for name, (_, words) in IMPORTS.items()])


@click.group("import", cls=_Imports, context_settings={"help_option_names": ["-h", "--help"]})
def import_command() -> None:
    """Take in what other programs and people made: verdicts, annotations, who is who, event data.

    \b
    Examples:
      onrecord import verdicts ana.jsonl --record talks.onrecord
      onrecord import brat brat/ --record talks.onrecord --who Ana
      onrecord import actors people.csv --record talks.onrecord --who Ana
      onrecord import gdelt 20260301.export.CSV.zip --record talks.onrecord
    """
