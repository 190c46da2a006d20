"""What follows from a record: actors, processes, meetings, threads, status. Histories are simulated, names and texts ours."""

from __future__ import annotations

import json
import random
import sqlite3
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from onrecord.cli.main import group
from onrecord.judged import Judged
from onrecord.model import Kind
from onrecord.model.story import Line, Mark, Origin, Passage, Same, Standing, Story
from onrecord.pipeline import read_text
from onrecord.record import open_record
from onrecord.record.schema import DERIVED
from onrecord.resolve.identity import cast
from onrecord.resolve.keys import Naming
from onrecord.resolve.reprints import families, shingles
from onrecord.resolve.spelling import initials, sound
from onrecord.resolving import told_by
from onrecord.state.phase import phase, sign_of
from onrecord.story import state_in
from onrecord.telling import Decisions, tell, topics
from tests.simulate import Simulator
from tests.story_scores import as_told, scores

# what simulated records must reach from their entries
LEAST = {
    "actors": 0.95, "meetings": 0.85, "threads": 0.86, "processes": 0.87, "status": 0.72, "answers": 0.79, "phase": 0.95,
    "silence": 0.95,
}  # fmt: skip


def test_what_follows_from_simulated_records_is_what_happened() -> None:
    found = []
    for seed in range(6):
        made = Simulator(seed)
        found.append(scores(tell(made.lines), made.truth, as_told(made.truth)).figures)
    assert sum(one["reprint counts"] for one in found) == 0
    for name, least in LEAST.items():
        assert sum(one[name] for one in found) / len(found) >= least, name


def test_any_order_of_the_lines_tells_the_same_story() -> None:
    lines = Simulator(3).lines
    first = tell(lines)
    for seed in (1, 2):
        mixed = list(lines)
        random.Random(seed).shuffle(mixed)
        again = tell(mixed)
        assert again.actors == first.actors and again.processes == first.processes
        assert again.meetings == first.meetings and again.threads == first.threads


def who(*namings: Naming) -> dict[str, str]:
    """The actor of each name, by the name that actor is shown under."""
    found = cast(namings)
    return {n.name: found.actors[found.named[n.report, n.name]].name for n in namings}


def test_a_state_has_many_names_and_its_delegation_is_part_of_it() -> None:
    found = cast(
        [
            Naming("a", "Islamabad", "place"),
            Naming("b", "Pakistan", "state"),
            Naming("c", "Pakistani government", "group"),
            Naming("d", "Pakistani delegation", "group"),
            Naming("e", "Republic of Oram", "organisation"),
            Naming("f", "Oram", "place"),
        ]
    )
    by_name = {name: found.named[report, name] for report, name in found.named}
    assert by_name["Islamabad"] == by_name["Pakistan"] == by_name["Pakistani government"]
    assert by_name["Republic of Oram"] == by_name["Oram"]
    delegation = found.actors[by_name["Pakistani delegation"]]
    assert delegation.id != by_name["Pakistan"] and delegation.part_of == by_name["Pakistan"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Khalid Hadidi", "Khalid Hadeedi", True),
        ("Khalid Hadidi", "Omar Hadidi", False),
        ("Khalid Hadidi", "Hadidi", True),
        ("Abdul Hamid Latae", "Abdulhamid Lateh", True),
        ("Elena Ruz", "Elena Ruiz", True),
    ],
)
def test_spellings_of_a_name(one: str, other: str, same: bool) -> None:
    found = who(Naming("a", one, "person"), Naming("b", other, "person"))
    assert (found[one] == found[other]) is same


def test_a_surname_of_two_is_left_to_a_person() -> None:
    namings = [Naming("a", "Issa Kodi", "person"), Naming("b", "Brahim Kodi", "person"), Naming("c", "Kodi", "person")]
    found = cast(namings)
    assert len(found.actors) == 3 and {p.why for p in found.pairs} == {"one of several of this surname"}


def test_a_surname_alone_is_the_only_person_of_that_name() -> None:
    known = [Naming("a", "Tomas Arrel", "person"), Naming("b", "Arrel", "organisation")]
    assert len(cast(known).actors) == 1
    # a town that two reports name is no person
    assert len(cast([*known, Naming("c", "Arrel", "place")]).actors) == 2


def test_titles_are_no_part_of_a_name() -> None:
    found = who(Naming("a", "Levin Tarsk", "person"), Naming("b", "Professor Tarsk", "person", title="Professor"))
    assert found["Levin Tarsk"] == found["Professor Tarsk"]


