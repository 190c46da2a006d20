"""Events that leave a record: what becomes one and what never does, in the columns of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    Attribution,
    Form,
    Kind,
    MadeBy,
    Status,
    Style,
    Tier,
    When,
)  # fmt: skip
from onrecord.model.story import (
    Line,
)  # fmt: skip
from onrecord.record import open_record
from onrecord.resolving import told_by
from tests.made_lines import EVENTS, IDS, PLAIN, TABLES, A, B, C, entry_of, held, line, on, rows
from tests.test_cli import run
from tests.web_record import EVIL, example

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


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Leaving]:
    with open_record(example(tmp_path_factory.mktemp("talks"))) as record:
        yield leaving(record, told_by(record))


# -- columns and fields -----------------------------------------------------------------------------------------------


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


# -- what becomes an event --------------------------------------------------------------------------------------------

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


# -- days -------------------------------------------------------------------------------------------------------------


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


# -- and back ---------------------------------------------------------------------------------------------------------


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


def test_a_reprint_names_the_report_that_told_it_first(talks: Leaving) -> None:
    told = {row["cite_info"]["citation"]: row["onrecord"]["dispatch"] for row in rows("plover", talks)}
    reprints = {report: first for report, first in told.items() if report != first}
    assert reprints and reprints == {report: talks.first_told[report] for report in reprints}


def test_the_address_of_a_report_leads_to_the_line() -> None:
    assert rows("cameo", held(line(), url="https://example.org/a#top"))[0]["SOURCEURL"] == "https://example.org/a#e-1"
    assert rows("cameo", held(line()))[0]["SOURCEURL"] == "onrecord:r-1#e-1"


@pytest.mark.parametrize("name", PLAIN)
def test_no_cell_has_a_tab_line_end_or_quotation_mark(name: str) -> None:
    bad = replace(A, name='a\tb\nc\r"d"\u2028e', mention=f'"x\ty"{EVIL}', role=EVIL)
    row = rows(name, held(line(actors=(bad,), place=f"p\tq{EVIL}"), names={}))[0]
    assert any(value == "a b c 'd' e" for value in row.values())
    assert not any('"' in value for value in row.values())


# -- pages and commands -----------------------------------------------------------------------------------------------

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
