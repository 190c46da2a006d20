"""Who is who within one report: pronouns, pairs, sides, shortened names, whole statements. Texts are ours."""

from __future__ import annotations

from functools import partial

import pytest

import onrecord
from onrecord.model import Entry
from onrecord.resolve import writer_of

# what cues and parse read; the learned reader has tests of its own
read_text = partial(onrecord.read_text, reader="rules")

FRAME = "\n\nThe ceasefire talks between the rebels and the government are mediated by envoys in a neutral state."


def last(text: str, act: str) -> Entry:
    """The last entry of this act, role or kind in a text."""
    found = [e for e in read_text(text + FRAME).entries if act in (e.act, e.role, e.kind.value)]
    found = [e for e in found if e.evidence[0].start < len(text)]
    assert found, act
    return found[-1]


def names(actors: tuple[object, ...]) -> list[str]:
    return [a.name for a in actors]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "act", "who"),
    [
        ("Tolva accused Kesh of moving guns to the border. It denied the charge.", "deny", "Kesh"),
        ("The strikers met the mayor on Sunday. They demanded that she resign.", "demand", "strikers"),
        ("The strikers met the mayor on Sunday. She refused to resign.", "refuse", "mayor"),
        ("The government and the Front met in Oslo. The former offered an amnesty.", "offer", "government"),
        ("The government and the Front met in Oslo. The latter rejected the draft.", "reject", "Front"),
        ("Gen. Idris Mansal leads the army. The general warned the rebels on Monday.", "warn", "Idris Mansal"),
        ("“We reject the plan,” said Commander Issa, who leads the Northern Movement.", "reject", "Northern Movement"),
        ("“I reject the plan,” said Commander Issa, who leads the Northern Movement.", "reject", "Commander Issa"),
        ("The rebel Movement for Justice shelled Dorn. The MFJ admitted it.", "admit", "Movement for Justice"),
        ("Speaking in Oslo, Mr Hedlund, Norway's envoy, urged both sides to talk.", "request", "Hedlund"),
    ],
)
def test_who_is_meant_by_words_that_only_point(text: str, act: str, who: str) -> None:
    assert names(last(text, act).actors) == [who]


def test_negotiators_of_two_sides_are_two() -> None:
    meeting = last("Russian and Ukrainian negotiators met in Istanbul on Friday.", "meeting")
    assert names(meeting.actors) == ["Russia", "Ukraine"]


def test_what_belongs_to_both_is_done_by_both() -> None:
    text = "Kavanda and Osirra have been at odds for years. The two countries' negotiators met in Dorn on Friday."
    text += " Kavanda accused Osirra of breaking the accord. Osirra denied it."
    meeting = next(e for e in read_text(text + FRAME).entries if e.kind.value == "meeting")
    assert names(meeting.actors) == ["Kavanda", "Osirra"]


def test_they_in_a_quotation_are_not_the_speaker() -> None:
    text = (
        "The Highland Front and the government of Tolva met on Sunday. The Front rejected the government's draft.\n\n"
        "Two people who were in the room spoke of a frosty mood. "
        "“They promised us a map,” said the Front's envoy, Berim Katto."
    )
    assert names(last(text, "commit").actors) == ["Tolva"]


def test_a_statement_printed_whole_is_its_speakers() -> None:
    text = (
        "Responding to the raid, Foreign Secretary Anna Holt said:\n\n"
        "I condemn the attack on the convoy in the strongest terms.\n\n"
        "It is vital that all parties let aid through. The regime must honour its word."
    )
    reading = read_text(text + "\n\nThe truce is monitored by observers.")
    told = {e.act: e for e in reading.entries if e.attribution.speakers}
    assert {"criticise", "request", "demand"} <= set(told)
    assert {names(e.attribution.speakers)[-1] for e in told.values()} == {"Anna Holt"}


def test_a_line_that_is_quoted_below_is_no_statement_printed_whole() -> None:
    text = "The minister said:\n\n“We will not sign.”\n\nPolice arrested two strikers on Monday."
    arrest = last(text, "arrest")
    assert names(arrest.attribution.speakers) == []


def test_a_question_names_whom_the_answer_means_and_states_nothing() -> None:
    text = (
        "Q: Did the Secretary-General reject the ceasefire plan?\n\n"
        "SPOKESPERSON: He urged the parties to keep talking.\n\n"
        "Q: Anything else?\n\nSPOKESPERSON: No."
    )
    entries = read_text(text + FRAME).entries
    assert "reject" not in {e.act for e in entries}
    urged = next(e for e in entries if e.act == "request")
    assert names(urged.actors) == ["Secretary-General"]


@pytest.mark.parametrize(
    ("text", "act", "who"),
    [
        # sentences in which the small parser sees no finite verb, or hangs a list on its first name
        ("Vietnam relaxed travel limits for highland Christians.", "ease", ["Vietnam"]),
        ("Families of the miners called on the company to reveal what it knew.", "request", ["Families of the miners"]),
        ("The forces disengaged along the line.", "pull_back", ["forces"]),
        (
            "Talks went on. Ruritania once more imposed sanctions on the Highland Front on Tuesday.",
            "sanction",
            ["Ruritania"],
        ),
    ],
)
def test_sentences_without_a_verb_in_the_parse_are_mended(text: str, act: str, who: list[str]) -> None:
    assert names(last(text, act).actors) == who


