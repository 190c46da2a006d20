"""A briefing on one process: every line numbered to its source, what a person has reviewed apart from what a machine suggests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onrecord.export.told import (
    AUTHOR,
    FORM_ORDER,
    change_line,
    disagreement_lines,
    meeting_line,
    name_of,
    names_of,
    thread_line,
    words,
)
from onrecord.export.words import one_line
from onrecord.model.state import Change, State
from onrecord.model.story import Meeting, Story, Thread

METHOD = (
    "Read by machine from the reports listed. Every line is somebody's claim, as a report tells it; nothing here says what "
    "is true. Lines marked “suggested” rest on entries that no person has reviewed."
)


@dataclass(frozen=True, slots=True)
class BriefLine:
    """One line of a briefing, with the numbers of its sources."""

    text: str
    sources: tuple[int, ...] = ()
    reviewed: bool = False
    # who said what, under the line
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefSection:
    """A heading and its lines: those that a person has reviewed first. `none`: what stands there when there are none."""

    title: str
    lines: tuple[BriefLine, ...]
    none: str = ""


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
    method: str = METHOD


# how many sources one line names: the first telling and the latest ones
MOST = 4


@dataclass(slots=True)
class _Writer:
    """Writes lines, and gives each entry its number when it is first named."""

    story: Story
    reviewed: dict[str, bool]
    given: dict[str, int] = field(default_factory=dict)

    def line(self, text: str, entries: Iterable[str], under: Sequence[str] = ()) -> BriefLine:
        own = list(dict.fromkeys(entries))
        named = own if len(own) <= MOST else [own[0], *own[-(MOST - 1) :]]
        numbers = tuple(self.given.setdefault(entry, len(self.given) + 1) for entry in named)
        return BriefLine(text, numbers, bool(own) and all(self.reviewed.get(e, False) for e in own), tuple(under))

    def threads(self, threads: Iterable[Thread]) -> list[BriefLine]:
        return [self.line(thread_line(self.story, t), (s.entry for s in t.steps)) for t in threads]

    def meetings(self, meetings: Iterable[Meeting | None]) -> list[BriefLine]:
        return [self.line(meeting_line(self.story, m), m.entries) for m in meetings if m is not None]


def brief_of(
    story: Story,
    state: State,
    *,
    as_of: str | None = None,
    since: str | None = None,
    changed: Sequence[Change] = (),
    before: Story | None = None,
) -> Brief:
    """The briefing on a process as of a day; `changed` against the story `before`, by the reports from `since` on."""
    write = _Writer(story, {line.entry.id: line.reviewed for line in state.lines})
    sections = [_section("Where it stands", _standing(write, state), "No report says.")]
    if since is not None:
        told = [write.line(_change(story, before or story, c), _entries(story, before or story, c)) for c in changed]
        sections.append(_section(f"What changed since {since}", told, "Nothing."))
    commitments = state.of_kind("commitment")
    for form in FORM_ORDER:
        own = [t for t in commitments if t.form == form]
        if own:
            sections.append(_section(f"Commitments: {words(form)}", write.threads(own)))
    if not commitments:
        sections.append(_section("Commitments", [], "None told."))
    demands = [t for t in state.of_kind("demand") if t.answer != "met"]
    ahead = [*write.meetings([state.next_met(as_of)]), *_deadlines(write, state)]
    sections += [
        _section("Open demands", write.threads(demands), "None told."),
        _section("Standing warnings", write.threads(state.of_kind("warning")), "None told."),
        _section("Where versions differ", _differing(write, state), "No version contradicts another."),
        _section("Not heard", _silent(write, state), "Everybody is heard."),
        _section("Next dates", ahead, "None told."),
    ]
    name = one_line(state.process.name)
    return Brief(name, state.process.id, as_of, since, _about(state), tuple(sections), _sources(state, write.given))


def _section(title: str, lines: Iterable[BriefLine], none: str = "") -> BriefSection:
    """The lines that a person has reviewed before the others, each in the order given."""
    return BriefSection(title, tuple(sorted(lines, key=lambda one: not one.reviewed)), none)


def _standing(write: _Writer, state: State) -> list[BriefLine]:
    story, found = write.story, []
    if state.phase is not None:
        since = f" since {state.phase.since}" if state.phase.since else ""
        by = names_of(story, state.phase.by) if state.phase.by else AUTHOR
        found.append(write.line(one_line(f"{words(state.phase.phase)}{since}, according to {by}"), state.phase.entries))
        for who, phase in state.by.items():
            if who != "author" and phase.phase != state.phase.phase:
                found.append(write.line(one_line(f"{name_of(story, who)} says: {words(phase.phase)}"), phase.entries))
    if (last := state.last_met) is not None:
        found.append(write.line(f"Last met: {meeting_line(story, last)}", last.entries))
    return found


def _differing(write: _Writer, state: State) -> list[BriefLine]:
    found = []
    for one in state.disagreements:
        head, *under = disagreement_lines(write.story, one)
        entries = [e for _, _, told in one.versions for e in told]
        if not entries and one.about in write.story.meetings:
            entries = list(write.story.meetings[one.about].entries)
        found.append(write.line(head.removeprefix(one.about[:10]).strip(), entries, [u.strip() for u in under]))
    return found


def _silent(write: _Writer, state: State) -> list[BriefLine]:
    found = []
    for unheard in state.silence.unheard:
        text = f"{name_of(write.story, unheard.actor)} ({unheard.role}), spoken of {_times(unheard.spoken_of)}"
        accused = f", accused {_times(len(unheard.accused))}" if unheard.accused else ""
        found.append(write.line(one_line(text + accused), unheard.accused or _spoken_of(write, state, unheard.actor)))
    return found


def _spoken_of(write: _Writer, state: State, actor: str) -> list[str]:
    """The lines in which somebody stands."""
    return [
        line.entry.id
        for line in state.lines
        if actor
        in {write.story.actor_of(line.entry.report, a.name) for a in (*line.entry.actors, *line.entry.addressees)}
    ]


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _deadlines(write: _Writer, state: State) -> list[BriefLine]:
    return [
        write.line(
            one_line(f"{t.deadline}: {name_of(write.story, t.maker)}, {t.about} ({t.kind})"), [s.entry for s in t.steps]
        )
        for t in state.threads
        if t.deadline and t.answer != "met"
    ]


def _change(story: Story, before: Story, one: Change) -> str:
    """A difference as a line, without the id that the command prints."""
    return one_line(change_line(story, before, one).replace(one.id[:10], "", 1))


def _entries(story: Story, before: Story, one: Change) -> list[str]:
    for at in (story, before):
        if one.id in at.threads:
            return [s.entry for s in at.threads[one.id].steps]
        if one.id in at.meetings:
            return list(at.meetings[one.id].entries)
    return []


def _about(state: State) -> str:
    days = sorted(line.told for line in state.lines if line.told is not None)
    reports = {line.entry.report for line in state.lines}
    outlets = {line.origin.outlet for line in state.lines if line.origin.outlet}
    span = f", published {days[0]} to {days[-1]}" if days else ""
    seen = sum(line.reviewed for line in state.lines)
    return (
        f"{len(reports)} reports of {len(outlets)} outlets{span}; {len(state.lines)} entries, {seen} reviewed by a person, "
        f"{state.undated} without a date of publication"
    )


def _sources(state: State, given: dict[str, int]) -> tuple[BriefSource, ...]:
    lines = {line.entry.id: line for line in state.lines}
    found = []
    for entry, number in given.items():
        line = lines.get(entry)
        if line is None:
            continue
        quote = " … ".join(one_line(e.text) for e in line.entry.evidence)
        found.append(
            BriefSource(
                number, entry, line.entry.report, line.told, line.origin.outlet, line.origin.title, quote, line.reviewed
            )
        )
    return tuple(found)


def mark(line: BriefLine) -> str:
    """Whether a person has reviewed it, in a word."""
    return "reviewed" if line.reviewed else "suggested"


def source_line(source: BriefSource) -> str:
    """A source in words: the outlet, the day, the headline, the words, the id of the entry."""
    known = [source.outlet or "unknown outlet", source.told or "no date"]
    if source.title:
        known.append(source.title)
    return one_line(
        f"{', '.join(known)}: “{source.quote}” [{source.entry}, {'reviewed' if source.reviewed else 'suggested'}]"
    )


def heading(brief: Brief) -> str:
    """As of which day, in words."""
    return f"As of {brief.as_of}" if brief.as_of else "By all reports read"
