"""A briefing on one process: every line numbered to its source, what a person has reviewed apart from what a machine suggests."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from textwrap import shorten
from typing import TypeVar

from onrecord.export.told import (
    AUTHOR,
    FORM_ORDER,
    called,
    disagreement_lines,
    meeting_line,
    name_of,
    names_of,
    thread_line,
    times,
    words,
)
from onrecord.export.words import one_line
from onrecord.model.plain import count
from onrecord.model.state import Change, Disagreement, State, Unheard
from onrecord.model.story import Line, Meeting, Standing, Story, Thread

METHOD = (
    "Read by machine from the reports listed. Every line is somebody's claim, as a report tells it; nothing here says what "
    "is true. What is suggested by a machine rests on entries that no person has reviewed."
)
SOURCES = "Numbers count in this briefing only; the id behind each is lasting: search for it on the pages, or ask “onrecord show ID”."
# letters of an id that are shown: enough to find an entry by
ID = 10
NOTES = "Notes"
GROUPS = (("Reviewed by a person", True), ("Suggested by a machine, not reviewed", False))
# lines a section has, and sources a line names, in the short form and in full
SHORT, FULL = (3, 1), (10_000, 4)
LONGER = {"Commitments": 5}
# letters of a source's words in the short form
QUOTE = 84
# after these a deadline is of no interest
SETTLED = {Standing.KEPT, Standing.WITHDRAWN, Standing.LAPSED}
T = TypeVar("T")
Told = tuple[str, list[str]]
# of thousands of lines only the first are written
Later = Callable[[], Told]


@dataclass(frozen=True, slots=True)
class BriefLine:
    """One line of a briefing, with the numbers of its sources; `under`: who said what, below it."""

    text: str
    sources: tuple[int, ...] = ()
    reviewed: bool = False
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefSection:
    """A heading and its lines: those that a person has reviewed first. `none`: what stands there when there are none.

    `more`: how many lines the short form leaves out.
    """

    title: str
    lines: tuple[BriefLine, ...]
    none: str = ""
    more: int = 0

    def groups(self) -> list[tuple[str, tuple[BriefLine, ...]]]:
        """The lines that a person has reviewed, then those that a machine suggests; a group without lines is left out."""
        if self.title == NOTES:
            # a person wrote them, whether or not the lines beneath were reviewed
            return [("Written by a person", self.lines)] if self.lines else []
        found = [(name, tuple(one for one in self.lines if one.reviewed is seen)) for name, seen in GROUPS]
        return [(name, lines) for name, lines in found if lines]


@dataclass(frozen=True, slots=True)
class BriefSource:
    """What a number stands for: the words, in which report, and whether a person has reviewed the entry."""

    number: int
    entry: str
    report: str
    told: str | None
    outlet: str | None
    title: str | None
    quote: str
    reviewed: bool

    @property
    def id(self) -> str:
        """The id of the entry as far as it is shown: whatever number the source has, it is found by this."""
        return self.entry[:ID]


@dataclass(frozen=True, slots=True)
class Brief:
    """A briefing: the same record, day and process give the same briefing to the byte."""

    title: str
    process: str
    as_of: str | None
    since: str | None
    about: str
    sections: tuple[BriefSection, ...]
    sources: tuple[BriefSource, ...]
    is_short: bool = True
    method: str = METHOD
    about_sources: str = SOURCES


@dataclass(frozen=True, slots=True)
class BriefNote:
    """What a person wrote on a line for the briefing."""

    entry: str
    text: str
    who: str
    day: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What a briefing asks of the lines of a process, without having them all.

    `reviewed`: the lines that a person stands behind; `lines`: some of them by id; `spoken_of`: those in which somebody
    stands; `seen`: how many are reviewed.
    """

    outlets: int
    seen: int
    reviewed: Container[str]
    lines: Callable[[Iterable[str]], Sequence[Line]]
    spoken_of: Callable[[str], Sequence[str]]
    notes: Sequence[BriefNote] = ()


