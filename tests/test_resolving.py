"""What follows from a record, kept and brought up to date: the same in any order, after verdicts, by a newer reader."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from onrecord.cli.main import group
from onrecord.cli.verdict import amended
from onrecord.errors import RecordError
from onrecord.model import Block, BlockKind, Entry, Known, Original, Reading, Report, SourceText
from onrecord.model.decision import Action, Decision, Verdict
from onrecord.model.location import Location
from onrecord.model.story import Line, Story, Thread
from onrecord.pipeline import read_text
from onrecord.record import EntryFilter, Record, open_record
from onrecord.resolving import rebuild, told_by
from onrecord.telling import tell
from tests.simulate import simulate


def readings(lines: Iterable[Line], reader: str = "simulated") -> list[Reading]:
    by_report: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_report[line.origin.report].append(line)
    made = []
    for key, own in by_report.items():
        origin = own[0].origin
        text = " ".join(f"{key}{n}" for n in range(60))
        report = Report(
            id=key,
            original=Original(f"sha-{key}", len(text), f"{key}.txt"),
            source=SourceText(f"t-{key}", text, "utf-8/1"),
            blocks=(Block(0, len(text), BlockKind.BODY),),
            outlet=Known(origin.outlet, "flag") if origin.outlet else None,
            published=Known(origin.published, "flag") if origin.published else None,
        )
        made.append(Reading(report, tuple(line.entry for line in own), (), (), reader))
    return made


def simulated(seed: int, reports: int) -> list[Line]:
    """Lines of reports that are nobody's reprints: their texts have nothing in common."""
    return [replace(line, origin=replace(line.origin, family="")) for line in simulate(seed, reports=reports).lines]


def all_of(story: Story) -> Any:
    return (
        story.actors,
        story.processes,
        story.threads,
        story.meetings,
        sorted(story.marks, key=lambda m: m.entry),
        story.pairs,
    )


@pytest.mark.parametrize("seed", [1, 4])
def test_one_by_one_in_any_order_ends_where_all_at_once_does(place: Location, seed: int) -> None:
    lines = simulated(seed, 50)
    given = readings(lines)
    random.Random(seed).shuffle(given)
    with open_record(place) as kept:
        for n, reading in enumerate(given):
            kept.put(reading)
            if n % 7 == 0:
                told_by(kept)
        assert all_of(told_by(kept)) == all_of(tell(lines))


def test_a_rebuilt_record_tells_the_same(place: Location) -> None:
    with open_record(place) as kept:
        for reading in readings(simulated(2, 60)):
            kept.put(reading)
        before = all_of(told_by(kept))
        rebuild(kept)
        assert all_of(told_by(kept)) == before


def test_a_forgotten_report_leaves_nothing_behind(place: Location) -> None:
    given = readings(simulated(5, 50))
    with open_record(place) as kept:
        for reading in given:
            kept.put(reading)
        told_by(kept)
        gone = given[3].report.id
        kept.forget(gone)
        story = told_by(kept)
        rest = [line for line in simulated(5, 50) if line.origin.report != gone]
        assert all_of(story) == all_of(tell(rest))


