"""`onrecord bulk`: read large numbers of reports into Parquet files, by the cores of this machine or of a cluster."""

from __future__ import annotations

import sys
import time
from itertools import islice
from typing import TYPE_CHECKING

import click

from onrecord.cli.intake import guessed
from onrecord.cli.options import columns, count, day_if_any
from onrecord.cli.progress import in_words
from onrecord.config import READER_NAMES, load_settings

if TYPE_CHECKING:
    from onrecord.bulk.engine import Run
    from onrecord.bulk.plan import Plan
    from onrecord.bulk.work import Part

# seconds between two words on how far it is: on a terminal, and in a log
OFTEN, SELDOM = 2.0, 30.0
NAMED = 20


@click.command("bulk")
@click.argument("source", metavar="INPUT")
@click.argument("output")
@click.option("--workers", type=click.IntRange(1), help="Processes that read (default: one a core).")
@click.option("--ray", metavar="ADDRESS", help="Read on the Ray cluster at this address, or on this machine's: auto.")
@click.option("--reader", type=click.Choice(READER_NAMES), help="What reads: codebook and model (full), or codebook.")
@click.option(
    "--map",
    "mapped",
    callback=columns,
    metavar="FIELD=COLUMN,…",
    help="Which columns of a table are text, title, published, outlet, author, updated, url, id.",
)
@click.option("--published", type=day_if_any, metavar="DATE", help="Day of publication, if the reports do not say.")
@click.option("--outlet", help="Who published them, if the reports do not say.")
@click.option("--partition-rows", type=click.IntRange(1), help="Reports of a partition at most.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Leave out lines below this; then onrecord load takes nothing of it.",
)
@click.option("--limit", type=click.IntRange(1), help="Read the first so many reports only, for a trial.")
@click.option("--report-seconds", type=click.IntRange(1), default=120, show_default=True, help="That one may take.")
@click.option("--price-per-hour", type=click.FloatRange(0), help="Of all machines: tells what a million reports cost.")
@click.option("--again", is_flag=True, help="Remove what was read into OUTPUT before, and read all of it again.")
def command(
    source: str,
    output: str,
    workers: int | None,
    ray: str | None,
    reader: str | None,
    mapped: dict[str, str],
    published: str | None,
    outlet: str | None,
    partition_rows: int | None,
    min_confidence: float,
    limit: int | None,
    report_seconds: int,
    price_per_hour: float | None,
    again: bool,
) -> int:
    """Read all reports in INPUT into Parquet files in OUTPUT: reports/, entries/ and failures/.

    INPUT is a Parquet file, JSON lines, or a folder of files that `onrecord read` understands; both may lie in an object
    store (s3://…). The lines are those of `onrecord read`. Started again, a run goes on where it ended. Needs the extra
    "bulk"; see docs/scale.md.

    \b
    Examples:
      onrecord bulk articles/ read/
      onrecord bulk wire.parquet read/ --map text=body,published=date
      onrecord bulk wire.parquet trial/ --limit 1000 --price-per-hour 1.20
      onrecord bulk s3://talks/wire/ s3://talks/read/ --ray auto
    """
    from onrecord.bulk.engine import Run, alone, check_installed, on_daft
    from onrecord.bulk.plan import ROWS, Job
    from onrecord.run import Given

    check_installed(ray=ray is not None)
    given = Given(published, outlet, None, mapped)
    reader = reader or load_settings()["reader"].value
    job = Job(source, output, reader, given, partition_rows or ROWS, min_confidence, limit, float(report_seconds))
    run = Run(job, again=again)
    with alone(run.place):
        pace = Pace(price_per_hour)
        plan = run.plan(guessed, pace.found)
        left = run.left(plan)
        if len(left) < len(plan.parcels):
            done = len(plan.parcels) - len(left)
            click.echo(
                f"{done} of {count(len(plan.parcels), 'partition is', 'partitions are')} done already; going on",
                err=True,
            )
        pace.begin(sum(parcel.bytes for parcel in left), {parcel.id: parcel.bytes for parcel in left})
        if left:
            for part in run.read(plan, on_daft(workers, ray)):
                pace.done(part)
        else:
            run.tidy()
        pace.end()
        return _last_words(run, plan)


def _last_words(run: Run, plan: Plan) -> int:
    """What came of it all, and what could not be read; the exit status."""
    from onrecord.export import one_line

    came = run.outcome(plan)
    words = f"{count(came.reports, 'report', 'reports')} read, {count(came.entries, 'entry', 'entries')}"
    if plan.copies:
        words += f"; {plan.copies} the same as another"
    click.echo(f"{words} → {run.place.where}", err=True)
    if plan.aside:
        click.echo(f"{plan.aside} beside them left out", err=True)
    if came.failures:
        click.echo(f"Could not read {came.failures} of {came.reports + came.failures}:", err=True)
        for failure in islice(run.failures(), NAMED):
            click.echo(f"  {one_line(failure.name)}: {one_line(failure.why)}", err=True)
        if came.failures > NAMED:
            click.echo(f"  and {came.failures - NAMED} more: {run.place.of('failures')}", err=True)
    return 2 if came.failures and not came.reports else int(came.failed > 0)


class Pace:
    """Says on standard error how fast it goes, how long it will take, and what a million reports cost at this price."""

    def __init__(self, price: float | None) -> None:
        self._price = price
        self._terminal = sys.stderr.isatty()
        self._every = OFTEN if self._terminal else SELDOM
        self._begun = self._told = time.monotonic()
        self._bytes = self._through = self._reports = 0
        self._sizes: dict[str, int] = {}
        self._width = 0

    def found(self, reports: int) -> None:
        """So many reports are found so far."""
        if time.monotonic() - self._told >= self._every:
            self._say(f"{reports:,} {'report' if reports == 1 else 'reports'} found")

    def begin(self, size: int, sizes: dict[str, int]) -> None:
        """Reading begins: so many bytes, and how many each partition has."""
        self._begun = self._told = time.monotonic()
        self._bytes, self._sizes = size, sizes

    def done(self, part: Part) -> None:
        """One partition more is done."""
        self._reports += part.reports + part.failures
        self._through += self._sizes.get(part.id, 0)
        if time.monotonic() - self._told >= self._every:
            self._say(self._words(over=False))

    def end(self) -> None:
        """All of them are."""
        if self._terminal and self._width:
            click.echo("\r" + " " * self._width + "\r", err=True, nl=False)
        if self._reports:
            click.echo(self._words(over=True), err=True)

    def _words(self, *, over: bool) -> str:
        taken = max(1e-6, time.monotonic() - self._begun)
        words = [
            f"{self._reports:,} {'report' if self._reports == 1 else 'reports'}",
            f"{self._reports / taken:.1f} a second",
        ]
        if over:
            words.append(f"in {in_words(round(taken))}")
        elif self._through:
            words.append(f"{in_words(round(taken * (self._bytes - self._through) / self._through))} left")
        if self._price is not None and self._reports:
            words.append(f"{self._price * taken / 3600 / self._reports * 1e6:,.2f} a million reports")
        return ", ".join(words)

    def _say(self, words: str) -> None:
        self._told = time.monotonic()
        if self._terminal:
            click.echo("\r" + words.ljust(self._width), err=True, nl=False)
            self._width = len(words)
        else:
            click.echo(words, err=True)
