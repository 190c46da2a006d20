"""PDF, DOCX, ODT, RTF and EPUB: the text as one reads it, and what is named instead of read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from onrecord.errors import ReportFailed
from onrecord.model import Failure, Report
from onrecord.reports import make_report
from tests import makefiles as make
from tests.arrive import BODY, OTHER, failures, look, report, short, written

# -- PDF


def test_lines_of_a_pdf_are_joined_and_paragraphs_parted_by_space() -> None:
    first = make.column(BODY)
    page = first + make.column(OTHER, top=first[-1][1] - 26)
    assert make_report(make.pdf([page]), "a.pdf").text == f"{BODY}\n\n{OTHER}"


@pytest.mark.parametrize("by_rows", [False, True])
def test_columns_are_read_one_after_the_other(by_rows: bool) -> None:
    left = make.column(BODY * 2, letters=36)
    right = make.column(OTHER * 2, left=310, letters=36)
    page = sorted(left + right, key=lambda p: -p[1]) if by_rows else left + right
    heading = (70.0, 795.0, 18.0, "A joint communique of the two sides")
    text = make_report(make.pdf([[heading, *page]]), "a.pdf").text
    one, two = (" ".join(words.split()) for words in (BODY * 2, OTHER * 2))
    assert text.replace("\n\n", " ") == f"A joint communique of the two sides {one} {two}"


def test_heads_feet_and_page_numbers_are_no_text_and_pages_are_remembered() -> None:
    pages = [
        [
            (70, 815, 8, "Ministry of Foreign Affairs"),
            *make.column(words),
            (290, 30, 8, f"Page {n} of 2"),
        ]
        for n, words in enumerate((BODY[:-40], BODY[-40:] + " " + OTHER), 1)
    ]
    found = make_report(make.pdf(pages), "a.pdf")
    assert found.text == f"{BODY} {OTHER}".replace("  ", " ")
    assert [found.text[at:][:10] for at in found.pages] == [BODY[:10], BODY[-40:].strip()[:10]]
    assert found.page_of(0) == 1 and found.page_of(len(found.text) - 1) == 2


@pytest.mark.parametrize(
    ("lines", "reads"),
    [
        (("The imple-", "mentation of it"), "The implementation of it"),
        (("a cease-", "fire and the cease-fire"), "a cease-fire and the cease-fire"),
        (("a non-", "aggression pact"), "a non-aggression pact"),
        (("the Trans-", "Caucasian road"), "the Trans-Caucasian road"),
        (("both short-", "and long-term aid"), "both short- and long-term aid"),
    ],
)
def test_broken_words_are_whole_again(lines: tuple[str, str], reads: str) -> None:
    page = make.column(BODY)
    low = page[-1][1]
    page += [(70, low - 30, 11, lines[0]), (70, low - 43.2, 11, lines[1] + " was what the ministers of both said.")]
    assert reads in make_report(make.pdf([page]), "a.pdf").text


def test_what_programs_call_a_file_is_no_title() -> None:
    assert make_report(make.pdf([make.column(BODY)], title="Microsoft Word - x.doc"), "a.pdf").title is None
    titled = make_report(make.pdf([make.column(BODY)], title="Talks in Vienna"), "a.pdf").title
    assert titled and (titled.value, titled.basis) == ("Talks in Vienna", "file properties")


def test_a_scan_is_named_as_such() -> None:
    with pytest.raises(ReportFailed, match="a scan") as caught:
        make_report(make.pdf([[], [(290, 30, 8, "2")]]), "a.pdf")
    assert "ocrmypdf" in caught.value.hint


def test_a_page_without_text_is_said_beside_the_others() -> None:
    (words,) = make_report(make.pdf([make.column(BODY), []]), "a.pdf").warnings
    assert words == "page 2 of 2 is not read: a picture without a text layer"
    report = make_report(make.pdf([[], make.column(BODY), [], []]), "a.pdf")
    assert report.unread == (1, 3, 4) and report.warnings[0].startswith("pages 1, 3-4 of 4 are not read")


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_pdf_with_a_password_is_named_and_one_only_closed_to_printing_is_read(algorithm: str) -> None:
    from pypdf import PdfReader, PdfWriter

    for user, reads in (("secret", False), ("", True)):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make.pdf([make.column(BODY)]))))
        writer.encrypt(user, "owner", algorithm=algorithm)
        out = io.BytesIO()
        writer.write(out)
        if reads:
            assert make_report(out.getvalue(), "a.pdf").text == BODY
        else:
            with pytest.raises(ReportFailed, match="encrypted"):
                make_report(out.getvalue(), "a.pdf")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_pdf_that_is_cut_off_fails_or_is_read_but_never_breaks(share: float) -> None:
    data = make.pdf([make.column(BODY)] * 3)
    try:
        make_report(data[: int(len(data) * share)], "a.pdf")
    except ReportFailed as error:
        assert error.hint


# -- Word, OpenDocument, RTF, books


def test_a_word_document_is_read_with_what_was_inserted_and_without_what_was_deleted(tmp_path: Path) -> None:
    body = (
        make.word("Talks resume in Vienna")
        + f"<w:tbl><w:tr><w:tc>{make.word(BODY)}</w:tc></w:tr></w:tbl>"
        + "<w:p><w:r><w:t>It </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del><w:ins><w:r><w:t>soon </w:t></w:r></w:ins>"
        "<w:hyperlink><w:r><w:t>ended</w:t><w:br/><w:t>there.</w:t></w:r></w:hyperlink></w:p>"
    )
    found = report(written(tmp_path, "a.bin", make.docx(body, title="Some other title")))
    assert found.text == f"Talks resume in Vienna\n\n{BODY}\n\nIt soon ended\nthere."
    assert short(found)[0] == "Talks resume in Vienna" and found.source.decoder == "docx/2"


def test_automatic_numbers_of_a_word_document_stand_in_its_text() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{words}"/></w:lvl>'
        for n, (kind, words) in enumerate((("decimal", "Article %1"), ("decimal", "%1.%2"), ("lowerLetter", "(%3)")))
    )
    numbering = (
        f'<w:numbering xmlns:w="{make.WORD}"><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )

    def item(level: int, words: str) -> str:
        place = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="2"/></w:numPr></w:pPr>'
        return make.word(words).replace("<w:p>", f"<w:p>{place}")

    body = make.word(BODY) + "".join(
        item(level, words)
        for level, words in ((0, "Ceasefire"), (1, OTHER), (2, "guns;"), (2, "mines."), (0, "Prisoners"), (1, BODY))
    )
    document = f'<w:document xmlns:w="{make.WORD}"><w:body>{body}</w:body></w:document>'
    text = make_report(make.packed({"word/document.xml": document, "word/numbering.xml": numbering}), "a.docx").text
    assert text.split("\n\n")[1:] == [
        "Article 1 Ceasefire",
        f"1.1 {OTHER}",
        "(a) guns;",
        "(b) mines.",
        "Article 2 Prisoners",
        f"2.1 {BODY}",
    ]


def test_numbers_and_speakers_of_a_page_stay_with_their_words() -> None:
    def page(body: str) -> str:
        html = f"<html><head><title>Talks</title></head><body><article><h1>Talks</h1><p>{OTHER}</p>{body}</article></body></html>"
        return make_report(html.encode(), "a.html").text

    lists = f"<h3>Article 1</h3><ol start=3><li>{BODY}</li><li>They shall stop:<ol type=a><li>attacks on convoys;</li><li>arrests of members.</li></ol></li></ol>"
    assert page(lists).endswith(
        f"Article 1\n\n3. {BODY}\n\n4. They shall stop:\n\n(a) attacks on convoys;\n\n(b) arrests of members."
    )
    spoken = f"<dl><dt>Q:</dt><dd>Who will come?</dd><dt>SPOKESPERSON:</dt><dd>{BODY}</dd></dl>"
    assert page(spoken).endswith(f"Q: Who will come?\n\nSPOKESPERSON: {BODY}")


def test_an_open_document_is_read_without_comments_and_notes(tmp_path: Path) -> None:
    body = (
        f"<text:h>Talks  resume</text:h><text:p>It<text:s text:c='2'/>was<text:line-break/><text:span>said</text:span>"
        f"<office:annotation><text:p>Who?</text:p></office:annotation>.</text:p><text:p>{BODY}</text:p>"
    )
    assert report(written(tmp_path, "a", make.odt(body))).text == f"Talks resume\n\nIt  was\nsaid.\n\n{BODY}"
    sealed = written(tmp_path, "b", make.odt(body, manifest="<m><encryption-data/></m>"))
    assert failures(sealed)[0].why == "encrypted"


def test_an_rtf_file_is_read_with_its_letters(tmp_path: Path) -> None:
    raw = (
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title Talks resume}}\pard N\'fa\'f1ez \u8220?spoke\u8221?.\par "
        + BODY
        + "}"
    )
    found = report(written(tmp_path, "a.doc", raw.encode()))
    assert found.text == f"Núñez “spoke”.\n{BODY}" and found.source.decoder.startswith("striprtf/")


def test_a_book_is_one_text_with_its_title_day_and_publisher(tmp_path: Path) -> None:
    found = report(written(tmp_path, "a", make.epub([f"<h1>One</h1><p>{BODY}</p>", f"<p>{OTHER}</p>"])))
    assert found.text == f"One\n\n{BODY}\n\n{OTHER}"
    assert short(found) == ("Two reports", "2026-03-17", "Border Desk")


@pytest.mark.parametrize("data", [make.docx(make.word(BODY)), make.epub([BODY]), make.odt(f"<text:p>{BODY}</text:p>")])
def test_a_document_that_is_cut_off_is_named(data: bytes, tmp_path: Path) -> None:
    for n, share in enumerate((0.3, 0.7, 0.95)):
        (failed,) = failures(written(tmp_path, f"{n}.x", data[: int(len(data) * share)]))
        assert failed.hint and ("damaged" in failed.why or "ZIP" in failed.why)


def test_entities_in_a_document_are_not_resolved(tmp_path: Path) -> None:
    def made(entities: str, words: str) -> bytes:
        body = f'<w:document xmlns:w="{make.WORD}">{make.word(words)}</w:document>'
        return make.packed({"word/document.xml": f"<!DOCTYPE x [{entities}]>{body}"})

    outside = made('<!ENTITY f SYSTEM "file:///etc/passwd">', BODY + "&f;")
    assert report(written(tmp_path, "a.docx", outside)).text == BODY
    layers = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = made('<!ENTITY a0 "aaaaaaaaaa">' + layers, BODY + "&a11;")
    assert all(
        isinstance(f, Failure) or (isinstance(f, Report) and f.text == BODY)
        for f in look(written(tmp_path, "b.docx", bomb))
    )
