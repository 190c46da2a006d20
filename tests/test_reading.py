"""What the reader makes of reports: attribution, acts, flags, names, times. Texts are ours, persons invented."""

from __future__ import annotations

import random
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

import onrecord
from onrecord import read_many
from onrecord.model import Entry, Form, Kind, Outcome, Reading, Style, Tier
from onrecord.model.shape import as_json
from onrecord.pipeline import read_reports
from onrecord.reports import make_report

# what cues and parse read; the learned reader has tests of its own
read_text = partial(onrecord.read_text, reader="rules")

EXAMPLES = Path("src/onrecord/data/examples")
# words that make a report one about a negotiation, so that single sentences are read
FRAME = " The ceasefire talks between the rebels and the government are mediated by envoys in a neutral state."


def lines(text: str, *, published: str | None = None) -> tuple[Entry, ...]:
    entries = read_text(text + FRAME, published=published).entries
    return tuple(e for e in entries if e.evidence[0].start < len(text))


def one(text: str, act: str, *, published: str | None = None) -> Entry:
    found = [e for e in lines(text, published=published) if act in (e.act, e.role, e.kind.value)]
    assert len(found) == 1, [(e.act or e.role or e.kind.value, e.evidence[0].text) for e in lines(text)]
    return found[0]


def names(actors: tuple[object, ...]) -> list[str]:
    return [a.name for a in actors]  # type: ignore[attr-defined]


# -- who says so


@pytest.mark.parametrize(
    ("text", "speaker", "style"),
    [
        ("“We will never sign that text,” General Omar Haddad said on Monday.", "Omar Haddad", Style.DIRECT),
        ("General Omar Haddad said the army would never sign the text.", "Omar Haddad", Style.INDIRECT),
        ("The army, General Omar Haddad said, would never sign the text.", "Omar Haddad", Style.INDIRECT),
        ("“We,” said General Omar Haddad, “will never sign that text.”", "Omar Haddad", Style.DIRECT),
    ],
)
def test_the_attribution_may_stand_before_amid_and_after(text: str, speaker: str, style: Style) -> None:
    entry = one(text, "refuse")
    assert names(entry.attribution.speakers)[-1] == speaker
    assert entry.attribution.style is style


def test_according_to_names_the_speaker() -> None:
    entry = one("According to the envoy, the rebels rejected the draft on Friday.", "reject")
    assert names(entry.actors) == ["rebels"] and names(entry.attribution.speakers) == ["envoy"]


def test_a_chain_of_speakers_stands_outermost_first() -> None:
    entry = one(
        "The news agency Tana quoted state television as reporting that, according to General Pavel Orsk, the truce had collapsed.",
        "collapsed",
    )
    assert [n.split()[-1] for n in names(entry.attribution.speakers)] == ["Tana", "television", "Orsk"]


def test_what_a_meeting_was_told_is_said_by_him_who_told_it() -> None:
    text = "TOLVA, May 2, 2024 - The talks between Velm and Kesh go on. She said Kesh's minister, Pavel Renn, had told the meeting "
    text += "that Velm had promised to reopen the pass by October. The envoy told the meeting that was called by Kesh of the plan."
    promise = next(e for e in read_text(text).entries if e.act == "commit")
    assert promise.evidence[0].text.startswith("Velm had promised") and names(promise.actors) == ["Velm"]
    assert names(promise.attribution.speakers)[-1] == "Pavel Renn"


def test_a_quotation_goes_on_with_the_same_speaker_in_the_same_paragraph() -> None:
    text = "“The rebels rejected our draft,” Minister Ana Rell said. “They demanded a written guarantee.”"
    entry = one(text, "demand")
    assert names(entry.attribution.speakers) == ["Ana Rell"]
    assert entry.attribution.carried_over and entry.form is Form.WRITTEN


def test_no_speaker_is_invented() -> None:
    entry = one("The army shelled the town of Velm on Sunday, killing nine people.", "attack")
    assert entry.attribution.speakers == () and entry.attribution.style is Style.AUTHOR


def test_a_narrated_act_is_spoken_by_its_actor() -> None:
    entry = one("The union accused the ministry of stalling.", "accuse")
    assert names(entry.actors) == names(entry.attribution.speakers) == ["union"]
    assert names(entry.addressees) == ["ministry"] and entry.attribution.style is Style.NARRATED


def test_a_gloss_between_commas_is_the_reporters() -> None:
    entry = one("Haddad said the League, which brokered the first contacts in March, was tired.", "mediator")
    assert entry.attribution.speakers == ()


