"""Events and tables that leave a record: what becomes an event and what never does, and that no version wins."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.codebook import load_codebook
from onrecord.export.cameo import CODES, quad_of
from onrecord.export.formats import FORMATS
from onrecord.export.happened import MUTUAL, happened, number
from onrecord.export.leaving import Leaving
from onrecord.export.plover import QUADS, category_of
from onrecord.exporting import leaving
from onrecord.model import (
    About,
    Actor,
    Attribution,
    Entry,
    Evidence,
    Form,
    Kind,
    MadeBy,
    Outcome,
    Span,
    Status,
    Style,
    Tier,
    When,
)  # fmt: skip
from onrecord.model.story import (
    Line,
    Mark,
    Meeting,
    Origin,
    Party,
    Process,
    Seat,
    Standing,
    Step,
    Story,
    Telling,
    Thread,
)  # fmt: skip
from onrecord.model.when import Precision, TimeBasis
from onrecord.record import open_record
from onrecord.resolving import told_by
from tests.test_cli import run
from tests.web_record import example, hostile

PLAIN = ("cameo", "icews", "polecat")
EVENTS = ("plover", *PLAIN)
TABLES = ("commitments", "ceasefires", "agreements", "meetings")
# GDELT data format codebook 1.03, 25 August 2013
GDELT = """GLOBALEVENTID SQLDATE MonthYear Year FractionDate Actor1Code Actor1Name Actor1CountryCode Actor1KnownGroupCode
Actor1EthnicCode Actor1Religion1Code Actor1Religion2Code Actor1Type1Code Actor1Type2Code Actor1Type3Code Actor2Code
Actor2Name Actor2CountryCode Actor2KnownGroupCode Actor2EthnicCode Actor2Religion1Code Actor2Religion2Code
Actor2Type1Code Actor2Type2Code Actor2Type3Code IsRootEvent EventCode EventBaseCode EventRootCode QuadClass
GoldsteinScale NumMentions NumSources NumArticles AvgTone Actor1Geo_Type Actor1Geo_FullName Actor1Geo_CountryCode
Actor1Geo_ADM1Code Actor1Geo_Lat Actor1Geo_Long Actor1Geo_FeatureID Actor2Geo_Type Actor2Geo_FullName
Actor2Geo_CountryCode Actor2Geo_ADM1Code Actor2Geo_Lat Actor2Geo_Long Actor2Geo_FeatureID ActionGeo_Type
ActionGeo_FullName ActionGeo_CountryCode ActionGeo_ADM1Code ActionGeo_Lat ActionGeo_Long ActionGeo_FeatureID DATEADDED
SOURCEURL""".split()
# ICEWS Coded Event Data, doi:10.7910/DVN/28075
ICEWS = [
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City",
    "District", "Province", "Country", "Latitude", "Longitude",
]  # fmt: skip
# POLECAT, doi:10.7910/DVN/AJGVIT
POLECAT = [
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
    "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
]  # fmt: skip
# PLOVER manual, draft 0.8, table "PLOVER JSON"
PLOVER = set(
    "id has_event date time enddate endtime source recipient event event_loc event_text quad_code event_scale mode context"
    " link text text_info cite_info coder coded_date coded_time comment".split()
)


# -- a record made by hand ---------------------------------------------------------------------------------------------

A, B, C = (Actor(name, f"the {name}", None, "organisation") for name in ("Velmark", "Ostrana", "Norland"))
PARTIES = {f"a-{a.name}": Party(f"a-{a.name}", a.name, "organisation", (a.name,)) for a in (A, B, C)}
IDS = {a.name: f"a-{a.name}" for a in (A, B, C)}
PROCESS = Process("p-1", "River talks", ("a-Velmark", "a-Ostrana"), (("a-Norland", "mediator"),), ("r-1",))


def line(
    ident: str = "e-1", *, words: str = "signed a protocol", told: str | None = "2026-03-20", **slots: Any
) -> Line:
    entry = Entry(
        **{
            "id": ident, "report": "r-1", "kind": Kind.STATEMENT, "act": "commit", "actors": (A,), "addressees": (B,),
            "evidence": (Evidence.of(words, Span(0, len(words))),), "made_by": MadeBy("rules/1", "verb cue", "promise >obj"),
        }
        | slots
    )  # fmt: skip
    return Line(entry, Origin("r-1", told, "Meridian Wire"))


def on(day: str, last: str | None = None, text: str = "on Tuesday") -> When:
    return When(text, day, last or day, Precision.DAY if last is None else Precision.MONTH, TimeBasis.STATED)


def held(
    *lines: Line,
    threads: Sequence[Thread] = (),
    meetings: Sequence[Meeting] = (),
    names: Mapping[str, str] = IDS,
    url: str | None = None,
) -> Leaving:
    marks = tuple(Mark(li.entry.id, "r-1", "p-1", li.told, 0, li.entry.kind, li.entry.act, "author") for li in lines)
    story = Story(
        dict(PARTIES), {"p-1": PROCESS}, threads=lambda _: {t.id: t for t in threads},
        meetings=lambda _: {m.id: m for m in meetings}, marks=lambda _: marks, named=lambda _: names, merged={}, keys={},
        pairs=(),
    )  # fmt: skip
    return Leaving("talks", story, {"r-1": About("r-1", "t-1", "00", url=url)}, lambda: iter(lines), lambda _: {})


def rows(name: str, out: Leaving) -> list[dict[str, Any]]:
    """A format read back by another program than that which wrote it."""
    text = "".join(str(piece) for piece in FORMATS[name].write(out))
    if name == "plover":
        return [json.loads(one) for one in text.splitlines()]
    if name in PLAIN:
        header, *cells = [one.split("\t") for one in text.removesuffix("\n").split("\n")]
        assert all(len(one) == len(header) for one in cells)
        return [dict(zip(header, one, strict=True)) for one in cells]
    return list(csv.DictReader(text.splitlines()))


def entry_of(name: str, row: Mapping[str, Any]) -> str:
    """The line that a row comes from, where the row says it."""
    if name == "cameo":
        return str(row["SOURCEURL"]).partition("#")[2]
    return str(row["id" if name == "plover" else "Event ID"]).partition(".")[0]


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Leaving]:
    with open_record(example(tmp_path_factory.mktemp("talks"))) as record:
        yield leaving(record, told_by(record))


# -- columns and fields ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "columns"), [("cameo", GDELT), ("icews", ICEWS), ("polecat", POLECAT)])
def test_columns_are_those_published_in_their_order(name: str, columns: list[str], talks: Leaving) -> None:
    first = next(iter(FORMATS[name].write(talks)))
    assert str(first).removesuffix("\n").split("\t") == columns


def test_fields_are_those_of_plover_and_one_of_ours(talks: Leaving) -> None:
    for row in rows("plover", talks):
        assert set(row) - {"onrecord"} <= PLOVER
        assert {"id", "date", "source", "event"} <= set(row)
        assert set(row["event"]) <= set(QUADS) and row["source"]


def test_every_act_has_a_name_in_cameo_and_a_category_in_plover_or_is_a_comment() -> None:
    for act in load_codebook().acts.values():
        codes = dict(act.codes)
        assert codes["cameo"] in CODES, act.name
        category = category_of(line(act=act.name, kind=Kind(act.kind)).entry)
        assert (category is None) is (codes["cameo"] in ("010", "011")), act.name


def test_only_signing_is_signing_an_agreement() -> None:
    # a promise by word of mouth is none, whatever it is called
    assert [a.name for a in load_codebook().acts.values() if dict(a.codes)["cameo"] == "057"] == ["sign"]


def test_quad_classes_agree_where_both_codings_have_one() -> None:
    assert [quad_of(code) for code in ("010", "057", "070", "0871", "100", "130", "141", "196")] == [
        1,
        1,
        2,
        2,
        3,
        3,
        4,
        4,
    ]


def test_codes_are_those_of_the_codebook_and_not_those_of_an_older_reading() -> None:
    row = rows("icews", held(line(codes=(("cameo", "057"), ("plover", "AGREE")))))[0]
    assert row["CAMEO Code"] == "030" and row["Event Text"] == "Express intent to cooperate"


def test_an_act_that_the_codebook_no_longer_has_keeps_its_codes() -> None:
    row = rows("cameo", held(line(act="parley", codes=(("cameo", "046"), ("plover", "CONSULT")))))[0]
    assert (row["EventCode"], row["EventRootCode"], row["QuadClass"], row["GoldsteinScale"]) == ("046", "04", "1", "")


# -- what becomes an event ---------------------------------------------------------------------------------------------

FLAGS = ("negated", "future", "conditional", "historical")
lines_by_hand = st.builds(
    lambda n, kind_act, flags, tier, status, actors, addressees, dated: line(
        f"e-{n}", kind=kind_act[0], act=kind_act[1], actors=actors, addressees=addressees, tier=tier,
        status=status if kind_act[0] is Kind.MEETING else None, role="mediator" if kind_act[1] is None else None,
        time=on("2026-03-17") if dated else When(), content="to open the gate", words="promised to open the gate",
        **dict(zip(FLAGS, flags, strict=True)), condition="if it rains" if flags[2] else None,
    ),
    st.integers(0, 10**6),
    st.sampled_from(
        [
            (Kind.STATEMENT, "commit"), (Kind.STATEMENT, "demand"), (Kind.STATEMENT, "accuse"), (Kind.STATEMENT, "claim"),
            (Kind.STATEMENT, "agree"), (Kind.ACTION, "attack"), (Kind.ACTION, "clash"), (Kind.ACTION, "sign"),
            (Kind.MEETING, None), (Kind.PARTICIPATION, None), (Kind.PHASE, "stalled"),
        ]
    ),
    st.tuples(*[st.booleans()] * 4),
    st.sampled_from(Tier),
    st.sampled_from(Status),
    st.lists(st.sampled_from([A, B, C]), max_size=3).map(tuple),
    st.lists(st.sampled_from([A, B, C]), max_size=2).map(tuple),
    st.booleans(),
)  # fmt: skip


def expected(one: Line, name: str) -> int:
    """How many events a line is to be in a format, said again in other words."""
    e = one.entry
    if e.negated or not e.actors or e.kind in (Kind.PARTICIPATION, Kind.PHASE):
        return 0
    if e.kind is Kind.MEETING and e.status not in (Status.ENDED, Status.UNDER_WAY, Status.IMPLIED):
        return 0
    ahead = e.future or e.conditional
    if ahead and (e.kind is not Kind.STATEMENT or e.act not in ("commit", "agree")):
        return 0
    if name != "plover":
        if ahead or e.tier is Tier.IMPLIED or e.kind is Kind.MEETING and e.status is Status.IMPLIED:
            return 0
        if e.historical and not e.time.earliest:
            return 0
    if e.act == "claim" and name in ("plover", "polecat"):
        return 0
    who, to = len({a.name for a in e.actors}), len({a.name for a in e.addressees})
    if not to and (e.kind is Kind.MEETING or e.act in ("clash", "sign", "agree")):
        return 1 if name == "plover" or who == 1 else who * (who - 1) // 2
    return who * max(to, 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(lines_by_hand, max_size=6, unique_by=lambda li: li.entry.id))
def test_each_line_leaves_once_for_each_pair_or_not_at_all(made: list[Line]) -> None:
    for name in ("plover", "cameo", "polecat"):
        found = [entry_of(name, row) for row in rows(name, held(*made))]
        assert {li.entry.id: found.count(li.entry.id) for li in made} == {
            li.entry.id: expected(li, name) for li in made
        }
    assert len(rows("icews", held(*made))) == sum(expected(li, "icews") for li in made)


@settings(max_examples=60, deadline=None)
@given(lines_by_hand)
def test_what_is_ahead_or_under_a_condition_is_marked_so_wherever_it_leaves(made: Line) -> None:
    entry = made.entry
    for row in rows("plover", held(made)):
        assert not row["onrecord"]["negated"]
        assert ("future" in row["context"]) is entry.future is row["onrecord"]["future"]
        assert ("hypothetical" in row["context"]) is entry.conditional is row["onrecord"]["conditional"]
        assert ("historical" in row["context"]) is entry.historical is row["onrecord"]["historical"]
    if entry.negated or entry.future or entry.conditional:
        assert not any(rows(name, held(made)) for name in PLAIN)


@pytest.mark.parametrize(
    ("act", "words", "cue", "is_event"),
    [
        ("threaten", "She threatened that the army would close the road", "threaten +inf,obj,clause", True),
        ("threaten", "She will threaten to close the road", "threaten +inf,obj,clause", False),
        ("commit", "the envoy promised that the gate would open", "promise >dative,obj", True),
        ("commit", "the envoy could promise an open gate", "promise >dative,obj", False),
        ("demand", "the Front would raise its demand again", "raise obj=@demand", False),
        ("accuse", "the Front will accuse the army", "accuse >obj", False),
        ("refuse", "the envoy is going to refuse", "refuse", False),
        ("set_condition", "it would talk only after the gate opened", "have", True),
    ],
)
def test_an_act_that_is_itself_put_ahead_is_none(act: str, words: str, cue: str, is_event: bool) -> None:
    said = line(act=act, words=words, future=True, made_by=MadeBy("rules/1", "verb cue", cue))
    assert happened(said.entry) is is_event


def test_what_somebody_says_that_he_will_do_is_a_promise() -> None:
    said = line(
        words="We will not withdraw", act="refuse", future=True, made_by=MadeBy("r", "clause of speech", "withdraw")
    )
    assert rows("plover", held(said))[0]["event"] == ["REJECT"] and not rows("icews", held(said))


def test_the_example_has_no_event_of_what_is_denied_or_ahead(talks: Leaving) -> None:
    lines = {li.entry.id: li.entry for li in talks.lines()}
    flagged = {i for i, e in lines.items() if e.negated or e.future or e.conditional}
    assert len(flagged) > 30
    for name in ("cameo", "polecat"):
        found = {entry_of(name, row) for row in rows(name, talks)}
        assert found and not found & flagged
    marked = [row for row in rows("plover", talks) if entry_of("plover", row) in flagged]
    assert marked and all(lines[row["link"]].kind is Kind.STATEMENT for row in marked)
    assert all({"future", "hypothetical"} & set(row["context"]) for row in marked)
    assert not any(lines[row["link"]].negated for row in marked)


def test_all_who_meet_are_sources_of_one_plover_event_and_pairs_elsewhere() -> None:
    met = line(kind=Kind.MEETING, act=None, status=Status.ENDED, actors=(A, B, C), addressees=())
    row = rows("plover", held(met))[0]
    assert row["id"] == "e-1" and [a["identifier_text"] for a in row["source"]] == ["Velmark", "Ostrana", "Norland"]
    names = [(r["Actor Name"], r["Recipient Name"]) for r in rows("polecat", held(met))]
    assert names == [("Velmark", "Ostrana"), ("Velmark", "Norland"), ("Ostrana", "Norland")]


def test_the_same_actor_under_two_names_is_one() -> None:
    again = replace(A, name="the republic", mention="the republic")
    many = held(line(actors=(A, again)), names={**IDS, "the republic": "a-Velmark"})
    assert [row["id"] for row in rows("plover", many)] == ["e-1.1.1"]


def test_families_that_act_together_are_acts_of_the_codebook() -> None:
    assert set(load_codebook().acts) >= MUTUAL


# -- days --------------------------------------------------------------------------------------------------------------


def test_no_event_is_dated_by_its_publication() -> None:
    undated = held(line(kind=Kind.ACTION, act="attack"))
    assert rows("plover", undated)[0]["date"] is None and rows("plover", undated)[0]["onrecord"]["told"] == "2026-03-20"
    row = rows("cameo", undated)[0]
    assert (row["SQLDATE"], row["Year"], row["DATEADDED"]) == ("", "", "20260320")
    assert rows("icews", undated)[0]["Event Date"] == ""
    assert (rows("polecat", undated)[0]["Event Date"], rows("polecat", undated)[0]["Publication Date"]) == (
        "",
        "2026-03-20",
    )


def test_a_month_stays_a_month() -> None:
    may = held(line(kind=Kind.ACTION, act="attack", time=on("2026-02-01", "2026-02-28")))
    row = rows("cameo", may)[0]
    assert (row["SQLDATE"], row["MonthYear"], row["Year"]) == ("", "202602", "2026")
    assert (rows("plover", may)[0]["date"], rows("plover", may)[0]["enddate"]) == ("2026-02-01", "2026-02-28")
    assert rows("icews", may)[0]["Event Date"] == ""


@pytest.mark.parametrize(
    ("slots", "day"),
    [
        ({"content": "to open the gate", "time": on("2026-03-17")}, "2026-03-17"),
        # the time of what is said, of a deed that somebody is accused of, and of what is still ahead
        ({"content": "the gate was shut on Tuesday", "time": on("2026-03-17")}, ""),
        ({"act": "accuse", "time": on("2026-03-17")}, ""),
        ({"content": "to open the gate", "time": on("2026-03-30")}, ""),
        ({"content": "to open the gate", "deadline": "by Friday", "time": on("2026-03-19", text="Friday")}, ""),
    ],
)
def test_a_statement_has_the_day_on_which_it_was_made(slots: dict[str, Any], day: str) -> None:
    assert rows("icews", held(line(**slots)))[0]["Event Date"] == day


def test_days_in_the_example_are_told_there(talks: Leaving) -> None:
    lines = {li.entry.id: li for li in talks.lines()}
    dated = [
        (row["Event Date"], lines[entry_of("polecat", row)]) for row in rows("polecat", talks) if row["Event Date"]
    ]
    assert dated
    assert all(li.entry.time.earliest == day and li.told and day <= li.told for day, li in dated)


# -- and back ----------------------------------------------------------------------------------------------------------


def test_an_event_leads_back_to_its_words(talks: Leaving) -> None:
    lines = {li.entry.id: li.entry for li in talks.lines()}
    for row in rows("plover", talks):
        entry = lines[row["link"]]
        assert entry_of("plover", row) == row["onrecord"]["entry"] == entry.id
        assert row["onrecord"]["evidence"] == [[e.start, e.end] for e in entry.evidence]
        text = talks.texts([entry.report])[entry.report]
        start, end = row["text_info"]["start"], row["text_info"]["end"]
        assert text[start:end] == entry.evidence[0].text and row["text"].startswith(entry.evidence[0].text)
        assert row["cite_info"]["citation"] == entry.report
        assert row["source"][0]["actor_text"] in {a.mention for a in entry.actors}


def test_numbers_lead_back_to_pairs_and_reports(talks: Leaving) -> None:
    for name, column in (("cameo", "GLOBALEVENTID"), ("icews", "Event ID")):
        numbers = [int(row[column]) for row in rows(name, talks)]
        assert len(set(numbers)) == len(numbers) and max(numbers) < 2**52
    pairs = {row["Event ID"] for row in rows("polecat", talks)}
    assert {number(pair) for pair in pairs} <= {int(row["GLOBALEVENTID"]) for row in rows("cameo", talks)}
    assert {int(row["Story ID"]) for row in rows("icews", talks)} <= {number(report) for report in talks.reports}


def test_who_says_so_goes_along_in_plover() -> None:
    by = line(attribution=Attribution((C, B), "said", Style.INDIRECT), form=Form.VERBAL, confidence=0.5)
    extra = rows("plover", held(replace(by, reviewed=True)))[0]["onrecord"]
    assert (extra["speakers"], extra["style"], extra["form"]) == (["Norland", "Ostrana"], "indirect", "verbal")
    assert (extra["confidence"], extra["reviewed"], extra["process"]) == (0.5, True, "p-1")


def test_the_address_of_a_report_leads_to_the_line() -> None:
    assert rows("cameo", held(line(), url="https://example.org/a#top"))[0]["SOURCEURL"] == "https://example.org/a#e-1"
    assert rows("cameo", held(line()))[0]["SOURCEURL"] == "onrecord:r-1#e-1"


@pytest.mark.parametrize("name", PLAIN)
def test_no_cell_has_a_tab_line_end_or_quotation_mark(name: str, tmp_path: Path) -> None:
    bad = replace(A, name='a\tb\nc\r"d"\u2028e', mention='"x\ty"', role="r\n")
    row = rows(name, held(line(actors=(bad,), place="p\tq"), names={}))[0]
    assert any(value == "a b c 'd' e" for value in row.values())
    with open_record(hostile(tmp_path)) as record:
        rows(name, leaving(record, told_by(record)))


# -- tables ------------------------------------------------------------------------------------------------------------


def step(n: int, standing: Standing | None, by: str = "author", **slots: Any) -> Step:
    return Step(**{"key": str(n), "entry": f"e-{n}", "by": by, "standing": standing, "told": f"2026-03-2{n}"} | slots)


def thread(*steps: Step, about: str = "to observe a ceasefire", form: str = "unstated") -> Thread:
    status = tuple(sorted({s.by: s.standing for s in steps if s.standing is not None}.items()))
    return Thread("t-1", "p-1", "commitment", "a-Velmark", (), about, form, status, False, steps)


def test_each_speaker_keeps_his_word_in_a_table() -> None:
    both = thread(
        step(1, Standing.GIVEN, "a-Ostrana", makers=("a-Velmark",), words="to observe a ceasefire"),
        step(2, Standing.DENIED, "a-Velmark"),
        step(3, Standing.BREACH_ALLEGED, "a-Ostrana"),
    )
    out = held(line("e-1"), line("e-2", act="deny"), line("e-3", act="accuse"), threads=[both])
    for name in ("commitments", "ceasefires"):
        row = rows(name, out)[0]
        assert row["status_by_speaker"] == "Ostrana: breach_alleged; Velmark: denied"
        assert (row["breach_alleged_by"], row["denied_by"]) == ("Ostrana", "Velmark")
        assert row["entries"] == "e-1; e-2; e-3"
    assert not rows("agreements", out)


def test_days_that_differ_stand_side_by_side_with_who_gives_them() -> None:
    signed = {"kind": Kind.ACTION, "act": "sign", "actors": (A, B), "addressees": ()}
    two = thread(
        step(1, Standing.IN_EFFECT, "a-Norland", makers=("a-Velmark", "a-Ostrana")), step(2, Standing.IN_EFFECT),
        about="Velmark and Ostrana signed a ceasefire", form="signed",
    )  # fmt: skip
    out = held(
        line("e-1", time=on("2026-03-17"), **signed), line("e-2", time=on("2026-03-18"), **signed), threads=[two]
    )
    row = rows("agreements", out)[0]
    assert row["signed"] == "2026-03-17; 2026-03-18"
    assert row["signed_according_to"] == "2026-03-17 (Norland); 2026-03-18 (author)"
    row = rows("ceasefires", out)[0]
    assert (row["arrangement"], row["written"], row["mediators"]) == ("bilateral", "yes", "Norland")
    assert row["effective"] == "2026-03-17; 2026-03-18" and row["declared"] == row["ended"] == ""


def test_a_verbal_word_and_a_letter_of_one_side_are_no_agreements() -> None:
    sides = ("a-Velmark", "a-Ostrana")
    spoken = thread(step(1, Standing.GIVEN, makers=sides), form="verbal")
    assert not rows("agreements", held(line(act="agree", form=Form.VERBAL, actors=(A, B)), threads=[spoken]))
    letter = thread(step(1, Standing.IN_EFFECT, makers=sides[:1]), form="signed")
    assert not rows("agreements", held(line(kind=Kind.ACTION, act="sign"), threads=[letter]))
    unsigned = thread(step(1, Standing.REFUSED, makers=sides), form="written")
    assert not rows("agreements", held(line(kind=Kind.ACTION, act="sign", negated=True), threads=[unsigned]))
    written = thread(step(1, Standing.GIVEN, makers=sides), form="written")
    assert rows("agreements", held(line(act="agree", form=Form.WRITTEN, actors=(A, B)), threads=[written]))


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("signed a ceasefire", "Cea"), ("signed a protocol", ""), ("agreed in writing on an agenda", "Pre"),
        ("signed a comprehensive peace agreement", "SubComp"), ("signed an interim agreement", "SubPar"),
    ],
)  # fmt: skip
def test_a_stage_is_what_words_name(words: str, stage: str) -> None:
    one = thread(step(1, Standing.IN_EFFECT, makers=("a-Velmark", "a-Ostrana")), about=words, form="signed")
    row = rows("agreements", held(line(words=words, kind=Kind.ACTION, act="sign"), threads=[one]))[0]
    assert row["stage"] == stage and bool(row["stage_words"]) is bool(stage)


@pytest.mark.parametrize(
    ("form", "makers", "arrangement"),
    [
        ("unstated", 1, ""), ("unilateral_declaration", 1, "unilateral"), ("unstated", 2, "bilateral"),
        ("unstated", 3, "multilateral"),
    ],
)  # fmt: skip
def test_one_side_of_which_is_told_is_not_unilateral_by_that(form: str, makers: int, arrangement: str) -> None:
    one = thread(step(1, Standing.GIVEN, makers=tuple(PARTIES)[:makers]), form=form)
    assert rows("ceasefires", held(line(), threads=[one]))[0]["arrangement"] == arrangement


def test_a_side_that_ceased_fire_has_a_row_and_one_that_did_not_has_none() -> None:
    ceased = {"kind": Kind.ACTION, "act": "cease_fire", "words": "guns fell silent for the holiday"}
    out = held(line("e-1", time=on("2026-03-17"), **ceased), line("e-2", negated=True, **ceased))
    (row,) = rows("ceasefires", out)
    assert (row["ceasefire_id"], row["parties"], row["effective_according_to"]) == (
        "e-1",
        "Velmark",
        "2026-03-17 (author)",
    )
    assert row["purpose"] == "holiday" and row["status_by_speaker"] == "author: in_effect"


def test_a_commitment_about_something_else_is_no_ceasefire() -> None:
    other = thread(step(1, Standing.GIVEN, makers=("a-Velmark",)), about="to open the gate")
    out = held(line(), threads=[other])
    assert rows("commitments", out) and not rows("ceasefires", out)


def telling(n: int, **slots: Any) -> Telling:
    made = {"key": str(n), "entry": f"e-{n}", "report": "r-1", "start": 0, "told": "2026-03-20", "status": Status.ENDED}
    return Telling(**made | {"who": tuple(PARTIES)[:2], "outlet": f"Outlet {n}"} | slots)


def meeting(*told: Telling, **slots: Any) -> Meeting:
    best = next((t for t in told if t.earliest), told[0])
    return Meeting(
        **{
            "id": "m-1", "process": "p-1", "who": tuple(PARTIES)[:2], "status": Status.ENDED, "tellings": told,
            "earliest": best.earliest, "latest": best.latest, "precision": best.precision, "place": best.place,
            "first_told": "2026-03-20",
        }
        | slots
    )  # fmt: skip


def test_no_version_of_a_meeting_wins() -> None:
    told = (
        telling(1, place="Oslo", earliest="2026-03-17", latest="2026-03-17", precision="day", round=2),
        telling(2, place="Vienna", earliest="2026-03-18", latest="2026-03-18", precision="day", round=2),
    )
    ends = (("a-Ostrana", Outcome.NO_AGREEMENT), ("a-Velmark", Outcome.PARTIAL_AGREEMENT))
    row = rows("meetings", held(line("e-1"), line("e-2"), meetings=[meeting(*told, outcome=ends)]))[0]
    assert (row["date_earliest"], row["place"], row["outcome"], row["round"]) == ("", "", "", "2")
    assert row["dates_according_to"] == "2026-03-17 (Outlet 1); 2026-03-18 (Outlet 2)"
    assert row["places_according_to"] == "Oslo (Outlet 1); Vienna (Outlet 2)"
    assert row["outcome_by_speaker"] == "Ostrana: no_agreement; Velmark: partial_agreement"


def test_a_month_does_not_contradict_a_day_in_it() -> None:
    told = (
        telling(1, earliest="2026-03-17", latest="2026-03-17", precision="day"),
        telling(2, earliest="2026-03-01", latest="2026-03-31", precision="month"),
    )
    row = rows("meetings", held(line("e-1"), line("e-2"), meetings=[meeting(*told)]))[0]
    assert (row["date_earliest"], row["date_latest"], row["date_precision"]) == ("2026-03-17", "2026-03-17", "day")


def test_who_led_and_who_mediated_has_a_column() -> None:
    seats = (
        Seat("a-Velmark", "head", "a-Ostrana", ("e-1",)), Seat("a-Norland", "mediator", None, ("e-1",)),
        Seat("a-Ostrana", "witness", None, ("e-1",)),
    )  # fmt: skip
    row = rows("meetings", held(line("e-1"), meetings=[meeting(telling(1), seats=seats)]))[0]
    assert (row["delegation_heads"], row["mediators"]) == ("Velmark (Ostrana)", "Norland")
    assert row["other_participants"] == "Ostrana (witness)" and row["parties"] == "Velmark; Ostrana"


def test_what_rests_on_lines_that_stay_does_not_leave() -> None:
    one = thread(step(1, Standing.GIVEN, makers=("a-Velmark",)))
    out = held(line("e-9"), threads=[one], meetings=[meeting(telling(1))])
    assert not any(rows(name, out) for name in TABLES)


def test_a_name_that_is_a_formula_is_none_in_a_table() -> None:
    one = thread(step(1, Standing.GIVEN, makers=("=1+1",)), about="=HYPERLINK(0)")
    row = rows("commitments", held(line("e-1"), threads=[one]))[0]
    assert (row["makers"], row["about"]) == ("'=1+1", "'=HYPERLINK(0)")


# -- pages and commands ------------------------------------------------------------------------------------------------

PAGE = Path("docs/exchange-events.md").read_text(encoding="utf-8")


def documented(name: str) -> list[str]:
    """The columns that the first column of a format's table names."""
    section = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    assert section is not None, name
    cells = [row.split("|")[1] for row in section[1].splitlines() if row.startswith("| `")]
    return [column for cell in cells for column in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize("name", EVENTS + TABLES)
def test_the_page_names_every_column_that_is_filled_and_no_other(name: str, talks: Leaving) -> None:
    named = documented(name)
    assert len(named) == len(set(named))
    if name in TABLES:
        # in the order of the file
        assert tuple(named) == import_module(f"onrecord.export.formats.{name}").COLUMNS
        return
    found = rows(name, talks)
    assert set(named) <= set(found[0])
    filled = {column for row in found for column, value in row.items() if value not in ("", None, [])}
    assert filled <= set(named)


@pytest.mark.parametrize("name", EVENTS + TABLES)
def test_the_command_writes_every_format(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = str(example(tmp_path))
    out = tmp_path / "out"
    status, printed, _ = run(capsys, "export", name, "--record", record, "--out", str(out))
    assert status == 0 and not printed and out.stat().st_size > 100


def test_what_reading_is_less_sure_of_may_stay(talks: Leaving) -> None:
    sure = replace(talks, lines=lambda: (li for li in talks.lines() if li.entry.confidence >= 0.85))
    for name, combined in product(EVENTS, [sure]):
        assert 0 < len(rows(name, combined)) < len(rows(name, talks))
