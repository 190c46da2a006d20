"""Which reports of a run reprint which, by their words alone: told when all of them are there, in whatever order they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from onrecord.model import Report
from onrecord.record import Record
from onrecord.resolve.reprints import families, shingles


class Reprints:
    """Gathers the reports of a run. `record`: what is on record counts, too; it need not hold those of the run."""

    def __init__(self, record: Record | None = None) -> None:
        self._record = record
        # by the id of a text: its shingles, its day and the names it came under
        self._words: dict[str, bytes] = {}
        self._days: dict[str, str | None] = {}
        self._names: dict[str, set[str]] = defaultdict(set)

    def add(self, report: Report) -> None:
        """One more report of the run."""
        if report.id not in self._words:
            self._words[report.id] = shingles(report.text)
        day = report.published.value if report.published is not None else None
        known = self._days.get(report.id)
        self._days[report.id] = min(filter(None, (day, known)), default=None)
        self._names[report.id].add(report.original.name)

    def told(self) -> dict[str, str]:
        """Of each name in the run that is a reprint the name of what it reprints: the earliest of those that share its words.

        Of the same text under several names it is the first by name.
        """
        names, days = {key: set(own) for key, own in self._names.items()}, dict(self._days)
        stored = self._stored(names, days) if self._record is not None else _Stored()
        family = families(lambda wanted: self._words_of(wanted, stored), days)
        return {
            name: first
            for key, own in self._names.items()
            for name in own
            if (first := min(names[family[key]])) != name
        }

    def _stored(self, names: dict[str, set[str]], days: dict[str, str | None]) -> _Stored:
        """What is on record beside the run's own: its names and days are added to these."""
        assert self._record is not None
        run = {name for own in self._names.values() for name in own}
        kept = defaultdict(set)
        for name, report in self._record.origins():
            if name not in run:
                kept[report].add(name)
        stored = _Stored(self._record)
        for head in self._record.shelved.heads():
            if head.id in kept:
                # the same text under another name is one report
                names.setdefault(head.id, set()).update(kept[head.id])
                days[head.id] = min(filter(None, (days.get(head.id), head.published)), default=None)
        return stored

    def _words_of(self, wanted: Iterable[str], stored: _Stored) -> Mapping[str, bytes]:
        wanted = list(wanted)
        own = {key: self._words[key] for key in wanted if key in self._words}
        return own | stored.words_of([key for key in wanted if key not in own])


class _Stored:
    """The words of what is on record: as they were kept when it was resolved, else from its text."""

    def __init__(self, record: Record | None = None) -> None:
        self._record = record
        self._undigested = set(record.derived.undigested()) if record is not None else set()

    def words_of(self, wanted: list[str]) -> dict[str, bytes]:
        """The shingles of these reports."""
        if self._record is None or not wanted:
            return {}
        new = [key for key in wanted if key in self._undigested]
        found = self._record.derived.shingles(key for key in wanted if key not in self._undigested)
        return found | {key: shingles(text) for key, text in self._record.texts(new).items()}


__all__ = ["Reprints"]