def test_a_list_of_members_with_titles_is_no_apposition() -> None:
    text = "The government side was made up of Interior Minister Rosa Lind, General Omar Sahl and two lawyers."
    found = [e for e in read_text(text + FRAME).entries if e.role == "member"]
    assert [names(e.actors) for e in found] == [["Rosa Lind"], ["Omar Sahl"], ["two lawyers"]]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("The government pledged not to attack the port.", "commit"),
        ("Soldiers blocked the road to the port.", "restrict"),
        ("Dockers blocked the road to the port.", "protest"),
        ("Sudan will not allow UN troops on its soil, its president said.", "refuse"),
        ("The army withdrew from the town on Friday.", "pull_back"),
    ],
)
def test_the_same_verb_tells_another_act_of_another(text: str, act: str) -> None:
    assert last(text, act)
    assert len([e for e in read_text(text + FRAME).entries if e.evidence[0].start < len(text)]) == 1


@pytest.mark.parametrize(
    ("text", "condition", "consequence"),
    [
        (
            "The union threatened to close the port unless the men are rehired.",
            "unless the men are rehired",
            "close the port",
        ),
        (
            "The army warned that it would respond with force if attacks resume.",
            "if attacks resume",
            "it would respond with force",
        ),
        ("The envoy warned of a wider war.", None, "a wider war"),
    ],
)
def test_a_warning_keeps_what_is_to_come_apart_from_its_condition(
    text: str, condition: str | None, consequence: str
) -> None:
    entry = next(e for e in read_text(text + FRAME).entries if e.act in ("warn", "threaten"))
    assert (entry.condition, entry.consequence) == (condition, consequence)


def test_a_condition_before_the_attribution_belongs_to_what_is_said() -> None:
    entry = last("If the shelling goes on, the Front said, it will quit the talks.", "threaten")
    assert entry.condition == "If the shelling goes on"


def test_they_who_agree_are_those_who_met() -> None:
    text = (
        "The envoy, Adela Brun, met the chair of the Northern Council, Sami Odeh, in Arra. They agreed to meet again."
    )
    assert names(last(text, "agree").actors) == ["Adela Brun", "Sami Odeh"]


def test_a_local_row_without_a_word_of_war_is_read() -> None:
    text = (
        "Three crab boats were being held in the port of Dal last night.\n\n"
        "Fisheries minister Ella Strand demanded their release and called on Norska to return the men by the weekend. "
        "Norska's coastguard refused, and the ambassador rejected the minister's protest.\n\n"
        "Skippers threatened to blockade the ferry. The harbour master pleaded with them to hold off for a day or two, "
        "and the mayor offered to speak to the owners himself, as he had done once before in a quarrel about nets."
    )
    assert {"demand", "refuse", "reject", "threaten", "request"} <= {e.act for e in read_text(text).entries}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # who contradicts a charge does not say it, and a body that votes to reject rejects
        ("Diarra accused the rebels of lying, a charge Barou denied.", {("accuse", "Diarra"), ("deny", "Barou")}),
        ("The strike committee voted on Thursday to reject the offer.", {("reject", "strike committee")}),
        ("Algeria has yet to confirm that it will host the round.", set()),
        ("Reik met Varn only once, in June.", {(None, "Reik")}),
        ("The ministry would neither confirm nor deny the report.", {("decline_comment", "ministry")}),
    ],
)
def test_what_one_clause_tells_of_another(text: str, told: set[tuple[str | None, str]]) -> None:
    found = [e for e in read_text(text + FRAME).entries if e.evidence[0].start < len(text)]
    assert {(e.act, e.actors[0].name) for e in found} == told
    assert all(names(e.attribution.speakers)[-1:] == [e.actors[0].name] for e in found if e.kind.value == "statement")


def test_an_accusation_added_to_a_deed_does_not_tell_the_deed() -> None:
    text = "Commanders on Monday called off a meeting with the envoy, accusing the government of moving troops to Dorn."
    assert names(last(text, "cancel").attribution.speakers) == []
    assert names(last(text, "accuse").attribution.speakers) == ["Commanders"]


def test_a_person_by_name_is_released_like_a_prisoner() -> None:
    release = last("The court released Marta Lugo on Monday.", "release")
    assert (names(release.actors), names(release.addressees)) == (["court"], ["Marta Lugo"])


