"""From bytes to a report: decoding, repair, layout, what is known and from where; and every bad input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import ReportFailed, ReportSkipped
from onrecord.model import BlockKind, Report
from onrecord.reports import make_report
from onrecord.reports.layout import find_blocks
from onrecord.reports.repair import find_repairs

BODY = (
    "The two delegations met in Vienna on Tuesday and agreed to meet again in June, the mediators said in a statement. "
    "The government had demanded a written guarantee, and the rebels said that they would not sign it."
)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(b.kind.value, text[b.start : b.end]) for b in find_blocks(text)]


def made(text: str | bytes, name: str = "a.txt") -> Report:
    return make_report(text if isinstance(text, bytes) else text.encode(), name)


# -- decoding


@pytest.mark.parametrize(
    ("data", "decoder"),
    [
        (BODY.encode(), "utf-8/1"),
        (b"\xef\xbb\xbf" + BODY.encode(), "utf-8-sig/1"),
        (BODY.encode("utf-16"), "utf-16/1"),
        (BODY.encode("utf-16-le"), "utf-16-le/1"),
        (("Señor Núñez of the mission spoke. " + BODY).encode("cp1252"), "cp1252/1"),
        (("“Señor Núñez” said that he would go. ".encode() + b"It\x92s over. " + BODY.encode()), "utf-8+cp1252/1"),
    ],
)
def test_the_decoder_is_named(data: bytes, decoder: str) -> None:
    assert made(data).source.decoder == decoder


def test_mixed_encodings_are_decoded_piece_by_piece() -> None:
    text = made("“Señor Núñez” spoke for the government. ".encode() + b"It\x92s over, he said. " + BODY.encode()).text
    assert "Señor Núñez" in text and "It’s over" in text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"   \n\n", "empty"),
        (b"%PDF-1.7 ...", "a PDF file that is damaged"),
        (b"PK\x03\x04....", "ZIP"),
        (b"\x89PNG\r\n", "picture"),
        (bytes(range(1, 32)) * 40, "binary"),
        (b"\x00\x01\x02\x03" * 500, "binary"),
    ],
)
def test_what_is_no_text_is_named_with_a_hint(data: bytes, words: str) -> None:
    with pytest.raises(ReportFailed, match=words) as caught:
        made(data)
    assert caught.value.hint


def test_sixty_megabytes_in_one_line_end_in_a_clear_error() -> None:
    with pytest.raises(ReportFailed, match="characters"):
        made(b"talks " * 10_000_000)


def test_a_stray_nul_byte_is_read_over_and_kept_in_the_source_text() -> None:
    report = made("The envoy said that the\x00 talks would go on. " + BODY)
    assert "\x00" in report.text and "\x00" not in report.reading_text


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_newlines_stay_as_they_are_in_the_source_text(newline: str) -> None:
    text = newline.join([BODY, "", BODY])
    report = made(text)
    assert report.text == text
    assert "\r" not in report.reading_text
    assert [b.kind for b in report.blocks] == [BlockKind.BODY, BlockKind.BODY]


# -- repair


@pytest.mark.parametrize(
    ("damaged", "reads"),
    [
        (
            "He called it an βempty pageβ and said the sideβs offer was dead.",
            "He called it an “empty page” and said the side’s offer was dead.",
        ),
        ("She said: â€œWe will not signâ€\x9d and left.", "She said: “We will not sign” and left."),
        ("It doesnâ€™t matter â€“ they left.", "It doesn’t matter – they left."),
        ("&quot;We agreed,&quot; he said; it&#8217;s over.", '"We agreed," he said; it’s over.'),
        ("``We agreed,'' he said.", "“We agreed,” he said."),
        ("They don?t agree, the country?s envoy said.", "They don’t agree, the country’s envoy said."),
        ("The cease\u00adfire\u200b holds.", "The ceasefire holds."),
    ],
)
def test_lost_quotation_marks_and_mojibake_are_repaired_for_reading(damaged: str, reads: str) -> None:
    report = made(damaged)
    assert report.reading_text == reads
    assert report.text == damaged


@pytest.mark.parametrize(
    "sound",
    [
        "The β-carotene study is out.",
        "The word λόγος means speech.",
        "It weighs 5 μg and costs £3.",
        "“Quoted,” she said; it’s 40° there.",
        "Did they agree? The envoy would not say.",
    ],
)
def test_sound_characters_are_left_alone(sound: str) -> None:
    assert find_repairs(sound) == ()


@given(st.text(max_size=200))
def test_repairs_never_overlap_and_quote_the_text(text: str) -> None:
    last = 0
    for repair in find_repairs(text):
        assert last <= repair.start < repair.end <= len(text)
        last = repair.end


# -- layout


def test_dateline_headline_promotion_and_caption_are_known_as_such() -> None:
    text = (
        "Rivals meet again in Vienna\n\nBy Anna Reiss\n\nVIENNA, March 3, 2026 (Meridian Wire) – "
        + BODY
        + "\n\nFile photo: the palace in Vienna\n\nRead more: Ten great walks in Vienna\n\nShare Tweet Email\n\n© 2026 Meridian"
    )
    assert [kind for kind, _ in kinds(text)] == [
        "headline", "byline", "dateline", "body", "caption", "promotion", "navigation", "navigation",
    ]  # fmt: skip
    assert dict(kinds(text))["dateline"] == "VIENNA, March 3, 2026 (Meridian Wire) – "


@pytest.mark.parametrize(
    "dateline",
    [
        "ISLAMABAD: ",
        "KYIV, Ukraine (AP) — ",
        "NAIROBI, 4 June – ",
        "(Reuters) - ",
        "GENEVA, 14 March 2025 (UN News) – ",
        "ABU DHABI/ORLEC, Feb 12 (Wire) - ",
    ],
)
def test_datelines_of_many_kinds(dateline: str) -> None:
    assert kinds(dateline + BODY)[0] == ("dateline", dateline)


@pytest.mark.parametrize(
    "sentence",
    [
        "Read more widely, the text says that both sides will stop firing on Monday.",
        "Follow the agreement or leave, the rebels were told by the mediators on Monday.",
        "Israel: the government said on Monday that it would not take part in the talks.",
        "Subscribe, the union told its members, to the strike fund by Monday.",
    ],
)
def test_sentences_that_begin_like_a_link_are_read(sentence: str) -> None:
    text = BODY + "\n\n" + sentence
    report = make_report(text.encode(), "a.txt")
    read = [text[b.start : b.end] for b in report.blocks if b.kind is BlockKind.BODY]
    if not sentence.startswith(("Follow", "Subscribe")):
        assert sentence in read
    assert BODY in read


def test_a_promotional_line_that_is_the_whole_report_is_read() -> None:
    line = "Also read: the rail union has rejected the pay offer and will strike on Friday, its leader said."
    assert kinds(line) == [("body", line)]


def test_hard_wrapped_paragraphs_are_one_block() -> None:
    wrapped = "The two delegations met in Vienna on Tuesday and agreed\nto meet again in June, the mediators said in a longer\nstatement that was read to reporters at the door of the\npalace."
    assert len(find_blocks(wrapped)) == 1


def test_lines_without_blank_lines_between_are_paragraphs() -> None:
    assert len(find_blocks(BODY + "\n" + BODY + "\n" + BODY)) == 3


def test_what_is_known_has_its_basis() -> None:
    report = make_report(("VIENNA, March 3, 2026 (Meridian Wire) – " + BODY).encode(), "x.txt")
    assert report.published is not None and (report.published.value, report.published.basis) == (
        "2026-03-03",
        "dateline",
    )
    assert report.outlet is not None and report.outlet.value == "Meridian Wire"
    flagged = make_report(BODY.encode(), "2025-01-02-x.txt", published="2024-05-06")
    assert flagged.published is not None and (flagged.published.value, flagged.published.basis) == (
        "2024-05-06",
        "flag",
    )
    named = make_report(BODY.encode(), "2025-01-02-x.txt")
    assert named.published is not None and (named.published.value, named.published.basis) == ("2025-01-02", "file name")


def test_a_date_without_a_year_is_no_day_of_publication() -> None:
    assert make_report(("NAIROBI, 4 June – " + BODY).encode(), "x.txt").published is None


def test_only_boilerplate_is_skipped_and_only_a_headline_is_said() -> None:
    with pytest.raises(ReportSkipped, match="boilerplate"):
        made(
            "Share Tweet Email\n\n© 2026 The Meridian. All rights reserved.\n\nWe use cookies on this site and you agree to it"
        )
    assert made("Rivals meet again in the palace of Vienna\n\nBy Anna Reiss").warnings == ("only a headline",)


@pytest.mark.parametrize(
    "text",
    [
        "Die Regierung hat am Montag erklärt, dass sie das Abkommen nicht unterzeichnen werde, und die Rebellen lehnten es ab.",
        "قالت الحكومة يوم الاثنين إنها لن توقع على الاتفاق مع المتمردين في المدينة.",
    ],
)
def test_other_languages_are_named_and_not_read(text: str) -> None:
    with pytest.raises(ReportSkipped, match="not in English"):
        made(text)


@pytest.mark.parametrize(
    "odd",
    [
        '"' * 1000 + " " + BODY,
        "“" * 1000 + BODY,
        BODY.replace("said", "said “"),
        "\u202e" + BODY,
        BODY.replace("e", "e\u0301"),
        "🕊️ " + BODY + " 🕊️",
        "x" * 200_000 + " " + BODY,
    ],
)
def test_odd_characters_never_break_a_report(odd: str) -> None:
    assert made(odd).text == odd


# -- web pages

PAGE = f"""<!doctype html><html><head><title>Rivals meet | Meridian</title>
<meta property="og:site_name" content="The Meridian"><meta property="og:title" content="Rivals meet in Vienna">
<meta property="article:published_time" content="2026-03-04T10:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Rivals meet in Vienna</h1><p>{BODY}</p><p>{BODY.replace("Vienna", "Graz")}</p><p>{BODY.replace("Vienna", "Linz")}</p></article>
<aside><a href="/x">Read more: ten great walks</a></aside><footer>© 2026</footer></body></html>"""


def test_a_saved_page_gives_its_main_text_and_metadata() -> None:
    report = made(PAGE, "page.html")
    assert BODY in report.text and "great walks" not in report.text and "Home" not in report.text
    assert report.source.decoder.startswith("trafilatura/")
    assert report.published is not None and (report.published.value, report.published.basis) == (
        "2026-03-04",
        "html metadata",
    )
    assert report.title is not None and "Rivals meet" in report.title.value


def test_a_page_without_an_article_is_named() -> None:
    with pytest.raises(ReportFailed, match="no article text"):
        made("<!doctype html><html><body><form>Password <input></form></body></html>", "login.html")