def test_a_state_that_one_report_takes_for_a_body_is_a_state() -> None:
    found = cast([Naming("a", "Dorrat", "organisation"), Naming("b", "government of Dorrat", "group")])
    assert [(actor.name, actor.kind) for actor in found.actors.values()] == [("Dorrat", "state")]


def test_what_may_be_one_is_suggested_and_left_to_a_person() -> None:
    namings = [
        Naming("a", "monitors", "group"),
        Naming("b", "twelve Norwegian monitors", "group"),
        Naming("a", "Tomas Jelic", "person", title="head of the Front's delegation"),
        Naming("b", "head of the Front's delegation", "organisation"),
    ]
    found = cast(namings)
    name = {key: actor.name for key, actor in found.actors.items()}
    assert len(name) == 4
    assert {frozenset((name[p.one], name[p.other])) for p in found.pairs} == {
        frozenset(("monitors", "twelve Norwegian monitors")), frozenset(("Tomas Jelic", "head of the Front's delegation"))
    }  # fmt: skip
    same = {tuple(sorted((p.one, p.other))): Same.SAME for p in found.pairs}
    # an office and who holds it go by the person
    assert "Tomas Jelic" in {actor.name for actor in cast(namings, same).actors.values()}  # type: ignore[arg-type]
    decided = {tuple(sorted((p.one, p.other))): Same.DIFFERENT for p in found.pairs}
    assert cast(namings, decided).pairs == ()  # type: ignore[arg-type]
    # of several nobody can say which
    assert not cast([*namings[:2], Naming("c", "sixty unarmed monitors", "group")]).pairs


def test_a_name_that_a_person_gave_is_that_of_other_reports() -> None:
    known = [Naming("a", "Ivo Tarn", "person", side="Kesh"), Naming("a", "Kesh", "place")]
    typed = [Naming("b", "Ivo Tarn", None), Naming("b", "Kesh", None), Naming("b", "officials", None)]
    found = cast([*known, *typed])
    for name in ("Ivo Tarn", "Kesh"):
        assert found.named["a", name] == found.named["b", name]
    assert found.actors[found.named["b", "Ivo Tarn"]].part_of == found.named["a", "Kesh"]


def test_a_letter_is_a_document() -> None:
    found = cast([Naming("a", "letter", "group"), Naming("a", "army", "group")])
    assert {actor.name: actor.kind for actor in found.actors.values()} == {"letter": "document", "army": "group"}


def test_a_person_decides_who_is_one_and_it_can_be_undone() -> None:
    namings = [Naming("a", "Issa Kodi", "person"), Naming("b", "Kodi", "person")]
    free = cast(namings)
    assert len(free.actors) == 1
    keys = sorted(cast([n]).named.popitem()[1] for n in namings)
    apart = cast(namings, {(keys[0], keys[1]): Same.DIFFERENT})
    assert len(apart.actors) == 2
    assert cast(namings, {}).actors == free.actors
    # the id it had before it was merged still leads to the actor
    assert all(free.actor(key) is not None for key in keys)


def test_an_acronym_belongs_to_the_only_name_it_fits() -> None:
    assert "klf" in initials("Kelm Liberation Front")
    found = who(Naming("a", "Kelm Liberation Front", "organisation"), Naming("b", "KLF", "organisation"))
    assert found["KLF"] == found["Kelm Liberation Front"]
    assert sound("Qasim".lower()) == sound("kasim")


REPORTS = [
    (
        "2026-03-04",
        "Meridian Wire",
        "The governments of Oram and Kesh ended two days of talks in Doha on Wednesday without an agreement.\n\n"
        "Oram's foreign minister, Elena Ruz, said Kesh had promised verbally to release 40 prisoners. “We demand that "
        "Kesh withdraw its guns from the ridge,” she said.\n",
    ),
    (
        "2026-03-07",
        "Kesh Daily",
        "Kesh denied on Saturday that it had promised to release 40 prisoners. “No such promise was made,” said its "
        "spokesman, Ivo Tarn.\n\nThe next round of talks between Oram and Kesh will be held in Doha on March 20, the "
        "two governments said.\n",
    ),
]


