"""Downloads of press databases are cut into their articles, each with its headline, outlet, day and text, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.model import Failure, Report
from tests import makefiles as make
from tests.arrive import BODY, OTHER, look, report, reports, short, written

MONTHS = "January February March April May June July August September October November December".split()
Story = tuple[str, str, int, str]
STORIES: list[Story] = [
    (
        f"Talks {word} in round {n}",
        ("The Meridian Times", "Border Desk", "Wire of the South (Tersia)")[n % 3],
        1 + n % 28,
        f"VIENNA -- In round {n} it was so. {BODY}\n\n{OTHER}\n\nBy evening, 25 of 40 documents were signed in round {n}.",
    )
    for n, word in enumerate(("resume", "stall", "go on", "end", "begin again") * 20)
]


def nexis(stories: list[Story]) -> str:
    def one(n: int, story: Story) -> str:
        title, outlet, day, body = story
        edition = "\n                          Late Edition - Final" if n % 2 else ""
        byline = "BYLINE: By JANE DOE\n\n" if n % 3 else ""
        marker = "BODY:\n\n" if n % 4 == 0 else ""
        return (
            f"\n                               {n} of {len(stories)} DOCUMENTS\n\n\n                  {outlet}\n\n"
            f"                         {MONTHS[n % 12]} {day}, 2026 Tuesday{edition}\n\n{title}\n\n{byline}SECTION: Section A; Pg. 1\n\nLENGTH: 812 words\n\n"
            f"{marker}{body}\n\nLOAD-DATE: {MONTHS[(n + 1) % 12]} 28, 2026\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\n"
            f"                   Copyright 2026 {outlet}\n                              All Rights Reserved\n"
        )

    return "".join(one(n, story) for n, story in enumerate(stories, 1))


def nexis_uni(stories: list[Story]) -> str:
    cover = "Date and Time: Tuesday, December 1, 2026\nJob Number: 1\nDocuments (2)\n1. Talks resume\nClient/Matter: -None-\nSearch Terms: talks\n\n"
    return cover + "".join(
        f"{title}\n{outlet}\n{MONTHS[n % 12]} {day}, 2026 Tuesday\nLate Edition - Final\n\nCopyright 2026 {outlet} All Rights Reserved\n"
        f"Section: Section A; Pg. 1\nLength: 812 words\nByline: By Jane Doe\nBody\n\n{body}\n\nClassification\nLanguage: ENGLISH\n"
        f"Load-Date: {MONTHS[(n + 1) % 12]} 28, 2026\n\nEnd of Document\n\n"
        for n, (title, outlet, day, body) in enumerate(stories, 1)
    )


def factiva(stories: list[Story]) -> str:
    def one(n: int, story: Story) -> str:
        title, outlet, day, body = story
        byline = "By Jane Doe\n" if n % 2 else ""
        time = "10:15\n" if n % 3 else ""
        return (
            f"World News\n{title}\n{byline}1,512 words\n{day} {MONTHS[n % 12]} 2026\n{time}{outlet}\nLBA\nEnglish\n(c) 2026 {outlet}. All rights reserved.\n\n"
            f"{body}\n\nDocument LBA00000202603{n:02}em3h{n:05}\n\n"
        )

    return "".join(one(n, story) for n, story in enumerate(stories, 1)) + "Search Summary\nText talks\n"


def coded(stories: list[Story]) -> str:
    def one(n: int, story: Story) -> str:
        title, outlet, day, body = story
        lead, rest = body.split("\n\n", 1)
        return (
            f"HD      {title}\nBY      By Jane Doe\nWC      512 words\nPD      {day} {MONTHS[n % 12]} 2026\nSN      {outlet}\nSC      LBA\nLA      English\n"
            f"CY      Copyright 2026.\nLP\n{lead}\nTD\n{rest}\nNS\nGDIP : International Relations\nAN\nDocument LBA00000202603{n:02}em3h{n:05}\n\n"
        )

    return "".join(one(n, story) for n, story in enumerate(stories, 1))


def proquest(stories: list[Story]) -> str:
    rule = "_" * 60
    return f"{rule}\n" + "".join(
        f"\nDocument {n} of {len(stories)}\n\n{title}\n\nAuthor: Doe, Jane\n\nPublication info: {outlet}; New York [New York]{day} Mar 2026: A.1.\n\n"
        f"Abstract: None available.\n\nLinks: http://x.example\n\nFull text: {body}\n\nSubject: Talks\n\nTitle: {title}\n\nPublication title: {outlet}\n\n"
        f"Publication year: 2026\n\nPublication date: {MONTHS[n % 12][:3]} {day}, 2026\n\nProQuest document ID: {20000 + n}\n\n"
        f"Document URL: https://search.example/{n}\n\nCopyright: Copyright 2026\n\nLast updated: 2026-12-01\n\n{rule}\n"
        for n, (title, outlet, day, body) in enumerate(stories, 1)
    )


def rtf(text: str) -> bytes:
    return b"{\\rtf1\\ansi\\ansicpg1252 " + text.replace("\n", "\\par\n").encode("cp1252") + b"}"


def docx(text: str) -> bytes:
    return make.docx("".join(make.word(line) for line in text.split("\n") if line.strip()))


def plain(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


LAYOUTS: list[Callable[[list[Story]], str]] = [nexis, nexis_uni, factiva, coded, proquest]


@pytest.mark.parametrize("pack", [plain, rtf, docx])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_article_is_cut_whole(
    layout: Callable[[list[Story]], str], pack: Callable[[str], bytes], tmp_path: Path
) -> None:
    found = reports(written(tmp_path, "export", pack(layout(STORIES))))
    assert len(found) == len(STORIES)
    for n, (one, (title, outlet, day, body)) in enumerate(zip(found, STORIES, strict=True), 1):
        month = n % 12 + 1
        wanted = outlet.split(" (")[0] if layout is proquest else outlet
        assert short(one) == (title, f"2026-{month:02}-{day:02}", wanted)
        assert one.text.split()[-len(body.split()) :] == body.split()
        assert one.text.startswith(title) and len(one.text) < len(title) + len(body) + 40
        assert one.original.position == n


def test_an_article_keeps_the_number_that_its_database_gave_it(tmp_path: Path) -> None:
    path = written(tmp_path, "export.txt", factiva(STORIES[:2]))
    assert [r.original.name for r in reports(path)] == [
        f"{path}!LBA0000020260301em3h00001",
        f"{path}!LBA0000020260302em3h00002",
    ]
    written(tmp_path, "export.txt", factiva(list(reversed(STORIES[:2]))))
    assert reports(path)[0].text.startswith(STORIES[1][0])


def test_an_article_of_which_the_head_cannot_be_read_is_told(tmp_path: Path) -> None:
    text = factiva(STORIES[:2]) + "Something else\n\nDocument LBA0000020260309em3h00009\n"
    found = look(written(tmp_path, "export.txt", text))
    assert sum(isinstance(f, Report) for f in found) == 2
    assert isinstance(found[-1], Failure) and "1 of 3 articles" in found[-1].why


def test_an_article_without_its_number_is_cut_all_the_same(tmp_path: Path) -> None:
    text = proquest(STORIES[:2]).replace("ProQuest document ID: 20001", "ProQuest document ID: ")
    assert [short(one)[0] for one in reports(written(tmp_path, "export.txt", text))] == [s[0] for s in STORIES[:2]]


def test_a_headline_that_begins_like_a_field_is_one(tmp_path: Path) -> None:
    story = ("LIVE: Talks in Vienna", "Border Desk", 3, f"{BODY}\n\n{OTHER}")
    assert (
        short(reports(written(tmp_path, "export.txt", nexis([story, *STORIES[:2]])))[0])[0] == "LIVE: Talks in Vienna"
    )


def test_a_text_that_only_mentions_such_marks_is_one_report(tmp_path: Path) -> None:
    text = BODY + "\n\n1 of 2 DOCUMENTS\n\nEnd of Document\n\n" + OTHER
    assert report(written(tmp_path, "a.txt", text)).text == text