# -- what was done with words


def test_verbal_and_written_are_never_confused() -> None:
    text = "Rell said that although the rebels had agreed verbally to the terms, they refused to provide a written commitment."
    agreed, refused = one(text, "agree"), one(text, "refuse")
    assert agreed.form is Form.VERBAL and refused.form is Form.WRITTEN
    assert "verbally" not in refused.evidence[0].text


def test_without_a_proposal_is_a_negated_proposal() -> None:
    entry = one("The delegation arrived in Vienna without a proposal.", "propose")
    assert entry.negated


def test_a_denied_act_is_implied_and_negated_beside_the_denial() -> None:
    text = "The government denied that its delegation had refused to sign."
    assert one(text, "deny").tier is Tier.EXPLICIT
    refused = one(text, "refuse")
    assert refused.tier is Tier.IMPLIED and refused.negated


def test_rejecting_a_statement_is_a_denial_and_rejecting_a_draft_is_not() -> None:
    assert one("The army rejected the accusation as baseless.", "deny").kind is Kind.STATEMENT
    assert one("The army rejected the draft agreement.", "reject").kind is Kind.STATEMENT


def test_a_condition_is_kept_in_the_words_of_the_text() -> None:
    entry = one("Rell warned that the army would answer if the shelling went on.", "warn")
    assert entry.conditional and entry.future and entry.condition == "if the shelling went on"


@pytest.mark.parametrize(
    ("text", "act", "sure"),
    [
        ("The army shelled the port on Monday.", "attack", ("certain",)),
        ("The army reportedly shelled the port on Monday.", "attack", ("uncommitted",)),
        ("Residents said the army shelled the port on Monday.", "attack", ("uncommitted", "certain")),
        ("Residents said the army had not shelled the port.", "attack", ("uncommitted", "not certain")),
        ("Residents believe the army shelled the port on Monday.", "attack", ("uncommitted", "probable")),
        ("The army accused the rebels of shelling the port.", "accuse", ("certain", "certain")),
    ],
)
def test_how_sure_the_report_and_each_speaker_is(text: str, act: str, sure: tuple[str, ...]) -> None:
    assert one(text, act).factuality == sure


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("The Interax agency reported, citing the foreign ministry, that talks had collapsed.", 2),
        ("The foreign ministry said talks had collapsed, citing security concerns.", 1),
    ],
)
def test_whom_a_speaker_cites_is_the_inner_speaker(text: str, speakers: int) -> None:
    assert len(one(text, "collapsed").attribution.speakers) == speakers


def test_a_quotation_under_a_verb_of_warning_is_one_line() -> None:
    found = [e for e in lines("“The whole coast could burn,” General Omar Haddad warned.") if e.kind is Kind.STATEMENT]
    assert [(e.act, e.attribution.style) for e in found] == [("warn", Style.DIRECT)]


def test_no_talks_as_long_as_is_a_refusal_on_a_condition() -> None:
    entry = one("The president said there could be no talks as long as the rebels held the mine.", "refuse")
    assert entry.condition == "as long as the rebels held the mine"


def test_what_an_agreement_obliges_somebody_to_do_is_promised_by_him() -> None:
    entry = one("The agreement obliges the company to rehire 212 dismissed workers.", "commit")
    assert names(entry.actors) == ["company"] and entry.attribution.speakers == ()


def test_whether_to_accept_is_not_accepted() -> None:
    assert not [e for e in lines("The cabinet is split over whether to accept the terms.") if e.act == "agree"]


def test_a_strike_of_workers_in_its_fourth_week_is_no_attack() -> None:
    assert not [e for e in lines("The strike, now in its fourth week, has shut every port.") if e.act == "attack"]


def test_those_behind_a_second_with_met_too() -> None:
    text = "The envoy met on Monday with the prime minister and, separately, with representatives of the opposition."
    assert len(one(text, "meeting").actors) == 3


def test_troops_of_its_are_the_sides_own() -> None:
    entry = one(
        "Karvelia's foreign ministry said Karvelia would talk, but its troops shelled the port on Monday.", "attack"
    )
    assert names(entry.actors) in (["Karvelia"], ["Karvelia's foreign ministry"])


def test_months_and_years_long_past_are_background_where_no_date_is_known() -> None:
    assert one("The two sides signed a truce in March 2019.", "sign").historical
    assert not one("The two sides signed a truce on Monday.", "sign").historical


