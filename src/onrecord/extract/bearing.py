"""Whether a report is about a negotiation or conflict at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.extract.parse import Parsed
from onrecord.model.mention import Draft

# words that hardly occur outside negotiations and conflicts
STRONG = frozenset(
    """ceasefire cease-fire truce armistice negotiator mediator mediate mediation rebel insurgent militant guerrilla
    militia envoy delegation communique communiqué hostage treaty hostility disarm disarmament airstrike shelling
    sovereignty separatist junta embargo blockade negotiate negotiation talks dialogue ultimatum bargaining arbitration
    walkout picket demarcation insurgency decommissioning captor kidnapper abduction guarantor facilitator howitzer
    frontline paramilitary shuttle pact accord stalemate impasse deadlock reconciliation secession enrichment
    checkpoint incursion demilitarise demilitarize parley parleys impasse standoff stand-off lathi-charge gherao riparian agitation conciliator bandits abductors kidnapped abducted separatists loyalists gunmen ransom interlocutor conciliation troops""".split()
)
# words that count only beside others
WEAK = frozenset(
    """peace talk sanction tariff strike union army troop border withdrawal agreement summit prisoner conflict coalition
    army military ambassador diplomat diplomatic foreign minister ministry government dispute demand concession
    territory war fighter violence attack occupation parties proposal draft compromise deal minister president mission
    observer resolution crisis security rebel referendum autonomy monitor monitoring corridor workers employer wage
    breach violation army soldier rocket missile drone clan elder feud tribe police chieftain headman regime embassy
    humanitarian civilian refugee union boycott stoppage protest protester opposition""".split()
)
# words of a sentence: of a shorter text no more is asked
FEW = 20
# where the words of a report are those of a negotiation, so much of the lines suffices
BESIDE = 0.4
# acts between people who deal with one another; a report dense with different ones tells of a dispute
DEALINGS = frozenset(
    """demand request reject refuse rule_out agree accept propose offer accuse deny set_condition threaten warn
    commit""".split()
)


def is_a_dispute(acts: Iterable[str], words: int, *, traced: bool = False) -> bool:
    """Whether the acts found in a text of so many words are as dense and as varied as in reports on disputes.

    Measured on our own reports: disputes have 18 to 39 such acts in 1,000 words, of 6 to 9 kinds; reports on sport,
    business, science, crime at most 15, of at most 5 kinds. `traced`: the words of the report point there too.
    """
    found = [act for act in acts if act in DEALINGS]
    kinds = len(set(found))
    density = 1000 * len(found) / max(1, words)
    if traced and density >= 17 and kinds >= 3 and words >= 60:
        return True
    return density >= 17 and kinds >= 5 or density >= 25 and kinds >= 3 and words >= 60


def has_a_trace(parsed: Parsed) -> bool:
    """Whether a report has at least one word of conflicts and negotiations, or several that are often theirs."""
    lemmas = {token.lemma_.lower() for paragraph in parsed.paragraphs for token in paragraph.doc}
    return bool(lemmas & STRONG) or len(lemmas & WEAK) >= 3


def is_about_a_process(parsed: Parsed) -> bool:
    """Whether the report as a whole tells of a negotiation or conflict; only then are lines read from it."""
    strong: set[str] = set()
    weak: set[str] = set()
    words = strong_count = weak_count = 0
    for paragraph in parsed.paragraphs:
        for token in paragraph.doc:
            if not token.is_alpha and "-" not in token.text:
                continue
            words += 1
            lemma, lower = token.lemma_.lower(), token.lower_
            if lower == "according":
                continue
            if lower in STRONG or lemma in STRONG:
                strong.add(lemma)
                strong_count += 1
            elif lemma in WEAK:
                weak.add(lemma)
                weak_count += 1
    if words < 60:
        return len(strong) >= 2 or (len(strong) == 1 and len(weak) >= 4)
    strong_density, weak_density = 1000 * strong_count / words, 1000 * weak_count / words
    return (
        (len(strong) >= 3 and strong_density >= 5)
        or (len(strong) >= 2 and len(weak) >= 3 and strong_density >= 2)
        or (len(strong) >= 1 and len(weak) >= 4 and strong_density >= 1.5)
        or (len(strong) >= 1 and len(weak) >= 3 and weak_density >= 12)
        or (len(weak) >= 6 and weak_density >= 15)
        or (len(weak) >= 4 and weak_density >= 20)
        or (len(weak) >= 3 and weak_density >= 30)
    )


def bears(drafts: Sequence[Draft], parsed: Parsed, least: float) -> bool:
    """Whether a report tells of a negotiation or conflict, by the lines that a model finds and by its words."""
    return is_dense(drafts, parsed, least) or is_dense(drafts, parsed, BESIDE * least) and is_about_a_process(parsed)


def is_dense(drafts: Sequence[Draft], parsed: Parsed, least: float) -> bool:
    """Whether the lines that a model finds are as many and as sure as in reports on negotiations.

    `least` is the sum of their chances for 100 words below which a report tells of something else. Of a text of one sentence
    a line that is rather likely suffices.
    """
    return 100 * sum(draft.confidence for draft in drafts) >= least * max(FEW, parsed.words)
