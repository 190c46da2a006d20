"""Whom words mean that describe somebody: "the minister", "his side", "the rebels", "the former", who was accused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.model.mention import Draft, Mention
from onrecord.resolve.called import WHOLE
from onrecord.resolve.people import (
    ARMED,
    ARTICLES,
    BOTH,
    BOTH_NAMED,
    BOTH_OF,
    BOTH_OFFICES,
    DOCUMENTS,
    ORG_ENDINGS,
    OWNING,
    PERSON_HEADS,
    STANDS_FOR,
    WARRING,
    Person,
    armed,
    clean,
    gender,
    head_word,
    may_be_actor,
    shown,
)
from onrecord.resolve.register import Register
from onrecord.resolve.states import adjective_of, fold
from onrecord.resolve.track import Track

# by what common noun a body is called again
CALLED = {
    "union": frozenset("guild association federation brotherhood congress syndicate".split()),
    "bloc": frozenset("union community league alliance coalition".split()),
    "watchdog": frozenset("agency commission authority".split()),
    "regulator": frozenset("agency commission authority".split()),
}
# "Russian and Ukrainian negotiators" are two
JOINED = re.compile(
    r"^(?:[Tt]he |[Bb]oth )?([\w-]+) and ([\w-]+) ((?:(?:foreign|defen[cs]e|interior|finance|prime|chief|military) )?(?:negotiators|"
    r"delegations|delegates|officials|troops|forces|leaders|teams|envoys|ministers|representatives|soldiers|armies|diplomats|"
    r"governments|mediators|presidents|commanders|sides|militaries))$"
)
# "North and South Korea"
SHARED = re.compile(
    r"^((?:North|South|East|West|Upper|Lower)(?:ern)?) and ((?:North|South|East|West|Upper|Lower)(?:ern)?) ([A-Z][\w-]+)$"
)
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}
# by which acts one answers which
CHARGES = frozenset({"accuse", "criticise"})
PLEAS = frozenset({"demand", "request", "offer", "propose", "threaten", "warn"})
ANSWERS: dict[str | None, frozenset[str]] = {
    "deny": CHARGES,
    "admit": CHARGES,
    "refuse": PLEAS,
    "reject": PLEAS,
    "accept": PLEAS,
    "agree": PLEAS,
}


def is_by_word(mention: Mention) -> bool:
    """Whether whose it is is said by a word that stands for them: "its", "their"."""
    return mention.holder is not None and OWNING.fullmatch(mention.holder.text) is not None


def counted(mention: Mention) -> int:
    """How many sides the words count: 3 for "the three sides"; 0 where they count none."""
    return next((COUNTS[word] for word in mention.text.lower().split() if word in COUNTS), 0)


def halves(mention: Mention) -> tuple[str, str, str] | None:
    """The two words and what they share, where a mention is two in itself: "Russian and Ukrainian negotiators"."""
    found = JOINED.match(mention.text) or SHARED.match(mention.text)
    return (found.group(1), found.group(2), found.group(3)) if found is not None else None


class Described(Register):
    """The names of one report, and those of them that a description means."""

    _drafts: Sequence[Draft]
    _track: Track
    _both: Person

    @staticmethod
    def is_both(mention: Mention) -> bool:
        """Whether the words mean both sides: "the two sides", "neither delegation"."""
        text = mention.text
        if any(words.match(text) for words in (BOTH_OFFICES, BOTH_OF, BOTH_NAMED, WARRING)):
            return True
        if not BOTH.match(text) or mention.name and not BOTH_NAMED.match(text):
            return False
        return mention.plural or bool(re.match(r"(?:each|neither|both)\b", text, re.I))

    def _asked(self, mention: Mention) -> Person | None:
        """ "X accused Y of ... It denied the charge": who answers is the one that was accused or asked."""
        own = next((d for d in self._drafts if any(m.start == mention.start for m in d.actors)), None)
        if own is None or own.act not in ANSWERS or mention.speaker is not None:
            return None
        before = [
            d
            for d in self._drafts
            if d.spans[0][0] < mention.start and d is not own and mention.start - d.spans[0][0] < 400 and d.addressees
        ]
        if not before or before[-1].act not in ANSWERS[own.act]:
            return None
        put = before[-1]
        person = self._of.get((put.addressees[0].start, put.addressees[0].end))
        if person is None or mention.sentence - put.addressees[0].sentence > 1:
            return None
        if mention.pronoun in ("he", "she"):
            fits = person.kind in ("person", "role") and person.gender in ("", "m" if mention.pronoun == "he" else "f")
        else:
            fits = person.kind not in ("person", "role") and (mention.pronoun == "they" or not person.plural)
        return person if fits and person.kind != "document" else None

    def _described(self, mention: Mention) -> Person | None:
        """ "the minister", "the army", "the rebels": somebody named before by office or kind, else itself."""
        if halves(mention) is not None:
            return None
        if mention.text.lower() in ("the former", "the latter"):
            return self._of_a_pair(mention)
        if mention.text.lower() in ("both", "neither", "each"):
            return self._both
        if self.is_both(mention) or mention.text.lower() in ("the other", "each other", "one another", "the two"):
            return self._both
        if mention.role and mention.role == mention.text:
            # "Lena Ruz, Oram's foreign minister": the same person
            for other in self._mentions:
                if other.name and other.role == mention.role and (other.start, other.end) in self._of:
                    return self._of[other.start, other.end]
        text = shown(mention)
        head = mention.head.lower()
        state = self._lead_state(mention, text)
        if state is not None and " " not in text and (land := self._find(fold(state))) is not None:
            # "the Ruritanian proposal"
            return land
        if (
            state is not None
            and head in ("government", "authority", "administration", "side")
            and len(text.split()) <= 3
        ):
            found = self._find(fold(state))
            if found is not None and head in ("government", "side"):
                return found
        if mention.definite and not mention.possessor:
            found = self._by_office(mention, head)
            if found is not None:
                return found
        same = self._find(fold(text))
        if same is not None:
            return same
        if head in DOCUMENTS and (mention.is_subject or (mention.start, mention.end) in self._speaking):
            if (author := self._author_of_document(mention)) is not None:
                return author
            paper = Person(text, "document", first=mention.start, count=1, heads={head})
            self._people.append(paper)
            return paper
        if not mention.acts or not may_be_actor(head) and not (mention.holder is not None and head in STANDS_FOR):
            return None
        alone = head in PERSON_HEADS or head in ("member", "source", "participant", "insider")
        kind = "role" if alone and not mention.plural else "group"
        owner = self._owner(mention)
        if owner is not None:
            if (
                is_by_word(mention)
                and head not in PERSON_HEADS
                and (known := self._by_office(mention, head)) is not None
            ):
                # "her ministry": the one named before
                return known
            text = self._owned(mention, text, owner)
            same = next((p for p in self._people if fold(p.name) == fold(text)), None)
            if same is not None:
                return same
        key = fold(f"{state} {re.sub(r'^.*?[ ]', '', text, count=1)}") if state is not None and " " in text else ""
        if key and (same := next((p for p in self._people if key in p.aliases), None)) is not None:
            # "Pakistan's delegation" is the Pakistani delegation
            return same
        person = Person(
            text,
            kind,
            plural=mention.plural,
            first=mention.start,
            count=1,
            heads={head, *text.lower().split()},
            gender=gender(head),
        )
        person.affiliation = state or (owner.name if owner is not None else "")
        if key:
            person.aliases.add(key)
        self._people.append(person)
        return person

    def _of_a_pair(self, mention: Mention) -> Person | None:
        """ "The former" and "the latter" of the two named together last."""
        for draft in reversed(self._drafts):
            if draft.spans[0][1] <= mention.start and len(draft.actors) == 2:
                named = draft.actors[0 if mention.text.lower().endswith("former") else 1]
                return self._of.get((named.start, named.end))
        return None

    def _author_of_document(self, mention: Mention) -> Person | None:
        """Who speaks in "the ministry's statement" or, after "the ministry said in a statement", in "the statement"."""
        holder = mention.holder
        if holder is not None:
            return self._owner(mention)
        if not mention.definite:
            return None
        for other in reversed(self._mentions):
            if other.head != mention.head or other.start >= mention.start or mention.sentence - other.sentence > 6:
                continue
            said = [
                m
                for m in self._mentions
                if m.sentence == other.sentence and (m.start, m.end) in self._speaking and m.start != other.start
            ]
            if said:
                return self._of.get((said[-1].start, said[-1].end))
        return None

    def _owner(self, mention: Mention) -> Person | None:
        """Whose somebody is: "its", "Pakistan's"."""
        holder = mention.holder
        if holder is None:
            return None
        return self._of.get((holder.start, holder.end)) or self._possessive(holder)

    def _owned(self, mention: Mention, text: str, owner: Person) -> str:
        """How one is called that is somebody's: "its troops" are the side itself, "its ministry" the Turkish ministry."""
        side = self._side(owner)
        head = mention.head.lower()
        by_word = is_by_word(mention)
        if head == "side":
            # "his side": himself, where nobody tells for whom he speaks
            return side.name
        if head in WHOLE or by_word and head in STANDS_FOR:
            return side.name if side.kind in ("state", "organisation", "place") or side is not owner else text
        adjective = adjective_of(owner.name) if owner.kind == "state" else None
        his = owner.kind == "person"
        if not by_word or owner is self._both or head == "counterpart":
            return text
        if head in PERSON_HEADS and adjective is None and not his:
            return text
        short = owner.name.split()[-1] if owner.kind == "person" else owner.name
        return f"{adjective} {text}" if adjective else f"{short}'s {text}"

    def _possessive(self, holder: Mention) -> Person | None:
        word = holder.text.lower()
        if word in ("his", "her"):
            return self._track.recent(holder, lambda p: p.kind in ("person", "role") and not p.plural, word="he")
        if word in ("its", "their"):
            return self._track.recent(
                holder,
                lambda p: p.kind in ("state", "organisation", "group", "place"),
                word="it" if word == "its" else "they",
                near=2,
            )
        if word in ("our", "my") and holder.speaker is not None:
            return self._of.get((holder.speaker.start, holder.speaker.end))
        return None

    def _lead_state(self, mention: Mention, text: str) -> str | None:
        for word in (mention.possessor, *text.split()[:2], " ".join(text.split()[:2])):
            if word and (state := self._state(clean(word))) is not None:
                return state
        of = re.search(r"\bof ([A-Z]\w+(?: [A-Z]\w+)*)$", text)
        return self._state(of.group(1)) if of else None

    def _by_office(self, mention: Mention, head: str) -> Person | None:
        words = set(re.findall(r"[\w-]+", ARTICLES.sub("", mention.text).lower()))
        if mention.plural and head not in ORG_ENDINGS and head not in ARMED and head + "s" not in ARMED:
            return None
        earlier = [(m, p) for m, p in self._track.seen if m.start < mention.start]
        for other, person in reversed(earlier):
            if person.kind == "person":
                if (
                    head in PERSON_HEADS
                    and head in person.heads
                    and (words - {head}) <= person.heads | {w.lower() for w in person.name.split()}
                ):
                    return person
            elif person.kind in ("organisation", "group", "name", "role", "place"):
                last = head_word(person.name)
                same_head = last.removesuffix("s") == head or last == mention.text.split()[-1].lower()
                if (
                    same_head
                    and (head not in PERSON_HEADS or person.kind in ("role", "group"))
                    and words <= {*person.name.lower().split(), head}
                    and mention.sentence - other.sentence < 40
                ):
                    return person
        if head in PERSON_HEADS:
            later = [p for p in self._people if p.kind == "person" and head in p.heads and (words - {head}) <= p.heads]
            if len(later) == 1 and words != {head}:
                return later[0]
        if head == "government":
            named = [p for _, p in earlier if p.name.lower().startswith("government of ")]
            if len({id(p) for p in named}) == 1:
                return named[0]
            lands = {id(p): p for _, p in earlier if p.kind == "state" or p.kind == "place" and p.acts > 2}
            # "Oram's defence minister said ..., but the government denies it"
            owners = [
                p
                for m, p in earlier
                if m.sentence == mention.sentence and m.start in self._owners and p.kind in ("state", "place")
            ]
            if owners:
                return owners[-1]
            if len(lands) == 1:
                return next(iter(lands.values()))
        if head in CALLED:
            called = [p for _, p in earlier if p.kind == "organisation" and p.name.split()[-1].lower() in CALLED[head]]
            if len({id(p) for p in called}) == 1 and words == {head}:
                return called[0]
        if mention.text.split()[-1].lower() in ARMED or head in ("group", "movement", "organisation"):
            groups = [p for _, p in earlier if p.kind == "organisation" and armed(p)]
            if len({id(p) for p in groups}) == 1:
                return groups[0]
        return None

    def _side(self, person: Person) -> Person:
        """The side somebody stands for: his state, or the body he speaks for."""
        if person.affiliation and person.kind in ("person", "role", "group", "organisation"):
            found = self._find(fold(person.affiliation))
            if found is not None:
                return found
        tail = re.search(r"\b(?:from|of) (?:the )?([A-Z][\w-]+['’]?(?: [A-Z][\w-]+['’]?)*)$", person.name)
        if (
            tail is not None
            and person.kind in ("group", "role")
            and (behind := self._find(fold(tail.group(1)))) is not None
        ):
            return behind
        first = clean(person.name.split()[0]) if person.name else ""
        state = self._state(first) if person.kind in ("group", "organisation", "role") else None
        of_state = person.name.split()[-1].lower() in ("ministry", "army", "government", "forces", "navy", "parliament")
        if state is None and (person.kind in ("group", "role") or of_state):
            state = next(
                (
                    p.name
                    for p in self._people
                    if p.kind in ("organisation", "place", "state")
                    and p is not person
                    and p.name.split()[0] == first
                    and first[:1].isupper()
                ),
                None,
            )
        if state is not None:
            found = self._find(fold(state))
            if found is not None:
                return found
        return person