def test_a_view_of_a_day_has_the_ids_of_today(place: Location) -> None:
    lines = simulated(6, 60)
    days = sorted(line.told for line in lines if line.told is not None)
    day = days[len(days) // 3]
    with open_record(place) as kept:
        for reading in readings(lines):
            kept.put(reading)
        now, then = told_by(kept), told_by(kept, until=day)
    assert 0 < len(then.threads) < len(now.threads)
    assert then.threads.keys() < now.threads.keys() and then.meetings.keys() <= now.meetings.keys()
    assert all(step.told <= day for t in then.threads.values() for step in t.steps if step.told)


# -- verdicts ---------------------------------------------------------------------------------------------------------

TEXT = (
    "Kesh promised verbally on Monday to release 40 prisoners, Oram's foreign minister, Elena Ruz, said. "
    "Oram demanded that Kesh withdraw its guns from the ridge.\n"
)


@pytest.fixture
def record(place: Location) -> Location:
    with open_record(place) as kept:
        kept.put(read_text(TEXT, name="a.txt", published="2026-03-04"))
    return place


def promise(kept: Record) -> Entry:
    (line,) = kept.entries(EntryFilter(act="commit"))
    return line


def thread(kept: Record) -> Thread | None:
    return next((t for t in told_by(kept).threads.values() if t.kind == "commitment"), None)


def test_a_rejected_line_stops_counting_everywhere_and_comes_back_when_undone(record: Location) -> None:
    with open_record(record) as kept:
        line = promise(kept)
        assert thread(kept) is not None
        kept.judge(Verdict(Action.REJECT, line, "ana"))
        assert thread(kept) is None
        assert not kept.entries(EntryFilter(act="commit")) and kept.count(EntryFilter(act="commit")) == 0
        assert line.id not in {m.entry for m in told_by(kept).marks}
        kept.judge(Verdict(Action.UNDONE, line, "ana"))
        assert thread(kept) is not None and promise(kept) == line


def test_an_amended_line_moves_its_thread_and_keeps_what_was_suggested(record: Location) -> None:
    with open_record(record) as kept:
        line = promise(kept)
        better = amended(line, {"actor": "Oram", "form": "written"})
        kept.judge(Verdict(Action.AMEND, better, "ana", "misread"))
        moved = thread(kept)
        assert moved is not None and moved.form == "written"
        assert told_by(kept).actors[moved.maker].name == "Oram"
        assert kept.entries(EntryFilter(form="written")) == [better] and kept.suggested(line.id) == line
        assert [line.reviewed for line in kept.lines(entries=[line.id])] == [True]


def test_reviewers_who_disagree_leave_a_line_disputed_and_a_third_decides(record: Location) -> None:
    with open_record(record) as kept:
        line = promise(kept)
        kept.judge(Verdict(Action.ACCEPT, line, "ana"))
        kept.judge(Verdict(Action.REJECT, line, "ben"))
        assert promise(kept) == line and not kept.lines(entries=[line.id])[0].reviewed
        kept.judge(Verdict(Action.REJECT, line, "cem"))
        assert not kept.entries(EntryFilter(act="commit"))
        assert [v.who for v in kept.verdicts(entry=line.id)] == ["ana", "ben", "cem"]


def test_the_second_of_two_who_decide_at_once_is_told(record: Location) -> None:
    with open_record(record) as kept:
        line = promise(kept)
        kept.judge(Verdict(Action.ACCEPT, line, "ana"), seen=0)
        with pytest.raises(RecordError, match="ana decided on this line meanwhile"):
            kept.judge(Verdict(Action.REJECT, line, "ben"), seen=0)


def read_anew(kept: Record, *, act: str = "commit", reader: str = "newer/2") -> Entry:
    """Read the report again by a reader whose lines have other ids."""
    reading = read_text(TEXT, name="a.txt", published="2026-03-04")
    entries = tuple(
        replace(e, id=f"e-{reader}-{e.id[2:]}", act=act if e.act == "commit" else e.act, actors=e.actors)
        for e in reading.entries
    )
    kept.put(replace(reading, entries=entries, reader=reader))
    return next(e for e in entries if e.act == act)


def test_verdicts_outlive_the_reader(record: Location) -> None:
    with open_record(record) as kept:
        line = promise(kept)
        better = amended(line, {"actor": "Oram"})
        kept.judge(Verdict(Action.AMEND, better, "ana"))
        read_anew(kept)
        assert promise(kept) == better
        kept.judge(Verdict(Action.REJECT, line, "ana"))
        assert not kept.entries(EntryFilter(act="commit"))
        read_anew(kept, act="agree", reader="newer/3")
        assert not kept.entries(EntryFilter(act="agree"))
        kept.judge(Verdict(Action.UNDONE, line, "ana"))
        assert len(kept.entries(EntryFilter(act="agree"))) == 1


def test_a_line_that_a_person_adds_counts_until_it_is_undone(record: Location) -> None:
    with open_record(record) as kept:
        line = replace(promise(kept), id="e-by-hand", act="threaten")
        kept.judge(Verdict(Action.ADD, line, "ana"))
        assert kept.entries(EntryFilter(act="threaten")) == [line]
        assert any(t.kind == "warning" for t in told_by(kept).threads.values())
        read_anew(kept)
        assert kept.entries(EntryFilter(act="threaten")) == [line]
        kept.judge(Verdict(Action.UNDONE, line, "ana"))
        assert not kept.entries(EntryFilter(act="threaten"))


def test_the_verdict_command_amends_and_names_what_does_not_exist(record: Location) -> None:
    with open_record(record) as kept:
        line = promise(kept)

    def run(*words: str) -> Any:
        return CliRunner().invoke(group, ["verdict", *words, "--record", str(record)], standalone_mode=False)

    assert run("amend", line.id, "--set", "actor=Oram; Kesh", "--set", "negated=yes").exception is None
    with open_record(record) as kept:
        decided = promise(kept)
        assert [a.name for a in decided.actors] == ["Oram", "Kesh"] and decided.negated
    assert "No act" in str(run("amend", line.id, "--set", "act=promise").exception)
    assert "No slot" in str(run("amend", line.id, "--set", "mood=grim").exception)
    assert "needs --set" in str(run("amend", line.id).exception)


# -- decisions --------------------------------------------------------------------------------------------------------


def test_a_name_given_to_a_process_stays_when_a_party_joins_it(place: Location) -> None:
    def put(kept: Record, n: int, text: str) -> None:
        kept.put(read_text(text, name=f"{n}.txt", published=f"2026-03-0{n}"))

    two = "Oram and Kesh ended two days of talks in Doha without an agreement. Oram accused Kesh of bad faith.\n"
    three = "Oram, Kesh and Tavi held talks in Doha on Thursday. Oram, Kesh and Tavi agreed to meet again.\n"
    with open_record(place) as kept:
        put(kept, 1, two)
        (process,) = told_by(kept).processes
        kept.decide(Decision("process", "rename", process, "Ridge talks"))
        put(kept, 2, three)
        put(kept, 3, three.replace("Thursday", "Friday"))
        assert told_by(kept).processes[process].name == "Ridge talks"


def test_names_from_a_file_are_decided_at_once_or_not_at_all(tmp_path: Path, place: Location) -> None:
    with open_record(place) as kept:
        kept.put(read_text(TEXT + "Kesh's spokesman, Ivo Tarn, denied it.\n", name="a.txt", published="2026-03-04"))
    names = tmp_path / "names.txt"

    def run() -> Any:
        words = ["decide", "--file", str(names), "--record", str(place)]
        return CliRunner().invoke(group, words, standalone_mode=False)

    names.write_text(
        "# who is who\nElena Ruz | Nobody Here\nElena Ruz !=\n\nOram | Kesh\nOram != Kesh\n", encoding="utf-8"
    )
    error = str(run().exception)
    assert all(f"line {n}:" in error for n in (2, 3, 6)) and "line 5:" not in error
    with open_record(place) as kept:
        assert kept.decisions() == []
    names.write_text("Elena Ruz | Ivo Tarn\nOram != Kesh\n", encoding="utf-8")
    assert run().exception is None
    with open_record(place) as kept:
        story = told_by(kept)
        assert {d.action for d in kept.decisions()} == {"same", "different"}
    assert any({"Elena Ruz", "Ivo Tarn"} <= set(actor.names) for actor in story.actors.values())
