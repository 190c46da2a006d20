"""What a list of actors from elsewhere tells of a record: which of its names are one actor, and which are two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from onrecord.model.decision import Decision
from onrecord.model.listed import Listed
from onrecord.model.story import Party, Story, wholes
from onrecord.resolve.codes import state_meant
from onrecord.resolve.spelling import initials, person_words, plain, sound


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision that follows from a list. `names`: the two names as the list has them; `now`: how the record has them."""

    action: str
    one: str
    other: str
    names: tuple[str, str]
    line: int
    now: str = ""


@dataclass(slots=True)
class Introduced:
    """What follows from a list. `left`: what was decided otherwise here; `open`: names of which nothing can be decided."""

    proposals: list[Proposal] = field(default_factory=list)
    known: int = 0
    left: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    belong: list[str] = field(default_factory=list)
    found: int = 0


def introduce(
    story: Story, actors: Sequence[Listed], decisions: Iterable[Decision], *, different: bool = False
) -> Introduced:
    """What a list of actors would decide in a record; `different`: also which of them are two, where their names look alike.

    Names count as the record's reports use them, whatever their case and accents; of a name that several actors share the
    one counts that belongs to the country, or to whom, the list says.
    """
    done = Introduced()
    names = _Names(story)
    shared = _shared(actors)
    keyed: list[tuple[Listed, list[tuple[str, str]]]] = []
    for actor in actors:
        own = []
        for name in actor.names:
            if not plain(name):
                continue
            if plain(name) in shared:
                done.open.append(f"line {actor.line}: {name!r} is a name of several actors of the list")
                continue
            fits = names.keys(name, actor)
            if len(fits) > 1:
                done.open.append(f"line {actor.line}: several actors of the record are called {name!r}")
            own += [(name, key) for key in fits if len(fits) == 1]
        done.found += bool(own)
        if own:
            keyed.append((actor, own))
            done.belong += names.against(actor, own[0][1])
    before = {frozenset((d.one, d.other)): d for d in decisions if d.kind == "actors"}
    for proposal in _proposals(story, keyed, different=different):
        last = before.get(frozenset((proposal.one, proposal.other)))
        if last is None:
            before[frozenset((proposal.one, proposal.other))] = Decision(
                "actors", proposal.action, proposal.one, proposal.other
            )
            done.proposals.append(proposal)
        elif last.action == proposal.action:
            done.known += 1
        else:
            said = "taken back" if last.action == "undone" else last.action
            done.left.append(
                f"line {proposal.line}: {' and '.join(proposal.names)} ({proposal.action} by the list): {said} here"
                + (f" by {last.who}" if last.who else "")
                + (f" on {last.decided_at[:10]}" if last.decided_at else "")
            )
    return done


def _shared(actors: Iterable[Listed]) -> set[str]:
    """Names that several actors of the list have."""
    of: dict[str, set[int]] = defaultdict(set)
    for n, actor in enumerate(actors):
        for name in actor.names:
            of[plain(name)].add(n)
    return {name for name, own in of.items() if len(own) > 1}


class _Names:
    """The names of a record, as lists spell them."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._keys: dict[str, set[str]] = defaultdict(set)
        for name, keys in story.keys.items():
            self._keys[plain(name)].update(key for key in keys if self._party(key) is not None)

    def _party(self, key: str) -> Party | None:
        return self._story.actors.get(self._story.merged.get(key, key))

    def keys(self, name: str, actor: Listed) -> list[str]:
        """The keys of a name; of several only those that fit what the list says of the actor."""
        found = sorted(self._keys.get(plain(name), ()))
        if len(found) > 1:
            wanted = {plain(one) for one in self._wholes(actor)}
            fits = [key for key in found if wanted & self._called(key)]
            if not fits and actor.kind is not None:
                fits = [key for key in found if (party := self._party(key)) is not None and party.kind == actor.kind]
            found = fits or found
        return found

    def _wholes(self, actor: Listed) -> list[str]:
        return [*actor.part_of, *([state_meant(actor.country) or actor.country] if actor.country else [])]

    def _called(self, key: str) -> set[str]:
        """The names of all that an actor belongs to."""
        party = self._party(key)
        assert party is not None
        actors = self._story.actors
        return {
            plain(name) for whole in wholes(party.id, actors)[1:] for name in (actors[whole].name, *actors[whole].names)
        }

    def against(self, actor: Listed, key: str) -> Iterator[str]:
        """Where the list says that an actor belongs to somebody of the record, and the record has it of somebody else."""
        party = self._party(key)
        assert party is not None
        for whole in actor.part_of:
            fits = {p.id for k in self._keys.get(plain(whole), ()) if (p := self._party(k)) is not None}
            if len(fits) == 1 and party.part_of is not None and not fits & set(wholes(party.id, self._story.actors)):
                other = self._story.actors[party.part_of].name
                yield f"line {actor.line}: {actor.name} belongs to {whole} by the list, to {other} by the reports"


def _proposals(
    story: Story, keyed: Sequence[tuple[Listed, list[tuple[str, str]]]], *, different: bool
) -> Iterator[Proposal]:
    for actor, own in keyed:
        first = own[0]
        for name, key in own[1:]:
            if key != first[1]:
                one, other = sorted((first[1], key))
                yield Proposal("same", one, other, (first[0], name), actor.line, _now(story, one, other))
    if not different:
        return
    doubtful = {frozenset(pair[:2]) for pair in story.pairs}
    for (actor, own), (another, its) in combinations(keyed, 2):
        for name, key in own:
            for name_too, key_too in its:
                ids = frozenset(story.merged.get(k, k) for k in (key, key_too))
                if key != key_too and (len(ids) == 1 or ids in doubtful or _alike(name, name_too)):
                    one, other = sorted((key, key_too))
                    line = max(actor.line, another.line)
                    yield Proposal("different", one, other, (name, name_too), line, _now(story, one, other))


def _now(story: Story, one: str, other: str) -> str:
    same = story.merged.get(one, one) == story.merged.get(other, other)
    return "one actor by the reports, too" if same else "two actors by the reports"


def _alike(one: str, other: str) -> bool:
    """Whether two names look as if they might be one: the same last word, however it is spelled, or one's initials.

    >>> _alike("Omar Hadidi", "Salim Hadeedi"), _alike("Free Plateau Movement", "FPM"), _alike("Oram", "Kesh")
    (True, True, False)
    """
    last, last_too = person_words(one)[-1:], person_words(other)[-1:]
    if last and last_too and sound(last[0]) == sound(last_too[0]):
        return True
    return plain(one) in initials(plain(other)) or plain(other) in initials(plain(one))


def as_decisions(proposals: Iterable[Proposal], who: str, file: str) -> list[Decision]:
    """Decisions as they are kept, with whose they are and where they are from."""
    return [
        Decision("actors", one.action, one.one, one.other, who, f"{file} line {one.line}: {' / '.join(one.names)}")
        for one in proposals
    ]