@dataclass(slots=True)
class _Writer:
    """Writes lines, and gives each entry its number when it is first named."""

    story: Story
    reviewed: Container[str]
    is_short: bool
    lines: Callable[[Iterable[str]], Sequence[Line]]
    given: dict[str, int] = field(default_factory=dict)

    def line(
        self, text: str, entries: Iterable[str], under: Sequence[str] = (), *, carried_by: str | None = None
    ) -> BriefLine:
        """A line and what it rests on; `carried_by`: the entry whose words it has."""
        own = list(dict.fromkeys(entries))
        most = (SHORT if self.is_short else FULL)[1]
        # the telling that carries it or else the latest; and where there is room the first or the latest, too
        last = own[len(own) - max(1, most - 1) :]
        if len(own) <= most:
            named = own
        elif carried_by is not None:
            named = list(dict.fromkeys([carried_by, *last]))[:most]
        else:
            named = [*own[: most > 1], *last]
        numbers = tuple(self.given.setdefault(entry, len(self.given) + 1) for entry in named)
        return BriefLine(one_line(text), numbers, self.is_reviewed(own), tuple(under))

    def is_reviewed(self, entries: Iterable[str]) -> bool:
        own = list(entries)
        return bool(own) and all(entry in self.reviewed for entry in own)

    def section(
        self, title: str, items: Iterable[T], make: Callable[[T], BriefLine], none: str, heading: str = ""
    ) -> BriefSection:
        """A section of the first items: what matters most stands first."""
        every = list(items)
        most = LONGER.get(title, SHORT[0]) if self.is_short else FULL[0]
        lines = sorted((make(item) for item in every[:most]), key=lambda one: not one.reviewed)
        return BriefSection(heading or title, tuple(lines), none, len(every) - len(lines))

    def thread(self, thread: Thread) -> BriefLine:
        told = [step.entry for step in thread.steps]
        return self.line(thread_line(self.story, self.named(thread)), told, carried_by=thread.carried_by.entry)

    def named(self, thread: Thread) -> Thread:
        """A thread, called by what it is about: of thousands only those that are written need it."""
        return replace(thread, about=called(thread, self.lines))

    def latest(self, threads: Iterable[Thread]) -> list[Thread]:
        """What a person has reviewed first, then the latest told."""
        found = sorted(threads, key=lambda t: (max((s.told or "" for s in t.steps), default=""), t.id), reverse=True)
        return sorted(found, key=lambda t: not self.is_reviewed(s.entry for s in t.steps))


def brief_of(
    story: Story,
    state: State,
    basis: Basis,
    *,
    as_of: str | None = None,
    since: str | None = None,
    changed: Sequence[Change] = (),
    short: bool = True,
) -> Brief:
    """The briefing on a process as of a day; `changed`: what the reports from `since` on made new or changed.

    `short`: about a page, with how many lines each section leaves out; else all.
    """
    write = _Writer(story, basis.reviewed, short, basis.lines)
    commitments = sorted(write.latest(state.of_kind("commitment")), key=lambda t: FORM_ORDER.index(t.form))
    demands = write.latest(t for t in state.of_kind("demand") if not t.is_met)
    warnings = write.latest(state.of_kind("warning"))
    sections = [
        write.section("Where it stands", _standing(write, state), lambda one: write.line(*one), "No report says.")
    ]
    if basis.notes:
        sections.append(write.section(NOTES, basis.notes, lambda one: _note(write, one), ""))
    if since is not None:

        def change(one: Change) -> BriefLine:
            return write.line(_change(story, one), _entries(story, one))

        sections.append(write.section(f"What changed since {since}", changed, change, "Nothing."))
    sections += [
        write.section("Commitments", commitments, write.thread, "None told.", _forms(state)),
        write.section("Open demands", demands, write.thread, "None told."),
        write.section("Standing warnings", warnings, write.thread, "None told."),
        write.section("Where versions differ", state.disagreements, lambda one: _differing(write, one), "Nowhere."),
        write.section(
            "Not heard",
            state.silence.unheard,
            lambda one: _silent(write, basis, one),
            "Everybody on record is quoted or reported somewhere.",
        ),
        write.section(
            "Next dates and deadlines named", _ahead(write, state, as_of), lambda one: write.line(*one()), "None told."
        ),
    ]
    if past := _behind(write, state, as_of):
        sections.append(write.section("Deadlines passed or of no known day", past, lambda one: write.line(*one()), ""))
    name = one_line(state.process.name)
    return Brief(
        name, state.process.id, as_of, since, _about(state, basis), tuple(sections), _sources(basis, write), short
    )


def _forms(state: State) -> str:
    """The heading of the commitments: how many of each form."""
    forms = state.by_form()
    counted = ", ".join(f"{forms[form]} {words(form)}" for form in FORM_ORDER if forms[form])
    return f"Commitments: {counted}" if counted else "Commitments"


def _standing(write: _Writer, state: State) -> list[Told]:
    """The state and by whom, what others say, the last meeting; each with its entries."""
    story = write.story
    found: list[Told] = []
    if state.phase is not None:
        since = f" since {state.phase.since}" if state.phase.since else ""
        by = names_of(story, state.phase.by) if state.phase.by else AUTHOR
        found.append((f"{words(state.phase.phase)}{since}, according to {by}", list(state.phase.entries)))
        found += [
            (f"{name_of(story, who)} says: {words(phase.phase)}", list(phase.entries))
            for who, phase in state.by.items()
            if who != "author" and phase.phase != state.phase.phase
        ]
    if (last := state.last_met) is not None:
        found.append((f"Last met: {meeting_line(story, last)}", list(last.entries)))
    return found


def _differing(write: _Writer, one: Disagreement) -> BriefLine:
    head, *under = disagreement_lines(write.story, one)
    entries = [entry for _, _, told in one.versions for entry in told]
    if not entries and one.about in write.story.meetings:
        entries = list(write.story.meetings[one.about].entries)
    return write.line(head.removeprefix(one.about[:10]).strip(), entries, [line.strip() for line in under])