@pytest.mark.parametrize(
    ("text", "act", "who"),
    [
        ("State Councillor Mei-ling Kuan rejected the draft.", "reject", "Mei-ling Kuan"),
        ("Rima Haddad-Sfeir, the minister, rejected the draft.", "reject", "Rima Haddad-Sfeir"),
        ("Foreign Affairs Minister Aldo Brenn rejected the draft.", "reject", "Aldo Brenn"),
        ("Retired Lieutenant General Harb Sandh rejected the draft.", "reject", "Harb Sandh"),
        ("The head of its office for Orland, Milo Garas, rejected the draft.", "reject", "Milo Garas"),
        ("A self-styled commander known as Dan Gwar rejected the draft.", "reject", "Dan Gwar"),
        ("The Network of Women Peacemakers of the Kivu Hills rejected it.", "reject", "Network of Women Peacemakers"),
        ("The Association of Victims' Families rejected the draft.", "reject", "Association of Victims' Families"),
        ("Two people familiar with the talks rejected the draft.", "reject", "Two people familiar with the talks"),
        ("The Carters' and Porters' Union rejected the offer.", "reject", "Carters' and Porters' Union"),
        ("The Carters’ and Porters’ Guild rejected the offer.", "reject", "Carters’ and Porters’ Guild"),
        ("The Ministry of Trade and Industry rejected the offer.", "reject", "Ministry of Trade and Industry"),
        ("The Ministry of Defence and Parliament rejected the offer.", "reject", "Ministry of Defence"),
    ],
)
def test_names_are_kept_whole(text: str, act: str, who: str) -> None:
    assert names(last(text, act).actors)[0].startswith(who)


@pytest.mark.parametrize(
    ("head", "who"),
    [
        ("STATEMENT BY THE HARBOUR COUNCIL\n\n", "Harbour Council"),
        (
            "Half a deal\n\nThe Fishers' Federation of Norrmark welcomes the truce talks. ",
            "Fishers' Federation of Norrmark",
        ),
        ("THE JUBILEE TABLE\nPort Savane, 3 June\n\nThe Table will hold a vigil. ", "Jubilee Table"),
        ("The Matenga Herald\nOUR VIEW\n\nThe truce talks went on for three days. ", "The Matenga Herald"),
    ],
)
def test_we_is_who_issued_the_text(head: str, who: str) -> None:
    text = head + "We condemn the raid. We ask the government and the rebels to release the prisoners at the talks."
    asked = next(e for e in read_text(text).entries if e.act == "request")
    assert names(asked.actors) == [who]


@pytest.mark.parametrize(
    ("text", "writer"),
    [
        (
            "Speech by Nela Ruiz, leader of the Civic Party, Dorn, 5 May 2026\n(as delivered)\n\nFriends, we are here.",
            "Nela Ruiz",
        ),
        (
            "Nela Ruiz, president of the Rural List, Dorn, 5 May 2026 (as delivered)\n\nFriends, they signed.",
            "Nela Ruiz",
        ),
        (
            "KEEP OUR BRIDGE\nA leaflet of the initiative Neighbours of the Weir, Dorn\n\nWe asked. We ask again.",
            "Neighbours of the Weir",
        ),
        (
            "STATEMENT – River Relief, 14 April 2026\n\nWe ask both sides to wait. Our drivers are ready.",
            "River Relief",
        ),
        ("The Dorn Courier\nEDITORIAL\n\nA key is no creed\n\nBoth churches should stop.", "The Dorn Courier"),
        ("EDITORIAL\n\nA key is no creed\n\nBoth churches should stop.", "the newspaper"),
        ("DORN, May 5 - The army said on Tuesday that talks would go on.", None),
    ],
)
def test_who_wrote_a_text_is_read_from_its_head(text: str, writer: str | None) -> None:
    assert writer_of(text, []) == writer


@pytest.mark.parametrize(
    ("text", "act", "who"),
    [
        ("North and South Korea exchanged fire on Thursday.", "clash", ["North Korea", "South Korea"]),
        ("East and West Norland will meet in June.", "meeting", ["East Norland", "West Norland"]),
        (
            "Three sides - the junta, the Northern Front and the Coast Movement - signed the protocol in Geneva.",
            "sign",
            ["junta", "Northern Front", "Coast Movement"],
        ),
        ("The three parties, Kesh, Tolva and Oram, signed the pact in Dorn.", "sign", ["Kesh", "Tolva", "Oram"]),
        (
            "Lu Beng, a friend of the victim and the head of nearby Sando village, demanded an inquiry.",
            "demand",
            ["Lu Beng"],
        ),
        (
            "The president, a former general, and the foreign minister met the rebels on Monday.",
            "meeting",
            ["president", "foreign minister", "rebels"],
        ),
        ("Students clashed with campus guards on Wednesday.", "clash", ["Students", "campus guards"]),
        (
            "Several strikers were hurt in a clash with riot police in Dorn.",
            "clash",
            ["Several strikers", "riot police"],
        ),
        ("Troops of the junta battled the insurgents near Dorn.", "clash", ["Troops of the junta", "insurgents"]),
        ("Rockets struck a market in Teso on Monday, killing eight.", "attack", []),
        ("Gunfire hit the convoy of the army on Monday.", "attack", []),
        ("The army shelled Dorn, and a customs post at the bridge burned down on Monday.", "attack", []),
        (
            "Ostrana, Velmark and the Coast Front ended two days of talks in Dorn on Monday. The three sides agreed to meet in May.",
            "agree",
            ["Ostrana", "Velmark", "Coast Front"],
        ),
    ],
)
def test_all_who_do_it_and_nobody_who_does_not(text: str, act: str, who: list[str]) -> None:
    assert names(last(text, act).actors) == who