def told(reports: list[tuple[str, str, str]]) -> Story:
    lines = []
    for n, (day, outlet, text) in enumerate(reports):
        reading = read_text(text, name=f"{n}.txt", published=day, outlet=outlet)
        origin = Origin(reading.report.id, day, outlet)
        lines += [Line(entry, origin).within(text) for entry in reading.entries]
    return tell(lines)


def test_a_report_that_names_the_cast_of_a_process_belongs_to_it() -> None:
    rounds = [
        ("2026-03-01", "Kesh and Oram ended talks in Lorn on Sunday, envoy Tala Brin of the Union said. Kesh accused Oram of shelling."),
        ("2026-03-04", "Oram offered Kesh a truce on Wednesday, envoy Tala Brin of the Union said."),
        ("2026-03-09", "Kesh rejected Oram's offer, envoy Tala Brin of the Union said."),
        ("2026-03-15", "Kesh and Oram met again in Lorn on Sunday. Oram promised Kesh to open the road."),
    ]  # fmt: skip
    aside = (
        "Envoy Tala Brin of the Union met the Harbour Board on Monday. The Board promised to wait. Oram welcomed it."
    )
    other = "Pakistan and India agreed to meet in Dubai. India accused Pakistan of shelling. Envoy Tala Brin was there."
    named = [(day, "Meridian Wire", text) for day, text in rounds]
    story = told([*named, ("2026-03-16", "Valley Post", aside), ("2026-03-17", "Valley Post", other)])
    served = sorted(len(p.reports) for p in story.processes.values())
    assert served == [1, 5]


def test_the_regime_is_who_deals_with_the_same_others_elsewhere() -> None:
    plain = [
        ("2026-03-01", "The government of Dorrat and the Free Ridge Front met in Lorn on Sunday. Dorrat accused the Free Ridge Front of shelling."),
        ("2026-03-04", "Dorrat offered the Free Ridge Front a truce on Wednesday. The Free Ridge Front met Dorrat's envoys again."),
    ]  # fmt: skip
    hostile = "The Free Ridge Front met envoys of the regime on Monday. The regime promised the Free Ridge Front to free nine men."
    story = told([(day, "Wire", text) for day, text in plain] + [("2026-03-09", "Front Voice", hostile)])
    assert [p.name for p in story.processes.values()] == ["Dorrat – Free Ridge Front"]


def test_a_promise_that_is_denied_stays_verbal_and_unconfirmed() -> None:
    story = told(REPORTS)
    process = next(iter(story.processes.values()))
    assert process.name == "Kesh – Oram"
    thread = next(t for t in story.threads.values() if t.kind == "commitment" and "prisoners" in t.about)
    assert story.actors[thread.maker].name == "Kesh" and thread.form == "verbal" and not thread.maker_confirmed
    by = {story.actors[who].name: standing for who, standing in thread.status if who in story.actors}
    assert by["Oram"] is Standing.GIVEN and by["Kesh"] is Standing.DENIED
    state = state_in(story, process)
    assert [d.kind for d in state.disagreements] == ["promise"]


def test_a_meeting_is_one_however_often_it_is_told_and_has_no_day_of_publication() -> None:
    again = ("2026-03-06", "Valley Post", "Talks between Oram and Kesh in Doha this week ended without an agreement.\n")
    story = told([REPORTS[0], again])
    (meeting,) = story.meetings.values()
    assert len(meeting.entries) == 2 and meeting.place == "Doha"
    assert meeting.earliest != "2026-03-06"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("told") / "talks.onrecord"
    with open_record(path) as kept:
        for n, (day, outlet, text) in enumerate(REPORTS):
            kept.put(read_text(text, name=f"{n}.txt", published=day, outlet=outlet))
    return path


@pytest.mark.parametrize(
    ("command", "expects"),
    [
        (["status"], "State: "),
        (["processes"], "Kesh – Oram"),
        (["actors"], "Elena Ruz (person) · of Oram"),
        (["actor", "Kesh"], "says and does"),
        (["meetings"], "Doha"),
        (["commitments"], "verbal, not confirmed by its maker"),
        (["demands"], "no answer"),
        (["warnings"], ""),
        (["disagreements"], "Kesh: denied"),
        (["silence"], "no answer"),
        (["delegations"], ""),
        (["positions"], "Kesh: deny"),
        (["timeline"], "2026-03-20"),
        (["changes", "--since", "2026-03-06"], "Kesh: denied"),
        (["changes", "--since", "2026-05-01"], "nothing has changed"),
    ],
)
def test_commands_on_what_follows_from_a_record(record: Path, command: list[str], expects: str) -> None:
    plain = CliRunner().invoke(group, [*command, "--record", str(record)], standalone_mode=False)
    assert plain.exception is None and expects in plain.stdout
    as_json = CliRunner().invoke(group, [*command, "--record", str(record), "--json"], standalone_mode=False)
    json.loads(as_json.stdout)


