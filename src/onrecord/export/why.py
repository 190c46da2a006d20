"""Why a line is on record, in words a person understands."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.export.words import one_line
from onrecord.model import Entry
from onrecord.model.decision import Action, Verdict

DECIDED = {
    Action.ACCEPT: "Accepted", Action.AMEND: "Amended", Action.REJECT: "Rejected", Action.UNSURE: "Left open",
    Action.ADD: "Added", Action.UNDONE: "Taken back",
}  # fmt: skip

# what proposed it, by the name of the rule
PROPOSED = {
    "verb cue": "the codebook knows the verb",
    "noun cue": "the codebook knows the noun",
    "adj cue": "the codebook knows the adjective",
    "clause of speech": "somebody is quoted or reported with these words, and no act of the codebook is told in them",
    "meeting words": "the words tell of a meeting",
    "phase words": "the words tell how the process stands",
    "phase noun": "the words tell how the process stands",
    "role words": "the words tell somebody's part in a meeting",
    "terms of a text": "it is a term of a text that the parties made",
    "what a plan holds": "it is told as a part of a plan or proposal",
    "what was lacking": "the words say that something was missing; the vocabulary settles what that means",
    "would not": "the words say that somebody would not do it",
    "on strike": "the words tell of a strike",
    "the author's own counsel": "the author of the text asks for it himself",
}
SLOTS = {
    "actors": "who does it",
    "addressees": "towards whom",
    "act": "the act",
    "future": "whether it lies ahead",
    "historical": "whether it is background",
    "speakers": "who says so",
}


def _called(slots: tuple[str, ...]) -> str:
    return ", ".join(SLOTS.get(slot, slot) for slot in slots)


def decided(verdicts: Sequence[Verdict]) -> list[str]:
    """Sentences: who decided what on a line, in order; that nobody did."""
    if not verdicts:
        return ["Nobody has reviewed it."]
    return [
        f"{DECIDED[one.action]} by {one_line(one.who) or 'nobody named'}, {one.decided_at[:10]}"
        + (f": {one_line(one.note)}" if one.note else ".")
        for one in verdicts
    ]


def why(entry: Entry, verdicts: Sequence[Verdict] = ()) -> list[str]:
    """Sentences: what proposed the line, what decided it and how surely, what the model changed, who has reviewed it."""
    made = entry.made_by
    if made.by_hand:
        return ["Put on record by a person; no reader suggested it.", *decided(verdicts)]
    if made.rule == "learned model":
        told = ["Proposed by the learned model; no rule of the codebook reads it."]
    else:
        cue = f" (cue “{one_line(made.cue)}”)" if made.cue else ""
        told = [f"Proposed because {PROPOSED.get(made.rule, made.rule)}{cue}."]
    if made.decided == "learned model":
        told.append(
            f"Put on record by the learned model, which gives it a chance of {entry.confidence:.0%} of being a right line."
        )
    else:
        told.append(f"Put on record by the codebook, with a confidence of {entry.confidence:.2f} for this rule.")
    if made.changed:
        told.append(f"The model read otherwise than the rule: {_called(made.changed)}.")
    if made.weighed:
        told.append(f"By the whole report, not by the words of the sentence: {_called(made.weighed)}.")
    return [*told, f"Reader {made.reader}.", *decided(verdicts)]
