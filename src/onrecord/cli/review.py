"""`onrecord review`: the queue of the browser in the terminal, with the same keys."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

import click

from onrecord.cli.options import colored, count, record_location, record_option
from onrecord.cli.told import process_of, up_to_date
from onrecord.errors import OnrecordError, RecordError, RunStopped
from onrecord.model import Entry
from onrecord.model.decision import Action, Verdict
from onrecord.model.location import Location

if TYPE_CHECKING:
    from onrecord.record import Record

KEYS = "a accept   e amend   x reject   u unsure   space skip   k back   z undo   / jump   ? help   q quit"
HELP = """\
  a      accept: the line is right
  e      amend: put slots right, and accept it ("form=verbal actor=Oram"; see onrecord verdict --help)
  x      reject: the line is wrong, and counts nowhere
  u      unsure: left open for others
  space  skip, also j; k goes back
  z      undo your last decision
  /      jump to an entry by the beginning of its id
  q      quit; all that was decided is kept"""
ACTIONS = {"a": Action.ACCEPT, "x": Action.REJECT, "u": Action.UNSURE}


@click.command("review")
@click.option("--process", help="One process: its id, the beginning of it, or words of its name.")
@click.option("--as", "who", help="Who decides (by default the user who is logged in).")
@record_option
def command(process: str | None, who: str | None, record: Location | None) -> int:
    """Decide on lines one after the other, the most valuable first: the queue of the review page, with its keys.

    \b
    a accept, e amend, x reject, u unsure, space skip, k back, z undo, / jump, ? help, q quit.

    \b
    Examples:
      onrecord review --record talks.onrecord
      onrecord review --record talks.onrecord --process Oram --as Ana
    """
    from onrecord.record import open_record
    from onrecord.resolving import told_by

    path = record_location(record)
    up_to_date(path)
    with open_record(path, create=False) as kept:
        chosen = process_of(told_by(kept), process) if process is not None else None
        decided = Session(kept, who or getpass.getuser(), chosen.id if chosen is not None else None).run()
    click.echo(count(decided, "decision", "decisions") + " kept", err=True)
    return 0


def _key() -> str:
    try:
        return click.getchar()
    except OSError as error:
        raise RunStopped(
            "Review needs a terminal, for its keys", hint="Decide by onrecord verdict, or in a browser: onrecord serve"
        ) from error


class Session:
    """One reviewer at the queue."""

    def __init__(self, record: Record, who: str, process: str | None) -> None:
        self.record, self.who, self.process = record, who, process
        self.at = 0
        # a line that was asked for by its id, before the queue goes on
        self.asked: str | None = None
        self.mine: list[Entry] = []

    def run(self) -> int:
        """Ask until nothing waits or nobody wants to go on; how many decisions were kept."""
        click.echo(KEYS)
        while True:
            line = self._line()
            if line is None:
                if self.at:
                    self.at = 0
                    click.echo("That was the last; the first that waits again:")
                    continue
                click.echo("Everything that waited has been looked at.")
                return len(self.mine)
            seen = self._show(line)
            while not self._press(line, seen):
                pass
            if self.asked == "":
                return len(self.mine)

    def _line(self) -> Entry | None:
        if self.asked:
            return self.record.entry(self.asked)
        waiting = self.record.shelved.waiting(self.who, self.at, self.process)
        return self.record.entry(waiting.entry) if waiting is not None else None

    def _show(self, line: Entry) -> int:
        """The line in its sentence with what was decided of it; the number of the last decision."""
        from onrecord.export import line_of, one_line, safe

        waiting = self.record.shelved.count_waiting(self.who, self.process)
        report = self.record.report(line.report).report
        head = f"{min(self.at + 1, waiting)} of {waiting}" if not self.asked else "as asked"
        about = ", ".join(v.value for v in (report.outlet, report.published) if v is not None)
        click.echo(f"\n{click.style(head, dim=True)}  {one_line(about)}  {line.id[:10]}", color=colored())
        for evidence in line.evidence:
            start, end = min(evidence.sentence.start, evidence.start), max(evidence.sentence.end, evidence.end)
            before, words, after = (
                " ".join(safe(report.text[a:b]).split())
                for a, b in ((start, evidence.start), (evidence.start, evidence.end), (evidence.end, end))
            )
            marked = click.style(words, bold=True, underline=True) if colored() else f"[{words}]"
            click.echo("  “" + " ".join(part for part in (before, marked, after) if part) + "”", color=colored())
        click.echo(f"  {line_of(line)}  ({line.confidence:.2f})")
        verdicts = self.record.verdicts(entry=line.id)
        for verdict in verdicts:
            note = f": {one_line(verdict.note)}" if verdict.note else ""
            click.echo(f"  {verdict.action.value} by {one_line(verdict.who) or 'nobody named'}{note}")
        return verdicts[-1].number if verdicts else 0

    def _press(self, line: Entry, seen: int) -> bool:
        """Do what a key says; whether the next line is to be shown."""
        try:
            key = _key()
        except (EOFError, KeyboardInterrupt):
            key = "q"
        if key in ACTIONS:
            return self._judge(Verdict(ACTIONS[key], line, self.who), seen)
        if key == "e":
            return self._amend(line, seen)
        if key in (" ", "j", "k"):
            self.asked = None
            self.at = max(0, self.at + (-1 if key == "k" else 1))
            return True
        if key == "z":
            return self._undo()
        if key == "/":
            return self._jump()
        if key in ("q", "\x03", "\x04", ""):
            self.asked = ""
            return True
        click.echo(HELP if key == "?" else KEYS)
        return False

    def _judge(self, verdict: Verdict, seen: int) -> bool:
        try:
            self.record.judge(verdict, seen=seen)
        except RecordError as error:
            # somebody was quicker: his word is shown, and the key is asked for again
            click.echo(f"  {error}. {error.hint}")
            return True
        click.echo(f"  → {verdict.action.value}")
        self.mine.append(verdict.line)
        self.asked = None
        return True

    def _amend(self, line: Entry, seen: int) -> bool:
        import shlex

        from onrecord.cli.verdict import amended

        typed = click.prompt("  slots, like form=verbal actor=“Oram; Kesh”", default="", show_default=False)
        try:
            words = shlex.split(typed.replace("“", '"').replace("”", '"'))
            slots = dict(word.split("=", 1) for word in words if "=" in word)
            if not slots or len(slots) != len(words):
                raise RunStopped("Nothing amended", hint="Write slot=value; several values in quotes, parted by “;”.")
            made = self._named(line, amended(line, slots), slots)
        except (OnrecordError, ValueError) as error:
            click.echo(f"  {error}. {getattr(error, 'hint', '')}")
            return False
        return self._judge(Verdict(Action.AMEND, made, self.who), seen)

    def _named(self, line: Entry, made: Entry, slots: dict[str, str]) -> Entry:
        """The amended line, with the names that are meant where some that were typed are known to nobody; RunStopped else."""
        from onrecord.cli.verdict import amended, meant
        from onrecord.misspelt import unknown_names

        for one in unknown_names(self.record, made, line):
            click.echo(f"  {one.says}")
            offered = [f"{n} {name}" for n, name in enumerate(one.nearest, 1)]
            typed = click.prompt(
                f"  {'   '.join([*offered, 's save as typed'])}", default="", show_default=False
            ).strip()
            if typed.isdecimal() and 0 < int(typed) <= len(one.nearest):
                slots = meant(slots, one.typed, one.nearest[int(typed) - 1])
            elif typed != "s":
                raise RunStopped("Nothing amended", hint="Press e again, and type the name anew.")
        return amended(line, slots)

    def _undo(self) -> bool:
        if not self.mine:
            click.echo("  Nothing to undo.")
            return False
        line = self.mine.pop()
        self.record.judge(Verdict(Action.UNDONE, line, self.who))
        click.echo("  → undone")
        # whoever took a word back sees the line again
        self.asked = line.id
        return True

    def _jump(self) -> bool:
        typed = click.prompt("  entry", default="", show_default=False).strip()
        try:
            self.asked = self.record.entry(typed).id
        except RecordError as error:
            click.echo(f"  {error}. {error.hint}")
            return False
        return True