def test_a_headline_is_read_for_what_the_body_lacks_and_no_more() -> None:
    body = (
        "DORN, March 3 - Talks between Oram and the Highland Front over the harbour of Dorn collapsed on Tuesday, the "
        "foreign ministry said.\n\nThe Front demanded the release of 40 prisoners, which Oram refused.\n"
    )
    headline = "Oram expels two Front envoys after harbour talks fail"
    entries = read_text(f"{headline}\n\n{body}").entries
    assert [(e.act, names(e.actors)) for e in entries if e.evidence[0].end <= len(headline)] == [("expel", ["Oram"])]
    told = body.replace("collapsed on Tuesday", "collapsed on Tuesday after Oram expelled two envoys of the Front")
    entries = read_text(f"{headline}\n\n{told}").entries
    assert not [e for e in entries if e.evidence[0].end <= len(headline)]


def test_what_is_demanded_is_not_of_whom() -> None:
    assert one("The rebels demanded the release of 40 prisoners.", "demand").addressees == ()


def test_the_turns_of_a_transcript_have_their_speakers_and_questions_are_nobodys() -> None:
    text = (
        "Press conference on the talks over the harbour of Dorn\n\n"
        "SPOKESPERSON: The delegation has put a proposal for a truce on the table.\n\n"
        "Q: Did the rebels walk out of the talks?\n\n"
        "SPOKESPERSON: We will not discuss the status of the harbour.\n\n"
        "MR HADDAD: I thank the hosts. The rebels must release the 40 prisoners.\n\n"
        "Q: And if they refuse?\n\nMR HADDAD: Then the ceasefire talks are over.\n"
    )
    found = {e.act: names(e.attribution.speakers) for e in read_text(text).entries if e.kind is Kind.STATEMENT}
    assert found["refuse"] == ["SPOKESPERSON"] and found["praise"] == ["Haddad"] and found["demand"] == ["Haddad"]
    assert not [e for e in read_text(text).entries if e.act == "walk_out"]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "Part of the exchange, as broadcast:\n\n“HARBIN: Will the ferries sail on Monday?\n\n“ODELL: They will not sail."
            "\n\n“HARBIN: And on Tuesday?\n\n“ODELL: We want the contract first.\n",
            {"Harbin", "Odell"},
        ),
        ("Readers wrote to us.\n\n“He has broken every promise he made to us.”― Ines Calder\xa0\n", {"Ines Calder"}),
        ("Readers wrote to us.\n\n“He has broken every promise he made to us.” — Ines Calder.\n", {"Ines Calder"}),
        ("Moss continued:\n\n“The fares are a matter for the company, and nobody else.”\n", {"Moss"}),
    ],
)
def test_whose_a_quotation_is_that_stands_by_itself(text: str, speakers: set[str]) -> None:
    assert {s.speaker_name for s in read_text(text).speeches} == speakers


@pytest.mark.parametrize("text", ["The unions called the strike off on", "The minister disputes. That Oram"])
def test_a_text_cut_off_is_read_to_its_end(text: str) -> None:
    assert read_text(text).report.text == text


def test_a_broadcasters_script_is_told_by_nobody_and_its_clips_by_their_speakers() -> None:
    text = (
        "PRESENTER: Talks over the harbour of Dorn have been put off. Our correspondent is there.\n\n"
        "VARGA: The government refused to send its delegation to the talks.\n\n"
        "CLIP (HADDAD): We demand a truce before anything else.\n\n"
        "CLIP, ROSA TELLEZ, DOCKER: “They rejected our offer.”\n\n"
        "VARGA: The rebels accused the government of playing for time.\n"
    )
    said = {e.act: names(e.attribution.speakers) for e in read_text(text).entries if e.kind is Kind.STATEMENT}
    assert said["refuse"] == ["government"] and said["accuse"] == ["rebels"]
    assert said["demand"] == ["Haddad"] and said["reject"] == ["Rosa Tellez"]


