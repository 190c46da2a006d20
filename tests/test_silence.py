"""Who is not heard: whoever is only spoken of, or would not comment, by whatever slot a line names him in."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord.cli.main import group
from onrecord.model import Kind
from onrecord.model.state import Unheard
from onrecord.model.story import Mark, Party, Process
from onrecord.pipeline import read_text
from onrecord.record import open_record
from onrecord.state.silence import silence
from tests.web_record import client

ACTORS = {
    "oram": Party("oram", "Oram", "state", ("Oram",)),
    "kesh": Party("kesh", "Kesh", "state", ("Kesh",)),
    "hask": Party("hask", "Bero Hask", "person", ("Bero Hask",), part_of="oram"),
    "tosk": Party("tosk", "Lena Tosk", "person", ("Lena Tosk",)),
}
TALKS = Process("p-1", "Kesh – Oram", ("kesh", "oram"))
TEXT = """VIENNA, May 2, 2024 - Talks between Oram and Kesh ended without a deal. Kesh's minister, Pavel Renko, said Oram had
promised to reopen the pass. Bero Hask declined to comment."""


def mark(number: int, act: str, actors: str = "", addressees: str = "", speakers: str = "") -> Mark:
    own, to, by = (tuple(names.split()) for names in (actors, addressees, speakers))
    return Mark(f"e-{number}", "r-1", "p-1", "2026-03-01", number, Kind.STATEMENT, act, "author", own, to, by)


def unheard(*marks: Mark) -> dict[str, Unheard]:
    return {one.actor: one for one in silence(marks, ACTORS, TALKS, ()).unheard}


@pytest.mark.parametrize(
    "line",
    [
        mark(2, "request", "kesh", "tosk", "kesh"),
        mark(2, "decline_comment", "tosk", "", "tosk"),
        mark(2, "decline_comment", "", "", "tosk"),
        mark(2, "announce", "tosk"),
    ],
    ids=["addressed", "declines", "declines without an actor", "acts by the report's word"],
)
def test_who_is_only_spoken_of_is_not_heard(line: Mark) -> None:
    found = unheard(mark(1, "claim", "kesh", "", "kesh"), line)
    assert found["tosk"].role == "named person" and found["tosk"].spoken_of == 1
    assert "kesh" not in found


def test_who_declines_to_comment_speaks_for_nobody_and_it_is_told_beside_him() -> None:
    found = unheard(mark(1, "decline_comment", "hask", "", "hask"), mark(2, "accuse", "kesh", "hask", "kesh"))
    assert found.keys() == {"oram", "hask"}
    assert found["hask"].declined == ("e-1",) and found["hask"].accused == ("e-2",)


def test_who_declined_once_and_spoke_another_time_is_heard() -> None:
    found = unheard(mark(1, "decline_comment", "hask", "", "hask"), mark(2, "deny", "hask", "", "hask"))
    assert found.keys() == {"kesh"}


def test_pages_briefing_and_command_list_who_declined_to_comment(tmp_path: Path) -> None:
    path = tmp_path / "talks.onrecord"
    with open_record(path) as record:
        record.put(read_text(TEXT.replace("\n", " "), name="a.txt", published="2024-05-02"))
    with client(path) as found:
        for asked in ("", "?as_of=2024-05-02"):
            rows = {r["actor"]["name"]: r for r in found.get(f"/silence.json{asked}").json()["rows"]}
            assert (
                rows["Bero Hask"]["declined"] == 1 and "declined to comment" in rows["Bero Hask"]["lines"][0]["quote"]
            )
            assert "Oram" in rows and "Pavel Renko" not in rows
        assert "declined to comment once" in found.get("/silence").text
        process = found.get("/index.json").json()["processes"][0]["href"]
        assert (
            "Bero Hask (named person), spoken of once, declined to comment once"
            in found.get(f"{process}/brief.md").text
        )
        assert "declined to comment once" in found.get(process).text
    done = CliRunner().invoke(group, ["silence", "--record", str(path)])
    assert "not heard: Bero Hask (named person, spoken of once, declined to comment once)" in done.output
