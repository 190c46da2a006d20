"""What a model makes of words that say something else, by words and parse that settle it."""

from __future__ import annotations

from spacy.tokens import Token

from onrecord.extract import acts, flags
from onrecord.extract.deeds import by_itself
from onrecord.extract.page import Page
from onrecord.extract.tree import above, child, doer
from onrecord.model import Kind, Status
from onrecord.model.mention import BY_MODEL, Draft

KEEPING = frozenset("keep honour honor fulfil fulfill break breach violate".split())
WORD = frozenset("promise word pledge commitment vow undertaking it".split())
CHARGES = frozenset({"accuse", "criticise"})
PUT_OFF = {
    "postponed": Status.POSTPONED,
    "delayed": Status.POSTPONED,
    "cancelled": Status.CANCELLED,
    "canceled": Status.CANCELLED,
}


def says_otherwise(page: Page, token: Token, draft: Draft) -> bool:
    """Whether a line is none: whoever kept a promise made none, who denies a breach charges nobody."""
    if draft.kind is Kind.MEETING and any(_begins_with(over, "since") for over in (token, *above(token))):
        # "since the talks began in September"
        return True
    if draft.rule != BY_MODEL or token.pos_ != "VERB":
        return False
    kept = child(token, "dobj")
    if draft.act == "commit" and token.lemma_ in KEEPING and kept is not None and kept.lemma_.lower() in WORD:
        return not flags.is_future(token)
    if draft.act in CHARGES and (denial := acts.denied_by(token)) is not None and (denier := doer(denial)) is not None:
        return token.lemma_ not in CHARGES and page.mentions.of(denier) in (*draft.speakers, *draft.actors)
    return False


def put_right(page: Page, token: Token, draft: Draft) -> None:
    """Slots of a line that its words settle, whatever the model finds likely."""
    if draft.act == "attack" and by_itself(token):
        draft.actors = []
    if (
        draft.act in CHARGES
        and draft.rule == BY_MODEL
        and token.pos_ == "VERB"
        and not draft.self_spoken
        and draft.speakers
    ):
        who = doer(token)
        said = draft.speakers[-1]
        if (
            who is not None
            and draft.actors == [page.mentions.of(who)]
            and said not in draft.actors
            and _is_a_deed(token)
        ):
            # "the Front had breached it, Renko said": he accuses the Front
            draft.actors, draft.addressees = [said], draft.actors
    if draft.kind is Kind.MEETING:
        off = next((PUT_OFF[c.lower_] for c in token.children if c.dep_ == "amod" and c.lower_ in PUT_OFF), None)
        draft.status = off or draft.status


def _begins_with(clause: Token, word: str) -> bool:
    mark = child(clause, "mark")
    return mark is not None and mark.lower_ == word


def _is_a_deed(token: Token) -> bool:
    """Whether a verb tells what somebody did, and not that he blames another for it."""
    return token.lemma_ not in CHARGES | {"blame", "charge", "criticize", "condemn", "denounce", "fault", "allege"}