def test_a_view_as_of_a_day_knows_nothing_later(record: Path) -> None:
    run = CliRunner().invoke(group, ["disagreements", "--record", str(record), "--as-of", "2026-03-05"])
    assert "denied" not in run.stdout and "no version contradicts another" in run.stdout


def test_a_thread_shows_every_telling_with_its_words(record: Path) -> None:
    listed = CliRunner().invoke(group, ["commitments", "--record", str(record), "--json"], standalone_mode=False)
    (thread, *_) = [t for t in json.loads(listed.stdout) if "prisoners" in t["about"]]
    shown = CliRunner().invoke(group, ["thread", thread["id"][:8], "--record", str(record)], standalone_mode=False)
    assert "Oram: given" in shown.stdout and "Kesh: denied" in shown.stdout


def run(record: Path, *words: str) -> str:
    done = CliRunner().invoke(group, [*words, "--record", str(record)], standalone_mode=False)
    assert done.exception is None, done.exception
    return done.stdout


def test_what_people_decide_of_actors_and_processes_counts_and_can_be_undone(record: Path) -> None:
    assert "Ruz" in run(record, "actors")
    run(record, "decide", "same", "Elena Ruz", "Ivo Tarn", "--note", "for the test")
    assert "also" in next(line for line in run(record, "actors").splitlines() if "Elena Ruz" in line)
    run(record, "decide", "undone", "Elena Ruz", "Ivo Tarn")
    assert len([line for line in run(record, "actors").splitlines() if "(person)" in line]) == 2
    (process,) = json.loads(run(record, "processes", "--json"))
    run(record, "process", "rename", process["id"], "Ridge talks")
    assert "Ridge talks" in run(record, "status")
    report = process["reports"][0]
    run(record, "process", "assign", report, "none")
    assert report not in json.loads(run(record, "processes", "--json"))[0]["reports"]
    run(record, "process", "undo", report)
    run(record, "process", "split", "Prisoners", report)
    assert {p["name"] for p in json.loads(run(record, "processes", "--json"))} == {"Ridge talks", "Prisoners"}
    run(record, "process", "undo", report)
    run(record, "process", "undo", process["id"])
    assert [p["name"] for p in json.loads(run(record, "processes", "--json"))] == ["Kesh – Oram"]


def test_a_record_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.onrecord"
    open_record(path).close()
    with sqlite3.connect(path) as raw:
        for table in ("decisions", "verdicts", "versions", *(t.name for t in DERIVED)):
            raw.execute(f"DROP TABLE {table}")
        raw.execute("DROP INDEX entries_by_verdict")
        for column in ("counts", "verdict", "suggested"):
            raw.execute(f"ALTER TABLE entries DROP COLUMN {column}")
        raw.execute("UPDATE alembic_version SET version_num = '0001'")
    raw.close()
    with open_record(path) as kept:
        assert kept.decisions() == []


def test_a_reprint_is_no_second_telling(tmp_path: Path) -> None:
    day, _, text = REPORTS[0]
    reprint = text.replace("on Wednesday", "late on Wednesday") + "\nSource: Meridian Wire.\n"
    other = "Oram's foreign minister quoted a poem on Thursday. “We demand that Kesh withdraw its guns from the ridge,” she said.\n"
    words = {"a": shingles(text), "b": shingles(reprint), "c": shingles(other)}
    found = families(lambda some: {r: words[r] for r in some}, {"b": day, "a": day, "c": None})
    assert found == {"a": "a", "b": "a", "c": "c"}
    with open_record(tmp_path / "r.onrecord") as kept:
        for n, (outlet, body) in enumerate((("Meridian Wire", text), ("Valley Post", reprint))):
            kept.put(read_text(body, name=f"{n}.txt", published=day, outlet=outlet))
        story = told_by(kept)
    thread = next(t for t in story.threads.values() if "prisoners" in t.about)
    assert len(thread.steps) == 2 and thread.families == 1