def test_deeds_are_read_in_the_passive_and_in_nouns_that_happened() -> None:
    assert names(one("The convoy was ambushed near Dorn on Monday.", "attack").addressees) in ([], ["convoy"])
    assert one("Clashes broke out near Dorn on Monday.", "clash").kind is Kind.ACTION
    assert not [e for e in lines("A return to fighting would help nobody.") if e.kind is Kind.ACTION]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("“That is a red line,” General Omar Haddad said.", "rule_out"),
        ("“The draft is not acceptable to us,” General Omar Haddad said.", "reject"),
        ("“These claims are baseless,” General Omar Haddad said.", "deny"),
        ("“We are not prepared to pay that price,” General Omar Haddad said.", "refuse"),
        ("“Our door is open,” General Omar Haddad said.", "offer"),
        ("“They will pay for this,” General Omar Haddad said.", "threaten"),
        ("“We made a mistake,” General Omar Haddad said.", "admit"),
        ("“You have my word,” General Omar Haddad said.", "commit"),
    ],
)
def test_plain_sentences_of_speakers_are_acts(text: str, act: str) -> None:
    assert [e.act for e in lines(text) if e.kind is Kind.STATEMENT] == [act]


def test_what_the_author_of_an_opinion_asks_of_the_parties_is_a_request_of_his() -> None:
    text = (
        "By Lena Okoro\n\nI spent eleven years at that table, and I know how the talks between the government and the "
        "rebels failed. My own side never meant the ceasefire.\n\nThe envoy should publish his list. The rebels must "
        "keep the promise they made to me."
    )
    found = {e.act: e for e in read_text(text).entries}
    assert names(found["request"].actors) == ["Lena Okoro"] and names(found["request"].addressees) == ["envoy"]
    assert names(found["demand"].actors) == ["Lena Okoro"]
    assert not [e for e in lines("The panel must report by March.") if e.act == "demand"]


def test_a_threatened_attack_is_no_action() -> None:
    assert not [e for e in lines("The rebels threatened to attack the port on Friday.") if e.kind is Kind.ACTION]


def test_what_is_only_wanted_asked_or_possible_did_not_happen() -> None:
    for text in (
        "The rebels want to attack the port.",
        "The envoy urged the army to release the prisoners.",
        "The army could withdraw its troops next week.",
        "If the army shells the town again, nobody will talk.",
    ):
        assert not [e for e in lines(text) if e.kind is Kind.ACTION], text


@pytest.mark.parametrize(
    ("text", "act", "actor"),
    [
        ("The refusal of the rebels to sign the text angered the envoys.", "refuse", "rebels"),
        ("A promise by the army to open the road was welcome.", "commit", "army"),
        ("Islamabad's demand for a written pledge stands.", "demand", "Pakistan"),
    ],
)
def test_acts_told_in_nouns(text: str, act: str, actor: str) -> None:
    assert names(one(text, act).actors) == [actor]


# -- names


def test_a_capital_that_speaks_is_its_government() -> None:
    assert names(one("Ankara rejected the draft on Monday.", "reject").actors) == ["Turkey"]


def test_a_dateline_is_no_actor() -> None:
    reading = read_text(
        "KABUL, March 3, 2026 - The rebels rejected the ceasefire draft, and the mediators regretted it."
    )
    assert all("Afghanistan" not in names(e.actors) for e in reading.entries)


def test_a_short_name_a_title_and_a_pronoun_are_one_person() -> None:
    text = "Defence Minister Radu Korl rejected the draft.\n\nKorl said the army would stay.\n\nThe minister accused the rebels of lying. He demanded an apology.\n\n"
    speakers = {n for e in lines(text) for n in names(e.attribution.speakers)}
    assert speakers == {"Radu Korl"}


def test_acronyms_stand_for_their_names() -> None:
    entry = one("The Highland Liberation Front (HLF) met envoys. The HLF rejected the draft.", "reject")
    assert names(entry.actors) == ["Highland Liberation Front"]


def test_both_sides_are_two_actors() -> None:
    text = "Ruritania and Borduria met in Oslo on Monday. Ruritania demanded a truce from Borduria. Both sides agreed to meet again."
    assert names(one(text, "agree").actors) == ["Ruritania", "Borduria"]


def test_mediators_are_not_the_mediator_named_nearby() -> None:
    text = "Qatar hosted the talks. The mediators proposed a new round."
    assert names(one(text, "propose").actors) == ["mediators"]


def test_an_unnamed_official_stays_unnamed() -> None:
    text = "Elif Tarman chaired the talks. A Turkish official said the rebels had rejected the draft."
    assert names(one(text, "reject").attribution.speakers) == ["Turkish official"]


# -- meetings, roles, phases, times


