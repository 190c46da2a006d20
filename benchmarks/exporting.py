"""How fast a record leaves in each format: so many lines made by repeating those of the bundled example, from memory.

python benchmarks/exporting.py [LINES] [FORMATS...]     by default 20000, in all formats

Entries a second of processor time without reading the database (the quickest of three times), and how many times the time
that `entries` takes; what a format costs once beside, whatever the number of lines (what it imports, a list of towns), as the
time that a first export of a few lines takes. What follows from many lines (threads, meetings) is known before, and does
not grow with them: a format that holds only that has no entries a second. Every registered format is measured; one that
needs a package that is not here is named with why it is not.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.web_record import example  # noqa: E402

from onrecord.export.formats import FORMATS, Format  # noqa: E402
from onrecord.export.leaving import Leaving  # noqa: E402
from onrecord.exporting import leaving  # noqa: E402
from onrecord.model.story import Line, Story  # noqa: E402
from onrecord.record import open_record  # noqa: E402
from onrecord.resolving import told_by  # noqa: E402

LINES = 20_000
ASKED = 20_000
# lines of a first export, and how often the whole is measured
FEW, TIMES = 200, 3


class Again(Story):
    """A story in which reports that are there again and again name those whom the first names."""

    def __init__(self, story: Story) -> None:
        self.__dict__.update(story.__dict__)

    def actor_of(self, report: str, name: str) -> str | None:
        """The id of whom a report calls by this name."""
        return super().actor_of(report.partition("~")[0], name)


def many(held: Leaving, wanted: int) -> Leaving:
    """What leaves, with so many lines: the same reports again and again, each time under other ids."""
    own, texts = list(held.lines()), dict(held.texts(list(held.reports)))
    lines = list(islice(_again(own), wanted))
    reports = {}
    for line in lines:
        ident = line.entry.report
        if ident not in reports:
            reports[ident] = replace(held.reports[ident.partition("~")[0]], id=ident)

    def given() -> Iterator[Line]:
        return iter(lines)

    def read(ids: Sequence[str]) -> Mapping[str, str]:
        return {one: texts[one.partition("~")[0]] for one in ids if one in reports}

    known = {one: dict(held.processes_in(one)) for one in held.reports}

    def processes_in(report: str) -> Mapping[str, str | None]:
        first, tilde, times = report.partition("~")
        return {f"{entry}{tilde}{times}": process for entry, process in known.get(first, {}).items()}

    return replace(
        held, story=Again(held.story), reports=reports, lines=given, texts=read, processes_in=processes_in, _parties={}
    )


def _again(lines: list[Line]) -> Iterator[Line]:
    yield from lines
    for n in count(1):
        for line in lines:
            entry = replace(line.entry, id=f"{line.entry.id}~{n}", report=f"{line.entry.report}~{n}")
            yield replace(line, entry=entry, origin=replace(line.origin, report=entry.report))


def seconds(form: Format, held: Leaving) -> tuple[float, int]:
    """How long a format takes in processor time, and how many bytes it is."""
    # who is meant by each name is asked anew each time
    held, begin, size = replace(held, _parties={}), time.process_time(), 0
    pieces = (piece for _, some in form.files(held) for piece in some) if form.folder else form.write(held)
    for piece in pieces:
        size += len(piece)
    return time.process_time() - begin, size


def main() -> None:
    """Print the figures."""
    given = [a for a in sys.argv[1:] if a.isdigit()]
    names = [a for a in sys.argv[1:] if a in FORMATS] or list(FORMATS)
    wanted = int(given[0]) if given else LINES
    with TemporaryDirectory() as folder, open_record(example(Path(folder))) as record:
        story = told_by(record)
        held = leaving(record, story)
        # what follows is asked for once, before a format does
        story.threads_in(None), story.meetings_in(None), story.marks_in(None)
        few, whole = many(held, FEW), many(held, wanted)
        print(f"{wanted} lines; asked: at least {ASKED} entries a second")
        base = 0.0
        for name in ["entries", *(n for n in names if n != "entries")]:
            try:
                once, little = seconds(FORMATS[name], few)
                taken, size = min(seconds(FORMATS[name], whole) for _ in range(TIMES))
            except ImportError as error:
                print(f"{name:16s} not measured: {error}")
                continue
            base = base or taken
            print(f"{name:16s} {_rate(wanted, taken, size > little)}   {taken / base:5.2f} × entries   "
                  f"{size / 1e6:6.1f} MB   {once:5.2f} s once")  # fmt: skip


def _rate(lines: int, taken: float, grows: bool) -> str:
    """Entries a second, with what there is to say of it."""
    if not grows:
        return f"{'(does not grow with lines)':>40s}"
    rate = lines / taken
    return f"{rate:10,.0f} entries/s{'' if rate >= ASKED else '   slower than asked':19s}"


if __name__ == "__main__":
    main()
