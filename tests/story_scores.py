"""How well what follows from a record agrees with what is known: of entries, of simulated texts, of dossiers.

python -m tests.story_scores [--texts] [--misses] SEED...
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.model import Reading
from onrecord.model.story import Line, Mark, Origin, Standing, Story, Thread
from onrecord.pipeline import read_text
from onrecord.resolve.reprints import families, shingles
from onrecord.resolve.spelling import plain
from onrecord.telling import tell
from tests.scoring import (
    Wanted,
    b_cubed,
    chosen,
    entries_at,
    ids_of,
    names_in,
    right_phases,
    share,
    unheard_in,
    woven,
)  # fmt: skip
from tests.simulate import simulate
from tests.simulated.texts import Text, texts_of
from tests.simulated.truth import Truth

NOT_VERBAL = {"written", "signed", "joint_statement"}


@dataclass
class Scored:
    """Figures by name, and what was wrong."""

    figures: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """How a telling of the truth is found in a record: the entries it is read as, those of each process, names by actor."""

    entries: Callable[[str], Sequence[str]]
    of_process: Mapping[str, set[str]]
    called: Mapping[tuple[str, str], str]


def as_told(truth: Truth) -> Found:
    """Of simulated entries: each telling is its own entry."""
    by_process: dict[str, set[str]] = defaultdict(set)
    for telling, process in truth.process_of.items():
        by_process[process].add(telling)
    return Found(lambda telling: [telling], by_process, truth.actors)


def scores(story: Story, truth: Truth, found: Found) -> Scored:
    """Actors, meetings, threads and processes by B-cubed F1; statuses, phases, answers and silence by the share that is right.

    Two counts must be zero: verbal promises shown as written, signed or in effect, and threads in which a reprint counts
    as a confirmation.
    """
    entries = found.entries
    wrong: list[str] = []
    actors = {at: known for at in found.called if (known := story.actor_of(*at)) is not None}
    asked = {at: who for at, who in found.called.items() if at in actors}
    ids = ids_of(story, asked)
    met = {entry: m.id for m in story.meetings.values() for entry in m.entries}
    told = woven(story)
    process_of = {mark.entry: mark.process for mark in story.marks}
    meetings = {t: [met[e] for e in entries(t) if e in met] for t in truth.meetings}
    threads = {t: [thread for e in entries(t) for thread in told.get(e, [])] for t in truth.threads}
    placed = {
        t: [process for e in own if (process := process_of.get(e))] for t in truth.process_of if (own := entries(t))
    }
    in_meetings, _ = chosen(truth.meetings, meetings)
    in_threads, _ = chosen(truth.threads, threads)
    in_processes, process_ids = chosen({t: truth.process_of[t] for t in placed}, placed)
    marks = {key: [m for m in story.marks if m.entry in found.of_process[key]] for key in sorted(truth.heard)}
    # a demand is answered in its own thread, not in that of what was undertaken for it
    kinds = {key: "demand" if key in truth.answers else None for key in set(truth.threads.values())}
    own_kind = {
        t: [thread for thread in found_in if kinds[truth.threads[t]] in (None, story.threads[thread].kind)]
        for t, found_in in threads.items()
    }
    _, thread_of = chosen(truth.threads, own_kind)
    holding = Threads(story, truth, ids, {key: story.threads[t] for key, t in thread_of.items()}, wrong)
    states = [r for key, days in truth.phases.items() for r in right_phases(marks[key], dict(days).items(), wrong, key)]
    figures = {
        "actors": b_cubed(asked, actors)[2],  # type: ignore[arg-type]
        "meetings": b_cubed(truth.meetings, in_meetings)[2],  # type: ignore[arg-type]
        "threads": b_cubed(truth.threads, in_threads)[2],  # type: ignore[arg-type]
        "processes": b_cubed({t: truth.process_of[t] for t in placed}, in_processes)[2],  # type: ignore[arg-type]
        "status": holding.status(),
        "answers": holding.answers(),
        "phase": share(states),
        "silence": _silence(story, truth, ids, process_ids, marks, wrong),
        "verbal as more": holding.verbal_as_more(),
        "reprint counts": holding.reprints(
            {entry: place for t, place in truth.dispatch.items() for entry in entries(t)}
        ),
    }
    _apart("meeting", truth.meetings, truth.words, entries, in_meetings, wrong)
    _apart("thread", truth.threads, truth.words, entries, in_threads, wrong)
    for at, who in sorted(asked.items()):
        if actors[at] != ids[who]:
            wrong.append(f"actor {at[1]!r} in {at[0]} is {who}, but not {story.actors[ids[who]].name}")
    return Scored({name: round(value, 4) for name, value in figures.items()}, wrong)


def _apart(
    what: str,
    wanted: Wanted,
    words: Mapping[str, str],
    entries: Callable[[str], Sequence[str]],
    one: Mapping[str, str],
    wrong: list[str],
) -> None:
    """Notes what was missed, is in several places, or lies together with something else."""
    places: dict[str, Counter[str]] = defaultdict(Counter)
    content: dict[str, Counter[str]] = defaultdict(Counter)
    apart: dict[tuple[str, str], list[str]] = defaultdict(list)
    for item, key in wanted.items():
        if item in one:
            places[key][one[item]] += 1
            content[one[item]][key] += 1
            apart[key, one[item]].append(f"{item} {words[item]}")
        else:
            how = "put nowhere" if entries(item) else "not read"
            wrong.append(f"{what} {key} was {how}: {item} {words[item]}")
    for key, found in places.items():
        # of each part one telling
        wrong += [f"{what} {key} is in {len(found)}: {n} in {at}, as {apart[key, at][0]}" for at, n in found.items()][
            : len(found) if len(found) > 1 else 0
        ]
    wrong += [f"{what} {place} has {dict(found)}" for place, found in content.items() if len(found) > 1]


@dataclass
class Threads:
    """The threads of a story beside those that are true."""

    story: Story
    truth: Truth
    ids: Mapping[str, str]
    of: Mapping[str, Thread]
    wrong: list[str]

    def status(self) -> float:
        right = []
        for key, by in self.truth.status.items():
            given = dict(self.of[key].status) if key in self.of else {}
            maker = self.truth.makers[key]
            for who, words in by.items():
                own = [given.get(self.ids.get(who, who))]
                if who == "author":
                    if maker in by and not by[maker] & words:
                        # what is told of a maker counts as his, until he says something else
                        continue
                    own.append(given.get(self.ids.get(maker, maker)))
                right.append(any(standing in words for standing in own))
                if not right[-1]:
                    self.wrong.append(f"status {key} by {who}: {own[0]}, not {'/'.join(sorted(words))}")
        return share(right)

    def answers(self) -> float:
        right = []
        for key, answer in self.truth.answers.items():
            found = self.of[key].answer if key in self.of else None
            right.append(found == answer)
            if not right[-1]:
                self.wrong.append(f"answer {key}: {found}, not {answer}")
        return share(right)

    def verbal_as_more(self) -> int:
        """How many verbal promises are shown as written, as signed, as an agreement or as in effect."""
        acts = {mark.entry: mark.act for mark in self.story.marks}
        count = 0
        for key, form in self.truth.forms.items():
            thread = self.of.get(key)
            if form != "verbal" or thread is None:
                continue
            signed = [step.entry for step in thread.steps if acts[step.entry] == "sign"]
            if thread.form in NOT_VERBAL or signed or Standing.IN_EFFECT in dict(thread.status).values():
                count += 1
                self.wrong.append(f"verbal as more {key}: {thread.form}, {dict(thread.status)}")
        return count

    def reprints(self, dispatch: Mapping[str, str]) -> int:
        """In how many threads there are more families than dispatches, or a reprint adds a speaker to the words it repeats.

        `dispatch`: of an entry, the place in a dispatch that it tells.
        """
        report = {mark.entry: mark.report for mark in self.story.marks}
        count = 0
        for thread in self.story.threads.values():
            families = {self.truth.family[report[step.entry]] for step in thread.steps}
            said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
            for step in thread.steps:
                said[dispatch.get(step.entry, step.entry)][report[step.entry]].add(step.by)
            added = [by for by in said.values() if len(set().union(*by.values())) > max(map(len, by.values()))]
            if thread.families > len(families) or added:
                count += 1
                self.wrong.append(
                    f"reprint counts in {thread.id}: {thread.families} families of {len(families)}, {list(map(dict, added))}"
                )
        return count


def _silence(
    story: Story, truth: Truth, ids: Mapping[str, str], processes: Mapping[str, str],
    marks: Mapping[str, Sequence[Mark]], wrong: list[str],
) -> float:  # fmt: skip
    right = []
    for key, heard in truth.heard.items():
        unheard = unheard_in(story, marks.get(key, []), story.processes.get(processes.get(key, "")))
        for who, (speaks, narrated) in heard.items():
            if narrated and not speaks:
                # whose acts are only narrated may count as heard or not
                continue
            right.append((ids.get(who) not in unheard) is speaks)
            if not right[-1]:
                wrong.append(f"silence {key}: {who} is {'heard' if speaks else 'never heard'}")
    return share(right)


def of_entries(seed: int, *, reports: int = 100) -> Scored:
    """The figures of a simulated record given as entries."""
    made = simulate(seed, reports=reports)
    return scores(tell(made.lines), made.truth, as_told(made.truth))


def of_texts(seed: int, *, reports: int = 100) -> Scored:
    """The figures of a simulated record given as texts, which are read and resolved as any reports are."""
    made = simulate(seed, reports=reports)
    truth = Truth()
    truth.settle(made.editions)
    texts = texts_of(made.editions, truth)
    readings = {text.edition.id: _read(text) for text in texts}
    ids = {key: reading.report.id for key, reading in readings.items()}
    truth.family = {ids[key]: ids[first] for key, first in truth.family.items()}
    published = {ids[text.edition.id]: text.edition.published for text in texts}
    words = {ids[text.edition.id]: shingles(text.body) for text in texts}
    family = families(lambda some: {report: words[report] for report in some}, published)
    lines = []
    for text in texts:
        report = ids[text.edition.id]
        origin = Origin(report, published[report], text.edition.outlet.name, family=family[report])
        lines += [Line(entry, origin).within(text.body) for entry in readings[text.edition.id].entries]
    return scores(tell(lines), truth, _found(texts, readings, truth))


def _read(text: Text) -> Reading:
    edition = text.edition
    return read_text(text.body, name=f"{edition.id}.txt", published=edition.published, outlet=edition.outlet.name)


def _found(texts: Sequence[Text], readings: Mapping[str, Reading], truth: Truth) -> Found:
    """The entries that stand on each telling's sentence; what stands on none is of the process that the report is on."""
    at: dict[str, list[str]] = {}
    of_process: dict[str, set[str]] = defaultdict(set)
    called: dict[tuple[str, str], str] = {}
    for text in texts:
        entries = readings[text.edition.id].entries
        elsewhere: set[str] = set()
        for s in text.sentences:
            at[s.telling] = entries_at(entries, s.start, s.end, meeting=s.telling in truth.meetings)
            here = {e.id for e in entries if any(s.start <= v.start < s.end for v in e.evidence)}
            of_process[s.process] |= here
            elsewhere |= here
        of_process[text.edition.process.key] |= {e.id for e in entries} - elsewhere
        called |= names_in(entries, {plain(name): who for name, who in text.names.items()})
    return Found(lambda telling: at.get(telling, []), of_process, called)


def main() -> None:
    """Print one row a seed and the mean, with --misses what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="+", type=int)
    parser.add_argument("--texts", action="store_true", help="read the histories as texts")
    parser.add_argument("--misses", action="store_true", help="show what was wrong")
    arguments = parser.parse_args()
    rows = []
    for seed in arguments.seeds:
        scored = of_texts(seed) if arguments.texts else of_entries(seed)
        rows.append(scored.figures)
        if len(rows) == 1:
            print("seed", *rows[0], sep="  ")
        _row(str(seed), scored.figures)
        if arguments.misses:
            print(*(f"  {line}" for line in scored.wrong), sep="\n")
    _row("mean", {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]})


def _row(head: str, figures: Mapping[str, float]) -> None:
    print(f"{head:4s}", *(f"{value:{len(name)}.3f}" for name, value in figures.items()), sep="  ", flush=True)


if __name__ == "__main__":
    main()