def test_a_meeting_has_status_outcome_place_and_both_sides() -> None:
    entry = one(
        "Talks between Ruritania and Borduria in Vienna ended without an agreement on Friday.",
        "meeting",
        published="2026-03-17",
    )
    assert entry.status is not None and entry.outcome is not None
    assert (entry.status.value, entry.outcome.value, entry.place) == ("ended", "no_agreement", "Vienna")
    assert names(entry.actors) == ["Ruritania", "Borduria"] and entry.time.earliest == "2026-03-13"


def test_the_first_of_a_list_is_not_the_head() -> None:
    roles = {
        names(e.actors)[0]: e.role
        for e in lines(
            "The Front's delegation included Aron Drav, Lena Mork and two officers. It was led by Ilse Tann."
        )
        if e.kind is Kind.PARTICIPATION
    }
    assert roles.get("Aron Drav") == "member" and "head" not in {roles.get("Aron Drav"), roles.get("Lena Mork")}


def test_relative_dates_stay_open_without_a_day_of_publication() -> None:
    text = "The rebels rejected the draft on Tuesday."
    assert one(text, "reject").time.earliest is None
    assert one(text, "reject", published="2026-03-19").time.earliest == "2026-03-17"


def test_a_month_stays_a_month() -> None:
    time = one("The rebels rejected the draft in May 2024.", "reject").time
    assert (time.earliest, time.latest) == ("2024-05-01", "2024-05-31")


def test_promotional_lines_are_never_read() -> None:
    text = "The rebels rejected the ceasefire draft in Vienna, and the mediators regretted it.\n\nALSO ON TANA: Rail union rejects offer, threatens strike"
    assert all("union" not in e.evidence[0].text for e in read_text(text).entries)


def test_what_is_no_negotiation_has_no_entries() -> None:
    text = "The striker agreed a new deal with the club on Friday. The coach said talks had been short, and he rejected criticism of his attack. “We will fight for every ball,” he said."
    assert read_text(text).entries == ()


def test_evidence_quotes_the_untouched_text() -> None:
    text = "Korl said the rebelsβ offer was βan empty pageβ and rejected it. The mediators of the ceasefire talks regretted that."
    reading = read_text(text)
    assert reading.entries
    for entry in reading.entries:
        for e in entry.evidence:
            assert reading.report.text[e.start : e.end] == e.text


# -- the same input gives the same entries


def _shapes(readings: list[Reading]) -> dict[str, list[object]]:
    return {r.report.id: [as_json(e) for e in r.entries] for r in readings}


def test_entries_do_not_depend_on_batch_or_order() -> None:
    texts = [p.read_text(encoding="utf-8") for p in sorted(EXAMPLES.glob("*.txt"))]
    paragraphs = [p for text in texts for p in text.split("\n\n") if len(p) > 80]
    reports = [make_report((p + FRAME).encode(), f"{n}.txt") for n, p in enumerate(paragraphs)]
    alone = _shapes([next(read_reports([r])) for r in reports])
    draw = random.Random(3)
    for _ in range(3):
        draw.shuffle(reports)
        assert _shapes(list(read_reports(reports))) == alone


def test_entries_do_not_depend_on_the_number_of_processes() -> None:
    one_process = [r for r in read_many([str(EXAMPLES)]) if isinstance(r, Reading)]
    two_processes = [r for r in read_many([str(EXAMPLES)], workers=2) if isinstance(r, Reading)]
    assert [r.report.id for r in one_process] == [r.report.id for r in two_processes]
    assert _shapes(one_process) == _shapes(two_processes)


@pytest.mark.parametrize("odd", ["“" * 1000, "said " * 100, "(" * 500, "\u202eword " * 50, "a" * 20_000, "No. " * 100])
def test_odd_texts_are_read_without_harm(odd: str) -> None:
    sentence = "The rebels rejected the ceasefire draft, and the mediators regretted it."
    reading = read_text(f"{sentence}\n\n{odd}\n\n{sentence}{FRAME}")
    assert len([e for e in reading.entries if e.act == "reject"]) == 2


def test_a_report_that_breaks_the_reader_is_named_and_the_rest_are_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from onrecord.extract import Reader
    from onrecord.model import Failure

    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"The rebels rejected draft number {n} of the ceasefire." + FRAME)
    whole = Reader.read

    def breaking(self: Reader, parsed: object) -> object:
        if "number 1" in parsed.report.text:  # type: ignore[attr-defined]
            raise RuntimeError("boom")
        return whole(self, parsed)  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "read", breaking)
    found = list(read_many([str(tmp_path)]))
    assert [type(f).__name__ for f in found] == ["Reading", "Failure", "Reading"]
    assert isinstance(found[1], Failure) and "boom" in found[1].why


