"""Keeps what follows from a record up to date: what new reports, verdicts and decisions touch is made anew, the rest stays.

Who is who and which negotiation is which is asked of the whole record, from a digest of each report. Threads and meetings
are made anew only in processes whose lines, or whose parties, are others than before. The outcome is the same as if all
were made anew (`rebuild`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from onrecord import __version__
from onrecord.model.state import Change
from onrecord.model.story import Story
from onrecord.record import Record
from onrecord.shelving import is_shelved, shelve
from onrecord.state.changes import changes
from onrecord.story import marks_by, meetings_by, threads_by

# of what resolves; a new one makes all anew
RESOLVER = f"{__version__}/9"
# what is written while it is being resolved is resolved in a further round; after so many the rest is left for the next time
ROUNDS = 3
Tell = Callable[[str, int, int], None]


def is_up_to_date(record: Record) -> bool:
    """Whether what follows from a record fits its lines and decisions."""
    version, made_of = record.derived.versions()
    return made_of == f"{version} {RESOLVER}" and is_shelved(record)


def bring_up_to_date(record: Record, progress: Tell = lambda what, done, all_: None) -> None:
    """Make what follows from a record fit its lines and decisions.

    `progress` is told what is being done, how much is done and how much there is. RecordError where the record cannot be
    written.
    """
    derived = record.derived
    if is_up_to_date(record):
        return
    # several may follow a record in PostgreSQL: one makes it, the others find it made
    with derived.turn(lambda words: progress(words, 0, 0)):
        _bring_up_to_date(record, progress)


def _bring_up_to_date(record: Record, progress: Tell) -> None:
    derived = record.derived
    for _ in range(ROUNDS):
        version, made_of = derived.versions()
        if made_of == f"{version} {RESOLVER}":
            break
        if made_of and not made_of.endswith(f" {RESOLVER}"):
            derived.clear()
        # slow to load, and not needed to ask what was resolved before
        from onrecord.making import make

        make(record, version, RESOLVER, progress)
    shelve(record, progress)


def rebuild(record: Record, progress: Tell = lambda what, done, all_: None) -> None:
    """Forget all that follows from a record, and make it anew."""
    with record.derived.turn(lambda words: progress(words, 0, 0)):
        record.derived.clear()
        record.shelved.clear()
        _bring_up_to_date(record, progress)


def told_by(record: Record, *, until: str | None = None) -> Story:
    """What follows from a record, by the reports published up to a day where one is given.

    RecordError where the record is not up to date and cannot be written.
    """
    bring_up_to_date(record)
    derived = record.derived
    rest = derived.rest("rest") or {}
    return Story(
        derived.actors(),
        derived.processes(),
        threads=lambda process: threads_by(derived.strands(process=process), until),
        meetings=lambda process: meetings_by(derived.gatherings(process=process), until),
        marks=lambda process: marks_by(derived.marks(process), process, until),
        named=derived.names,
        merged=rest.get("merged", {}),
        keys={name: tuple(keys) for name, keys in rest.get("keys", {}).items()},
        pairs=tuple((one, other, why) for one, other, why in rest.get("pairs", ())),
    )


def changes_since(
    record: Record, story: Story, since: str, *, until: str | None = None, process: str | None = None
) -> tuple[Change, ...]:
    """What the reports published from a day on, and up to another where one is given, made new or changed."""
    before = (date.fromisoformat(since) - timedelta(days=1)).isoformat()
    derived = record.derived
    first = derived.first_told()
    known = [p for p in story.processes.values() if process is None or p.id == process]
    return changes(
        derived.strands(process=process, since=since),
        derived.gatherings(process=process, since=since),
        [(p, min((day for r in p.reports if (day := first.get(r)) is not None), default=None)) for p in known],
        before=before,
        until=until,
    )