def test_lines_without_a_negotiation_belong_to_no_process() -> None:
    assert tell([]).processes == {}


def test_decisions_name_and_merge_processes() -> None:
    made = Simulator(2)
    free = tell(made.lines)
    one, other, *rest = sorted(free.processes)
    from onrecord.resolve.processes import Corrections

    merged = tell(made.lines, Decisions(processes=Corrections(merged={one: other}, names={other: "The valley"})))
    assert sorted(merged.processes) == [other, *rest] and merged.processes[other].name == "The valley"


def test_the_same_undertaking_in_other_words_is_nearer_than_another() -> None:
    # forty undertakings and demands in five ways of saying them, by others: how many are nearest to two of their own
    phrases = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))
    vectors = [[vector(text) for text in one["what"]] for kind in ("undertaking", "demand") for one in phrases[kind]]
    centres = [ways[0] + ways[1] for ways in vectors]
    right = 0
    for n, ways in enumerate(vectors):
        for way in ways[2:]:
            near = [float(way @ centre) / float(centre @ centre) ** 0.5 for centre in centres]
            right += near.index(max(near)) == n
    assert right >= 0.8 * sum(len(ways) - 2 for ways in vectors)


def vector(text: str) -> Any:
    return topics().of(Passage("", text, ""), Judged().meaning)


def mark(day: int, phase: str, by: str = "author", *, kind: Kind = Kind.MEETING, **known: Any) -> Mark:
    """A sign of the state of a process, told on a day of March 2026."""
    told = f"2026-03-{day:02}"
    return Mark(f"e{day}{phase}{by}", f"r{day}", "p", told, len(by), kind, None, by, phase=phase, **known)


def state(*marks: Mark) -> str:
    found = phase(marks, {"mediator"})
    assert found is not None and found == phase(tuple(reversed(marks)), {"mediator"})
    return found.phase


def test_what_outweighs_what_in_the_state_of_a_process() -> None:
    stalled = mark(1, "stalled", kind=Kind.PHASE, named=True)
    # what is named is past once there were talks, or something was signed
    assert state(stalled, mark(3, "talks_under_way")) == "stalled"
    assert state(stalled, mark(2, "talks_under_way", turns=True), mark(3, "agreement", turns=True)) == "agreement"
    # a day told by a party is known to it; that it will meet some day is not more than its word
    assert (
        state(mark(1, "stalled", turns=True), mark(2, "talks_under_way", "A", when="2026-03-09")) == "talks_under_way"
    )
    assert state(mark(1, "stalled", turns=True), mark(2, "talks_under_way", "A")) == "stalled"
    # a truce that was reached holds by a party's word; that it is dead does not
    truce = mark(5, "ceasefire", "A", kind=Kind.PHASE, named=True)
    dead = mark(7, "ended", "B", kind=Kind.PHASE, named=True)
    assert state(mark(1, "agreement", turns=True), truce, dead) == "ceasefire"
    assert state(mark(1, "stalled", turns=True), truce, dead) == "stalled"
    # on one day the reporters' word for it outweighs the mediator's
    suspended = mark(4, "suspended", kind=Kind.PHASE, named=True)
    goes_on = mark(4, "talks_under_way", "mediator", kind=Kind.PHASE, named=True)
    assert state(suspended, goes_on) == "suspended"
    # and a mediator's own travels are no talks
    assert state(stalled, mark(20, "talks_under_way", "mediator", own=("mediator",), when="2026-03-25")) == "stalled"


@pytest.mark.parametrize(
    "text,shows",
    [
        ("The Front suspended its part in the talks with Veland.", "suspended"),
        ("The port company suspended four lashers on Monday.", None),
        ("The second round of talks between the Front and Veland has been postponed until further notice.", "stalled"),
        ("The second round of talks between the Front and Veland has been put back to 26 March.", None),
        ("The second round of talks between the Front and Veland had been planned for 2 March 2026.", None),
    ],
)
def test_what_a_line_shows_of_the_state_of_a_process(text: str, shows: str | None) -> None:
    before = "The Front and Veland held peace talks in Doha. The government of Veland accused the Front of an attack. "
    entries = read_text(before + text, name="a", published="2026-03-10").entries
    own = [e for e in entries if e.evidence[0].start >= len(before)]
    signs = {sign.phase for e in own if (sign := sign_of(e, 2, told="2026-03-10")) is not None}
    assert signs == ({shows} if shows else set())
