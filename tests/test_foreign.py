"""Event data of others beside a record: how files are taken in, what is taken for the same, how it is shown."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from onrecord.besides import Cast, beside
from onrecord.cli.main import group
from onrecord.codebook import load_codebook
from onrecord.matching import Meant, Ours, match
from onrecord.model.foreign import ForeignLine, Side
from onrecord.model.story import Party
from onrecord.record import open_record
from onrecord.record.schema import REVISION
from onrecord.resolving import told_by
from onrecord.sources.foreign import DATASETS, Wrong, dataset, quad_of, read_table, root_of_act
from onrecord.sources.foreign.plover import cameo_code, of_cameo
from tests.web_record import EVIL, Tags, client, example, hostile

GDELT_1, GDELT_1_URL, GDELT_2 = dataset("gdelt").rows
ICEWS = (
    "Event ID,Event Date,Source Name,Source Sectors,Source Country,Event Text,CAMEO Code,Intensity,Target Name,"
    "Target Sectors,Target Country,Story ID,Sentence Number,Publisher,City,District,Province,Country,Latitude,Longitude"
).split(",")
POLECAT = (
    "Event ID,Event Date,Event Type,Event Mode,Intensity,Quad Code,Contexts,Actor Name,Actor Country,Actor COW,"
    "Primary Actor Sector,Actor Sectors,Actor Title,Actor Name Raw,Wikipedia Actor ID,Recipient Name,Recipient Country,"
    "Recipient COW,Primary Recipient Sector,Recipient Sectors,Recipient Title,Recipient Name Raw,Wikipedia Recipient ID,"
    "Placename,City,District,Province,Country,Latitude,Longitude,GeoNames ID,Raw Placename,Feature Type,Source,"
    "Publication Date,Story People,Story Organizations,Story Locations,Language,Version"
).split(",")
UCDP = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_new_id,conflict_name,dyad_name,side_a_new_id,side_a,"
    "side_b_new_id,side_b,where_coordinates,adm_1,country,date_prec,date_start,date_end,best"
).split(",")
CEASEFIRES = (
    "location,cc,cf_id,uniq_id,actor_name,ucdp_actor_id,cf_dec_yr,cf_dec_month,cf_dec_day,cf_effect_yr,cf_effect_month,"
    "cf_effect_day,ceasefire_class,written"
).split(",")


def table(columns: Sequence[str], *rows: dict[str, str], mark: str = "\t", header: bool = True) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator="\n")
    if header:
        writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return out.getvalue()


def event(number: int, day: str, one: str, other: str, code: str, **more: str) -> dict[str, str]:
    """A row of GDELT."""
    return {
        "GLOBALEVENTID": str(number), "SQLDATE": day.replace("-", ""), "Actor1Name": one, "Actor2Name": other, "EventCode": code,
        **more,
    }  # fmt: skip


def written(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text(table(GDELT_2, *rows, header=False))
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(group, [str(word) for word in words], standalone_mode=False)


def lines_of(path: Path, name: str) -> list[ForeignLine]:
    found = list(read_table(path, dataset(name)).lines)
    assert not [line for line in found if isinstance(line, Wrong)], found
    return [line for line in found if isinstance(line, ForeignLine)]


# -- files --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("columns", "url"), [(GDELT_1, False), (GDELT_1_URL, True), (GDELT_2, True)])
def test_gdelt_is_read_by_position_in_each_of_its_editions(tmp_path: Path, columns: Sequence[str], url: bool) -> None:
    assert len(columns) in (57, 58, 61)
    row = event(
        7, "2025-09-12", "VELMARK", "OSTRANA", "0211", Actor1CountryCode="VEL", Actor2Code="OSTGOV",
        ActionGeo_FullName="Geneva, Geneve, Switzerland", SOURCEURL="https://wire.example/7",
    )  # fmt: skip
    path = tmp_path / "20250912.export.CSV"
    path.write_text(table(columns, row, header=False))
    (line,) = lines_of(path, "gdelt")
    assert (line.own, line.earliest, line.latest, line.line) == ("7", "2025-09-12", "2025-09-12", 1)
    assert line.actor == Side("VELMARK", "", "VEL") and line.target == Side("OSTRANA", "OSTGOV", "")
    assert (line.code, line.root, line.acts) == ("0211", "REQUEST", ("request",))
    assert line.place == "Geneva, Geneve, Switzerland"
    assert line.url == ("https://wire.example/7" if url else "")
    assert dict(zip(columns, line.row, strict=True))["Actor2Code"] == "OSTGOV"


def test_columns_with_a_header_are_found_by_name_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    columns = ["EventCode", "globaleventid", "Actor1Name", "Day"]
    path.write_text(
        table(columns, {"EventCode": "111", "globaleventid": "9", "Actor1Name": "A", "Day": "20250912"}, mark=",")
    )
    (line,) = lines_of(path, "gdelt")
    assert (line.own, line.earliest, line.acts, line.line) == ("9", "2025-09-12", ("criticise",), 2)


def test_icews_events_have_their_words_and_their_codes_without_the_first_nought(tmp_path: Path) -> None:
    row = {
        "Event ID": "31", "Event Date": "2025-09-12", "Source Name": "Citizen (Velmark)", "Source Country": "Velmark",
        "Event Text": "Host a visit", "CAMEO Code": "43", "Target Name": "Ostrana", "City": "Geneva", "Country": "Switzerland",
    }  # fmt: skip
    path = tmp_path / "events.2025.tab"
    # one event id, two events: both are kept
    path.write_text(table(ICEWS, row, row | {"Target Name": "Norway"}))
    first, second = lines_of(path, "icews")
    assert (first.code, first.said, first.root, first.acts) == ("043", "Host a visit", "CONSULT", ("meeting",))
    assert first.place == "Geneva, Switzerland" and first.own == second.own and first.key != second.key


def test_polecat_events_are_of_plover_already(tmp_path: Path) -> None:
    row = {
        "Event ID": "p1", "Event Date": "2025-09-12", "Event Type": "RETREAT", "Event Mode": "withdraw", "Actor Name": "None",
        "Actor Name Raw": "Velmark", "Recipient Country": "OST", "Version": "7",
    }  # fmt: skip
    path = tmp_path / "week.txt"
    path.write_text(table(POLECAT, row, row | {"Event ID": "p2", "Event Type": "DANCE"}))
    made = read_table(path, dataset("polecat"))
    line, wrong = made.lines
    assert isinstance(line, ForeignLine) and isinstance(wrong, Wrong)
    assert made.version == "7" and (line.root, line.said, line.actor.name) == ("YIELD", "withdraw", "Velmark")
    assert "DANCE" in wrong.why and wrong.line == 3


def test_ucdp_events_last_from_one_day_to_another(tmp_path: Path) -> None:
    row = {
        "id": "5", "type_of_violence": "3", "side_a": "Government of Velmark", "side_b": "Civilians",
        "date_start": "2025-09-10 00:00:00.000", "date_end": "2025-09-14 00:00:00.000", "where_coordinates": "Sorna",
        "country": "Velmark",
    }  # fmt: skip
    path = tmp_path / "GEDEvent_v25_1.csv"
    path.write_text(table(UCDP, row, row | {"id": "6", "date_end": "2025-09-01"}, mark=","))
    made = read_table(path, dataset("ucdp"))
    line, wrong = made.lines
    assert isinstance(line, ForeignLine) and isinstance(wrong, Wrong)
    assert made.version == "25.1" and (line.earliest, line.latest) == ("2025-09-10", "2025-09-14")
    assert (line.root, line.acts, line.said) == ("ASSAULT", ("attack",), "violence against civilians")
    assert "before it begins" in wrong.why


def test_a_ceasefire_without_a_day_lies_in_its_month_or_year(tmp_path: Path) -> None:
    row = {"location": "Velmark", "cc": "1", "cf_id": "1", "actor_name": "Highland Front", "ceasefire_class": "2"}
    dates = [
        ({"cf_effect_yr": "2025", "cf_effect_month": "2", "cf_effect_day": "-1"}, ("2025-02-01", "2025-02-28")),
        ({"cf_effect_yr": "2025", "cf_effect_month": "0", "cf_effect_day": "0"}, ("2025-01-01", "2025-12-31")),
        (
            {"cf_effect_yr": "-1", "cf_dec_yr": "2025", "cf_dec_month": "3", "cf_dec_day": "9"},
            ("2025-03-09", "2025-03-09"),
        ),
    ]
    path = tmp_path / "cf.csv"
    path.write_text(table(CEASEFIRES, *(row | {"uniq_id": str(n)} | d for n, (d, _) in enumerate(dates)), mark=","))
    assert [(line.earliest, line.latest) for line in lines_of(path, "ceasefires")] == [days for _, days in dates]
    assert lines_of(path, "ceasefires")[0].acts[0] == "cease_fire"


def test_files_may_be_packed_or_sheets(tmp_path: Path) -> None:
    row = {
        "uniq_id": "1",
        "actor_name": "Highland Front",
        "cf_effect_yr": "2025",
        "cf_effect_month": "3",
        "cf_effect_day": "9",
    }
    plain = table(CEASEFIRES, row, mark=",").encode()
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(plain))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", plain)
        archive.writestr("readme.md", "not a table")
    book = openpyxl.Workbook()
    assert book.active is not None
    for cells in csv.reader(io.StringIO(plain.decode())):
        book.active.append([int(c) if c.isdigit() else c for c in cells])
    book.save(tmp_path / "a.xlsx")
    found = {tuple(lines_of(tmp_path / name, "ceasefires")) for name in ("a.csv.gz", "a.zip")}
    assert len(found) == 1
    assert lines_of(tmp_path / "a.xlsx", "ceasefires")[0].earliest == "2025-03-09"


def test_a_stray_quotation_mark_swallows_no_rows_between_tabs(tmp_path: Path) -> None:
    path = tmp_path / "e.tab"
    base = {"Event Date": "2025-09-12", "CAMEO Code": "040", "Target Name": "Ostrana"}
    rows = [
        "\t".join({**base, "Event ID": n, "Source Name": name}.get(c, "") for c in ICEWS)
        for n, name in (("1", '"Velmark'), ("2", '"Norway"'))
    ]
    path.write_text("\n".join(["\t".join(ICEWS), *rows]) + "\n")
    assert [line.actor.name for line in lines_of(path, "icews")] == ['"Velmark', "Norway"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("icews", b"Event ID,Event Date\n1,2025-09-12\n", "no column CAMEO Code"),
        ("gdelt", b"1\t2\t3\n", "has 3 columns, not 57, 58, 61"),
        ("ucdp", b"", "is empty"),
        ("ucdp", b"PK\x03\x04 broken", "damaged"),
        ("ucdp", b"\x1f\x8b broken", "damaged"),
        ("gdelt", b"\x00\xff\xfe\x00", "has 1 column, not"),
    ],
)
def test_what_is_no_file_of_a_dataset_is_said_so(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path, record = tmp_path / "x.csv", tmp_path / "talks.onrecord"
    path.write_bytes(content)
    open_record(record).close()
    done = run("import", name, path, "--record", record)
    assert says in str(done.exception)
    with open_record(record) as kept:
        assert kept.foreign.files() == []


def test_only_codes_that_cameo_has_are_codes() -> None:
    for given in ("020", "20", "0211", "211", "1056", "196", "2042", "13y", " 043 "):
        assert cameo_code(given) in {given.strip(), f"0{given.strip()}"}, given
    for given in ("", "0", "1", "047", "0999", "999", "9999", "1126", "205", "0215", "010a", "١٢٠"):
        assert cameo_code(given) is None, given
    for act in load_codebook().acts.values():
        own = dict(act.codes)["cameo"]
        assert cameo_code(own) == own, act.name


# -- what is kept ---------------------------------------------------------------------------------------------------------


def test_a_file_twice_changes_nothing_and_wrong_rows_are_named(tmp_path: Path) -> None:
    record = tmp_path / "talks.onrecord"
    open_record(record).close()
    path = tmp_path / "day.CSV"
    path.write_text(
        table(
            GDELT_2,
            event(1, "2025-09-12", "VELMARK", "OSTRANA", "112"),
            event(2, "2025-09-31", "VELMARK", "OSTRANA", "112"),
            event(3, "2025-09-12", "VELMARK", "OSTRANA", "9999"),
            event(4, "2025-09-12", "", "", "112"),
            event(1, "2025-09-13", "VELMARK", "OSTRANA", "112"),
            event(6, "2025-09-12", "VELMARK", "OSTRANA", "999"),
            header=False,
        )
        + "too\tshort\n"
    )
    first = run("import", "gdelt", path, "--record", record)
    assert first.return_value == 1 and first.stdout == ""
    for line, why in (
        (2, "'20250931' is no day"),
        (3, "'9999' is no CAMEO code"),
        (4, "names nobody"),
        (5, "same event as line 1"),
        (6, "'999' is no CAMEO code"),
        (7, "has 2 fields"),
    ):
        assert f"line {line}: left out: " in first.stderr and why in first.stderr
    assert "1 foreign line of GDELT" in first.stderr
    again = run("import", "gdelt", path, "--record", record)
    assert again.return_value == 0 and "here already" in again.stderr
    with open_record(record) as kept:
        (file,) = kept.foreign.files()
        assert (file.lines, file.wrong, file.name) == (1, 6, "day.CSV")
        (row,) = kept.foreign.between("2025-01-01", "2025-12-31")
        assert kept.foreign.given([row.number])[row.number]["EventCode"] == "112"


def test_a_changed_file_stands_in_the_place_of_the_former(tmp_path: Path) -> None:
    record = tmp_path / "talks.onrecord"
    open_record(record).close()
    day = tmp_path / "day.CSV"
    run("import", "gdelt", written(day, event(1, "2025-09-12", "A", "B", "112"), event(2, "2025-09-12", "A", "B", "111")), "--record", record)  # fmt: skip
    run("import", "gdelt", written(day, event(2, "2025-09-13", "A", "B", "111")), "--record", record)
    # the same event in a file of another name: one of them stands
    other = run("import", "gdelt", written(tmp_path / "next.CSV", event(2, "2025-09-14", "A", "B", "111"), event(3, "2025-09-14", "A", "B", "111")), "--record", record)  # fmt: skip
    assert "1 of them in the place of the same event from another file" in other.stderr
    with open_record(record) as kept:
        assert [(f.name, f.lines) for f in kept.foreign.files()] == [("day.CSV", 0), ("next.CSV", 2)]
        assert [line.earliest for line in kept.foreign.between("2025-01-01", "2025-12-31")] == ["2025-09-14"] * 2


def test_lines_are_removed_by_file_or_by_dataset_and_the_record_stays_as_it_was(tmp_path: Path) -> None:
    record = example(tmp_path)
    with open_record(record) as kept:
        before = kept.counts(), kept.derived.versions()
    for name in ("a.CSV", "b.CSV"):
        run(
            "import",
            "gdelt",
            written(tmp_path / name, event(ord(name[0]), "2025-09-12", "A", "B", "112")),
            "--record",
            record,
        )
    assert "1 foreign line removed (1 file)" in run("import", "gdelt", "--remove", "a.CSV", "--record", record).stderr
    assert "There are: b.CSV" in getattr(
        run("import", "gdelt", "--remove", "a.CSV", "--record", record).exception, "hint", ""
    )
    with open_record(record) as kept:
        assert [file.name for file in kept.foreign.files()] == ["b.CSV"]
    assert run("import", "gdelt", "--remove", "--record", record).return_value == 0
    with open_record(record) as kept:
        assert kept.foreign.count() == 0 and (kept.counts(), kept.derived.versions()) == before


def test_nothing_of_a_file_is_kept_where_it_breaks_off(tmp_path: Path) -> None:
    record = tmp_path / "talks.onrecord"
    open_record(record).close()
    rows = "".join(
        table(GDELT_2, event(n, "2025-09-12", f"A{n * 7919 % 1000}", "B", "112"), header=False) for n in range(3000)
    )
    path = tmp_path / "day.CSV.gz"
    path.write_bytes(gzip.compress(rows.encode())[:-200])
    assert "damaged" in str(run("import", "gdelt", path, "--record", record).exception)
    with open_record(record) as kept:
        assert kept.foreign.count() == 0 and kept.foreign.files() == []


def test_an_older_record_gets_the_tables(tmp_path: Path) -> None:
    record = example(tmp_path)
    with sqlite3.connect(record) as raw:
        raw.execute("DROP TABLE foreign_lines")
        raw.execute("DROP TABLE foreign_files")
        raw.execute("UPDATE alembic_version SET version_num = '0005'")
    raw.close()
    with open_record(record) as kept:
        assert kept.foreign.files() == [] and kept.count_reports() == 13
    assert REVISION >= "0006"


# -- what is taken for the same -------------------------------------------------------------------------------------------


def ours(**values: object) -> Ours:
    made = {
        "id": "e-1", "earliest": "2025-09-12", "latest": "2025-09-12", "act": "accuse", "root": "ACCUSE",
        "who": frozenset({"v"}), "to": frozenset({"o"}), "lines": ("e-1",),
    }  # fmt: skip
    return Ours(**(made | values))  # type: ignore[arg-type]


def theirs(day: str = "2025-09-12", code: str = "112", place: str = "") -> ForeignLine:
    root, acts = of_cameo(code)
    return ForeignLine("gdelt", "1", "1", 1, day, day, Side("V"), Side("O"), code, "", root, acts, place, number=1)


ONE, TWO, NOBODY = Meant("v", by="V by name"), Meant("o", by="O by name"), Meant()
NAMES = {"v": "Velmark", "o": "Ostrana", "n": "Norway"}


@pytest.mark.parametrize(
    ("event", "row", "sides", "score"),
    [
        (ours(), theirs(), (ONE, TWO), 1.0),
        # a day apart, two days apart
        (ours(), theirs("2025-09-13"), (ONE, TWO), 0.8),
        (ours(), theirs("2025-09-14"), (ONE, TWO), None),
        # the same root, the same quarter, another quarter
        (ours(), theirs(code="111"), (ONE, TWO), 0.8),
        (ours(), theirs(code="130"), (ONE, TWO), 0.5),
        (ours(), theirs(code="040"), (ONE, TWO), None),
        # the other way round; what two do together has no direction
        (ours(), theirs(), (TWO, ONE), 0.6),
        (ours(act="meeting", root="CONSULT", who=frozenset("vo"), to=frozenset()), theirs(code="040"), (TWO, ONE), 1.0),
        # one of the two is unknown, or named by one side only
        (ours(), theirs(), (ONE, NOBODY), 0.6),
        (ours(to=frozenset()), theirs(), (ONE, TWO), 0.6),
        (ours(to=frozenset("n")), theirs(), (ONE, TWO), None),
        (ours(), theirs(), (NOBODY, NOBODY), None),
        # two weak signs are too few
        (ours(), theirs(code="130"), (ONE, NOBODY), None),
        # the day of the report is not the day of the event
        (ours(told=True), theirs(), (ONE, TWO), 0.9),
        (ours(earliest="2025-09-01", latest="2025-09-30"), theirs(), (ONE, TWO), 0.6),
        (ours(place="Geneva"), theirs("2025-09-13", place="Geneva, Switzerland"), (ONE, TWO), 0.9),
    ],
)
def test_a_match_has_a_score_by_who_when_and_what(
    event: Ours, row: ForeignLine, sides: tuple[Meant, Meant], score: float | None
) -> None:
    found = match(event, row, sides, NAMES, days=1, undirected=False)
    assert (found.score if found is not None else None) == score
    if found is not None:
        assert [why.split(":")[0] for why in found.why][:3] == ["who", "when", "what"]


def party(key: str, name: str, *names: str, part_of: str | None = None) -> Party:
    return Party(key, name, "state", (name, *names), part_of)


def test_names_and_codes_mean_parties_of_the_record() -> None:
    cast = Cast(
        {
            "p": party("p", "Pakistan"), "a": party("a", "Afghanistan"), "t": party("t", "Highland Front", "HF"),
            "m": party("m", "Asif Khan", part_of="p"), "x": party("x", "Union"), "y": party("y", "Union"),
        }
    )  # fmt: skip

    def meant(name: str = "", code: str = "", country: str = "") -> tuple[str | None, bool]:
        found = cast.meant(Side(name, code, country))
        return found.id, found.elsewhere

    assert meant("PAKISTAN", "PAK", "PAK") == ("p", False)
    assert (
        meant("ISLAMABAD")
        == meant("Government of Pakistan")
        == meant("", "", "PAK")
        == meant("Pakistani")
        == ("p", False)
    )
    # whom he belongs to; who is known by name is not the country
    assert meant("ASIF KHAN") == ("p", False) and meant("HIGHLAND FRONT", "AFGREB", "AFG") == ("t", False)
    # an army is its state's, rebels are not
    assert meant("Military (Afghanistan)") == ("a", False) and meant("", "AFGREB", "AFG") == (None, False)
    assert meant("FRANCE", "FRA", "FRA") == (None, True)
    # two are called so, nobody is
    assert meant("Union") == (None, False) and meant("POLICE") == (None, False)


def test_every_root_of_a_code_lies_in_a_quarter_and_every_own_meaning_is_in_the_codebook() -> None:
    for n in range(1, 21):
        assert quad_of(of_cameo(f"{n:02d}0")[0]) is not None
    for name in DATASETS:
        for meaning in (dataset(name).means or {}).values():
            assert all(root_of_act(act) is not None for act in meaning["acts"]), name


# -- beside the record ------------------------------------------------------------------------------------------------------


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    record = example(tmp_path)
    path = written(
        tmp_path / "g.CSV",
        event(1, "2025-09-11", "VELMARK", "OSTRANA", "046", ActionGeo_FullName="Geneva, Geneve, Switzerland"),
        event(2, "2025-10-19", "OSTRANA", "HIGHLAND FRONT", "112"),
        event(3, "2025-10-29", "OSTRANA", "VELMARK", "190"),
        event(4, "2025-10-29", "FRANCE", "VELMARK", "111", Actor1CountryCode="FRA"),
        event(5, "2025-10-29", "POLICE", "TEACHERS", "173"),
        event(6, "2021-10-29", "OSTRANA", "VELMARK", "190"),
    )
    assert run("import", "gdelt", path, "--record", record).return_value == 0
    return record


def test_the_record_and_theirs_are_told_apart_and_counted(talks: Path) -> None:
    found = json.loads(run("foreign", "--record", talks, "--json").stdout)
    assert [(row["theirs"]["id"], row["ours"][0]["act"], row["ours"][0]["score"]) for row in found["both"]] == [
        ("1", "meeting", 0.9),
        ("2", "accuse", 1.0),
    ]
    assert [row["theirs"]["id"] for row in found["theirs"]] == ["3"]
    assert found["both"][0]["theirs"]["given"]["ActionGeo_FullName"] == "Geneva, Geneve, Switzerland"
    counts = found["counts"]
    assert (counts["both"], counts["theirs"], counts["foreign_lines"]) == (2, 1, 6)
    assert counts["ours"] == len(found["ours"]) > 0 and all(row["theirs"] is None for row in found["ours"])
    left = counts["not_compared"]
    assert left["foreign lines on days of which no report tells"] == 1
    assert left["foreign lines naming somebody else, too"] == left["foreign lines naming no party of the record"] == 1
    matched = {event["id"] for row in found["both"] for event in row["ours"]}
    assert not matched & {row["ours"][0]["id"] for row in found["ours"]}


def test_every_line_of_the_record_is_in_one_event_or_counted_as_none(talks: Path) -> None:
    with open_record(talks) as kept:
        story = told_by(kept)
        found = beside(kept, story.actors, story.marks_in(None), story.meetings_in(None).values())
        told = [line for one in found.ours.values() for line in one.lines]
        assert len(told) == len(set(told))
        lines = kept.lines()
        by_id = {line.entry.id: line.entry for line in lines}
        assert not any(by_id[key].negated or by_id[key].future for key in told)
        assert len(told) + found.undated + found.untold <= len(lines)


def test_words_and_a_table_say_where_each_row_is_from(talks: Path) -> None:
    words = run("foreign", "--record", talks).stdout
    assert "in both 2 · only theirs 1" in words and "[gdelt g.CSV line 2]" in words
    assert words.index("IN BOTH") < words.index("ONLY THEIRS") < words.index("ONLY OURS")
    only = run("foreign", "--record", talks, "--only", "theirs", "--process", "Ostrana").stdout
    assert "ONLY THEIRS" in only and "IN BOTH" not in only
    rows = list(csv.DictReader(io.StringIO(run("foreign", "--record", talks, "--csv").stdout)))
    assert {row["where"] for row in rows} == {"both", "theirs", "ours"}
    assert [row["their_id"] for row in rows if row["where"] == "theirs"] == ["3"]


def test_without_foreign_lines_one_is_told_how_to_get_some(tmp_path: Path) -> None:
    done = run("foreign", "--record", example(tmp_path))
    assert "No foreign lines" in str(done.exception)


def test_the_page_shows_the_same_as_the_command(talks: Path) -> None:
    counted = json.loads(run("foreign", "--record", talks, "--json").stdout)["counts"]
    with client(talks) as found:
        assert '<a href="/foreign">Foreign lines</a>' in found.get("/").text
        assert found.get("/foreign.json").json()["counts"] == counted
        for part, number in (("both", 2), ("theirs", 1), ("ours", counted["ours"])):
            view = found.get(f"/foreign.json?part={part}").json()
            assert view["total"] == number and len(view["rows"]) == min(number, 50)
            page = found.get(f"/foreign?part={part}")
            tags = Tags(page.text)
            assert page.status_code == 200 and [name for name, _ in tags.tags].count("h1") == 1
            for link in tags.links():
                assert found.get(link.partition("#")[0]).status_code == 200, link
        words = found.get("/foreign?given=1&dataset=gdelt").text
        assert "theirs: <bdi>gdelt g.CSV line 1</bdi>" in words and "GLOBALEVENTID" in words
        process = found.get("/foreign.json").json()["processes"][0]["href"]
        assert found.get(process).status_code == 200
        assert len(list(csv.reader(io.StringIO(found.get("/foreign.csv").text)))) > 3
        assert found.get("/foreign?part=none").status_code == 400
        assert found.get("/foreign?dataset=none").status_code == 404
        assert found.get("/foreign.atom").status_code == 404
        # what came or went shows at once
        run("import", "gdelt", "--remove", "--record", talks)
        assert found.get("/foreign.json").json()["counts"]["foreign_lines"] == 0
        assert '<a href="/foreign">' not in found.get("/").text


def test_rows_that_try_to_act_on_a_page_do_not(tmp_path: Path) -> None:
    record = hostile(tmp_path)
    evil = " ".join(EVIL.split())
    path = written(
        tmp_path / "evil.CSV",
        event(1, "2026-03-17", f"Velmark {evil}", f"Ostrana {evil}", "057", ActionGeo_FullName=evil, SOURCEURL="javascript:alert(1)"),
    )  # fmt: skip
    assert run("import", "gdelt", path, "--record", record, "--version", evil).return_value == 0
    with client(record) as found:
        for part in ("both", "theirs", "ours"):
            page = found.get(f"/foreign?given=1&part={part}").text
            tags = Tags(page)
            assert not [a for name, a in tags.tags if name == "img" or name == "script" and "src" not in a]
            assert not any("javascript" in (a.get("href") or "") for _, a in tags.tags)
            assert "49829" not in page.replace("7*7777", "")
        assert len(found.get("/foreign.json").json()["files"]) == 1