def _silent(write: _Writer, basis: Basis, one: Unheard) -> BriefLine:
    text = f"{name_of(write.story, one.actor)} ({one.role}), spoken of {times(one.spoken_of)}"
    accused = f", accused {times(len(one.accused))}" if one.accused else ""
    declined = f", declined to comment {times(len(one.declined))}" if one.declined else ""
    return write.line(text + accused + declined, one.accused or one.declined or basis.spoken_of(one.actor))


def _ahead(write: _Writer, state: State, as_of: str | None) -> Sequence[Later]:
    """The next meeting, then the deadlines that somebody set which lie on the day or after it, the nearest first."""
    following = state.next_met(as_of)
    found: list[Later] = []
    if following is not None:
        found.append(partial(_met, write.story, following))
    day = as_of or state.last or ""
    ahead = [t for t in _with_deadline(write, state) if t.due is not None and t.due >= day]
    return found + [partial(_deadline, write, t) for t in sorted(ahead, key=lambda t: t.due or "")]


def _met(story: Story, meeting: Meeting) -> Told:
    return meeting_line(story, meeting), list(meeting.entries)


def _behind(write: _Writer, state: State, as_of: str | None) -> Sequence[Later]:
    """The deadlines before the day of which nobody says that they were kept, then those of which no report tells the day."""
    day = as_of or state.last
    open_ones = [t for t in _with_deadline(write, state) if t.kind != "warning" or t.due is None]
    late = sorted((t for t in open_ones if t.overdue(day)), key=lambda t: t.due or "", reverse=True)
    unknown = [t for t in open_ones if t.due is None and not SETTLED & {standing for _, standing in t.status}]
    return [partial(_deadline, write, t, f"passed on {t.due}, ") for t in late] + [
        partial(_deadline, write, t, "day not known, ") for t in unknown
    ]


def _with_deadline(write: _Writer, state: State) -> list[Thread]:
    """What has a deadline and is not met."""
    return write.latest(t for t in state.threads if t.deadline and not t.is_met)


def _deadline(write: _Writer, thread: Thread, first: str = "") -> Told:
    about = write.named(thread).about
    text = f"{first}{thread.deadline}: {name_of(write.story, thread.maker)}, {about} ({thread.kind})"
    return text, [step.entry for step in thread.steps]


def _change(story: Story, one: Change) -> str:
    """A difference as a line: what is new or changed, and from what to what."""
    thread, meeting, process = story.threads.get(one.id), story.meetings.get(one.id), story.processes.get(one.id)
    about = process.name if process is not None else ""
    if thread is not None:
        about = f"{name_of(story, thread.maker)}, {thread.about}"
    elif meeting is not None:
        about = meeting_line(story, meeting)
    step = f" · {_said(story, one.before) or 'nothing'} → {_said(story, one.after)}" if one.how == "changed" else ""
    return f"{one.how} {one.kind}: {about}{step}"


def _said(story: Story, text: str) -> str:
    """A status with the name of who gives it in place of the id."""
    who, _, rest = text.partition(" ")
    known = who in story.actors or who == "author"
    return f"{name_of(story, who)}: {words(rest) or 'nothing'}" if known else words(text)


def _entries(story: Story, one: Change) -> list[str]:
    if one.id in story.threads:
        return [step.entry for step in story.threads[one.id].steps]
    return list(story.meetings[one.id].entries) if one.id in story.meetings else []


def _note(write: _Writer, one: BriefNote) -> BriefLine:
    made = write.line(one.text, [one.entry], [", ".join(part for part in (one.who, one.day) if part)])
    # a person wrote it, whether or not the line beneath it was reviewed
    return replace(made, reviewed=True)


def _about(state: State, basis: Basis) -> str:
    span = f", published {state.first} to {state.last}" if state.first is not None else ""
    return (
        f"{count(state.reports, 'report', 'reports')} of {count(basis.outlets, 'outlet', 'outlets')}{span}; "
        f"{count(state.entries, 'entry', 'entries')}, {basis.seen} reviewed by a person, "
        f"{state.undated} without a date of publication"
    )


def _sources(basis: Basis, write: _Writer) -> tuple[BriefSource, ...]:
    known = {line.entry.id: line for line in basis.lines(write.given)}
    found = []
    for entry, number in write.given.items():
        if (line := known.get(entry)) is None:
            continue
        at = line.origin
        quote = " … ".join(one_line(e.text) for e in line.entry.evidence)
        if write.is_short:
            quote = shorten(quote, QUOTE, placeholder=" …")
        found.append(BriefSource(number, entry, at.report, line.told, at.outlet, at.title, quote, line.reviewed))
    return tuple(found)


def source_line(source: BriefSource) -> str:
    """A source in words: the id of the entry, the outlet, the day, the headline, the words."""
    known = [source.outlet or "unknown outlet", source.told or "no date"]
    if source.title:
        known.append(source.title)
    return one_line(f"{source.id} {', '.join(known)}: “{source.quote}”")


def heading(brief: Brief) -> str:
    """As of which day, in words."""
    return f"As of {brief.as_of}" if brief.as_of else "By all reports read"
