"""One line of the record, with everything it says and everything it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from onrecord.model.plain import facts
from onrecord.model.span import Evidence, Span
from onrecord.model.when import When


class Kind(StrEnum):
    """What sort of line it is."""

    STATEMENT = "statement"
    ACTION = "action"
    MEETING = "meeting"
    PARTICIPATION = "participation"
    PHASE = "phase"


class Form(StrEnum):
    """The form of a commitment, offer, demand or refusal, as the text has it."""

    VERBAL = "verbal"
    WRITTEN = "written"
    SIGNED = "signed"
    JOINT_STATEMENT = "joint_statement"
    UNILATERAL_DECLARATION = "unilateral_declaration"
    UNSTATED = "unstated"


class Style(StrEnum):
    """How the words are attributed."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"
    NARRATED = "narrated"
    AUTHOR = "author"


class Tier(StrEnum):
    """Whether the text says it or presupposes it."""

    EXPLICIT = "explicit"
    IMPLIED = "implied"


class Status(StrEnum):
    """How a meeting stands."""

    ANNOUNCED = "announced"
    UNDER_WAY = "under_way"
    ENDED = "ended"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    IMPLIED = "implied"


class Outcome(StrEnum):
    """How a meeting ended."""

    NO_AGREEMENT = "no_agreement"
    AGREEMENT_TO_CONTINUE = "agreement_to_continue"
    PARTIAL_AGREEMENT = "partial_agreement"
    FULL_AGREEMENT = "full_agreement"
    CEASEFIRE = "ceasefire"
    UNKNOWN = "unknown"


class Format(StrEnum):
    """How the sides of a meeting met."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    PROXIMITY = "proximity"
    SHUTTLE = "shuttle"
    REMOTE = "remote"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Actor:
    """Anyone who speaks or acts: as the text has it (mention), and as resolved within the report (name).

    `country`: whom the words say he belongs to; `side`: whom he stands for in this report, where that is another.
    """

    name: str
    mention: str
    span: Span | None = None
    kind: str | None = None
    role: str | None = None
    country: str | None = None
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says so: the chain of speakers, outermost first. No speaker: the reporter's own voice."""

    speakers: tuple[Actor, ...] = ()
    cue: str | None = None
    style: Style = Style.AUTHOR
    carried_over: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts, as written: "40 prisoners", "ten days"."""

    text: str
    value: float | None
    unit: str


# who decided a line that no reader suggested
BY_PERSON = "a person"


@dataclass(frozen=True, slots=True)
class MadeBy:
    """What proposed the line and what decided it.

    `reader`: its version; `rule` and `cue`: what proposed the line ("learned model": no rule did); `decided`: what put
    it on record ("codebook", "learned model"); `changed`: the slots in which the model put its own reading in place of the
    rule's; `weighed`: those filled otherwise than the sentence says, by what the whole report tells.
    """

    reader: str
    rule: str
    cue: str = ""
    decided: str = "codebook"
    changed: tuple[str, ...] = ()
    weighed: tuple[str, ...] = ()

    @property
    def by_hand(self) -> bool:
        """Whether a person put the line on record, which no reader had suggested."""
        return self.decided == BY_PERSON


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record. It is somebody's claim unless the reporter vouches for it."""

    id: str
    report: str
    kind: Kind
    act: str | None
    evidence: tuple[Evidence, ...]
    made_by: MadeBy
    actors: tuple[Actor, ...] = ()
    addressees: tuple[Actor, ...] = ()
    attribution: Attribution = Attribution()
    role: str | None = None
    form: Form | None = None
    content: str | None = None
    negated: bool = False
    future: bool = False
    conditional: bool = False
    historical: bool = False
    condition: str | None = None
    consequence: str | None = None
    deadline: str | None = None
    issue: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    status: Status | None = None
    outcome: Outcome | None = None
    format: Format | None = None
    place: str | None = None
    time: When = field(default_factory=When)
    # how sure the author and then each speaker of the chain is of it: "certain", "probable", "possible", with "not"
    # before it where it is denied, or "uncommitted" (the scale of FactBank)
    factuality: tuple[str, ...] = ()
    tier: Tier = Tier.EXPLICIT
    confidence: float = 1.0
    codes: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"entry {self.id} rests on nothing")
        if self.conditional != bool(self.condition):
            raise ValueError(f"entry {self.id}: conditional and condition go together")
        if self.kind in (Kind.STATEMENT, Kind.ACTION, Kind.PHASE) and not self.act:
            raise ValueError(f"entry {self.id}: a {self.kind} needs an act")
        if self.kind is Kind.PARTICIPATION and not self.role:
            raise ValueError(f"entry {self.id}: a participation needs a role")

    def _repr_html_(self) -> str:
        """As a notebook shows it."""
        said = self.attribution.speakers
        flags = [name for name in ("negated", "future", "conditional", "historical") if getattr(self, name)]
        rows: list[tuple[str, object]] = [
            ("who", _names(self.actors)), ("towards", _names(self.addressees)),
            ("says", _names(said) or "the reporter"), ("form", self.form.value if self.form else None),
            ("about", self.content), ("on condition", self.condition), ("deadline", self.deadline), ("place", self.place),
            ("when", self.time.earliest), ("flags", ", ".join(flags)), ("confidence", f"{self.confidence:.2f}"),
            ("report", self.report),
        ]  # fmt: skip
        title = (
            f"{self.kind.value}: {self.act or self.role or (self.status.value if self.status else 'told')} ({self.id})"
        )
        return facts(title, rows, " … ".join(e.text for e in self.evidence))


def _names(actors: tuple[Actor, ...]) -> str:
    return ", ".join(dict.fromkeys(actor.name for actor in actors))