@pytest.mark.parametrize(
    ("sentence", "act", "actors", "addressees"),
    [
        ("Protesters burnt tyres demanding the release of the miners.", "demand", ["Protesters"], []),
        ("The union issued a letter calling for talks with the ministry.", "request", ["union"], ["ministry"]),
        (
            "Three men were killed in battles between police and followers of the sect.",
            "clash",
            ["police", "followers"],
            [],
        ),
        (
            "Seven workers were injured in a clash with guards of the mine.",
            "clash",
            ["Seven workers", "guards of the mine"],
            [],
        ),
        ("Two guards were killed in a rebel attack near the mine.", "attack", ["rebel"], ["Two guards"]),
        (
            "Two monasteries were hit in a raid by gunmen of the Front, killing three monks.",
            "attack",
            ["gunmen of the Front"],
            ["Two monasteries"],
        ),
        ("The army pledged to the rebels to free 40 prisoners.", "commit", ["army"], ["rebels"]),
        ("The army threw out a ceasefire proposal from the rebels.", "reject", ["army"], ["rebels"]),
        ("The army insisted that the Highland Front leave Dorn.", "demand", ["army"], []),
    ],
)
def test_who_does_what_to_whom_by_the_codebook(
    sentence: str, act: str, actors: list[str], addressees: list[str]
) -> None:
    entry = one(sentence, act)
    assert (names(entry.actors), names(entry.addressees)) == (actors, addressees)


def test_a_rank_in_brackets_parts_no_name() -> None:
    entry = one("The rebels' team was headed by Major General (ret.) Tarig Shakir, a former envoy.", "participation")
    assert names(entry.actors) == ["Tarig Shakir"]


@pytest.mark.parametrize(
    "text,act",
    [
        ("The talks have come to a standstill.", "stalled"),
        ("The talks are deadlocked, and nobody pretends otherwise.", "stalled"),
        ("The process is back on its feet.", "resumed"),
        ("A sixty-day halt to fighting entered into force on Sunday.", "ceasefire"),
        ("The dialogue continues.", "talks_under_way"),
        # near misses
        ("The halt to production entered into force on Sunday.", None),
        ("The talks were asleep, not dead.", None),
        ("The dialogue continues to disappoint both.", None),
        ("The session fell through.", None),
        ("The talks go on the agenda of the council.", None),
    ],
)
def test_a_clause_names_the_state_of_the_talks(text: str, act: str | None) -> None:
    found = [e.act for e in read_text(text + FRAME).entries if e.kind is Kind.PHASE]
    assert found == ([act] if act else [])


def test_no_ceasefire_is_no_ceasefire() -> None:
    entries = read_text("Veland and the Front held three days of talks that yielded no ceasefire." + FRAME).entries
    assert any(e.kind is Kind.MEETING for e in entries)
    assert all(e.outcome is not Outcome.CEASEFIRE for e in entries)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("The session of 11 and 12 May closed without agreement.", "2026-05-11", "2026-05-12"),
        ("Kesh and Oram are to meet June 17-18 at Lake Sarn.", "2026-06-17", "2026-06-18"),
        ("Kesh and Oram met May 12 at Lake Sarn.", "2026-05-12", "2026-05-12"),
        ("A second round of talks between Kesh and Oram is planned for the 24th.", "2026-05-24", "2026-05-24"),
        ("The second round of talks between Kesh and Oram was held on the 12th.", "2026-05-12", "2026-05-12"),
    ],
)
def test_the_days_of_a_meeting_and_months_are_nobody(words: str, first: str, last: str) -> None:
    found = read_text(f"Kesh and Oram have been at odds since spring. {words}{FRAME}", published="2026-05-20").entries
    meeting = next(e for e in found if e.kind is Kind.MEETING)
    assert (meeting.time.earliest, meeting.time.latest) == (first, last)
    assert not {"May", "June"} & {a.name for a in meeting.actors}


def test_what_is_read_does_not_depend_on_how_many_words_were_read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"GENEVA, 2 May 2024 - The envoy said the government had pledged in writing to open the crossing by Friday."
    # its name in the package is that of the function
    parsing = import_module("onrecord.extract.parse")
    before = read_text(text).entries
    pipeline = parsing.language()
    monkeypatch.setattr(parsing, "MOST_WORDS", 0)
    assert read_text(text).entries == before
    assert parsing.language() is not pipeline
