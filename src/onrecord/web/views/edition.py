"""What follows from a record as of one resolving, shared by all pages; what is fetched of it stays within bounds of memory."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from onrecord.export.told import AUTHOR
from onrecord.export.words import one_line
from onrecord.model.state import State
from onrecord.model.story import Gathering, Mark, Meeting, Party, Process, Thread
from onrecord.record import Record
from onrecord.record.shelved import number
from onrecord.state.status import state_of
from onrecord.story import marks_by, meetings_by, threads_by, threads_then
from onrecord.web.shelf import Shelf

T = TypeVar("T")
# so many lines may stand behind the processes that stay in memory, and so many lists as of other days
MOST_LINES, MOST_DATED = 100_000, 60
MOST_ACTORS = 10_000


class Fetched(dict[str, T]):
    """A dict that fetches what it does not have; what is nowhere is not in it."""

    def __init__(self, fetch: Callable[[Sequence[str]], dict[str, T]], most: int | None = None) -> None:
        super().__init__()
        self._fetch, self._most = fetch, most
        self._nowhere: set[str] = set()

    def ask(self, keys: Iterable[str]) -> None:
        """Fetch these at once."""
        known = super().__contains__
        left = [key for key in dict.fromkeys(keys) if not known(key) and key not in self._nowhere]
        if left:
            if self._most is not None and len(self) > self._most:
                self.clear()
            found = self._fetch(left)
            self.update(found)
            self._nowhere.update(key for key in left if key not in found)

    def get_known(self, key: str) -> T | None:
        """What was fetched before under a key."""
        return super().get(key)

    def __contains__(self, key: object) -> bool:
        self.ask([key] if isinstance(key, str) else [])
        return super().__contains__(key)

    def __getitem__(self, key: str) -> T:
        self.ask([key])
        found = super().get(key)
        # another page may have made room meanwhile
        return found if found is not None else self._fetch([key])[key]

    def get(self, key: str, otherwise: Any = None) -> Any:
        """What there is under a key, or something else."""
        self.ask([key])
        return super().get(key, otherwise)


@dataclass(frozen=True)
class Followed:
    """What follows from the lines of one process."""

    threads: dict[str, Thread]
    meetings: dict[str, Meeting]
    marks: tuple[Mark, ...]
    state: State | None
    day: str | None
    gatherings: Sequence[Gathering]

    @cached_property
    def entries(self) -> frozenset[str]:
        """The lines."""
        return frozenset(mark.entry for mark in self.marks)

    @cached_property
    def overdue(self) -> tuple[Thread, ...]:
        """Undertakings and demands whose deadline is past, and of which nobody says that they were met or given up."""
        assert self.state is not None
        day = self.day or self.state.last
        late = [t for t in self.state.threads if t.kind != "warning" and t.overdue(day)]
        return tuple(sorted(late, key=lambda t: (t.due or "", t.id)))

    @cached_property
    def undated(self) -> int:
        """How many lines have no date of their own, and tell of no meeting that has one."""
        assert self.state is not None
        dated = {entry: met.earliest is not None for met in self.state.meetings for entry in met.entries}
        return sum(not dated.get(mark.entry, mark.when is not None) for mark in self.marks)


class Edition:
    """What follows from a record as of one resolving, shared by all pages. `marker`: which resolving."""

    def __init__(self, record: Record, marker: str) -> None:
        self.record = record
        self.marker = marker
        self.actors: Fetched[Party] = Fetched(record.derived.actors, MOST_ACTORS)
        # the same as pages call them
        self.shown: Fetched[Party] = Fetched(self._some_shown, MOST_ACTORS)
        self._lock = threading.RLock()
        self._wholes: dict[str, Shelf] = {}
        self._shelves: dict[str, Shelf] = {}
        self._numbers: dict[str, int] = {}
        self._dated: OrderedDict[tuple[str, str], Shelf] = OrderedDict()
        self._making: dict[tuple[str, str | None], threading.Lock] = {}
        self._followed: OrderedDict[tuple[str, str | None], Followed] = OrderedDict()

    @cached_property
    def processes(self) -> dict[str, Process]:
        """All processes by id."""
        return self.record.derived.processes()

    @cached_property
    def chief(self) -> list[Process]:
        """The processes, the one with most reports first."""
        return sorted(self.processes.values(), key=lambda p: (-len(p.reports), p.name))

    @cached_property
    def names(self) -> dict[str, str]:
        """How each actor is called."""
        return self.record.derived.names_of_actors()

    @cached_property
    def called(self) -> dict[str, str]:
        """How pages call each actor of a name that several have: with whom he belongs to, or his kind, or else his id."""
        groups: dict[str, list[str]] = defaultdict(list)
        for key, name in self.names.items():
            groups[name.casefold()].append(key)
        several = [keys for keys in groups.values() if len(keys) > 1]
        known = self.record.derived.actors(key for keys in several for key in keys) if several else {}
        found: dict[str, str] = {}
        for keys in several:
            # a letter of that name says and does nothing
            own = [known[key] for key in keys if key in known and known[key].kind != "document"]
            if len(own) > 1:
                tells = {a.id: f"of {self.names[a.part_of]}" if a.part_of in self.names else a.kind for a in own}
                for a in own:
                    alone = list(tells.values()).count(tells[a.id]) == 1
                    found[a.id] = one_line(f"{a.name} ({tells[a.id]}{'' if alone else f', {a.id}'})")
        return found

    def _some_shown(self, keys: Sequence[str]) -> dict[str, Party]:
        self.actors.ask(keys)
        known = {key: party for key in keys if (party := self.actors.get(key)) is not None}
        return {key: replace(party, name=self.called.get(key, party.name)) for key, party in known.items()}

    @cached_property
    def rest(self) -> dict[str, Any]:
        """Earlier ids, keys of names, pairs of actors worth a look."""
        found = self.record.derived.rest("rest") or {}
        return {
            "merged": found.get("merged", {}),
            "keys": {name: tuple(keys) for name, keys in found.get("keys", {}).items()},
            "pairs": tuple((one, other, why) for one, other, why in found.get("pairs", ())),
        }

    def remembered(self, name: str, make: Callable[[], int]) -> int:
        """A number that takes long to count."""
        if name not in self._numbers:
            self._numbers[name] = make()
        return self._numbers[name]

    def shelf(self, name: str) -> Shelf:
        """A list as it stands by all that is told."""
        with self._lock:
            self._whole(name)
            return self._shelves[name]

    def _whole(self, name: str) -> Shelf:
        if name not in self._wholes:
            self._wholes[name] = Shelf(
                *self.record.shelved.numbers(name),
                lambda key: self.called.get(key) or self.names.get(key, AUTHOR if key == "author" else key),
                {called: self.names[key] for key, called in self.called.items()},
            )
            self._shelves[name] = self._wholes[name].now()
        return self._wholes[name]

    def dated(self, name: str, day: str) -> Shelf:
        """A list as of a day; those asked for last keep what was counted of them."""
        with self._lock:
            known = self._dated.pop((name, day), None)
            if known is None:
                known = self._whole(name).told_by(number(day))
            self._dated[name, day] = known
            while len(self._dated) > MOST_DATED:
                self._dated.popitem(last=False)
            return known

    def let_go(self) -> None:
        """Keep no more what was asked as of other days: the next edition is being made, and both need room."""
        with self._lock:
            self._dated.clear()
            for key in [key for key in self._followed if key[1] is not None]:
                del self._followed[key]

    def followed(self, process: str, day: str | None) -> Followed:
        """What follows from the lines of a process, as of a day where one is given; the latest asked for are kept."""
        with self._lock:
            known = self._followed.get((process, day))
            one = self._making.setdefault((process, day), threading.Lock())
        if known is None:
            # two who ask at once wait for one
            with one:
                with self._lock:
                    known = self._followed.get((process, day))
                known = known or self._follow(process, day)
        with self._lock:
            self._making.pop((process, day), None)
            self._followed[process, day] = known
            self._followed.move_to_end((process, day))
            while len(self._followed) > 1 and sum(len(f.marks) for f in self._followed.values()) > MOST_LINES:
                self._followed.popitem(last=False)
        return known

    def _follow(self, process: str, day: str | None) -> Followed:
        if day is not None:
            # what is fetched and read serves every day
            now = self.followed(process, None)
            gatherings, marks = now.gatherings, marks_by(now.marks, None, day)
            threads, meetings = threads_then(now.threads.values(), day), meetings_by(gatherings, day)
        else:
            derived = self.record.derived
            gatherings, marks = derived.gatherings(process=process), derived.marks(process)
            threads, meetings = threads_by(derived.strands(process=process), None), meetings_by(gatherings, None)
        if (found := self.processes.get(process)) is None:
            return Followed(threads, meetings, marks, None, day, gatherings)
        ask = {who for m in marks for who in (*m.actors, *m.addressees, *m.speakers)}
        ask.update(who for t in threads.values() for who in (t.maker, *t.to, *(by for by, _ in t.status)))
        ask.update(who for m in meetings.values() for who in m.who)
        self.actors.ask(ask)
        state = state_of(found, marks, threads.values(), meetings.values(), self.actors)
        return Followed(threads, meetings, marks, state, day, gatherings)
